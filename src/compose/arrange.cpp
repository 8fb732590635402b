#include "src/compose/arrange.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/compose/character.h"
#include "src/compose/ensemble.h"
#include "src/compose/harmony_rules.h"
#include "src/compose/metre_plan.h"
#include "src/compose/phrase_score.h"
#include "src/compose/phrase_writer.h"
#include "src/compose/study.h"
#include "src/lyrics/melody.h"

namespace arioso {
namespace {

constexpr int kChunk = 4;
constexpr std::size_t kMostParts = 16;
constexpr float kSofter = 0.08F;
constexpr float kUsualLevel = 0.5F;

int ticksOf(Beat beat) {
    return static_cast<int>(std::lround(beat.value() * kTicks));
}

/// Bars that are accompanied as one phrase.
struct Chunk {
    std::vector<std::size_t> measures;  ///< played for the first time
    MetrePlan metre;
    int tonic = 0;
    bool minor = false;
    bool last = false;
    bool shortBar = false;  ///< less than its metre: the chord is held through it
};

class Arranger {
  public:
    Arranger(const Score& score, const InstrumentTable& instruments, const ArrangeRequest& request,
             ArrangeReport& report)
        : request_(request), report_(report), score_(score), study_(studyScore(score)) {
        if (request.steering.programs.empty())
            throw Error(ExitCode::Usage, "arrange: expected instruments, found none");
        character_ = characterOf(request.steering, false);
        chooseParts();
        const Part& melody = score_.parts.front();
        std::vector<int> programs = {melody.program};
        programs.insert(programs.end(), request.steering.programs.begin(),
                        request.steering.programs.end());
        ensemble_ = ensembleOf(programs, request.steering.drums, instruments,
                               request.rules != nullptr ? *request.rules : builtInHarmonyRules());
        ensemble_.front().role = PartRole::Tune;
        models::RandomStream random(request.seed, 1);
        for (std::size_t i = 0; i < kMostParts; ++i) textures_.push_back(random.uniform());
        readTune(melody);
        findPlays();
    }

    Score write() {
        addParts();
        report_.chordsFound = score_.chords.empty();
        for (const Chunk& chunk : chunks()) chunk.shortBar ? hold(chunk) : accompany(chunk);
        for (std::size_t i = 1; i < ensemble_.size(); ++i) finish(newPart(i));
        if (report_.chordsFound)
            std::stable_sort(score_.chords.begin(), score_.chords.end(),
                             [](const auto& a, const auto& b) { return a.at < b.at; });
        if (left_ > 0)
            report_.remarks.push_back(fmt::format(
                "{} bars are left to the tune: the composer does not know their metre", left_));
        return std::move(score_);
    }

  private:
    void chooseParts() {
        const std::size_t tune = singingPart(score_, request_.melody);
        std::set<std::size_t> kept;
        for (const std::string& name : request_.keep) kept.insert(singingPart(score_, name));
        std::vector<Part> parts = {score_.parts[tune]};
        std::map<int, int> places = {{static_cast<int>(tune), 0}};
        report_.melody = nameOf(score_.parts[tune]);
        for (std::size_t i = 0; i < score_.parts.size(); ++i) {
            if (i == tune) continue;
            if (kept.count(i) == 0) {
                report_.removed.push_back(nameOf(score_.parts[i]));
                continue;
            }
            places[static_cast<int>(i)] = static_cast<int>(parts.size());
            parts.push_back(score_.parts[i]);
        }
        score_.parts = std::move(parts);
        std::erase_if(score_.figures,
                      [&](const FiguredBass& one) { return places.count(one.part) == 0; });
        for (FiguredBass& one : score_.figures) one.part = places[one.part];
    }
    static std::string nameOf(const Part& part) { return part.name.empty() ? part.id : part.name; }

    void readTune(const Part& part) {
        double sum = 0.0;
        for (const MelodySlot& slot : melodyOf(score_, part)) {
            const Note& note = part.notes[slot.note];
            tune_.push_back({ticksOf(note.onset), std::max(1, ticksOf(note.duration)),
                             static_cast<int>(std::lround(note.pitch)), note.measure});
            sum += note.pitch;
        }
        if (tune_.empty())
            throw Error(ExitCode::Input,
                        fmt::format("arrange: part \"{}\" has no tune", report_.melody));
        centre_ = static_cast<int>(std::lround(sum / static_cast<double>(tune_.size())));
    }

