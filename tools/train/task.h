#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "models/safetensors.h"

namespace arioso::train {

using Losses = std::map<std::string, double>;

/// Everything a run was started with; stored in its folder and in its checkpoints.
struct RunSettings {
    std::string task;  ///< vae, generator, vocoder or composer
    nlohmann::json config;
    std::vector<std::filesystem::path> corpora;  ///< of the composer: folders of scores
    std::filesystem::path instruments;
    std::filesystem::path vae;  ///< weights that generator and vocoder build on
    std::string device = "cpu";
    int threads = 2;
    std::uint64_t seed = 1;
};

/// What one network's training does in a step. The loop around it (loop.h) owns schedule,
/// checkpoints, averages and curves.
class Task {
  public:
    virtual ~Task() = default;
    /// The network that ships.
    virtual torch::nn::Module& module() = 0;
    virtual nlohmann::json modelConfig() = 0;
    /// Forward, backward and update of step `step`; the result depends on (seed, step) and the
    /// state only. A loss that is not finite leaves the weights alone.
    virtual Losses step(std::int64_t step, double rateScale) = 0;
    /// Held-out loss with the weights as they are; `score` decides which checkpoint is best.
    virtual double validate() = 0;
    /// Weights of an earlier shape, which a fork begins from, as those of this one.
    virtual void adapt(models::TensorMap& /*weights*/) {}
    /// What is measured once training is over and stored beside the weights; most networks have
    /// none.
    virtual models::TensorMap calibrate() { return {}; }
    /// Optimisers and helper networks, for the checkpoint.
    virtual models::TensorMap state() = 0;
    virtual void load(const models::TensorMap& tensors, const std::string& file) = 0;
};

std::unique_ptr<Task> makeVaeTask(const RunSettings& settings);
std::unique_ptr<Task> makeGeneratorTask(const RunSettings& settings);
std::unique_ptr<Task> makeVocoderTask(const RunSettings& settings);
std::unique_ptr<Task> makeComposerTask(const RunSettings& settings);

}  // namespace arioso::train
