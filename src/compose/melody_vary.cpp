#include "src/compose/melody_vary.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "dsp/error.h"
#include "src/compose/melody_leaning.h"
#include "src/score/spelling.h"

namespace arioso {
namespace {

constexpr int kCompassMargin = 2;
constexpr int kLeastCompass = 12;
/// How soon shifts along attributes lead away from the tune itself, a standard deviation.
constexpr double kShiftAway = 0.2;

int ticks(Beat beat) {
    return static_cast<int>(std::lround(beat.value() * kTicks));
}

/// By onset, grace notes first, then pitch.
void sortNotes(std::vector<Note>& notes) {
    std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
        if (a.onset != b.onset) return a.onset < b.onset;
        const bool grace = a.grace != Grace::None;
        if (grace != (b.grace != Grace::None)) return grace;
        return !grace && a.pitch < b.pitch;
    });
}

/// The same number for the same cells.
std::uint64_t fingerprint(std::span<const int> cells) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const int cell : cells)
        hash = (hash ^ static_cast<std::uint64_t>(cell)) * 0x100000001B3ULL;
    return hash;
}

/// Two bars of the line, or one and silence.
struct Pair {
    std::size_t first = 0;  ///< measure
    std::size_t bars = 2;
    int tonic = 0;
    bool minor = false;
    MelodyCells old;
    std::vector<BeatChord> chords;
    std::vector<CellMask> allowed;
    MelodyLatent place;
    std::vector<float> lack;  ///< of the model, to write the old cells
};

class Varier {
  public:
    /// `score` has the line alone in its part, `heard` everything that sounds.
    Varier(const MelodyModel& model, const Score& score, const Score& heard,
           const MelodyVaryRequest& request)
        : model_(model),
          score_(score),
          request_(request),
          part_(score.parts[request.part]),
          studied_(studyLine(heard, request.part)) {
        findAsked();
        refuseChords();
        findCompass();
        choosePairs();
        if (pairs_.empty())
            throw Error(ExitCode::Usage,
                        "nothing is left to write: everything that was asked for is kept, silent "
                        "or in a metre other than 1 to 4 quarters, 3/8, 6/8, 9/8 and 12/8");
    }

    MelodyVariation run(int candidate) const {
        MelodyVariation out;
        out.barsLeft = barsLeft_;
        out.piece.candidate = candidate;
        models::RandomStream random(request_.seed, static_cast<std::uint64_t>(candidate));
        std::vector<MelodyCells> written;
        double cells = 0.0;
        for (const Pair& pair : pairs_) {
            const MelodyLatent goal = drawnPlace(
                model_,
                request_.seed + 0x9E3779B97F4A7C15ULL * static_cast<unsigned>(candidate + 1),
                fingerprint(pair.old.cells));
            WindowRequest window = requestFor(pair, spherical(pair.place, goal, request_.amount));
            for (std::size_t i = 0; i < kMelodyAttributes; ++i)
                shift(model_, window.place, static_cast<MelodyAttribute>(i), request_.shifts[i]);
            out.distance += distanceOf(model_, pair.place, window.place);
            CellLeaning leaning;
            lean(leaning, pair.old.cells, pair.lack, nearness());
            const WrittenWindow made = writeLeaning(model_, window, leaning, pastOf(pair, written),
                                                    request_.temperature, random);
            MelodyCells next = pair.old;
            next.cells = made.cells;
            addMeasures(pair.old.cells, out.before);
            addMeasures(next.cells, out.after);
            written.push_back(std::move(next));
            out.piece.logProbability += made.logProbability;
            cells += static_cast<double>(made.cells.size());
        }
        const auto count = static_cast<double>(pairs_.size());
        out.distance /= count;
        for (double& value : out.before) value /= count;
        for (double& value : out.after) value /= count;
        out.piece.logProbability /= std::max(1.0, cells);
        out.piece.events = static_cast<std::size_t>(cells);
        out.piece.score = merged(written, out.piece.notes);
        return out;
    }

