#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "src/score/score.h"

namespace arioso {

/// Limits that bad or hostile files are held to; reading stops with Error(Input) beyond them.
struct ReadLimits {
    std::size_t fileBytes = 256U << 20U;
    std::size_t notes = 2'000'000;
    double quarters = 1e6;
};

/// Reads a score by content, not by extension: Standard MIDI File (types 0 and 1), MusicXML
/// (partwise or timewise text) or compressed MusicXML. Repeats are unfolded, ties joined,
/// transposing instruments sounding. Errors: Error(Input) with file, place, expected, found.
Score readScore(const std::filesystem::path& path, const ReadLimits& limits = {});

Score readMidi(std::span<const std::byte> bytes, const std::string& name,
               const ReadLimits& limits = {});
Score readMusicXml(std::span<const std::byte> bytes, const std::string& name,
                   const ReadLimits& limits = {});

}  // namespace arioso
