#include "src/perform/plan.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "src/perform/dynamics.h"
#include "src/perform/leading.h"
#include "src/perform/ornaments.h"
#include "src/perform/swing.h"

namespace arioso {
namespace {

constexpr double kShortest = 0.03;  // seconds: a note without a length is still struck
constexpr int kPizzicatoProgram = 45;
constexpr int kMostRanks = 32;
constexpr int kTrumpet = 56;
constexpr int kMutedTrumpet = 59;

bool bowed(int program) {
    return (program >= 40 && program <= 44) || program == 48 || program == 49;
}

/// Seconds a note sounds of the seconds it is written for.
double soundingLength(Articulation marks, double length, bool vocal) {
    double out = length;
    if (has(marks, Articulation::Staccatissimo)) {
        out = 0.25 * length;
    } else if (has(marks, Articulation::Staccato)) {
        out = (has(marks, Articulation::Tenuto) ? 0.75 : 0.5) * length;
    } else if (has(marks, Articulation::Marcato)) {
        out = 0.85 * length;
    } else if (!has(marks, Articulation::Tenuto | Articulation::Slurred | Articulation::Tremolo) &&
               !vocal) {
        // The gap between two notes is a movement of the player: it does not grow with long notes.
        out = length - std::min(0.08 * length, 0.1);
    }
    if (has(marks, Articulation::BreathAfter | Articulation::CaesuraAfter))
        out -= std::min(0.25, 0.3 * out);
    return std::max(out, std::min(length, kShortest));
}

bool ornamented(Articulation marks) {
    // has() is true if any of the marks is set.
    return has(marks, Articulation::Trill | Articulation::Mordent | Articulation::InvertedMordent |
                          Articulation::Turn | Articulation::InvertedTurn |
                          Articulation::Schleifer | Articulation::Tremolo);
}

bool joinsOn(Articulation marks, bool vocal) {
    const bool cut = has(marks, Articulation::Staccato) ||
                     has(marks, Articulation::Staccatissimo) ||
                     has(marks, Articulation::BreathAfter | Articulation::CaesuraAfter) ||
                     has(marks, Articulation::Marcato);
    return !cut && (vocal || has(marks, Articulation::Slurred));
}

class Planner {
  public:
    Planner(const Score& score, const Part& part, const PerformanceClock& clock)
        : score_(score),
          part_(part),
          clock_(clock),
          swing_(score),
          leading_(part, clock),
          style_(ornamentStyle(score.composer)) {}

    std::vector<PlannedNote> run() {
        notes_.reserve(part_.notes.size());
        std::size_t first = 0;
        while (first < part_.notes.size()) {
            std::size_t last = first;
            while (last < part_.notes.size() &&
                   part_.notes[last].onset == part_.notes[first].onset) {
                ++last;
            }
            addMoment(first, last);
            first = last;
        }
        const auto inOrder = [](const PlannedNote& a, const PlannedNote& b) {
            return a.onset != b.onset ? a.onset < b.onset : a.pitch < b.pitch;
        };
        if (!std::is_sorted(notes_.begin(), notes_.end(), inOrder)) {
            std::stable_sort(notes_.begin(), notes_.end(), inOrder);
        }
        if (!part_.vocal) mergeUnisons();
        joinAndTrim();
        for (std::size_t i = 0; i < notes_.size(); ++i) {
            notes_[i].id = static_cast<std::uint32_t>(i);
        }
        return std::move(notes_);
    }

  private:
    /// All notes written at one onset.
    void addMoment(std::size_t first, std::size_t last) {
        moment_.clear();
        const double beat = swing_.place(part_.notes[first].onset);
        const double onset = clock_.seconds(beat);
        if (!std::isfinite(onset) || onset < 0.0) return;
        bool anyGrace = false;
        bool anyArpeggio = false;
        for (std::size_t i = first; i < last; ++i) {
            const Note& note = part_.notes[i];
            if (!std::isfinite(note.pitch)) continue;
            anyGrace = anyGrace || note.grace != Grace::None;
            anyArpeggio = anyArpeggio || has(note.articulation, Articulation::Arpeggio);
            moment_.push_back(plan(note, onset, beat));
        }
        if (anyGrace) placeGraces();
        for (std::size_t i = first; i < last; ++i) {
            Previous& seen = previous_[part_.notes[i].voice];
            if (seen.beat != beat) seen = {beat, onset};
        }
        if (anyArpeggio) {
            std::vector<PlannedNote*> chord;
            for (PlannedNote& note : moment_) {
                if (has(note.written->articulation, Articulation::Arpeggio)) chord.push_back(&note);
            }
            const bool down = std::any_of(chord.begin(), chord.end(), [](const PlannedNote* note) {
                return has(note->written->articulation, Articulation::ArpeggioDown);
            });
            spreadArpeggio(chord, down);
        }
        for (const PlannedNote& note : moment_) {
            const Note& written = *note.written;
            const auto index = static_cast<std::size_t>(&written - part_.notes.data());
            if (!note.exact && leading_.append(note, index, notes_)) continue;
            if (note.exact || written.grace != Grace::None || !ornamented(written.articulation)) {
                notes_.push_back(note);
            } else {
                appendOrnamented(note, {fifths(written), style_, part_.vocal}, clock_.quarter(beat),
                                 notes_);
            }
        }
    }

