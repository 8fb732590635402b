#include "src/play/play_plan.h"

#include <algorithm>
#include <cmath>

#include "dsp/audio_format.h"

namespace arioso::play {
namespace {

std::int64_t toSample(double seconds) {
    return std::llround(seconds * dsp::kSampleRate);
}

double toSeconds(std::int64_t sample) {
    return static_cast<double>(sample) / dsp::kSampleRate;
}

}  // namespace

PlayPlan::PlayPlan(const ModelSets& models, RenderPlan plan, const RenderRequest& request,
                   const PlayPlan* before)
    : plan_(std::move(plan)), start_(toSample(plan_.start)) {
    for (const RenderTrack& track : tracksOf(plan_.stems)) {
        StemOptions options;
        options.seed = *request.seed;
        options.stem = track.number;
        options.steps = request.steps;
        options.griffinLim = request.vocoder == "griffin-lim";
        Track made;
        made.scorePart = plan_.stems[track.stem].scorePart;
        made.requested = plan_.stems[track.stem].audible;
        if (before != nullptr)
            for (const Track& old : before->tracks_)
                if (old.live->soundsLike(track, options)) made.live = old.live;
        if (!made.live)
            made.live = std::make_shared<LiveTrack>(models.of(*track.instrument), track, options);
        tracks_.push_back(std::move(made));
    }
    firstBeat_ = request.from.empty() ? 0 : start_ + toSample(kRangeLeadIn);
    const auto& measures = plan_.performance.measures;
    lastBarEnd_ = plan_.performance.duration;
    if (measures.size() >= 2) {
        // The last bar is as long as its metre asks at the tempo of the bar before it.
        const MeasureTime& last = measures.back();
        lastBarEnd_ = std::max(
            lastBarEnd_, last.seconds + last.beats * secondsOfBeat(measures.size() - 2) *
                                            measures[measures.size() - 2].beatType / last.beatType);
    }
    barsEnd_ = toSample(request.to.empty() ? lastBarEnd_ : plan_.end);
}

double PlayPlan::measureStart(std::size_t index) const {
    const auto& measures = plan_.performance.measures;
    return index < measures.size() ? measures[index].seconds : lastBarEnd_;
}

double PlayPlan::secondsOfBeat(std::size_t measure) const {
    const auto& measures = plan_.performance.measures;
    return (measureStart(measure + 1) - measureStart(measure)) /
           std::max(1, measures[measure].beats);
}

double PlayPlan::measureAt(std::int64_t sample) const {
    const auto& measures = plan_.performance.measures;
    if (measures.empty()) return 0.0;
    const double seconds = toSeconds(sample);
    const auto after = std::ranges::upper_bound(measures, seconds, {}, &MeasureTime::seconds);
    const std::size_t index =
        after == measures.begin() ? 0 : static_cast<std::size_t>(after - measures.begin()) - 1;
    const double length = measureStart(index + 1) - measureStart(index);
    const double into = seconds - measureStart(index);
    return static_cast<double>(index) + (length > 0.0 ? into / length : 0.0);
}

std::int64_t PlayPlan::sampleAt(double measure) const {
    const auto& measures = plan_.performance.measures;
    if (measures.empty()) return 0;
    const double whole =
        std::clamp(std::floor(measure), 0.0, static_cast<double>(measures.size()) - 1.0);
    const auto index = static_cast<std::size_t>(whole);
    const double length = measureStart(index + 1) - measureStart(index);
    return toSample(measureStart(index) + (measure - whole) * length);
}

std::int64_t PlayPlan::nextBeat(std::int64_t sample) const {
    const double place = measureAt(sample);
    const auto& measures = plan_.performance.measures;
    const auto index = static_cast<std::size_t>(std::max(0.0, std::floor(place)));
    if (index >= measures.size()) return sample;
    const double beats = std::max(1, measures[index].beats);
    const double beat = std::ceil((place - static_cast<double>(index)) * beats - 1e-6);
    return std::max(sample, sampleAt(static_cast<double>(index) + beat / beats));
}

}  // namespace arioso::play
