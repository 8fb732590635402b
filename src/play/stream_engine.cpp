#include "src/play/stream_engine.h"

#include <algorithm>
#include <cmath>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/mixer.h"
#include "dsp/thread_priority.h"

namespace arioso::play {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kBlock = 512;
/// What a passage that takes over must have ready at least, so that it does not run dry at once.
constexpr std::int64_t kTakeOver = dsp::kSampleRate / 5;
/// The next window of all tracks, which takes so much longer than the first, must be there in time.
constexpr double kReserve = 1.5;
/// Share of the time that a change should take after which it would be heard if it were ready.
constexpr double kHaste = 0.6;
/// A stop longer than this was no hiccup: the music goes on where it was.
constexpr std::int64_t kLongestSkip = 2 * dsp::kSampleRate;
/// Shorter than this nobody notices that the beat is late.
constexpr std::int64_t kShortestSkip = dsp::kSampleRate / 100;

struct Range {
    Range(dsp::AudioView block, std::size_t first, std::size_t count) {
        for (int c = 0; c < 2; ++c) pointers[c] = block.channel(c).data() + first;
        view = dsp::AudioView(pointers, 2, count);
    }
    float* pointers[2];
    dsp::AudioView view;
};

}  // namespace

StreamEngine::StreamEngine(Planner& planner, const MixSettings& mix, const RenderRequest& request,
                           const Player::Options& options)
    : planner_(planner),
      mix_(mix),
      request_(request),
      reverbChoice_(parseReverb(request.reverb)),
      options_(options),
      pool_(options.threads, options.threadStart),
      reverb_(makeReverb(reverbChoice_)),
      gain_(linearGain(request)),
      settings_(planner.settings()),
      started_(std::chrono::steady_clock::now()) {
    limiter_.prepare(2, dsp::kSampleRate);
    limiterLate_ = static_cast<std::int64_t>(limiter_.latency());
    openOutput(options.sampleRate, options.latency);
    const Planner::Plan& first = planner.first();
    const std::int64_t start = first->start();
    passages_.push_back(std::make_unique<Passage>(
        first, mix_, reverbChoice_, Passage::Place{-start, 0, false, start}, *settings_));
    passages_.back()->fixTracks();
    mark(*passages_.back(), 0);
    thread_ = std::thread([this] { run(); });
}

StreamEngine::~StreamEngine() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void StreamEngine::openOutput(int sampleRate, double latency) {
    options_.sampleRate = sampleRate;
    options_.latency = latency;
    target_ =
        std::max<std::size_t>(64, static_cast<std::size_t>(std::llround(latency * sampleRate)));
    // Beside what is kept ready, a block at the listener's rate and what the resampler may let go
    // of at once must fit.
    const auto blocks = static_cast<std::size_t>(
        std::ceil(4.0 * static_cast<double>(kBlock) * sampleRate / dsp::kSampleRate));
    const float volume = reader_ ? reader_->volume() : 1.0F;
    const bool paused = reader_ && reader_->paused();
    reader_ = std::make_unique<StreamReader>(sampleRate, target_ + blocks + 8192);
    reader_->setRefill(std::max<std::size_t>(1, target_ / 2));
    reader_->setVolume(volume);
    reader_->setPaused(paused);
    resampler_.emplace(dsp::kSampleRate, sampleRate, 2);
    underrunsSeen_ = 0;
    missedBase_ = 0;
}

void StreamEngine::setOutput(int sampleRate, double latency) {
    std::unique_lock lock(mutex_);
    held_ = true;
    wake_.notify_all();
    wake_.wait(lock, [this] { return holding_ || stop_; });
    openOutput(sampleRate, latency);
    streamBase_ = position_;
    if (ended_.load()) reader_->setEnded(true);
    held_ = false;
    wake_.notify_all();
}

bool StreamEngine::waitUntilReady(milliseconds atMost) {
    const auto until = std::chrono::steady_clock::now() + atMost;
    while (reader_->ring().available() < target_ && !ended_.load()) {
        if (std::chrono::steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(milliseconds(1));
    }
    return true;
}

void StreamEngine::run() {
    dsp::askForPriority(dsp::Priority::Engine);
    // The passages ask the models what is silent; the same preparation as for the render threads.
    if (options_.threadStart) options_.threadStart();
    std::unique_lock lock(mutex_);
    while (!stop_) {
        if (held_) {
            holding_ = true;
            wake_.notify_all();
            wake_.wait(lock, [this] { return !held_ || stop_; });
            holding_ = false;
            continue;
        }
        lock.unlock();
        step();
        lock.lock();
    }
}

/// Lets the listener take some; wakes early when the player is about to go.
void StreamEngine::pause(milliseconds time) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, time, [this] { return stop_ || held_; });
}

