#include "src/harmony/voice_fill.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "dsp/error.h"
#include "src/compose/steering.h"
#include "src/compose/voicing.h"
#include "src/harmony/key_segments.h"
#include "src/harmony/voice_rnn.h"
#include "src/score/spelling.h"

namespace arioso {
namespace {

/// Felt beats of what stays that the models see on either side.
constexpr std::size_t kAround = 64;
constexpr int kCompassMargin = 2;
constexpr double kLeastShare = 1e-3;
/// Nats that faults between two beats cost.
constexpr double kParallel = 4.0;
constexpr double kCrossing = 4.0;
constexpr double kLeap = 1.5;
constexpr int kWidestStep = 9;

int ticks(Beat beat) {
    return static_cast<int>(std::lround(beat.value() * kTicks));
}

/// What the notes of a part have in common.
struct PartHabits {
    int lowest = 127;
    int highest = 0;
    bool sung = false;
    bool spelled = false;
    double transposition = 0.0;  ///< written minus sounding
    std::optional<float> velocity;
    int voice = 1;
    int staff = 1;
};

PartHabits habitsOf(const Part& part) {
    PartHabits out;
    double level = 0.0;
    std::size_t stated = 0;
    std::map<std::pair<int, int>, std::size_t> places;
    for (const Note& note : part.notes) {
        const int pitch = static_cast<int>(std::lround(note.pitch));
        out.lowest = std::min(out.lowest, pitch - kCompassMargin);
        out.highest = std::max(out.highest, pitch + kCompassMargin);
        out.sung = out.sung || !note.lyrics.empty();
        ++places[{note.voice, note.staff}];
        if (note.velocity) {
            level += *note.velocity;
            ++stated;
        }
        if (!note.spelled) continue;
        out.spelled = true;
        out.transposition = std::round(pitchOf(*note.spelled) - note.pitch);
    }
    if (stated > 0 && stated == part.notes.size())
        out.velocity = static_cast<float>(level / static_cast<double>(stated));
    std::size_t most = 0;
    for (const auto& [place, times] : places) {
        if (times <= most) continue;
        most = times;
        out.voice = place.first;
        out.staff = place.second;
    }
    return out;
}

class BarFiller {
  public:
    BarFiller(const Score& score, const RewriteRequest& request)
        : score_(score), request_(request), lanes_(lanesOf(score)), bars_(studyBars(score)) {
        if (request.cells.size() != score.measures.size() * lanes_.size())
            throw Error(ExitCode::Processing, "filling: expected a mark for each cell");
        const auto parts = fourPartsOf(score);
        if (!parts) refuseParts();
        parts_ = *parts;
        for (std::size_t v = 0; v < kVoices; ++v) habits_[v] = habitsOf(score.parts[parts_[v]]);
        findCells();
        checkMetres();
        findKeySegments(score, bars_);
        grid_ = harmonyGrid(bars_);
        frames_ = fourVoicesOf(score, grid_);
        findFree();
        chooseWindow();
    }

    Rewritten run(const VoiceFiller& filler, int candidate) const {
        FillRequest request = fillRequest();
        request.seed = request_.seed + static_cast<std::uint64_t>(candidate);
        const std::vector<Range> ranges = rangesOf(request);
        request.allowed = [&](std::size_t t, int voice, int pitch) {
            const Range& range = ranges[t * kVoices + static_cast<std::size_t>(voice)];
            return pitch >= range.lowest && pitch <= range.highest;
        };
        const FilledVoices filled = filler(request);
        std::vector<VoiceFrame> best = choose(request, filled);
        mend(request, filled, best);
        Rewritten out;
        out.candidate = candidate;
        for (std::size_t t = 0; t < best.size(); ++t)
            for (std::size_t v = 0; v < kVoices; ++v) {
                if (request.free[t][v] == 0) continue;
                out.logProbability -= doubt(filled, t, v, best[t][v]);
                ++out.events;
            }
        out.logProbability /= std::max(1.0, static_cast<double>(out.events));
        out.score = written(best, out.notes);
        return out;
    }

