#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "src/originality/tune_library.h"

namespace arioso::cli {

/// Every line of the scores that are named, or lie in or below a folder that is. Of folders, the
/// file `asked` is left out (it is not its own model), and what cannot be read is counted in
/// `unreadable`. Error(Input) for what is not there, and for a file that cannot be read.
TuneLibrary tunesIn(const std::vector<std::string>& paths, const std::filesystem::path& asked,
                    std::size_t& unreadable);

}  // namespace arioso::cli
