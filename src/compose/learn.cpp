#include "src/compose/learn.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "dsp/error.h"
#include "models/ppm.h"

namespace arioso {
namespace {

constexpr std::size_t kMostUpbeats = 12;
constexpr std::size_t kMostRhythms = 250;
constexpr const char* kMetres[] = {"4/4", "3/4", "2/4", "6/8", "3/8"};

bool onGrid(int ticks) {
    return ticks % 3 == 0 || ticks % 4 == 0;
}

const StudyChord* chordAt(const std::vector<StudyChord>& chords, int tick) {
    const auto after =
        std::upper_bound(chords.begin(), chords.end(), tick,
                         [](int t, const StudyChord& chord) { return t < chord.start; });
    return after == chords.begin() ? nullptr : &*(after - 1);
}

/// The octave of the tonic below the middle of what is sung in one key.
int tonicBelow(const StudyPiece& piece, std::size_t begin, std::size_t end, int tonic) {
    double sum = 0.0;
    for (std::size_t i = begin; i < end; ++i) sum += piece.melody[i].pitch;
    const double middle = sum / static_cast<double>(end - begin);
    const int low = static_cast<int>(std::floor(middle)) - 2;
    return low - pitchClassOf(low - tonic);
}

bool sameKey(const StudyBar& a, const StudyBar& b) {
    return a.tonic == b.tonic && a.minor == b.minor;
}

void addMelody(const StudyPiece& piece, StudySequences& out) {
    const auto& melody = piece.melody;
    const auto barOf = [&](std::size_t i) -> const StudyBar& {
        return piece.bars[static_cast<std::size_t>(melody[i].bar)];
    };
    for (std::size_t begin = 0; begin < melody.size();) {
        std::size_t end = begin + 1;
        while (end < melody.size() && sameKey(barOf(begin), barOf(end))) ++end;
        const StudyBar& key = barOf(begin);
        const int tonic = tonicBelow(piece, begin, end, key.tonic);
        std::vector<int> line = {kPhraseEnd};
        const auto finish = [&] {
            if (line.size() > 4) out.melody[key.minor ? 1 : 0].push_back(line);
            line = {kPhraseEnd};
        };
        for (std::size_t i = begin; i < end; ++i) {
            const int symbol = melody[i].pitch - tonic - kMelodyLowest;
            if (symbol < 0 || symbol >= kMelodyPitches) {
                finish();
                continue;
            }
            line.push_back(symbol);
            if (melody[i].phraseEnd) line.push_back(kPhraseEnd);
        }
        finish();
        begin = end;
    }
}

void addChordRun(const StudyPiece& piece, int begin, int end, const StudyBar& key,
                 std::vector<int>& line) {
    const StudyChord* at = chordAt(piece.chords, begin);
    const StudyChord* last = piece.chords.data() + piece.chords.size();
    if (at == nullptr) at = piece.chords.data();
    int before = -1;
    for (; at != last && at->start < end; ++at) {
        const int symbol = Chord{pitchClassOf(at->root - key.tonic), at->quality}.index();
        if (symbol != before) line.push_back(symbol);
        before = symbol;
    }
}

void addChords(const StudyPiece& piece, StudySequences& out) {
    if (piece.chords.empty()) return;
    // Phrases by the tune; where there is none, whole stretches of one key.
    std::vector<int> ends;
    for (const StudyNote& note : piece.melody)
        if (note.phraseEnd) ends.push_back(note.onset + note.duration);
    for (std::size_t begin = 0; begin < piece.bars.size();) {
        std::size_t end = begin + 1;
        while (end < piece.bars.size() && sameKey(piece.bars[begin], piece.bars[end])) ++end;
        const StudyBar& key = piece.bars[begin];
        const int stop = piece.bars[end - 1].start + piece.bars[end - 1].length;
        std::vector<int> line = {kChordPhraseEnd};
        int from = key.start;
        for (const int phraseEnd : ends) {
            if (phraseEnd <= from || phraseEnd > stop) continue;
            addChordRun(piece, from, phraseEnd, key, line);
            if (line.back() != kChordPhraseEnd) line.push_back(kChordPhraseEnd);
            // The next phrase's harmony counts from its first downbeat.
            const auto bar = std::find_if(piece.bars.begin(), piece.bars.end(),
                                          [&](const StudyBar& b) { return b.start >= phraseEnd; });
            from = bar == piece.bars.end() ? stop : bar->start;
        }
        if (from < stop) addChordRun(piece, from, stop, key, line);
        if (line.size() > 4) out.chords[key.minor ? 1 : 0].push_back(line);
        begin = end;
    }
}

/// The tune inside [begin, end) as tokens; false if something is off the grid.
bool barTokens(const StudyPiece& piece, int begin, int end, std::vector<RhythmToken>& tokens) {
    const auto& melody = piece.melody;
    auto note =
        std::lower_bound(melody.begin(), melody.end(), begin,
                         [](const StudyNote& n, int t) { return n.onset + n.duration <= t; });
    int at = begin;
    const auto add = [&](RhythmToken::Kind kind, int from, int to) {
        if (to <= from) return;
        tokens.push_back(
            {kind, static_cast<std::uint8_t>(from - begin), static_cast<std::uint8_t>(to - from)});
    };
    bool good = true;
    for (; note != melody.end() && note->onset < end; ++note) {
        const int from = std::max(note->onset, begin);
        const int to = std::min(note->onset + note->duration, end);
        add(RhythmToken::Rest, at, from);
        add(note->onset < begin ? RhythmToken::Tied : RhythmToken::Sounding, from, to);
        good = good && onGrid(from - begin) && onGrid(to - begin) && onGrid(to - from);
        at = to;
    }
    add(RhythmToken::Rest, at, end);
    return good && onGrid(at - begin);
}

void addRhythm(const StudyPiece& piece, StudySequences& out) {
    if (piece.melody.empty()) return;
    StudySequences::Bars run;
    const auto finish = [&] {
        if (!run.tokens.empty()) out.rhythms.push_back(run);
        run.tokens.clear();
    };
    for (const StudyBar& bar : piece.bars) {
        const auto [metre, count] = learntMetre(bar.beats, bar.beatType);
        if (metre.empty() || !bar.whole) {
            finish();
            continue;
        }
        if (metre != run.metre) finish();
        run.metre = metre;
        for (int i = 0; i < count; ++i) {
            std::vector<RhythmToken> tokens;
            const int begin = bar.start + bar.length * i / count;
            const int end = bar.start + bar.length * (i + 1) / count;
            const bool good = barTokens(piece, begin, end, tokens);
            const bool silent = tokens.size() == 1 && tokens[0].kind == RhythmToken::Rest;
            if (!good || silent) {
                finish();
                continue;
            }
            run.tokens.insert(run.tokens.end(), tokens.begin(), tokens.end());
        }
    }
    finish();
}

void addUpbeats(const StudyPiece& piece, StudySequences& out) {
    const auto& melody = piece.melody;
    for (std::size_t i = 0; i < melody.size(); ++i) {
        if (i > 0 && !melody[i - 1].phraseEnd) continue;
        const StudyBar& bar = piece.bars[static_cast<std::size_t>(melody[i].bar)];
        const auto [metre, count] = learntMetre(bar.beats, bar.beatType);
        if (metre.empty()) continue;
        const int end = bar.start + bar.length;
        std::vector<int> lengths;
        // An upbeat fills less than half a bar before the downbeat.
        if (end - melody[i].onset < bar.length / count / 2 + 1 && end > melody[i].onset) {
            int at = melody[i].onset;
            for (std::size_t k = i; k < melody.size() && melody[k].onset < end; ++k) {
                if (melody[k].onset != at || !onGrid(melody[k].duration)) break;
                at = melody[k].onset + melody[k].duration;
                lengths.push_back(melody[k].duration);
            }
            if (at != end) continue;
        } else if (melody[i].onset != bar.start) {
            continue;
        }
        out.upbeats.emplace_back(metre, lengths);
    }
}

void addMelodyOverChords(const StudyPiece& piece, StudySequences& out) {
    for (const StudyNote& note : piece.melody) {
        const StudyChord* chord = chordAt(piece.chords, note.onset);
        if (chord == nullptr) continue;
        const StudyBar& bar = piece.bars[static_cast<std::size_t>(note.bar)];
        out.melodyOverChord.push_back(
            {{pitchClassOf(chord->root - bar.tonic), chord->quality},
             strengthAt(note.onset - bar.start, note.duration, bar.beats, bar.beatType),
             pitchClassOf(note.pitch - chord->root)});
    }
}

RhythmTable learnRhythm(const std::string& metre, const std::vector<StudySequences>& pieces,
                        const LearnOptions& options) {
    RhythmTable table;
    table.metre = metre;
    table.length = metre == "4/4" ? 48 : metre == "2/4" ? 24 : metre == "3/8" ? 18 : 36;
    std::map<std::tuple<int, int, int>, int> counts;
    std::map<std::vector<int>, int> upbeats;
    int phrases = 0;
    for (const StudySequences& piece : pieces) {
        for (const auto& bars : piece.rhythms)
            if (bars.metre == metre)
                for (const RhythmToken& token : bars.tokens)
                    ++counts[{token.place, token.kind, token.duration}];
        for (const auto& [name, lengths] : piece.upbeats) {
            if (name != metre) continue;
            ++phrases;
            if (!lengths.empty()) ++upbeats[lengths];
        }
    }
    // From every place on the grid of eighths and sixteenths the bar can be filled up.
    for (int place = 0; place < table.length; place += 3)
        counts[{place, RhythmToken::Sounding, table.length - place}] += options.leastRhythmCount;
    std::vector<std::pair<int, RhythmToken>> ranked;
    for (const auto& [key, count] : counts) {
        if (count < options.leastRhythmCount) continue;
        const auto [place, kind, duration] = key;
        ranked.push_back({count,
                          {static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(place),
                           static_cast<std::uint8_t>(duration)}});
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    if (ranked.size() > kMostRhythms) ranked.resize(kMostRhythms);
    for (const auto& [count, token] : ranked) table.tokens.push_back(token);

    models::PpmTrainer trainer(static_cast<int>(table.tokens.size()), options.rhythmOrder,
                               options.updateExclusion);
    for (const StudySequences& piece : pieces)
        for (const auto& bars : piece.rhythms)
            if (bars.metre == metre) {
                // Bars with a rare note end a sequence, the others stay.
                std::vector<RhythmToken> run;
                const auto flush = [&] {
                    const auto symbols = rhythmSymbols(table, run);
                    if (!symbols.empty()) trainer.add(symbols);
                    run.clear();
                };
                for (const RhythmToken& token : bars.tokens) {
                    if (std::find(table.tokens.begin(), table.tokens.end(), token) ==
                        table.tokens.end())
                        flush();
                    else
                        run.push_back(token);
                }
                flush();
            }
    table.ppm = trainer.model(options.leastCount);
    std::vector<std::pair<int, std::vector<int>>> order;
    for (const auto& [lengths, count] : upbeats) order.emplace_back(count, lengths);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    if (order.size() > kMostUpbeats) order.resize(kMostUpbeats);
    for (const auto& [count, lengths] : order)
        table.upbeats.push_back({lengths, static_cast<double>(count) / phrases});
    return table;
}

}  // namespace

const RhythmTable* ComposerTables::rhythm(const std::string& metre) const {
    for (const RhythmTable& table : rhythms)
        if (table.metre == metre) return &table;
    return nullptr;
}

std::pair<std::string, int> learntMetre(int beats, int beatType) {
    if (beatType == 8 && beats == 3) return {"3/8", 1};
    if (beatType == 8 && beats == 9) return {"3/8", 3};
    if (beatType == 8 && (beats == 6 || beats == 12)) return {"6/8", beats / 6};
    if (beatType == 4 && beats >= 2 && beats <= 4) return {std::to_string(beats) + "/4", 1};
    if (beatType == 2 && beats == 2) return {"4/4", 1};
    if (beatType == 4 && beats == 6) return {"3/4", 2};
    return {"", 0};
}

int strengthAt(int place, int duration, int beats, int beatType) {
    const bool compound = beatType == 8 && beats % 3 == 0;
    const int beat = compound ? 18 : 48 / beatType;
    if (place % beat != 0) return duration >= beat ? 1 : 2;
    if (place == 0 || duration >= 2 * beat) return 0;
    // The middle of bars of four (and of 12/8) is strong, too.
    const int count = compound ? beats / 3 : beats;
    return count == 4 && place == 2 * beat ? 0 : 1;
}

StudySequences sequencesOf(const StudyPiece& piece) {
    StudySequences out;
    addMelody(piece, out);
    addChords(piece, out);
    addRhythm(piece, out);
    addUpbeats(piece, out);
    addMelodyOverChords(piece, out);
    return out;
}

std::vector<int> rhythmSymbols(const RhythmTable& table, const std::vector<RhythmToken>& tokens) {
    std::vector<int> out;
    for (const RhythmToken& token : tokens) {
        const auto found = std::find(table.tokens.begin(), table.tokens.end(), token);
        if (found == table.tokens.end()) return {};
        out.push_back(static_cast<int>(found - table.tokens.begin()));
    }
    return out;
}

ComposerTables learnTables(const std::vector<StudySequences>& pieces, const LearnOptions& options) {
    ComposerTables tables;
    for (std::size_t mode = 0; mode < 2; ++mode) {
        models::PpmTrainer melody(kMelodySymbols, options.melodyOrder, options.updateExclusion);
        models::PpmTrainer chords(kChordSymbols, options.chordOrder, options.updateExclusion);
        for (const StudySequences& piece : pieces) {
            for (const auto& line : piece.melody[mode]) melody.add(line);
            for (const auto& line : piece.chords[mode]) chords.add(line);
        }
        tables.melody[mode] = melody.model(options.leastCount);
        tables.chords[mode] = chords.model(options.leastCount);
        if (tables.melody[mode].nodes() < 2 || tables.chords[mode].nodes() < 2)
            throw Error(ExitCode::Processing, std::string("no scores to learn from in ") +
                                                  (mode == 0 ? "major" : "minor"));
    }
    for (const char* metre : kMetres) tables.rhythms.push_back(learnRhythm(metre, pieces, options));
    for (auto& byStrength : tables.chordTone)
        for (auto& tones : byStrength) tones.fill(1.0F);
    for (const StudySequences& piece : pieces)
        for (const auto& over : piece.melodyOverChord)
            tables.chordTone[static_cast<std::size_t>(over.chord.quality)][static_cast<std::size_t>(
                over.strength)][static_cast<std::size_t>(over.above)] += 1.0F;
    for (auto& byStrength : tables.chordTone)
        for (auto& tones : byStrength) {
            const float sum = std::accumulate(tones.begin(), tones.end(), 0.0F);
            for (float& tone : tones) tone /= sum;
        }
    return tables;
}

}  // namespace arioso