  private:
    [[nodiscard]] static WindowRequest requestFor(const Pair& pair, MelodyLatent place) {
        WindowRequest out;
        out.place = std::move(place);
        out.window = pair.old;
        out.minor = pair.minor ? 1.0F : 0.0F;
        out.chords = pair.chords;
        out.allowed = pair.allowed;
        return out;
    }

    /// 1 at the tune's own place, 0 far from it.
    [[nodiscard]] double nearness() const {
        double away = request_.amount;
        for (const double value : request_.shifts) away += kShiftAway * std::abs(value);
        return std::max(0.0, 1.0 - away);
    }

    void addMeasures(const std::vector<int>& cells, MelodyMeasures& sum) const {
        MelodyMeasures measures = measureCells(cells);
        addAffect(measures, model_.scale);
        for (std::size_t i = 0; i < kMelodyAttributes; ++i) sum[i] += measures[i];
    }

    [[nodiscard]] bool isAsked(std::size_t bar) const {
        return bar < asked_.size() && asked_[bar] != 0;
    }

    /// Bars that are played again follow their first time.
    void findAsked() {
        asked_.assign(score_.measures.size(), 0);
        for (std::size_t bar = 0; bar < std::min(asked_.size(), request_.bars.size()); ++bar) {
            bool again = request_.bars[bar] == 0;
            for (std::size_t other = 0; other < bar && !again; ++other)
                again =
                    asked_[other] != 0 && playsAgain(score_.measures[other], score_.measures[bar]);
            asked_[bar] = again ? 0 : 1;
        }
    }

    void refuseChords() const {
        int until = -1;
        for (const Note& note : part_.notes) {
            if (note.grace != Grace::None) continue;
            const int onset = ticks(note.onset);
            const auto bar = static_cast<std::size_t>(note.measure);
            if (onset < until && bar < request_.bars.size() && request_.bars[bar] != 0)
                throw Error(ExitCode::Usage, "the part '" + part_.name +
                                                 "' plays several notes at once in bar " +
                                                 score_.measures[bar].number +
                                                 ": expected a line; name one by --parts");
            until = std::max(until, ticks(note.onset + note.duration));
        }
    }

    void findCompass() {
        int low = 127;
        int high = 0;
        for (const StudyNote& note : studied_.line) {
            low = std::min(low, note.pitch);
            high = std::max(high, note.pitch);
        }
        const double height =
            request_.shifts[static_cast<std::size_t>(MelodyAttribute::Height)] *
            model_.scale.deviation[static_cast<std::size_t>(MelodyAttribute::Height)];
        lowest_ = low - kCompassMargin + static_cast<int>(std::floor(std::min(0.0, height)));
        highest_ = high + kCompassMargin + static_cast<int>(std::ceil(std::max(0.0, height)));
        while (highest_ - lowest_ < kLeastCompass) {
            --lowest_;
            ++highest_;
        }
    }

    void choosePairs() {
        for (std::size_t bar = 0; bar < score_.measures.size(); ++bar) {
            if (!isAsked(bar)) continue;
            const auto metre = melodyMetre(studied_.bars[bar]);
            if (!metre) {
                ++barsLeft_;
                continue;
            }
            Pair pair;
            pair.first = bar;
            const bool second =
                bar + 1 < score_.measures.size() && melodyMetre(studied_.bars[bar + 1]) == metre;
            pair.bars = second ? 2 : 1;
            pair.tonic = studied_.bars[bar].tonic;
            pair.minor = studied_.bars[bar].minor;
            pair.old.start = studied_.bars[bar].start;
            pair.old.metre = *metre;
            pair.old.reference = referenceTonic(studied_.line, pair.tonic);
            pair.old.cells = cellsOf(studied_.line, pair.old.start, *metre, metre->windowBeats(),
                                     pair.old.reference);
            if (!second) silence(pair);
            if (studied_.chordsKnown)
                pair.chords = beatChords(studied_.chords, pair.old.start, *metre, pair.tonic);
            setMask(pair);
            pair.place = placeOf(model_, pair.old, pair.minor ? 1.0F : 0.0F);
            pair.lack = lackOf(model_, requestFor(pair, pair.place), pastOf(pair, {}));
            // What is silent stays so: there is nothing that could be varied.
            const bool sounds = std::ranges::any_of(
                pair.old.cells, [](int symbol) { return symbol >= kCellPitch; });
            const std::size_t last = bar + pair.bars - 1;
            if (sounds) pairs_.push_back(std::move(pair));
            bar = last;
        }
    }

