#pragma once

#include <filesystem>

#include "src/perform/phone_lengths.h"

namespace arioso::cli {

/// The lengths of sounds that `render` uses: configs/sounds.toml of the data folder (see
/// findDataFolder), or those of the build where there is none. Error(Input) for a file with faults.
PhoneLengths soundLengths(const std::filesystem::path& requestedDataFolder);

}  // namespace arioso::cli
