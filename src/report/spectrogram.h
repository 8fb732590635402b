#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "src/report/image.h"

namespace arioso {

struct SpectrogramOptions {
    std::string title{};
    int width = 900;               ///< pixels of the plot itself, axes excluded
    int bandPixels = 2;            ///< height of a mel band
    std::optional<float> topDb{};  ///< level of the brightest colour; none = the loudest value
    float rangeDb = 80.0F;         ///< from the brightest to the darkest colour
};

/// Loudest value of a log-mel in dB: what pictures that are to be compared share as `topDb`.
float loudestDb(std::span<const float> logMel);
/// Picture of a log-mel on the engine's grid (dsp/audio_format.h), frame-major, kMelBands values a
/// frame, with axes in seconds and Hz. An empty span gives an empty plot.
Image drawMelSpectrogram(std::span<const float> logMel, const SpectrogramOptions& options = {});
/// The same as a PNG file, replaced atomically. Error(Output).
void writeMelSpectrogram(const std::filesystem::path& path, std::span<const float> logMel,
                         const SpectrogramOptions& options = {});

}  // namespace arioso
