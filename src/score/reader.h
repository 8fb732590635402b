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

/// How a file is read.
struct ReadOptions {
    ReadOptions() = default;
    // Implicit: whoever only limits a file need not know of the rest.
    ReadOptions(const ReadLimits& most) : limits(most) {}  // NOLINT(google-explicit-constructor)
    explicit ReadOptions(RepeatMode mode) : repeats(mode) {}

    ReadLimits limits;
    RepeatMode repeats = RepeatMode::Written;
};

/// Reads a score by content, not by extension: Standard MIDI File (types 0 and 1), MusicXML
/// (partwise or timewise text) or compressed MusicXML. Repeats are unfolded, ties joined,
/// transposing instruments sounding. Errors: Error(Input) with file, place, expected, found.
Score readScore(const std::filesystem::path& path, const ReadOptions& options = {});

Score readMidi(std::span<const std::byte> bytes, const std::string& name,
               const ReadLimits& limits = {});
Score readMusicXml(std::span<const std::byte> bytes, const std::string& name,
                   const ReadOptions& options = {});

}  // namespace arioso
