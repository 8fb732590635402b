#include "src/cli/originality_guard.h"

#include <fmt/format.h>

#include "dsp/error.h"

namespace arioso::cli {
namespace {

std::string bars(const std::string& from, const std::string& to) {
    return from == to ? "bar " + from : "bars " + from + "-" + to;
}

}  // namespace

std::string textOf(const KnownRun& run) {
    return fmt::format("{}, {}: as in \"{}\"{}, {}", run.line, bars(run.from, run.to), run.title,
                       run.composer.empty() ? "" : " by " + run.composer,
                       bars(std::to_string(run.tuneFrom), std::to_string(run.tuneTo)));
}

nlohmann::json jsonOf(const KnownRun& run) {
    return {{"notes", run.notes},         {"line", run.line},
            {"from", run.from},           {"to", run.to},
            {"title", run.title},         {"composer", run.composer},
            {"their_from", run.tuneFrom}, {"their_to", run.tuneTo}};
}

nlohmann::json jsonOf(const std::optional<KnownRun>& run) {
    return run ? jsonOf(*run) : nlohmann::json();
}

void addOriginalityOption(CLI::App* command, std::optional<int>& notes) {
    command
        ->add_option("--originality", notes,
                     "share no run of N notes or more (from 8) with the tunes that the composer "
                     "learnt from: what does is written again, with the next seed")
        ->type_name("N")
        ->check(CLI::Range(static_cast<int>(TuneLibrary::kGram), 1000));
}

OriginalityGuard::OriginalityGuard(std::optional<int> notes, const std::filesystem::path& folder)
    : notes_(notes) {
    if (notes_) library_ = TuneLibrary::load(folder);
}

bool OriginalityGuard::passes(const Score& score, const std::vector<MelodyLine>& lines,
                              std::uint64_t seed, std::optional<KnownRun>& longest) {
    if (!notes_) return true;
    longest = longestKnownRun(library_, score, lines);
    if (!longest || longest->notes < static_cast<std::size_t>(*notes_)) {
        inARow_ = 0;
        nearest_.reset();
        return true;
    }
    ++rejected_;
    ++inARow_;
    if (!nearest_ || longest->notes < nearest_->notes) {
        nearest_ = longest;
        nearestSeed_ = seed;
    }
    if (inARow_ >= kMostTries) giveUp("a greater N, another seed or another request may do");
    return false;
}

void OriginalityGuard::giveUp(const std::string& advice) const {
    throw Error(
        ExitCode::Processing,
        fmt::format("originality: expected no run of {} notes or more that a known tune "
                    "has, found one in each of {} tries; the nearest, seed {}, has {} "
                    "notes: {} ({})",
                    notes_.value_or(0), inARow_, nearestSeed_, nearest_ ? nearest_->notes : 0,
                    nearest_ ? textOf(*nearest_) : "", advice));
}

nlohmann::json OriginalityGuard::report() const {
    return {
        {"notes", notes_.value_or(0)}, {"tunes", library_.tunes().size()}, {"rejected", rejected_}};
}

std::string OriginalityGuard::rejectedText() const {
    return fmt::format("{} turned away: a run of {} notes or more that a known tune has", rejected_,
                       notes_.value_or(0));
}

std::string OriginalityGuard::remark(const std::optional<KnownRun>& longest) const {
    if (!longest) return fmt::format("; no known run of {} notes or more", TuneLibrary::kGram);
    return fmt::format("; longest known run: {} notes, {}", longest->notes, textOf(*longest));
}

}  // namespace arioso::cli
