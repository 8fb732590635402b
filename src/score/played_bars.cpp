#include "src/score/played_bars.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "dsp/error.h"

namespace arioso {
namespace {

constexpr std::size_t kMostBars = 300'000;
/// What repeats may add: some ten hours of music.
constexpr std::size_t kMostRepeated = 10'000;
constexpr std::size_t kMostCuts = 16;

struct Piece {
    std::size_t bar;
    Beat from;
    Beat to;
};

void merge(RepeatSigns& into, const RepeatSigns& signs) {
    into.forward = into.forward || signs.forward;
    into.backward = std::max(into.backward, signs.backward);
    into.afterJump = into.afterJump || signs.afterJump;
    if (into.voltaStart.empty()) into.voltaStart = signs.voltaStart;
    into.voltaEnd = into.voltaEnd || signs.voltaEnd;
    if (!into.toCoda) into.toCoda = signs.toCoda;
    if (!into.dalSegno) into.dalSegno = signs.dalSegno;
    into.daCapo = into.daCapo || signs.daCapo;
    into.fine = into.fine || signs.fine;
    into.sectionEnd = into.sectionEnd || signs.sectionEnd;
    into.sectionPause = std::max(into.sectionPause, signs.sectionPause);
    if (into.fineLength == Beat{}) into.fineLength = signs.fineLength;
    if (into.codaOnly.empty()) into.codaOnly = signs.codaOnly;
    if (into.fineOnly.empty()) into.fineOnly = signs.fineOnly;
    if (into.jumpOnly.empty()) into.jumpOnly = signs.jumpOnly;
    if (signs.segno) into.segno = signs.segno;
    if (signs.coda) into.coda = signs.coda;
}

/// Coda signs that say nothing of their meaning ("?"): where nothing else leads to the coda, the
/// first of several does.
void settleCodas(std::vector<RepeatSigns>& all) {
    const bool leads = std::any_of(
        all.begin(), all.end(), [](const RepeatSigns& signs) { return signs.toCoda.has_value(); });
    const auto unknown = [](const RepeatSigns& signs) { return signs.coda == "?"; };
    bool first = !leads && std::count_if(all.begin(), all.end(), unknown) > 1;
    for (RepeatSigns& signs : all) {
        if (!unknown(signs)) continue;
        signs.coda = "";
        if (first || signs.toCoda) {
            signs.coda.reset();
            if (!signs.toCoda) signs.toCoda = "";
            first = false;
        }
    }
}

class Cutter {
  public:
    explicit Cutter(const std::vector<BarFrame>& frames) {
        for (std::size_t i = 0; i < frames.size(); ++i) cut(frames[i], i);
        settleCodas(signs);
    }

    std::vector<Piece> pieces;
    std::vector<RepeatSigns> signs;

  private:
    void cut(const BarFrame& frame, std::size_t bar) {
        std::vector<Beat> places{Beat{}};
        for (const PlacedSigns& placed : frame.signs) {
            if (Beat{} < placed.at && placed.at < frame.length && places.size() <= kMostCuts) {
                places.push_back(placed.at);
            }
        }
        std::sort(places.begin(), places.end());
        places.erase(std::unique(places.begin(), places.end()), places.end());
        const std::size_t first = pieces.size();
        for (std::size_t i = 0; i < places.size(); ++i) {
            pieces.push_back(
                {bar, places[i], i + 1 < places.size() ? places[i + 1] : frame.length});
            signs.emplace_back();
        }
        for (const PlacedSigns& placed : frame.signs) {
            std::size_t piece = placed.closes ? pieces.size() - 1 : first;
            for (std::size_t i = first; i < pieces.size(); ++i) {
                if (placed.at == Beat{}) break;
                if (placed.closes ? pieces[i].to == placed.at : pieces[i].from == placed.at)
                    piece = i;
            }
            RepeatSigns own = placed.signs;
            // At a closing bar line they stand for what comes after.
            if (placed.closes) {
                own.segno.reset();
                own.coda.reset();
            }
            merge(signs[piece], own);
        }
        if (segno_) signs[first].segno = std::exchange(segno_, std::nullopt);
        if (coda_) signs[first].coda = std::exchange(coda_, std::nullopt);
        for (const PlacedSigns& placed : frame.signs) {
            if (placed.closes && placed.signs.segno) segno_ = placed.signs.segno;
            if (placed.closes && placed.signs.coda) coda_ = placed.signs.coda;
        }
    }

    // Signs of a closing bar line, for the next bar.
    std::optional<std::string> segno_;
    std::optional<std::string> coda_;
};

}  // namespace

PlayedBars unfoldBars(std::vector<BarFrame>& frames, const std::string& name,
                      const ReadOptions& options, Diagnostics& diagnostics) {
    PlayedBars out;
    Beat at;
    for (BarFrame& frame : frames) {
        if (frame.length == Beat{}) frame.length = frame.nominal;
        out.starts.push_back(at);
        at = at + frame.length;
    }
    out.starts.push_back(at);
    if (at.value() > options.limits.quarters) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected at most {} quarter notes, found {:.0f}", name,
                                options.limits.quarters, at.value()));
    }

    Cutter cutter(frames);
    if (cutter.pieces.size() > kMostBars) {
        throw Error(ExitCode::Input, fmt::format("{}: expected at most {} measures, found {}", name,
                                                 kMostBars, cutter.pieces.size()));
    }
    const std::size_t most = cutter.pieces.size() + kMostRepeated;
    std::vector<PlayedBar> order = playOrder(cutter.signs, most, options.repeats);
    bool isCut = order.size() > most;
    if (isCut) order.resize(most);
    out.plays.assign(frames.size(), 0);
    at = {};
    std::size_t notes = 0;
    int before = -1;
    for (const PlayedBar& played : order) {
        const Piece& piece = cutter.pieces[static_cast<std::size_t>(played.index)];
        const Beat start = out.starts[piece.bar];
        PlayedPiece entry;
        entry.bar = piece.bar;
        entry.pass = played.pass;
        entry.written = played.index;
        entry.span = {start + piece.from, start + piece.to, at, played.index != before + 1};
        entry.closesBar = piece.to == frames[piece.bar].length;
        const Beat next = at + (piece.to - piece.from);
        notes += frames[piece.bar].notes;
        if (next.value() > options.limits.quarters || notes > options.limits.notes) {
            isCut = true;
            break;
        }
        at = next;
        out.plays[piece.bar] = std::max(out.plays[piece.bar], played.pass);
        out.pieces.push_back(entry);
        before = played.index;
    }
    if (isCut) {
        diagnostics.add("", frames[out.pieces.empty() ? 0 : out.pieces.back().bar].number,
                        fmt::format("the repeats hardly come to an end; cut after {} measures",
                                    out.pieces.size()));
    }
    out.signs = std::move(cutter.signs);
    return out;
}

}  // namespace arioso
