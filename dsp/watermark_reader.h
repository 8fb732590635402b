#pragma once

#include <cstdint>
#include <optional>

#include "dsp/audio_buffer.h"
#include "dsp/watermark_key.h"

namespace arioso::dsp {

/// A watermark that was found.
struct FoundWatermark {
    std::uint64_t payload = 0;
    double tempo = 1.0;  ///< of what was heard, times that of what was marked
    double pitch = 1.0;  ///< likewise, as a ratio of frequencies
    double from = 0.0;   ///< seconds: the part of the sound that was looked at
    double to = 0.0;
    /// How far the known pattern stands out of chance, in standard deviations.
    double score = 0.0;
};

/// What a search has done, for those who count its errors.
struct WatermarkSearch {
    std::optional<FoundWatermark> found;
    int readings = 0;    ///< of a payload: each is wrong and passes its check once in 2^32
    int halfChecks = 0;  ///< readings, without the right one, whose first byte of the check fits
    double bestScore = 0.0;  ///< of all places, tempi and pitches
};

/// Looks for a Watermarker's mark of that key, at tempi and pitches up to 6 % away, first as if the
/// whole sound had its own, then in pieces of half a minute. Nothing shorter than a block of 6.3 s
/// is looked at. Wrong findings: a payload is read only where the known pattern stands out by 5
/// standard deviations, at eight places of a piece at most, and must pass a check of 32 bits: below
/// 8 / 2^32 = 2e-9 a piece. Control threads; an hour takes about half a minute.
WatermarkSearch searchWatermark(const AudioBuffer& audio, int sampleRate, const WatermarkKey& key);

}  // namespace arioso::dsp
