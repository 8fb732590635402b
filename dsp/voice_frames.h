#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace arioso::dsp {

/// What a voice does at one moment: pitch, spectrum and how much of the spectrum is noise.
struct VoiceFrame {
    float f0 = 0.0F;                  ///< Hz, 0 = unvoiced
    std::vector<float> envelope;      ///< power a bin, scaled as EnvelopeEstimator says, above 0
    std::vector<float> aperiodicity;  ///< amplitude of the noise's share, 0 … 1
};

/// A voice as frames at equal distances; frame i lies at i * framePeriod. Analysis makes them,
/// synthesis sounds them, and in between time, pitch and timbre may be changed apart from each
/// other. Envelope and aperiodicity are frame-major, `bins` values a frame, from 0 Hz to half the
/// sample rate.
struct VoiceFrames {
    int sampleRate = 44100;
    double framePeriod = 0.005;  ///< seconds
    int fftSize = 2048;          ///< of the envelope; bins() = fftSize / 2 + 1
    std::vector<float> f0;
    std::vector<float> envelope;
    std::vector<float> aperiodicity;

    [[nodiscard]] std::size_t size() const noexcept { return f0.size(); }
    [[nodiscard]] std::size_t bins() const noexcept {
        return static_cast<std::size_t>(fftSize) / 2 + 1;
    }
    [[nodiscard]] std::span<float> envelopeOf(std::size_t frame) {
        return std::span(envelope).subspan(frame * bins(), bins());
    }
    [[nodiscard]] std::span<const float> envelopeOf(std::size_t frame) const {
        return std::span(envelope).subspan(frame * bins(), bins());
    }
    [[nodiscard]] std::span<float> aperiodicityOf(std::size_t frame) {
        return std::span(aperiodicity).subspan(frame * bins(), bins());
    }
    [[nodiscard]] std::span<const float> aperiodicityOf(std::size_t frame) const {
        return std::span(aperiodicity).subspan(frame * bins(), bins());
    }

    /// Room for `frames` frames, all unvoiced and silent.
    void resize(std::size_t frames);
    /// Adds a frame at the end; throws Error(Processing) if it has another number of bins.
    void append(const VoiceFrame& frame);

    /// The voice at any time, between frames: envelope and pitch on a logarithmic scale, the
    /// aperiodicity's amplitude linearly. Voiced if the nearest frame is. Times outside get the
    /// first or last frame. Throws Error(Processing) if there are no frames.
    [[nodiscard]] VoiceFrame frameAt(double seconds) const;

    /// The same voice in another time: frame i of the result is the one at `sourceSeconds[i]`.
    [[nodiscard]] VoiceFrames warped(std::span<const double> sourceSeconds) const;
};

}  // namespace arioso::dsp
