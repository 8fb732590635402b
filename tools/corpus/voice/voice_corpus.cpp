#include "tools/corpus/voice/voice_corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/voice_analysis.h"
#include "tools/corpus/files.h"
#include "tools/corpus/mono.h"
#include "tools/corpus/parallel.h"
#include "tools/corpus/pieces.h"
#include "tools/corpus/voice/alignment.h"
#include "tools/corpus/voice/resing.h"
#include "tools/corpus/voice/sentence_song.h"
#include "tools/corpus/voice/spoken_part.h"
#include "tools/corpus/voice/sung_piece.h"
#include "tools/corpus/voice/vowel_level.h"

namespace arioso::corpus {
namespace {

/// One sentence and the voices that sing it.
struct Job {
    const SpeechSet* set = nullptr;
    std::string language;
    Alignment spoken;
    std::string id;
    std::string split;
    std::vector<const Instrument*> voices;
};

std::string nameOf(const std::string& file) {
    std::string name = std::filesystem::path(file).stem().string();
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == '.' || c == ' '; }, '-');
    return name;
}

std::vector<Job> jobsOf(const VoiceCorpusOptions& options, const InstrumentTable& table,
                        std::string& sources) {
    std::vector<Job> jobs;
    for (const SpeechSet& set : options.speech) {
        std::vector<const Instrument*> voices;
        for (const Instrument& voice : table.all()) {
            const bool wanted = options.voices.empty() ||
                                std::find(options.voices.begin(), options.voices.end(), voice.id) !=
                                    options.voices.end();
            if (wanted && voice.teacher == set.teacher) voices.push_back(&voice);
        }
        if (voices.empty()) {
            throw Error(ExitCode::Usage, fmt::format("{}: no voice in {} has the teacher '{}'",
                                                     set.alignments.string(),
                                                     options.voiceTable.string(), set.teacher));
        }
        sources += (sources.empty() ? "" : ", ") + set.teacher;
        AlignmentSet aligned = AlignmentSet::read(set.alignments);
        for (Alignment& spoken : aligned.utterances) {
            if (spoken.suspect || spoken.phones.empty()) continue;
            Job job;
            job.set = &set;
            job.language = aligned.language;
            job.id = set.teacher + "_" + nameOf(spoken.file);
            Random place(options.seed, stableHash(job.id));
            job.split = options.split.at(place.uniform());
            job.voices = voices;
            job.spoken = std::move(spoken);
            jobs.push_back(std::move(job));
        }
    }
    return jobs;
}

/// A recording taken apart, once something of it is needed that an earlier run has not made.
class Recording {
  public:
    Recording(std::filesystem::path path, const Alignment& spoken)
        : path_(std::move(path)), spoken_(spoken) {}

    const std::vector<float>& audio() {
        if (audio_.empty()) audio_ = readMono(path_);
        return audio_;
    }
    const dsp::VoiceFrames& frames() {
        if (frames_.size() == 0) {
            dsp::F0Settings speech;
            speech.sampleRate = dsp::kSampleRate;
            speech.speech = true;
            frames_ = dsp::analyseVoice(audio(), speech);
        }
        return frames_;
    }
    /// What makes a vowel of velocity 0.6 as loud as it should be; 0 if no vowel has a voice.
    double gain() { return vowelGain(frames(), spoken_); }

  private:
    std::filesystem::path path_;
    const Alignment& spoken_;
    std::vector<float> audio_;
    dsp::VoiceFrames frames_;
};

class JobMaker {
  public:
    explicit JobMaker(const VoiceCorpusOptions& options) : options_(options) {}

    std::vector<CorpusEntry> make(const Job& job) const {
        std::vector<CorpusEntry> entries;
        Recording recording(job.set->folder / job.spoken.file, job.spoken);
        const auto keep = [&entries](CorpusEntry entry) {
            if (!entry.id.empty()) entries.push_back(std::move(entry));
        };
        for (const Instrument* voice : job.voices) {
            // A voice with other formants than the speaker's never said this.
            if (options_.natural && voice->formants == 1.0F) keep(speak(job, recording, *voice));
            for (int take = 0; take < options_.takes; ++take)
                keep(sing(job, recording, *voice, take));
        }
        return entries;
    }

  private:
    CorpusEntry sing(const Job& job, Recording& recording, const Instrument& voice,
                     int take) const {
        const std::string id = fmt::format("{}_{}_{}", voice.id, job.id, take);
        Random random(options_.seed, stableHash(id));
        const Score song = sentenceSong(job.spoken.text, job.language, voice, random);
        PerformedPart part = performSong(song, job.language, random);
        const auto sounds = matchSounds(part, job.spoken);
        if (sounds.empty()) return {};
        CorpusEntry entry = sungEntry(voice, id, job.id, job.split);
        entry.seconds = soundingSeconds(part, voice);
        writeSungPiece(options_.out, entry, part, [&] {
            const double gain = recording.gain();
            const auto samples = std::llround(entry.seconds * dsp::kSampleRate);
            if (gain <= 0.0) return std::vector<float>(static_cast<std::size_t>(samples));
            return resing(recording.frames(), sounds, part, voice, gain, samples, stableHash(id));
        });
        return entry;
    }

    CorpusEntry speak(const Job& job, Recording& recording, const Instrument& voice) const {
        const PerformedPart part = spokenPart(recording.frames(), job.spoken);
        if (part.notes.empty()) return {};
        CorpusEntry entry =
            sungEntry(voice, fmt::format("{}_{}_spoken", voice.id, job.id), job.id, job.split);
        entry.seconds = static_cast<double>(recording.audio().size()) / dsp::kSampleRate;
        writeSungPiece(options_.out, entry, part, [&] {
            std::vector<float> sound = recording.audio();
            const auto gain = static_cast<float>(recording.gain());
            for (float& value : sound) value *= gain;
            return sound;
        });
        return entry;
    }

    const VoiceCorpusOptions& options_;
};

}  // namespace

void makeVoiceCorpus(const VoiceCorpusOptions& options, const Progress& progress) {
    const InstrumentTable table = InstrumentTable::load(options.voiceTable);
    Manifest manifest;
    manifest.seed = options.seed;
    const auto jobs = jobsOf(options, table, manifest.teacher);
    manifest.teacher += ", sung";
    makeFolder(options.out / "audio");
    makeFolder(options.out / "notes");
    std::vector<std::vector<CorpusEntry>> made(jobs.size());
    std::mutex mutex;
    std::size_t done = 0;
    double seconds = 0.0;
    const JobMaker maker(options);
    forEachParallel(jobs.size(), options.threads, [&] {
        return [&](std::size_t i) {
            made[i] = maker.make(jobs[i]);
            const std::lock_guard lock(mutex);
            for (const CorpusEntry& entry : made[i]) seconds += entry.seconds;
            progress(++done, jobs.size(), seconds);
        };
    });
    for (auto& entries : made) {
        for (CorpusEntry& entry : entries) manifest.entries.push_back(std::move(entry));
    }
    if (manifest.entries.empty()) {
        throw Error(ExitCode::Input, "no sentence could be sung: the alignments fit no text");
    }
    manifest.save(options.out / "manifest.json");
}

}  // namespace arioso::corpus
