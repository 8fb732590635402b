#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "src/originality/music_library.h"

namespace arioso::cli {

/// What of scores is gathered: their lines alone, or chords and rhythms, too.
enum class Gathered { Tunes, Everything };

/// The scores that are named, or lie in or below a folder that is, as one library; and one for each
/// file that `originality --save-index` wrote. Of folders, the file `asked` is left out (it is not
/// its own model), and what cannot be read is counted in `unreadable`. Error(Input) for what is not
/// there, and for a file that cannot be read.
std::vector<MusicLibrary> librariesIn(const std::vector<std::string>& paths,
                                      const std::filesystem::path& asked, Gathered gathered,
                                      std::size_t& unreadable);

}  // namespace arioso::cli