    PlannedNote plan(const Note& note, double onset, double beat) const {
        PlannedNote planned;
        planned.written = &note;
        planned.onset = onset;
        planned.beat = beat;
        planned.endBeat = std::max(beat, swing_.place(note.onset + note.duration));
        double end = clock_.seconds(planned.endBeat);
        const double pause = clock_.pause(planned.endBeat);
        if (pause > 0.0) {
            end -= pause;
        } else if (has(note.articulation, Articulation::CaesuraAfter)) {
            end -= clock_.caesura(planned.endBeat);
        }
        const double length = std::isfinite(end) ? end - onset : kShortest;
        planned.exact = note.velocity.has_value() && note.grace == Grace::None;
        const bool plain = planned.exact || part_.percussion;
        planned.offset =
            onset + (plain ? length : soundingLength(note.articulation, length, part_.vocal));
        if (planned.offset <= onset) planned.offset = onset + kShortest;
        planned.legato = !plain && !(pause > 0.0) && joinsOn(note.articulation, part_.vocal);
        planned.pitch = static_cast<float>(note.pitch);
        planned.program = programAt(note.onset);
        if (has(note.articulation, Articulation::Pizzicato) && bowed(planned.program)) {
            planned.program = kPizzicatoProgram;
        }
        if (has(note.articulation, Articulation::Muted) && planned.program == kTrumpet) {
            planned.program = kMutedTrumpet;
        }
        if (!note.lyrics.empty()) planned.lyrics = &note.lyrics;
        return planned;
    }

    void placeGraces() {
        std::vector<PlannedNote> mains;
        std::vector<PlannedNote> graces;
        std::vector<PlannedNote> afters;
        for (PlannedNote& note : moment_) {
            const Grace kind = note.written->grace;
            (kind == Grace::None ? mains : kind == Grace::After ? afters : graces).push_back(note);
        }
        moment_.clear();
        placeAfters(afters);
        for (PlannedNote& main : mains) {
            std::vector<PlannedNote> own;
            std::vector<PlannedNote> others;
            for (PlannedNote& grace : graces) {
                (grace.written->voice == main.written->voice ? own : others).push_back(grace);
            }
            graces = std::move(others);
            appendGraces(own, main, previous(*main.written), moment_);
            moment_.push_back(main);
        }
        // Graces without a main note (an after-beat at the end of a bar) go before the moment.
        for (PlannedNote& grace : graces) {
            grace.offset = grace.onset;
            grace.onset = std::max(0.0, grace.onset - 0.06);
            grace.steals = true;
            grace.exact = false;
            if (grace.onset < grace.offset) moment_.push_back(grace);
        }
    }

    /// After-graces come at the end of the note before, which they shorten.
    void placeAfters(const std::vector<PlannedNote>& afters) {
        std::map<int, std::vector<PlannedNote>> voices;
        for (const PlannedNote& note : afters) voices[note.written->voice].push_back(note);
        for (auto& [voice, notes] : voices) {
            appendAfterGraces(notes, previous(*notes.front().written), moment_);
        }
    }

    /// Onset of the note before in the same voice; far back where there is none.
    [[nodiscard]] double previous(const Note& note) const {
        const auto found = previous_.find(note.voice);
        return found == previous_.end() ? -1.0 : found->second.onset;
    }

    [[nodiscard]] int fifths(const Note& note) const {
        if (note.measure < 0 || static_cast<std::size_t>(note.measure) >= score_.measures.size()) {
            return 0;
        }
        return score_.measures[static_cast<std::size_t>(note.measure)].fifths;
    }

    [[nodiscard]] int programAt(Beat at) const {
        const auto& changes = part_.programs;
        const auto after =
            std::upper_bound(changes.begin(), changes.end(), at,
                             [](Beat beat, const ProgramChange& c) { return beat < c.at; });
        return std::clamp(after == changes.begin() ? part_.program : std::prev(after)->program, 0,
                          127);
    }

    /// Two voices on one key are one key.
    void mergeUnisons() {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < notes_.size(); ++i) {
            PlannedNote& note = notes_[i];
            if (kept > 0) {
                PlannedNote& last = notes_[kept - 1];
                if (last.onset == note.onset && last.pitch == note.pitch &&
                    last.program == note.program) {
                    // The longer one stays, with all that was written on it.
                    if (note.offset > last.offset) last = note;
                    continue;
                }
            }
            if (kept != i) notes_[kept] = note;
            ++kept;
        }
        notes_.resize(kept);
    }

