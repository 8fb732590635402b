#include "tools/corpus/make.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/perform/performance_json.h"
#include "tools/corpus/files.h"
#include "tools/corpus/parallel.h"
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

/// Plays, renders and writes one piece, or finds it finished by an earlier run. An excerpt in which
/// nothing is played makes no entry: its id is empty.
CorpusEntry makePiece(const MakeOptions& options, const Piece& piece, Teacher& teacher) {
    const PerformedPart part = piece.play();
    CorpusEntry entry;
    if (part.notes.empty()) return entry;
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
    if (before.seed != made.seed || before.teacher != made.teacher ||
        before.teacherSha256 != made.teacherSha256) {
        throw Error(
            ExitCode::Output,
            fmt::format("{}: holds a corpus of seed {} by {}; expected seed {} by {}: choose "
                        "another folder",
                        path.string(), before.seed, before.teacher, made.seed, made.teacher));
    }
}

std::vector<Piece> planPieces(const MakeOptions& options, const InstrumentTable& table,
                              const std::vector<const Instrument*>& instruments) {
    ScoreLibrary library;
    if (!options.scores.empty()) {
        library = scanScores(options.scores, table, options.threads);
        fmt::print(stderr, "{} scores, {} parts in them, {} left out as damaged or too long\n",
                   library.scores.size(), library.parts.size(), library.unreadable);
    }
    std::vector<Piece> out;
    for (const Instrument* instrument : instruments) {
        double seconds = 0.0;
        for (Piece& piece : scorePieces(options, library, *instrument, seconds)) {
            out.push_back(std::move(piece));
        }
        for (Piece& piece : etudePieces(options, *instrument, seconds)) {
            out.push_back(std::move(piece));
        }
    }
    return out;
}

}  // namespace

void makeCorpus(const MakeOptions& options, const Progress& progress) {
    const InstrumentTable table = InstrumentTable::load(options.instrumentTable);
    const auto instruments = chosen(table, options.instruments);
    // One teacher before any file, so that a bad soundfont leaves nothing behind.
    makeTeacher(options.soundFont, options.samples);
    Manifest manifest;
    manifest.seed = options.seed;
    manifest.teacher = options.soundFont.filename().string();
    if (!options.samples.empty()) {
        manifest.teacher += " and samples of " + options.samples.filename().string();
    }
    manifest.teacherSha256 = sha256OfFile(options.soundFont);
    makeFolder(options.out / "audio");
    makeFolder(options.out / "notes");
    const auto manifestPath = options.out / "manifest.json";
    checkSame(manifestPath, manifest);

    const std::vector<Piece> pieces = planPieces(options, table, instruments);
    manifest.entries.resize(pieces.size());
    std::mutex mutex;
    std::size_t done = 0;
    double seconds = 0.0;
    forEachParallel(pieces.size(), options.threads, [&] {
        std::shared_ptr<Teacher> teacher = makeTeacher(options.soundFont, options.samples);
        return [&, teacher](std::size_t i) {
            manifest.entries[i] = makePiece(options, pieces[i], *teacher);
            const std::lock_guard lock(mutex);
            seconds += manifest.entries[i].seconds;
            progress(++done, pieces.size(), seconds);
        };
    });
    std::erase_if(manifest.entries, [](const CorpusEntry& entry) { return entry.id.empty(); });
    manifest.save(manifestPath);
}

}  // namespace arioso::corpus
