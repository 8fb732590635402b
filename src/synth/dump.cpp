#include "src/synth/dump.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <system_error>

#include "dsp/error.h"
#include "src/perform/performance_json.h"
#include "src/report/spectrogram.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

void makeFolder(const fs::path& folder) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed)
        throw Error(ExitCode::Output,
                    fmt::format("{}: cannot be created: {}", folder.string(), failed.message()));
}

}  // namespace

std::string stemFileName(const StemPlan& stem) {
    std::string name;
    for (const char c : stem.part.name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (letter) {
            name += c;
        } else if (c >= 'A' && c <= 'Z') {
            name += static_cast<char>(c - 'A' + 'a');
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    constexpr std::size_t kLongest = 80;
    if (name.size() > kLongest) {
        name.resize(kLongest);
        // A name is not cut inside a character.
        while (!name.empty() && static_cast<unsigned char>(name.back()) >= 0x80) name.pop_back();
    }
    while (!name.empty() && name.back() == '-') name.pop_back();
    return fmt::format("{:02}-{}", stem.number + 1, name.empty() ? "part" : name);
}

std::string encodeSafetensors(std::span<const NamedTensor> tensors) {
    nlohmann::json header = nlohmann::json::object();
    std::size_t offset = 0;
    for (const NamedTensor& tensor : tensors) {
        const std::size_t end = offset + tensor.values.size_bytes();
        header[tensor.name] = {
            {"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump();
    // The format asks for values aligned to 8 bytes; blanks may end the header.
    while (text.size() % 8 != 0) text += ' ';
    std::string out;
    for (std::size_t i = 0; i < 8; ++i)
        out += static_cast<char>((static_cast<std::uint64_t>(text.size()) >> (8 * i)) & 0xFFU);
    out += text;
    for (const NamedTensor& tensor : tensors)
        out.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size_bytes());
    return out;
}

StageDump::StageDump(fs::path folder, const RenderPlan& plan) : folder_(std::move(folder)) {
    makeFolder(folder_);
    Performance whole = plan.performance;
    for (const StemPlan& stem : plan.stems) {
        if (stem.singers.empty()) whole.parts.push_back(stem.part);
        for (const SingerPlan& singer : stem.singers) whole.parts.push_back(singer.part);
        if (stem.audible) makeFolder(folder_ / stemFileName(stem));
    }
    const std::string text = toJson(whole).dump(1) + "\n";
    writeFileAtomically(folder_ / "performance.json", text.data(), text.size());
}

void StageDump::window(const StemPlan& stem, std::uint32_t singer, std::int64_t window,
                       const StemRenderer::Stages& stages, std::span<const float> samples) const {
    const auto rows = static_cast<std::int64_t>(stages.mel.size()) / dsp::kMelBands;
    const std::int64_t latents = StemRenderer::kWindowLatents;
    const auto channels = static_cast<std::int64_t>(stages.latents.size()) / latents;
    const std::array tensors{
        NamedTensor{"latents", {latents, channels}, stages.latents},
        NamedTensor{"mel", {rows, dsp::kMelBands}, stages.mel},
        NamedTensor{"excitation_mel", {rows, dsp::kMelBands}, stages.excitationMel},
        NamedTensor{"samples", {static_cast<std::int64_t>(samples.size())}, samples},
    };
    const std::size_t place = static_cast<std::size_t>(
        std::find_if(stem.singers.begin(), stem.singers.end(),
                     [singer](const SingerPlan& one) { return one.number == singer; }) -
        stem.singers.begin());
    const std::string who =
        stem.singers.empty() ? std::string() : fmt::format("singer-{:02}-", place + 1);
    const fs::path base = folder_ / stemFileName(stem) / fmt::format("{}window-{:04}", who, window);
    const std::string bytes = encodeSafetensors(tensors);
    writeFileAtomically(base.string() + ".safetensors", bytes.data(), bytes.size());
    SpectrogramOptions options;
    options.title = fmt::format("{}, window {}", stem.part.name, window);
    writeMelSpectrogram(base.string() + "-mel.png", stages.mel, options);
    options.title += ", excitation";
    writeMelSpectrogram(base.string() + "-excitation.png", stages.excitationMel, options);
}

}  // namespace arioso
