#include "tools/corpus/voice/unit_corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "tools/corpus/files.h"
#include "tools/corpus/parallel.h"
#include "tools/corpus/pieces.h"
#include "tools/corpus/voice/resing.h"
#include "tools/corpus/voice/sentence_song.h"
#include "tools/corpus/voice/spoken_part.h"
#include "tools/corpus/voice/sung_piece.h"
#include "tools/corpus/voice/unit_recordings.h"
#include "tools/corpus/voice/unit_song.h"
#include "tools/corpus/voice/unit_track.h"
#include "tools/corpus/voice/vowel_level.h"

namespace arioso::corpus {
namespace {

constexpr const char* kLanguage = "ja";

/// A bank with what is made of it once.
struct Bank {
    Bank(const UnitSet& set, const Instrument& singer)
        : teacher(set.teacher),
          bank(VoiceBank::read(set.folder)),
          frames(bank),
          texts(bank.morae()),
          voice(singer) {}

    std::string teacher;
    VoiceBank bank;
    BankFrames frames;
    UnitTexts texts;
    Instrument voice;
};

/// One song, performed but not yet sounded.
struct Job {
    Bank* bank = nullptr;
    std::string id;
    std::string split;
    PerformedPart part;
    std::vector<UnitSyllable> syllables;
    std::vector<std::string> files;  ///< of what is no song but the recordings themselves
};

Job jobOf(const UnitCorpusOptions& options, Bank& bank, int number) {
    Job job;
    job.bank = &bank;
    job.id = fmt::format("{}_{}_{:04}", bank.voice.id, bank.teacher, number);
    Random random(options.seed, stableHash(job.id));
    job.split = options.split.at(random.uniform());
    const auto words = bank.texts.song(random.integer(16, 36), job.split != "train", random);
    job.part = performSong(wordSong(words, kLanguage, bank.voice, random), kLanguage, random);
    job.syllables = unitSyllables(words);
    return job;
}

std::vector<Job> naturalJobs(const UnitCorpusOptions& options, Bank& bank) {
    std::vector<Job> jobs;
    // A voice with other formants than the singer's never sang this.
    if (!options.natural || bank.voice.formants != 1.0F) return jobs;
    for (auto& files : recordingGroups(bank.bank)) {
        Job& job = jobs.emplace_back();
        job.bank = &bank;
        job.id = fmt::format("{}_{}_{}_natural", bank.voice.id, bank.teacher,
                             std::filesystem::path(files.front()).stem().string());
        job.split = options.split.at(Random(options.seed, stableHash(job.id)).uniform());
        job.files = std::move(files);
    }
    return jobs;
}

CorpusEntry makeNatural(const UnitCorpusOptions& options, Job& job) {
    const Instrument& voice = job.bank->voice;
    UnitRecording recording = unitRecording(job.bank->frames, job.files);
    job.part = spokenPart(recording.frames, recording.said);
    if (job.part.notes.empty()) return {};
    CorpusEntry entry = sungEntry(voice, job.id, job.id, job.split);
    entry.seconds = static_cast<double>(recording.audio.size()) / dsp::kSampleRate;
    writeSungPiece(options.out, entry, job.part, [&] {
        const auto gain = static_cast<float>(vowelGain(recording.frames, recording.said));
        for (float& value : recording.audio) value *= gain;
        return recording.audio;
    });
    return entry;
}

CorpusEntry make(const UnitCorpusOptions& options, Job& job) {
    if (!job.files.empty()) return makeNatural(options, job);
    const Instrument& voice = job.bank->voice;
    const UnitTrack track = unitTrack(job.bank->frames, job.syllables);
    const auto sounds = matchSounds(job.part, track.said);
    if (sounds.empty()) return {};
    CorpusEntry entry = sungEntry(voice, job.id, job.id, job.split);
    entry.seconds = soundingSeconds(job.part, voice);
    writeSungPiece(options.out, entry, job.part, [&] {
        const auto samples = std::llround(entry.seconds * dsp::kSampleRate);
        return resing(track.frames, sounds, job.part, voice, vowelGain(track.frames, track.said),
                      samples, stableHash(job.id));
    });
    return entry;
}

}  // namespace

void makeUnitCorpus(const UnitCorpusOptions& options, const Progress& progress) {
    const InstrumentTable table = InstrumentTable::load(options.voiceTable);
    Manifest manifest;
    manifest.seed = options.seed;
    std::vector<std::unique_ptr<Bank>> banks;
    for (const UnitSet& set : options.banks) {
        bool any = false;
        for (const Instrument& voice : table.all()) {
            if (voice.teacher != set.teacher) continue;
            banks.push_back(std::make_unique<Bank>(set, voice));
            any = true;
        }
        if (!any) {
            throw Error(ExitCode::Usage,
                        fmt::format("{}: no voice in {} has the teacher '{}'", set.folder.string(),
                                    options.voiceTable.string(), set.teacher));
        }
        manifest.teacher += (manifest.teacher.empty() ? "" : ", ") + set.teacher;
    }
    manifest.teacher += ", sung";
    std::vector<Job> jobs;
    for (const auto& bank : banks) {
        double seconds = 0.0;
        for (int number = 0; seconds < options.secondsPerVoice; ++number) {
            jobs.push_back(jobOf(options, *bank, number));
            seconds += soundingSeconds(jobs.back().part, bank->voice);
        }
        for (Job& job : naturalJobs(options, *bank)) jobs.push_back(std::move(job));
    }
    makeFolder(options.out / "audio");
    makeFolder(options.out / "notes");
    std::vector<CorpusEntry> made(jobs.size());
    std::mutex mutex;
    std::size_t done = 0;
    double seconds = 0.0;
    forEachParallel(jobs.size(), options.threads, [&] {
        return [&](std::size_t i) {
            made[i] = make(options, jobs[i]);
            const std::lock_guard lock(mutex);
            seconds += made[i].seconds;
            progress(++done, jobs.size(), seconds);
        };
    });
    for (CorpusEntry& entry : made) {
        if (!entry.id.empty()) manifest.entries.push_back(std::move(entry));
    }
    manifest.save(options.out / "manifest.json");
}

}  // namespace arioso::corpus
