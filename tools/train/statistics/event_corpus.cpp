#include "tools/train/statistics/event_corpus.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "dsp/error.h"
#include "src/compose/study.h"
#include "src/compose/tune_corpus.h"
#include "src/features/event_marks.h"
#include "src/score/reader.h"
#include "tools/common/parallel.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostLanes = 12;
constexpr double kValidationShare = 0.03;
/// Head of a sequence, and what cutting adds.
constexpr std::size_t kReserve = 32;

struct Read {
    StudyPiece study;
    EventSource source;
    bool suitable = false;
};

constexpr std::size_t kAffectBars = 4;

void tellAffect(const Score& score, const AffectModel& model, EventSource& source) {
    source.affect.assign(score.measures.size(), {0.0, 0.0});
    for (const AffectWindow& window : model.curve(score, kAffectBars))
        for (std::size_t i = 0; i < window.bars; ++i)
            source.affect[window.firstBar + i] = {window.affect.valence, window.affect.arousal};
}

Read readSource(const fs::path& path, const EventMarking& marking) {
    Read out;
    Score score = readScoreOnce(path);
    out.study = studyScore(score);
    out.study.chords.clear();
    out.source.title = out.study.title;
    out.source.composer = out.study.composer;
    EventMarks marks;
    if (marking.marks) marks = eventMarks(score);
    if (marking.affect != nullptr) tellAffect(score, *marking.affect, out.source);
    for (Part& part : score.parts)
        for (Note& note : part.notes) note.velocity.reset();
    for (const StudyBar& bar : out.study.bars) out.source.keys.push_back({bar.tonic, bar.minor});
    const std::size_t count = score.measures.size();
    try {
        out.source.piece = withoutSilentLanes(
            eventsOf(score, commonestKey(out.source.keys, 0, count), 0, count, marks));
    } catch (const Error&) {
        return out;
    }
    const EventPiece& piece = out.source.piece;
    for (std::size_t i = 0; i < piece.bars.size(); ++i) out.source.symbols += barSize(piece, i);
    out.suitable = count >= 4 && !piece.lanes.empty() && piece.lanes.size() <= kMostLanes;
    return out;
}

/// A bar that is longer than a whole window cannot be learnt.
bool fits(const EventSource& source, std::size_t symbols) {
    for (std::size_t i = 0; i < source.piece.bars.size(); ++i)
        if (barSize(source.piece, i) + kReserve + 3 * source.piece.lanes.size() > symbols)
            return false;
    return true;
}

CutCells drawCut(const EventPiece& piece, models::RandomStream& random) {
    const auto bars = static_cast<int>(piece.bars.size());
    const auto lanes = static_cast<int>(piece.lanes.size());
    CutCells cut(static_cast<std::size_t>(bars * lanes), 0);
    const auto mark = [&](int first, int count, const auto& takes) {
        for (int bar = first; bar < first + count; ++bar)
            for (int lane = 0; lane < lanes; ++lane)
                if (takes(lane)) cut[static_cast<std::size_t>(bar * lanes + lane)] = 1;
    };
    const auto all = [](int) { return true; };
    const double kind = random.uniform();
    if (kind < 0.4) {
        const int count = 1 + random.below(std::max(1, std::min(8, bars / 2)));
        mark(random.below(bars - count + 1), count, all);
    } else if (kind < 0.7) {
        const int count = 1 + random.below(bars);
        const int first = random.below(bars - count + 1);
        const int one = random.below(lanes);
        std::vector<char> taken(static_cast<std::size_t>(lanes));
        for (char& lane : taken) lane = random.chance(0.3) ? 1 : 0;
        taken[static_cast<std::size_t>(one)] = 1;
        mark(first, count, [&](int lane) { return taken[static_cast<std::size_t>(lane)] != 0; });
    } else if (kind < 0.85) {
        for (char& cell : cut) cell = random.chance(0.25) ? 1 : 0;
    } else {
        const int count = 1 + random.below(std::max(1, std::min(8, bars / 2)));
        mark(bars - count, count, all);
    }
    return cut;
}

}  // namespace

namespace {

/// Mood of a window's bars (from `first` of the source on), of those with cells cut out if any are:
/// what is to be written is what a mood is asked for.
int moodOf(const EventSource& source, std::size_t first, const EventPiece& window,
           const CutCells& cut) {
    if (source.affect.empty()) return events::kAny;
    const std::size_t lanes = window.lanes.size();
    double valence = 0.0;
    double arousal = 0.0;
    std::size_t bars = 0;
    for (std::size_t i = 0; i < window.bars.size(); ++i) {
        const auto row = cut.begin() + static_cast<std::ptrdiff_t>(cut.empty() ? 0 : i * lanes);
        if (!cut.empty() && std::none_of(row, row + static_cast<std::ptrdiff_t>(lanes),
                                         [](char one) { return one != 0; }))
            continue;
        valence += source.affect[first + i].first;
        arousal += source.affect[first + i].second;
        ++bars;
    }
    if (bars == 0) return events::kAny;
    const auto count = static_cast<double>(bars);
    return events::moodSymbol(valence / count, arousal / count);
}

}  // namespace

