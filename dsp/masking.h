#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace arioso::dsp {

/// How much noise a short piece of sound hides, by Johnston's rule ("Transform coding of audio
/// signals using perceptual noise criteria", IEEE JSAC 6, 1988): energies of the critical bands are
/// spread by Schroeder's function, renormalised, and lowered according to tonality, which spectral
/// flatness tells. Flatness is taken about each band instead of over the whole spectrum, where a
/// dull noise would pass for a tone, and the offsets are those of ISO/IEC 13818-7, annex B: 18 dB
/// under a tone, 6 dB under noise. The threshold in quiet is left out, since nobody knows how loud
/// a file is played: what is silent hides nothing. One thread an object; `analyse` neither
/// allocates nor throws.
class MaskingModel {
  public:
    static constexpr std::size_t kBands = 25;  ///< critical bands, Zwicker's edges

    /// For power spectra of `bins` bins from 0 Hz to half of `sampleRate`.
    MaskingModel(std::size_t bins, double sampleRate);

    /// Looks at a power spectrum of that many bins, in any unit.
    void analyse(std::span<const float> power) noexcept;
    /// Energy of a band in that spectrum, summed over its bins.
    [[nodiscard]] double energy(std::size_t band) const noexcept { return energy_[band]; }
    /// Energy that the band hides, likewise.
    [[nodiscard]] double threshold(std::size_t band) const noexcept { return threshold_[band]; }
    [[nodiscard]] std::size_t bandOf(std::size_t bin) const noexcept { return bandOf_[bin]; }
    /// 0 = noise … 1 = tone.
    [[nodiscard]] double tonality(std::size_t band) const noexcept { return tonality_[band]; }

  private:
    using Values = std::array<double, kBands>;
    std::vector<std::size_t> bandOf_;
    Values width_{};  // bins
    std::array<Values, kBands> spread_{};
    Values energy_{};
    Values logs_{};  // of the bins, summed
    Values threshold_{};
    Values tonality_{};
};

}  // namespace arioso::dsp
