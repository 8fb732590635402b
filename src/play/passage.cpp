#include "src/play/passage.h"

#include <algorithm>

namespace arioso::play {
namespace {

constexpr std::int64_t kWindow = StemRenderer::kWindowSamples;
/// A part's level moves by its whole range within 20 ms.
constexpr float kGainStep = 1.0F / (0.02F * 44100.0F);

std::int64_t windowOf(std::int64_t sample) {
    return sample < 0 ? -((-sample + kWindow - 1) / kWindow) : sample / kWindow;
}

struct Range {
    Range(dsp::AudioView block, std::size_t first, std::size_t count) {
        for (int c = 0; c < 2; ++c) pointers[c] = block.channel(c).data() + first;
        view = dsp::AudioView(pointers, 2, count);
    }
    float* pointers[2];
    dsp::AudioView view;
};

}  // namespace

Passage::Passage(std::shared_ptr<const PlayPlan> plan, const MixSettings& mix,
                 const ReverbChoice& reverb, const Place& place, const PlaySettings& settings)
    : plan_(std::move(plan)),
      mixer_(plan_->plan().stems, mix, reverb, place.rangeStart),
      place_(place) {
    for (const PlayPlan::Track& track : plan_->tracks())
        gains_.push_back(settings.gain(track.scorePart));
}

void Passage::endAt(std::int64_t at) {
    fadeOut_ = std::min(fadeOut_, at);
}

std::int64_t Passage::end(const PlaySettings& settings) const {
    std::int64_t last = place_.begin;
    for (const PlayPlan::Track& track : plan_->tracks())
        if (settings.audible(track.scorePart))
            last = std::max(last, place_.origin + track.live->renderer().end());
    return fadeOut_ == kNever ? last : std::min(last, fadeOut_ + kCrossfade);
}

std::int64_t Passage::lastSample() const {
    return fadeOut_ == kNever ? kNever : fadeOut_ + kCrossfade;
}

bool Passage::waitsFor(std::size_t track, const PlaySettings& settings) const {
    // A part that is being brought in comes when it is ready; the others do not wait for it.
    return gains_[track] > 0.0F && settings.audible(plan_->tracks()[track].scorePart);
}

void Passage::need(std::int64_t from, std::int64_t to, const PlaySettings& settings,
                   std::vector<RenderPool::Need>& needs) const {
    const std::int64_t first = windowOf(std::max(from, place_.begin) - place_.origin);
    const std::int64_t last = windowOf(std::min(to, lastSample()) - 1 - place_.origin);
    for (std::int64_t window = std::max<std::int64_t>(0, first); window <= last; ++window)
        for (const PlayPlan::Track& track : plan_->tracks())
            if (settings.audible(track.scorePart) && track.live->renderer().sounds(window))
                needs.push_back({track.live, window, place_.origin + window * kWindow});
}

bool Passage::ready(std::int64_t from, std::int64_t to, const PlaySettings& settings,
                    RenderPool& pool) const {
    const std::int64_t first = windowOf(std::max(from, place_.begin) - place_.origin);
    const std::int64_t last = windowOf(std::min(to, lastSample()) - 1 - place_.origin);
    for (std::int64_t window = std::max<std::int64_t>(0, first); window <= last; ++window)
        for (std::size_t i = 0; i < plan_->tracks().size(); ++i)
            if (waitsFor(i, settings) && !pool.get(*plan_->tracks()[i].live, window)) return false;
    return true;
}

void Passage::fade(dsp::AudioView block, std::int64_t from) const {
    const auto frames = static_cast<std::int64_t>(block.frames());
    const bool comes = place_.fadeIn && from < place_.begin + kCrossfade;
    const bool goes = fadeOut_ != kNever && from + frames > fadeOut_;
    if (!comes && !goes) return;
    const auto share = [](std::int64_t at) {
        return static_cast<float>(std::clamp<std::int64_t>(at, 0, kCrossfade)) /
               static_cast<float>(kCrossfade);
    };
    for (std::int64_t i = 0; i < frames; ++i) {
        float gain = comes ? share(from + i - place_.begin) : 1.0F;
        if (goes) gain *= 1.0F - share(from + i - fadeOut_);
        for (int c = 0; c < 2; ++c) block.channel(c)[static_cast<std::size_t>(i)] *= gain;
    }
}

void Passage::mixTrack(std::size_t track, std::span<const float> samples, std::int64_t from,
                       float target, dsp::AudioView dry, dsp::AudioView send) {
    const dsp::AudioView placed = mixer_.place(track, samples, from - place_.origin);
    float& gain = gains_[track];
    if (gain != 1.0F || target != 1.0F) {
        const auto left = placed.channel(0);
        const auto right = placed.channel(1);
        for (std::size_t i = 0; i < samples.size(); ++i) {
            gain = gain < target ? std::min(target, gain + kGainStep)
                                 : std::max(target, gain - kGainStep);
            left[i] *= gain;
            right[i] *= gain;
        }
    }
    fade(placed, from);
    dsp::addInto(dry, placed, 1.0F);
    dsp::addInto(send, placed, mixer_.send(track));
}

void Passage::mix(std::int64_t from, const PlaySettings& settings, RenderPool& pool,
                  dsp::AudioView dry, dsp::AudioView send) {
    const std::int64_t stop = from + static_cast<std::int64_t>(dry.frames());
    const std::int64_t last = std::min(stop, lastSample());
    std::int64_t at = std::max(from, place_.begin);
    while (at < last) {
        const std::int64_t window = windowOf(at - place_.origin);
        const std::int64_t windowStart = place_.origin + window * kWindow;
        const std::int64_t count = std::min(last, windowStart + kWindow) - at;
        const auto frames = static_cast<std::size_t>(count);
        const Range dryPart(dry, static_cast<std::size_t>(at - from), frames);
        const Range sendPart(send, static_cast<std::size_t>(at - from), frames);
        for (std::size_t i = 0; window >= 0 && i < plan_->tracks().size(); ++i) {
            const PlayPlan::Track& track = plan_->tracks()[i];
            const float target = settings.gain(track.scorePart);
            if (target == 0.0F && gains_[i] == 0.0F) continue;
            const LiveTrack::Samples samples = pool.get(*track.live, window);
            if (!samples || samples->empty()) {
                // Nothing sounds, so its level may as well be there at once; what is late comes in
                // softly.
                gains_[i] = samples ? target : 0.0F;
                continue;
            }
            mixTrack(
                i, std::span(*samples).subspan(static_cast<std::size_t>(at - windowStart), frames),
                at, target, dryPart.view, sendPart.view);
        }
        at += count;
    }
}

void Passage::claim(std::int64_t from, std::int64_t to, Claims& claims) const {
    const std::int64_t first = windowOf(from - place_.origin);
    const std::int64_t last = windowOf(std::min(to, lastSample()) - place_.origin);
    for (const PlayPlan::Track& track : plan_->tracks()) {
        const auto [entry, isNew] = claims.try_emplace(track.live.get(), first, last);
        auto& range = entry->second;
        range = {std::min(range.first, first), std::max(range.second, last)};
    }
}

}  // namespace arioso::play
