#include "src/cli/file_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace arioso::cli {

bool isSoundFile(const std::filesystem::path& path) {
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    static constexpr std::array kEndings = {".wav", ".flac", ".ogg", ".oga",
                                            ".aif", ".aiff", ".w64", ".rf64"};
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](const char* one) { return ending == one; });
}

}  // namespace arioso::cli
