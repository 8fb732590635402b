#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
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
    std::optional<int> tune;  ///< of an ABC file: number of its X: field; absent = the first
};

/// Reads a score by content, not by extension: Standard MIDI File (types 0, 1 and 2), MusicXML
/// (partwise or timewise text), compressed MusicXML, MuseScore 3 and 4 (.mscz, .mscx) or ABC 2.1.
/// Repeats are unfolded, ties joined, transposing instruments sounding. Errors: Error(Input) with
/// file, place, expected, found.
Score readScore(const std::filesystem::path& path, const ReadOptions& options = {});

Score readMidi(std::span<const std::byte> bytes, const std::string& name,
               const ReadLimits& limits = {});
Score readMusicXml(std::span<const std::byte> bytes, const std::string& name,
                   const ReadOptions& options = {});
/// Either the text of a .mscx file or a .mscz archive.
Score readMuseScore(std::span<const std::byte> bytes, const std::string& name,
                    const ReadOptions& options = {});
Score readAbc(std::span<const std::byte> bytes, const std::string& name,
              const ReadOptions& options = {});

}  // namespace arioso
