#include "src/lyrics/recut.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "dsp/error.h"
#include "src/lyrics/align.h"
#include "src/lyrics/melody.h"
#include "src/lyrics/spoken.h"

namespace arioso {
namespace {

const Beat kEighth(1, 2);
const Beat kSixteenth(1, 4);
constexpr float kDivideEighth = 0.7F;
constexpr float kDivideSixteenth = 1.8F;
constexpr float kJoin = 0.25F;
/// Places that one note may be divided at; the longest notes of hymns have as many.
constexpr std::size_t kMostPlaces = 16;

constexpr Articulation kAtEnd = Articulation::Fermata | Articulation::BreathAfter |
                                Articulation::CaesuraAfter | Articulation::Slurred;

/// A place where a syllable may begin.
struct Place {
    std::size_t slot = 0;  ///< of the melody as it was
    Beat at;
    bool whole = true;  ///< the note's own onset
};

bool isMultiple(Beat at, Beat of) {
    return (at * Beat(of.den, of.num)).den == 1;
}

class Recutter {
  public:
    Recutter(Score& score, std::size_t part, const RecutOptions& options)
        : score_(score), part_(score.parts[part]), slots_(melodyOf(score, part_)) {
        findKept(options.keep);
    }

    /// All places with their costs, as slots for alignSyllables.
    std::vector<MelodySlot> offer() {
        std::vector<MelodySlot> out;
        for (std::size_t s = 0; s < slots_.size(); ++s) {
            const MelodySlot& slot = slots_[s];
            const Note& note = part_.notes[slot.note];
            out.push_back(slot);
            if (mayJoin(s)) out.back().pass = kJoin;
            places_.push_back({s, note.onset, true});
            if (isKept(note)) continue;
            std::size_t count = 0;
            const Measure& measure = measureOf(note);
            const Beat end = note.onset + note.duration;
            // From the next sixteenth of the bar on.
            const Beat inside = note.onset - measure.start;
            const auto steps = static_cast<std::int64_t>(std::floor(inside.value() * 4.0)) + 1;
            Beat at = measure.start + Beat(steps, 4);
            for (; at < end && count < kMostPlaces; at = at + kSixteenth) {
                if (end - at < kSixteenth || at - note.onset < kSixteenth) continue;
                const bool eighth = isMultiple(at - measure.start, kEighth);
                MelodySlot place = slot;
                place.beat = at.value();
                place.length = (end - at).value();
                place.phraseStart = place.tiedOn = false;
                place.weight = metricWeight(measure, place.beat);
                place.enter = eighth ? kDivideEighth : kDivideSixteenth;
                place.pass = 0.0F;
                out.push_back(place);
                places_.push_back({s, at, false});
                ++count;
            }
        }
        return out;
    }

    /// Divides and joins the notes so that a syllable begins at each chosen place.
    void cut(const std::vector<std::size_t>& chosen, RecutReport& report) {
        std::vector<std::vector<Beat>> onsets(slots_.size());
        std::vector<bool> sung(slots_.size(), false);
        std::size_t last = 0;
        for (const std::size_t place : chosen) {
            const Place& one = places_[place];
            last = one.slot;
            if (one.whole)
                sung[one.slot] = true;
            else
                onsets[one.slot].push_back(one.at);
        }
        std::vector<Note> out;
        std::vector<bool> gone(part_.notes.size(), false);
        std::vector<Beat> longer(part_.notes.size());
        for (std::size_t s = slots_.size(); s-- > 1;) {
            // A repeated note without a syllable of its own is the one before, held.
            if (sung[s] || s > last || !mayJoin(s)) continue;
            const std::size_t before = slots_[s - 1].note;
            const std::size_t here = slots_[s].note;
            longer[before] = part_.notes[here].duration + longer[here];
            onsets[s - 1].insert(onsets[s - 1].end(), onsets[s].begin(), onsets[s].end());
            onsets[s].clear();
            gone[here] = true;
            ++report.joined;
        }
        std::map<std::size_t, std::size_t> slotOf;
        for (std::size_t s = 0; s < slots_.size(); ++s) slotOf[slots_[s].note] = s;
        for (std::size_t i = 0; i < part_.notes.size(); ++i) {
            if (gone[i]) continue;
            Note note = part_.notes[i];
            note.duration = note.duration + longer[i];
            const auto slot = slotOf.find(i);
            if (slot == slotOf.end() || onsets[slot->second].empty()) {
                out.push_back(std::move(note));
                continue;
            }
            divide(note, onsets[slot->second], out);
            report.divided += onsets[slot->second].size();
        }
        std::stable_sort(out.begin(), out.end(), [](const Note& a, const Note& b) {
            return a.onset == b.onset ? a.grace != Grace::None && b.grace == Grace::None
                                      : a.onset < b.onset;
        });
        part_.notes = std::move(out);
        slurMelismas(chosen);
    }

  private:
    [[nodiscard]] const Measure& measureOf(const Note& note) const {
        const auto index = static_cast<std::size_t>(std::max(0, note.measure));
        return score_.measures[std::min(index, score_.measures.size() - 1)];
    }

