#include "dsp/fft.h"

#include <fftw3.h>

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>

#include "dsp/error.h"

namespace arioso::dsp {

namespace {

// FFTW's planner is the one part of it that is not thread-safe.
std::mutex& plannerMutex() {
    static std::mutex mutex;
    return mutex;
}

}  // namespace

// Transforms go through buffers of FFTW's own alignment: callers may pass any address, and the
// rounding cannot depend on which one.
struct RealFft::Impl {
    explicit Impl(int points) : size(points) {
        const std::scoped_lock lock(plannerMutex());
        real = fftwf_alloc_real(static_cast<std::size_t>(size));
        bins = fftwf_alloc_complex(static_cast<std::size_t>(size / 2 + 1));
        forward = fftwf_plan_dft_r2c_1d(size, real, bins, FFTW_ESTIMATE);
        inverse = fftwf_plan_dft_c2r_1d(size, bins, real, FFTW_ESTIMATE);
    }
    ~Impl() {
        const std::scoped_lock lock(plannerMutex());
        fftwf_destroy_plan(forward);
        fftwf_destroy_plan(inverse);
        fftwf_free(real);
        fftwf_free(bins);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    int size;
    float* real = nullptr;
    fftwf_complex* bins = nullptr;
    fftwf_plan forward = nullptr;
    fftwf_plan inverse = nullptr;
};

RealFft::RealFft(int size) {
    if (size < 2 || size % 2 != 0) {
        throw Error(ExitCode::Processing,
                    "FFT size: expected an even number, found " + std::to_string(size));
    }
    impl_ = std::make_unique<Impl>(size);
}

RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;

int RealFft::size() const noexcept {
    return impl_->size;
}

void RealFft::forward(std::span<const float> in, std::span<std::complex<float>> out) noexcept {
    std::copy_n(in.data(), impl_->size, impl_->real);
    fftwf_execute(impl_->forward);
    for (std::size_t bin = 0; bin < static_cast<std::size_t>(impl_->size / 2 + 1); ++bin) {
        out[bin] = {impl_->bins[bin][0], impl_->bins[bin][1]};
    }
}

void RealFft::inverse(std::span<const std::complex<float>> in, std::span<float> out) noexcept {
    for (std::size_t bin = 0; bin < static_cast<std::size_t>(impl_->size / 2 + 1); ++bin) {
        impl_->bins[bin][0] = in[bin].real();
        impl_->bins[bin][1] = in[bin].imag();
    }
    fftwf_execute(impl_->inverse);
    const float scale = 1.0F / static_cast<float>(impl_->size);
    std::transform(impl_->real, impl_->real + impl_->size, out.begin(),
                   [scale](float sample) { return sample * scale; });
}

}  // namespace arioso::dsp
