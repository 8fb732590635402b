#include "src/compose/phrase_writer.h"

#include <algorithm>
#include <numeric>

#include "src/compose/harmony_rules.h"
#include "src/compose/scale_steps.h"

namespace arioso {
namespace {

constexpr double kFixed = 6.0;

int tonicBelow(int centre, int tonic) {
    const int low = centre - 2;
    return low - pitchClassOf(low - tonic);
}

/// Bars of a phrase with the note each begins with.
std::vector<std::size_t> firstNotes(const std::vector<BarRhythm>& rhythm) {
    std::vector<std::size_t> out = {0};
    for (const BarRhythm& bar : rhythm) out.push_back(out.back() + bar.size());
    return out;
}

class Writer {
  public:
    Writer(const ComposerTables& tables, const MetrePlan& metre, const Character& character,
           const PhraseBrief& brief, models::RandomStream& random)
        : tables_(tables), metre_(metre), character_(character), brief_(brief), random_(random) {
        const HarmonyRules& rules = brief.rules != nullptr ? *brief.rules : builtInHarmonyRules();
        cadence_ = rules.usable(brief.cadence, character.minor);
    }

    WrittenPhrase write() {
        out_.tonicNote = tonicBelow(brief_.centre, brief_.tonic);
        out_.slots = progression();
        brief_.like != nullptr ? varyTune() : newTune();
        addUpbeat();
        out_.layouts = layOutChords(brief_, character_.minor, out_.slots, out_.tune);
        return std::move(out_);
    }

  private:
    std::vector<ChordSlot> progression() {
        if (!brief_.slots.empty()) return brief_.slots;
        ProgressionWish wish;
        wish.bars = brief_.bars;
        wish.cadence = cadence_;
        wish.rules = brief_.rules;
        wish.contrast = brief_.contrast;
        wish.before = brief_.chordBefore;
        const bool sameMode = brief_.like != nullptr && brief_.like->minor == character_.minor;
        if (sameMode) wish.like = &brief_.like->slots;
        wish.likeness = 0.85 - 0.5 * brief_.novelty;
        return writeProgression(tables_, metre_, character_, wish, random_);
    }

    /// The bar's rhythm that words ask for; nullptr where it is free.
    const BarRhythm* given(int bar) const {
        const auto index = static_cast<std::size_t>(bar);
        return index < brief_.rhythm.size() ? &brief_.rhythm[index] : nullptr;
    }

    double notesInBar() {
        const double beats = static_cast<double>(metre_.beatStarts.size());
        return std::max(1.0, character_.notesPerBeat * beats * random_.between(0.8, 1.2));
    }
    BarRhythm lastBar() {
        if (brief_.last) return {{0, metre_.barTicks}};
        const int room = std::accumulate(brief_.nextUpbeat.begin(), brief_.nextUpbeat.end(), 0);
        return cadenceBar(metre_, notesInBar(), room, brief_.novelty, random_);
    }

    TuneWish wish() const {
        TuneWish wish;
        wish.tonic = out_.tonicNote;
        wish.lowest = std::max(brief_.tuneLowest, std::min(brief_.centre - 11, out_.tonicNote));
        wish.highest = std::min(brief_.tuneHighest, brief_.centre + 12);
        wish.cadence = cadence_;
        wish.before = brief_.before;
        wish.upbeat = brief_.upbeat;
        wish.lift = brief_.contrast ? 1.5 : 0.0;
        wish.known = brief_.known;
        return wish;
    }

    void wishFirst(TuneWish& wish) const {
        if (!brief_.first) return;
        if (wish.steps.empty()) wish.steps.resize(1);
        wish.steps[0] = {stepOf(*brief_.first - out_.tonicNote), kFixed};
    }