    void findKept(const std::pair<std::string, std::string>& keep) {
        kept_.assign(score_.measures.size(), false);
        if (keep.first.empty()) return;
        bool inside = false;
        bool begun = false;
        bool ended = false;
        for (std::size_t i = 0; i < score_.measures.size(); ++i) {
            const std::string& number = score_.measures[i].number;
            if (number == keep.first) inside = begun = true;
            kept_[i] = inside;
            if (inside && number == keep.second) {
                inside = false;
                ended = true;
            }
        }
        if (!begun || !ended)
            throw Error(ExitCode::Usage,
                        fmt::format("keep: expected measures of the score, found {} to {}",
                                    keep.first, keep.second));
    }
    [[nodiscard]] bool isKept(const Note& note) const {
        const auto index = static_cast<std::size_t>(std::max(0, note.measure));
        return index < kept_.size() && kept_[index];
    }

    /// Whether a note only says again what the one before said.
    [[nodiscard]] bool mayJoin(std::size_t slot) const {
        if (slot == 0 || slots_[slot].phraseStart) return false;
        const Note& before = part_.notes[slots_[slot - 1].note];
        const Note& here = part_.notes[slots_[slot].note];
        return before.pitch == here.pitch && before.onset + before.duration == here.onset &&
               !isKept(before) && !isKept(here);
    }

    void divide(const Note& note, std::vector<Beat>& at, std::vector<Note>& out) const {
        std::sort(at.begin(), at.end());
        const Beat end = note.onset + note.duration;
        Note piece = note;
        for (std::size_t i = 0; i <= at.size(); ++i) {
            const Beat next = i < at.size() ? at[i] : end;
            piece.duration = next - piece.onset;
            piece.articulation = i < at.size() ? note.articulation & ~kAtEnd
                                 : i == 0      ? note.articulation
                                               : note.articulation & kAtEnd;
            out.push_back(piece);
            piece.onset = next;
            piece.lyrics.clear();
            piece.measure = measureAt(next);
        }
    }
    [[nodiscard]] int measureAt(Beat at) const {
        const auto after = std::upper_bound(
            score_.measures.begin(), score_.measures.end(), at,
            [](Beat beat, const Measure& measure) { return beat < measure.start; });
        return std::max(0, static_cast<int>(after - score_.measures.begin()) - 1);
    }

    /// Slurs say which notes a syllable is sung on, and no others.
    void slurMelismas(const std::vector<std::size_t>& chosen) {
        std::vector<double> begins;
        for (const std::size_t place : chosen) begins.push_back(places_[place].at.value());
        const std::vector<MelodySlot> slots = melodyOf(score_, part_);
        for (std::size_t s = 0; s < slots.size(); ++s) {
            Note& note = part_.notes[slots[s].note];
            if (isKept(note)) continue;
            note.articulation = note.articulation & ~Articulation::Slurred;
            if (s + 1 == slots.size() || begins.empty() || slots[s].beat >= begins.back()) continue;
            const bool sung = std::binary_search(begins.begin(), begins.end(), slots[s + 1].beat);
            if (!sung && slots[s].beat >= begins.front() && !slots[s + 1].phraseStart)
                note.articulation |= Articulation::Slurred;
        }
    }

    Score& score_;
    Part& part_;
    std::vector<MelodySlot> slots_;
    std::vector<Place> places_;
    std::vector<bool> kept_;

  public:
    [[nodiscard]] const Place& place(std::size_t index) const { return places_[index]; }
};

}  // namespace

RecutReport recutMelody(Score& score, const Lyrics& lyrics, const RecutOptions& options) {
    RecutReport report;
    const std::size_t index = singingPart(score, options.lay.part);
    const std::string language = languageOf(score, lyrics, options.lay);
    const std::vector<Syllable> syllables = spokenSyllables(lyrics, language);
    Recutter recutter(score, index, options);
    std::vector<MelodySlot> offered = recutter.offer();
    varySlots(offered, options.lay.variant);
    if (offered.empty())
        throw Error(ExitCode::Input,
                    fmt::format("lyrics: part \"{}\" has no notes to sing",
                                score.parts[index].name.empty() ? score.parts[index].id
                                                                : score.parts[index].name));
    const std::vector<std::size_t> chosen = alignSyllables(syllables, offered);
    std::vector<double> begins;
    for (const std::size_t place : chosen) begins.push_back(recutter.place(place).at.value());
    recutter.cut(chosen, report);
    const std::vector<MelodySlot> slots = melodyOf(score, score.parts[index]);
    std::vector<std::size_t> places;
    for (const double beat : begins) {
        const auto slot =
            std::lower_bound(slots.begin(), slots.end(), beat - 1e-6,
                             [](const MelodySlot& one, double at) { return one.beat < at; });
        places.push_back(static_cast<std::size_t>(slot - slots.begin()));
    }
    report.lay = setSyllables(score, index, lyrics, language, syllables, slots, places);
    return report;
}

}  // namespace arioso
