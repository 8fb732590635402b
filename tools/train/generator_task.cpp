#include <fmt/format.h>

#include <future>

#include "dsp/error.h"

#include "models/generator.h"
#include "models/mel_discriminator.h"
#include "models/module_io.h"
#include "tools/train/config.h"
#include "tools/train/frozen_vae.h"
#include "tools/train/optimiser.h"
#include "tools/train/task.h"

namespace arioso::train {

namespace {

struct Batch {
    torch::Tensor latents, mel;
    models::GeneratorCondition condition;
};

class GeneratorTask : public Task {
  public:
    explicit GeneratorTask(const RunSettings& settings)
        : device_(settings.device),
          batch_(setting<std::int64_t>(settings.config, "train", "batch", 12)),
          frames_(setting<std::int64_t>(settings.config, "train", "crop_frames", 256)),
          validSteps_(setting(settings.config, "train", "validate_flow_steps", 4)),
          seed_(settings.seed),
          instruments_(InstrumentTable::load(settings.instruments)),
          train_(loadStems(settings.corpora, "train", instruments_, settings.threads, frames_)),
          valid_(loadStems(settings.corpora, "valid", instruments_, settings.threads, frames_)),
          sampler_(train_, settings.seed),
          held_(valid_, settings.seed),
          vae_(loadFrozenVae(settings.vae)) {
        vae_->to(device_);
        encodeStems(vae_, train_, device_);
        encodeStems(vae_, valid_, device_);
        models::GeneratorConfig config;
        const auto get = [&](const char* key, std::int64_t value) {
            return setting<std::int64_t>(settings.config, "model", key, value);
        };
        config.latentChannels = vae_->config().latentChannels;
        config.width = get("width", config.width);
        config.inner = get("inner", config.inner);
        config.blocks = get("blocks", config.blocks);
        config.kernel = get("kernel", config.kernel);
        config.condition = get("condition", config.condition);
        config.curves = get("curves", config.curves);
        config.instruments = static_cast<std::int64_t>(instruments_.all().size());
        torch::manual_seed(seed_);
        generator_ = models::Generator(config);
        setStatistics();
        generator_->to(device_);
        OptimiserSettings optimiser;
        optimiser.learningRate = setting(settings.config, "train", "learning_rate", 1e-3);
        optimiser.clip = setting(settings.config, "train", "clip", 1.0);
        optimiser_ = std::make_unique<AdamW>(*generator_, optimiser);
        const auto share = [&](const char* key) {
            return setting(settings.config, "loss", key, 0.0);
        };
        weights_.flow = setting(settings.config, "loss", "flow", 1.0);
        weights_.heard = {share("mel"), share("change"), share("energy"), share("movement")};
        weights_.startShare = share("start_share");
        weights_.rolloutShare = share("rollout_share");
        weights_.speech = share("speech");
        weights_.attack = share("attack");
        const auto adversarial = [&](const char* key, double value) {
            return setting(settings.config, "adversarial", key, value);
        };
        adversarialWeight_ = adversarial("weight", 0.0);
        featureWeight_ = adversarial("feature_matching", 0.0);
        criticAlone_ = setting<std::int64_t>(settings.config, "adversarial", "warm_up_steps", 200);
        if (adversarialWeight_ + featureWeight_ > 0) {
            critic_ = models::MelDiscriminator(
                setting<std::int64_t>(settings.config, "adversarial", "channels", 16),
                config.phonemes, config.instruments);
            critic_->to(device_);
            optimiser.learningRate = adversarial("learning_rate", 5e-4);
            optimiser.beta1 = 0.8;
            optimiser.clip = 10.0;
            criticOptimiser_ = std::make_unique<AdamW>(*critic_, optimiser);
        }
    }

    torch::nn::Module& module() override { return *generator_; }
    nlohmann::json modelConfig() override { return generator_->config().toJson(); }

    Losses step(std::int64_t step, double rateScale) override {
        const auto batch = take(step);
        Losses losses;
        std::function<torch::Tensor(const torch::Tensor&)> critic;
        if (critic_) {
            critic = [&](const torch::Tensor& mel) { return judge(mel, batch, step, losses); };
        }
        const auto loss = models::generatorLoss(
            generator_, batch.latents, batch.condition, channelWeight_, weights_, batch.mel,
            [&](const torch::Tensor& z) { return decode(z, batch); }, critic);
        losses["loss"] = loss.item<double>();
        if (std::isfinite(losses["loss"])) loss.backward();
        losses["gradient_norm"] = optimiser_->step(rateScale);
        return losses;
    }

