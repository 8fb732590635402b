#include "src/synth/data_folder.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

#include "dsp/error.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

bool holdsData(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(folder / "configs" / "instruments.toml", ignored);
}

fs::path demand(const fs::path& folder, const char* origin) {
    if (!holdsData(folder))
        throw Error(ExitCode::Usage, fmt::format("{}: '{}' holds no configs/instruments.toml",
                                                 origin, folder.string()));
    return folder;
}

/// The folder of the program or library that this function has been linked into.
fs::path ownFolder() {
    Dl_info info{};
    if (dladdr(reinterpret_cast<const void*>(&findDataFolder), &info) == 0) return {};
    std::error_code failed;
    const fs::path file = fs::canonical(info.dli_fname, failed);
    return failed ? fs::path{} : file.parent_path();
}

}  // namespace

fs::path findDataFolder(const fs::path& requested) {
    if (!requested.empty()) return demand(requested, "--data-dir");
    if (const char* named = std::getenv("ARIOSO_DATA_DIR"); named != nullptr && *named != '\0')
        return demand(named, "ARIOSO_DATA_DIR");
    const fs::path own = ownFolder();
    // Libraries may lie one folder deeper than programs (lib/x86_64-linux-gnu).
    for (const fs::path& folder : {own.parent_path() / "share" / "arioso",
                                   own.parent_path().parent_path() / "share" / "arioso",
                                   fs::path(ARIOSO_DATA_FOLDER), fs::path(ARIOSO_SOURCE_FOLDER)})
        if (holdsData(folder)) return folder;
    return {};
}

}  // namespace arioso
