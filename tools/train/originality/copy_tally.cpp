#include "tools/train/originality/copy_tally.h"

#include <algorithm>

namespace arioso::train {
namespace {

double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

void CopyTally::add(const TuneLibrary& library, const std::vector<std::vector<StudyNote>>& lines) {
    std::array<bool, kRuns.size()> any{};
    bool counts = false;
    for (const auto& line : lines) {
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
    pieces_ += counts ? 1 : 0;
    for (std::size_t i = 0; i < kRuns.size(); ++i) flagged_[i] += any[i] ? 1 : 0;
}

double CopyTally::known() const {
    return share(known_, stretches_);
}

double CopyTally::flagged(std::size_t i) const {
    return share(flagged_[i], pieces_);
}

double CopyTally::notesIn(std::size_t i) const {
    return share(notesIn_[i], notes_);
}

}  // namespace arioso::train
