#include "tools/eval/measure/distances.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "dsp/analysis.h"
#include "dsp/audio_format.h"
#include "dsp/mel.h"

namespace arioso::eval {

std::vector<float> logMel(std::span<const float> audio) {
    const auto frames = dsp::framesFor(static_cast<long>(audio.size()));
    std::vector<float> mel(static_cast<std::size_t>(frames) * dsp::kMelBands);
    dsp::MelAnalyser().analyse(audio, 0, 0, frames, mel);
    return mel;
}

double pitchError(std::span<const float> audio, const NoteSite& site) {
    const auto from = static_cast<std::size_t>(std::max(0.0, site.steady.from) * dsp::kSampleRate);
    const auto to = static_cast<std::size_t>(std::max(0.0, site.steady.to) * dsp::kSampleRate);
    if (from >= to || to > audio.size()) return std::numeric_limits<double>::quiet_NaN();
    const double expected = hertzOf(site.steadyPitch);
    dsp::YinSettings settings;
    // An octave either way is heard as the error it is; beyond that lies noise.
    settings.lowestHz = 0.45 * expected;
    settings.highestHz = 2.2 * expected;
    // Three periods at least, and no longer than leaves room for a shift by the longest period.
    const double period = dsp::kSampleRate / expected;
    settings.window = std::clamp(static_cast<int>(4.0 * period), 512, 2048);
    const double heard = dsp::medianPitch(audio.subspan(from, to - from), settings);
    return std::isnan(heard) ? heard : dsp::centsAbove(heard, expected);
}

double spectralDistance(std::span<const float> audio, std::span<const float> reference) {
    return dsp::stftDistance(audio, reference).total();
}

double cepstralDistance(std::span<const float> mel, std::span<const float> reference) {
    return dsp::melCepstralDistortion(mel, reference);
}

double movementRatio(std::span<const float> mel, std::span<const float> reference) {
    const double still = 1e-3;
    const double wanted = dsp::melCepstralMovement(reference, reference);
    return wanted > still ? dsp::melCepstralMovement(mel, reference) / wanted
                          : std::numeric_limits<double>::quiet_NaN();
}

double loudness(std::span<const float> audio) {
    return dsp::integratedLoudness(audio, dsp::kSampleRate);
}

}  // namespace arioso::eval