  private:
    using VoiceMarks = std::array<char, kVoices>;
    struct Range {
        int lowest = 0;
        int highest = 127;
    };
    using Frames = std::vector<VoiceFrame>;

    [[noreturn]] void refuseParts() const {
        std::size_t pitched = 0;
        for (const Part& part : score_.parts)
            pitched += !part.percussion && !part.notes.empty() ? 1U : 0U;
        throw Error(
            ExitCode::Input,
            fmt::format("method rbm or rnn-rbm: expected four pitched parts, or four that are "
                        "sung, found {} pitched",
                        pitched));
    }

    /// Cells by bar and voice; bars that come again are written with the first of them.
    void findCells() {
        const std::size_t count = score_.measures.size();
        cut_.assign(count, {0, 0, 0, 0});
        home_.resize(count);
        bool any = false;
        for (std::size_t bar = 0; bar < count; ++bar) {
            home_[bar] = bar;
            for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
                if (request_.cells[bar * lanes_.size() + lane] == 0) continue;
                for (std::size_t v = 0; v < kVoices; ++v)
                    if (lanes_[lane].part == static_cast<int>(parts_[v])) cut_[bar][v] = 1;
            }
            for (const char one : cut_[bar]) any = any || one != 0;
        }
        if (!any)
            throw Error(ExitCode::Usage,
                        "nothing is left to write: no bar of the four voices is asked for");
        std::map<int, std::size_t> first;
        for (std::size_t bar = 0; bar < count; ++bar)
            if (cut_[bar] != VoiceMarks{0, 0, 0, 0})
                first.try_emplace(score_.measures[bar].written, bar);
        for (std::size_t bar = 0; bar < count; ++bar) {
            const auto found = first.find(score_.measures[bar].written);
            if (found == first.end() || found->second == bar) continue;
            if (!playsAgain(score_.measures[found->second], score_.measures[bar])) continue;
            home_[bar] = found->second;
            cut_[bar] = cut_[found->second];
        }
    }

    void checkMetres() const {
        for (std::size_t bar = 0; bar < cut_.size(); ++bar) {
            if (cut_[bar] == VoiceMarks{0, 0, 0, 0}) continue;
            const Measure& measure = score_.measures[bar];
            if (metreIsSupported(measure.beats, measure.beatType)) continue;
            throw Error(ExitCode::Input,
                        fmt::format("measure {}: method rbm or rnn-rbm: expected a metre of 2/4 to "
                                    "7/4, 2/2, 3/2 or 3/8 to 12/8, found {}/{}",
                                    measure.number, measure.beats, measure.beatType));
        }
    }

    [[nodiscard]] bool keepsRhythm(std::size_t voice) const {
        return request_.keepRhythm || habits_[voice].sung;
    }
    [[nodiscard]] bool isKept(std::size_t voice, std::size_t note) const {
        return request_.kept.count({static_cast<int>(parts_[voice]), note}) > 0;
    }

    /// Beats of cut bars, but for those that something sounds in which stays.
    void findFree() {
        free_.assign(grid_.size(), {0, 0, 0, 0});
        for (std::size_t t = 0; t < grid_.size(); ++t)
            for (std::size_t v = 0; v < kVoices; ++v) {
                if (cut_[static_cast<std::size_t>(grid_[t].bar)][v] == 0) continue;
                // Where only pitches change, rests stay rests.
                free_[t][v] = !keepsRhythm(v) || frames_[t][v] >= 0 ? 1 : 0;
            }
        for (std::size_t v = 0; v < kVoices; ++v) {
            const std::vector<Note>& notes = score_.parts[parts_[v]].notes;
            for (std::size_t i = 0; i < notes.size(); ++i) {
                const Note& note = notes[i];
                const bool cut = note.measure >= 0 &&
                                 static_cast<std::size_t>(note.measure) < cut_.size() &&
                                 cut_[static_cast<std::size_t>(note.measure)][v] != 0;
                if (cut && !isKept(v, i)) continue;
                const int begin = ticks(note.onset);
                const int end = ticks(note.onset + note.duration);
                auto slot = std::partition_point(
                    grid_.begin(), grid_.end(),
                    [&](const HarmonySlot& one) { return one.start + one.length <= begin; });
                for (; slot != grid_.end() && slot->start < end; ++slot)
                    free_[static_cast<std::size_t>(slot - grid_.begin())][v] = 0;
            }
        }
    }

