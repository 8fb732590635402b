#include "src/compose/study.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "src/compose/chord_finder.h"
#include "src/compose/key_finder.h"

namespace arioso {
namespace {

int ticksOf(Beat beat) {
    return static_cast<int>(std::lround(beat.value() * kTicks));
}

bool endsLine(const Note& note) {
    for (const Lyric& lyric : note.lyrics) {
        if (lyric.lineEnd) return true;
        if (lyric.text.empty()) continue;
        const char last = lyric.text.back();
        if (last == '.' || last == ';' || last == '!' || last == '?' || last == ':') return true;
    }
    return false;
}

bool endsWithComma(const Note& note) {
    return std::any_of(note.lyrics.begin(), note.lyrics.end(), [](const Lyric& lyric) {
        return !lyric.text.empty() && lyric.text.back() == ',';
    });
}

int barAt(const std::vector<StudyBar>& bars, int tick) {
    const auto after = std::upper_bound(bars.begin(), bars.end(), tick,
                                        [](int t, const StudyBar& bar) { return t < bar.start; });
    return std::max(0, static_cast<int>(after - bars.begin()) - 1);
}

}  // namespace

const Part* tunePart(const Score& score) {
    const Part* best = nullptr;
    std::size_t most = 0;
    std::size_t pitched = 0;
    const Part* only = nullptr;
    for (const Part& part : score.parts) {
        if (part.percussion || part.notes.empty()) continue;
        ++pitched;
        only = &part;
        const auto sung = static_cast<std::size_t>(
            std::count_if(part.notes.begin(), part.notes.end(),
                          [](const Note& note) { return !note.lyrics.empty(); }));
        // The first of several voices has the tune.
        if (sung > most + most / 4) {
            best = &part;
            most = sung;
        }
    }
    if (best == nullptr && pitched == 1 && !score.chords.empty()) best = only;
    return best;
}

std::vector<StudyNote> tuneOf(const Part& part, const std::vector<StudyBar>& bars) {
    std::vector<StudyNote> line;
    const Note* last = nullptr;
    std::vector<const Note*> source;
    for (const Note& note : part.notes) {
        if (note.grace != Grace::None || note.duration == Beat{}) continue;
        StudyNote one;
        one.onset = ticksOf(note.onset);
        one.duration = std::max(1, ticksOf(note.onset + note.duration) - one.onset);
        one.pitch = static_cast<int>(std::lround(note.pitch));
        one.bar = barAt(bars, one.onset);
        if (!line.empty() && line.back().onset == one.onset) {
            if (one.pitch <= line.back().pitch) continue;
            line.back() = one;
            source.back() = &note;
            continue;
        }
        // A second voice below a held note.
        if (!line.empty() && line.back().onset + line.back().duration > one.onset) {
            if (last != nullptr && note.voice != last->voice && one.pitch < line.back().pitch)
                continue;
            line.back().duration = one.onset - line.back().onset;
        }
        line.push_back(one);
        source.push_back(&note);
        last = &note;
    }
    for (std::size_t i = 0; i < line.size(); ++i) {
        const int end = line[i].onset + line[i].duration;
        const int gap = i + 1 < line.size() ? line[i + 1].onset - end : kTicks;
        line[i].phraseEnd = gap >= kTicks || endsLine(*source[i]) ||
                            (endsWithComma(*source[i]) && line[i].duration + gap >= 2 * kTicks);
    }
    return line;
}

std::vector<StudyBar> studyBars(const Score& score) {
    std::vector<StudyBar> bars;
    for (const Measure& measure : score.measures) {
        StudyBar bar;
        bar.start = ticksOf(measure.start);
        bar.length = ticksOf(measure.start + measure.length) - bar.start;
        bar.beats = measure.beats;
        bar.beatType = measure.beatType;
        bar.whole = measure.beatType > 0 &&
                    measure.length == Beat(4 * std::int64_t{measure.beats}, measure.beatType);
        bars.push_back(bar);
    }
    return bars;
}

StudyPiece studyScore(const Score& score) {
    StudyPiece piece;
    piece.title = score.title;
    piece.composer = score.composer;
    piece.bars = studyBars(score);
    if (piece.bars.empty()) return piece;
    findKeys(score, piece.bars);
    piece.chords = findChords(score, piece.bars);
    piece.symbols = hasChordSymbols(score);
    if (const Part* tune = tunePart(score)) piece.melody = tuneOf(*tune, piece.bars);
    return piece;
}

std::vector<int> tuneShape(const std::vector<StudyNote>& melody) {
    std::vector<int> shape;
    for (std::size_t i = 1; i < melody.size(); ++i) {
        const int interval = std::clamp(melody[i].pitch - melody[i - 1].pitch, -30, 30);
        const double ratio =
            static_cast<double>(melody[i].duration) / std::max(1, melody[i - 1].duration);
        const int steps = std::clamp(
            static_cast<int>(std::lround(2.0 * std::log2(std::max(ratio, 1e-3)))), -9, 9);
        shape.push_back((interval + 30) * 32 + steps + 9);
    }
    return shape;
}

}  // namespace arioso
