#include "src/compose/event_model.h"

#include <algorithm>
#include <cmath>

namespace arioso {
namespace {

class PpmEventContext : public EventContext {
  public:
    explicit PpmEventContext(const models::Ppm& ppm) : ppm_(&ppm) {}
    [[nodiscard]] std::unique_ptr<EventContext> clone() const override {
        return std::make_unique<PpmEventContext>(*this);
    }
    // All that counts is found in the reader.
    void read(const EventReader& /*reader*/) override {}
    void predict(const EventReader& reader, int ending, std::span<double> logs) override {
        auto context = symbolsBefore(reader, static_cast<std::size_t>(ppm_->order()));
        std::erase_if(context, events::isSyllable);
        std::vector<double> probabilities(static_cast<std::size_t>(ppm_->alphabet()));
        ppm_->predict(context, probabilities);
        // Of what it has no symbols for it says next to nothing.
        constexpr double kUnheardOf = -70.0;
        for (std::size_t i = 0; i < logs.size(); ++i)
            logs[i] = i < probabilities.size() ? std::log(probabilities[i]) : kUnheardOf;
        const auto& lanes = reader.piece().lanes;
        const std::size_t next = reader.lane() + 1;
        const int natural =
            next < lanes.size() ? events::kLane + static_cast<int>(lanes[next].kind) : events::kBar;
        logs[static_cast<std::size_t>(ending)] =
            std::log(probabilities[static_cast<std::size_t>(natural)]);
    }

  private:
    const models::Ppm* ppm_;
};

}  // namespace

std::unique_ptr<EventContext> PpmEventModel::begin() const {
    return std::make_unique<PpmEventContext>(ppm_);
}

std::vector<int> symbolsBefore(const EventReader& reader, std::size_t count) {
    std::vector<int> out;  // the newest first
    const EventPiece& piece = reader.piece();
    std::size_t bar = reader.bar();
    std::size_t lane = reader.lane();
    for (;;) {
        const auto& cell = piece.bars[bar].cells[lane];
        out.insert(out.end(), cell.rbegin(), cell.rend());
        out.push_back(events::kLane + static_cast<int>(piece.lanes[lane].kind));
        if (lane == 0) {
            out.push_back(events::kBar);
            if (bar == 0) break;
            --bar;
            lane = piece.lanes.size();
        }
        --lane;
        if (out.size() >= count) break;
    }
    if (out.size() > count) out.resize(count);
    std::reverse(out.begin(), out.end());
    return out;
}

}  // namespace arioso