    /// When each bar of the page is played, and whether the next one always follows it.
    void findPlays() {
        const auto& measures = score_.measures;
        const bool known = std::any_of(measures.begin(), measures.end(),
                                       [](const Measure& one) { return one.written > 0; });
        for (std::size_t i = 0; i < measures.size(); ++i) {
            const int written = known ? measures[i].written : static_cast<int>(i);
            plays_[written].push_back(i);
            writtenAt_.push_back(written);
        }
    }
    [[nodiscard]] bool goesOn(std::size_t measure) const {
        const int written = writtenAt_[measure];
        return std::all_of(plays_.at(written).begin(), plays_.at(written).end(), [&](auto i) {
            return i + 1 == writtenAt_.size() || writtenAt_[i + 1] == written + 1;
        });
    }

    void addParts() {
        std::set<std::string> ids;
        for (const Part& part : score_.parts) ids.insert(part.id);
        firstNew_ = score_.parts.size();
        for (std::size_t i = 1; i < ensemble_.size(); ++i) {
            Part part;
            for (int n = static_cast<int>(i);; ++n) {
                part.id = fmt::format("A{}", n);
                if (ids.insert(part.id).second) break;
            }
            part.name = ensemble_[i].name;
            part.program = ensemble_[i].program;
            part.percussion = ensemble_[i].role == PartRole::Drums;
            report_.added.push_back(part.name);
            score_.parts.push_back(std::move(part));
        }
    }
    Part& newPart(std::size_t ensemble) { return score_.parts[firstNew_ + ensemble - 1]; }

    /// Runs of whole bars in one metre and key, in pieces of four bars or so.
    std::vector<Chunk> chunks() {
        std::vector<std::size_t> page;
        for (const auto& [written, plays] : plays_) page.push_back(plays.front());
        std::vector<Chunk> out;
        for (std::size_t k = 0; k < page.size(); ++k) {
            const std::size_t i = page[k];
            const StudyBar& bar = study_.bars[i];
            const bool known = metreIsSupported(bar.beats, bar.beatType);
            const int whole = known ? metrePlan(bar.beats, bar.beatType).barTicks : 0;
            if (known && k > 0 && bar.length < whole && bar.length > 0) {
                out.push_back(
                    {{i}, metrePlan(bar.beats, bar.beatType), bar.tonic, bar.minor, false, true});
                continue;
            }
            if (!bar.whole || !known) {
                // An upbeat is the tune's own.
                if (k > 0) ++left_;
                continue;
            }
            const bool joins = !out.empty() && k > 0 && !out.back().shortBar &&
                               page[k - 1] + 1 == i && out.back().measures.back() == page[k - 1] &&
                               out.back().metre.beats == bar.beats &&
                               out.back().metre.beatType == bar.beatType &&
                               out.back().tonic == bar.tonic && out.back().minor == bar.minor;
            // A single bar at the end goes with those before it.
            const bool full =
                !out.empty() && out.back().measures.size() >= kChunk && !(k + 1 == page.size());
            if (!joins || full)
                out.push_back(
                    {{}, metrePlan(bar.beats, bar.beatType), bar.tonic, bar.minor, false, false});
            out.back().measures.push_back(i);
        }
        if (!out.empty() && out.back().measures.back() + 1 == score_.measures.size())
            out.back().last = true;
        return out;
    }

    [[nodiscard]] Chord chordAt(int tick, const Chunk& chunk) const {
        const StudyChord* found = nullptr;
        for (const StudyChord& one : study_.chords) {
            if (one.start > tick) break;
            found = &one;
        }
        if (found == nullptr) return {0, chunk.minor ? ChordQuality::Minor : ChordQuality::Major};
        return {pitchClassOf(found->root - chunk.tonic), found->quality};
    }

    std::vector<ChordSlot> slotsOf(const Chunk& chunk) const {
        const int begin = study_.bars[chunk.measures.front()].start;
        std::set<int> starts;
        for (std::size_t b = 0; b < chunk.measures.size(); ++b)
            starts.insert(static_cast<int>(b) * chunk.metre.barTicks);
        const int end = static_cast<int>(chunk.measures.size()) * chunk.metre.barTicks;
        for (const StudyChord& one : study_.chords) {
            // Accompaniments move by eighths; what comes between belongs to the eighth before it.
            const int tick = (one.start - begin) / 6 * 6;
            if (one.start >= begin && tick < end) starts.insert(tick);
        }
        std::vector<ChordSlot> out;
        for (const int start : starts) {
            const Chord chord = chordAt(begin + start + 5, chunk);
            if (!out.empty() && out.back().chord == chord) continue;
            out.push_back({start, 0, start / chunk.metre.barTicks, chord});
        }
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i].length = (i + 1 < out.size() ? out[i + 1].start : end) - out[i].start;
        return out;
    }

