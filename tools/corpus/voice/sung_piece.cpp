#include "tools/corpus/voice/sung_piece.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "src/perform/performance_json.h"
#include "tools/corpus/files.h"

namespace arioso::corpus {

CorpusEntry sungEntry(const Instrument& voice, const std::string& id, const std::string& source,
                      const std::string& split) {
    CorpusEntry entry;
    entry.id = id;
    entry.split = split;
    entry.instrument = voice.id;
    entry.source = source;
    entry.audio = "audio/" + id + ".flac";
    entry.notes = "notes/" + id + ".json";
    return entry;
}

void writeSungPiece(const std::filesystem::path& out, CorpusEntry& entry, const PerformedPart& part,
                    const std::function<std::vector<float>()>& makeSound) {
    const auto audioPath = out / entry.audio;
    const auto notesPath = out / entry.notes;
    const std::string notes = toJson(part).dump() + "\n";
    const bool made = std::filesystem::is_regular_file(audioPath) &&
                      std::filesystem::is_regular_file(notesPath) && readText(notesPath) == notes;
    if (!made) {
        std::vector<float> sound = makeSound();
        float peak = 0.0F;
        for (const float value : sound) peak = std::max(peak, std::abs(value));
        if (peak > 0.99F) {
            for (float& value : sound) value *= 0.99F / peak;
        }
        float* channel = sound.data();
        dsp::AudioFileWriter writer(audioPath, dsp::AudioFormat::Flac16, dsp::kSampleRate, 1, true);
        writer.write(dsp::AudioView(&channel, 1, sound.size()));
        writer.commit();
        writeTextAtomically(notesPath, notes);
    }
    entry.sha256 = sha256OfFile(audioPath);
}

}  // namespace arioso::corpus
