#include "src/cli/watermark_report.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

#include "dsp/audio_file.h"
#include "dsp/watermark_reader.h"
#include "src/synth/provenance.h"

namespace arioso::cli {
namespace {

using nlohmann::json;

std::string idOf(std::uint64_t payload) {
    constexpr std::uint64_t kId = (std::uint64_t{1} << 56) - 1;
    return fmt::format("{:014x}", payload & kId);
}

}  // namespace

json watermarksOf(const std::filesystem::path& sound, const std::string& keyFile) {
    const dsp::LoadedAudio audio = dsp::readAudioFile(sound);
    json out = json::array();
    const auto look = [&](const char* name, const dsp::WatermarkKey& key) {
        const auto found = dsp::searchWatermark(audio.buffer, audio.sampleRate, key).found;
        if (!found) return;
        out.push_back({{"key", name},
                       {"id", idOf(found->payload)},
                       {"version", found->payload >> 56},
                       {"tempo", found->tempo},
                       {"semitones", 12.0 * std::log2(found->pitch)},
                       {"from", found->from},
                       {"to", found->to},
                       {"score", found->score}});
    };
    look("public", dsp::publicWatermarkKey());
    if (!keyFile.empty()) look("secret", readWatermarkKey(keyFile));
    return out;
}

std::string watermarkId(const std::string& document) {
    return idOf(watermarkPayload(document));
}

std::string watermarkLine(const json& mark) {
    std::string line = fmt::format("{} ({} key)", mark.at("id").get<std::string>(),
                                   mark.at("key").get<std::string>());
    const double tempo = mark.at("tempo").get<double>();
    const double semitones = mark.at("semitones").get<double>();
    // Finer than these the search does not look.
    if (std::abs(tempo - 1.0) > 0.004) line += fmt::format(", tempo {:.1f} %", 100.0 * tempo);
    if (std::abs(semitones) > 0.2) line += fmt::format(", {:+.1f} semitones", semitones);
    return line;
}

}  // namespace arioso::cli
