#include "tools/train/melody_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dsp/error.h"
#include "models/melody_vae.h"
#include "models/random_stream.h"
#include "tools/train/config.h"
#include "tools/train/optimiser.h"
#include "tools/train/statistics/melody_corpus.h"

namespace arioso::train {

namespace {

struct Batch {
    torch::Tensor cells;       // [batch, beats, cells]
    torch::Tensor before;      // [batch, beats + 1, cells], with symbols hidden
    torch::Tensor conditions;  // [batch, beats, conditions]
};

class MelodyTask : public Task {
  public:
    explicit MelodyTask(const RunSettings& settings)
        : batch_(setting<std::int64_t>(settings.config, "train", "batch", 128)),
          seed_(settings.seed),
          hide_(setting(settings.config, "train", "hide_symbols", 0.2)),
          silentChords_(setting(settings.config, "train", "silent_chords", 0.5)),
          freeNats_(setting(settings.config, "train", "free_nats", 16.0)),
          beta_(setting(settings.config, "train", "beta", 0.2)),
          annealSteps_(setting(settings.config, "train", "anneal_steps", 2000.0)),
          corpus_(readMelodyCorpus(settings.corpora,
                                   setting(settings.config, "data", "held_out", 0.1),
                                   settings.threads)) {
        if (corpus_.training.windows.empty())
            throw Error(ExitCode::Input, "no tunes to learn from in these scores");
        fmt::print(
            "{} files: {} unreadable, {} duplicates left out; windows of two bars: training {} of "
            "{} tunes, validation {} of {}, held out {} of {}\n{} onsets, {:.2f} % between the "
            "cells of the grid, {:.2f} % lost to another in their cell\n",
            corpus_.files, corpus_.unreadable, corpus_.duplicates, corpus_.training.windows.size(),
            corpus_.training.pieces, corpus_.validation.windows.size(), corpus_.validation.pieces,
            corpus_.heldOut.windows.size(), corpus_.heldOut.pieces, corpus_.onsets,
            percent(corpus_.offGrid), percent(corpus_.collided));
        std::fflush(stdout);
        // So small a collection that no work fell to it.
        if (corpus_.validation.windows.empty()) corpus_.validation = corpus_.training;
        for (std::size_t i = 0; i < corpus_.training.windows.size(); ++i)
            byMetre_[corpus_.training.windows[i].metre].push_back(i);
        auto shape = settings.config.value("model", nlohmann::json::object());
        models::MelodyNetworkConfig config = models::MelodyNetworkConfig::fromJson(shape);
        config.symbols = kCellSymbols;
        config.cells = kBeatCells;
        config.beatConditions = kBeatConditions;
        config.chordConditions = kChordConditions;
        torch::manual_seed(seed_);
        network_ = models::MelodyVae(config);
        OptimiserSettings optimiser;
        optimiser.learningRate = setting(settings.config, "train", "learning_rate", 1e-3);
        optimiser.weightDecay = setting(settings.config, "train", "weight_decay", 0.01);
        optimiser.clip = setting(settings.config, "train", "clip", 1.0);
        optimiser_ = std::make_unique<AdamW>(*network_, optimiser);
        const auto most = setting<std::size_t>(settings.config, "train", "validate_windows", 2048);
        const std::size_t every =
            std::max<std::size_t>(1, corpus_.validation.windows.size() / most);
        for (std::size_t i = 0; i < corpus_.validation.windows.size(); i += every)
            validation_[corpus_.validation.windows[i].metre].push_back(
                &corpus_.validation.windows[i]);
    }

    torch::nn::Module& module() override { return *network_; }
    nlohmann::json modelConfig() override { return network_->config().toJson(); }

    /// The evidence lower bound with free bits (Kingma et al., NIPS 2016): what the divergence has
    /// below `free_nats` a melody costs nothing, and its weight rises from 0 to `beta` over
    /// `anneal_steps` (Bowman et al., CoNLL 2016).
    Losses step(std::int64_t step, double rateScale) override {
        models::RandomStream random(seed_, static_cast<std::uint64_t>(step));
        const auto count = static_cast<int>(corpus_.training.windows.size());
        const auto first = static_cast<std::size_t>(random.below(count));
        const auto& alike = byMetre_[corpus_.training.windows[first].metre];
        std::vector<const MelodyWindow*> windows;
        for (std::int64_t i = 0; i < batch_; ++i)
            windows.push_back(&corpus_.training.windows[alike[static_cast<std::size_t>(
                random.below(static_cast<int>(alike.size())))]]);
        const Batch batch = batchOf(windows, &random);
        network_->train();
        const auto [mean, logVariance] = network_->encode(batch.cells, batch.conditions);
        const auto latent = mean + (0.5 * logVariance).exp() * torch::randn_like(mean);
        const auto reconstruction = costs(batch, latent);
        const auto divergence = divergences(mean, logVariance);
        const double weight = beta_ * std::min(1.0, static_cast<double>(step) / annealSteps_);
        const auto loss =
            reconstruction.mean() + weight * (divergence - freeNats_).clamp_min(0.0).mean();
        const double value = loss.item<double>();
        if (std::isfinite(value)) loss.backward();
        const double norm = optimiser_->step(rateScale);
        return {{"loss", value},
                {"gradient_norm", norm},
                {"reconstruction", reconstruction.mean().item<double>()},
                {"divergence", divergence.mean().item<double>()}};
    }

