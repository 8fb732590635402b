#include "dsp/loudness.h"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "dsp/error.h"

namespace arioso::dsp {

namespace {

constexpr double kNothing = -std::numeric_limits<double>::infinity();
constexpr std::size_t kChunk = 1024;

}  // namespace

struct LoudnessMeter::Impl {
    ~Impl() {
        if (state != nullptr) ebur128_destroy(&state);
    }
    ebur128_state* state = nullptr;
    int channels = 0;
    std::vector<float> interleaved;
};

LoudnessMeter::LoudnessMeter(int channels, int sampleRate) : impl_(std::make_unique<Impl>()) {
    // The histogram keeps memory constant however long the programme is, at 0.1 LU a class.
    constexpr int kMode =
        EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK | EBUR128_MODE_HISTOGRAM;
    if (channels > 0 && sampleRate > 0) {
        impl_->state = ebur128_init(static_cast<unsigned>(channels),
                                    static_cast<unsigned long>(sampleRate), kMode);
    }
    if (impl_->state == nullptr) {
        throw Error(ExitCode::Processing, "loudness: cannot measure " + std::to_string(channels) +
                                              " channels at " + std::to_string(sampleRate) + " Hz");
    }
    impl_->channels = channels;
    impl_->interleaved.resize(kChunk * static_cast<std::size_t>(channels));
}

LoudnessMeter::~LoudnessMeter() = default;
LoudnessMeter::LoudnessMeter(LoudnessMeter&&) noexcept = default;
LoudnessMeter& LoudnessMeter::operator=(LoudnessMeter&&) noexcept = default;

void LoudnessMeter::add(AudioView block) noexcept {
    const auto stride = static_cast<std::size_t>(impl_->channels);
    for (std::size_t first = 0; first < block.frames(); first += kChunk) {
        const std::size_t count = std::min(kChunk, block.frames() - first);
        for (std::size_t c = 0; c < stride; ++c) {
            const auto plane = block.channel(static_cast<int>(c)).subspan(first, count);
            for (std::size_t i = 0; i < count; ++i) impl_->interleaved[i * stride + c] = plane[i];
        }
        ebur128_add_frames_float(impl_->state, impl_->interleaved.data(), count);
    }
}

double LoudnessMeter::integrated() const noexcept {
    double value = kNothing;
    ebur128_loudness_global(impl_->state, &value);
    return value;
}

double LoudnessMeter::range() const noexcept {
    double value = 0.0;
    ebur128_loudness_range(impl_->state, &value);
    return value;
}

double LoudnessMeter::truePeak() const noexcept {
    double highest = 0.0;
    for (int channel = 0; channel < impl_->channels; ++channel) {
        double peak = 0.0;
        ebur128_true_peak(impl_->state, static_cast<unsigned>(channel), &peak);
        highest = std::max(highest, peak);
    }
    return highest > 0.0 ? 20.0 * std::log10(highest) : kNothing;
}

float loudnessGain(double measuredLufs, double targetLufs) {
    if (!std::isfinite(measuredLufs)) return 1.0F;
    return static_cast<float>(std::pow(10.0, (targetLufs - measuredLufs) / 20.0));
}

}  // namespace arioso::dsp
