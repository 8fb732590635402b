#include <fmt/format.h>

#include <cmath>

#include "dsp/error.h"
#include "src/writer/transformer_writer.h"
#include "tools/train/config.h"
#include "tools/train/event_batch.h"
#include "tools/train/event_marking.h"
#include "tools/train/optimiser.h"
#include "tools/train/statistics/event_corpus.h"
#include "tools/train/task.h"

namespace arioso::train {

namespace {

class ComposerTask : public Task {
  public:
    explicit ComposerTask(const RunSettings& settings)
        : batch_(setting<std::int64_t>(settings.config, "train", "batch", 8)),
          seed_(settings.seed),
          corpus_(readEventCorpus(settings.corpora,
                                  setting(settings.config, "data", "held_out", 0.1),
                                  settings.threads, markingOf(settings.config))) {
        if (corpus_.training.empty()) throw Error(ExitCode::Input, "no scores to learn from");
        std::size_t symbols = 0;
        for (const EventSource& source : corpus_.training) symbols += source.symbols;
        fmt::print(
            "{} files: {} unreadable, {} unsuitable, {} duplicates left out; training {} pieces "
            "({} events), validation {}, held out {}\n",
            corpus_.files, corpus_.unreadable, corpus_.unsuitable, corpus_.duplicates,
            corpus_.training.size(), symbols, corpus_.validation.size(), corpus_.heldOut.size());
        std::fflush(stdout);
        // So small a collection that no work fell to it.
        if (corpus_.validation.empty()) corpus_.validation = corpus_.training;
        const auto get = [&](const char* key, std::int64_t value) {
            return setting<std::int64_t>(settings.config, "model", key, value);
        };
        models::SequenceTransformerConfig config = eventNetwork();
        config.width = get("width", config.width);
        config.heads = get("heads", config.heads);
        config.layers = get("layers", config.layers);
        config.inner = get("inner", config.inner);
        config.dropout = setting(settings.config, "model", "dropout", config.dropout);
        window_.symbols = setting<std::size_t>(settings.config, "train", "symbols", 512);
        window_.cutShare = setting(settings.config, "train", "cut_share", window_.cutShare);
        torch::manual_seed(seed_);
        network_ = models::SequenceTransformer(config);
        OptimiserSettings optimiser;
        optimiser.learningRate = setting(settings.config, "train", "learning_rate", 1e-3);
        optimiser.weightDecay = setting(settings.config, "train", "weight_decay", 0.05);
        optimiser.clip = setting(settings.config, "train", "clip", 1.0);
        optimiser_ = std::make_unique<AdamW>(*network_, optimiser);
        const auto count = setting<std::int64_t>(settings.config, "train", "validate_windows", 48);
        for (std::int64_t i = 0; i < count; ++i) {
            models::RandomStream random(0, static_cast<std::uint64_t>(i));
            WindowOptions options = window_;
            options.silentControls = 0.0;
            options.silentMarks = 0.0;
            validation_.push_back(drawSequence(corpus_.validation, options, random));
        }
    }

    torch::nn::Module& module() override { return *network_; }
    void adapt(models::TensorMap& weights) override {
        // Rare to begin with, but not so rare that it would have to be unlearnt.
        constexpr double kRare = -4.0;
        growEventNetwork(weights, kRare);
    }
    nlohmann::json modelConfig() override { return network_->config().toJson(); }

    Losses step(std::int64_t step, double rateScale) override {
        std::vector<std::vector<int>> sequences;
        for (std::int64_t i = 0; i < batch_; ++i) {
            models::RandomStream random(seed_, static_cast<std::uint64_t>(step * batch_ + i));
            sequences.push_back(drawSequence(corpus_.training, window_, random));
        }
        network_->train();
        const auto loss = mean(eventBatch(sequences));
        const double value = loss.item<double>();
        if (std::isfinite(value)) loss.backward();
        const double norm = optimiser_->step(rateScale);
        return {{"loss", value}, {"gradient_norm", norm}};
    }

    double validate() override {
        const torch::NoGradGuard guard;
        network_->eval();
        double cost = 0.0;
        double count = 0.0;
        for (std::size_t i = 0; i < validation_.size(); i += 8) {
            const auto end = std::min(validation_.size(), i + 8);
            const auto batch = eventBatch({validation_.begin() + static_cast<std::ptrdiff_t>(i),
                                           validation_.begin() + static_cast<std::ptrdiff_t>(end)});
            cost += eventCosts(network_, batch).sum().item<double>();
            count += (batch.targets >= 0).sum().item<double>();
        }
        return cost / std::max(1.0, count);
    }

    models::TensorMap state() override { return optimiser_->state("optimiser."); }
    void load(const models::TensorMap& tensors, const std::string& file) override {
        optimiser_->load(tensors, "optimiser.", file);
    }

  private:
    torch::Tensor mean(const EventBatch& batch) {
        return eventCosts(network_, batch).sum() / (batch.targets >= 0).sum();
    }

    std::int64_t batch_;
    std::uint64_t seed_;
    EventCorpus corpus_;
    WindowOptions window_;
    std::vector<std::vector<int>> validation_;
    models::SequenceTransformer network_{nullptr};
    std::unique_ptr<AdamW> optimiser_;
};

}  // namespace

std::unique_ptr<Task> makeComposerTask(const RunSettings& settings) {
    return std::make_unique<ComposerTask>(settings);
}

}  // namespace arioso::train
