#include "tools/train/reward/form_shares.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "src/compose/study.h"

namespace arioso::train {
namespace {

using Motif = std::array<int, 4>;

double share(double part, double whole, double none) {
    return whole > 0.0 ? part / whole : none;
}

}  // namespace

double motifShare(const Passage& passage) {
    std::map<Motif, int> times;
    std::vector<Motif> fresh;
    for (std::size_t lane = 0; lane < passage.lanes.size(); ++lane) {
        if (!isMelodic(passage.lanes[lane])) continue;
        const auto line = passage.line(lane);
        for (std::size_t i = 2; i < line.size(); ++i) {
            const Motif motif = {
                line[i - 1].pitch - line[i - 2].pitch, line[i].pitch - line[i - 1].pitch,
                line[i - 1].start - line[i - 2].start, line[i].start - line[i - 1].start};
            ++times[motif];
            if (line[i].fresh || line[i - 1].fresh || line[i - 2].fresh) fresh.push_back(motif);
        }
    }
    const auto again = std::count_if(fresh.begin(), fresh.end(),
                                     [&](const Motif& motif) { return times[motif] > 1; });
    return share(static_cast<double>(again), static_cast<double>(fresh.size()), 0.0);
}

double repetitionShare(const Passage& passage, const EventPiece& piece) {
    double cells = 0.0;
    double same = 0.0;
    for (std::size_t bar = 1; bar < piece.bars.size(); ++bar)
        for (std::size_t lane = 0; lane < piece.lanes.size(); ++lane) {
            if (!passage.isFresh(bar, lane) || piece.bars[bar].cells[lane].empty()) continue;
            ++cells;
            if (piece.bars[bar].cells[lane] == piece.bars[bar - 1].cells[lane]) ++same;
        }
    double steps = 0.0;
    double still = 0.0;
    for (std::size_t lane = 0; lane < passage.lanes.size(); ++lane) {
        if (!isMelodic(passage.lanes[lane])) continue;
        const auto line = passage.line(lane);
        for (std::size_t i = 1; i < line.size(); ++i) {
            if (!line[i].fresh) continue;
            ++steps;
            if (line[i].pitch == line[i - 1].pitch) ++still;
        }
    }
    return 0.5 * (share(same, cells, 0.0) + share(still, steps, 0.0));
}

double soundingShare(const Passage& passage) {
    double all = 0.0;
    double sounding = 0.0;
    for (std::size_t lane = 0; lane < passage.lanes.size(); ++lane) {
        if (passage.lanes[lane] == events::LaneKind::Chords ||
            passage.lanes[lane] == events::LaneKind::Drums)
            continue;
        for (std::size_t b = 0; b < passage.bars.size(); ++b) {
            if (!passage.isFresh(b, lane)) continue;
            const Passage::Bar& bar = passage.bars[b];
            all += bar.length;
            int until = bar.start;
            for (const PassageNote& note : passage.notes) {
                if (note.lane != lane || note.end <= until) continue;
                const int start = std::max(note.start, until);
                const int end = std::min(note.end, bar.start + bar.length);
                if (start >= end) continue;
                sounding += end - start;
                until = end;
            }
        }
    }
    return share(sounding, all, 1.0);
}

double freshDensity(const Passage& passage) {
    double quarters = 0.0;
    double notes = 0.0;
    for (std::size_t b = 0; b < passage.bars.size(); ++b) {
        bool any = false;
        for (std::size_t lane = 0; lane < passage.lanes.size(); ++lane)
            any = any || passage.isFresh(b, lane);
        if (any) quarters += static_cast<double>(passage.bars[b].length) / kTicks;
    }
    for (const PassageNote& note : passage.notes) notes += note.fresh ? 1.0 : 0.0;
    return share(notes, quarters, 0.0);
}

double novelShare(const Passage& passage, const TuneLibrary& library) {
    double runs = 0.0;
    double known = 0.0;
    for (std::size_t lane = 0; lane < passage.lanes.size(); ++lane) {
        std::vector<StudyNote> run;
        const auto close = [&] {
            for (const bool one : library.known(run)) {
                ++runs;
                known += one ? 1.0 : 0.0;
            }
            run.clear();
        };
        for (const PassageNote& note : passage.line(lane)) {
            if (!note.fresh) {
                close();
                continue;
            }
            run.push_back(
                {note.start, note.end - note.start, note.pitch, static_cast<int>(note.bar), false});
        }
        close();
    }
    return 1.0 - share(known, runs, 0.0);
}

double likeFeeling(const Affect& one, const Affect& other) {
    const double distance = std::hypot(one.valence - other.valence, one.arousal - other.arousal);
    return std::clamp(1.0 - 0.5 * distance, 0.0, 1.0);
}

}  // namespace arioso::train