    /// The same with the whole weight, nothing hidden, every latent vector drawn once.
    double validate() override {
        const torch::NoGradGuard guard;
        network_->eval();
        torch::manual_seed(1);
        double cost = 0.0;
        double rebuilt = 0.0;
        double count = 0.0;
        for (const auto& windows : validation_) {
            for (std::size_t i = 0; i < windows.size(); i += 256) {
                const auto end = std::min(windows.size(), i + 256);
                const Batch batch = batchOf({windows.begin() + static_cast<std::ptrdiff_t>(i),
                                             windows.begin() + static_cast<std::ptrdiff_t>(end)},
                                            nullptr);
                const auto [mean, logVariance] = network_->encode(batch.cells, batch.conditions);
                const auto latent = mean + (0.5 * logVariance).exp() * torch::randn_like(mean);
                const auto reconstruction = costs(batch, latent);
                const auto divergence = divergences(mean, logVariance);
                cost += (reconstruction + beta_ * (divergence - freeNats_).clamp_min(0.0))
                            .sum()
                            .item<double>();
                rebuilt += reconstruction.sum().item<double>();
                count += static_cast<double>(end - i);
            }
        }
        fmt::print("held-out reconstruction {:.3f} nats a melody\n",
                   rebuilt / std::max(1.0, count));
        return cost / std::max(1.0, count);
    }

    models::TensorMap state() override { return optimiser_->state("optimiser."); }
    void load(const models::TensorMap& tensors, const std::string& file) override {
        optimiser_->load(tensors, "optimiser.", file);
    }

  private:
    [[nodiscard]] double percent(std::size_t some) const {
        return 100.0 * static_cast<double>(some) /
               static_cast<double>(std::max<std::size_t>(1, corpus_.onsets));
    }

    /// With `random`, some symbols before and some chords are hidden, so that the latent vector is
    /// asked and chords may be missing.
    [[nodiscard]] Batch batchOf(const std::vector<const MelodyWindow*>& windows,
                                models::RandomStream* random) const {
        const auto beats = windows.front()->melodyMetre().windowBeats();
        std::vector<std::int64_t> cells;
        std::vector<std::int64_t> before;
        std::vector<float> conditions;
        for (const MelodyWindow* window : windows) {
            const bool noPast = random != nullptr && random->chance(0.2);
            const bool chords = random == nullptr || !random->chance(silentChords_);
            for (const auto symbol : window->past) before.push_back(noPast ? kCellUnknown : symbol);
            for (const auto symbol : window->cells) {
                cells.push_back(symbol);
                const bool hidden = random != nullptr && random->chance(hide_);
                before.push_back(hidden ? kCellUnknown : symbol);
            }
            const auto told = conditionsOf(*window, chords);
            conditions.insert(conditions.end(), told.begin(), told.end());
        }
        const auto batch = static_cast<std::int64_t>(windows.size());
        return {
            torch::tensor(cells).reshape({batch, beats, kBeatCells}),
            torch::tensor(before).reshape({batch, beats + 1, kBeatCells}),
            torch::tensor(conditions).reshape({batch, beats, kBeatConditions + kChordConditions})};
    }

    /// Nats a melody.
    torch::Tensor costs(const Batch& batch, const torch::Tensor& latent) {
        const auto logits = network_->decode(latent, batch.before, batch.conditions);
        return torch::nn::functional::cross_entropy(
                   logits.flatten(0, 2), batch.cells.flatten(),
                   torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kNone))
            .reshape({batch.cells.size(0), -1})
            .sum(1);
    }

    static torch::Tensor divergences(const torch::Tensor& mean, const torch::Tensor& logVariance) {
        return 0.5 * (mean.pow(2) + logVariance.exp() - 1.0 - logVariance).sum(1);
    }

    std::int64_t batch_;
    std::uint64_t seed_;
    double hide_, silentChords_, freeNats_, beta_, annealSteps_;
    MelodyCorpus corpus_;
    std::array<std::vector<std::size_t>, kMelodyMetres> byMetre_;
    std::array<std::vector<const MelodyWindow*>, kMelodyMetres> validation_;
    models::MelodyVae network_{nullptr};
    std::unique_ptr<AdamW> optimiser_;
};

}  // namespace

std::unique_ptr<Task> makeMelodyTask(const RunSettings& settings) {
    return std::make_unique<MelodyTask>(settings);
}

}  // namespace arioso::train
