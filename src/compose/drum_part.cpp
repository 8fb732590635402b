#include "src/compose/drum_part.h"

#include <algorithm>

namespace arioso {
namespace {

enum Key {
    Kick = 36,
    Stick = 37,
    Snare = 38,
    LowTom = 45,
    ClosedHat = 42,
    PedalHat = 44,
    OpenHat = 46,
    MidTom = 47,
    Crash = 49,
    HighTom = 50,
    Ride = 51,
};

class Kit {
  public:
    Kit(const MetrePlan& metre, double activity, models::RandomStream& random)
        : metre_(metre), activity_(activity), random_(random) {}

    void groove(Groove groove, int start, int upTo) {
        if (groove == Groove::Plain) return plain(start, upTo);
        const auto beats = metre_.beatStarts.size();
        for (std::size_t i = 0; i < beats; ++i) {
            const int at = metre_.beatStarts[i];
            if (at >= upTo) break;
            const int length = metre_.beatLength(i);
            const int off = at + (metre_.compound() ? length * 2 / 3 : length / 2);
            beat(groove, start, static_cast<int>(i), at, off < upTo ? off : -1);
        }
    }

    void plain(int start, int upTo) {
        const int beats = static_cast<int>(metre_.beatStarts.size());
        for (int i = 0; i < beats; ++i) {
            const int at = metre_.beatStarts[static_cast<std::size_t>(i)];
            const int length = metre_.beatLength(static_cast<std::size_t>(i));
            if (at >= upTo) break;
            hats(start + at, length, upTo - at);
            const bool triple = beats == 3;
            const bool back = triple ? i > 0 : i % 2 == 1;
            if (!back) {
                hit(start + at, Kick);
            } else if (!triple || activity_ > 0.6 || i == 2) {
                hit(start + at, activity_ > 0.45 ? Snare : Stick);
            }
            const int off = at + (metre_.compound() ? length * 2 / 3 : length / 2);
            if (off >= upTo) continue;
            if (random_.chance(0.12 + 0.35 * activity_ * (back ? 1.0 : 0.4)))
                hit(start + off, Kick);
        }
    }

    void fill(int start, int from) {
        static constexpr int kDown[] = {Snare, HighTom, MidTom, LowTom};
        const int step = metre_.compound() ? 6 : activity_ > 0.65 ? 3 : 6;
        const int length = metre_.barTicks - from;
        for (int at = 0; at < length; at += step) {
            if (at > 0 && random_.chance(0.15)) continue;
            const int drum = std::min(3, at * 4 / length + random_.below(2));
            hit(start + from + at, kDown[drum]);
        }
        hit(start + from, Kick);
    }

    void hit(int tick, int key) { out_.push_back({tick, 3, key, false, false}); }

    std::vector<PartNote> take() {
        std::stable_sort(out_.begin(), out_.end(), [](const PartNote& a, const PartNote& b) {
            return a.tick != b.tick ? a.tick < b.tick : a.pitch < b.pitch;
        });
        out_.erase(std::unique(out_.begin(), out_.end(),
                               [](const PartNote& a, const PartNote& b) {
                                   return a.tick == b.tick && a.pitch == b.pitch;
                               }),
                   out_.end());
        return std::move(out_);
    }

  private:
    /// One beat of a style's groove; `off` is the place half-way to the next, -1 = cut away.
    void beat(Groove groove, int start, int number, int at, int off) {
        const auto offHit = [&](int key) {
            if (off >= 0) hit(start + off, key);
        };
        const bool odd = number % 2 == 1;
        switch (groove) {
            case Groove::Plain:
                break;
            case Groove::Ballad:
                hit(start + at, ClosedHat);
                offHit(ClosedHat);
                if (number == 0) hit(start + at, Kick);
                if (number == 2) hit(start + at, activity_ > 0.4 ? Snare : Stick);
                if (number == 2 && random_.chance(0.5)) offHit(Kick);
                break;
            case Groove::Disco:
                hit(start + at, Kick);
                if (odd) hit(start + at, Snare);
                offHit(OpenHat);
                break;
            case Groove::March:
                if (!odd) hit(start + at, Kick);
                hit(start + at, Snare);
                if (odd || random_.chance(0.3)) offHit(Snare);
                if (odd && random_.chance(0.4) && off >= 0) hit(start + off + 3, Snare);
                break;
            case Groove::Shuffle:
                hit(start + at, ClosedHat);
                offHit(ClosedHat);
                hit(start + at, odd ? Snare : Kick);
                if (!odd && random_.chance(0.4)) offHit(Kick);
                break;
            case Groove::Swing:
                hit(start + at, Ride);
                if (odd) {
                    hit(start + at, PedalHat);
                    offHit(Ride);
                }
                if (random_.chance(0.15)) offHit(Stick);
                if (number == 0 && random_.chance(0.5)) hit(start + at, Kick);
                break;
            case Groove::Waltz:
                hit(start + at, number == 0 ? Kick : Stick);
                if (number > 0) hit(start + at, ClosedHat);
                if (number == 2 && random_.chance(0.3)) offHit(ClosedHat);
                break;
        }
    }

    void hats(int tick, int length, int upTo) {
        const int key = activity_ > 0.3 ? ClosedHat : Ride;
        const int step = metre_.compound() ? 6 : activity_ > 0.3 ? 6 : 12;
        for (int at = 0; at < length && at < upTo; at += step) {
            if (at > 0 && random_.chance(0.08)) continue;
            const bool open = at > 0 && at + step >= length && random_.chance(0.06);
            hit(tick + at, open ? OpenHat : key);
        }
    }

    const MetrePlan& metre_;
    double activity_;
    models::RandomStream& random_;
    std::vector<PartNote> out_;
};

}  // namespace

std::vector<PartNote> writeDrums(const MetrePlan& metre, int bars, Groove groove, double activity,
                                 bool opening, bool last, models::RandomStream& random) {
    Kit kit(metre, activity, random);
    for (int bar = 0; bar < bars; ++bar) {
        const int start = bar * metre.barTicks;
        if (last && bar + 1 == bars) {
            kit.hit(start, Kick);
            kit.hit(start, Crash);
            continue;
        }
        int upTo = metre.barTicks;
        if (bar + 1 == bars && random.chance(0.4 + 0.5 * activity)) {
            const std::size_t beat = metre.beatStarts.size() > 2 && random.chance(activity)
                                         ? metre.beatStarts.size() - 2
                                         : metre.beatStarts.size() - 1;
            upTo = metre.beatStarts.size() > 1 ? metre.beatStarts[beat] : metre.barTicks;
        }
        kit.groove(groove, start, upTo);
        if (bar == 0 && opening) kit.hit(start, Crash);
        if (upTo < metre.barTicks) kit.fill(start, upTo);
    }
    return kit.take();
}

}  // namespace arioso
