#include "tools/eval/measure/note_envelope.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>

#include "dsp/audio_format.h"
#include "dsp/stft.h"

namespace arioso::eval {
namespace {

constexpr int kStep = 128;
constexpr int kHarmonics = 6;
constexpr double kHighestHarmonicHz = 12000.0;
constexpr int kBroadbandWindow = 384;

struct Grid {
    std::int64_t first;  // sample of the first frame's centre
    std::int64_t frames;
    int window;  // even
};

/// Adds the power of the signal around `frequency` to `power`.
void addPartial(std::span<const float> audio, const Grid& grid, const std::vector<float>& window,
                double frequency, std::vector<double>& power) {
    const std::int64_t begin = grid.first - grid.window / 2;
    const std::int64_t length = (grid.frames - 1) * kStep + grid.window;
    std::vector<std::complex<float>> moved(static_cast<std::size_t>(length));
    const auto turn = std::polar(
        1.0, -2.0 * std::numbers::pi * frequency / static_cast<double>(dsp::kSampleRate));
    std::complex<double> phasor = 1.0;
    for (std::int64_t i = 0; i < length; ++i) {
        const std::int64_t at = begin + i;
        if (at >= 0 && at < static_cast<std::int64_t>(audio.size())) {
            moved[static_cast<std::size_t>(i)] =
                std::complex<float>(phasor) * audio[static_cast<std::size_t>(at)];
        }
        phasor *= turn;
    }
    for (std::int64_t frame = 0; frame < grid.frames; ++frame) {
        const auto* from = &moved[static_cast<std::size_t>(frame * kStep)];
        float real = 0.0F;
        float imaginary = 0.0F;
        for (std::size_t i = 0; i < window.size(); ++i) {
            real += window[i] * from[i].real();
            imaginary += window[i] * from[i].imag();
        }
        power[static_cast<std::size_t>(frame)] +=
            static_cast<double>(real) * real + static_cast<double>(imaginary) * imaginary;
    }
}

void addBroadband(std::span<const float> audio, const Grid& grid, const std::vector<float>& window,
                  std::vector<double>& power) {
    for (std::int64_t frame = 0; frame < grid.frames; ++frame) {
        const std::int64_t begin = grid.first + frame * kStep - grid.window / 2;
        double sum = 0.0;
        for (std::int64_t i = 0; i < grid.window; ++i) {
            const std::int64_t at = begin + i;
            if (at < 0 || at >= static_cast<std::int64_t>(audio.size())) continue;
            const double sample = audio[static_cast<std::size_t>(at)];
            sum += static_cast<double>(window[static_cast<std::size_t>(i)]) * sample * sample;
        }
        power[static_cast<std::size_t>(frame)] += sum;
    }
}

}  // namespace

std::size_t NoteEnvelope::indexAt(double seconds) const {
    if (level.empty()) return 0;
    const double index = std::ceil((seconds - start) / step - 1e-9);
    return static_cast<std::size_t>(std::clamp(index, 0.0, static_cast<double>(level.size() - 1)));
}

NoteEnvelope noteEnvelope(std::span<const float> audio, double from, double to, double frequency) {
    Grid grid{};
    grid.first = static_cast<std::int64_t>(std::llround(from * dsp::kSampleRate));
    grid.frames = std::max<std::int64_t>(
        1, static_cast<std::int64_t>((to - from) * dsp::kSampleRate) / kStep + 1);
    grid.window = kBroadbandWindow;
    if (frequency > 0.0) {
        const double periods = 3.0 * dsp::kSampleRate / frequency;
        grid.window = std::clamp(static_cast<int>(periods) / 2 * 2, 384, 3072);
    }
    std::vector<float> window = dsp::hannWindow(grid.window);
    for (float& weight : window) weight *= 2.0F / static_cast<float>(grid.window);
    std::vector<double> power(static_cast<std::size_t>(grid.frames));
    if (frequency > 0.0) {
        for (int k = 1; k <= kHarmonics && (k == 1 || k * frequency < kHighestHarmonicHz); ++k) {
            addPartial(audio, grid, window, k * frequency, power);
        }
    } else {
        addBroadband(audio, grid, window, power);
    }
    NoteEnvelope envelope{static_cast<double>(grid.first) / dsp::kSampleRate,
                          static_cast<double>(kStep) / dsp::kSampleRate,
                          {}};
    envelope.level.reserve(power.size());
    for (const double p : power) envelope.level.push_back(static_cast<float>(std::sqrt(p)));
    return envelope;
}

}  // namespace arioso::eval
