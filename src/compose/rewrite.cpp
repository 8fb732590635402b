#include "src/compose/rewrite.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "dsp/error.h"
#include "src/compose/event_fill.h"
#include "src/compose/study.h"
#include "src/score/spelling.h"

namespace arioso {
namespace {

using events::LaneKind;

/// What the network has been trained on: longer sequences it has never seen.
constexpr std::size_t kWindow = 500;
/// Symbols that are written in one go, if a bar is not longer.
constexpr std::size_t kChunk = 200;
constexpr int kCompassMargin = 2;
constexpr int kLeastCompass = 12;
constexpr int kArousedLevels = 2;  // of density, see measureDensity
/// A song that goes on is soon sung again, in bars.
constexpr std::size_t kSingersRest = 4;

int ticks(Beat beat) {
    return static_cast<int>(std::lround(beat.value() * kTicks));
}

/// What a lane does in the whole score.
struct LaneHabits {
    int lowest = 127;
    int highest = 0;
    bool single = true;
    bool sung = false;
    bool spelled = false;
    double transposition = 0.0;  ///< written minus sounding
    std::optional<float> velocity;
    int voice = 1;
    std::size_t notes = 0;
    std::size_t longestRest = 0;  ///< silent bars between others
};

struct Span {
    std::size_t first;
    std::size_t count;
};

class Rewriter {
  public:
    Rewriter(const Score& score, const EventModel& model, const RewriteRequest& request)
        : score_(score), model_(model), request_(request), lanes_(lanesOf(score)) {
        if (lanes_.empty() || request.cells.size() != score.measures.size() * lanes_.size())
            throw Error(ExitCode::Processing, "rewriting: expected a mark for each cell");
        habits_.resize(lanes_.size());
        for (std::size_t lane = 0; lane < lanes_.size(); ++lane) study(lane);
        findRange();
        Score plain = score;
        for (Part& part : plain.parts)
            for (Note& note : part.notes) note.velocity.reset();
        keys_ = barKeys(score);
        EventMarks marks = request.marks;
        // Of other singers nothing is told, since nothing can be said of their new bars.
        for (std::size_t part = 0; part < marks.syllables.size(); ++part)
            if (static_cast<int>(part) != request.singer)
                std::fill(marks.syllables[part].begin(), marks.syllables[part].end(), -1);
        whole_ = eventsOf(plain, commonestKey(keys_, base_, count_), base_, count_, marks);
        layWords();
        chunks();
    }

    Rewritten run(int candidate) const {
        EventPiece piece = whole_;
        models::RandomStream random(request_.seed, static_cast<std::uint64_t>(candidate));
        Rewritten out;
        out.candidate = candidate;
        for (const Span& chunk : chunks_) fill(piece, chunk, random, out);
        out.logProbability /= std::max(1.0, static_cast<double>(out.events));
        out.score = merged(piece, out.notes);
        return out;
    }

    /// Best first; beams of the last chunk only would differ, so that they are run once a rank.
    std::vector<Rewritten> all() const {
        std::vector<Rewritten> out;
        out.reserve(static_cast<std::size_t>(request_.candidates));
        for (int i = 0; i < request_.candidates; ++i) out.push_back(run(i));
        std::stable_sort(out.begin(), out.end(), [](const Rewritten& a, const Rewritten& b) {
            return a.logProbability > b.logProbability;
        });
        return out;
    }

  private:
    [[nodiscard]] bool isCut(std::size_t bar, std::size_t lane) const {
        return request_.cells[bar * lanes_.size() + lane] != 0;
    }
    [[nodiscard]] bool isIn(const Note& note, std::size_t lane) const {
        return lanes_[lane].staff == 0 || std::min(note.staff, 2) == lanes_[lane].staff;
    }

