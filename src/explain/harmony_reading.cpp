#include "src/explain/harmony_reading.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "src/compose/numeral_chord.h"
#include "src/compose/sounding.h"
#include "src/compose/study.h"
#include "src/theory/facts.h"

namespace arioso {
namespace {

constexpr const char* kPerfect = "ar:perfect-authentic-cadence";
constexpr const char* kApplied = "applied dominant";
constexpr const char* kDominant = "dominant function";
constexpr const char* kSubdominant = "subdominant function";

struct Degree {
    std::string numeral;
    std::string function;
};

/// The graph's chords on degrees by mode (1 = minor), root above the tonic and quality.
class Degrees {
  public:
    explicit Degrees(const KnowledgeGraph& graph) {
        for (const char* scale : {"mode:major", "mode:minor", "ar:harmonic-minor"})
            read(graph, scale, std::string_view(scale) == "mode:major" ? 0 : 1);
    }

    [[nodiscard]] const Degree* find(int minor, int root, ChordQuality quality) const {
        const auto found = degrees_.find({minor, pitchClassOf(root), quality});
        return found == degrees_.end() ? nullptr : &found->second;
    }

    [[nodiscard]] Degree read(int minor, int root, ChordQuality quality) const {
        if (const Degree* own = find(minor, root, quality)) return *own;
        const bool dominant = quality == ChordQuality::Major || quality == ChordQuality::Dominant7;
        const bool leading = quality == ChordQuality::Diminished ||
                             quality == ChordQuality::Diminished7 ||
                             quality == ChordQuality::HalfDiminished7;
        if (!dominant && !leading) return {};
        const int goal = pitchClassOf(root + (dominant ? 5 : 1));
        if (goal == 0) return {};
        for (const ChordQuality kind : {ChordQuality::Major, ChordQuality::Minor})
            if (const Degree* to = find(minor, goal, kind)) {
                const char* name = quality == ChordQuality::Major         ? "V"
                                   : quality == ChordQuality::Dominant7   ? "V7"
                                   : quality == ChordQuality::Diminished  ? "vii°"
                                   : quality == ChordQuality::Diminished7 ? "vii°7"
                                                                          : "viiø7";
                return {std::string(name) + "/" + to->numeral, kApplied};
            }
        return {};
    }

  private:
    void read(const KnowledgeGraph& graph, const char* scaleName, int minor) {
        const Term scale = graph.term(scaleName);
        for (const Term& one : graph.instancesOf("ar:DegreeChord")) {
            if (graph.object(one, "ar:scale") != scale) continue;
            const auto root = graph.object(one, "ar:rootInterval");
            const auto kind = graph.object(one, "ar:kind");
            if (!root || !kind) continue;
            const auto fifths = graph.numbers(*root, "ar:fifths");
            const auto quality = qualityOfKind(graph.shortName(*kind));
            if (fifths.empty() || !quality) continue;
            Degree degree{graph.text(one, "ar:numeral"), {}};
            if (const auto function = graph.object(one, "ar:hasFunction"))
                degree.function = graph.label(*function);
            // Of natural and harmonic minor the first counts.
            degrees_.try_emplace(
                {minor, pitchClassOf(7 * static_cast<int>(std::lround(fifths[0]))), *quality},
                std::move(degree));
        }
    }

    std::map<std::tuple<int, int, ChordQuality>, Degree> degrees_;
};

struct SoundedChord {
    int begin = 0;  ///< ticks
    int end = 0;
    int root = 0;
    ChordQuality quality = ChordQuality::Major;
    int bass = -1;  ///< pitch class; -1 = not known
    std::string text;
};

/// A way to close, of one scale.
struct Close {
    Term cadence;
    bool perfect = false;
    std::vector<NumeralChord> chords;
    std::vector<NumeralChord> notAfter;
    [[nodiscard]] std::size_t named() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(chords, [](const NumeralChord& one) { return !one.any; }));
    }
};

