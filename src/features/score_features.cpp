#include "src/features/score_features.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "dsp/error.h"
#include "src/compose/chord_finder.h"
#include "src/compose/sounding.h"
#include "src/features/form_features.h"
#include "src/features/rhythm_features.h"
#include "src/features/tension.h"
#include "src/features/tune_features.h"
#include "src/harmony/beat_chords.h"
#include "src/harmony/harmonizer.h"
#include "src/harmony/once_through.h"

namespace arioso {
namespace {

bool isPitched(const Part& part, const Note& note) {
    return !part.percussion && note.grace == Grace::None;
}

std::vector<std::array<double, 12>> notesByBar(const Score& score) {
    std::vector<std::array<double, 12>> out(score.measures.size());
    for (const Part& part : score.parts)
        for (const Note& note : part.notes)
            if (isPitched(part, note))
                out[static_cast<std::size_t>(barAt(score, note.onset))][static_cast<std::size_t>(
                    pitchClassOf(static_cast<int>(std::lround(note.pitch))))] += 1.0;
    return out;
}

/// Mean entropy of windows of so many bars that hold notes.
double windowEntropy(const std::vector<std::array<double, 12>>& bars, std::size_t width) {
    double sum = 0.0;
    double windows = 0.0;
    for (std::size_t i = 0; i + width <= bars.size(); ++i) {
        std::array<double, 12> all{};
        double notes = 0.0;
        for (std::size_t k = i; k < i + width; ++k)
            for (std::size_t p = 0; p < 12; ++p) {
                all[p] += bars[k][p];
                notes += bars[k][p];
            }
        if (notes == 0.0) continue;
        sum += entropyBits(all.data(), 12);
        windows += 1.0;
    }
    return windows > 0.0 ? sum / windows : 0.0;
}

void measurePitches(const Score& score, ScoreFeatures& out) {
    std::array<double, 12> counts{};
    double time = 0.0;
    bool first = true;
    for (const Part& part : score.parts)
        for (const Note& note : part.notes) {
            if (!isPitched(part, note)) continue;
            const int pitch = static_cast<int>(std::lround(note.pitch));
            const auto place = static_cast<std::size_t>(pitchClassOf(pitch));
            counts[place] += 1.0;
            out.pitchClasses[place] += note.duration.value();
            time += note.duration.value();
            out.lowest = first ? pitch : std::min(out.lowest, pitch);
            out.highest = first ? pitch : std::max(out.highest, pitch);
            first = false;
        }
    out.key = guessKey(out.pitchClasses);
    for (double& one : out.pitchClasses) one /= std::max(time, 1e-9);
    out.pitchClassEntropy = entropyBits(counts.data(), 12);
    double all = 0.0;
    for (const double one : counts) all += one;
    for (int tonic = 0; tonic < 12; ++tonic)
        for (const bool minor : {false, true}) {
            double inside = 0.0;
            for (int p = 0; p < 12; ++p)
                if (inMask(scaleMask(minor), p - tonic))
                    inside += counts[static_cast<std::size_t>(p)];
            out.scaleConsistency = std::max(out.scaleConsistency, inside / std::max(all, 1.0));
        }
    const auto bars = notesByBar(score);
    out.entropyOneBar = windowEntropy(bars, 1);
    out.entropyFourBars = windowEntropy(bars, std::min<std::size_t>(4, bars.size()));
}

/// Sweeps over the beginnings and ends of notes.
void measurePolyphony(const Score& score, ScoreFeatures& out) {
    std::vector<std::pair<double, int>> edges;
    for (const Part& part : score.parts)
        for (const Note& note : part.notes) {
            if (!isPitched(part, note) || note.duration == Beat{}) continue;
            edges.emplace_back(note.onset.value(), 1);
            edges.emplace_back((note.onset + note.duration).value(), -1);
        }
    std::sort(edges.begin(), edges.end());
    double heard = 0.0;
    double several = 0.0;
    double sum = 0.0;
    int now = 0;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const double length = i > 0 ? edges[i].first - edges[i - 1].first : 0.0;
        if (now > 0) heard += length;
        if (now > 1) several += length;
        sum += now * length;
        now += edges[i].second;
    }
    out.polyphony = heard > 0.0 ? sum / heard : 0.0;
    out.polyphonyRate = heard > 0.0 ? several / heard : 0.0;
}

void measureKeys(const Score& score, std::vector<StudyBar>& bars, ScoreFeatures& out) {
    out.keys = findKeySegments(score, bars);
    const SoundingNotes sounding(score);
    for (const KeySegment& key : out.keys) {
        const StudyBar& last = bars[static_cast<std::size_t>(key.firstBar + key.bars - 1)];
        out.keyGuesses.push_back(guessKey(sounding.pitchClassQuarters(
            bars[static_cast<std::size_t>(key.firstBar)].start, last.start + last.length)));
    }
}

void measureChords(const Score& score, const std::vector<StudyBar>& bars, ScoreFeatures& out) {
    StudyPiece piece;
    piece.bars = bars;
    piece.symbols = hasChordSymbols(score);
    if (piece.symbols) piece.chords = findChords(score, bars);
    findBeatChords(score, piece);
    out.chordsWritten = piece.symbols;
    std::vector<std::pair<int, ChordQuality>> line;
    for (const StudyChord& chord : piece.chords) {
        const auto after =
            std::upper_bound(bars.begin(), bars.end(), chord.start,
                             [](int tick, const StudyBar& bar) { return tick < bar.start; });
        const auto bar =
            static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, after - bars.begin() - 1));
        const Beat beat(chord.start - bars[bar].start, kTicks);
        const Chord relative{pitchClassOf(chord.root - bars[bar].tonic), chord.quality};
        out.chords.push_back(
            {static_cast<int>(bar), beat,
             chordSymbol(relative, relative.root, bars[bar].tonic, bars[bar].minor, {}).text,
             chord.root, chord.quality});
        line.emplace_back(chord.root, chord.quality);
    }
    out.chordsPerBar = static_cast<double>(out.chords.size()) /
                       static_cast<double>(std::max<std::size_t>(1, bars.size()));
    if (line.size() < 3) return;
    std::set<std::tuple<std::pair<int, ChordQuality>, std::pair<int, ChordQuality>,
                        std::pair<int, ChordQuality>>>
        different;
    for (std::size_t i = 2; i < line.size(); ++i)
        different.emplace(line[i - 2], line[i - 1], line[i]);
    out.progressionNovelty =
        static_cast<double>(different.size()) / static_cast<double>(line.size() - 2);
}