    void study(std::size_t lane) {
        if (lanes_[lane].part < 0) return;
        const Part& part = score_.parts[static_cast<std::size_t>(lanes_[lane].part)];
        LaneHabits& habits = habits_[lane];
        std::map<int, int> voices;
        int until = -1;
        double level = 0.0;
        std::size_t stated = 0;
        for (const Note& note : part.notes) {
            if (!isIn(note, lane) || note.grace != Grace::None) continue;
            const int onset = ticks(note.onset);
            if (onset < until) habits.single = false;
            until = std::max(until, ticks(note.onset + note.duration));
            const int pitch = static_cast<int>(std::lround(note.pitch));
            habits.lowest = std::min(habits.lowest, pitch);
            habits.highest = std::max(habits.highest, pitch);
            ++voices[note.voice];
            ++habits.notes;
            habits.sung = habits.sung || !note.lyrics.empty();
            if (note.spelled) {
                habits.spelled = true;
                habits.transposition = std::round(pitchOf(*note.spelled) - note.pitch);
            }
            if (note.velocity) {
                level += *note.velocity;
                ++stated;
            }
        }
        if (habits.notes > 0 && stated == habits.notes)
            habits.velocity = static_cast<float>(level / static_cast<double>(stated));
        int last = -1;
        for (const Note& note : part.notes) {
            if (!isIn(note, lane) || note.grace != Grace::None) continue;
            if (last >= 0 && note.measure > last + 1)
                habits.longestRest =
                    std::max(habits.longestRest, static_cast<std::size_t>(note.measure - last - 1));
            last = std::max(last, note.measure);
        }
        int most = 0;
        for (const auto& [voice, times] : voices) {
            if (times <= most) continue;
            most = times;
            habits.voice = voice;
        }
        if (habits.notes == 0) habits.single = false;
    }

    /// Which syllables each new bar of the singer gets.
    void layWords() {
        wordsOfBar_.assign(count_, {0, 0});
        if (request_.words.empty()) return;
        for (std::size_t lane = lanes_.size(); lane-- > 0;)
            if (lanes_[lane].part == request_.singer) wordLane_ = static_cast<int>(lane);
        std::vector<std::size_t> bars;
        std::vector<std::size_t> most;
        for (std::size_t bar = 0; wordLane_ >= 0 && bar < count_; ++bar) {
            if (base_ + bar < request_.newFrom || !isCut(base_ + bar, wordLane())) continue;
            bars.push_back(bar);
            int length = whole_.bars[bar].length;
            // The last note of before may be held.
            if (bars.size() == 1 && bar > 0)
                for (const EventNote& note : notesOf(whole_.bars[bar - 1].cells[wordLane()]))
                    length -= std::max(0, note.onset + note.duration - whole_.bars[bar - 1].length);
            most.push_back(static_cast<std::size_t>(std::max(0, length / kSyllableTicks)));
        }
        const auto counts = syllablesByBar(request_.words, most);
        std::size_t first = 0;
        for (std::size_t i = 0; i < bars.size(); ++i) {
            wordsOfBar_[bars[i]] = {first, counts[i]};
            first += counts[i];
        }
    }
    [[nodiscard]] std::size_t wordLane() const { return static_cast<std::size_t>(wordLane_); }
    [[nodiscard]] bool getsWords(std::size_t bar, std::size_t lane) const {
        return static_cast<int>(lane) == wordLane_ && base_ + bar >= request_.newFrom;
    }

    /// The bars around those that are cut which the models know.
    void findRange() {
        const std::size_t lanes = lanes_.size();
        std::size_t first = score_.measures.size();
        std::size_t last = 0;
        for (std::size_t i = 0; i < request_.cells.size(); ++i) {
            if (request_.cells[i] == 0) continue;
            first = std::min(first, i / lanes);
            last = std::max(last, i / lanes);
        }
        if (first > last)
            throw Error(ExitCode::Usage, "nothing is left to write: everything is kept");
        const auto isLong = [&](std::size_t bar) {
            const Measure& measure = score_.measures[bar];
            return ticks(measure.start + measure.length) - ticks(measure.start) >
                   events::kLongestBar;
        };
        std::size_t end = first;
        while (first > 0 && !isLong(first - 1)) --first;
        while (end < score_.measures.size() && (end <= last || !isLong(end))) ++end;
        base_ = first;
        count_ = end - first;
    }

