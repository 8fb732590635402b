#include "src/perform/singer_pitch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "dsp/philox.h"
#include "src/perform/curves.h"

namespace arioso {
namespace {

constexpr double kStep = 0.0125;      // seconds between points
constexpr double kLongest = 60.0;     // seconds that are shaped; a drone stays as it is then
constexpr double kSeam = 0.03;        // seconds: notes that are nearer are joined
constexpr double kGlide = 0.08;       // seconds from pitch to pitch
constexpr double kGlideLead = 0.005;  // its middle comes so much before the beat
constexpr double kGlideShare = 0.4;   // of a short note that a glide may take
constexpr double kLeapCents = 250.0;  // from here on a singer overshoots
constexpr double kOvershoot = 0.12;   // seconds
constexpr double kScoopCents = 35.0;
constexpr double kScoop = 0.07;  // seconds
constexpr double kVibratoWait = 0.28;
constexpr double kVibratoGrow = 0.4;
constexpr double kVibratoEnd = 0.08;  // it calms down before the note is over
constexpr double kShortestVibrato = 0.55;
constexpr double kVibratoHz = 5.5;
constexpr double kVibratoDb = 2.2;
constexpr double kChoirDepth = 0.7;  // of a soloist's vibrato
constexpr double kChoirRate = 0.08;  // standard deviation of the rate
constexpr double kChoirWait = 0.12;  // seconds, of when the vibrato begins
constexpr double kDriftCents = 3.0;
constexpr double kJitterCents = 1.2;
constexpr std::uint64_t kStream = 0x73696E67ULL << 16U;

double smooth(double place) {
    return 0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(place, 0.0, 1.0));
}

double wave(double hz, double seconds, double phase) {
    return std::sin(2.0 * std::numbers::pi * (hz * seconds + phase));
}

bool joined(const PerformedNote& first, const PerformedNote& second) {
    return std::abs(second.onset - first.offset) < kSeam && second.onset > first.onset + kSeam;
}

class Shape {
  public:
    Shape(const PerformedNote& note, const PerformedNote* previous, const PerformedNote* next,
          double depth, double whole, std::uint64_t seed, std::uint64_t stream,
          const SingerManner& manner)
        : length_(note.offset - note.onset), depth_(depth), whole_(whole) {
        const dsp::Philox random(seed, kStream + stream);
        const auto own = random.normalBlock(std::uint64_t{note.id} * 2);
        const auto more = random.normalBlock(std::uint64_t{note.id} * 2 + 1);
        const auto bounded = [](float value) {
            return std::clamp(static_cast<double>(value), -2.0, 2.0);
        };
        rate_ = kVibratoHz * (1.0 + (manner.chorister ? kChoirRate : 0.04) * bounded(own[0]));
        share_ = 0.85 + 0.075 * bounded(own[1]);
        drift_ = {bounded(own[2]), bounded(own[3])};
        for (std::size_t i = 0; i < phases_.size(); ++i) phases_[i] = bounded(more[i]);
        if (manner.chorister) {
            share_ *= kChoirDepth;
            wait_ = std::max(0.1, kVibratoWait + kChoirWait * phases_[2]);
            phase_ = phases_[3];
        }
        if (previous != nullptr && joined(*previous, note)) {
            from_ = 100.0 * static_cast<double>(previous->pitch - note.pitch);
            inWidth_ = width(*previous);
        } else {
            scoops_ = length_ > 3.0 * kScoop;
        }
        if (next != nullptr && joined(note, *next)) {
            to_ = 100.0 * static_cast<double>(next->pitch - note.pitch);
            outWidth_ = width(*next);
        }
    }

    /// `vibratoDepth`: 1 = as usual.
    [[nodiscard]] double at(double seconds, double vibratoDepth) const {
        return whole_ * (arrival(seconds) + departure(seconds) +
                         vibratoDepth * depth_ * vibrato(seconds) + unsteadiness(seconds));
    }

    /// Where the vibrato stands, -1 … 1 at its usual depth.
    [[nodiscard]] double sway(double seconds) const { return whole_ * vibrato(seconds); }
    [[nodiscard]] bool sways() const { return length_ >= kShortestVibrato; }
    [[nodiscard]] double vibratoStart() const { return wait_; }
    [[nodiscard]] double vibratoEnd() const { return length_ - kVibratoEnd; }

