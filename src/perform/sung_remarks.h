#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// What a singer could not do as written: a line for the user, each matter once a part with the
/// place where it comes first. Of many matters of one kind the first few are told and the others
/// counted.
class SungRemarks {
  public:
    enum class Kind { Spelling, Unread, Sign, Crowded, Short, Wordless };

    /// `part`: its name. `out` gets the lines.
    SungRemarks(const Score& score, std::string part, std::vector<std::string>& out)
        : score_(score), part_(std::move(part)), out_(out) {}
    ~SungRemarks() { finish(); }
    SungRemarks(const SungRemarks&) = delete;
    SungRemarks& operator=(const SungRemarks&) = delete;

    /// `matter`: two remarks of a kind with the same one are one.
    void at(const Note& note, Kind kind, const std::string& matter, const std::string& text);
    /// Of no place; told once.
    void once(const std::string& text);

  private:
    void finish();

    const Score& score_;
    std::string part_;
    std::vector<std::string>& out_;
    std::set<std::pair<Kind, std::string>> told_;
    std::map<Kind, std::size_t> counts_;
};

}  // namespace arioso
