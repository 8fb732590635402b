#include <sndfile.h>

#include <future>

#include "dsp/audio_file.h"
#include "dsp/error.h"
#include "dsp/philox.h"
#include "models/discriminators.h"
#include "models/module_io.h"
#include "models/spectral_loss.h"
#include "models/vocoder.h"
#include "tools/train/config.h"
#include "tools/train/frozen_vae.h"
#include "tools/train/optimiser.h"
#include "tools/train/task.h"

namespace arioso::train {

namespace {

struct Batch {
    torch::Tensor mel, excitationMel;  // [batch, frames, 128]
    torch::Tensor excitation, noise;   // [batch, frames, 1025] complex
    torch::Tensor target;              // [batch, (frames - 1) · hop]
};

/// Audio of a stem as 16-bit integers: hours of it stay in memory.
torch::Tensor loadAudio(const std::filesystem::path& path) {
    SF_INFO info{};
    SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
    if (file == nullptr) throw Error(ExitCode::Input, path.string() + ": " + sf_strerror(nullptr));
    auto samples = torch::empty({info.frames}, torch::kInt16);
    const auto read = sf_read_short(file, samples.data_ptr<std::int16_t>(), info.frames);
    sf_close(file);
    if (read != info.frames) throw Error(ExitCode::Input, path.string() + ": ends early");
    return samples;
}

class VocoderTask : public Task {
  public:
    explicit VocoderTask(const RunSettings& settings)
        : device_(settings.device),
          batch_(setting<std::int64_t>(settings.config, "train", "batch", 8)),
          frames_(setting<std::int64_t>(settings.config, "train", "crop_frames", 64)),
          vaeShare_(setting(settings.config, "train", "vae_share", 0.5)),
          melWeight_(setting(settings.config, "loss", "mel", 1.0)),
          matchRounds_(setting(settings.config, "train", "match_rounds", 1)),
          adversarialStart_(
              setting<std::int64_t>(settings.config, "adversarial", "start_step", -1)),
          discriminatorWarmUp_(
              setting<std::int64_t>(settings.config, "adversarial", "warm_up_steps", 500)),
          adversarialWeight_(setting(settings.config, "adversarial", "weight", 0.02)),
          featureWeight_(setting(settings.config, "adversarial", "feature_matching", 0.04)),
          resolutionWeight_(setting(settings.config, "adversarial", "resolution_weight", 1.0)),
          seed_(settings.seed),
          instruments_(InstrumentTable::load(settings.instruments)),
          train_(loadStems(settings.corpora, "train", instruments_, settings.threads, frames_)),
          valid_(loadStems(settings.corpora, "valid", instruments_, settings.threads, frames_)),
          sampler_(train_, settings.seed),
          held_(valid_, settings.seed) {
        if (!settings.vae.empty()) {
            vae_ = loadFrozenVae(settings.vae);
            vae_->to(device_);
        }
        models::VocoderConfig config;
        const auto get = [&](const char* key, std::int64_t value) {
            return setting<std::int64_t>(settings.config, "model", key, value);
        };
        config.width = get("width", config.width);
        config.inner = get("inner", config.inner);
        config.blocks = get("blocks", config.blocks);
        config.kernel = get("kernel", config.kernel);
        config.melRounds = get("mel_rounds", config.melRounds);
        torch::manual_seed(seed_);
        vocoder_ = models::Vocoder(config);
        vocoder_->to(device_);
        OptimiserSettings optimiser;
        optimiser.learningRate = setting(settings.config, "train", "learning_rate", 1e-3);
        optimiser.clip = setting(settings.config, "train", "clip", 1.0);
        optimiser_ = std::make_unique<AdamW>(*vocoder_, optimiser);
        if (adversarialStart_ >= 0) {
            discriminators_ = models::Discriminators(
                setting<std::int64_t>(settings.config, "adversarial", "channels", 16));
            discriminators_->to(device_);
            optimiser.learningRate = setting(settings.config, "adversarial", "learning_rate", 2e-4);
            optimiser.beta1 = 0.8;
            optimiser.clip = 10.0;
            critic_ = std::make_unique<AdamW>(*discriminators_, optimiser);
        }
        for (const auto* stems : {&train_, &valid_}) {
            for (const auto& stem : *stems) {
                sources_.emplace(
                    &stem,
                    Source{loadAudio(stem.audio),
                           makeExcitation(
                               *stem.part,
                               instruments_.all()[static_cast<std::size_t>(stem.instrument)], 0)});
            }
        }
    }

    torch::nn::Module& module() override { return *vocoder_; }
    nlohmann::json modelConfig() override { return vocoder_->config().toJson(); }

    Losses step(std::int64_t step, double rateScale) override {
        const auto batch = take(step);
        const auto output = models::inverseStft(run(batch));
        const auto spectral =
            models::multiResolutionStftLoss(output, batch.target, models::defaultResolutions());
        const auto mel = torch::l1_loss(models::logMel(output), models::logMel(batch.target));
        auto loss = spectral + melWeight_ * mel;
        Losses losses{{"spectral", spectral.item<double>()}, {"mel", mel.item<double>()}};
        if (discriminators_ && step >= adversarialStart_) {
            loss = loss + adversarial(output, batch.target, step, losses);
        }
        losses["loss"] = loss.item<double>();
        if (std::isfinite(losses["loss"])) loss.backward();
        losses["gradient_norm"] = optimiser_->step(rateScale);
        return losses;
    }

