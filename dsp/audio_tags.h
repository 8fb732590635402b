#pragma once

#include <filesystem>
#include <string>

namespace arioso::dsp {

/// What an audio file says of itself, UTF-8. WAV: LIST INFO, Broadcast Wave's `bext` (EBU Tech
/// 3285) and `iXML`; FLAC and Ogg: Vorbis comments.
struct AudioTags {
    std::string title;
    std::string artist;
    std::string software;
    std::string copyright;
    std::string comment;    ///< a line for people
    std::string reference;  ///< at most 32 characters that name this sound for archives
    /// JSON of whoever wrote the file: USER in iXML; the comment of FLAC and Ogg.
    std::string document;
};

/// Tags of a file; absent ones are empty. Error(Input).
AudioTags readAudioTags(const std::filesystem::path& path);

/// SHA-256, as hex, of what a file sounds like: rate, channels and samples as they are stored (as
/// decoded, for Ogg), whatever the tags and the container are. Error(Input).
std::string audioDigest(const std::filesystem::path& path);

}  // namespace arioso::dsp