void measureWords(const Score& score, ScoreFeatures& out) {
    int sung = 0;
    for (const Part& part : score.parts) {
        int syllables = 0;
        for (const Note& note : part.notes)
            if (!note.lyrics.empty()) ++syllables;
        out.syllables += syllables;
        if (syllables > 0) sung += static_cast<int>(part.notes.size());
    }
    if (out.syllables > 0) out.notesPerSyllable = static_cast<double>(sung) / out.syllables;
}

}  // namespace

ScoreFeatures scoreFeatures(const Score& score) {
    ScoreFeatures out;
    out.bars = static_cast<int>(score.measures.size());
    out.parts = static_cast<int>(score.parts.size());
    for (const Part& part : score.parts) out.notes += static_cast<int>(part.notes.size());
    if (out.notes == 0 || out.bars == 0)
        throw Error(ExitCode::Input, "expected a score with notes, found none");
    const TempoMap tempo(score.tempos);
    const double quarters = score.end().value();
    out.seconds = tempo.seconds(quarters);
    out.startTempo = tempo.tempoAt(0.0);
    out.meanTempo = out.seconds > 0.0 ? 60.0 * quarters / out.seconds : out.startTempo;
    out.notesPerSecond = out.notes / std::max(out.seconds, 1e-9);
    out.notesPerBar = static_cast<double>(out.notes) / out.bars;
    measurePitches(score, out);
    measurePolyphony(score, out);
    std::vector<StudyBar> bars = studyBars(score);
    measureKeys(score, bars, out);
    measureChords(score, bars, out);
    out.tension = tensionOf(score, bars);
    out.form = formFeatures(score);
    out.rhythm = rhythmFeatures(score);
    if (const int part = melodyPart(score); part >= 0) {
        const Part& tune = score.parts[static_cast<std::size_t>(part)];
        out.tune = tuneFeatures(tuneOf(tune, bars), bars);
        out.tune.part = tune.name.empty() ? tune.id : tune.name;
    }
    measureWords(score, out);
    return out;
}

}  // namespace arioso