    void chooseWindow() {
        std::size_t first = grid_.size();
        std::size_t last = 0;
        for (std::size_t t = 0; t < grid_.size(); ++t) {
            if (free_[t] == VoiceMarks{0, 0, 0, 0}) continue;
            first = std::min(first, t);
            last = t;
        }
        if (first > last)
            throw Error(ExitCode::Usage, "nothing is left to write: everything is kept");
        if (grid_.size() < kWindowBeats)
            throw Error(ExitCode::Input,
                        fmt::format("method rbm or rnn-rbm: expected {} beats or more, found {}",
                                    kWindowBeats, grid_.size()));
        first_ = first - std::min(first, kAround);
        count_ = std::min(grid_.size(), last + 1 + kAround) - first_;
        while (count_ < kWindowBeats) {
            if (first_ > 0) --first_;
            count_ = std::min(grid_.size() - first_, count_ + 1);
        }
    }

    [[nodiscard]] FillRequest fillRequest() const {
        FillRequest out;
        for (std::size_t t = first_; t < first_ + count_; ++t) {
            out.frames.push_back(frames_[t]);
            out.free.push_back(free_[t]);
            out.places.push_back(grid_[t].place);
            const StudyBar& bar = bars_[static_cast<std::size_t>(grid_[t].bar)];
            out.keys.push_back({bar.tonic, bar.minor});
            for (std::size_t v = 0; v < kVoices; ++v)
                if (free_[t][v] != 0) out.frames.back()[v] = -1;
        }
        return out;
    }

    /// What each voice may have: its part's compass, between the neighbours that are known, among
    /// the pitches that the models know of it.
    [[nodiscard]] std::vector<Range> rangesOf(const FillRequest& request) const {
        std::vector<Range> out(request.frames.size() * kVoices);
        for (std::size_t t = 0; t < request.frames.size(); ++t)
            for (std::size_t v = 0; v < kVoices; ++v) {
                const int low = voicePitch(0, static_cast<int>(v), request.keys[t].tonic);
                const Range known{low, low + kVoicePitches - 1};
                Range range{std::max(known.lowest, habits_[v].lowest),
                            std::min(known.highest, habits_[v].highest)};
                if (range.lowest > range.highest) range = known;
                Range between = range;
                for (std::size_t u = 0; u < kVoices; ++u) {
                    const int pitch = request.frames[t][u];
                    if (pitch < 0) continue;
                    if (u < v) between.highest = std::min(between.highest, pitch);
                    if (u > v) between.lowest = std::max(between.lowest, pitch);
                }
                if (between.lowest <= between.highest) range = between;
                out[t * kVoices + v] = range;
            }
        return out;
    }

    /// -ln of what the model gives a pitch.
    static double doubt(const FilledVoices& filled, std::size_t t, std::size_t v, int pitch) {
        const double share =
            pitch >= 0 && pitch < 128 ? filled.shares[t][v][static_cast<std::size_t>(pitch)] : 0.0F;
        return -std::log(kLeastShare + (1.0 - kLeastShare) * share);
    }

    /// What the faults at a beat and towards it from the one before cost.
    static double faults(const Frames& frames, std::size_t t) {
        double sum = 0.0;
        const VoiceFrame& now = frames[t];
        for (std::size_t v = 1; v < kVoices; ++v)
            if (now[v] >= 0 && now[v - 1] >= 0 && now[v] > now[v - 1]) sum += kCrossing;
        if (t == 0) return sum;
        const VoiceFrame& before = frames[t - 1];
        for (std::size_t a = 0; a < kVoices; ++a) {
            if (now[a] < 0 || before[a] < 0) continue;
            if (std::abs(now[a] - before[a]) > kWidestStep) sum += kLeap;
            for (std::size_t b = a + 1; b < kVoices; ++b)
                if (now[b] >= 0 && before[b] >= 0 &&
                    parallelPerfects(before[a], before[b], now[a], now[b]))
                    sum += kParallel;
        }
        return sum;
    }

