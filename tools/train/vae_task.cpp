#include <future>

#include "models/mel_loss.h"
#include "models/module_io.h"
#include "models/vae.h"
#include "tools/train/config.h"
#include "tools/train/features.h"
#include "tools/train/optimiser.h"
#include "tools/train/task.h"

namespace arioso::train {

namespace {

class VaeTask : public Task {
  public:
    explicit VaeTask(const RunSettings& settings)
        : device_(settings.device),
          batch_(setting<std::int64_t>(settings.config, "train", "batch", 16)),
          frames_(setting<std::int64_t>(settings.config, "train", "crop_frames", 256)),
          seed_(settings.seed),
          instruments_(InstrumentTable::load(settings.instruments)),
          train_(loadStems(settings.corpora, "train", instruments_, settings.threads, frames_)),
          valid_(loadStems(settings.corpora, "valid", instruments_, settings.threads, frames_)),
          sampler_(train_, settings.seed),
          held_(valid_, settings.seed) {
        models::VaeConfig config;
        const auto get = [&](const char* key, std::int64_t value) {
            return setting<std::int64_t>(settings.config, "model", key, value);
        };
        config.latentChannels = get("latent_channels", config.latentChannels);
        config.width = get("width", config.width);
        config.inner = get("inner", config.inner);
        config.encoderBlocks = get("encoder_blocks", config.encoderBlocks);
        config.decoderBlocks = get("decoder_blocks", config.decoderBlocks);
        config.decoderExcitation =
            setting(settings.config, "model", "decoder_excitation", config.decoderExcitation);
        weights_.kl = setting(settings.config, "loss", "kl", weights_.kl);
        weights_.change = setting(settings.config, "loss", "change", weights_.change);
        weights_.energy = setting(settings.config, "loss", "energy", weights_.energy);
        attack_ = setting(settings.config, "loss", "attack", 0.0);
        torch::manual_seed(seed_);
        vae_ = models::Vae(config);
        std::vector<torch::Tensor> sample;
        for (std::uint64_t i = 0; i < 400; ++i) {
            sample.push_back(crop(sampler_, 1'000'000'000 + i).mel);
        }
        vae_->initialiseFrom(torch::cat(sample));
        vae_->to(device_);
        if (setting(settings.config, "train", "freeze_encoder", false)) vae_->freezeEncoder();
        OptimiserSettings optimiser;
        optimiser.learningRate = setting(settings.config, "train", "learning_rate", 1e-3);
        optimiser.clip = setting(settings.config, "train", "clip", 1.0);
        optimiser_ = std::make_unique<AdamW>(*vae_, optimiser);
    }

    torch::nn::Module& module() override { return *vae_; }
    nlohmann::json modelConfig() override { return vae_->config().toJson(); }

    Losses step(std::int64_t step, double rateScale) override {
        const auto examples = take(sampler_, static_cast<std::uint64_t>(step));
        const auto loss =
            models::vaeLoss(vae_, examples.mel, examples.excitation, weights_, examples.weight);
        const double value = loss.item<double>();
        if (std::isfinite(value)) loss.backward();
        const double norm = optimiser_->step(rateScale);
        return {{"loss", value}, {"gradient_norm", norm}};
    }

    double validate() override {
        const torch::NoGradGuard guard;
        double total = 0;
        constexpr int kBatches = 6;
        for (int i = 0; i < kBatches; ++i) {
            const auto batch = take(held_, static_cast<std::uint64_t>(i));
            const auto latents = vae_->encode(batch.mel).mean;
            total +=
                torch::l1_loss(vae_->decode(latents, batch.excitation), batch.mel).item<double>();
        }
        return total / kBatches;
    }

    models::TensorMap state() override { return optimiser_->state("optimiser."); }
    void load(const models::TensorMap& tensors, const std::string& file) override {
        optimiser_->load(tensors, "optimiser.", file);
    }

  private:
    struct Examples {
        torch::Tensor mel, excitation;  // [time, 128], batched [batch, time, 128]
        torch::Tensor roll;             // [time, 384], of one example
        torch::Tensor weight;           // of frames, [batch, time], of a batch
    };
    Examples crop(const Sampler& sampler, std::uint64_t draw) const {
        const auto place = sampler.draw(draw, frames_);
        const auto cut = [&](const torch::Tensor& planes) {
            const auto part =
                planes.slice(0, place.frame, place.frame + frames_).to(torch::kFloat32);
            return torch::constant_pad_nd(part, {0, 0, 0, frames_ - part.size(0)},
                                          std::log(dsp::kLogFloor));
        };
        const auto roll =
            attack_ > 0 ? conditionRow(*place.stem, place.frame, frames_).roll : torch::Tensor();
        return {cut(place.stem->mel), cut(place.stem->excitationMel), roll, {}};
    }
    Examples take(const Sampler& sampler, std::uint64_t step) const {
        std::vector<torch::Tensor> mel, excitation, roll;
        for (std::int64_t i = 0; i < batch_; ++i) {
            const auto row = crop(
                sampler, step * static_cast<std::uint64_t>(batch_) + static_cast<std::uint64_t>(i));
            mel.push_back(row.mel);
            excitation.push_back(row.excitation);
            if (row.roll.defined()) roll.push_back(row.roll);
        }
        Examples out{torch::stack(mel).to(device_), torch::stack(excitation).to(device_), {}, {}};
        if (attack_ > 0) {
            const auto still = torch::zeros({batch_, frames_}, torch::kInt64);
            out.weight = models::frameWeight(still, torch::stack(roll), 0.0, attack_).to(device_);
        }
        return out;
    }

    torch::Device device_;
    std::int64_t batch_, frames_;
    models::VaeLossWeights weights_;
    double attack_ = 0.0;
    std::uint64_t seed_;
    InstrumentTable instruments_;
    std::vector<Stem> train_, valid_;
    Sampler sampler_, held_;
    models::Vae vae_{nullptr};
    std::unique_ptr<AdamW> optimiser_;
};

}  // namespace

std::unique_ptr<Task> makeVaeTask(const RunSettings& settings) {
    return std::make_unique<VaeTask>(settings);
}

}  // namespace arioso::train
