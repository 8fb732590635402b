#include <algorithm>
#include <array>

#include "tools/corpus/etude.h"
#include "tools/corpus/teacher.h"

namespace arioso::corpus {
namespace {

constexpr int kKick = 36;
constexpr int kSnare = 38;
constexpr int kCrash = 49;
constexpr int kSteps = 16;

/// Chance of a stroke on each sixteenth of a bar.
struct Pattern {
    std::array<float, kSteps> kick;
    std::array<float, kSteps> snare;
    std::array<float, kSteps> time;  // hi-hat or ride
};
const std::vector<Pattern> kPatterns{
    {{1, 0, 0, 0, .2F, 0, .4F, 0, 1, 0, .3F, 0, 0, 0, .2F, 0},
     {0, 0, 0, 0, 1, 0, 0, .1F, 0, .1F, 0, 0, 1, 0, 0, .2F},
     {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0}},
    {{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, .2F},
     {0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0},
     {0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, .2F}},
    {{1, 0, 0, .5F, 0, 0, .5F, 0, 0, 0, 1, 0, 0, .4F, 0, 0},
     {0, 0, 0, 0, 1, 0, 0, .4F, 0, .4F, 0, 0, 1, 0, 0, .3F},
     {1, .8F, 1, .8F, 1, .8F, 1, .8F, 1, .8F, 1, .8F, 1, .8F, 1, .8F}},
    {{.6F, 0, 0, 0, 0, 0, .3F, 0, .5F, 0, 0, 0, 0, 0, .3F, 0},
     {0, 0, .2F, 0, .3F, 0, 0, .2F, 0, 0, .2F, 0, .3F, 0, 0, .2F},
     {1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1}},
};

class Drummer {
  public:
    Drummer(const Instrument& instrument, Random& random, double seconds)
        : instrument_(instrument), random_(random), end_(seconds) {
        step_ = 60.0 / random.range(65.0, 180.0) / 4.0;
        time_ = random.chance(0.2) ? 0.0 : random.range(0.0, 0.4);
    }

    PerformedPart play() {
        while (time_ < end_) {
            level_ = random_.range(0.3, 1.0);
            const double kind = random_.uniform();
            if (kind < 0.5) {
                groove();
            } else if (kind < 0.65) {
                fill();
            } else {
                strokes();
            }
        }
        std::erase_if(part_.notes, [this](const PerformedNote& n) { return n.onset >= end_; });
        part_.name = instrument_.name;
        part_.percussion = true;
        untangle(part_);
        return std::move(part_);
    }

  private:
    void hit(int key, double onset, double velocity) {
        PerformedNote note;
        note.onset = std::max(0.0, onset + random_.range(-0.006, 0.006));
        note.offset = note.onset + 0.1;
        note.pitch = static_cast<float>(key);
        note.velocity =
            static_cast<float>(std::clamp(velocity * random_.range(0.8, 1.1), 0.12, 1.0));
        part_.notes.push_back(std::move(note));
    }

    void groove() {
        const Pattern& pattern = random_.pick(kPatterns);
        const int kick = random_.chance(0.7) ? kKick : 35;
        const int snare = random_.pick(std::vector<int>{38, 38, 38, 40, 40, 37, 39});
        const int time =
            random_.pick(std::vector<int>{42, 42, 42, 42, 46, 51, 51, 59, 53, 44, 54, 70});
        const bool extra = random_.chance(0.3);
        const int other = random_.integer(54, instrument_.highest);
        for (int bars = random_.integer(1, 3); bars > 0; --bars) {
            if (random_.chance(0.25)) hit(random_.chance(0.6) ? kCrash : 57, time_, level_);
            for (std::size_t i = 0; i < kSteps; ++i, time_ += step_) {
                const double accent = i % 4 == 0 ? 1.0 : 0.75;
                const auto struck = [&](float chance) {
                    return random_.chance(static_cast<double>(chance));
                };
                if (struck(pattern.kick[i])) hit(kick, time_, level_ * accent);
                if (struck(pattern.snare[i])) {
                    hit(snare, time_, level_ * (pattern.snare[i] < 0.5F ? 0.4 : 1.0));
                }
                if (struck(pattern.time[i])) {
                    const bool open = time == 42 && i % 4 == 2 && random_.chance(0.15);
                    hit(open ? 46 : time, time_, level_ * 0.8 * accent);
                }
                if (extra && random_.chance(0.2)) hit(other, time_, level_ * 0.8);
            }
        }
    }
    void fill() {
        static const std::vector<int> kToms{50, 48, 47, 45, 43, 41};
        for (const int tom : kToms) {
            for (int count = random_.integer(0, 4); count > 0; --count, time_ += step_) {
                hit(random_.chance(0.25) ? kSnare : tom, time_, level_);
            }
        }
        hit(random_.pick(std::vector<int>{49, 57, 52, 55}), time_, level_);
        hit(kKick, time_, level_);
        time_ += step_ * random_.integer(4, 16);
    }
    /// Single strokes on any key, with time to ring.
    void strokes() {
        for (int count = random_.integer(3, 10); count > 0; --count) {
            const int top = random_.chance(0.6) ? 59 : instrument_.highest;
            hit(random_.integer(instrument_.lowest, std::min(top, instrument_.highest)), time_,
                random_.range(0.15, 1.0));
            time_ += random_.chance(0.3) ? random_.range(0.8, 2.5) : random_.range(0.1, 0.6);
        }
    }

    const Instrument& instrument_;
    Random& random_;
    PerformedPart part_;
    double end_;
    double step_ = 0.125;
    double time_ = 0.0;
    double level_ = 0.7;
};

}  // namespace

PerformedPart makeDrumEtude(const Instrument& instrument, Random& random, double seconds) {
    return Drummer(instrument, random, seconds).play();
}

}  // namespace arioso::corpus
