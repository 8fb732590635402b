#include "tools/eval/material/stem.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/perform/performance_json.h"
#include "tools/corpus/files.h"

namespace arioso::eval {

std::vector<float> loadMono(const std::filesystem::path& path) {
    const auto audio = dsp::readAudioFile(path);
    if (audio.sampleRate != dsp::kSampleRate || audio.buffer.channels() != 1) {
        throw Error(
            ExitCode::Input,
            fmt::format("{}: expected mono at {} Hz, found {} channels at {}", path.string(),
                        dsp::kSampleRate, audio.buffer.channels(), audio.sampleRate));
    }
    const auto samples = audio.buffer.channel(0);
    return {samples.begin(), samples.end()};
}

Stem loadStem(const std::filesystem::path& corpus, const corpus::CorpusEntry& entry,
              const Instrument& instrument) {
    Stem stem;
    stem.id = entry.id;
    stem.instrument = &instrument;
    stem.teacher = loadMono(corpus / entry.audio);
    const auto notes = corpus / entry.notes;
    try {
        stem.part = partFromJson(nlohmann::json::parse(corpus::readText(notes)), notes.string());
    } catch (const nlohmann::json::exception& error) {
        throw Error(ExitCode::Input, notes.string() + ": " + error.what());
    }
    return stem;
}

}  // namespace arioso::eval