EventPiece windowOf(const EventSource& source, std::size_t first, std::size_t symbols) {
    std::size_t size = kReserve;
    std::size_t count = 0;
    while (first + count < source.piece.bars.size()) {
        size += barSize(source.piece, first + count);
        if (size > symbols) break;
        ++count;
    }
    EventPiece window = barsOf(source.piece, first, std::max<std::size_t>(1, count));
    window = inKey(std::move(window), commonestKey(source.keys, first, count));
    window.mood = moodOf(source, first, window, {});
    return withoutSilentLanes(std::move(window));
}

std::vector<int> drawSequence(const std::vector<EventSource>& pieces, const WindowOptions& options,
                              models::RandomStream& random) {
    double total = 0.0;
    for (const EventSource& source : pieces) total += static_cast<double>(source.symbols);
    for (;;) {
        double place = random.uniform() * total;
        const EventSource* source = &pieces.back();
        for (const EventSource& one : pieces) {
            place -= static_cast<double>(one.symbols);
            if (place < 0.0) {
                source = &one;
                break;
            }
        }
        const auto bars = static_cast<int>(source->piece.bars.size());
        const bool cuts = random.chance(options.cutShare);
        // A mark and a lane's name more for each cell that is cut.
        const std::size_t room =
            options.symbols - (cuts ? std::min<std::size_t>(options.symbols / 6, 80) : 0);
        const auto first = static_cast<std::size_t>(random.below(bars));
        EventPiece window = windowOf(*source, first, room);
        if (window.lanes.empty()) continue;
        const CutCells cut = cuts ? drawCut(window, random) : CutCells{};
        window.mood = moodOf(*source, first, window, cut);
        if (random.chance(options.silentControls)) window.density = events::kAny;
        if (random.chance(options.silentControls)) window.tempo = events::kAny;
        if (random.chance(options.silentControls) || !options.moods) window.mood = events::kAny;
        if (random.chance(options.silentMarks)) window = withoutSyllables(std::move(window));
        if (random.chance(options.silentMarks)) window = withoutSections(std::move(window));
        std::vector<int> sequence = sequenceOf(window, cut);
        if (sequence.size() > options.symbols + 1) sequence.resize(options.symbols + 1);
        return sequence;
    }
}

std::vector<std::vector<int>> allSequences(const std::vector<EventSource>& pieces,
                                           std::size_t symbols, bool marks) {
    std::vector<std::vector<int>> out;
    for (const EventSource& source : pieces)
        for (std::size_t first = 0; first < source.piece.bars.size();) {
            EventPiece window = windowOf(source, first, symbols);
            if (!marks) {
                window = withoutSections(withoutSyllables(std::move(window)));
                window.mood = events::kAny;
            }
            first += std::max<std::size_t>(1, window.bars.size());
            if (!window.lanes.empty()) out.push_back(sequenceOf(window));
        }
    return out;
}

std::size_t headerSize(const std::vector<int>& sequence) {
    return static_cast<std::size_t>(std::find(sequence.begin(), sequence.end(), events::kBar) -
                                    sequence.begin());
}

EventCorpus readEventCorpus(const std::vector<fs::path>& folders, double heldOut, int threads,
                            const EventMarking& marking) {
    const std::vector<fs::path> paths = findScores(folders);
    std::vector<std::optional<Read>> read(paths.size());
    parallelFor(
        paths.size(), threads, [] {},
        [&](std::size_t i) {
            try {
                read[i] = readSource(paths[i], marking);
            } catch (const Error&) {
                read[i].reset();
            }
        });
    EventCorpus corpus;
    corpus.files = paths.size();
    std::vector<StudyPiece> studies;
    std::vector<EventSource> sources;
    for (auto& one : read) {
        if (!one) {
            ++corpus.unreadable;
            continue;
        }
        if (!one->suitable || !fits(one->source, WindowOptions{}.symbols)) {
            ++corpus.unsuitable;
            continue;
        }
        studies.push_back(std::move(one->study));
        sources.push_back(std::move(one->source));
    }
    const std::vector<std::size_t> kept = withoutDuplicates(studies);
    corpus.duplicates = studies.size() - kept.size();
    for (const std::size_t i : kept) {
        const std::string& title = sources[i].title;
        auto& side = isHeldOut(sources[i].composer, title, heldOut) ? corpus.heldOut
                     : isHeldOut({}, title, kValidationShare)       ? corpus.validation
                                                                    : corpus.training;
        side.push_back(std::move(sources[i]));
    }
    return corpus;
}

}  // namespace arioso::train
