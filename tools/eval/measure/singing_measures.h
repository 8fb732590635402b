#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/perform/performance.h"

namespace arioso::eval {

/// What a sung stem is held to beside its notes. Figures of one stem; lists may be joined.
struct SingingMeasures {
    /// Heard pitch against the written one, absolute cents, one value a steady note: a vowel of
    /// 0.3 s or more, the middle of it, whole vibratos levelled out.
    std::vector<double> centreCents;
    /// Start of the voice against the written start of the vowel, absolute ms, one value for each
    /// vowel that follows silence or a voiceless sound.
    std::vector<double> vowelOnsetMs;
    std::size_t voicedFrames = 0;       ///< that should have a voice
    std::size_t voicelessFrames = 0;    ///< that should have none
    std::size_t voicedAsVoiceless = 0;  ///< heard without
    std::size_t voicelessAsVoiced = 0;  ///< heard with one

    void append(const SingingMeasures& other);
    /// Share of the frames whose voicing is wrong, %. NaN without frames.
    [[nodiscard]] double voicingErrorPercent() const;
};

/// Measures one singer's line (one note at a time, phonemes in place) in `audio` at
/// dsp::kSampleRate. Frames nearer than 15 ms to a change of voicing are not judged: the labels
/// themselves are no truer.
SingingMeasures measureSinging(const PerformedPart& part, std::span<const float> audio);

/// F0 frame error (Chu and Alwan, ICASSP 2009): share of the frames, %, whose voicing differs from
/// the reference's or whose pitch differs by more than 50 cents. NaN for parts without words.
double f0FrameErrorPercent(const PerformedPart& part, std::span<const float> audio,
                           std::span<const float> reference);

}  // namespace arioso::eval