void StreamEngine::step() {
    settings_ = planner_.settings();
    takePlans();
    noticeUnderrun();
    if (armed_ && takeOver()) needsAt_ = -1;
    schedule();
    announceNeeds();
    if (ended_.load()) {
        pause(milliseconds(20));
        return;
    }
    if (reader_->ring().available() >= target_) {
        const auto block = std::chrono::microseconds(1000000 * kBlock / 2 / dsp::kSampleRate);
        pause(std::max(milliseconds(1), std::chrono::duration_cast<milliseconds>(block)));
        return;
    }
    if (produce()) return;
    // Asked for again, whatever has become of it meanwhile.
    needsAt_ = -1;
    pool_.waitForProgress(milliseconds(2));
}

const Passage& StreamEngine::current() const {
    const Passage* found = passages_.front().get();
    for (const auto& passage : passages_)
        if (passage->begin() <= position_ && !passage->ending()) found = passage.get();
    return *found;
}

std::int64_t StreamEngine::contentAt(std::int64_t stream) const {
    return stream - current().origin();
}

void StreamEngine::takePlans() {
    if (auto revision = planner_.takeRevision()) {
        // What was to come next was made with the old settings.
        std::erase_if(passages_, [this](const auto& passage) {
            return passage->begin() > position_ && passages_.size() > 1;
        });
        arm(revision->plan, std::nullopt, false);
    }
    if (planner_.takeDropped())
        std::erase_if(passages_, [this](const auto& passage) {
            return passage->begin() > position_ && passages_.size() > 1;
        });
    std::optional<double> seek;
    {
        const std::lock_guard lock(mutex_);
        seek = std::exchange(seekTo_, std::nullopt);
    }
    if (seek) {
        std::erase_if(passages_, [this](const auto& passage) {
            return passage->begin() > position_ && passages_.size() > 1;
        });
        const Planner::Plan plan = armed_ ? armed_->plan : current().plan();
        arm(plan, std::max<std::int64_t>(0, plan->sampleAt(*seek)), false);
        tailLeft_ = -1;
    }
}

void StreamEngine::arm(Planner::Plan plan, std::optional<std::int64_t> target, bool resync) {
    // A new plan while a jump waits: the jump is still wanted, at its place in the new plan.
    if (armed_ && armed_->target && !target)
        target = plan->sampleAt(armed_->plan->measureAt(*armed_->target));
    Armed next;
    next.plan = plan;
    next.target = target;
    next.resync = resync || (armed_ && armed_->resync && !target);
    next.passage =
        std::make_unique<Passage>(std::move(plan), mix_, reverbChoice_,
                                  Passage::Place{position_, position_, true, 0}, *settings_);
    armed_ = std::move(next);
    const std::int64_t from = armedTarget();
    // What is rendered of the past while it goes by is lost: the new sound begins about when it can
    // be there.
    const bool follows = !armed_->target && !armed_->resync && armed_->plan != current().plan();
    const auto wait = static_cast<double>(expectedWait(*armed_->plan));
    armed_->notBefore = from + (follows ? static_cast<std::int64_t>(kHaste * wait) : 0);
    armed_->reserve = std::max(kTakeOver, static_cast<std::int64_t>(kReserve * wait));
    armed_->passage->anchorTracks(armed_->notBefore);
    needsAt_ = -1;
}

/// Samples that a window of every track of a plan will take, by what windows have taken so far.
std::int64_t StreamEngine::expectedWait(const PlayPlan& plan) const {
    const RenderPool::Work work = pool_.work();
    if (work.audioSeconds <= 0.0) return 0;
    const double window =
        static_cast<double>(StemRenderer::kWindowSamples) * work.threadSeconds / work.audioSeconds;
    std::size_t tracks = 0;
    for (const PlayPlan::Track& track : plan.tracks())
        tracks += settings_->audible(track.scorePart) ? 1 : 0;
    return static_cast<std::int64_t>(window * static_cast<double>(tracks) / options_.threads);
}

std::int64_t StreamEngine::missedSamples() const {
    return (reader_->missedFrames() - missedBase_) * dsp::kSampleRate / options_.sampleRate;
}