    /// A tune of its own: its first bar first, then what is made of it.
    void newTune() {
        const std::vector<BarPlan> plan = drawBars(brief_.bars, random_);
        TuneWish motif = wish();
        motif.closes = brief_.bars == 1;
        motif.known = nullptr;
        motif.rhythm = {given(0) != nullptr ? *given(0)
                        : brief_.bars == 1  ? lastBar()
                                            : drawBar(tables_, metre_, notesInBar(),
                                                      character_.unevenness, random_)};
        std::vector<TuneNote> seed;
        if (!motif.rhythm[0].empty()) {
            wishFirst(motif);
            seed = writeTune(tables_, metre_, character_, out_.slots, motif, random_);
        }

        TuneWish all = wish();
        for (int bar = 0; bar < brief_.bars; ++bar) {
            const BarPlan& one = plan[static_cast<std::size_t>(bar)];
            if (bar == 0) {
                all.rhythm.push_back(motif.rhythm[0]);
            } else if (given(bar) != nullptr) {
                all.rhythm.push_back(*given(bar));
            } else if (bar + 1 == brief_.bars) {
                all.rhythm.push_back(lastBar());
            } else if (one.like >= 0) {
                const BarRhythm& source = all.rhythm[static_cast<std::size_t>(one.like)];
                all.rhythm.push_back(random_.chance(0.25 + 0.5 * brief_.novelty)
                                         ? varied(source, metre_, random_)
                                         : source);
            } else {
                all.rhythm.push_back(
                    drawBar(tables_, metre_, notesInBar(), character_.unevenness, random_));
            }
        }
        const std::vector<std::size_t> first = firstNotes(all.rhythm);
        all.steps.resize(first.back());
        // What each bar's steps are wished to be; bars that follow a bar follow its wishes.
        for (std::size_t i = 0; i < seed.size(); ++i)
            all.steps[i] = {stepOf(seed[i].pitch - out_.tonicNote), kFixed};
        for (std::size_t bar = 1; bar + 1 < all.rhythm.size(); ++bar) {
            const BarPlan& one = plan[bar];
            if (one.like < 0) continue;
            const auto source = static_cast<std::size_t>(one.like);
            copySteps(all.rhythm[source], all.rhythm[bar], first[source], first[bar], one.shift,
                      all.steps);
        }
        out_.rhythm = all.rhythm;
        out_.tune = writeTune(tables_, metre_, character_, out_.slots, all, random_);
    }

    /// Wishes of a bar for another that is like it: note by note where they begin together.
    static void copySteps(const BarRhythm& source, const BarRhythm& bar, std::size_t from,
                          std::size_t to, int shift, std::vector<StepWish>& steps) {
        for (std::size_t i = 0; i < bar.size(); ++i)
            for (std::size_t k = 0; k < source.size(); ++k)
                if (source[k].place == bar[i].place && steps[from + k].weight > 0.0)
                    steps[to + i] = {steps[from + k].step + shift, 1.1};
    }

    /// An earlier phrase again, changed here and there, with another ending.
    void varyTune() {
        const PhraseMemory& like = *brief_.like;
        TuneWish all = wish();
        std::vector<std::size_t> source;  // note of the memory for each note, or none
        constexpr auto kNone = static_cast<std::size_t>(-1);
        const std::vector<std::size_t> first = firstNotes(like.rhythm);
        const int kept = brief_.bars - 1;
        const int changed = kept > 0 ? random_.below(kept) : 0;
        for (int bar = 0; bar < kept; ++bar) {
            const auto index = static_cast<std::size_t>(bar);
            if (index + 1 >= like.rhythm.size()) {
                all.rhythm.push_back(
                    given(bar) != nullptr
                        ? *given(bar)
                        : drawBar(tables_, metre_, notesInBar(), character_.unevenness, random_));
                source.insert(source.end(), all.rhythm.back().size(), kNone);
                continue;
            }
            const bool change = bar == changed || random_.chance(0.2 + 0.6 * brief_.novelty);
            const BarRhythm rhythm = given(bar) != nullptr ? *given(bar)
                                     : change ? varied(like.rhythm[index], metre_, random_)
                                              : like.rhythm[index];
            for (const RhythmNote& note : rhythm) {
                std::size_t found = kNone;
                for (std::size_t k = 0; k < like.rhythm[index].size(); ++k)
                    if (like.rhythm[index][k].place == note.place) found = first[index] + k;
                // Towards its end the phrase goes its own way.
                if (bar + 2 > kept && random_.chance(0.6)) found = kNone;
                source.push_back(found);
            }
            all.rhythm.push_back(rhythm);
        }
        all.rhythm.push_back(given(kept) != nullptr ? *given(kept) : lastBar());
        source.insert(source.end(), all.rhythm.back().size(), kNone);
        for (const std::size_t note : source) {
            if (note >= like.steps.size()) {
                all.steps.push_back({});
                continue;
            }
            const bool free = random_.chance(0.08 + 0.4 * brief_.novelty);
            all.steps.push_back({like.steps[note], free ? 0.3 : 1.4});
        }
        wishFirst(all);
        out_.rhythm = all.rhythm;
        out_.tune = writeTune(tables_, metre_, character_, out_.slots, all, random_);
    }

