#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// Collects what a reader did not understand. The same text about the same part is kept once, with
/// the first place it was met at, and a hostile file cannot grow the list without end.
class Diagnostics {
  public:
    void add(const std::string& part, const std::string& measure, const std::string& text);
    /// The collected lines, in the order they were met; the log is empty afterwards.
    [[nodiscard]] std::vector<Diagnostic> take();

  private:
    std::vector<Diagnostic> lines_;
    std::set<std::pair<std::string, std::string>> seen_;
    std::size_t dropped_ = 0;
};

}  // namespace arioso
