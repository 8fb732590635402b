#include "tools/train/statistics/melody_corpus.h"

#include <algorithm>

#include "src/compose/tune_corpus.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

constexpr double kValidationShare = 0.03;
constexpr int kLeastOnsets = 2;

/// The commonest key of a piece's bars.
StudyBar commonestKeyBar(const std::vector<StudyBar>& bars) {
    std::array<int, 24> counts{};
    for (const StudyBar& bar : bars)
        ++counts[static_cast<std::size_t>(bar.tonic + (bar.minor ? 12 : 0))];
    const auto best = std::max_element(counts.begin(), counts.end()) - counts.begin();
    StudyBar out;
    out.tonic = static_cast<int>(best % 12);
    out.minor = best >= 12;
    return out;
}

MelodyWindow windowAt(const StudyPiece& piece, std::size_t bar, const MelodyMetre& metre,
                      const StudyBar& key) {
    const int start = piece.bars[bar].start;
    const int reference = referenceTonic(piece.melody, key.tonic);
    MelodyWindow window;
    for (const int symbol : cellsOf(piece.melody, start, metre, metre.windowBeats(), reference))
        window.cells.push_back(static_cast<std::uint8_t>(symbol));
    window.past.fill(static_cast<std::uint8_t>(kCellUnknown));
    if (start >= metre.beatTicks()) {
        const auto past = cellsOf(piece.melody, start - metre.beatTicks(), metre, 1, reference);
        std::copy(past.begin(), past.end(), window.past.begin());
    }
    for (const BeatChord chord : beatChords(piece.chords, start, metre, key.tonic))
        window.chords.push_back(static_cast<std::int16_t>(chord));
    window.metre = static_cast<std::uint8_t>(metre.index());
    window.minor = key.minor;
    return window;
}

void addWindows(const StudyPiece& piece, bool twoKeys, MelodyCorpusSet& set) {
    if (piece.melody.empty()) return;
    const StudyBar common = commonestKeyBar(piece.bars);
    const std::size_t before = set.windows.size();
    for (std::size_t bar = 0; bar + 1 < piece.bars.size(); ++bar) {
        const auto metre = melodyMetre(piece.bars[bar]);
        if (!metre || melodyMetre(piece.bars[bar + 1]) != metre) continue;
        const auto add = [&](const StudyBar& key) {
            MelodyWindow window = windowAt(piece, bar, *metre, key);
            const auto onsets = std::count_if(window.cells.begin(), window.cells.end(),
                                              [](int symbol) { return symbol >= kCellPitch; });
            if (onsets < kLeastOnsets) return;
            window.piece = static_cast<std::uint32_t>(set.pieces);
            set.windows.push_back(std::move(window));
        };
        const StudyBar& own = piece.bars[bar];
        add(own);
        if (twoKeys && (own.tonic != common.tonic || own.minor != common.minor)) add(common);
    }
    if (set.windows.size() > before) ++set.pieces;
}

void countFit(const StudyPiece& piece, MelodyCorpus& corpus) {
    int lastBar = -1;
    int lastCell = 0;
    for (const StudyNote& note : piece.melody) {
        const StudyBar& bar = piece.bars[static_cast<std::size_t>(note.bar)];
        const auto metre = melodyMetre(bar);
        if (!metre) continue;
        ++corpus.onsets;
        const int cell = nearestCell(*metre, note.onset - bar.start);
        if (cellTick(*metre, cell) != note.onset - bar.start) ++corpus.offGrid;
        if (note.bar == lastBar && cell == lastCell) ++corpus.collided;
        lastBar = note.bar;
        lastCell = cell;
    }
}

}  // namespace

MelodyCorpus readMelodyCorpus(const std::vector<std::filesystem::path>& folders, double heldOut,
                              int threads) {
    const StudyCorpus study =
        readStudyCorpus(folders, heldOut, threads, [](const Score& score, StudyPiece& piece) {
            if (!piece.melody.empty()) return;
            for (const Part& part : score.parts) {
                if (part.percussion || part.notes.empty()) continue;
                piece.melody = tuneOf(part, piece.bars);
                break;
            }
        });
    MelodyCorpus corpus;
    corpus.files = study.files;
    corpus.unreadable = study.unreadable;
    corpus.duplicates = study.duplicates;
    for (const StudyPiece& piece : study.training) {
        countFit(piece, corpus);
        const bool validation = isHeldOut({}, piece.title, kValidationShare);
        addWindows(piece, true, validation ? corpus.validation : corpus.training);
    }
    for (const StudyPiece& piece : study.heldOut) addWindows(piece, false, corpus.heldOut);
    return corpus;
}

std::vector<float> conditionsOf(const MelodyWindow& window, bool chords) {
    std::vector<BeatChord> list;
    if (chords) list.assign(window.chords.begin(), window.chords.end());
    return melodyConditions(window.melodyMetre(), window.minor ? 1.0F : 0.0F, list);
}

}  // namespace arioso::train