    std::vector<TuneNote> tuneOf(const Chunk& chunk) const {
        const int begin = study_.bars[chunk.measures.front()].start;
        const StudyBar& last = study_.bars[chunk.measures.back()];
        const int end = last.start + last.length;
        std::vector<TuneNote> out;
        for (const TuneNote& note : tune_) {
            if (note.tick < begin || note.tick >= end) continue;
            out.push_back({note.tick - begin, note.duration, note.pitch,
                           (note.tick - begin) / chunk.metre.barTicks});
        }
        return out;
    }

    [[nodiscard]] PhraseBrief briefFor(const Chunk& chunk) const {
        PhraseBrief brief;
        brief.rules = request_.rules;
        brief.bars = static_cast<int>(chunk.measures.size());
        brief.last = chunk.last;
        brief.tonic = chunk.tonic;
        brief.centre = centre_;
        const EnsemblePart* low = nullptr;
        for (const EnsemblePart& part : ensemble_)
            if (part.role == PartRole::Bass || part.role == PartRole::Accompaniment) low = &part;
        brief.bassLowest = std::max(low == nullptr ? 36 : low->lowest, 33);
        brief.bassHighest =
            std::min({low == nullptr ? 57 : low->highest, brief.bassLowest + 21, centre_ - 7});
        brief.bassLowest = std::min(brief.bassLowest, brief.bassHighest - 12);
        if (layout_) brief.layoutBefore = &*layout_;
        if (tuneBefore_ >= 0) brief.before = {tuneBefore_};
        return brief;
    }

    void accompany(const Chunk& chunk) {
        const PhraseBrief brief = briefFor(chunk);
        WrittenPhrase phrase;
        phrase.slots = slotsOf(chunk);
        phrase.tune = tuneOf(chunk);
        phrase.layouts = layOutChords(brief, chunk.minor, phrase.slots, phrase.tune);
        Character character = character_;
        character.minor = chunk.minor;
        models::RandomStream random(request_.seed, (1ULL << 32U) + number_++);
        const auto played = playParts(ensemble_, chunk.metre, character, phrase, brief, textures_,
                                      number_ == 1, random);
        for (std::size_t i = 1; i < ensemble_.size(); ++i)
            for (const PartNote& note : played[i].notes) place(chunk, phrase, i, note);
        for (std::size_t i = 1; i < ensemble_.size(); ++i)
            if (ensemble_[i].pedal) addPedal(chunk, phrase, played[i], newPart(i));
        tellChords(chunk, phrase);
        layout_ = phrase.layouts.back();
        if (!phrase.tune.empty()) tuneBefore_ = phrase.tune.back().pitch;
    }

    /// A bar that is cut short, by an upbeat or at the end, goes on with its chord.
    void hold(const Chunk& chunk) {
        PhraseBrief brief = briefFor(chunk);
        WrittenPhrase phrase;
        const StudyBar& bar = study_.bars[chunk.measures.front()];
        phrase.slots = {{0, bar.length, 0, chordAt(bar.start + 5, chunk)}};
        phrase.tune = tuneOf(chunk);
        phrase.layouts = layOutChords(brief, chunk.minor, phrase.slots, phrase.tune);
        const ChordLayout& layout = phrase.layouts.front();
        for (std::size_t i = 1; i < ensemble_.size(); ++i) {
            const EnsemblePart& part = ensemble_[i];
            if (part.role == PartRole::Drums) continue;
            std::vector<PartNote> notes;
            const bool low = part.role == PartRole::Bass || part.role == PartRole::Accompaniment;
            if (low) notes.push_back({0, bar.length, layout.bass, true});
            if (part.role == PartRole::Line)
                notes.push_back(
                    {0, bar.length,
                     layout.inner[static_cast<std::size_t>(2 - std::min(part.line, 2))]});
            else if (part.role != PartRole::Bass)
                for (const int pitch : layout.inner) notes.push_back({0, bar.length, pitch});
            for (PartNote& note : notes) {
                while (note.pitch < part.lowest) note.pitch += 12;
                while (note.pitch > part.highest) note.pitch -= 12;
                place(chunk, phrase, i, note);
            }
        }
        tellChords(chunk, phrase);
        layout_ = layout;
    }

    /// Calls `action(measure, tick in the measure)` each time that a place of a chunk is played.
    template <class Action>
    void eachPlay(const Chunk& chunk, int tick, Action action) const {
        const auto bar = std::min(static_cast<std::size_t>(tick / chunk.metre.barTicks),
                                  chunk.measures.size() - 1);
        const int inside = tick - static_cast<int>(bar) * chunk.metre.barTicks;
        for (const std::size_t i : plays_.at(writtenAt_[chunk.measures[bar]])) action(i, inside);
    }

