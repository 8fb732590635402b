#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/audio_buffer.h"
#include "dsp/audio_format.h"
#include "dsp/mixer.h"
#include "dsp/reverb.h"
#include "src/synth/mix_settings.h"
#include "src/synth/render_plan.h"

namespace arioso {

/// Gives tracks their place: level, gain curve, stereo picture, share of the reverb. One thread.
class TrackMixer {
  public:
    /// Tracks are those of tracksOf(stems), in order. Before sample `start`, counted from the
    /// beginning of the piece, nothing is heard.
    TrackMixer(std::span<const StemPlan> stems, const MixSettings& settings,
               const ReverbChoice& reverb, std::int64_t start);

    /// Stereo samples of a track whose mono `samples` begin at sample `position` of the piece; they
    /// are lent until the next call.
    dsp::AudioView place(std::size_t track, std::span<const float> samples, std::int64_t position);
    /// What of a track goes to the reverb, linear.
    [[nodiscard]] float send(std::size_t track) const { return sends_[track]; }
    /// Index of the stem that a track belongs to.
    [[nodiscard]] std::size_t stemOf(std::size_t track) const { return stemOf_[track]; }

  private:
    void fadeIn(dsp::AudioView block, std::int64_t position) const;

    std::vector<dsp::ChannelStrip> strips_;
    std::vector<float> sends_;
    std::vector<std::size_t> stemOf_;
    std::int64_t start_;
    dsp::AudioBuffer strip_;
};

/// The room of a render or a performance, for sound of a sample rate; none if the choice is off.
/// Always the same room.
std::optional<dsp::Reverb> makeReverb(const ReverbChoice& reverb,
                                      int sampleRate = dsp::kSampleRate);

/// Puts stems together, block after block: level and gain curve, place in the stereo picture,
/// reverb, sum. Output does not depend on the length of the blocks. One thread.
class Mixdown {
  public:
    /// `process` gets the samples of tracksOf(stems), in order. Before sample `start`, counted
    /// from the beginning of the piece, nothing is heard.
    Mixdown(std::span<const StemPlan> stems, const MixSettings& settings,
            const ReverbChoice& reverb, std::int64_t start);

    struct Block {
        dsp::AudioBuffer mix;                 ///< stereo
        std::vector<dsp::AudioBuffer> stems;  ///< stereo, without reverb; only if asked for
        dsp::AudioBuffer reverb;              ///< what the reverb adds; only if asked for
    };
    /// Next `frames` samples: mono samples per track, an empty vector being silence. `keepStems`
    /// fills the block's stems and reverb, whose sum is the mix.
    void process(std::span<const std::vector<float>> tracks, std::size_t frames, bool keepStems,
                 Block& out);
    /// Samples that the reverb sounds on after the last stem.
    [[nodiscard]] std::int64_t tail() const;
    [[nodiscard]] bool hasReverb() const { return reverb_.has_value(); }

  private:
    TrackMixer tracks_;
    std::size_t stems_ = 0;
    std::optional<dsp::Reverb> reverb_;
    std::int64_t position_;
    dsp::AudioBuffer send_;
};

}  // namespace arioso