    static void silence(Pair& pair) {
        const auto half = static_cast<std::ptrdiff_t>(pair.old.cells.size() / 2);
        std::fill(pair.old.cells.begin() + half, pair.old.cells.end(), kCellHold);
        pair.old.cells[static_cast<std::size_t>(half)] = kCellRest;
    }

    void setMask(Pair& pair) const {
        const MelodyCells& old = pair.old;
        const std::size_t half = old.cells.size() / 2;
        pair.allowed.assign(old.cells.size(), kAnyCell);
        const std::vector<CellMask> rhythm = rhythmMask(old.cells);
        for (std::size_t k = 0; k < 2; ++k) {
            const std::size_t bar = pair.first + k;
            const bool free = k < pair.bars && isAsked(bar);
            const bool sung = free && isSung();
            for (std::size_t i = k * half; i < (k + 1) * half; ++i) {
                if (!free)
                    pair.allowed[i] = onlySymbol(old.cells[i]);
                else if (sung || request_.keepRhythm)
                    pair.allowed[i] = rhythm[i];
            }
        }
        keepCompass(pair.allowed, old.reference, lowest_, highest_);
        avoidCells(pair.allowed, request_.avoided, old, pair.tonic, pair.minor);
        for (std::size_t k = 0; k < 2; ++k)
            if (k >= pair.bars || !isAsked(pair.first + k))
                for (std::size_t i = k * half; i < (k + 1) * half; ++i)
                    pair.allowed[i] = onlySymbol(old.cells[i]);
        keepNotes(pair);
        // What was held over from a bar that stays is held; nothing else can be.
        if (old.cells.front() == kCellHold)
            pair.allowed.front() = onlySymbol(kCellHold);
        else if (pair.first == 0 || !isAsked(pair.first - 1))
            pair.allowed.front() &= ~onlySymbol(kCellHold);
        if (pair.allowed.front() == 0) pair.allowed.front() = onlySymbol(old.cells.front());
    }

    /// A part that sings keeps its rhythm in every bar: where it is silent it has no words to sing.
    [[nodiscard]] bool isSung() const {
        return std::ranges::any_of(part_.notes,
                                   [](const Note& note) { return !note.lyrics.empty(); });
    }

    void keepNotes(Pair& pair) const {
        for (const auto& [part, index] : request_.kept) {
            if (part != static_cast<int>(request_.part)) continue;
            const Note& note = part_.notes[index];
            const int from = nearestCell(pair.old.metre, ticks(note.onset) - pair.old.start);
            const int to =
                nearestCell(pair.old.metre, ticks(note.onset + note.duration) - pair.old.start);
            const auto count = static_cast<int>(pair.old.cells.size());
            for (int i = std::max(0, from); i < std::min(to, count); ++i)
                pair.allowed[static_cast<std::size_t>(i)] =
                    onlySymbol(pair.old.cells[static_cast<std::size_t>(i)]);
        }
    }