  private:
    /// Both notes of a glide must agree on how long it takes.
    [[nodiscard]] double width(const PerformedNote& other) const {
        return std::min(
            {kGlide, kGlideShare * length_, kGlideShare * (other.offset - other.onset)});
    }
    [[nodiscard]] double arrival(double seconds) const {
        if (scoops_) return -kScoopCents * (1.0 - smooth(seconds / kScoop));
        if (from_ == 0.0 || inWidth_ <= 0.0) return 0.0;
        const double place = 0.5 + (seconds + kGlideLead) / inWidth_;
        double cents = from_ * (1.0 - smooth(place));
        const double after = seconds - 0.5 * inWidth_;
        if (std::abs(from_) >= kLeapCents && after > 0.0 && after < kOvershoot &&
            length_ > 3.0 * kOvershoot) {
            const double most = std::min(30.0, 10.0 + 0.02 * (std::abs(from_) - kLeapCents));
            cents -= std::copysign(most, from_) * wave(0.5 / kOvershoot, after, 0.0);
        }
        return cents;
    }
    [[nodiscard]] double departure(double seconds) const {
        if (to_ == 0.0 || outWidth_ <= 0.0) return 0.0;
        return to_ * smooth(0.5 + (seconds - length_ + kGlideLead) / outWidth_);
    }
    [[nodiscard]] double vibrato(double seconds) const {
        if (length_ < kShortestVibrato || seconds < wait_) return 0.0;
        const double since = seconds - wait_;
        const double grown = std::min(1.0, since / kVibratoGrow);
        return share_ * grown * calm(seconds) * wave(rate_, since, phase_);
    }
    [[nodiscard]] double unsteadiness(double seconds) const {
        const double grown = std::min(1.0, seconds / 0.2) * calm(seconds);
        const double slow =
            0.5 * kDriftCents *
            (drift_[0] * wave(0.7, seconds, 0.0) + 0.4 * drift_[1] * wave(1.6, seconds, 0.0));
        const double fine =
            kJitterCents * (wave(8.3, seconds, phases_[0]) + 0.7 * wave(11.9, seconds, phases_[1]));
        return grown * (slow + fine);
    }
    [[nodiscard]] double calm(double seconds) const {
        return std::clamp((length_ - kVibratoEnd - seconds) / 0.15, 0.0, 1.0);
    }

    double length_;
    double depth_;  // cents
    double whole_;
    double share_ = 1.0;  // of the depth, this note's own
    double rate_ = kVibratoHz;
    double wait_ = kVibratoWait;
    double phase_ = 0.0;  // cycles
    std::array<double, 2> drift_{};
    std::array<double, 4> phases_{};
    bool scoops_ = false;
    double from_ = 0.0;
    double inWidth_ = 0.0;
    double to_ = 0.0;
    double outWidth_ = 0.0;
};

}  // namespace

std::vector<dsp::PitchPoint> singerPitch(const PerformedNote& note, const PerformedNote* previous,
                                         const PerformedNote* next, float depthCents, double amount,
                                         std::uint64_t seed, std::uint64_t stream,
                                         const SingerManner& manner) {
    std::vector<dsp::PitchPoint> points;
    const double length = note.offset - note.onset;
    if (amount <= 0.0 || !(length > 0.0)) return points;
    const Shape shape(note, previous, next, static_cast<double>(depthCents),
                      std::min(1.0, amount / 0.5), seed, stream, manner);
    const double end = std::min(length, kLongest);
    const auto cents = [&](double time) {
        const float percent = curveAt(manner.vibrato, note.onset + time, 100.0F);
        return static_cast<float>(shape.at(time, 0.01 * static_cast<double>(percent)));
    };
    for (double time = 0.0; time < end; time += kStep) points.push_back({time, cents(time)});
    points.push_back({end, length > kLongest ? 0.0F : cents(end)});
    return points;
}

std::vector<CurvePoint> singerLevels(const PerformedNote& note, double amount, std::uint64_t seed,
                                     std::uint64_t stream, const SingerManner& manner) {
    std::vector<CurvePoint> points;
    if (amount <= 0.0) return points;
    const Shape shape(note, nullptr, nullptr, 0.0, std::min(1.0, amount / 0.5), seed, stream,
                      manner);
    if (!shape.sways()) return points;
    const double end = std::min(shape.vibratoEnd(), kLongest);
    for (double time = shape.vibratoStart(); time < end; time += kStep) {
        const float percent = curveAt(manner.vibrato, note.onset + time, 100.0F);
        points.push_back({time, static_cast<float>(0.01 * static_cast<double>(percent) *
                                                   kVibratoDb * shape.sway(time))});
    }
    points.push_back({end, 0.0F});
    return points;
}

}  // namespace arioso
