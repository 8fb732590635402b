#include "src/compose/chord_finder.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/hmm.h"
#include "src/compose/sounding.h"

namespace arioso {
namespace {

/// How likely a kind of chord is before a note is heard, in nats. Set by ear and eye on the
/// leadsheets' own symbols; the path hardly depends on them.
constexpr std::array<double, kQualities> kPrior = {0.0,  -0.2, -1.0, -2.5, -0.4,
                                                   -1.5, -1.0, -1.2, -1.2};
constexpr double kInChord = 0.85;    ///< share of the sounding time that is chord tones
constexpr double kTrust = 1.5;       ///< nats that a quarter of sound counts for
constexpr double kRootInBass = 0.8;  ///< nats for the lowest note
constexpr double kStranger = -0.8;   ///< nats for a lowest note that is not in the chord
constexpr double kDiatonic = 0.5;
constexpr double kStay = -0.5;
constexpr double kMove = -2.5;

models::HiddenChain chordChain() {
    models::HiddenChain chain;
    chain.initial.assign(kChords, 0.0);
    chain.transition = models::LogTable(kChords, kChords, kMove);
    for (std::size_t i = 0; i < kChords; ++i) chain.transition.at(i, i) = kStay;
    return chain;
}

/// Evidence of one slot for all chords; roots are pitch classes here.
void weigh(const std::array<double, 12>& quarters, int lowest, const StudyBar& bar,
           std::vector<double>& out) {
    double total = 0.0;
    for (const double one : quarters) total += one;
    // A slot with many voices says no more than one with two.
    const double scale = total > 0.0 ? kTrust * std::min(total, 4.0) / total : 0.0;
    for (int i = 0; i < kChords; ++i) {
        const Chord chord = Chord::fromIndex(i);
        const std::uint32_t mask = chordMask(chord);
        const auto size = static_cast<double>(chordTones(chord.quality).size());
        const double inside = std::log(kInChord / size);
        const double outside = std::log((1.0 - kInChord) / (12.0 - size));
        double sum = kPrior[static_cast<std::size_t>(chord.quality)];
        for (int p = 0; p < 12; ++p)
            sum += scale * quarters[static_cast<std::size_t>(p)] *
                   (inMask(mask, p) ? inside : outside);
        if (lowest >= 0) {
            const int above = pitchClassOf(lowest - chord.root);
            if (above == 0) sum += kRootInBass;
            if (!inMask(mask, lowest)) sum += kStranger;
        }
        bool diatonic = true;
        const std::uint32_t scaleNotes =
            scaleMask(bar.minor) | (bar.minor ? scaleMask(true, true) : 0U);
        for (const int tone : chordTones(chord.quality))
            diatonic = diatonic && inMask(scaleNotes, chord.root + tone - bar.tonic);
        out[static_cast<std::size_t>(i)] = sum + (diatonic ? kDiatonic : 0.0);
    }
}

std::vector<StudyChord> fromSymbols(const Score& score) {
    std::vector<StudyChord> out;
    for (const ChordSymbol& symbol : score.chords) {
        StudyChord chord;
        chord.start = static_cast<int>(std::lround(symbol.at.value() * kTicks));
        if (!readSymbol(symbol, chord.root, chord.quality)) continue;
        if (!out.empty() && out.back().root == chord.root && out.back().quality == chord.quality)
            continue;
        out.push_back(chord);
    }
    return out;
}

}  // namespace

int chordSlots(int beats, int beatType) {
    if (beatType == 8 && beats % 3 == 0) return std::max(1, beats / 3);
    if (beats == 4 || (beats == 2 && beatType == 2)) return 2;
    return beats >= 5 ? 2 : 1;
}

bool hasChordSymbols(const Score& score) {
    return score.chords.size() * 3 > score.measures.size();
}

std::vector<StudyChord> findChordsIn(const Score& score, const std::vector<StudyBar>& bars,
                                     const std::vector<ChordSpan>& spans) {
    const SoundingNotes sounding(score);
    models::LogTable evidence(0, kChords);
    std::vector<double> row(kChords);
    for (const ChordSpan& span : spans) {
        weigh(sounding.pitchClassQuarters(span.begin, span.end),
              sounding.lowest(span.begin, span.begin + std::max(1, (span.end - span.begin) / 3)),
              bars[static_cast<std::size_t>(span.bar)], row);
        evidence.values.insert(evidence.values.end(), row.begin(), row.end());
        ++evidence.rows;
    }
    const std::vector<int> path = chordChain().viterbi(evidence);
    std::vector<StudyChord> out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (i > 0 && path[i] == path[i - 1]) continue;
        const Chord chord = Chord::fromIndex(path[i]);
        out.push_back({spans[i].begin, chord.root, chord.quality});
    }
    return out;
}

std::vector<StudyChord> findChords(const Score& score, const std::vector<StudyBar>& bars) {
    if (hasChordSymbols(score)) return fromSymbols(score);
    std::vector<ChordSpan> spans;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const StudyBar& bar = bars[i];
        const int slots = bar.whole ? chordSlots(bar.beats, bar.beatType) : 1;
        for (int s = 0; s < slots; ++s) {
            const int begin = bar.start + bar.length * s / slots;
            const int end = bar.start + bar.length * (s + 1) / slots;
            if (end > begin) spans.push_back({begin, end, static_cast<int>(i)});
        }
    }
    return findChordsIn(score, bars, spans);
}

}  // namespace arioso
