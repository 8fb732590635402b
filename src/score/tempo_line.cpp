#include "src/score/tempo_line.h"

#include <algorithm>
#include <cmath>

namespace arioso {
namespace {

using Kind = TempoEvent::Kind;

constexpr double kDefaultTempo = 120.0;
constexpr double kSlowest = 5.0;
constexpr double kFastest = 1000.0;
/// A glide that is followed by another direction within this reaches it, else it is this half long.
constexpr std::int64_t kFarthest = 16;
constexpr std::int64_t kGlide = 8;
/// How far glides may lead from the steady tempo.
constexpr double kBroadest = 0.5;
constexpr double kQuickest = 1.6;

class Settler {
  public:
    explicit Settler(std::vector<TempoEvent> events) : events_(std::move(events)) {
        std::stable_sort(events_.begin(), events_.end(),
                         [](const TempoEvent& a, const TempoEvent& b) { return a.at < b.at; });
    }

    std::vector<LineMark> settle(Beat end) {
        for (std::size_t i = 0; i < events_.size();) {
            std::size_t next = i;
            while (next < events_.size() && events_[next].at == events_[i].at) ++next;
            group(i, next, end);
            i = next;
        }
        return std::move(out_);
    }

  private:
    static int rank(const TempoEvent& event) {
        if (event.kind != Kind::Exact) return 0;
        return event.forPlayback ? 2 : 1;
    }

    /// The strongest direction of events [first, last), which stand at one place. Of several
    /// numbers for playback the last one holds from there on.
    [[nodiscard]] const TempoEvent* decisive(std::size_t first, std::size_t last) const {
        const TempoEvent* best = nullptr;
        for (std::size_t i = first; i < last; ++i) {
            const TempoEvent& event = events_[i];
            if (event.kind == Kind::Glide) continue;
            if (best == nullptr || rank(*best) < rank(event) || rank(event) == 2) best = &event;
        }
        return best;
    }

    /// What a glide that ends at events [first, last) leads to: the first of several numbers for
    /// playback, as the tempo behind it may be restored at the same place.
    [[nodiscard]] const TempoEvent* goal(std::size_t first, std::size_t last) const {
        for (std::size_t i = first; i < last; ++i) {
            if (rank(events_[i]) == 2) return &events_[i];
        }
        return decisive(first, last);
    }

    double settled(const TempoEvent& event) const {
        switch (event.kind) {
            case Kind::Exact:
            case Kind::Guess:
                return std::clamp(event.value, kSlowest, kFastest);
            case Kind::Ratio:
                return std::clamp(steady_ * event.value, kSlowest, kFastest);
            case Kind::First:
                return first_ > 0.0 ? first_ : steady_;
            case Kind::Back:
            case Kind::Glide:
                break;
        }
        return steady_;
    }

    void group(std::size_t first, std::size_t last, Beat end) {
        const Beat at = events_[first].at;
        if (const TempoEvent* event = decisive(first, last)) {
            const double value = settled(*event);
            if (event->kind != Kind::Back) steady_ = value;
            if (first_ <= 0.0) first_ = value;
            current_ = value;
            if (out_.empty() || out_.back().ramp || out_.back().value != value ||
                out_.back().at == at) {
                out_.push_back({at, value, false});
            }
        }
        const auto glide = std::find_if(events_.begin() + static_cast<std::ptrdiff_t>(first),
                                        events_.begin() + static_cast<std::ptrdiff_t>(last),
                                        [](const TempoEvent& e) { return e.kind == Kind::Glide; });
        if (glide != events_.begin() + static_cast<std::ptrdiff_t>(last)) {
            startGlide(at, glide->value, last, end);
        }
    }

    void startGlide(Beat at, double factor, std::size_t next, Beat end) {
        // Many a "rit." in a row is one long one: it never comes to a stand.
        double target = factor < 1.0 ? std::max(current_ * factor, steady_ * kBroadest)
                                     : std::min(current_ * factor, steady_ * kQuickest);
        target = std::clamp(target, kSlowest, kFastest);
        Beat until = std::min(end, at + Beat::whole(kGlide));
        const bool followed =
            next < events_.size() && events_[next].at <= at + Beat::whole(kFarthest);
        if (followed) {
            until = events_[next].at;
            std::size_t last = next;
            while (last < events_.size() && events_[last].at == until) ++last;
            const TempoEvent* event = goal(next, last);
            if (event != nullptr && event->kind != Kind::Back) {
                const double value = settled(*event);
                // It glides into the new tempo if that lies the way it goes.
                if (factor < 1.0 ? value < current_ : value > current_) target = value;
            }
        }
        if (until <= at) return;
        out_.push_back({at, current_, true});
        out_.push_back({until, target, false});
        current_ = target;
        if (!followed && until + Beat::whole(kGlide) < end) {
            out_.push_back({until, steady_, false});
            current_ = steady_;
        }
    }

    std::vector<TempoEvent> events_;
    std::vector<LineMark> out_;
    double steady_ = kDefaultTempo;  ///< what "a tempo" goes back to
    double current_ = kDefaultTempo;
    double first_ = 0.0;
};

}  // namespace

std::vector<LineMark> settleTempos(std::vector<TempoEvent> events, Beat end) {
    return Settler(std::move(events)).settle(end);
}

}  // namespace arioso