    /// Symbols that a cut cell will take, as far as can be told before.
    [[nodiscard]] std::size_t expected(std::size_t bar, std::size_t lane) const {
        std::size_t sum = 0;
        std::size_t cells = 0;
        for (const EventBar& one : whole_.bars) {
            if (one.cells[lane].empty()) continue;
            sum += one.cells[lane].size();
            ++cells;
        }
        if (getsWords(bar, lane)) return 4 + 4 * wordsOfBar_[bar].count;
        return 2 + std::max(whole_.bars[bar].cells[lane].size(), cells > 0 ? sum / cells : 4);
    }

    void chunks() {
        std::size_t size = 0;
        for (std::size_t bar = 0; bar < count_; ++bar) {
            std::size_t own = 0;
            for (std::size_t lane = 0; lane < lanes_.size(); ++lane)
                if (isCut(base_ + bar, lane)) own += expected(bar, lane);
            if (own == 0) continue;
            const bool joins = !chunks_.empty() &&
                               chunks_.back().first + chunks_.back().count == bar &&
                               size + own <= kChunk;
            if (joins) {
                ++chunks_.back().count;
                size += own;
            } else {
                chunks_.push_back({bar, 1});
                size = own;
            }
        }
    }

    /// Bars that the model sees around a chunk: more of what was than of what comes.
    [[nodiscard]] Span windowOf(const EventPiece& piece, const Span& chunk) const {
        std::size_t used = 10 + lanes_.size();
        for (std::size_t i = 0; i < chunk.count; ++i) {
            const std::size_t bar = chunk.first + i;
            used += barSize(piece, bar);
            for (std::size_t lane = 0; lane < lanes_.size(); ++lane)
                if (isCut(base_ + bar, lane)) used += expected(bar, lane) + 2;
        }
        const std::size_t room = kWindow > used ? kWindow - used : 0;
        std::size_t first = chunk.first;
        std::size_t end = chunk.first + chunk.count;
        const auto isUnknown = [&](std::size_t bar) {
            if (request_.seeOld) return false;
            for (std::size_t lane = 0; lane < lanes_.size(); ++lane)
                if (isCut(base_ + bar, lane)) return true;
            return false;
        };
        std::size_t taken = 0;
        const auto back = [&](std::size_t most) {
            while (first > 0 && taken + barSize(piece, first - 1) <= most)
                taken += barSize(piece, --first);
        };
        back(room * 2 / 3);
        while (end < count_ && !isUnknown(end) && taken + barSize(piece, end) <= room)
            taken += barSize(piece, end++);
        back(room);
        return {first, end - first};
    }

    [[nodiscard]] CellPlan planOf(const EventPiece& piece, std::size_t bar, std::size_t lane,
                                  int shift) const {
        CellPlan plan;
        const LaneHabits& habits = habits_[lane];
        const bool drums = lanes_[lane].kind == LaneKind::Drums;
        if (lanes_[lane].kind == LaneKind::Chords) return plan;
        const int by = drums ? 0 : shift;
        if (habits.notes > 0) {
            plan.lowest = habits.lowest - by - (drums ? 0 : kCompassMargin);
            plan.highest = habits.highest - by + (drums ? 0 : kCompassMargin);
            while (plan.highest - plan.lowest < kLeastCompass) {
                --plan.lowest;
                ++plan.highest;
            }
            const int top = events::kLowestPitch + events::kPitches - 1;
            plan.lowest = std::clamp(plan.lowest, events::kLowestPitch, top - kLeastCompass);
            plan.highest = std::clamp(plan.highest, plan.lowest + kLeastCompass, top);
        }
        const bool words = getsWords(bar, lane);
        plan.single = habits.single || words;
        if (!words) busiest(plan, lane);
        // Notes may sound on into what is written anew, but not into what stays.
        plan.until = 0;
        for (std::size_t next = bar; next < count_ && isCut(base_ + next, lane); ++next)
            plan.until += piece.bars[next].length;
        if (plan.single && bar > 0)
            for (const EventNote& note : notesOf(piece.bars[bar - 1].cells[lane]))
                plan.from =
                    std::max(plan.from, note.onset + note.duration - piece.bars[bar - 1].length);
        if (base_ + bar >= request_.newFrom && habits.notes > 0)
            plan.mostRests =
                habits.sung ? std::min(habits.longestRest, kSingersRest) : habits.longestRest;
        if (words) {
            plan.until = piece.bars[bar].length;
            auto& syllables = plan.syllables.emplace();
            for (std::size_t i = 0; i < wordsOfBar_[bar].count; ++i)
                syllables.push_back(request_.words[wordsOfBar_[bar].first + i].stress);
            return plan;
        }
        plannedGroups(plan, bar, lane, by);
        if (!plan.groups.empty()) plan.from = 0;
        return plan;
    }

