#include "src/play/passage.h"

#include <algorithm>

namespace arioso::play {
namespace {

/// A part's level moves by its whole range within 20 ms.
constexpr float kGainStep = 1.0F / (0.02F * 44100.0F);

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
    // A part that is muted while it plays still has its length: silence is not the end.
    for (const PlayPlan::Track& track : plan_->tracks())
        if (track.requested || settings.audible(track.scorePart))
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

void Passage::anchorTracks(std::int64_t sample) {
    for (const PlayPlan::Track& track : plan_->tracks()) track.live->anchor(sample);
}

void Passage::fixTracks() {
    for (const PlayPlan::Track& track : plan_->tracks()) track.live->fix();
}

Passage::Windows Passage::windowsIn(const LiveTrack& track, std::int64_t from,
                                    std::int64_t to) const {
    // Nothing of a piece lies before its first sample.
    const std::int64_t begin =
        std::max(std::max(from, place_.begin) - place_.origin, std::int64_t{0});
    const std::int64_t end = std::min(to, lastSample()) - place_.origin;
    if (begin >= end) return {};
    return {track.renderer().windowAt(begin), track.renderer().windowAt(end - 1)};
}

void Passage::need(std::int64_t from, std::int64_t to, const PlaySettings& settings,
                   std::vector<RenderPool::Need>& needs) const {
    for (const PlayPlan::Track& track : plan_->tracks()) {
        if (!settings.audible(track.scorePart)) continue;
        const Windows windows = windowsIn(*track.live, from, to);
        const StemRenderer& renderer = track.live->renderer();
        for (std::int64_t window = windows.first; window <= windows.last; ++window)
            if (renderer.sounds(window))
                needs.push_back({track.live, window, place_.origin + renderer.windowStart(window)});
    }
}

bool Passage::ready(std::int64_t from, std::int64_t to, const PlaySettings& settings,
                    RenderPool& pool) const {
    for (std::size_t i = 0; i < plan_->tracks().size(); ++i) {
        if (!waitsFor(i, settings)) continue;
        LiveTrack& track = *plan_->tracks()[i].live;
        const Windows windows = windowsIn(track, from, to);
        for (std::int64_t window = windows.first; window <= windows.last; ++window)
            if (!pool.get(track, window)) return false;
    }
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

void Passage::mixSamples(std::size_t track, std::span<const float> samples, std::int64_t from,
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

void Passage::mixTrack(std::size_t track, std::int64_t from, std::int64_t to, float target,
                       RenderPool& pool, dsp::AudioView dry, dsp::AudioView send) {
    LiveTrack& live = *plan_->tracks()[track].live;
    const StemRenderer& renderer = live.renderer();
    std::int64_t at = from;
    while (at < to) {
        const std::int64_t window = renderer.windowAt(at - place_.origin);
        const std::int64_t windowStart = place_.origin + renderer.windowStart(window);
        const std::int64_t count = std::min(to, windowStart + renderer.windowSamples(window)) - at;
        const LiveTrack::Samples samples = pool.get(live, window);
        if (samples && !samples->empty()) {
            const auto frames = static_cast<std::size_t>(count);
            const Range dryPart(dry, static_cast<std::size_t>(at - from), frames);
            const Range sendPart(send, static_cast<std::size_t>(at - from), frames);
            mixSamples(
                track,
                std::span(*samples).subspan(static_cast<std::size_t>(at - windowStart), frames), at,
                target, dryPart.view, sendPart.view);
        } else {
            // Nothing sounds, so its level may as well be there at once; what is late comes in
            // softly.
            gains_[track] = samples ? target : 0.0F;
        }
        at += count;
    }
}

void Passage::mix(std::int64_t from, const PlaySettings& settings, RenderPool& pool,
                  dsp::AudioView dry, dsp::AudioView send) {
    const std::int64_t stop = from + static_cast<std::int64_t>(dry.frames());
    const std::int64_t last = std::min(stop, lastSample());
    const std::int64_t first = std::max({from, place_.begin, place_.origin});
    if (first >= last) return;
    const auto offset = static_cast<std::size_t>(first - from);
    const auto frames = static_cast<std::size_t>(last - first);
    const Range dryPart(dry, offset, frames);
    const Range sendPart(send, offset, frames);
    for (std::size_t i = 0; i < plan_->tracks().size(); ++i) {
        const float target = settings.gain(plan_->tracks()[i].scorePart);
        if (target == 0.0F && gains_[i] == 0.0F) continue;
        mixTrack(i, first, last, target, pool, dryPart.view, sendPart.view);
    }
}

void Passage::claim(std::int64_t from, std::int64_t to, Claims& claims) const {
    for (const PlayPlan::Track& track : plan_->tracks()) {
        const StemRenderer& renderer = track.live->renderer();
        const std::int64_t first = renderer.windowAt(from - place_.origin);
        const std::int64_t last = renderer.windowAt(std::min(to, lastSample()) - place_.origin);
        const auto [entry, isNew] = claims.try_emplace(track.live.get(), first, last);
        auto& range = entry->second;
        range = {std::min(range.first, first), std::max(range.second, last)};
    }
}

}  // namespace arioso::play
