#include "tools/corpus/make.h"

#include <fmt/format.h>

#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/perform/performance_json.h"
#include "tools/corpus/files.h"
#include "tools/corpus/pieces.h"
#include "tools/corpus/teacher.h"

namespace arioso::corpus {
namespace {

std::vector<const Instrument*> chosen(const InstrumentTable& table,
                                      const std::vector<std::string>& ids) {
    std::vector<const Instrument*> out;
    for (const Instrument& instrument : table.all()) {
        if (ids.empty()) out.push_back(&instrument);
    }
    for (const std::string& id : ids) {
        const Instrument* instrument = table.find(id);
        if (instrument == nullptr) {
            std::string known;
            for (const Instrument& one : table.all()) known += (known.empty() ? "" : ", ") + one.id;
            throw Error(ExitCode::Usage,
                        fmt::format("--instruments: expected some of {}; found '{}'", known, id));
        }
        out.push_back(instrument);
    }
    return out;
}

bool holds(const std::filesystem::path& path, const std::string& text) {
    return std::filesystem::is_regular_file(path) && readText(path) == text;
}

/// Plays, renders and writes one piece, or finds it finished by an earlier run.
CorpusEntry makePiece(const MakeOptions& options, const Piece& piece, Teacher& teacher) {
    const PerformedPart part = piece.play();
    CorpusEntry entry;
    entry.id = piece.id;
    entry.split = piece.split;
    entry.instrument = piece.instrument->id;
    entry.source = piece.source;
    entry.audio = "audio/" + piece.id + ".flac";
    entry.notes = "notes/" + piece.id + ".json";
    entry.seconds = soundingSeconds(part, *piece.instrument);

    const std::string notes = toJson(part).dump() + "\n";
    const auto audioPath = options.out / entry.audio;
    const auto notesPath = options.out / entry.notes;
    // The notes are written last: audio beside notes that say the same is whole and right.
    if (!holds(notesPath, notes) || !std::filesystem::is_regular_file(audioPath)) {
        const auto samples = std::llround(entry.seconds * dsp::kSampleRate);
        std::vector<float> sound = teacher.render(part, *piece.instrument, samples);
        float* channel = sound.data();
        // 24 bits: the dither of 16 would lie above the floor of the log-mel in every rest.
        dsp::AudioFileWriter writer(audioPath, dsp::AudioFormat::Flac24, dsp::kSampleRate, 1, true);
        writer.write(dsp::AudioView(&channel, 1, sound.size()));
        writer.commit();
        writeTextAtomically(notesPath, notes);
    }
    entry.sha256 = sha256OfFile(audioPath);
    return entry;
}

/// Refuses to mix what was made with another seed or soundfont into one corpus.
void checkSame(const std::filesystem::path& path, const Manifest& made) {
    if (!std::filesystem::exists(path)) return;
    const Manifest before = Manifest::load(path);
    if (before.seed != made.seed || before.teacherSha256 != made.teacherSha256) {
        throw Error(
            ExitCode::Output,
            fmt::format("{}: holds a corpus of seed {} by {}; expected seed {} by {}: choose "
                        "another folder",
                        path.string(), before.seed, before.teacher, made.seed, made.teacher));
    }
}

}  // namespace

void makeCorpus(const MakeOptions& options, const Progress& progress) {
    const InstrumentTable table = InstrumentTable::load(options.instrumentTable);
    const auto instruments = chosen(table, options.instruments);
    // The first teacher is made here, so that a bad soundfont is one error before any file.
    std::unique_ptr<Teacher> first = makeSoundFontTeacher(options.soundFont);
    Manifest manifest;
    manifest.seed = options.seed;
    manifest.teacher = options.soundFont.filename().string();
    manifest.teacherSha256 = sha256OfFile(options.soundFont);
    makeFolder(options.out / "audio");
    makeFolder(options.out / "notes");
    const auto manifestPath = options.out / "manifest.json";
    checkSame(manifestPath, manifest);

    const std::vector<Piece> pieces = etudePieces(options, instruments);
    manifest.entries.resize(pieces.size());
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    std::size_t done = 0;
    double seconds = 0.0;
    const auto work = [&](std::unique_ptr<Teacher> teacher) {
        try {
            if (!teacher) teacher = makeSoundFontTeacher(options.soundFont);
            for (std::size_t i = next++; i < pieces.size(); i = next++) {
                manifest.entries[i] = makePiece(options, pieces[i], *teacher);
                const std::lock_guard lock(mutex);
                seconds += manifest.entries[i].seconds;
                progress(++done, pieces.size(), seconds);
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
            next = pieces.size();
        }
    };
    std::vector<std::thread> workers;
    for (int i = 1; i < options.threads; ++i) workers.emplace_back(work, nullptr);
    work(std::move(first));
    for (std::thread& worker : workers) worker.join();
    if (failure) std::rethrow_exception(failure);
    manifest.save(manifestPath);
}

}  // namespace arioso::corpus
