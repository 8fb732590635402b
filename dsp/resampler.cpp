#include "dsp/resampler.h"

#include <soxr.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "dsp/error.h"

namespace arioso::dsp {

namespace {

constexpr int kHighestRate = 384000;
constexpr std::size_t kChunk = 4096;

}  // namespace

struct Resampler::Impl {
    ~Impl() {
        if (soxr != nullptr) soxr_delete(soxr);
    }
    void feed(const float* interleaved, std::size_t frames);
    void deliver(AudioBuffer& out);

    soxr_t soxr = nullptr;
    int fromRate = 0;
    int toRate = 0;
    std::size_t channels = 0;
    std::int64_t taken = 0;
    std::int64_t given = 0;
    std::vector<float> input;
    std::vector<float> chunk;
    std::vector<float> ready;  // interleaved
};

Resampler::Resampler(int fromRate, int toRate, int channels) : impl_(std::make_unique<Impl>()) {
    impl_->fromRate = fromRate;
    impl_->toRate = toRate;
    impl_->channels = static_cast<std::size_t>(std::max(channels, 1));
    const auto valid = [](int rate) { return rate >= 1 && rate <= kHighestRate; };
    soxr_error_t error = "unsupported rate or channel count";
    if (valid(fromRate) && valid(toRate) && channels > 0) {
        const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
        const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
        const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
        error = nullptr;
        if (fromRate != toRate) {
            impl_->soxr = soxr_create(fromRate, toRate, static_cast<unsigned>(channels), &error,
                                      &io, &quality, &runtime);
        }
    }
    if (error != nullptr) {
        throw Error(ExitCode::Processing, "resampling " + std::to_string(channels) +
                                              " channels from " + std::to_string(fromRate) +
                                              " Hz to " + std::to_string(toRate) + " Hz: " + error);
    }
    impl_->chunk.resize(kChunk * impl_->channels);
}

Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

std::int64_t Resampler::outputFrames(std::int64_t inputFrames) const noexcept {
    // Whole seconds apart, so that long streams do not overflow.
    const std::int64_t from = impl_->fromRate;
    const std::int64_t to = impl_->toRate;
    return inputFrames / from * to + (inputFrames % from * to + from / 2) / from;
}

void Resampler::Impl::feed(const float* interleaved, std::size_t frames) {
    std::size_t used = 0;
    std::size_t made = 0;
    do {
        std::size_t consumed = 0;
        const soxr_error_t error =
            soxr_process(soxr, interleaved == nullptr ? nullptr : interleaved + used * channels,
                         frames - used, &consumed, chunk.data(), kChunk, &made);
        if (error != nullptr) {
            throw Error(ExitCode::Processing, std::string("resampling: ") + error);
        }
        used += consumed;
        ready.insert(ready.end(), chunk.begin(),
                     chunk.begin() + static_cast<std::ptrdiff_t>(made * channels));
    } while (used < frames || made == kChunk);
}

void Resampler::Impl::deliver(AudioBuffer& out) {
    out.resize(static_cast<int>(channels), ready.size() / channels);
    for (std::size_t c = 0; c < channels; ++c) {
        const auto target = out.channel(static_cast<int>(c));
        for (std::size_t i = 0; i < target.size(); ++i) target[i] = ready[i * channels + c];
    }
    given += static_cast<std::int64_t>(out.frames());
    ready.clear();
}

void Resampler::process(AudioView in, AudioBuffer& out) {
    Impl& impl = *impl_;
    impl.input.resize(in.frames() * impl.channels);
    for (std::size_t c = 0; c < impl.channels; ++c) {
        const auto plane = in.channel(static_cast<int>(c));
        for (std::size_t i = 0; i < plane.size(); ++i) impl.input[i * impl.channels + c] = plane[i];
    }
    impl.taken += static_cast<std::int64_t>(in.frames());
    if (impl.soxr == nullptr) {
        impl.ready = impl.input;
    } else if (in.frames() > 0) {
        impl.feed(impl.input.data(), in.frames());
    }
    impl.deliver(out);
}

void Resampler::finish(AudioBuffer& out) {
    Impl& impl = *impl_;
    if (impl.soxr != nullptr) {
        impl.feed(nullptr, 0);
        // soxr rounds its length in its own way; ours is the nearest.
        const auto left = std::max<std::int64_t>(0, outputFrames(impl.taken) - impl.given);
        impl.ready.resize(static_cast<std::size_t>(left) * impl.channels);
    }
    impl.deliver(out);
}

AudioBuffer resample(const AudioBuffer& in, int fromRate, int toRate) {
    Resampler resampler(fromRate, toRate, in.channels());
    AudioBuffer source = in;
    AudioBuffer body;
    AudioBuffer rest;
    resampler.process(source.view(), body);
    resampler.finish(rest);
    AudioBuffer out(in.channels(), body.frames() + rest.frames());
    for (int c = 0; c < in.channels(); ++c) {
        const auto next =
            std::copy(body.channel(c).begin(), body.channel(c).end(), out.channel(c).begin());
        std::copy(rest.channel(c).begin(), rest.channel(c).end(), next);
    }
    return out;
}

}  // namespace arioso::dsp
