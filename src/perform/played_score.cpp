#include "src/perform/played_score.h"

#include <algorithm>
#include <cmath>

#include "src/perform/dynamics.h"
#include "src/perform/pitch_curves.h"
#include "src/perform/plan.h"

namespace arioso {
namespace {

constexpr double kSameTime = 1e-6;  // seconds
constexpr double kBendStep = 0.02;  // seconds between two values of a drawn bend
constexpr std::size_t kMostSteps = 500;
const Beat kShortest(1, 1920);

using Kind = ControlChange::Kind;

class PartPlayer {
  public:
    PartPlayer(const Score& score, const Part& part, const PerformanceClock& clock)
        : part_(part), clock_(clock), plan_(planNotes(score, part, clock)) {}

    Part play() {
        Part out = part_;
        out.notes.clear();
        out.dynamics.clear();
        const Dynamics dynamics(part_);
        for (const PlannedNote& planned : plan_) {
            Note note = *planned.written;
            const Beat end = note.onset + note.duration;
            note.onset = place(planned.onset, note.onset);
            note.duration = std::max(kShortest, place(planned.offset, end) - note.onset);
            note.pitch = static_cast<double>(planned.pitch);
            note.velocity = std::clamp(velocityOf(planned, dynamics), 1.0F / 127.0F, 1.0F);
            note.grace = Grace::None;
            note.articulation = Articulation::None;
            note.strokes = 0;
            note.glide = Glide::None;
            note.inflection.clear();
            note.lyrics.clear();
            if (planned.lyrics != nullptr) note.lyrics = *planned.lyrics;
            out.notes.push_back(std::move(note));
        }
        if (!part_.percussion) {
            programs(out);
            bends(out);
        }
        return out;
    }

  private:
    /// A time in beats; exactly the written place where that is its time.
    [[nodiscard]] Beat place(double seconds, Beat written) const {
        if (std::abs(clock_.seconds(written.value()) - seconds) < kSameTime) return written;
        return Beat::fromDouble(clock_.beat(seconds));
    }

    /// Pizzicato and mutes are instruments of their own.
    void programs(Part& out) const {
        int current = out.program;
        std::vector<ProgramChange> changes;
        for (std::size_t i = 0; i < plan_.size(); ++i) {
            if (plan_[i].program == current) continue;
            current = plan_[i].program;
            const auto written = std::find_if(
                part_.programs.rbegin(), part_.programs.rend(), [&](const ProgramChange& one) {
                    return one.at <= out.notes[i].onset && one.program == current;
                });
            const int bank = written == part_.programs.rend() ? 0 : written->bank;
            changes.push_back({out.notes[i].onset, current, bank});
        }
        const bool start = !part_.programs.empty() && part_.programs.front().at == Beat{};
        if (start) changes.insert(changes.begin(), part_.programs.front());
        out.programs = std::move(changes);
    }

    /// A channel has one pitch wheel: only a single voice can use it for its own bends.
    void bends(Part& out) const {
        for (const ControlChange& change : part_.controls) {
            if (change.kind == Kind::PitchBendSemitones) return;
        }
        for (std::size_t i = 1; i < plan_.size(); ++i) {
            if (plan_[i].onset + kSameTime < plan_[i - 1].offset && !plan_[i - 1].legato) return;
        }
        for (const PlannedNote& planned : plan_) {
            const double length = planned.offset - planned.onset;
            const auto curve = writtenBend(length, planned.written->inflection, planned.glide);
            if (curve.empty()) continue;
            const auto at = [&](double seconds, double cents) {
                const Beat beat = Beat::fromDouble(clock_.beat(planned.onset + seconds));
                const double microtone = planned.pitch - std::lround(planned.pitch);
                out.controls.push_back({beat, Kind::PitchBendSemitones,
                                        static_cast<float>(microtone + cents / 100.0)});
            };
            draw(curve, length, at);
            at(length, 0.0);
        }
        std::stable_sort(
            out.controls.begin(), out.controls.end(),
            [](const ControlChange& a, const ControlChange& b) { return a.at < b.at; });
    }

    template <class Action>
    static void draw(const std::vector<dsp::PitchPoint>& curve, double length, Action at) {
        at(0.0, curve.front().cents);
        for (std::size_t i = 0; i + 1 < curve.size(); ++i) {
            const dsp::PitchPoint& from = curve[i];
            const dsp::PitchPoint& to = curve[i + 1];
            const double span = to.seconds - from.seconds;
            if (span <= 0.0 || from.cents == to.cents) continue;
            const auto steps =
                std::clamp<std::size_t>(static_cast<std::size_t>(span / kBendStep), 1, kMostSteps);
            for (std::size_t s = 1; s <= steps; ++s) {
                const double part = static_cast<double>(s) / static_cast<double>(steps);
                const double time = from.seconds + part * span;
                if (time < length) at(time, from.cents + part * (to.cents - from.cents));
            }
        }
    }

    const Part& part_;
    const PerformanceClock& clock_;
    std::vector<PlannedNote> plan_;
};

}  // namespace

Score playedScore(const Score& score) {
    const PerformanceClock clock(score, 1.0);
    Score out = score;
    out.swings.clear();
    out.tempos = clock.tempos();
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        out.parts[i] = PartPlayer(score, score.parts[i], clock).play();
    }
    return out;
}

}  // namespace arioso
