#include "src/play/planner.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <exception>
#include <utility>

namespace arioso::play {
namespace {

/// Music without end makes and drops tensors of every size on several threads; what glibc keeps of
/// them for later would grow for hours.
void giveBackMemory() {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

}  // namespace
namespace {

/// Parts that the request leaves out are muted, so that they can be brought in.
PlaySettings initialSettings(const PlayPlan& plan, std::size_t parts) {
    PlaySettings settings;
    settings.parts.resize(parts);
    for (const StemPlan& stem : plan.plan().stems)
        if (stem.scorePart < parts) settings.parts[stem.scorePart].mute = !stem.audible;
    return settings;
}

}  // namespace

Planner::Planner(Programme& programme) : programme_(programme) {
    first_ = DiscardQueue::guard(programme_.first({}), discarded_);
    settings_ = std::make_shared<const PlaySettings>(
        initialSettings(*first_, programme_.partNames().size()));
    planned_ = settings_;
    current_ = first_;
    last_ = first_;
    thread_ = std::thread([this] { run(); });
}

Planner::~Planner() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    work_.notify_all();
    thread_.join();
}

void Planner::change(const nlohmann::json& change) {
    {
        const std::lock_guard lock(mutex_);
        settings_ = std::make_shared<const PlaySettings>(
            changed(*settings_, change, programme_.partNames()));
    }
    work_.notify_all();
}

void Planner::makeNextAnew() {
    const std::lock_guard lock(mutex_);
    next_.reset();
    nextOf_.reset();
    dropped_ = true;
}

Planner::Settings Planner::settings() const {
    const std::lock_guard lock(mutex_);
    return settings_;
}

void Planner::report(const Plan& current, const Plan& last, bool wantNext) {
    {
        const std::lock_guard lock(mutex_);
        if (current_ == current && last_ == last && wantNext_ == wantNext) return;
        if (last_ != last) atEnd_ = false;
        current_ = current;
        last_ = last;
        wantNext_ = wantNext;
    }
    work_.notify_all();
}

std::optional<Planner::Revision> Planner::takeRevision() {
    const std::lock_guard lock(mutex_);
    return std::exchange(revision_, std::nullopt);
}

Planner::Plan Planner::takeNext() {
    const std::lock_guard lock(mutex_);
    if (nextOf_ != last_) return nullptr;
    nextOf_.reset();
    return std::exchange(next_, nullptr);
}

bool Planner::atEnd() const {
    const std::lock_guard lock(mutex_);
    return atEnd_;
}

bool Planner::takeDropped() {
    const std::lock_guard lock(mutex_);
    return std::exchange(dropped_, false);
}

std::string Planner::takeFailure() {
    const std::lock_guard lock(mutex_);
    return std::exchange(failure_, {});
}

void Planner::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        const auto mustRevise = [this] { return settings_->needsNewPlan(*planned_); };
        const auto mustGoOn = [this] { return wantNext_ && nextOf_ != last_ && !atEnd_; };
        work_.wait(lock,
                   [&] { return stop_ || mustRevise() || mustGoOn() || !discarded_->empty(); });
        if (stop_) return;
        if (!discarded_->empty()) {
            lock.unlock();
            discarded_->clear();
            lock.lock();
            continue;
        }
        const Settings settings = settings_;
        const bool revise = mustRevise();
        const Plan from = revise ? current_ : last_;
        lock.unlock();
        Plan made;
        std::string failure;
        try {
            made =
                revise ? programme_.revised(*from, *settings) : programme_.next(*from, *settings);
            made = DiscardQueue::guard(std::move(made), discarded_);
        } catch (const std::exception& error) {
            failure = error.what();
        }
        lock.lock();
        if (!failure.empty()) failure_ = failure;
        if (revise) {
            // A change that cannot be made is told once and not tried again.
            planned_ = settings;
            if (made) {
                revision_ = Revision{made, from};
                next_.reset();
                nextOf_.reset();
                atEnd_ = false;
            }
        } else if (from == last_) {
            atEnd_ = made == nullptr;
            nextOf_ = made ? from : nullptr;
            next_ = made;
            lock.unlock();
            discarded_->clear();
            giveBackMemory();
            lock.lock();
        }
    }
}

}  // namespace arioso::play