    /// L1 in log-mel of sampled latents against the truth, the error a listener would meet.
    double validate() override {
        const torch::NoGradGuard guard;
        double total = 0;
        constexpr int kBatches = 4;
        for (int i = 0; i < kBatches; ++i) {
            const auto batch = make(held_, static_cast<std::uint64_t>(i));
            torch::manual_seed(seed_ + static_cast<std::uint64_t>(i));
            const auto latents =
                generator_->sample(torch::randn_like(batch.latents), batch.condition, validSteps_);
            total += torch::l1_loss(decode(latents, batch), batch.mel).item<double>();
        }
        return total / kBatches;
    }

    /// Each instrument's mean spectrum against the teacher's, on training material: end-point
    /// prediction leaves what is uncertain too soft.
    models::TensorMap calibrate() override {
        constexpr std::uint64_t kBatches = 3;
        constexpr double kMost = 1.0;
        const torch::NoGradGuard guard;
        const auto instruments = generator_->config().instruments;
        auto table = torch::zeros({instruments, dsp::kMelBands});
        for (std::int64_t i = 0; i < instruments; ++i) {
            std::vector<const Stem*> group;
            for (const auto& stem : train_) {
                if (stem.instrument == i) group.push_back(&stem);
            }
            if (group.empty()) continue;
            const Sampler sampler(group, seed_ + 1);
            auto wanted = torch::zeros({dsp::kMelBands});
            auto found = torch::zeros({dsp::kMelBands});
            for (std::uint64_t k = 0; k < kBatches; ++k) {
                const auto batch = make(sampler, k);
                torch::manual_seed(seed_ + k);
                const auto latents = generator_->sample(torch::randn_like(batch.latents),
                                                        batch.condition, validSteps_);
                const auto sum = [](const torch::Tensor& mel) {
                    return mel.exp().sum(at::IntArrayRef{0, 1}).to(torch::kCPU);
                };
                wanted += sum(batch.mel);
                found += sum(decode(latents, batch));
            }
            // Below the floor there is nothing to correct.
            const auto floor = 1e-3 * wanted.max();
            auto ratio = ((wanted + floor) / (found + floor)).log().clamp(-kMost, kMost);
            for (int pass = 0; pass < 2; ++pass) {
                const auto padded = torch::cat({ratio.slice(0, 0, 1), ratio, ratio.slice(0, -1)});
                ratio = 0.25 * padded.slice(0, 0, -2) + 0.5 * ratio + 0.25 * padded.slice(0, 2);
            }
            table[i].copy_(ratio);
            fmt::print("{}: {:+.1f} dB in the mean\n",
                       instruments_.all()[static_cast<std::size_t>(i)].id,
                       20.0 * std::log10((wanted.sum() / found.sum()).item<double>()));
            std::fflush(stdout);
        }
        return {{models::kMelCorrection, table}};
    }

    models::TensorMap state() override {
        auto out = optimiser_->state("optimiser.");
        if (critic_) {
            out.merge(criticOptimiser_->state("critic_optimiser."));
            out.merge(models::moduleTensors(*critic_, "critic."));
        }
        return out;
    }
    void load(const models::TensorMap& tensors, const std::string& file) override {
        optimiser_->load(tensors, "optimiser.", file);
        if (critic_) {
            criticOptimiser_->load(tensors, "critic_optimiser.", file);
            models::loadModule(*critic_, tensors, file, "critic.");
        }
    }

  private:
    /// One step of the critic, and what it then says of a decoded mel. What the VAE itself leaves
    /// over is nothing that the generator could add, so the real mels have gone through it too.
    torch::Tensor judge(const torch::Tensor& mel, const Batch& batch, std::int64_t step,
                        Losses& losses) {
        // Half the time of half the examples: convolutions over 128 bands are dear.
        const auto length = frames_ / 8 * 4;
        const auto examples = (batch_ + 1) / 2;
        const auto start = torch::randint(frames_ - length + 1, {1}).item<std::int64_t>();
        const auto cut = [&](const torch::Tensor& x) {
            return x.slice(0, 0, examples).slice(1, start, start + length);
        };
        const models::MelDiscriminatorImpl::Circumstances circumstances{
            cut(batch.condition.excitationMel), cut(batch.condition.phoneme),
            batch.condition.instrument.slice(0, 0, examples)};
        torch::Tensor real;
        {
            const torch::NoGradGuard guard;
            real = cut(vae_->decode(batch.latents.slice(0, 0, examples),
                                    batch.condition.excitationMel.slice(0, 0, examples)))
                       .contiguous();
        }
        const auto made = cut(mel);
        const auto loss = models::discriminatorLoss({critic_(real, circumstances)},
                                                    {critic_(made.detach(), circumstances)}, 1.0);
        losses["critic"] = loss.item<double>();
        if (std::isfinite(losses["critic"])) loss.backward();
        criticOptimiser_->step(1.0);
        if (step < criticAlone_) return torch::zeros({}, mel.options());
        for (auto& p : critic_->parameters()) p.requires_grad_(false);
        const auto judged = models::adversarialLoss({critic_(real, circumstances)},
                                                    {critic_(made, circumstances)}, 1.0);
        for (auto& p : critic_->parameters()) p.requires_grad_(true);
        losses["adversarial"] = judged.adversarial.item<double>();
        losses["feature_matching"] = judged.featureMatching.item<double>();
        return adversarialWeight_ * judged.adversarial + featureWeight_ * judged.featureMatching;
    }