    double validate() override {
        const torch::NoGradGuard guard;
        double total = 0;
        constexpr int kBatches = 6;
        for (int i = 0; i < kBatches; ++i) {
            torch::manual_seed(seed_ + static_cast<std::uint64_t>(i));
            const auto batch = make(held_, static_cast<std::uint64_t>(i));
            const auto output = models::inverseStft(run(batch));
            const auto loss = models::multiResolutionStftLoss(output, batch.target,
                                                              models::defaultResolutions()) +
                              torch::l1_loss(models::logMel(output), models::logMel(batch.target));
            total += loss.item<double>();
        }
        return total / kBatches;
    }

    models::TensorMap state() override {
        auto out = optimiser_->state("optimiser.");
        if (discriminators_) {
            out.merge(critic_->state("critic."));
            out.merge(models::moduleTensors(*discriminators_, "discriminators."));
        }
        return out;
    }
    void load(const models::TensorMap& tensors, const std::string& file) override {
        optimiser_->load(tensors, "optimiser.", file);
        // A fork of a purely spectral run starts its discriminators afresh.
        if (discriminators_ && tensors.count("critic.updates") != 0) {
            critic_->load(tensors, "critic.", file);
            models::loadModule(*discriminators_, tensors, file, "discriminators.");
        }
    }

  private:
    struct Source {
        torch::Tensor audio;
        dsp::Excitation excitation;
    };

    torch::Tensor run(const Batch& batch) {
        return models::matchMel(
            vocoder_->forward(batch.mel, batch.excitationMel, batch.excitation, batch.noise),
            batch.mel, matchRounds_);
    }

    torch::Tensor adversarial(const torch::Tensor& output, const torch::Tensor& target,
                              std::int64_t step, Losses& losses) {
        const auto critic = models::discriminatorLoss(
            discriminators_(target), discriminators_(output.detach()), resolutionWeight_);
        losses["critic"] = critic.item<double>();
        if (std::isfinite(losses["critic"])) critic.backward();
        critic_->step(1.0);
        if (step < adversarialStart_ + discriminatorWarmUp_) {
            return torch::zeros({}, output.options());
        }
        for (auto& p : discriminators_->parameters()) p.requires_grad_(false);
        const auto judged = models::adversarialLoss(discriminators_(target),
                                                    discriminators_(output), resolutionWeight_);
        for (auto& p : discriminators_->parameters()) p.requires_grad_(true);
        losses["adversarial"] = judged.adversarial.item<double>();
        losses["feature_matching"] = judged.featureMatching.item<double>();
        return adversarialWeight_ * judged.adversarial + featureWeight_ * judged.featureMatching;
    }

    Batch make(const Sampler& sampler, std::uint64_t step) const {
        std::vector<torch::Tensor> mel, excitationMel, wave, breath, target;
        const auto inner = (frames_ - 1) * dsp::kHop;
        const auto outer = inner + dsp::kFftSize;
        std::vector<float> samples(static_cast<std::size_t>(outer));
        for (std::int64_t i = 0; i < batch_; ++i) {
            const auto place = sampler.draw(
                step * static_cast<std::uint64_t>(batch_) + static_cast<std::uint64_t>(i), frames_);
            const auto& source = sources_.at(place.stem);
            const auto start = place.frame * dsp::kHop;
            mel.push_back(
                place.stem->mel.slice(0, place.frame, place.frame + frames_).to(torch::kFloat32));
            excitationMel.push_back(
                place.stem->excitationMel.slice(0, place.frame, place.frame + frames_)
                    .to(torch::kFloat32));
            source.excitation.render(start - dsp::kFftSize / 2, samples);
            wave.push_back(torch::from_blob(samples.data(), {outer}).clone());
            source.excitation.renderNoise(start - dsp::kFftSize / 2, samples);
            breath.push_back(torch::from_blob(samples.data(), {outer}).clone());
            const auto piece =
                source.audio.slice(0, start, start + inner).to(torch::kFloat32) / 32768.0;
            target.push_back(torch::constant_pad_nd(piece, {0, inner - piece.size(0)}));
        }
        Batch batch;
        batch.mel = torch::stack(mel).to(device_);
        batch.excitationMel = torch::stack(excitationMel).to(device_);
        batch.target = torch::stack(target).to(device_);
        const auto spectrum = [&](const std::vector<torch::Tensor>& waves) {
            const auto signal = torch::stack(waves).to(device_);
            return torch::stft(signal, dsp::kFftSize, dsp::kHop, dsp::kFftSize,
                               torch::hann_window(dsp::kFftSize, signal.options()),
                               /*center=*/false, "constant", false, true, true)
                .transpose(1, 2);
        };
        batch.excitation = spectrum(wave);
        batch.noise = spectrum(breath);
        if (vae_ && dsp::Philox(seed_, 5).uniform(step) < vaeShare_) {
            // The vocoder must also know the VAE's slightly softened mel, which is what it will
            // get.
            const torch::NoGradGuard guard;
            batch.mel = vae_->decode(vae_->encode(batch.mel).mean, batch.excitationMel);
        }
        return batch;
    }

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
    double vaeShare_, melWeight_;
    int matchRounds_;
    std::int64_t adversarialStart_, discriminatorWarmUp_;
    double adversarialWeight_, featureWeight_, resolutionWeight_;
    std::uint64_t seed_;
    InstrumentTable instruments_;
    std::vector<Stem> train_, valid_;
    Sampler sampler_, held_;
    mutable models::Vae vae_{nullptr};
    models::Vocoder vocoder_{nullptr};
    models::Discriminators discriminators_{nullptr};
    std::unique_ptr<AdamW> optimiser_, critic_;
    std::map<const Stem*, Source> sources_;
    std::int64_t aheadStep_ = -1;
    std::future<Batch> ahead_;
};

}  // namespace

std::unique_ptr<Task> makeVocoderTask(const RunSettings& settings) {
    return std::make_unique<VocoderTask>(settings);
}

}  // namespace arioso::train
