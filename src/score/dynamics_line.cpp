#include "src/score/dynamics_line.h"

#include <algorithm>

namespace arioso {
namespace {

using Kind = WrittenMark::Kind;

constexpr double kSoftest = 0.08;
constexpr std::int64_t kLongestWords = 16;

int rank(Kind kind) {
    if (kind == Kind::HairpinEnd) return 0;
    return kind == Kind::Level ? 1 : 2;
}

class Settler {
  public:
    explicit Settler(std::vector<WrittenMark> marks) : marks_(std::move(marks)) {
        std::erase_if(marks_, [](const WrittenMark& mark) {
            return mark.kind != Kind::Level && mark.kind != Kind::HairpinUp &&
                   mark.kind != Kind::HairpinDown && mark.kind != Kind::HairpinEnd;
        });
        std::stable_sort(marks_.begin(), marks_.end(),
                         [](const WrittenMark& a, const WrittenMark& b) {
                             return a.at != b.at ? a.at < b.at : rank(a.kind) < rank(b.kind);
                         });
    }

    std::vector<LineMark> settle() {
        for (std::size_t i = 0; i < marks_.size(); ++i) {
            const WrittenMark& mark = marks_[i];
            if (mark.kind == Kind::Level) {
                level_ = mark.value;
                out_.push_back({mark.at, level_, false});
            } else if (mark.kind == Kind::HairpinUp || mark.kind == Kind::HairpinDown) {
                hairpin(i);
            }
        }
        return std::move(out_);
    }

  private:
    void hairpin(std::size_t index) {
        const WrittenMark& start = marks_[index];
        if (hasHairpin_ && last_ == start.at) return;
        hasHairpin_ = true;
        last_ = start.at;
        const double direction = start.kind == Kind::HairpinUp ? 1.0 : -1.0;
        double target = std::clamp(level_ + direction * kHairpinStep, kSoftest, 1.0);
        Beat until = start.at + Beat::whole(kLongestWords);
        std::size_t next = index + 1;
        while (next < marks_.size() && marks_[next].at == start.at) ++next;
        // Whatever comes next ends it: its own end, a dynamic or another hairpin.
        const bool closed = next < marks_.size() && marks_[next].kind == Kind::HairpinEnd;
        if (next < marks_.size() && (closed || marks_[next].at < until)) {
            until = marks_[next].at;
            // A dynamic just behind the open end names what the hairpin led to.
            const Beat reach = closed ? until + Beat::whole(1) : until;
            while (next < marks_.size() && marks_[next].kind == Kind::HairpinEnd) ++next;
            if (next < marks_.size() && marks_[next].kind == Kind::Level &&
                marks_[next].at <= reach && (marks_[next].value - level_) * direction > 0.0) {
                target = marks_[next].value;
            }
        }
        out_.push_back({start.at, level_, true});
        out_.push_back({until, target, false});
        level_ = target;
    }

    std::vector<WrittenMark> marks_;
    std::vector<LineMark> out_;
    double level_ = kDefaultLevel;
    bool hasHairpin_ = false;
    Beat last_;
};

}  // namespace

std::vector<LineMark> settleDynamics(std::vector<WrittenMark> marks) {
    return Settler(std::move(marks)).settle();
}

}  // namespace arioso