    /// No busier and no thicker than the lane ever is.
    void busiest(CellPlan& plan, std::size_t lane) const {
        int groups = 0;
        int pitches = 0;
        for (const EventBar& bar : whole_.bars) {
            int begun = 0;
            int together = 0;
            bool ends = true;
            for (const int symbol : bar.cells[lane]) {
                if (events::isPitch(symbol)) {
                    begun += ends ? 1 : 0;
                    together = ends ? 1 : together + 1;
                    pitches = std::max(pitches, together);
                }
                ends = events::isDuration(symbol);
            }
            groups = std::max(groups, begun);
        }
        if (groups == 0) return;
        plan.mostGroups = groups + 2;
        plan.mostPitches = pitches;
    }

    void plannedGroups(CellPlan& plan, std::size_t bar, std::size_t lane, int shift) const {
        const Measure& measure = score_.measures[base_ + bar];
        const int start = ticks(measure.start);
        const int length = ticks(measure.start + measure.length) - start;
        const int index = lanes_[lane].part;
        const Part& part = score_.parts[static_cast<std::size_t>(index)];
        struct Old {
            int onset;
            int duration;
            int pitch;
            bool kept;
            int syllable;
        };
        std::vector<Old> old;
        for (std::size_t i = 0; i < part.notes.size(); ++i) {
            const Note& note = part.notes[i];
            if (note.measure != static_cast<int>(base_ + bar) || !isIn(note, lane) ||
                note.grace != Grace::None || !(Beat{} < note.duration))
                continue;
            const int onset = ticks(note.onset);
            old.push_back({std::clamp(onset - start, 0, length - 1),
                           std::max(1, ticks(note.onset + note.duration) - onset),
                           static_cast<int>(std::lround(note.pitch)) - shift,
                           request_.kept.count({index, i}) > 0, syllableOf(index, i)});
        }
        // Rests of a singer stay rests: there would be no words.
        plan.closed = base_ + bar < request_.newFrom && (request_.keepRhythm || habits_[lane].sung);
        std::sort(old.begin(), old.end(), [](const Old& a, const Old& b) {
            return std::tuple(a.onset, -a.duration, a.pitch) <
                   std::tuple(b.onset, -b.duration, b.pitch);
        });
        for (std::size_t i = 0; i < old.size();) {
            PlannedGroup group{old[i].onset, old[i].duration, {}, 0, -1};
            bool kept = false;
            std::size_t k = i;
            for (;
                 k < old.size() && old[k].onset == group.onset && old[k].duration == group.duration;
                 ++k) {
                kept = kept || old[k].kept;
                group.syllable = std::max(group.syllable, old[k].syllable);
                if (k > i && old[k].pitch == old[k - 1].pitch) continue;
                if (plan.closed || old[k].kept) group.pitches.push_back(old[k].pitch);
            }
            i = k;
            if (!plan.closed && !kept) continue;
            group.count = static_cast<int>(group.pitches.size());
            // In a chord with a kept note all stay: which of them it is cannot be told in between.
            if (!kept) group.pitches.clear();
            for (int& pitch : group.pitches)
                pitch = std::clamp(pitch, events::kLowestPitch,
                                   events::kLowestPitch + events::kPitches - 1);
            plan.groups.push_back(std::move(group));
        }
    }

    [[nodiscard]] int syllableOf(int part, std::size_t note) const {
        const auto& marks = request_.marks.syllables;
        const auto index = static_cast<std::size_t>(part);
        return index < marks.size() && note < marks[index].size() ? marks[index][note] : -1;
    }

