#include "src/cli/standard_output.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

#include "dsp/error.h"

namespace arioso::cli {

StandardOutput::StandardOutput() {
    if (isatty(STDOUT_FILENO) == 1)
        throw Error(ExitCode::Usage,
                    "-o -: standard output is a terminal; send it to a file or program");
    std::error_code failed;
    std::string folder = (std::filesystem::temp_directory_path(failed) / "arioso-XXXXXX").string();
    if (failed || mkdtemp(folder.data()) == nullptr)
        throw Error(ExitCode::Output, fmt::format("{}: cannot be created: {}", folder,
                                                  std::generic_category().message(errno)));
    folder_ = folder;
    file_ = folder_ / "out.wav";
}

StandardOutput::~StandardOutput() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void StandardOutput::send() const {
    std::ifstream in(file_, std::ios::binary);
    std::array<char, 65536> block{};
    while (in.read(block.data(), block.size()), in.gcount() > 0) {
        const auto count = static_cast<std::size_t>(in.gcount());
        if (std::fwrite(block.data(), 1, count, stdout) != count) break;
    }
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
        throw Error(ExitCode::Output, fmt::format("standard output: cannot be written: {}",
                                                  std::generic_category().message(errno)));
}

}  // namespace arioso::cli