bool isChord(const NumeralChord& numeral, const SoundedChord& chord, int tonic) {
    if (numeral.any) return true;
    const auto wanted = chordOfNumeral(numeral);
    if (!wanted || wanted->quality != chord.quality ||
        wanted->root != pitchClassOf(chord.root - tonic))
        return false;
    if (numeral.inversion == 0) return true;
    const auto tones = chordTones(chord.quality);
    const auto tone = static_cast<std::size_t>(numeral.inversion);
    return tone < tones.size() && chord.bass == pitchClassOf(chord.root + tones[tone]);
}

class Reader {
  public:
    Reader(const Score& score, const ScoreFeatures& features, const KnowledgeGraph& graph)
        : score_(score), features_(features), graph_(graph), degrees_(graph) {
        const SoundingNotes sounding(score);
        const auto tick = [](Beat at) {
            return static_cast<int>(std::lround(at.value() * kTicks));
        };
        const int end = tick(score.end());
        for (const PlacedChord& chord : features.chords) {
            const Measure& bar = score.measures[static_cast<std::size_t>(chord.bar)];
            const int begin = tick(bar.start + chord.beat);
            if (!chords_.empty()) chords_.back().end = begin;
            chords_.push_back({begin, end, chord.root, chord.quality, -1, chord.text});
        }
        // Symbols tell the bass of what is not written out.
        if (!features.chordsWritten)
            for (SoundedChord& chord : chords_)
                if (const int low = sounding.lowest(chord.begin, chord.end); low >= 0)
                    chord.bass = pitchClassOf(low);
        for (const int minor : {0, 1}) closes_.at(static_cast<std::size_t>(minor)) = closes(minor);
    }

    HarmonyReading run() {
        HarmonyReading out;
        for (std::size_t i = 0; i < chords_.size(); ++i) {
            const PlacedChord& placed = features_.chords[i];
            const auto [tonic, minor] = keyAt(placed.bar);
            const Degree degree = degrees_.read(minor, chords_[i].root - tonic, chords_[i].quality);
            const auto bar = static_cast<std::size_t>(placed.bar);
            out.chords.push_back({bar, score_.measures[bar].start + placed.beat, placed.text,
                                  degree.numeral, degree.function});
        }
        markMoves(out);
        std::size_t last = chords_.size();
        for (const StudyNote& end : phraseEnds()) {
            const std::size_t chord = chordAt(end.onset + end.duration - 1);
            if (chord >= chords_.size() || chord == last) continue;
            if (auto cadence = close(chord, end.pitch, out)) {
                out.cadences.push_back(std::move(*cadence));
                last = chord;
            }
        }
        return out;
    }

  private:
    [[nodiscard]] std::vector<Close> closes(int minor) const {
        std::vector<Close> out;
        for (const Term& cadence : graph_.instancesOf("ar:Cadence"))
            for (const PatternFact& fact : patternFacts(graph_, cadence)) {
                const bool ofMinor = isMinorKey(graph_, fact.scale);
                if (minor == 1 ? !ofMinor : graph_.shortName(fact.scale) != "mode:major") continue;
                out.push_back(
                    {cadence, graph_.shortName(cadence) == kPerfect, fact.chords, fact.notAfter});
            }
        std::ranges::stable_sort(out, std::greater{}, &Close::named);
        return out;
    }

    [[nodiscard]] std::pair<int, int> keyAt(int bar) const {
        for (const KeySegment& key : features_.keys)
            if (bar >= key.firstBar && bar < key.firstBar + key.bars)
                return {key.tonic, key.minor ? 1 : 0};
        return {0, 0};
    }

    [[nodiscard]] std::size_t chordAt(int tick) const {
        for (std::size_t i = 0; i < chords_.size(); ++i)
            if (tick >= chords_[i].begin && tick < chords_[i].end) return i;
        return chords_.size();
    }

    [[nodiscard]] std::vector<StudyNote> phraseEnds() const {
        const Part* part = tunePart(score_);
        for (const Part& one : score_.parts) {
            if (part != nullptr) break;
            if (!one.percussion && !one.notes.empty()) part = &one;
        }
        if (part == nullptr) return {};
        std::vector<StudyNote> out;
        for (const StudyNote& note : tuneOf(*part, studyBars(score_)))
            if (note.phraseEnd) out.push_back(note);
        return out;
    }