    torch::Tensor decode(const torch::Tensor& latents, const Batch& batch) {
        return vae_->decode(latents, batch.condition.excitationMel);
    }

    /// Unit variance for the flow; the loss weighs a channel by what it does to the mel.
    void setStatistics() {
        std::vector<torch::Tensor> sample;
        for (std::size_t i = 0; i < train_.size(); i += 1 + train_.size() / 600) {
            sample.push_back(train_[i].latents.to(torch::kFloat32));
        }
        const auto all = torch::cat(sample);
        const auto deviation = all.std(0).clamp_min(1e-3);
        generator_->setLatentStatistics(all.mean(0), deviation);
        const torch::NoGradGuard guard;
        const auto probe = all.slice(0, 0, 512).unsqueeze(0).to(device_);
        const auto excitation = torch::full({1, 2 * probe.size(1), dsp::kMelBands},
                                            std::log(dsp::kLogFloor), probe.options());
        const auto base = vae_->decode(probe, excitation);
        std::vector<torch::Tensor> effect;
        for (std::int64_t c = 0; c < probe.size(2); ++c) {
            auto moved = probe.clone();
            moved.select(2, c) += 0.3 * deviation[c].to(device_);
            effect.push_back((vae_->decode(moved, excitation) - base).square().mean().sqrt());
        }
        const auto weight = torch::stack(effect);
        channelWeight_ = weight / weight.mean();
    }

    Batch make(const Sampler& sampler, std::uint64_t step) const {
        std::vector<torch::Tensor> latents, mel, roll, truth, phoneme, place, curves;
        std::vector<std::int64_t> instrument;
        for (std::int64_t i = 0; i < batch_; ++i) {
            const auto drawn = sampler.draw(
                step * static_cast<std::uint64_t>(batch_) + static_cast<std::uint64_t>(i), frames_);
            const auto& stem = *drawn.stem;
            latents.push_back(stem.latents.slice(0, drawn.frame / 2, (drawn.frame + frames_) / 2)
                                  .to(torch::kFloat32));
            truth.push_back(
                stem.mel.slice(0, drawn.frame, drawn.frame + frames_).to(torch::kFloat32));
            const auto row = conditionRow(stem, drawn.frame, frames_);
            mel.push_back(row.excitationMel);
            roll.push_back(row.roll);
            phoneme.push_back(row.phoneme);
            place.push_back(row.phonemePlace);
            curves.push_back(row.curves);
            instrument.push_back(stem.instrument);
        }
        Batch batch;
        batch.latents = torch::stack(latents).to(device_);
        batch.mel = torch::stack(truth).to(device_);
        batch.condition.excitationMel = torch::stack(mel).to(device_);
        batch.condition.roll = torch::stack(roll).to(device_);
        batch.condition.phoneme = torch::stack(phoneme).to(device_);
        batch.condition.phonemePlace = torch::stack(place).to(device_);
        if (generator_->config().curves > 0) {
            batch.condition.curves = torch::stack(curves).to(device_);
        }
        batch.condition.instrument = torch::tensor(instrument).to(device_);
        return batch;
    }

    /// The batch of a step, made ahead while the step before it computes.
    Batch take(std::int64_t step) {
        Batch batch;
        if (ahead_.valid() && aheadStep_ == step) {
            batch = ahead_.get();
        } else {
            batch = make(sampler_, static_cast<std::uint64_t>(step));
        }
        aheadStep_ = step + 1;
        ahead_ = std::async(std::launch::async, [this, step] {
            return make(sampler_, static_cast<std::uint64_t>(step) + 1);
        });
        return batch;
    }

    torch::Device device_;
    std::int64_t batch_, frames_;
    int validSteps_;
    std::uint64_t seed_;
    InstrumentTable instruments_;
    std::vector<Stem> train_, valid_;
    Sampler sampler_, held_;
    models::Vae vae_;
    models::Generator generator_{nullptr};
    torch::Tensor channelWeight_;
    models::GeneratorLossWeights weights_;
    models::MelDiscriminator critic_{nullptr};
    double adversarialWeight_ = 0.0, featureWeight_ = 0.0;
    std::int64_t criticAlone_ = 0;
    std::unique_ptr<AdamW> optimiser_, criticOptimiser_;
    std::int64_t aheadStep_ = -1;
    std::future<Batch> ahead_;
};

}  // namespace

std::unique_ptr<Task> makeGeneratorTask(const RunSettings& settings) {
    return std::make_unique<GeneratorTask>(settings);
}

}  // namespace arioso::train
