#pragma once

#include <memory>
#include <span>
#include <vector>

#include "models/ppm.h"
#include "src/compose/event_reader.h"

namespace arioso {

/// A model's memory of one sequence of events.
class EventContext {
  public:
    virtual ~EventContext() = default;
    [[nodiscard]] virtual std::unique_ptr<EventContext> clone() const = 0;
    /// `reader` has read one more symbol.
    virtual void read(const EventReader& reader) = 0;
    /// Inside a cell: ln P of each symbol as the next; that of the cell's end is at `ending`.
    virtual void predict(const EventReader& reader, int ending, std::span<double> logs) = 0;
};

/// A model that says what comes next in a sequence of events, whatever it is made of.
class EventModel {
  public:
    virtual ~EventModel() = default;
    [[nodiscard]] virtual std::unique_ptr<EventContext> begin() const = 0;
    /// How much each symbol of a sequence was looked at when the model had read up to each: row by
    /// row, symbols × symbols, rows sum to 1. Empty for models that do not attend.
    [[nodiscard]] virtual std::vector<float> attention(std::span<const int> /*symbols*/) const {
        return {};
    }
};

/// Counts of events in the order of the page. It looks a few symbols back and not ahead.
class PpmEventModel : public EventModel {
  public:
    explicit PpmEventModel(models::Ppm ppm) : ppm_(std::move(ppm)) {}
    [[nodiscard]] std::unique_ptr<EventContext> begin() const override;
    [[nodiscard]] const models::Ppm& ppm() const { return ppm_; }

  private:
    models::Ppm ppm_;
};

/// The last `count` symbols of the page before what comes next in the open cell.
std::vector<int> symbolsBefore(const EventReader& reader, std::size_t count);

}  // namespace arioso
