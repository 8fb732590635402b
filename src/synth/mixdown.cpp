#include "src/synth/mixdown.h"

#include <algorithm>

#include "dsp/audio_format.h"
#include "dsp/impulse_response.h"
#include "dsp/resampler.h"
#include "src/perform/curves.h"

namespace arioso {
namespace {

constexpr std::uint64_t kRoomSeed = 1;  // the room is the same in every render
constexpr std::int64_t kFadeIn = dsp::kSampleRate / 100;

dsp::StripSettings stripOf(const RenderTrack& track, const MixSettings::Strip& strip) {
    dsp::StripSettings out;
    out.gainDb = strip.levelDb;
    out.pan = track.instrument->pan;
    for (const CurvePoint& point : levelCurve(*track.part))
        out.levels.push_back({point.seconds, point.value});
    for (const CurvePoint& point : track.part->pan)
        out.pans.push_back({point.seconds, point.value});
    return out;
}

}  // namespace

TrackMixer::TrackMixer(std::span<const StemPlan> stems, const MixSettings& settings,
                       const ReverbChoice& reverb, std::int64_t start)
    : start_(start) {
    for (const RenderTrack& track : tracksOf(stems)) {
        const MixSettings::Strip strip = settings.forInstrument(*track.instrument);
        strips_.emplace_back(stripOf(track, strip));
        sends_.push_back(strip.send * reverb.amount);
        stemOf_.push_back(track.stem);
    }
}

void TrackMixer::fadeIn(dsp::AudioView block, std::int64_t position) const {
    if (start_ == 0 || position >= start_ + kFadeIn) return;
    for (int c = 0; c < block.channels(); ++c) {
        const auto samples = block.channel(c);
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const auto at = position - start_ + static_cast<std::int64_t>(i);
            if (at >= kFadeIn) break;
            samples[i] *= static_cast<float>(at) / static_cast<float>(kFadeIn);
        }
    }
}

dsp::AudioView TrackMixer::place(std::size_t track, std::span<const float> samples,
                                 std::int64_t position) {
    strip_.resize(2, samples.size());
    strips_[track].add(samples, position, strip_.view());
    fadeIn(strip_.view(), position);
    return strip_.view();
}

std::optional<dsp::Reverb> makeReverb(const ReverbChoice& reverb, int sampleRate) {
    if (!reverb.on) return std::nullopt;
    std::optional<dsp::Reverb> out(std::in_place);
    const auto space = dsp::reverbSpace(dsp::parseReverbPreset(reverb.preset));
    dsp::AudioBuffer response = dsp::makeImpulseResponse(space, kRoomSeed);
    if (sampleRate != dsp::kSampleRate) {
        response = dsp::resample(response, dsp::kSampleRate, sampleRate);
        // The same filter, not the same samples; and the ringing of the resampler goes, which the
        // convolver's silent beginning does not allow.
        dsp::scale(response.view(),
                   static_cast<float>(dsp::kSampleRate) / static_cast<float>(sampleRate));
        for (int c = 0; c < 2; ++c) {
            const auto samples = response.channel(c);
            std::fill_n(samples.begin(),
                        std::min<std::size_t>(samples.size(), dsp::Convolver::kLatency), 0.0F);
        }
    }
    out->prepare(response);
    return out;
}

Mixdown::Mixdown(std::span<const StemPlan> stems, const MixSettings& settings,
                 const ReverbChoice& reverb, std::int64_t start)
    : tracks_(stems, settings, reverb, start),
      stems_(stems.size()),
      reverb_(makeReverb(reverb)),
      position_(start) {}

std::int64_t Mixdown::tail() const {
    return reverb_ ? static_cast<std::int64_t>(reverb_->tail()) : 0;
}

void Mixdown::process(std::span<const std::vector<float>> tracks, std::size_t frames,
                      bool keepStems, Block& out) {
    out.mix.resize(2, frames);
    send_.resize(2, frames);
    out.stems.resize(keepStems ? stems_ : 0);
    for (dsp::AudioBuffer& stem : out.stems) stem.resize(2, frames);
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        if (tracks[i].empty()) continue;
        const dsp::AudioView placed =
            tracks_.place(i, std::span(tracks[i]).first(frames), position_);
        dsp::addInto(out.mix.view(), placed, 1.0F);
        if (reverb_) dsp::addInto(send_.view(), placed, tracks_.send(i));
        if (keepStems) dsp::addInto(out.stems[tracks_.stemOf(i)].view(), placed, 1.0F);
    }
    if (reverb_) {
        reverb_->process(send_.view());
        dsp::addInto(out.mix.view(), send_.view(), 1.0F);
        if (keepStems) {
            out.reverb.resize(2, frames);
            dsp::addInto(out.reverb.view(), send_.view(), 1.0F);
        }
    }
    position_ += static_cast<std::int64_t>(frames);
}

}  // namespace arioso
