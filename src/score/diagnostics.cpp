#include "src/score/diagnostics.h"

#include <fmt/format.h>

namespace arioso {
namespace {
constexpr std::size_t kMostLines = 500;
}

void Diagnostics::add(const std::string& part, const std::string& measure,
                      const std::string& text) {
    if (lines_.size() >= kMostLines) {
        ++dropped_;
        return;
    }
    if (seen_.emplace(part, text).second) lines_.push_back({part, measure, text});
}

std::vector<Diagnostic> Diagnostics::take() {
    if (dropped_ > 0) lines_.push_back({"", "", fmt::format("{} more remarks left out", dropped_)});
    dropped_ = 0;
    seen_.clear();
    return std::exchange(lines_, {});
}

}  // namespace arioso