    /// The beat before a pair, as it is now.
    [[nodiscard]] std::vector<int> pastOf(const Pair& pair,
                                          const std::vector<MelodyCells>& written) const {
        const MelodyMetre& metre = pair.old.metre;
        if (!written.empty()) {
            const MelodyCells& before = written.back();
            const int end = before.start + before.metre.windowBeats() * before.metre.beatTicks();
            if (end == pair.old.start && before.metre == metre) {
                std::vector<int> out(before.cells.end() - kBeatCells, before.cells.end());
                for (int& symbol : out)
                    if (symbol >= kCellPitch)
                        symbol =
                            pitchSymbol(symbolPitch(symbol, before.reference), pair.old.reference);
                return out;
            }
        }
        if (pair.old.start < metre.beatTicks()) return std::vector<int>(kBeatCells, kCellUnknown);
        return cellsOf(studied_.line, pair.old.start - metre.beatTicks(), metre, 1,
                       pair.old.reference);
    }

    [[nodiscard]] Note newNote(const StudyNote& made, std::size_t bar, Beat offset) const {
        Note note;
        const Measure& measure = score_.measures[bar];
        note.onset = Beat(made.onset, kTicks) + offset;
        note.duration = Beat(made.duration, kTicks);
        note.pitch = made.pitch;
        note.measure = static_cast<int>(bar);
        for (const Note& other : part_.notes) {
            if (other.grace != Grace::None) continue;
            note.voice = other.voice;
            note.staff = other.staff;
            note.velocity = other.velocity;
            if (other.measure >= static_cast<int>(bar)) break;
        }
        const double transposition = this->transposition();
        if (!part_.notes.empty() && part_.notes.front().spelled)
            note.spelled = spell(note.pitch + transposition, measure.fifths);
        return note;
    }

    [[nodiscard]] double transposition() const {
        for (const Note& note : part_.notes)
            if (note.spelled) return std::round(pitchOf(*note.spelled) - note.pitch);
        return 0.0;
    }

    /// The same notes at other pitches. A bar in which the grid has lost one stays as it is.
    void repitch(std::vector<Note>& notes, std::size_t bar, const std::vector<StudyNote>& made,
                 std::size_t& changed) const {
        std::vector<Note*> old;
        for (Note& note : notes)
            if (note.measure == static_cast<int>(bar) && note.grace == Grace::None &&
                Beat{} < note.duration)
                old.push_back(&note);
        if (old.size() != made.size()) return;
        for (std::size_t i = 0; i < old.size(); ++i) {
            Note& note = *old[i];
            if (std::lround(note.pitch) == made[i].pitch) continue;
            note.pitch = made[i].pitch;
            if (note.spelled)
                note.spelled = spell(note.pitch + transposition(), score_.measures[bar].fifths);
            note.alterAbove.reset();
            note.alterBelow.reset();
            note.glide = Glide::None;
            note.inflection.clear();
            ++changed;
        }
    }

    [[nodiscard]] Score merged(const std::vector<MelodyCells>& written,
                               std::size_t& changed) const {
        Score out = score_;
        std::vector<Note>& notes = out.parts[request_.part].notes;
        const std::vector<StudyNote> line = lineOf(written);
        for (const Pair& pair : pairs_)
            for (std::size_t k = 0; k < pair.bars; ++k) {
                const std::size_t bar = pair.first + k;
                if (!isAsked(bar)) continue;
                const int from = studied_.bars[bar].start;
                std::vector<StudyNote> made;
                for (const StudyNote& note : line)
                    if (note.onset >= from && note.onset < from + studied_.bars[bar].length)
                        made.push_back(note);
                for (std::size_t m = bar; m < score_.measures.size(); ++m) {
                    if (m != bar && (!playsAgain(score_.measures[bar], score_.measures[m]) ||
                                     request_.bars[m] == 0))
                        continue;
                    std::size_t count = 0;
                    replace(notes, bar, m, made, count);
                    if (m == bar) changed += count;
                }
            }
        sortNotes(notes);
        return out;
    }

