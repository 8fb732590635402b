#include "dsp/voice_frames.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "dsp/error.h"
#include "dsp/spectral_envelope.h"

namespace arioso::dsp {

void VoiceFrames::resize(std::size_t frames) {
    f0.resize(frames, 0.0F);
    envelope.resize(frames * bins(), EnvelopeEstimator::kFloor);
    aperiodicity.resize(frames * bins(), 1.0F);
}

void VoiceFrames::append(const VoiceFrame& frame) {
    if (frame.envelope.size() != bins() || frame.aperiodicity.size() != bins()) {
        throw Error(ExitCode::Processing,
                    "voice frame: expected " + std::to_string(bins()) + " bins, found " +
                        std::to_string(frame.envelope.size()) + " of the envelope and " +
                        std::to_string(frame.aperiodicity.size()) + " of the aperiodicity");
    }
    f0.push_back(frame.f0);
    envelope.insert(envelope.end(), frame.envelope.begin(), frame.envelope.end());
    aperiodicity.insert(aperiodicity.end(), frame.aperiodicity.begin(), frame.aperiodicity.end());
}

VoiceFrame VoiceFrames::frameAt(double seconds) const {
    if (f0.empty()) throw Error(ExitCode::Processing, "voice frames: expected some, found none");
    const double place = std::clamp(seconds / framePeriod, 0.0, static_cast<double>(f0.size() - 1));
    const auto first = static_cast<std::size_t>(place);
    const std::size_t second = std::min(first + 1, f0.size() - 1);
    const auto part = static_cast<float>(place - static_cast<double>(first));

    VoiceFrame out;
    const float nearest = part < 0.5F ? f0[first] : f0[second];
    const bool between = f0[first] > 0.0F && f0[second] > 0.0F;
    out.f0 = between ? f0[first] * std::pow(f0[second] / f0[first], part) : nearest;

    const std::span<const float> e1 = envelopeOf(first);
    const std::span<const float> a1 = aperiodicityOf(first);
    out.envelope.assign(e1.begin(), e1.end());
    out.aperiodicity.assign(a1.begin(), a1.end());
    if (part == 0.0F) return out;
    const std::span<const float> e2 = envelopeOf(second);
    const std::span<const float> a2 = aperiodicityOf(second);
    for (std::size_t k = 0; k < bins(); ++k) {
        out.envelope[k] *= std::exp(part * std::log(e2[k] / e1[k]));
        out.aperiodicity[k] += part * (a2[k] - a1[k]);
    }
    return out;
}

VoiceFrames VoiceFrames::warped(std::span<const double> sourceSeconds) const {
    VoiceFrames out;
    out.sampleRate = sampleRate;
    out.framePeriod = framePeriod;
    out.fftSize = fftSize;
    out.f0.reserve(sourceSeconds.size());
    out.envelope.reserve(sourceSeconds.size() * bins());
    out.aperiodicity.reserve(sourceSeconds.size() * bins());
    for (const double seconds : sourceSeconds) out.append(frameAt(seconds));
    return out;
}

}  // namespace arioso::dsp