    void fill(EventPiece& piece, const Span& chunk, models::RandomStream& random,
              Rewritten& out) const {
        const Span span = windowOf(piece, chunk);
        const EventKey key = commonestKey(keys_, base_ + span.first, span.count);
        EventPiece window = inKey(barsOf(piece, span.first, span.count), key);
        window.atEnd = false;
        const std::size_t offset = chunk.first - span.first;
        const auto cutHere = [&](std::size_t bar, std::size_t lane) {
            return bar >= offset && bar < offset + chunk.count &&
                   isCut(base_ + span.first + bar, lane);
        };
        std::vector<std::size_t> lanes;
        for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
            bool here = false;
            for (std::size_t bar = 0; bar < span.count; ++bar)
                here = here || cutHere(bar, lane) || !window.bars[bar].cells[lane].empty();
            if (here) lanes.push_back(lane);
        }
        EventPiece seen = window;
        seen.lanes.clear();
        for (const std::size_t lane : lanes) seen.lanes.push_back(window.lanes[lane]);
        CutCells cut;
        std::vector<CellPlan> plans;
        EventPiece known = seen;
        known.bars.clear();
        for (std::size_t bar = 0; bar < span.count; ++bar) {
            auto& cells = seen.bars[bar].cells;
            cells.clear();
            bool all = true;
            for (const std::size_t lane : lanes) {
                const bool gone = cutHere(bar, lane);
                all = all && !gone;
                cut.push_back(gone ? 1 : 0);
                cells.push_back(gone ? std::vector<int>{} : window.bars[bar].cells[lane]);
                if (gone) plans.push_back(planOf(piece, span.first + bar, lane, key.shift()));
            }
            if (all) known.bars.push_back(seen.bars[bar]);
        }
        measureDensity(known);
        seen.density = densityFor(known.density);
        seen.mood = moodTold();
        seen.worded = !request_.words.empty();
        const EventFill start(model_, seen, cut, std::move(plans));
        models::Decoded decoded;
        if (request_.beam) {
            const auto found = models::beamSearch(start, request_.decoding, *request_.beam);
            decoded = found[std::min(found.size() - 1, static_cast<std::size_t>(out.candidate))];
        } else {
            decoded = models::sampleSequence(start, request_.decoding, random);
        }
        EventFill end(start);
        for (const int symbol : decoded.symbols) end.push(symbol);
        out.logProbability += decoded.logProbability;
        out.events += decoded.symbols.size();
        EventPiece written = end.piece();
        written.key = key;
        written = inKey(std::move(written), piece.key);
        for (std::size_t bar = 0; bar < span.count; ++bar)
            for (std::size_t i = 0; i < lanes.size(); ++i)
                if (cutHere(bar, lanes[i]))
                    piece.bars[span.first + bar].cells[lanes[i]] = written.bars[bar].cells[i];
    }

    /// The valence asked for. What the network has learnt of arousal is the tempo's: it takes what
    /// is excited for fast, and writes longer notes.
    [[nodiscard]] int moodTold() const {
        if (request_.mood == events::kAny) return events::kAny;
        return events::kMood + 3 + (request_.mood - events::kMood) % 3;
    }

    /// What is excited has more notes than what stands around it, what is calm has fewer: a score
    /// has little else to say it by, since tempo and loudness go on.
    [[nodiscard]] int densityFor(int around) const {
        if (request_.mood == events::kAny || around == events::kAny) return around;
        const int third = (request_.mood - events::kMood) / 3;
        return std::clamp(around + kArousedLevels * (third - 1), events::kLevel,
                          events::kLevel + events::kLevels - 1);
    }

    [[nodiscard]] Note newNote(const EventNote& event, const Measure& measure,
                               std::size_t measureIndex, std::size_t lane, int shift) const {
        const LaneHabits& habits = habits_[lane];
        Note note;
        note.onset = measure.start + Beat(event.onset, kTicks);
        note.duration = Beat(event.duration, kTicks);
        note.measure = static_cast<int>(measureIndex);
        note.pitch = event.pitch + shift;
        note.staff = std::max(1, lanes_[lane].staff);
        note.voice = habits.notes > 0 ? habits.voice : note.staff == 2 ? 5 : 1;
        if (habits.velocity)
            note.velocity = std::clamp(*habits.velocity + request_.louder, 0.05F, 1.0F);
        if (habits.spelled) note.spelled = spell(note.pitch + habits.transposition, measure.fifths);
        return note;
    }

