#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <nlohmann/json.hpp>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/perform/performance_json.h"
#include "tools/corpus/files.h"
#include "tools/corpus/mono.h"
#include "tools/corpus/parallel.h"
#include "tools/corpus/recordings.h"

namespace arioso::corpus {
namespace {

/// Notes that sound somewhere in [start, end), in seconds from `start`.
PerformedPart slice(const PerformedPart& part, double start, double end) {
    PerformedPart out = part;
    std::erase_if(out.notes, [&](const PerformedNote& note) {
        return note.offset <= start || note.onset >= end;
    });
    std::uint32_t id = 0;
    for (PerformedNote& note : out.notes) {
        note.onset -= start;
        note.offset -= start;
        note.id = id++;
    }
    return out;
}

/// Cuts one recording into pieces and writes them.
class Cutter {
  public:
    Cutter(const ImportOptions& options, const Recording& recording, const Instrument& instrument,
           std::size_t index)
        : options_(options), recording_(recording), instrument_(instrument), index_(index) {}

    std::vector<CorpusEntry> run() const {
        std::vector<float> sound = readMono(recording_.audio);
        const double seconds = static_cast<double>(sound.size()) / dsp::kSampleRate;
        const auto count = std::max(1L, std::lround(seconds / options_.segmentSeconds));
        std::vector<CorpusEntry> out;
        for (long i = 0; i < count; ++i) {
            const auto first =
                static_cast<std::size_t>(i) * sound.size() / static_cast<std::size_t>(count);
            const auto last =
                static_cast<std::size_t>(i + 1) * sound.size() / static_cast<std::size_t>(count);
            const PerformedPart part =
                slice(recording_.part, static_cast<double>(first) / dsp::kSampleRate,
                      static_cast<double>(last) / dsp::kSampleRate);
            if (part.notes.empty()) continue;
            out.push_back(write(i, part, std::span(sound).subspan(first, last - first)));
        }
        return out;
    }

  private:
    CorpusEntry write(long piece, PerformedPart part, std::span<float> sound) const {
        CorpusEntry entry;
        entry.id = fmt::format("{}_m{:04}_{:03}", instrument_.id, index_, piece);
        entry.split = recording_.split;
        entry.instrument = instrument_.id;
        entry.source = recording_.source;
        entry.audio = "audio/" + entry.id + ".flac";
        entry.notes = "notes/" + entry.id + ".json";
        entry.seconds = static_cast<double>(sound.size()) / dsp::kSampleRate;
        part.name = instrument_.name;
        part.program = instrument_.program;
        float* channel = sound.data();
        dsp::AudioFileWriter writer(options_.out / entry.audio, dsp::AudioFormat::Flac24,
                                    dsp::kSampleRate, 1, true);
        writer.write(dsp::AudioView(&channel, 1, sound.size()));
        writer.commit();
        writeTextAtomically(options_.out / entry.notes, toJson(part).dump() + "\n");
        entry.sha256 = sha256OfFile(options_.out / entry.audio);
        return entry;
    }

    const ImportOptions& options_;
    const Recording& recording_;
    const Instrument& instrument_;
    std::size_t index_;
};

}  // namespace

void importRecordings(const ImportOptions& options, const std::vector<Recording>& recordings) {
    const InstrumentTable table = InstrumentTable::load(options.instrumentTable);
    makeFolder(options.out / "audio");
    makeFolder(options.out / "notes");
    std::vector<std::vector<CorpusEntry>> entries(recordings.size());
    std::mutex mutex;
    std::size_t done = 0;
    forEachParallel(recordings.size(), options.threads, [&] {
        return [&](std::size_t i) {
            const Recording& recording = recordings[i];
            const Instrument& instrument =
                table.forProgram(recording.part.program, recording.part.percussion);
            entries[i] = Cutter(options, recording, instrument, i).run();
            const std::lock_guard lock(mutex);
            fmt::print(stderr, "{}/{} recordings\n", ++done, recordings.size());
        };
    });
    Manifest manifest;
    manifest.teacher = options.name;
    for (auto& pieces : entries) {
        for (CorpusEntry& entry : pieces) manifest.entries.push_back(std::move(entry));
    }
    manifest.save(options.out / "manifest.json");
}

}  // namespace arioso::corpus