    void replace(std::vector<Note>& notes, std::size_t bar, std::size_t target,
                 const std::vector<StudyNote>& made, std::size_t& changed) const {
        const bool rhythm = isSung() || request_.keepRhythm;
        std::erase_if(notes, [&](const Note& note) {
            return note.measure == static_cast<int>(target) &&
                   (note.grace != Grace::None || !(Beat{} < note.duration)) && !rhythm;
        });
        if (rhythm) {
            repitch(notes, target, made, changed);
            return;
        }
        const Beat offset = score_.measures[target].start - score_.measures[bar].start;
        std::vector<Note> kept;
        std::erase_if(notes, [&](const Note& note) {
            if (note.measure != static_cast<int>(target)) return false;
            kept.push_back(note);
            return true;
        });
        for (const StudyNote& one : made) {
            // A note that is as it was keeps its marks and its exact length.
            const auto same = std::ranges::find_if(kept, [&](const Note& note) {
                return ticks(note.onset - offset) == one.onset &&
                       std::lround(note.pitch) == one.pitch &&
                       std::abs(ticks(note.duration) - one.duration) <= 1;
            });
            if (same != kept.end()) {
                notes.push_back(*same);
            } else {
                notes.push_back(newNote(one, target, offset));
                ++changed;
            }
        }
    }

    /// What was written. A note at the end of a pair sounds on where one did before.
    [[nodiscard]] std::vector<StudyNote> lineOf(const std::vector<MelodyCells>& written) const {
        std::vector<StudyNote> out = notesOf(written);
        for (const Pair& pair : pairs_) {
            const int end =
                pair.old.start + static_cast<int>(pair.bars) * pair.old.metre.barTicks();
            for (StudyNote& note : out) {
                if (note.onset + note.duration != end) continue;
                for (const StudyNote& old : studied_.line)
                    if (old.onset < end && old.onset + old.duration > end)
                        note.duration = old.onset + old.duration - note.onset;
            }
        }
        return out;
    }

    const MelodyModel& model_;
    const Score& score_;
    const MelodyVaryRequest& request_;
    const Part& part_;
    StudiedLine studied_;
    std::vector<char> asked_;  // one a measure
    std::vector<Pair> pairs_;
    std::size_t barsLeft_ = 0;
    int lowest_ = 0;
    int highest_ = 127;
};

}  // namespace

bool any(const MelodyShifts& shifts) {
    return std::ranges::any_of(shifts, [](double value) { return value != 0.0; });
}

std::vector<MelodyVariation> varyMelody(const MelodyModel& model, const Score& score,
                                        const MelodyVaryRequest& request) {
    // Lower staves stay out of it, and come back unchanged.
    Score upper = score;
    upper.parts[request.part] = upperStaff(score.parts[request.part]);
    MelodyVaryRequest own = request;
    own.kept.clear();
    std::vector<Note> lower;
    const std::vector<Note>& notes = score.parts[request.part].notes;
    const bool split = upper.parts[request.part].notes.size() < notes.size();
    std::size_t place = 0;
    for (std::size_t i = 0; i < notes.size(); ++i) {
        if (split && notes[i].staff > 1) {
            lower.push_back(notes[i]);
            continue;
        }
        if (request.kept.count({static_cast<int>(request.part), i}) > 0)
            own.kept.emplace(static_cast<int>(request.part), place);
        ++place;
    }
    const Varier varier(model, upper, score, own);
    std::vector<MelodyVariation> out;
    for (int i = 0; i < request.candidates; ++i) {
        out.push_back(varier.run(i));
        std::vector<Note>& made = out.back().piece.score.parts[request.part].notes;
        made.insert(made.end(), lower.begin(), lower.end());
        sortNotes(made);
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const MelodyVariation& a, const MelodyVariation& b) {
                         return a.piece.logProbability > b.piece.logProbability;
                     });
    return out;
}

}  // namespace arioso