void StreamEngine::noticeUnderrun() {
    if (!options_.keepTime || reader_->underruns() == underrunsSeen_) return;
    if (reader_->ring().available() >= target_ / 2) {
        // It has recovered by itself: too short to be worth a jump.
        underrunsSeen_ = reader_->underruns();
        missedBase_ = reader_->missedFrames();
        return;
    }
    if (missedSamples() < kShortestSkip || ended_.load()) return;
    underrunsSeen_ = reader_->underruns();
    if (!armed_) arm(current().plan(), std::nullopt, true);
    armed_->resync = true;
}

std::int64_t StreamEngine::armedTarget() const {
    if (armed_->target) return *armed_->target;
    const Passage& now = current();
    std::int64_t content = contentAt(position_);
    if (armed_->resync) {
        const std::int64_t missed = missedSamples();
        content = now.plan()->nextBeat(content + (missed <= kLongestSkip ? missed : 0));
    }
    if (armed_->plan == now.plan()) return content;
    return armed_->plan->sampleAt(now.plan()->measureAt(content));
}

/// Puts the armed passage in the place of the current one, if it can sound right now.
bool StreamEngine::takeOver() {
    const std::int64_t target = armedTarget();
    if (target < armed_->notBefore) return false;
    armed_->passage->moveTo({position_ - target, position_, true, 0});
    if (!armed_->passage->ready(position_, position_ + armed_->reserve, *settings_, pool_))
        return false;
    if (armed_->resync) {
        // Silence up to the beat, so that whoever plays along finds it where it was.
        const std::int64_t missed = missedSamples();
        std::int64_t silence = 0;
        if (missed <= kLongestSkip) {
            const std::int64_t due = current().plan()->sampleAt(
                current().plan()->measureAt(contentAt(position_) + missed));
            silence =
                std::clamp<std::int64_t>(current().plan()->nextBeat(due) - due, 0, kLongestSkip);
        }
        armed_->passage->moveTo({position_ + silence - target, position_ + silence, true, 0});
        missedBase_ = reader_->missedFrames();
    }
    // What ran dry has nothing to fade out with.
    std::erase_if(passages_, [this](const auto& passage) {
        return armed_->resync ||
               !passage->ready(position_, position_ + Passage::kCrossfade, *settings_, pool_);
    });
    for (const auto& passage : passages_) passage->endAt(position_);
    passages_.push_back(std::move(armed_->passage));
    mark(*passages_.back(), passages_.back()->begin());
    armed_.reset();
    return true;
}

void StreamEngine::schedule() {
    std::erase_if(passages_, [this](const auto& passage) {
        return passages_.size() > 1 && passage->end(*settings_) <= position_ &&
               passage != passages_.back();
    });
    if (armed_) return;
    const Passage& last = *passages_.back();
    const std::int64_t follows = last.origin() + last.plan()->barsEnd();
    const auto lead = static_cast<std::int64_t>(options_.leadSeconds * dsp::kSampleRate);
    const bool wantNext = follows < position_ + lead && last.begin() <= position_;
    planner_.report(current().plan(), last.plan(), wantNext);
    if (Planner::Plan next = planner_.takeNext()) {
        const std::int64_t origin = follows - next->firstBeat();
        const std::int64_t begin = std::max(position_, origin + next->start());
        passages_.push_back(std::make_unique<Passage>(
            next, mix_, reverbChoice_, Passage::Place{origin, begin, false, next->start()},
            *settings_));
        passages_.back()->fixTracks();
        mark(*passages_.back(), begin);
        needsAt_ = -1;
    }
}

