#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "src/originality/known_run.h"

namespace arioso::cli {

/// As `arioso originality` tells it, on one line and as JSON.
std::string textOf(const KnownRun& run);
nlohmann::json jsonOf(const KnownRun& run);
/// null for none.
nlohmann::json jsonOf(const std::optional<KnownRun>& run);

/// --originality N of the commands that write music.
void addOriginalityOption(CLI::App* command, std::optional<int>& notes);

/// Turns away what shares too long a run with the tunes that the composer learnt from.
class OriginalityGuard {
  public:
    /// Tries in a row that may fail.
    static constexpr int kMostTries = 32;

    /// `notes`: the shortest run that is turned away; none = everything passes and nothing is
    /// loaded. `folder` is the composer's. Error(Model).
    OriginalityGuard(std::optional<int> notes, const std::filesystem::path& folder);

    [[nodiscard]] bool watches() const { return notes_.has_value(); }
    /// Whether the lines of a score that were written from a seed may pass; `longest` is what they
    /// share. Error(Processing) after kMostTries in a row, with the run that was nearest to
    /// passing.
    bool passes(const Score& score, const std::vector<MelodyLine>& lines, std::uint64_t seed,
                std::optional<KnownRun>& longest);
    /// Nothing passed and no more can be tried. Error(Processing), always.
    [[noreturn]] void giveUp(const std::string& advice) const;

    [[nodiscard]] int rejected() const { return rejected_; }
    /// For reports.
    [[nodiscard]] nlohmann::json report() const;
    [[nodiscard]] std::string rejectedText() const;
    [[nodiscard]] std::string remark(const std::optional<KnownRun>& longest) const;

  private:
    std::optional<int> notes_;
    TuneLibrary library_;
    int rejected_ = 0;
    int inARow_ = 0;
    std::optional<KnownRun> nearest_;
    std::uint64_t nearestSeed_ = 0;
};

}  // namespace arioso::cli
