#pragma once

#include <filesystem>

namespace arioso::bench {

/// What a player does until it can be heard: loads the models, reads and performs the score,
/// renders the first window of every part on `threads` threads and mixes them. Returns how many
/// parts there were. Errors: Error.
int makeFirstSound(const std::filesystem::path& models,
                   const std::filesystem::path& instrumentTable, const std::filesystem::path& score,
                   int threads);

}  // namespace arioso::bench