void StreamEngine::announceNeeds() {
    // Windows are long: a look every few blocks is enough.
    if (needsAt_ >= 0 && position_ < needsAt_ + 8 * kBlock) return;
    needsAt_ = position_;
    std::vector<RenderPool::Need> needs;
    const auto lead = static_cast<std::int64_t>(options_.leadSeconds * dsp::kSampleRate);
    if (armed_) {
        const std::int64_t target = armedTarget();
        armed_->passage->moveTo({position_ - target, position_, true, 0});
        const std::int64_t from = position_ + std::max<std::int64_t>(0, armed_->notBefore - target);
        armed_->passage->need(from, from + armed_->reserve, *settings_, needs);
        // Before everything else: somebody waits for the change.
        for (RenderPool::Need& need : needs) need.deadline = RenderPool::kAtOnce;
        needsAt_ = -1;
    }
    std::int64_t ready = position_ + lead;
    // Passages may share tracks: a window goes when none of them will be heard there.
    Passage::Claims claims;
    for (const auto& passage : passages_) {
        passage->need(position_, position_ + lead, *settings_, needs);
        passage->claim(position_ - kBlock, position_ + lead + kTakeOver, claims);
    }
    if (armed_) armed_->passage->claim(position_, position_ + lead, claims);
    for (RenderPool::Need& need : needs) need.patient = need.deadline > position_ + lead / 2;
    for (const auto& [track, range] : claims) pool_.keep(*track, range.first, range.second);
    for (const RenderPool::Need& need : needs)
        if (need.deadline != RenderPool::kAtOnce && pool_.get(*need.track, need.window) == nullptr)
            ready = std::min(ready, need.deadline);
    lead_.store(static_cast<double>(std::max<std::int64_t>(0, ready - position_)) /
                dsp::kSampleRate);
    pool_.want(std::move(needs));
}

bool StreamEngine::produce() {
    // While the listener hears silence, the passage that takes over begins; nothing else does.
    if (armed_ && armed_->resync) return false;
    std::int64_t end = 0;
    for (const auto& passage : passages_) end = std::max(end, passage->end(*settings_));
    if (position_ >= end) {
        if (!planner_.atEnd() || armed_) return false;
        finish();
        return true;
    }
    const std::int64_t frames = std::min(kBlock, end - position_);
    for (const auto& passage : passages_)
        if (passage->begin() < position_ + frames &&
            !passage->ready(position_, position_ + frames, *settings_, pool_))
            return false;
    mixBlock(frames);
    return true;
}

/// The room rings on, then the stream ends.
void StreamEngine::finish() {
    if (tailLeft_ < 0) tailLeft_ = reverb_ ? static_cast<std::int64_t>(reverb_->tail()) : 0;
    if (tailLeft_ > 0) {
        const std::int64_t frames = std::min(kBlock, tailLeft_);
        tailLeft_ -= frames;
        mixBlock(frames);
        return;
    }
    const auto late = static_cast<std::size_t>(limiter_.latency());
    dry_.resize(2, late);
    limiter_.process(dry_.view());
    deliver(dry_.view());
    resampler_->finish(resampled_);
    write(resampled_.view());
    ended_.store(true);
    reader_->setEnded(true);
}

void StreamEngine::mixBlock(std::int64_t frames) {
    const auto count = static_cast<std::size_t>(frames);
    dry_.resize(2, count);
    send_.resize(2, count);
    for (const auto& passage : passages_)
        passage->mix(position_, *settings_, pool_, dry_.view(), send_.view());
    if (reverb_) {
        reverb_->process(send_.view());
        dsp::addInto(dry_.view(), send_.view(), 1.0F);
    }
    dsp::scale(dry_.view(), gain_);
    limiter_.process(dry_.view());
    {
        const std::lock_guard lock(mutex_);
        position_ += frames;
    }
    const auto drop = static_cast<std::size_t>(std::min(limiterLate_, frames));
    limiterLate_ -= static_cast<std::int64_t>(drop);
    if (drop < count) deliver(Range(dry_.view(), drop, count - drop).view);
}

void StreamEngine::deliver(dsp::AudioView block) {
    resampler_->process(block, resampled_);
    write(resampled_.view());
}

void StreamEngine::write(dsp::AudioView block) {
    std::size_t done = 0;
    while (done < block.frames()) {
        done += reader_->ring().write(Range(block, done, block.frames() - done).view);
        if (done == block.frames()) break;
        pause(milliseconds(1));
        const std::lock_guard lock(mutex_);
        if (stop_ || held_) return;
    }
}

void StreamEngine::mark(const Passage& passage, std::int64_t stream) {
    const std::lock_guard lock(mutex_);
    std::erase_if(marks_, [&](const Mark& old) { return old.stream > stream; });
    marks_.push_back({stream, passage.plan(), passage.origin()});
    // A mark keeps its plan, and so what was rendered for it: what has been heard goes.
    const std::int64_t heardUpTo =
        streamBase_ + reader_->framesPlayed() * dsp::kSampleRate / options_.sampleRate;
    while (marks_.size() > 1 && marks_[1].stream <= heardUpTo) marks_.pop_front();
}

}  // namespace arioso::play
