#include "dsp/voice_analysis.h"

#include "dsp/aperiodicity.h"
#include "dsp/spectral_envelope.h"

namespace arioso::dsp {

VoiceFrames analyseVoice(std::span<const float> signal, const F0Settings& settings) {
    return analyseVoice(signal, settings.sampleRate, settings.framePeriod,
                        estimateF0(signal, settings));
}

VoiceFrames analyseVoice(std::span<const float> signal, int sampleRate, double framePeriod,
                         std::span<const float> f0) {
    VoiceFrames out;
    out.sampleRate = sampleRate;
    out.framePeriod = framePeriod;
    out.resize(f0.size());
    EnvelopeEstimator envelope(sampleRate, out.fftSize);
    AperiodicityEstimator aperiodicity(sampleRate, envelope.bins());
    for (std::size_t i = 0; i < f0.size(); ++i) {
        const double seconds = static_cast<double>(i) * framePeriod;
        out.f0[i] = f0[i];
        envelope.estimate(signal, seconds, f0[i], out.envelopeOf(i));
        aperiodicity.estimate(signal, seconds, f0[i], out.aperiodicityOf(i));
    }
    return out;
}

}  // namespace arioso::dsp
