#include "src/score/repeat_mode.h"

#include <fmt/format.h>

#include "dsp/error.h"

namespace arioso {

RepeatMode parseRepeatMode(const std::string& name) {
    if (name == "written") return RepeatMode::Written;
    if (name == "all") return RepeatMode::All;
    if (name == "none") return RepeatMode::None;
    throw Error(ExitCode::Usage,
                fmt::format("repeats: expected 'written', 'all' or 'none', found '{}'", name));
}

}  // namespace arioso
