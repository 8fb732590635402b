#include "src/cli/originality_guard.h"

#include <fmt/format.h>

#include <utility>

#include "dsp/error.h"
#include "src/cli/tune_folder.h"

namespace arioso::cli {
namespace {

std::string bars(const std::string& from, const std::string& to) {
    return from == to ? "bar " + from : "bars " + from + "-" + to;
}

}  // namespace

std::string textOf(const KnownRun& run) {
    return fmt::format("{}{}: as in \"{}\"{}, {}", run.line.empty() ? "" : run.line + ", ",
                       bars(run.from, run.to), run.title,
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

void addOriginalityOptions(CLI::App* command, OriginalityWish& wish) {
    command
        ->add_option("--originality", wish.notes,
                     "share no run of N notes or more (from 8) with the tunes that the composer "
                     "learnt from: what does is written again, with the next seed")
        ->type_name("N")
        ->check(CLI::Range(static_cast<int>(TuneLibrary::kGram), 1000));
    command
        ->add_option(
            "--avoid", wish.avoid,
            "nor with this score, the scores of this folder, or the index that `originality "
            "--save-index` made of some (runs of 10 notes, if "
            "--originality does not say); may be given again")
        ->type_name("PATH")
        ->expected(1)
        ->take_all();
}

OriginalityGuard::OriginalityGuard(const OriginalityWish& wish, const std::filesystem::path& folder,
                                   const std::filesystem::path& input)
    : notes_(wish.notes.value_or(kAvoidedRun)) {
    if (wish.notes) {
        MusicLibrary shipped;
        shipped.tunes = TuneLibrary::load(folder);
        libraries_.push_back(std::move(shipped));
    }
    if (!wish.avoid.empty())
        for (MusicLibrary& one : librariesIn(wish.avoid, input, Gathered::Tunes, unreadable_))
            libraries_.push_back(std::move(one));
}

bool OriginalityGuard::passes(const Score& score, const std::vector<MelodyLine>& lines,
                              std::uint64_t seed, std::optional<KnownRun>& longest) {
    longest.reset();
    if (!watches()) return true;
    for (const MusicLibrary& library : libraries_) {
        const std::optional<KnownRun> found = longestKnownRun(library.tunes, score, lines);
        if (found && (!longest || found->notes > longest->notes)) longest = found;
    }
    if (!longest || longest->notes < static_cast<std::size_t>(notes_)) {
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
    throw Error(ExitCode::Processing,
                fmt::format("originality: expected no run of {} notes or more that a known tune "
                            "has, found one in each of {} tries; the nearest, seed {}, has {} "
                            "notes: {} ({})",
                            notes_, inARow_, nearestSeed_, nearest_ ? nearest_->notes : 0,
                            nearest_ ? textOf(*nearest_) : "", advice));
}

nlohmann::json OriginalityGuard::report() const {
    std::size_t tunes = 0;
    for (const MusicLibrary& library : libraries_) tunes += library.tunes.tunes().size();
    nlohmann::json out = {{"notes", notes_}, {"tunes", tunes}, {"rejected", rejected_}};
    if (unreadable_ > 0) out["unreadable"] = unreadable_;
    return out;
}

std::string OriginalityGuard::rejectedText() const {
    return fmt::format("{} turned away: a run of {} notes or more that a known tune has", rejected_,
                       notes_);
}

std::string OriginalityGuard::remark(const std::optional<KnownRun>& longest) const {
    if (!longest) return fmt::format("; no known run of {} notes or more", TuneLibrary::kGram);
    return fmt::format("; longest known run: {} notes, {}", longest->notes, textOf(*longest));
}

}  // namespace arioso::cli
