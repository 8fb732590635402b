#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "src/originality/known_run.h"
#include "src/originality/music_library.h"

namespace arioso::cli {

/// As `arioso originality` tells it, on one line and as JSON.
std::string textOf(const KnownRun& run);
nlohmann::json jsonOf(const KnownRun& run);
/// null for none.
nlohmann::json jsonOf(const std::optional<KnownRun>& run);

/// What must not be quoted, as the commands that write music take it.
struct OriginalityWish {
    std::optional<int> notes;        ///< --originality: no run so long of what was learnt from
    std::vector<std::string> avoid;  ///< --avoid: scores and folders of them
};

/// --originality N and --avoid PATH of the commands that write music.
void addOriginalityOptions(CLI::App* command, OriginalityWish& wish);

/// Turns away what shares too long a run with the tunes that the composer learnt from, or with
/// those that are to be avoided.
class OriginalityGuard {
  public:
    /// Tries in a row that may fail.
    static constexpr int kMostTries = 32;

    /// Notes of the shortest run that is turned away where only --avoid is given.
    static constexpr int kAvoidedRun = 10;

    /// Without a wish everything passes and nothing is loaded. `folder` is the composer's; `input`
    /// the score that is worked on, which a folder may hold without being avoided. Error(Model),
    /// Error(Input).
    OriginalityGuard(const OriginalityWish& wish, const std::filesystem::path& folder,
                     const std::filesystem::path& input = {});

    [[nodiscard]] bool watches() const { return !libraries_.empty(); }
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
    int notes_ = 0;
    std::vector<MusicLibrary> libraries_;
    std::size_t unreadable_ = 0;
    int rejected_ = 0;
    int inARow_ = 0;
    std::optional<KnownRun> nearest_;
    std::uint64_t nearestSeed_ = 0;
};

}  // namespace arioso::cli