    void place(const Chunk& chunk, const WrittenPhrase& phrase, std::size_t part,
               const PartNote& one) {
        const EnsemblePart& plan = ensemble_[part];
        const bool drums = plan.role == PartRole::Drums;
        eachPlay(chunk, one.tick, [&](std::size_t measure, int inside) {
            Note note;
            note.onset = score_.measures[measure].start + Beat(inside, kTicks);
            int duration = one.duration;
            if (!goesOn(measure)) duration = std::min(duration, chunk.metre.barTicks - inside);
            note.duration = {duration, kTicks};
            note.pitch = one.pitch;
            note.measure = static_cast<int>(measure);
            if (!drums)
                note.spelled = spellInKey(one.pitch, chunk.tonic, chunk.minor,
                                          slotAt(phrase.slots, one.tick).chord);
            if (plan.staves) note.staff = one.low ? 2 : 1;
            note.voice = one.low ? 2 : 1;
            if (one.detached && character_.legato < 0.5 && !drums)
                note.articulation |= Articulation::Staccato;
            newPart(part).notes.push_back(std::move(note));
        });
    }

    /// Under broken chords; what is detached stays dry.
    void addPedal(const Chunk& chunk, const WrittenPhrase& phrase, const PlayedPart& played,
                  Part& part) const {
        const bool dry = std::any_of(played.notes.begin(), played.notes.end(),
                                     [](const PartNote& note) { return note.detached; });
        if (dry || played.notes.empty() || character_.level > 0.7) return;
        for (const ChordSlot& slot : phrase.slots) {
            const int end = slot.start + slot.length;
            for (int tick = slot.start; tick < end;) {
                const int bar = chunk.metre.barTicks;
                const int next = std::min((tick / bar + 1) * bar, end);
                eachPlay(chunk, tick, [&](std::size_t measure, int inside) {
                    const Beat start = score_.measures[measure].start;
                    using Kind = ControlChange::Kind;
                    part.controls.push_back({start + Beat(inside, kTicks), Kind::Sustain, 1.0F});
                    part.controls.push_back(
                        {start + Beat(inside + next - tick - 1, kTicks), Kind::Sustain, 0.0F});
                });
                tick = next;
            }
        }
    }

    void tellChords(const Chunk& chunk, const WrittenPhrase& phrase) {
        for (std::size_t i = 0; i < phrase.slots.size(); ++i) {
            const ChordSlot& slot = phrase.slots[i];
            const bool same = i == 0 && slot.chord == chordBefore_ && tonicBefore_ == chunk.tonic;
            if (!same) ++report_.chords;
            if (same || !report_.chordsFound) continue;
            eachPlay(chunk, slot.start, [&](std::size_t measure, int inside) {
                score_.chords.push_back(
                    chordSymbol(slot.chord, slot.chord.root, chunk.tonic, chunk.minor,
                                score_.measures[measure].start + Beat(inside, kTicks)));
            });
        }
        chordBefore_ = phrase.slots.back().chord;
        tonicBefore_ = chunk.tonic;
    }

    void finish(Part& part) const {
        std::stable_sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
            return a.onset == b.onset ? a.pitch < b.pitch : a.onset < b.onset;
        });
        std::stable_sort(part.controls.begin(), part.controls.end(),
                         [](const auto& a, const auto& b) { return a.at < b.at; });
        // As loud as the tune says, and a little less.
        for (DynamicMark mark : score_.parts.front().dynamics) {
            mark.level = std::max(0.1F, mark.level - kSofter);
            mark.staff = 0;
            part.dynamics.push_back(mark);
        }
        if (part.dynamics.empty()) part.dynamics.push_back({{}, kUsualLevel, false, 0});
    }

    const ArrangeRequest& request_;
    ArrangeReport& report_;
    Score score_;
    StudyPiece study_;
    Character character_;
    std::vector<EnsemblePart> ensemble_;
    std::vector<double> textures_;
    std::vector<TuneNote> tune_;
    int centre_ = 69;
    std::map<int, std::vector<std::size_t>> plays_;  ///< measures by bar of the page
    std::vector<int> writtenAt_;
    std::size_t firstNew_ = 1;
    std::size_t left_ = 0;
    std::uint64_t number_ = 0;
    std::optional<ChordLayout> layout_;
    int tuneBefore_ = -1;
    Chord chordBefore_{-1, ChordQuality::Major};
    int tonicBefore_ = -1;
};

}  // namespace

Score arrange(const Score& score, const InstrumentTable& instruments, const ArrangeRequest& request,
              ArrangeReport* report) {
    ArrangeReport own;
    return Arranger(score, instruments, request, report == nullptr ? own : *report).write();
}

}  // namespace arioso