    static Frames choose(const FillRequest& request, const FilledVoices& filled) {
        Frames best = filled.frames;
        double least = 0.0;
        for (std::size_t d = 0; d < filled.draws.size(); ++d) {
            const Frames& draw = filled.draws[d];
            double cost = 0.0;
            for (std::size_t t = 0; t < draw.size(); ++t) {
                cost += faults(draw, t);
                for (std::size_t v = 0; v < kVoices; ++v)
                    if (request.free[t][v] != 0) cost += doubt(filled, t, v, draw[t][v]);
            }
            if (d > 0 && cost >= least) continue;
            least = cost;
            best = draw;
        }
        return best;
    }

    /// Other pitches where there are faults, as long as that is worth it.
    static void mend(const FillRequest& request, const FilledVoices& filled, Frames& frames) {
        constexpr int kSweeps = 4;
        const auto around = [&](std::size_t t) {
            return faults(frames, t) + (t + 1 < frames.size() ? faults(frames, t + 1) : 0.0);
        };
        for (int sweep = 0; sweep < kSweeps; ++sweep) {
            bool changed = false;
            for (std::size_t t = 0; t < frames.size(); ++t)
                for (std::size_t v = 0; v < kVoices; ++v) {
                    if (request.free[t][v] == 0 || around(t) == 0.0) continue;
                    int& pitch = frames[t][v];
                    const int old = pitch;
                    int chosen = old;
                    double least = around(t) + doubt(filled, t, v, old) - 1e-9;
                    for (int other = 0; other < 128; ++other) {
                        if (!request.allowed(t, static_cast<int>(v), other)) continue;
                        pitch = other;
                        const double cost = around(t) + doubt(filled, t, v, other);
                        if (cost >= least) continue;
                        least = cost;
                        chosen = other;
                    }
                    pitch = chosen;
                    changed = changed || chosen != old;
                }
            if (!changed) break;
        }
    }

    void setPitch(Note& note, int pitch, std::size_t voice, const Measure& measure) const {
        note.pitch = pitch;
        note.spelled.reset();
        const PartHabits& habits = habits_[voice];
        if (habits.spelled && habits.transposition == 0.0)
            note.spelled = spell(pitch, measure.fifths);
    }

    /// Index into the grid of the felt beat that sounds at a tick of a bar.
    [[nodiscard]] std::optional<std::size_t> slotAt(std::size_t bar, int tick) const {
        const auto next =
            std::upper_bound(grid_.begin(), grid_.end(), tick,
                             [](int at, const HarmonySlot& one) { return at < one.start; });
        if (next == grid_.begin()) return std::nullopt;
        const auto slot = std::prev(next);
        if (slot->bar != static_cast<int>(bar)) return std::nullopt;
        return static_cast<std::size_t>(slot - grid_.begin());
    }

    [[nodiscard]] int pitchAt(const Frames& frames, std::size_t slot, std::size_t voice) const {
        if (slot < first_ || slot >= first_ + frames.size() || free_[slot][voice] == 0) return -1;
        return frames[slot - first_][voice];
    }

