#pragma once

#include <cstddef>
#include <string>

#include "dsp/audio_tags.h"

struct sf_private_tag;

namespace arioso::dsp {

/// Longer chunks of text are no tags.
inline constexpr std::size_t kLongestChunk = 1U << 20U;

/// Puts tags into a file that libsndfile has open for writing and that has no samples yet.
void writeTags(sf_private_tag* file, const AudioTags& tags, bool wav);
/// The USER element of an iXML document (iXML specification 2.10); empty if there is none.
std::string userTextOf(const std::string& xml);

}  // namespace arioso::dsp
