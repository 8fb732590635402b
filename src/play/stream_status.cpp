// What control threads ask a StreamEngine: where the music is, and to go elsewhere.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/play/stream_engine.h"

namespace arioso::play {
namespace {

/// The syllable under way in the first part that sings.
std::string syllableAt(const RenderPlan& plan, double seconds) {
    for (const StemPlan& stem : plan.stems) {
        const PerformedPart& part = stem.singers.empty() ? stem.part : stem.singers.front().part;
        if (!part.vocal || !stem.audible) continue;
        const auto after = std::ranges::upper_bound(part.notes, seconds, {}, &PerformedNote::onset);
        for (auto note = after; note != part.notes.begin();) {
            --note;
            if (note->offset < seconds - 0.5) break;
            if (note->offset >= seconds && !note->syllable.empty()) return note->syllable;
        }
        return {};
    }
    return {};
}

bool isStep(const std::string& place) {
    return place.size() >= 2 && (place[0] == '+' || place[0] == '-') &&
           std::all_of(place.begin() + 1, place.end(),
                       [](unsigned char c) { return std::isdigit(c) != 0; }) &&
           place.size() <= 6;
}

}  // namespace

std::optional<StreamEngine::Mark> StreamEngine::heard(std::int64_t& sample) const {
    const std::int64_t stream =
        streamBase_ + reader_->framesPlayed() * dsp::kSampleRate / options_.sampleRate;
    const Mark* found = nullptr;
    for (const Mark& mark : marks_)
        if (mark.stream <= stream || found == nullptr) found = &mark;
    if (found == nullptr) return std::nullopt;
    sample = stream - found->origin;
    return *found;
}

void StreamEngine::fillFromReader(PlayerStatus& out) const {
    const std::lock_guard lock(mutex_);
    out.buffered = static_cast<double>(reader_->ring().available()) / options_.sampleRate;
    out.lead = lead_.load() + out.buffered;
    out.underruns = reader_->underruns();
    out.missedSeconds = static_cast<double>(reader_->missedFrames()) / options_.sampleRate;
    out.peaks[0] = reader_->takePeak(0);
    out.peaks[1] = reader_->takePeak(1);
    out.paused = reader_->paused();
    out.finished = reader_->finished();
}

PlayerStatus StreamEngine::status() {
    PlayerStatus out;
    std::int64_t sample = 0;
    std::optional<Mark> mark;
    {
        const std::lock_guard lock(mutex_);
        mark = heard(sample);
        out.streamSeconds = static_cast<double>(sample + mark->origin) / dsp::kSampleRate;
    }
    const Performance& performance = mark->plan->plan().performance;
    out.seconds = std::max(0.0, static_cast<double>(sample) / dsp::kSampleRate);
    out.duration = static_cast<double>(mark->plan->barsEnd()) / dsp::kSampleRate;
    const double place = mark->plan->measureAt(sample);
    if (!performance.measures.empty()) {
        const auto index = static_cast<std::size_t>(std::clamp(
            std::floor(place), 0.0, static_cast<double>(performance.measures.size()) - 1.0));
        const MeasureTime& measure = performance.measures[index];
        out.measure = measure.number;
        const double into = std::clamp(place - static_cast<double>(index), 0.0, 0.999);
        out.beat = 1 + static_cast<int>(into * measure.beats);
    }
    out.syllable = syllableAt(mark->plan->plan(), out.seconds);
    fillFromReader(out);
    const RenderPool::Work work = pool_.work();
    if (work.threadSeconds > 0.0) out.renderSpeed = work.audioSeconds / work.threadSeconds;
    const std::chrono::duration<double> alive = std::chrono::steady_clock::now() - started_;
    out.renderLoad = work.threadSeconds / (std::max(alive.count(), 1e-3) * options_.threads);
    out.failure = pool_.takeFailure();
    if (out.failure.empty()) out.failure = planner_.takeFailure();
    return out;
}

void StreamEngine::seek(const std::string& place) {
    std::int64_t sample = 0;
    std::optional<Mark> mark;
    {
        const std::lock_guard lock(mutex_);
        mark = heard(sample);
    }
    if (ended_.load()) throw Error(ExitCode::Usage, "seek: the music has ended");
    const RenderPlan& plan = mark->plan->plan();
    double measure = 0.0;
    if (isStep(place)) {
        // Half a beat late still counts as this measure's beginning when one goes back.
        const double here = std::floor(mark->plan->measureAt(sample) + 0.05);
        measure = std::max(0.0, here + std::stod(place));
        if (measure >= static_cast<double>(plan.performance.measures.size()))
            throw Error(ExitCode::Usage,
                        fmt::format("seek: no measure {} of {}", static_cast<int>(measure) + 1,
                                    plan.performance.measures.size()));
    } else {
        const double seconds = placeInSeconds(place, "seek", plan.performance, false);
        if (seconds >= plan.performance.duration)
            throw Error(ExitCode::Usage,
                        fmt::format("seek: expected a place before {:.1f} s, found '{}'",
                                    plan.performance.duration, place));
        measure = mark->plan->measureAt(std::llround(seconds * dsp::kSampleRate));
    }
    const std::lock_guard lock(mutex_);
    seekTo_ = measure;
}

}  // namespace arioso::play
