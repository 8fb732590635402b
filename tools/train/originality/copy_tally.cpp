#include "tools/train/originality/copy_tally.h"

#include <algorithm>

namespace arioso::train {
namespace {

double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

void CopyTally::add(const ComparedMusic& music) {
    constexpr double kRare = 0.01;
    const TuneLibrary& library = library_->tunes;
    std::array<bool, kRuns.size()> any{};
    bool counts = false;
    for (const MelodyLine& one : music.lines) {
        const std::vector<StudyNote>& line = one.notes;
        if (line.size() < TuneLibrary::kGram) continue;
        counts = true;
        notes_ += line.size();
        const std::vector<bool> found = library.known(line);
        stretches_ += found.size();
        known_ += static_cast<std::size_t>(std::ranges::count(found, true));
        for (const SharedRun& run : library.shared(line)) {
            longest_ = std::max(longest_, run.notes);
            for (std::size_t i = 0; i < kRuns.size(); ++i)
                if (run.notes >= kRuns[i]) {
                    any[i] = true;
                    notesIn_[i] += run.notes;
                }
        }
    }
    if (!counts) return;
    ++pieces_;
    for (const Facet facet : {Facet::Melody, Facet::Harmony, Facet::Rhythm}) {
        const auto runs = ratedRuns(facet, music, *library_, *chances_, true);
        const bool rare =
            !runs.empty() && scaleOf(facet, chances_->scales)
                                     .chance(runs.front().bits, stretchesOf(facet, music),
                                             stretchesOf(facet, *library_)) < kRare;
        rare_[static_cast<std::size_t>(facet)] += rare ? 1 : 0;
    }
    for (std::size_t i = 0; i < kRuns.size(); ++i) flagged_[i] += any[i] ? 1 : 0;
}

double CopyTally::known() const {
    return share(known_, stretches_);
}

double CopyTally::flagged(std::size_t i) const {
    return share(flagged_[i], pieces_);
}

double CopyTally::rare(Facet facet) const {
    return share(rare_[static_cast<std::size_t>(facet)], pieces_);
}

double CopyTally::notesIn(std::size_t i) const {
    return share(notesIn_[i], notes_);
}

}  // namespace arioso::train
