#pragma once

#include <span>
#include <vector>

namespace arioso::dsp {

/// Mean of a spectrum over a rectangle `width` bins wide around each bin, exact for fractional
/// widths; the spectrum is mirrored at both ends. Spectra have size/2 + 1 bins of an even
/// transform. Keeps its scratch memory: one object a thread.
class SpectrumSmoothing {
  public:
    /// `in` and `out` may be the same. `width` is above 0 and at most half the spectrum.
    void smooth(std::span<const double> in, double width, std::span<double> out);

  private:
    std::vector<double> extended_;
    std::vector<double> integral_;
};

/// Adds below `f0Bins` what mirrors the spectrum at half of it, because the side lobe of the
/// negative fundamental is missing there (Morise, "CheapTrick", Speech Communication 67, 2015).
void fillBelowFundamental(std::span<double> power, double f0Bins);

}  // namespace arioso::dsp