    void joinAndTrim() {
        const std::vector<std::ptrdiff_t> next = nextInVoice(notes_);
        for (std::size_t i = 0; i < notes_.size(); ++i) {
            PlannedNote& note = notes_[i];
            if (next[i] < 0) {
                note.legato = false;
                continue;
            }
            const PlannedNote& follower = notes_[static_cast<std::size_t>(next[i])];
            const bool reaches = follower.beat <= note.endBeat + 1e-6;
            if (note.legato && reaches) {
                note.offset = follower.onset;
            } else {
                note.legato = false;
                if (follower.steals) note.offset = std::min(note.offset, follower.onset);
            }
        }
    }

    struct Previous {
        double beat = -1.0;
        double onset = -1.0;
    };

    const Score& score_;
    const Part& part_;
    const PerformanceClock& clock_;
    Swing swing_;
    LeadingMarks leading_;
    OrnamentStyle style_;
    std::vector<PlannedNote> notes_;
    std::vector<PlannedNote> moment_;
    std::unordered_map<int, Previous> previous_;
};

}  // namespace

bool holdsItsLevel(int program) {
    return (program >= 16 && program <= 23) || (program >= 40 && program <= 44) ||
           (program >= 48 && program <= 54) || (program >= 56 && program <= 95) ||
           (program >= 109 && program <= 111);
}

float vibratoCents(int program, bool vocal) {
    if (vocal) return 30.0F;
    if ((program >= 40 && program <= 42) || program == 110) return 18.0F;
    if (program == 43) return 12.0F;
    if (program >= 64 && program <= 70) return 8.0F;
    if (program >= 72 && program <= 75) return 10.0F;
    return program == 56 || program == 59 ? 6.0F : 0.0F;
}

float velocityOf(const PlannedNote& note, const Dynamics& dynamics) {
    if (note.written->velocity && std::isfinite(*note.written->velocity)) {
        return *note.written->velocity;
    }
    float level = dynamics.at(note.beat, note.written->staff);
    const Articulation marks = note.written->articulation;
    if (has(marks, Articulation::Marcato)) {
        level += 0.18F;
    } else if (has(marks, Articulation::Accent)) {
        level += 0.12F;
    }
    if (note.written->grace == Grace::Acciaccatura) level *= 0.85F;
    // Neither speaks with the whole instrument.
    if (has(marks, Articulation::Harmonic | Articulation::Muted)) level *= 0.85F;
    return level;
}

std::vector<PlannedNote> planNotes(const Score& score, const Part& part,
                                   const PerformanceClock& clock) {
    return Planner(score, part, clock).run();
}

std::vector<int> chordRanks(const std::vector<PlannedNote>& notes) {
    // Written notes of one moment, by voice and onset: the order among them is that of the pitches.
    std::map<std::pair<int, Beat>, std::vector<const Note*>> chords;
    std::unordered_map<const Note*, int> places;
    for (const PlannedNote& note : notes) {
        if (note.written->grace != Grace::None) continue;
        if (!places.try_emplace(note.written, 0).second) continue;
        chords[{note.written->voice, note.written->onset}].push_back(note.written);
    }
    for (auto& [place, chord] : chords) {
        std::stable_sort(chord.begin(), chord.end(),
                         [](const Note* a, const Note* b) { return a->pitch > b->pitch; });
        for (std::size_t i = 0; i < chord.size(); ++i) places[chord[i]] = static_cast<int>(i);
    }
    std::map<std::pair<int, int>, const PlannedNote*> last;
    std::vector<int> ranks;
    ranks.reserve(notes.size());
    for (const PlannedNote& note : notes) {
        const int voice = note.written->voice;
        const auto found = places.find(note.written);
        int rank = found == places.end() ? 0 : found->second;
        const auto busy = [&](int place) {
            const auto before = last.find({voice, place});
            if (before == last.end() || before->second->written == note.written) return false;
            const PlannedNote& held = *before->second;
            // What deviations make of neighbours is no chord.
            const double slack = 0.1 + 0.05 * (held.offset - held.onset);
            return held.offset > note.onset + slack && note.offset > note.onset + slack;
        };
        while (rank < kMostRanks && busy(rank)) ++rank;
        last[{voice, rank}] = &note;
        ranks.push_back(rank);
    }
    return ranks;
}

std::vector<std::ptrdiff_t> nextInVoice(const std::vector<PlannedNote>& notes) {
    struct Latest {
        std::ptrdiff_t index = -1;  // first note of the latest moment seen, walking backwards
        std::ptrdiff_t after = -1;  // the moment after that one
    };
    std::unordered_map<int, Latest> voices;
    std::vector<std::ptrdiff_t> next(notes.size(), -1);
    for (std::size_t i = notes.size(); i-- > 0;) {
        Latest& latest = voices[notes[i].written->voice];
        // By beat, not by onset: the notes of a broken chord are one moment, a grace note and its
        // main note too.
        const bool sameMoment = latest.index >= 0 &&
                                notes[static_cast<std::size_t>(latest.index)].beat == notes[i].beat;
        if (!sameMoment) latest.after = latest.index;
        latest.index = static_cast<std::ptrdiff_t>(i);
        next[i] = latest.after;
    }
    return next;
}

}  // namespace arioso