    /// The same notes at other pitches; false if they are not as many.
    bool repitch(Part& part, const std::vector<std::size_t>& old,
                 const std::vector<EventNote>& events, const Measure& measure, int shift,
                 std::size_t& written) const {
        std::vector<std::size_t> order = old;
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            const Note& x = part.notes[a];
            const Note& y = part.notes[b];
            return std::tuple(ticks(x.onset), -ticks(x.duration), x.pitch) <
                   std::tuple(ticks(y.onset), -ticks(y.duration), y.pitch);
        });
        if (order.size() != events.size()) return false;
        for (std::size_t i = 0; i < order.size(); ++i)
            if (std::max(0, ticks(part.notes[order[i]].onset) - ticks(measure.start)) !=
                events[i].onset)
                return false;
        for (std::size_t i = 0; i < order.size(); ++i) {
            Note& note = part.notes[order[i]];
            const double pitch = events[i].pitch + shift;
            if (note.pitch == pitch) continue;
            const double transposition =
                note.spelled ? std::round(pitchOf(*note.spelled) - note.pitch) : 0.0;
            note.pitch = pitch;
            if (note.spelled) note.spelled = spell(pitch + transposition, measure.fifths);
            note.alterAbove.reset();
            note.alterBelow.reset();
            note.glide = Glide::None;
            note.inflection.clear();
            ++written;
        }
        return true;
    }

    void mergeNotes(Score& out, std::size_t measureIndex, std::size_t bar, std::size_t lane,
                    const EventPiece& piece, std::set<std::pair<int, std::size_t>>& gone,
                    std::vector<std::pair<int, Note>>& added, std::size_t& written) const {
        const int index = lanes_[lane].part;
        Part& part = out.parts[static_cast<std::size_t>(index)];
        const Measure& measure = out.measures[measureIndex];
        const int start = ticks(measure.start);
        const int shift = lanes_[lane].kind == LaneKind::Drums ? 0 : piece.key.shift();
        std::vector<EventNote> events = notesOf(piece.bars[bar].cells[lane]);
        std::vector<std::size_t> old;
        std::vector<std::size_t> graces;
        for (std::size_t i = 0; i < part.notes.size(); ++i) {
            const Note& note = part.notes[i];
            if (note.measure != static_cast<int>(measureIndex) || !isIn(note, lane)) continue;
            const bool grace = note.grace != Grace::None || !(Beat{} < note.duration);
            (grace ? graces : old).push_back(i);
        }
        const auto isKept = [&](std::size_t i) { return request_.kept.count({index, i}) > 0; };
        const auto drop = [&](const std::vector<std::size_t>& notes) {
            for (const std::size_t i : notes)
                if (!isKept(i)) gone.insert({index, i});
        };
        drop(graces);
        if ((habits_[lane].sung || request_.keepRhythm) &&
            repitch(part, old, events, measure, shift, written))
            return;
        drop(old);
        const bool words = getsWords(bar, lane) && measureIndex == base_ + bar;
        std::size_t word = wordsOfBar_[bar].first;
        for (const EventNote& event : events) {
            const bool is = std::any_of(old.begin(), old.end(), [&](std::size_t i) {
                const Note& note = part.notes[i];
                return isKept(i) && ticks(note.onset) == start + event.onset &&
                       std::lround(note.pitch) == event.pitch + shift;
            });
            if (is) continue;
            Note note = newNote(event, measure, measureIndex, lane, shift);
            if (words && event.syllable >= 0) note.lyrics.push_back(request_.words[word++].lyric);
            added.emplace_back(index, std::move(note));
            ++written;
        }
    }

    static void mergeChords(Score& out, const Measure& measure, const EventBar& bar,
                            std::size_t lane, const EventKey& key) {
        EventPiece one;
        one.key = key;
        one.lanes = {{LaneKind::Chords, -1, 0}};
        one.bars = {bar};
        one.bars.front().cells = {bar.cells[lane]};
        const Beat end = measure.start + measure.length;
        std::erase_if(out.chords, [&](const ChordSymbol& symbol) {
            return symbol.at >= measure.start && symbol.at < end;
        });
        for (ChordSymbol symbol : scoreOf(one).chords) {
            symbol.at = measure.start + symbol.at;
            out.chords.push_back(symbol);
        }
        std::stable_sort(out.chords.begin(), out.chords.end(),
                         [](const ChordSymbol& a, const ChordSymbol& b) { return a.at < b.at; });
    }

    [[nodiscard]] Score merged(const EventPiece& piece, std::size_t& written) const {
        Score out = score_;
        std::set<std::pair<int, std::size_t>> gone;
        std::vector<std::pair<int, Note>> added;
        for (std::size_t bar = 0; bar < count_; ++bar) {
            const Measure& first = score_.measures[base_ + bar];
            for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
                if (!isCut(base_ + bar, lane)) continue;
                for (std::size_t m = 0; m < out.measures.size(); ++m) {
                    // The bar itself, and where it is played again.
                    const bool same =
                        m == base_ + bar || (playsAgain(first, out.measures[m]) && !isCut(m, lane));
                    if (!same) continue;
                    std::size_t count = 0;
                    if (lanes_[lane].kind == LaneKind::Chords)
                        mergeChords(out, out.measures[m], piece.bars[bar], lane, piece.key);
                    else
                        mergeNotes(out, m, bar, lane, piece, gone, added, count);
                    if (m == base_ + bar) written += count;
                }
            }
        }
        for (std::size_t p = 0; p < out.parts.size(); ++p) {
            auto& notes = out.parts[p].notes;
            std::vector<Note> left;
            const auto index = static_cast<int>(p);
            bool changed = false;
            for (std::size_t i = 0; i < notes.size(); ++i) {
                if (gone.count({index, i}) > 0)
                    changed = true;
                else
                    left.push_back(std::move(notes[i]));
            }
            for (auto& [part, note] : added) {
                if (part != index) continue;
                left.push_back(std::move(note));
                changed = true;
            }
            notes = std::move(left);
            if (!changed) continue;
            std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
                if (a.onset != b.onset) return a.onset < b.onset;
                const bool grace = a.grace != Grace::None;
                if (grace != (b.grace != Grace::None)) return grace;
                return !grace && a.pitch < b.pitch;
            });
        }
        return out;
    }

    const Score& score_;
    const EventModel& model_;
    const RewriteRequest& request_;
    std::vector<EventLane> lanes_;
    std::vector<LaneHabits> habits_;
    std::vector<EventKey> keys_;
    std::size_t base_ = 0;
    std::size_t count_ = 0;
    EventPiece whole_;  // bars base_ … base_ + count_
    int wordLane_ = -1;
    std::vector<Span> wordsOfBar_;
    std::vector<Span> chunks_;
};

}  // namespace

