#include "src/cli/sound_lengths.h"

#include "src/synth/data_folder.h"

namespace arioso::cli {

PhoneLengths soundLengths(const std::filesystem::path& requestedDataFolder) {
    const std::filesystem::path folder = findDataFolder(requestedDataFolder);
    if (folder.empty()) return PhoneLengths::builtIn();
    return PhoneLengths::load(folder / "configs" / "sounds.toml");
}

}  // namespace arioso::cli
