#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace arioso::dsp {

/// A point of a pitch curve: seconds after the note's onset, deviation in cents.
struct PitchPoint {
    double seconds = 0.0;
    float cents = 0.0F;
    bool operator==(const PitchPoint&) const = default;
};

/// How a note's excitation swells and dies. Times in seconds.
struct ExcitationEnvelope {
    float attack = 0.002F;    ///< raised-cosine rise
    float decayT60 = 0.0F;    ///< time to fall by 60 dB while held; 0 = holds its level
    float releaseT60 = 0.1F;  ///< time to fall by 60 dB after the offset
};

/// One sounding note as the excitation needs it.
struct ExcitationNote {
    double onset = 0.0;        ///< seconds
    double offset = 0.0;       ///< seconds, when the release begins
    double frequency = 440.0;  ///< Hz at 0 cents
    float amplitude = 1.0F;    ///< linear
    ExcitationEnvelope envelope;
    std::vector<PitchPoint> pitch;  ///< linear in cents between points, held outside; empty = 0
    float noise = 0.0F;             ///< 0 = all pulses, 1 = all noise (unvoiced, drums)
    std::uint64_t key = 0;          ///< names the note in the noise stream
};

/// The excitation signal of DESIGN: band-limited pulse trains that carry every note's pitch and
/// phase and nothing of its timbre, plus gated noise. Any range of samples may be asked for in any
/// order: a sample's value depends on nothing but the notes, the seed and its absolute index.
class Excitation {
  public:
    /// Prepares `notes` (sorted by onset inside). Throws nothing. Notes with a frequency that is
    /// not finite or lies outside 8 Hz … 20 kHz are silent.
    Excitation(std::vector<ExcitationNote> notes, std::uint64_t seed);

    /// Adds nothing, replaces: samples [start, start + out.size()) at kSampleRate. No allocation.
    void render(std::int64_t start, std::span<float> out) const noexcept;
    /// The vocoder's noise: white, with a jump at every struck or plucked note that dies within
    /// some 40 ms, so that the noise of an attack is as sharp in time as the attack. Never silent.
    /// Same promise as `render`: values depend on the absolute index, the notes and the seed alone.
    void renderNoise(std::int64_t start, std::span<float> out) const noexcept;
    /// Whether any note sounds above -80 dB somewhere in [start, start + length).
    [[nodiscard]] bool sounds(std::int64_t start, std::int64_t length) const noexcept;
    /// First sample of each note that sounds, in order.
    [[nodiscard]] std::vector<std::int64_t> onsets() const;
    /// First sample after which everything is silent.
    [[nodiscard]] std::int64_t end() const noexcept { return end_; }

  private:
    struct Segment {       // constant slope in cents
        double start;      // seconds after onset
        double phase;      // cycles at start, wrapped to [0, 1)
        double frequency;  // Hz at start
        double slope;      // natural-log frequency change per second
    };
    struct Voice {
        ExcitationNote note;
        std::vector<Segment> segments;
        std::int64_t first = 0;  // samples
        std::int64_t last = 0;
    };
    void addVoice(const Voice& voice, std::int64_t start, std::span<float> out) const noexcept;

    std::vector<Voice> voices_;
    std::int64_t longest_ = 0;
    std::int64_t end_ = 0;
    std::uint64_t seed_;
};

}  // namespace arioso::dsp
