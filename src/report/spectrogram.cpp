#include "src/report/spectrogram.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/audio_format.h"
#include "src/report/draw.h"

namespace arioso {
namespace {

constexpr int kLeft = 44;
constexpr int kTop = 20;
constexpr int kBottom = 18;
constexpr Rgb kInk{40, 40, 46};
constexpr auto kBands = static_cast<std::size_t>(dsp::kMelBands);
const float kDbPerNeper = 20.0F / std::log(10.0F);

/// Slaney's mel scale (Auditory Toolbox, 1998): linear to 1 kHz, logarithmic above.
double melOf(double hertz) {
    constexpr double kLinear = 200.0 / 3.0;
    if (hertz < 1000.0) return hertz / kLinear;
    return 1000.0 / kLinear + std::log(hertz / 1000.0) / (std::log(6.4) / 27.0);
}

double bandOf(double hertz) {
    const double low = melOf(dsp::kMelLowHz);
    const double high = melOf(dsp::kMelHighHz);
    return (melOf(hertz) - low) / (high - low) * (dsp::kMelBands + 1) - 1.0;
}

void drawAxes(Image& image, const SpectrogramOptions& options, double seconds) {
    const int height = dsp::kMelBands * options.bandPixels;
    for (const int hertz : {100, 500, 1000, 2000, 5000, 10000, 20000}) {
        const double band = bandOf(hertz);
        const int y = kTop + height - 1 - static_cast<int>(std::lround(band * options.bandPixels));
        const std::string label =
            hertz < 1000 ? std::to_string(hertz) : fmt::format("{}K", hertz / 1000);
        fillRectangle(image, kLeft - 4, y, 4, 1, kInk);
        drawText(image, kLeft - 6 - textWidth(label), y - 3, label, kInk);
    }
    double step = 0.1;
    for (const double candidate : {0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0}) {
        if (seconds / step > 12.0) step = candidate;
    }
    for (int i = 0; i * step <= seconds && seconds > 0.0; ++i) {
        const int x = kLeft + static_cast<int>(i * step / seconds * (options.width - 1));
        const std::string label = fmt::format("{:.3g}", i * step);
        fillRectangle(image, x, kTop + height, 1, 4, kInk);
        drawText(image, x - textWidth(label) / 2, kTop + height + 7, label, kInk);
    }
}

}  // namespace

float loudestDb(std::span<const float> logMel) {
    float loudest = std::log(dsp::kLogFloor);
    for (const float value : logMel) loudest = std::max(loudest, value);
    return loudest * kDbPerNeper;
}

Image drawMelSpectrogram(std::span<const float> logMel, const SpectrogramOptions& options) {
    const int height = dsp::kMelBands * options.bandPixels;
    Image image(kLeft + options.width + 10, kTop + height + kBottom);
    fillRectangle(image, kLeft, kTop, options.width, height, perceptualColour(0.0F));
    const std::size_t frames = logMel.size() / kBands;
    const float top = options.topDb.value_or(loudestDb(logMel));
    const auto width = static_cast<std::size_t>(options.width);
    for (std::size_t x = 0; x < width && frames > 0; ++x) {
        // A column shows the loudest of its frames: an attack must not vanish in a long picture.
        const std::size_t first = x * frames / width;
        const std::size_t last = std::max(first + 1, (x + 1) * frames / width);
        std::array<float, kBands> loudest;
        loudest.fill(-1e9F);
        for (std::size_t frame = first; frame < last; ++frame) {
            for (std::size_t band = 0; band < kBands; ++band) {
                loudest[band] = std::max(loudest[band], logMel[frame * kBands + band]);
            }
        }
        for (std::size_t band = 0; band < kBands; ++band) {
            const float level = (loudest[band] * kDbPerNeper - top) / options.rangeDb + 1.0F;
            fillRectangle(image, kLeft + static_cast<int>(x),
                          kTop + height - (static_cast<int>(band) + 1) * options.bandPixels, 1,
                          options.bandPixels, perceptualColour(level));
        }
    }
    drawText(image, kLeft, 6, options.title, kInk);
    drawAxes(image, options, static_cast<double>(frames) * dsp::kHop / dsp::kSampleRate);
    return image;
}

void writeMelSpectrogram(const std::filesystem::path& path, std::span<const float> logMel,
                         const SpectrogramOptions& options) {
    writePng(path, drawMelSpectrogram(logMel, options));
}

}  // namespace arioso