    /// The notes of a bar that is written anew, as its home has them.
    [[nodiscard]] std::vector<Note> fresh(const Frames& frames, std::size_t bar,
                                          std::size_t voice) const {
        std::vector<Note> out;
        const std::size_t home = home_[bar];
        const Measure& measure = score_.measures[bar];
        int lastEnd = -1;
        for (std::size_t t = 0; t < grid_.size(); ++t) {
            const HarmonySlot& slot = grid_[t];
            if (slot.bar != static_cast<int>(home)) continue;
            const int pitch = pitchAt(frames, t, voice);
            if (pitch < 0) continue;
            const bool isMiddle = slot.beats % 2 == 0 && 2 * slot.place == slot.beats;
            if (!out.empty() && !isMiddle && lastEnd == slot.start &&
                out.back().pitch == static_cast<double>(pitch)) {
                out.back().duration = out.back().duration + Beat(slot.length, kTicks);
            } else {
                Note note;
                note.onset = measure.start + Beat(slot.start - bars_[home].start, kTicks);
                note.duration = Beat(slot.length, kTicks);
                note.voice = habits_[voice].voice;
                note.staff = habits_[voice].staff;
                note.velocity = habits_[voice].velocity;
                note.measure = static_cast<int>(bar);
                setPitch(note, pitch, voice, measure);
                out.push_back(note);
            }
            lastEnd = slot.start + slot.length;
        }
        return out;
    }

    [[nodiscard]] Score written(const Frames& frames, std::size_t& count) const {
        Score out = score_;
        for (std::size_t v = 0; v < kVoices; ++v) {
            std::vector<Note> notes;
            std::vector<Note>& old = out.parts[parts_[v]].notes;
            for (std::size_t i = 0; i < old.size(); ++i) {
                Note& note = old[i];
                const auto bar = static_cast<std::size_t>(std::max(0, note.measure));
                if (bar >= cut_.size() || cut_[bar][v] == 0 || isKept(v, i)) {
                    notes.push_back(std::move(note));
                    continue;
                }
                if (!keepsRhythm(v)) continue;
                const std::size_t home = home_[bar];
                const auto slot = slotAt(
                    home, bars_[home].start + ticks(note.onset - score_.measures[bar].start));
                const int pitch = slot ? pitchAt(frames, *slot, v) : -1;
                if (pitch >= 0) {
                    setPitch(note, pitch, v, score_.measures[bar]);
                    if (bar == home) ++count;
                }
                notes.push_back(std::move(note));
            }
            for (std::size_t bar = 0; bar < cut_.size(); ++bar) {
                if (cut_[bar][v] == 0 || keepsRhythm(v)) continue;
                const std::vector<Note> added = fresh(frames, bar, v);
                if (home_[bar] == bar) count += added.size();
                notes.insert(notes.end(), added.begin(), added.end());
            }
            std::stable_sort(notes.begin(), notes.end(),
                             [](const Note& a, const Note& b) { return a.onset < b.onset; });
            old = std::move(notes);
        }
        return out;
    }

    const Score& score_;
    const RewriteRequest& request_;
    std::vector<EventLane> lanes_;
    std::vector<StudyBar> bars_;
    std::array<std::size_t, kVoices> parts_{};
    std::array<PartHabits, kVoices> habits_;
    std::vector<VoiceMarks> cut_;    ///< by bar
    std::vector<std::size_t> home_;  ///< by bar: the one whose music it has
    std::vector<HarmonySlot> grid_;
    std::vector<VoiceFrame> frames_;  ///< as they were
    std::vector<VoiceMarks> free_;    ///< by beat
    std::size_t first_ = 0;           ///< of the beats that the model sees
    std::size_t count_ = 0;
};

}  // namespace

VoiceFiller loadVoiceFiller(const std::string& method, const std::filesystem::path& folder) {
    if (method == "rbm")
        return [model = loadFourVoices(folder)](const FillRequest& request) {
            return fillVoices(*model, request);
        };
    if (method == "rnn-rbm")
        return [model = loadVoiceRnn(folder)](const FillRequest& request) {
            return fillVoices(*model, request);
        };
    throw Error(ExitCode::Usage, "method: expected rbm or rnn-rbm, found '" + method + "'");
}

std::vector<Rewritten> fillBars(const Score& score, const VoiceFiller& filler,
                                const RewriteRequest& request) {
    const BarFiller bars(score, request);
    std::vector<Rewritten> out;
    for (int i = 0; i < request.candidates; ++i) out.push_back(bars.run(filler, i));
    std::stable_sort(out.begin(), out.end(), [](const Rewritten& a, const Rewritten& b) {
        return a.logProbability > b.logProbability;
    });
    return out;
}

}  // namespace arioso
