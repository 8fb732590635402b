#include "src/perform/rules/score_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "src/perform/plan.h"
#include "src/perform/rules/rules.h"
#include "src/perform/rules/segmentation.h"
#include "src/perform/swing.h"

namespace arioso {
namespace {

constexpr double kSame = 1e-6;  // quarters

bool counts(const Note& note) {
    return note.grace == Grace::None && note.duration.num > 0 && std::isfinite(note.pitch);
}

bool endsPhrase(const Note& note) {
    if (has(note.articulation,
            Articulation::BreathAfter | Articulation::CaesuraAfter | Articulation::Fermata))
        return true;
    return std::any_of(note.lyrics.begin(), note.lyrics.end(),
                       [](const Lyric& lyric) { return lyric.lineEnd; });
}

/// 0…11; `letter` is 'A'…'G'.
double pitchClass(char letter, float alter) {
    static constexpr std::array<double, 7> kNatural{9.0, 11.0, 0.0, 2.0, 4.0, 5.0, 7.0};
    const double natural = kNatural[static_cast<std::size_t>(std::clamp(letter - 'A', 0, 6))];
    return std::fmod(natural + static_cast<double>(alter) + 24.0, 12.0);
}

/// Friberg 1991: twice the mean melodic charge of root, third and fifth, less 3, in the key.
double harmonicChargeOf(const ChordSymbol& chord, double root, double tonic) {
    const std::string& kind = chord.kind;
    const bool diminished = kind.starts_with("dim") || kind.starts_with("half");
    const double third = kind.starts_with("min") || diminished ? 3.0 : 4.0;
    const double fifth = diminished ? 6.0 : kind.starts_with("aug") ? 8.0 : 7.0;
    double sum = 0.0;
    for (const double tone : {0.0, third, fifth})
        sum += rules::melodicChargeOf(root + tone - tonic);
    return 2.0 * sum / 3.0 - 3.0;
}

/// The part with the tune: what sings, else what lies highest, of those that have something to say.
const Part* tunePart(const Score& score) {
    std::size_t most = 0;
    for (const Part& part : score.parts)
        if (!part.percussion) most = std::max(most, part.notes.size());
    const Part* best = nullptr;
    double highest = 0.0;
    for (const Part& part : score.parts) {
        if (part.percussion || part.notes.empty() || 4 * part.notes.size() < most) continue;
        double mean = part.vocal ? 1000.0 : 0.0;
        for (const Note& note : part.notes)
            mean += note.pitch / static_cast<double>(part.notes.size());
        if (best == nullptr || mean > highest) {
            best = &part;
            highest = mean;
        }
    }
    return best;
}

/// Its first voice, of chords the highest note.
std::vector<LineNote> tuneOf(const Part& part) {
    int voice = part.notes.front().voice;
    for (const Note& note : part.notes) voice = std::min(voice, note.voice);
    std::vector<LineNote> out;
    for (const Note& note : part.notes) {
        if (!counts(note) || note.voice != voice) continue;
        const double start = note.onset.value();
        LineNote one{start, start + note.duration.value(), note.pitch,
                     has(note.articulation, Articulation::Slurred), endsPhrase(note)};
        if (out.empty() || out.back().start + kSame < start) {
            out.push_back(one);
            continue;
        }
        one.phraseEnd = one.phraseEnd || out.back().phraseEnd;
        if (one.pitch > out.back().pitch) out.back() = one;
    }
    return out;
}

}  // namespace

ScoreLines::ScoreLines(const Score& score, const PerformanceClock& clock, const StyleCurve& style)
    : score_(score), clock_(clock), style_(style) {
    for (const Part& part : score.parts)
        for (const Note& note : part.notes)
            end_ = std::max(end_, note.onset.value() + note.duration.value());
    findHarmony();
    findTune();
    findTernary();
    findRitard();
}

const Measure* ScoreLines::measureAt(double quarters) const {
    const auto& bars = score_.measures;
    const auto after =
        std::upper_bound(bars.begin(), bars.end(), quarters + kSame,
                         [](double at, const Measure& bar) { return at < bar.start.value(); });
    return after == bars.begin() ? nullptr : &*std::prev(after);
}

double ScoreLines::tonicAt(double quarters) const {
    const Measure* bar = measureAt(quarters);
    if (bar == nullptr) return 0.0;
    const bool minor = bar->minor || relativeMinor_;
    const int tonic = 7 * bar->fifths + (minor ? 9 : 0);
    return static_cast<double>(((tonic % 12) + 12) % 12);
}

/// A key signature alone does not tell major from minor: the last bass note does.
void ScoreLines::findHarmony() {
    const bool anyMinor = std::any_of(score_.measures.begin(), score_.measures.end(),
                                      [](const Measure& bar) { return bar.minor; });
    if (!anyMinor && !score_.measures.empty()) {
        const Note* last = nullptr;
        for (const Part& part : score_.parts) {
            if (part.percussion) continue;
            for (const Note& note : part.notes) {
                if (!counts(note)) continue;
                const double end = (note.onset + note.duration).value();
                if (end + kSame < end_) continue;
                if (last == nullptr || note.pitch < last->pitch) last = &note;
            }
        }
        if (last != nullptr) {
            const int tonic = 7 * score_.measures.back().fifths + 9;
            const int found = static_cast<int>(std::lround(last->pitch));
            relativeMinor_ = (found - tonic) % 12 == 0;
        }
    }
    for (const ChordSymbol& chord : score_.chords) {
        Harmony harmony;
        harmony.at = chord.at.value();
        if (chord.root != '\0') {
            harmony.root = pitchClass(chord.root, chord.rootAlter);
            harmony.charge = harmonicChargeOf(chord, harmony.root, tonicAt(harmony.at));
        }
        harmony_.push_back(harmony);
    }
}

const ScoreLines::Harmony* ScoreLines::harmonyAt(double quarters) const {
    const auto after = std::upper_bound(harmony_.begin(), harmony_.end(), quarters + kSame,
                                        [](double at, const Harmony& one) { return at < one.at; });
    if (after == harmony_.begin() || std::prev(after)->root < 0.0) return nullptr;
    return &*std::prev(after);
}

void ScoreLines::findTune() {
    constexpr double kPhraseBars = 4.0;
    constexpr double kSubPhraseBars = 2.0;
    const Part* part = tunePart(score_);
    if (part == nullptr) return;
    const std::vector<LineNote> tune = tuneOf(*part);
    if (tune.size() < 3) return;
    const std::vector<double> strengths = boundaryStrengths(tune);
    for (const std::size_t first : melodyGroups(strengths)) groups_.push_back(tune[first].start);
    double bar = 0.0;
    for (const Measure& measure : score_.measures) bar = std::max(bar, measure.length.value());
    if (!(bar > 0.0)) bar = 4.0;
    const auto spansOf = [&tune](const std::vector<std::size_t>& starts) {
        std::vector<Span> spans;
        for (std::size_t i = 0; i < starts.size(); ++i) {
            const std::size_t stop = i + 1 < starts.size() ? starts[i + 1] : tune.size();
            // An arch needs a middle.
            if (stop - starts[i] < 3) continue;
            spans.push_back({tune[starts[i]].start, tune[stop - 1].start});
        }
        return spans;
    };
    const auto phrases = phraseStarts(tune, strengths, kPhraseBars * bar, bar);
    phrases_ = spansOf(phrases);
    subPhrases_ = spansOf(phraseStarts(tune, strengths, kSubPhraseBars * bar, bar, phrases));
}

void ScoreLines::findTernary() {
    for (const Part& part : score_.parts) {
        for (const Note& note : part.notes) {
            const double thirds = 3.0 * insideBeat(note.onset.value());
            const bool third = std::abs(thirds - 1.0) < 1e-3 || std::abs(thirds - 2.0) < 1e-3;
            if (third) ternary_.push_back(beatAt(note.onset.value()));
        }
    }
    std::sort(ternary_.begin(), ternary_.end());
    ternary_.erase(std::unique(ternary_.begin(), ternary_.end()), ternary_.end());
}

/// It ends with the last onset and takes the bar before; what the score slows down or holds itself
/// is left to it.
void ScoreLines::findRitard() {
    constexpr double kLongest = 6.0;  // quarters
    constexpr double kShare = 0.25;   // of the piece
    double last = 0.0;
    bool held = false;
    for (const Part& part : score_.parts) {
        for (const Note& note : part.notes) {
            if (!counts(note)) continue;
            last = std::max(last, note.onset.value());
            held = held || (has(note.articulation, Articulation::Fermata) &&
                            (note.onset + note.duration).value() + kSame > end_);
        }
    }
    const Measure* bar = measureAt(last);
    const double length = bar == nullptr ? 4.0 : bar->length.value();
    const double start = last - std::min({length, kLongest, kShare * end_});
    const bool written =
        std::any_of(score_.tempos.begin(), score_.tempos.end(), [&](const TempoChange& change) {
            return change.at.value() > start + kSame && change.at.value() < end_ - kSame;
        });
    if (!held && !written && start < last) ritard_ = {start, last};
}

/// An upbeat bar counts from its end.
double ScoreLines::inBar(double quarters) const {
    const Measure* bar = measureAt(quarters);
    if (bar == nullptr) return quarters;
    const double nominal = 4.0 * bar->beats / std::max(1, bar->beatType);
    const double length = bar->length.value();
    const bool upbeat = bar == score_.measures.data() && length < nominal;
    return quarters - bar->start.value() + (upbeat ? nominal - length : 0.0);
}

double ScoreLines::insideBeat(double quarters) const {
    const double beat = inBar(quarters);
    return std::max(0.0, beat - std::floor(beat + kSame));
}

long ScoreLines::beatAt(double quarters) const {
    constexpr double kGrid = 48.0;  // an upbeat may begin anywhere
    return std::lround(kGrid * (quarters - insideBeat(quarters)));
}

double ScoreLines::strengthAt(double quarters) const {
    const Measure* bar = measureAt(quarters);
    const double beat = inBar(quarters);
    if (std::abs(beat) < 1e-3) return 1.0;
    const int type = bar == nullptr ? 4 : std::max(1, bar->beatType);
    const int beats = bar == nullptr ? 4 : bar->beats;
    // Six eighths are two beats.
    const bool compound = type >= 8 && beats % 3 == 0 && beats > 3;
    const double unit = compound ? 12.0 / type : 4.0 / type;
    const double place = beat / unit;
    if (std::abs(place - std::round(place)) > 1e-3) return -1.0;
    const int felt = compound ? beats / 3 : beats;
    return felt % 2 == 0 && std::abs(place - 0.5 * felt) < 1e-3 ? 0.5 : 0.0;
}

double ScoreLines::placeIn(const std::vector<Span>& spans, double quarters) {
    const auto after =
        std::upper_bound(spans.begin(), spans.end(), quarters + kSame,
                         [](double at, const Span& span) { return at < span.start; });
    if (after == spans.begin()) return -1.0;
    const Span& span = *std::prev(after);
    // What follows the tune's last onset belongs to it; a pause of the tune does not.
    const double width = span.end - span.start;
    return width > 0.0 ? std::min(1.0, (quarters - span.start) / width) : -1.0;
}

RuleNote ScoreLines::noteAt(const Note& note, double next, double at, double atNext) const {
    const double start = note.onset.value();
    RuleNote out;
    out.beat = inBar(start);
    out.quarters = next - start;
    const double tempo = style_.at(0.5 * (start + next))[Rule::Tempo];
    out.ms = 1000.0 * (clock_.seconds(atNext) - clock_.seconds(at)) / tempo;
    out.share =
        out.quarters > 0.0 ? std::min(1.0, (note.duration.value() + kSame) / out.quarters) : 1.0;
    out.pitch = note.pitch;
    out.marks = note.articulation;
    const Harmony* harmony = harmonyAt(start);
    out.tonic = harmony != nullptr ? harmony->root : tonicAt(start);
    out.harmonicCharge = harmony != nullptr ? harmony->charge : 0.0;
    out.strength = strengthAt(start);
    out.ternary = std::binary_search(ternary_.begin(), ternary_.end(), beatAt(start));
    const auto group = std::upper_bound(groups_.begin(), groups_.end(), start + kSame);
    out.groupEnd = group != groups_.end() && *group < next + kSame;
    out.inPhrase = placeIn(phrases_, start);
    out.inSubPhrase = placeIn(subPhrases_, start);
    if (ritard_.end > ritard_.start && start + kSame >= ritard_.start)
        out.inRitard =
            std::min(1.0, std::max(0.0, start - ritard_.start) / (ritard_.end - ritard_.start));
    return out;
}

/// What a note owes to its neighbours and to the style.
void ScoreLines::finish(RuleLine& line) const {
    constexpr double kEighth = 0.5;
    auto& notes = line.notes;
    for (std::size_t i = 0; i < notes.size(); ++i) {
        const double start = line.written[i].front()->onset.value();
        line.amounts.push_back(style_.at(start));
        // Swing that is written is played by the planner.
        if (!score_.swings.empty()) line.amounts.back()[Rule::EnsembleSwing] = 0.0;
        const bool first = std::abs(notes[i].beat - std::round(notes[i].beat)) < kSame;
        if (first && i + 1 < notes.size() && std::abs(notes[i].quarters - kEighth) < kSame &&
            std::abs(notes[i + 1].quarters - kEighth) < kSame) {
            notes[i].eighthPair = true;
            notes[i + 1].eighthPair = true;
        }
    }
    if (!notes.empty()) notes.back().last = true;
}

RuleLine ScoreLines::everyone() const {
    const Swing swing(score_);
    const bool onlyDrums = std::all_of(score_.parts.begin(), score_.parts.end(),
                                       [](const Part& part) { return part.percussion; });
    std::map<double, std::vector<const Note*>> moments;
    double reached = 0.0;
    for (const Part& part : score_.parts) {
        if (part.percussion && !onlyDrums) continue;
        for (const Note& note : part.notes) {
            if (!counts(note)) continue;
            moments[note.onset.value()].push_back(&note);
            reached = std::max(reached, (note.onset + note.duration).value());
        }
    }
    // What was played by hand is struck a little apart and is one moment all the same.
    constexpr double kTogether = 1.0 / 24.0;
    std::vector<std::pair<double, std::vector<const Note*>>> chords;
    for (auto& [beat, notes] : moments) {
        if (!chords.empty() && beat - chords.back().first < kTogether)
            chords.back().second.insert(chords.back().second.end(), notes.begin(), notes.end());
        else
            chords.emplace_back(beat, std::move(notes));
    }
    RuleLine line;
    double sounding = 0.0;
    for (std::size_t i = 0; i < chords.size(); ++i) {
        const double start = chords[i].first;
        const double next = i + 1 < chords.size() ? chords[i + 1].first : reached;
        const Harmony* harmony = harmonyAt(start);
        const double tonic = harmony != nullptr ? harmony->root : tonicAt(start);
        const auto charge = [tonic](const Note* note) {
            return rules::melodicChargeOf(note->pitch - tonic);
        };
        const Note* chosen = *std::max_element(
            chords[i].second.begin(), chords[i].second.end(), [&](const Note* a, const Note* b) {
                return charge(a) != charge(b) ? charge(a) < charge(b) : a->pitch < b->pitch;
            });
        const double at = swing.place(chords[i].second.front()->onset);
        const double atNext =
            i + 1 < chords.size() ? swing.place(chords[i + 1].second.front()->onset) : reached;
        if (!(next > start) || !(atNext > at)) continue;
        RuleNote note = noteAt(*chosen, next, at, atNext);
        for (const Note* one : chords[i].second)
            sounding = std::max(sounding, (one->onset + one->duration).value());
        note.share = std::min(1.0, (sounding - start + kSame) / (next - start));
        line.notes.push_back(note);
        line.at.push_back(at);
        line.written.push_back(std::move(chords[i].second));
        auto& all = line.written.back();
        std::iter_swap(all.begin(), std::find(all.begin(), all.end(), chosen));
    }
    line.end = reached;
    finish(line);
    return line;
}

std::vector<RuleLine> ScoreLines::voices(const Part& part) const {
    const Swing swing(score_);
    double sum = 0.0;
    double count = 0.0;
    std::map<std::pair<int, int>, std::vector<std::vector<const Note*>>> voices;
    for (const Note& note : part.notes) {
        if (!counts(note)) continue;
        sum += note.pitch;
        ++count;
        auto& chords = voices[{note.staff, note.voice}];
        if (chords.empty() || chords.back().front()->onset != note.onset) chords.emplace_back();
        chords.back().push_back(&note);
    }
    const double middle = count > 0.0 ? sum / count : 60.0;
    std::vector<RuleLine> out;
    for (auto& [place, chords] : voices) {
        RuleLine line;
        double end = 0.0;
        for (std::size_t i = 0; i < chords.size(); ++i) {
            // The highest note first: notes are sorted by pitch within an onset.
            std::reverse(chords[i].begin(), chords[i].end());
            const Note& top = *chords[i].front();
            const bool last = i + 1 == chords.size();
            const double next =
                last ? (top.onset + top.duration).value() : chords[i + 1].front()->onset.value();
            const double atNext =
                swing.place(last ? top.onset + top.duration : chords[i + 1].front()->onset);
            end = atNext;
            RuleNote note = noteAt(top, next, swing.place(top.onset), atNext);
            note.middle = middle;
            note.rings = !part.vocal && !part.percussion && !holdsItsLevel(part.program);
            line.notes.push_back(note);
            line.at.push_back(swing.place(top.onset));
            line.written.push_back(std::move(chords[i]));
        }
        line.end = end;
        finish(line);
        out.push_back(std::move(line));
    }
    return out;
}

}  // namespace arioso
