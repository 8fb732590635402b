#include "tools/train/rollout.h"

#include <algorithm>
#include <memory>

#include "dsp/error.h"

namespace arioso::train {
namespace {

using Features = std::vector<EventReader::Features>;

/// Writes down what a network would have been told, for many sequences to be computed at once.
class Tape : public EventModel {
  public:
    [[nodiscard]] std::unique_ptr<EventContext> begin() const override {
        return std::make_unique<Context>(features_);
    }
    [[nodiscard]] Features& features() { return features_; }

  private:
    class Context : public EventContext {
      public:
        explicit Context(Features& features) : features_(&features) {}
        [[nodiscard]] std::unique_ptr<EventContext> clone() const override {
            return std::make_unique<Context>(*this);
        }
        void read(const EventReader& reader) override { features_->push_back(reader.features()); }
        void predict(const EventReader& /*reader*/, int /*ending*/,
                     std::span<double> /*logs*/) override {
            throw Error(ExitCode::General, "a tape predicts nothing");
        }

      private:
        Features* features_;
    };
    mutable Features features_;
};

void fillIn(const EventReader::Features& features, torch::TensorAccessor<std::int64_t, 1> columns,
            torch::TensorAccessor<float, 1> bits) {
    for (std::int64_t c = 0; c < EventReader::kColumns; ++c)
        columns[c] = features.columns[static_cast<std::size_t>(c)];
    for (int bit = 0; bit < EventReader::kBits; ++bit)
        bits[bit] = static_cast<float>((features.bits >> static_cast<unsigned>(bit)) & 1U);
}

/// The memory of one sequence as that of several.
void spread(models::SequenceTransformerImpl::Cache& cache, std::int64_t count) {
    for (auto* side : {&cache.keys, &cache.values})
        for (auto& tensor : *side)
            tensor = tensor.expand({count, tensor.size(1), tensor.size(2), tensor.size(3)});
}

}  // namespace

Rollouts rollOut(models::SequenceTransformer& network, const Prompt& prompt, std::size_t count,
                 const models::SamplingOptions& sampling, std::size_t longest,
                 models::RandomStream& random) {
    const torch::NoGradGuard guard;
    const auto answers = static_cast<std::int64_t>(count);
    const auto most = static_cast<std::int64_t>(longest);
    constexpr std::int64_t kColumns = EventReader::kColumns;
    constexpr std::int64_t kBits = EventReader::kBits;
    std::vector<std::unique_ptr<Tape>> tapes;
    std::vector<std::unique_ptr<EventFill>> states;
    for (std::size_t i = 0; i < count; ++i) {
        tapes.push_back(std::make_unique<Tape>());
        states.push_back(
            std::make_unique<EventFill>(*tapes.back(), prompt.piece, prompt.cut, prompt.plans));
    }
    Rollouts out;
    const Features read = tapes.front()->features();
    const auto before = static_cast<std::int64_t>(read.size());
    out.promptColumns = torch::empty({1, before, kColumns}, torch::kInt64);
    out.promptBits = torch::empty({1, before, kBits});
    auto promptColumns = out.promptColumns.accessor<std::int64_t, 3>();
    auto promptBits = out.promptBits.accessor<float, 3>();
    for (std::int64_t i = 0; i < before; ++i)
        fillIn(read[static_cast<std::size_t>(i)], promptColumns[0][i], promptBits[0][i]);

    out.columns = torch::zeros({answers, most, kColumns}, torch::kInt64);
    out.bits = torch::zeros({answers, most, kBits});
    out.drawn.symbols = torch::zeros({answers, most}, torch::kInt64);
    out.drawn.allowed = torch::ones({answers, most, events::kSymbols}, torch::kBool);
    out.drawn.mask = torch::zeros({answers, most});
    out.lengths.assign(count, 0);
    out.finished.assign(count, 0);
    auto columns = out.columns.accessor<std::int64_t, 3>();
    auto bits = out.bits.accessor<float, 3>();
    auto symbols = out.drawn.symbols.accessor<std::int64_t, 2>();
    auto allowed = out.drawn.allowed.accessor<bool, 3>();
    auto mask = out.drawn.mask.accessor<float, 2>();

    models::SequenceTransformerImpl::Cache cache;
    auto next =
        torch::log_softmax(
            network->forward(out.promptColumns, out.promptBits, &cache).slice(1, before - 1), 2)
            .expand({answers, 1, events::kSymbols})
            .contiguous();
    spread(cache, answers);
    std::vector<char> open(count, 1);
    std::vector<char> rules(events::kSymbols);
    std::vector<double> weights(events::kSymbols);
    std::int64_t time = 0;
    for (; time < most; ++time) {
        const auto logs = next.accessor<float, 3>();
        bool any = false;
        for (std::int64_t row = 0; row < answers; ++row) {
            const auto i = static_cast<std::size_t>(row);
            if (open[i] == 0) continue;
            states[i]->allow(rules);
            double sum = 0.0;
            for (std::size_t s = 0; s < weights.size(); ++s) {
                const auto symbol = static_cast<std::int64_t>(s);
                allowed[row][time][symbol] = rules[s] != 0;
                weights[s] = rules[s] != 0 ? std::exp(double{logs[row][0][symbol]}) : 0.0;
                sum += weights[s];
            }
            if (!(sum > 0.0)) {
                // Nothing may follow: a real decoder would turn back.
                for (std::int64_t s = 0; s < events::kSymbols; ++s) allowed[row][time][s] = true;
                open[i] = 0;
                continue;
            }
            const int symbol = models::drawMasked(weights, rules, sampling, random);
            out.logProbability += std::log(weights[static_cast<std::size_t>(symbol)] / sum);
            states[i]->push(symbol);
            symbols[row][time] = symbol;
            mask[row][time] = 1.0F;
            ++out.lengths[i];
            fillIn(tapes[i]->features().back(), columns[row][time], bits[row][time]);
            if (states[i]->finished()) {
                out.finished[i] = 1;
                open[i] = 0;
            } else {
                any = true;
            }
        }
        if (!any || time + 1 == most) {
            ++time;
            break;
        }
        next = torch::log_softmax(network->forward(out.columns.slice(1, time, time + 1),
                                                   out.bits.slice(1, time, time + 1), &cache),
                                  2);
    }
    out.columns = out.columns.slice(1, 0, time);
    out.bits = out.bits.slice(1, 0, time);
    out.drawn.symbols = out.drawn.symbols.slice(1, 0, time);
    out.drawn.allowed = out.drawn.allowed.slice(1, 0, time);
    out.drawn.mask = out.drawn.mask.slice(1, 0, time);
    for (const auto& state : states) out.pieces.push_back(state->piece());
    return out;
}

torch::Tensor answerLogits(models::SequenceTransformer& network, const Rollouts& rollouts) {
    const auto answers = rollouts.columns.size(0);
    const auto time = rollouts.columns.size(1);
    models::SequenceTransformerImpl::Cache cache;
    const auto read = network->forward(rollouts.promptColumns, rollouts.promptBits, &cache);
    auto first = read.slice(1, read.size(1) - 1).expand({answers, 1, read.size(2)});
    if (time < 2) return first;
    spread(cache, answers);
    const auto rest = network->forward(rollouts.columns.slice(1, 0, time - 1),
                                       rollouts.bits.slice(1, 0, time - 1), &cache);
    return torch::cat({first, rest}, 1);
}

}  // namespace arioso::train
