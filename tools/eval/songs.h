#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tools/eval/measure/singing_measures.h"

namespace arioso::eval {

struct SongOptions {
    std::vector<std::filesystem::path> scores;
    std::filesystem::path models;      ///< that hold the voices; empty = the shipped ones
    std::filesystem::path voiceTable;  ///< configs/voices.toml
    std::filesystem::path instrumentTable;
    std::string voice;     ///< who sings; empty = who a render would choose
    std::string language;  ///< empty = each score's own
    std::uint64_t seed = 0;
    int steps = 0;                   ///< 0 = the models' default
    int threads = 1;                 ///< scores side by side
    double longest = 0.0;            ///< seconds of each song, 0 = whole
    std::filesystem::path outAudio;  ///< a WAV a line, and lines.json; empty = none
};

/// A line of a song as it was sung: between rests, or about eight seconds.
struct SungLine {
    std::string file;  ///< in outAudio
    std::string song;
    std::string words;
    std::string language;
    std::string voice;
    double start = 0.0;  ///< seconds in the song
    double end = 0.0;
};

/// What one voice sang.
struct VoiceFigures {
    std::string voice;
    std::string language;
    std::size_t songs = 0;
    std::size_t words = 0;
    std::size_t notes = 0;
    double seconds = 0.0;
    SingingMeasures measures;
};

/// Sings the words of whole scores without their accompaniment and measures pitch, voicing and
/// timing against the score. Scores without words are left out. Errors: Error.
std::vector<VoiceFigures> evaluateSongs(const SongOptions& options,
                                        const std::function<void(const std::string&)>& progress);

/// Table of the figures.
std::string songReport(const std::vector<VoiceFigures>& figures);
/// The same as JSON.
std::string songReportJson(const std::vector<VoiceFigures>& figures, const SongOptions& options);

}  // namespace arioso::eval