bool playsAgain(const Measure& one, const Measure& other) {
    return one.written == other.written && one.pass != other.pass && one.length == other.length;
}

std::vector<Rewritten> rewrite(const Score& score, const EventModel& model,
                               const RewriteRequest& request) {
    return Rewriter(score, model, request).all();
}

Score withBars(const Score& score, std::size_t bars) {
    Score out = score;
    if (out.measures.empty()) throw Error(ExitCode::Input, "the score has no bars to go on from");
    Measure last = out.measures.back();
    int written = 0;
    int number = 0;
    for (Measure& measure : out.measures) {
        measure.signs = {};
        measure.written = written++;
        number = std::max(number, std::atoi(measure.number.c_str()));
    }
    // An upbeat's complement at the end would make every new bar too short.
    const Beat whole(4 * std::int64_t{last.beats}, std::max(1, last.beatType));
    Beat at = last.start + last.length;
    for (std::size_t i = 0; i < bars; ++i) {
        Measure measure = last;
        measure.signs = {};
        measure.section.clear();
        measure.start = at;
        measure.length = whole;
        measure.number = std::to_string(++number);
        measure.pass = 1;
        measure.written = written++;
        at = at + whole;
        out.measures.push_back(measure);
    }
    return out;
}

}  // namespace arioso