    [[nodiscard]] bool fits(const Close& close, std::size_t last, int tonic, int tune) const {
        const std::size_t count = close.chords.size();
        if (last + 1 < count) return false;
        const std::size_t first = last + 1 - count;
        for (std::size_t i = 0; i < count; ++i)
            if (!isChord(close.chords[i], chords_[first + i], tonic)) return false;
        for (const NumeralChord& one : close.notAfter)
            if (last > 0 && isChord(one, chords_[last - 1], tonic)) return false;
        if (!close.perfect) return true;
        const auto onRoot = [](const SoundedChord& chord) {
            return chord.bass < 0 || chord.bass == chord.root;
        };
        return pitchClassOf(tune) == tonic && onRoot(chords_[last]) &&
               (last == 0 || onRoot(chords_[last - 1]));
    }

    [[nodiscard]] std::optional<CadenceReading> close(std::size_t last, int tune,
                                                      const HarmonyReading& read) const {
        const auto [tonic, minor] = keyAt(features_.chords[last].bar);
        const Close* best = nullptr;
        for (const Close& one : closes_.at(static_cast<std::size_t>(minor))) {
            if (best != nullptr && (one.named() < best->named() || !one.perfect)) continue;
            if (fits(one, last, tonic, tune)) best = &one;
        }
        if (best == nullptr) return std::nullopt;
        CadenceReading out;
        out.bar = read.chords[last].bar;
        out.at = read.chords[last].at;
        std::string names;
        for (std::size_t i = last + 1 - best->chords.size(); i <= last; ++i) {
            const std::string& numeral = read.chords[i].numeral;
            const NumeralChord& pattern = best->chords[i + best->chords.size() - 1 - last];
            out.chords += out.chords.empty() ? "" : "–";
            out.chords += !pattern.any || numeral.empty() ? pattern.text : numeral;
            names += " " + chords_[i].text;
        }
        out.chords += ":" + names;
        out.statement = *statementOf(graph_, graph_.shortName(best->cadence));
        return out;
    }

    void markMoves(HarmonyReading& out) const {
        const auto asks = [this](const char* rule) {
            return statementOf(graph_, rule).has_value();
        };
        const bool retrogression = asks("ar:no-retrogression");
        const bool applied = asks("ar:applied-dominant-resolves");
        for (std::size_t i = 1; i < out.chords.size(); ++i) {
            const ChordReading& from = out.chords[i - 1];
            const ChordReading& to = out.chords[i];
            const std::string text = from.numeral + "–" + (to.numeral.empty() ? "?" : to.numeral) +
                                     ": " + from.chord + " " + to.chord;
            if (retrogression && from.function == kDominant && to.function == kSubdominant)
                out.marks.push_back(
                    {to.bar, to.at, "dominant falls back", text, "ar:no-retrogression"});
            // By fifth, or by semitone where the chord stands on a leading note.
            const int goal = pitchClassOf(chords_[i - 1].root + (from.numeral[0] == 'V' ? 5 : 1));
            if (applied && from.function == kApplied && chords_[i].root != goal)
                out.marks.push_back({to.bar, to.at, "applied dominant goes elsewhere", text,
                                     "ar:applied-dominant-resolves"});
        }
    }

    const Score& score_;
    const ScoreFeatures& features_;
    const KnowledgeGraph& graph_;
    Degrees degrees_;
    std::vector<SoundedChord> chords_;
    std::array<std::vector<Close>, 2> closes_;
};

}  // namespace

std::optional<Statement> statementOf(const KnowledgeGraph& graph, std::string_view name) {
    const Term term = graph.term(name);
    if (!graph.object(term, "a") || graph.isDeprecated(term)) return std::nullopt;
    Statement out{std::string(name), graph.label(term), graph.text(term, "rdfs:comment"), {}, {}};
    for (const Term& source : graph.objects(term, "dcterms:source")) {
        out.sources.push_back(graph.label(source));
        out.citations.push_back(graph.text(source, "dcterms:bibliographicCitation"));
        if (out.citations.back().empty()) out.citations.back() = out.sources.back();
    }
    return out;
}

HarmonyReading readHarmony(const Score& score, const ScoreFeatures& features,
                           const KnowledgeGraph& graph) {
    return Reader(score, features, graph).run();
}

}  // namespace arioso
