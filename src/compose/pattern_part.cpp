#include "src/compose/pattern_part.h"

#include <algorithm>
#include <cmath>

#include "src/compose/study.h"

namespace arioso {
namespace {

constexpr int kStep = kTicks / 4;
/// The tone above the inner voices stays below the tune's usual place.
constexpr int kHighest = 77;
constexpr float kVariation = 0.35F;
constexpr float kFreedom = 0.8F;

/// What a texture of the rules asks of a pattern.
PatternWish wishFor(Texture texture, PatternMetre metre, double activity) {
    PatternWish out;
    out.metre = metre;
    const double busy = std::clamp(activity, 0.0, 1.0);
    out.density = 0.2 + 0.4 * busy;
    switch (texture) {
        case Texture::Held:
            return {metre, 0.1, 0.9, 1.0};
        case Texture::Homophonic:
        case Texture::Walking:
            return {metre, out.density, 0.7, 0.6};
        case Texture::Arpeggio:
        case Texture::Broken:
            return {metre, 0.4 + 0.3 * busy, 0.1, 0.2};
        case Texture::Repeated:
            return {metre, 0.4 + 0.2 * busy, 0.6, 0.2};
        case Texture::OomPah:
            return {metre, out.density, 0.4, 0.4};
        case Texture::Pulse:
            return {metre, out.density, 0.7, 0.4};
        case Texture::Syncopated:
            return {metre, out.density + 0.05, 0.5, 0.4};
    }
    return out;
}

/// A latent place near another; `share` 0 = the same … 1 = anywhere.
std::vector<float> near(const std::vector<float>& place, float share,
                        models::RandomStream& random) {
    std::vector<float> out = models::drawLatent(static_cast<int>(place.size()), random);
    const float rest = std::sqrt(1.0F - share * share);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = share * out[i] + rest * place[i];
    return out;
}

class PatternWriter {
  public:
    PatternWriter(const AccompanimentGround& ground, bool withBass)
        : ground_(ground), withBass_(withBass) {}

    /// A bar from `tick` on; the last chord of a piece is held.
    void add(const BarPattern& pattern, int tick) {
        const int end = std::min(tick + ground_.metre->barTicks, ground_.endTicks);
        for (std::size_t i = 0; i < ground_.slots->size(); ++i) {
            const ChordSlot& slot = (*ground_.slots)[i];
            const int from = std::max(slot.start, tick);
            const int until = std::min(slot.start + slot.length, end);
            if (from >= until) continue;
            const std::size_t before = out_.size();
            const bool last = ground_.last && i + 1 == ground_.slots->size();
            for (int at = from; at < until && !last; at += kStep) play(pattern, i, tick, at, until);
            const bool silent = out_.size() == before || out_[before].tick > from;
            // A chord is heard when it comes, whatever the pattern has there.
            if (silent) hold(i, from, out_.size() == before ? until : out_[before].tick);
        }
    }

    std::vector<PartNote> take() { return std::move(out_); }

  private:
    [[nodiscard]] int pitchOf(std::size_t slot, int row) const {
        const ChordLayout& layout = (*ground_.voicings)[slot];
        if (row == 0) return layout.bass;
        if (row == 1) {
            const int root = ground_.tonic + (*ground_.slots)[slot].chord.root;
            for (const int step : {7, -5, 12})
                if (layout.bass + step < layout.inner[0] && layout.bass + step >= 33 &&
                    inMask(chordMask((*ground_.slots)[slot].chord),
                           layout.bass + step - ground_.tonic) &&
                    (step == 12 || pitchClassOf(layout.bass + step - root) == 7))
                    return layout.bass + step;
            return layout.bass;
        }
        if (row < kPatternRows - 1) return layout.inner[static_cast<std::size_t>(row - 2)];
        const int above = layout.inner[0] + 12;
        return above <= kHighest && above > layout.inner[2] ? above : layout.inner[2];
    }

    void play(const BarPattern& pattern, std::size_t slot, int bar, int at, int until) {
        const int step = (at - bar) / kStep;
        for (int row = withBass_ ? 0 : 2; row < kPatternRows; ++row) {
            if (!pattern.starts(row, step)) continue;
            const int duration = std::min(pattern.lengthOf(row, step) * kStep, until - at);
            out_.push_back({at, duration, pitchOf(slot, row), row < 2, false});
        }
    }

    void hold(std::size_t slot, int from, int until) {
        std::vector<PartNote> chord;
        if (withBass_) chord.push_back({from, until - from, pitchOf(slot, 0), true, false});
        for (int row = 2; row < kPatternRows - 1; ++row)
            chord.push_back({from, until - from, pitchOf(slot, row), false, false});
        out_.insert(out_.end(), chord.begin(), chord.end());
    }

    const AccompanimentGround& ground_;
    bool withBass_;
    std::vector<PartNote> out_;
};

}  // namespace

std::vector<PartNote> writePatterns(const AccompanimentGround& ground, const PatternModel& model,
                                    Texture texture, bool withBass, models::RandomStream& random) {
    const auto metre = patternMetreOf(*ground.metre);
    if (!metre) return {};
    const PatternWish wish = wishFor(texture, *metre, ground.activity);
    const std::vector<float> theme = models::drawLatent(model.shape.latent, random);
    const std::vector<float> answer = near(theme, kVariation, random);
    const std::vector<float> close = near(theme, kFreedom, random);
    PatternWriter writer(ground, withBass);
    const int bars = (ground.endTicks + ground.metre->barTicks - 1) / ground.metre->barTicks;
    for (int bar = 0; bar < bars; ++bar) {
        const std::vector<float>& place = bar > 1 && bar + 2 == bars ? close
                                          : bar % 2 == 0             ? theme
                                                                     : answer;
        writer.add(model.draw(place, wish), bar * ground.metre->barTicks);
    }
    return writer.take();
}

}  // namespace arioso
