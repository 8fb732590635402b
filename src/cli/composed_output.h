#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/score/score.h"

namespace arioso::cli {

/// Whether a name is that of an audio file (.wav, .flac, .ogg).
bool isAudioName(const std::filesystem::path& path);

/// How a composed score is made to sound.
struct ComposedAudio {
    std::string output;
    std::vector<std::string> voices;  ///< as `arioso render --voice` has them
    std::uint64_t seed = 1;
    bool force = false;
    bool quiet = false;
    std::string modelsFolder;
    std::string dataFolder;
};

/// Renders a score with its `provenance` (scoreProvenance) as `arioso render` would, by the user's
/// lasting settings; the report of that. Errors as there.
nlohmann::json renderComposed(const Score& score, const ComposedAudio& audio,
                              const nlohmann::json& provenance);

/// Writes a score to `audio.output`, as a score with its `provenance` (scoreProvenance) or as
/// sound, whatever its name asks for; the report of the rendering, null for a score. Errors as
/// renderComposed, or Error(Output).
nlohmann::json writeOrRender(const Score& score, const ComposedAudio& audio,
                             const nlohmann::json& provenance);

/// How many candidates a command may write.
inline constexpr int kMostCandidates = 64;

/// Refuses a number of candidates that is none, and files that are there already: one that is
/// rendered, else OUT, OUT-2, … Error(Usage), Error(Output).
void checkCandidates(int candidates, const std::filesystem::path& output, bool force);

/// The name of the n-th best of several results: song.musicxml, song-2.musicxml, …
std::filesystem::path rankedName(const std::filesystem::path& path, std::size_t rank);

}  // namespace arioso::cli
