#include "src/play/live_track.h"

#include <algorithm>
#include <utility>

namespace arioso::play {
namespace {

PerformedPart heardPart(PerformedPart part) {
    part.gainDb.clear();
    part.pan.clear();
    part.name.clear();
    return part;
}

bool same(const StemOptions& a, const StemOptions& b) {
    return a.seed == b.seed && a.stem == b.stem && a.steps == b.steps &&
           a.griffinLim == b.griffinLim;
}

}  // namespace

LiveTrack::LiveTrack(std::shared_ptr<const models::ModelSet> models, const RenderTrack& track,
                     const StemOptions& options)
    : part_(heardPart(*track.part)),
      instrument_(track.instrument->id),
      options_(options),
      renderer_(std::move(models), *track.part, *track.instrument, options) {}

void LiveTrack::anchor(std::int64_t sample) {
    if (!fixed_) renderer_.anchor(std::max<std::int64_t>(0, sample) / (2 * dsp::kHop));
    fixed_ = true;
}

bool LiveTrack::soundsLike(const RenderTrack& track, const StemOptions& options) const {
    return instrument_ == track.instrument->id && same(options_, options) &&
           part_ == heardPart(*track.part);
}

}  // namespace arioso::play