    void addUpbeat() {
        if (brief_.nextUpbeat.empty() || brief_.last) return;
        TuneWish wish = this->wish();
        wish.before.clear();
        for (const TuneNote& note : out_.tune) wish.before.push_back(note.pitch);
        wish.upbeat.clear();
        static constexpr int kTonicTriad[] = {0, 2, 4};
        const int step = kTonicTriad[random_.below(3)];
        int goal = out_.tonicNote + semitonesOf(step, character_.minor);
        while (goal < brief_.centre - 6) goal += 12;
        if (brief_.nextFirst) goal = *brief_.nextFirst;
        goal = std::clamp(goal, out_.tonicNote + kMelodyLowest,
                          out_.tonicNote + kMelodyLowest + kMelodyPitches - 1);
        out_.upbeatGoal = goal;
        const auto pitches = writeUpbeat(tables_, character_, brief_.nextUpbeat,
                                         out_.slots.back().chord, wish, goal, random_);
        int tick = brief_.bars * metre_.barTicks -
                   std::accumulate(brief_.nextUpbeat.begin(), brief_.nextUpbeat.end(), 0);
        for (std::size_t i = 0; i < pitches.size(); ++i) {
            out_.upbeat.push_back({tick, brief_.nextUpbeat[i], pitches[i], brief_.bars - 1});
            tick += brief_.nextUpbeat[i];
        }
    }

    const ComposerTables& tables_;
    const MetrePlan& metre_;
    const Character& character_;
    const PhraseBrief& brief_;
    models::RandomStream& random_;
    Cadence cadence_ = Cadence::Perfect;
    WrittenPhrase out_;
};

}  // namespace

PhraseBrief phraseBrief(const std::vector<EnsemblePart>& ensemble, const Character& character,
                        int bars, int tonic) {
    PhraseBrief out;
    out.bars = bars;
    out.tonic = tonic;
    const EnsemblePart& lead = ensemble.front();
    out.centre = comfortableCentre(lead, character.centre);
    out.tuneLowest = lead.lowest;
    out.tuneHighest = lead.highest;
    const EnsemblePart* low = &lead;
    for (const EnsemblePart& part : ensemble)
        if (part.role == PartRole::Bass || part.role == PartRole::Accompaniment) low = &part;
    out.bassLowest = std::max(low->lowest, 33);
    out.bassHighest = std::min({low->highest, out.bassLowest + 21, out.centre - 7});
    out.bassLowest = std::min(out.bassLowest, out.bassHighest - 12);
    return out;
}

PhraseMemory WrittenPhrase::memory(bool minor) const {
    PhraseMemory out;
    out.rhythm = rhythm;
    out.slots = slots;
    out.minor = minor;
    for (const TuneNote& note : tune) out.steps.push_back(stepOf(note.pitch - tonicNote));
    return out;
}

std::vector<ChordLayout> layOutChords(const PhraseBrief& brief, bool minor,
                                      const std::vector<ChordSlot>& slots,
                                      const std::vector<TuneNote>& tune) {
    VoicingWish wish;
    wish.rules = brief.rules;
    wish.bassLowest = brief.bassLowest;
    wish.bassHighest = brief.bassHighest;
    wish.tonic = brief.tonic;
    wish.minor = minor;
    wish.before = brief.layoutBefore;
    wish.tuneBefore = brief.upbeat.empty() ? (brief.before.empty() ? -1 : brief.before.back())
                                           : brief.upbeat.back();
    int lowest = 127;
    for (const TuneNote& note : tune) lowest = std::min(lowest, note.pitch);
    wish.innerHighest = std::clamp(lowest, 60, 71);
    wish.innerLowest = wish.innerHighest - 19;
    for (const ChordSlot& slot : slots) {
        int at = -1;
        int end = -1;
        for (const TuneNote& note : tune) {
            if (note.tick >= slot.start + slot.length) break;
            if (note.tick <= slot.start && note.tick + note.duration > slot.start) at = note.pitch;
            end = note.pitch;
        }
        wish.tune.push_back(at);
        wish.tuneEnd.push_back(end);
    }
    return writeVoicings(slots, wish);
}

WrittenPhrase writePhrase(const ComposerTables& tables, const MetrePlan& metre,
                          const Character& character, const PhraseBrief& brief,
                          models::RandomStream& random) {
    return Writer(tables, metre, character, brief, random).write();
}

}  // namespace arioso
