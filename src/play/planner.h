#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>

#include "dsp/priority_mutex.h"
#include "src/play/discard_queue.h"
#include "src/play/programme.h"

namespace arioso::play {

/// Makes plans on a thread of its own, since one may take longer than a listener can wait: new ones
/// of the music that plays whenever settings change, and what comes next before it is needed.
class Planner {
  public:
    /// Makes the first plan on the calling thread: Error.
    explicit Planner(Programme& programme);
    ~Planner();
    Planner(const Planner&) = delete;
    Planner& operator=(const Planner&) = delete;

    using Plan = std::shared_ptr<const PlayPlan>;
    using Settings = std::shared_ptr<const PlaySettings>;

    /// Control threads. Error(Usage).
    void change(const nlohmann::json& change);
    /// What was made to come next is made again. Control threads.
    void makeNextAnew();
    [[nodiscard]] Settings settings() const;

    /// The plan to begin with.
    [[nodiscard]] const Plan& first() const { return first_; }
    /// Says what plays at present, and whether it is time to think of what comes after `last`, the
    /// last plan that is scheduled. Engine thread.
    void report(const Plan& current, const Plan& last, bool wantNext);
    /// A new plan of the current music, if one is ready: `of` is what it was made from. Engine
    /// thread.
    struct Revision {
        Plan plan;
        Plan of;
    };
    std::optional<Revision> takeRevision();
    /// What comes after the last plan reported, if it is ready. Engine thread.
    Plan takeNext();
    /// Nothing comes after the last plan reported. Engine thread.
    [[nodiscard]] bool atEnd() const;
    /// Whether the schedule after the current plan should be dropped: asked for once. Engine
    /// thread.
    bool takeDropped();
    /// A plan that could not be made, told once; empty = none. Any thread.
    std::string takeFailure();

  private:
    void run();

    Programme& programme_;
    // Before the plans that are left in it.
    std::shared_ptr<DiscardQueue> discarded_ = std::make_shared<DiscardQueue>();
    mutable dsp::PriorityMutex mutex_;
    dsp::PriorityCondition work_;
    Settings settings_;
    Settings planned_;  // that the newest plan was made with
    Plan first_;
    Plan current_;
    Plan last_;
    bool wantNext_ = false;
    bool dropped_ = false;
    bool atEnd_ = false;
    std::optional<Revision> revision_;
    Plan next_;
    Plan nextOf_;  // what next_ follows
    std::string failure_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace arioso::play
