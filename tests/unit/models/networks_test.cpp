#include <gtest/gtest.h>

#include <array>
#include <complex>
#include <utility>

#include "dsp/audio_format.h"
#include "dsp/mel_match.h"
#include "models/generator.h"
#include "models/mel_discriminator.h"
#include "models/mel_loss.h"
#include "models/spectral_loss.h"
#include "models/vae.h"
#include "models/vocoder.h"

namespace arioso::models {
namespace {

/// Mel-like frames that live on a few directions, as music does.
torch::Tensor lowRankMel(std::int64_t frames) {
    return torch::randn({frames, 12}).mm(torch::randn({12, dsp::kMelBands})) - 5.0;
}

TEST(Vae, PrincipalComponentsAloneAlreadyRestoreSimpleMel) {
    torch::manual_seed(3);
    Vae vae{VaeConfig{}};
    const auto mel = lowRankMel(2000);
    vae->initialiseFrom(mel);
    const torch::NoGradGuard guard;
    const auto batch = mel.slice(0, 0, 64).unsqueeze(0);
    const auto posterior = vae->encode(batch);
    ASSERT_EQ(posterior.mean.sizes(), (std::vector<std::int64_t>{1, 32, 40}));
    const auto back = vae->decode(posterior.mean, {});
    EXPECT_LT((back - batch).abs().mean().item<double>(), 0.05 * batch.std().item<double>());
}

TEST(Vae, SixtyStepsLowerTheLoss) {
    torch::manual_seed(4);
    VaeConfig config;
    config.width = 32;
    config.inner = 64;
    config.latentChannels = 8;
    Vae vae(config);
    const auto mel = torch::tanh(lowRankMel(4096)) * 3.0;
    vae->initialiseFrom(mel);
    const auto batch = mel.reshape({16, 256, dsp::kMelBands});
    torch::optim::AdamW optimiser(vae->parameters(), 2e-3);
    const double before = vaeLoss(vae, batch, {}, {}).item<double>();
    for (int i = 0; i < 60; ++i) {
        optimiser.zero_grad();
        vaeLoss(vae, batch, {}, {}).backward();
        optimiser.step();
    }
    EXPECT_LT(vaeLoss(vae, batch, {}, {}).item<double>(), 0.9 * before);
}

GeneratorCondition silentCondition(std::int64_t batch, std::int64_t frames) {
    GeneratorCondition c;
    c.excitationMel = torch::full({batch, frames, dsp::kMelBands}, -11.5);
    c.roll = torch::zeros({batch, frames, 384});
    c.phoneme = torch::zeros({batch, frames}, torch::kInt64);
    c.phonemePlace = torch::zeros({batch, frames});
    c.instrument = torch::zeros({batch}, torch::kInt64);
    return c;
}

TEST(Generator, LearnsToTellTwoInstrumentsApart) {
    torch::manual_seed(5);
    GeneratorConfig config;
    config.width = 32;
    config.inner = 64;
    config.blocks = 2;
    config.latentChannels = 4;
    config.instruments = 2;
    Generator generator(config);
    auto condition = silentCondition(8, 32);
    condition.instrument = torch::arange(8, torch::kInt64) % 2;
    const auto target =
        (condition.instrument.to(torch::kFloat32) * 2.0 - 1.0).view({8, 1, 1}).expand({8, 16, 4});
    torch::optim::AdamW optimiser(generator->parameters(), 5e-3);
    for (int i = 0; i < 150; ++i) {
        optimiser.zero_grad();
        generatorLoss(generator, target, condition, torch::ones({4})).backward();
        optimiser.step();
    }
    const torch::NoGradGuard guard;
    const auto out = generator->sample(torch::randn({8, 16, 4}), condition, 4);
    EXPECT_LT((out - target).abs().mean().item<double>(), 0.2);
}

TEST(Vocoder, UntrainedItGivesTheExcitationTheMelsLoudnessAndKeepsItsPitch) {
    torch::manual_seed(6);
    const std::int64_t frames = 40;
    const auto time = torch::arange((frames - 1) * dsp::kHop) / double{dsp::kSampleRate};
    auto pulses = torch::zeros_like(time);
    for (int k = 1; k <= 40; ++k) pulses += torch::cos(time * (2 * M_PI * 440.0 * k)) * 0.02;
    auto target = torch::zeros_like(time);
    for (int k = 1; k <= 40; ++k) target += torch::cos(time * (2 * M_PI * 440.0 * k)) * 0.2 / k;
    const auto window = torch::hann_window(dsp::kFftSize);
    const auto excitation = torch::stft(pulses.unsqueeze(0), dsp::kFftSize, dsp::kHop,
                                        dsp::kFftSize, window, true, "constant", false, true, true)
                                .transpose(1, 2);
    const torch::NoGradGuard guard;
    Vocoder vocoder{VocoderConfig{}};
    const auto noise = torch::view_as_complex(torch::randn({1, frames, dsp::kBins, 2}));
    const auto out = inverseStft(vocoder->forward(logMel(target.unsqueeze(0)),
                                                  logMel(pulses.unsqueeze(0)), excitation, noise))
                         .squeeze(0);
    const double loudness = (out.square().mean() / target.square().mean()).item<double>();
    EXPECT_NEAR(10 * std::log10(loudness), 0.0, 1.5);
    const auto spectrum = torch::fft_rfft(out * torch::hann_window(out.size(0))).abs();
    const double peak =
        spectrum.argmax().item<double>() * dsp::kSampleRate / static_cast<double>(out.size(0));
    EXPECT_NEAR(peak, 440.0, 2.0);
}

TEST(SpectralLoss, IsZeroForEqualSoundsAndGrowsWithTheDifference) {
    torch::manual_seed(7);
    const auto x = torch::randn({2, 8192}) * 0.1;
    const auto& r = defaultResolutions();
    EXPECT_LT(multiResolutionStftLoss(x, x, r).item<double>(), 1e-6);
    const double quieter = multiResolutionStftLoss(x * 0.8, x, r).item<double>();
    const double muchQuieter = multiResolutionStftLoss(x * 0.3, x, r).item<double>();
    EXPECT_GT(quieter, 0.1);
    EXPECT_GT(muchQuieter, quieter);
}

TEST(Generator, TheEnergyTermHearsWhatIsTooSoft) {
    torch::manual_seed(8);
    GeneratorConfig config;
    config.width = 16;
    config.inner = 32;
    config.blocks = 1;
    config.latentChannels = 4;
    config.instruments = 1;
    Generator generator(config);
    const auto latents = torch::zeros({2, 8, 4});
    const auto condition = silentCondition(2, 16);
    const auto loss = [&](double softer) {
        torch::manual_seed(9);
        const auto truth = torch::zeros({2, 16, dsp::kMelBands});
        const auto decoder = [&](const torch::Tensor& z) { return truth - softer + 0.0 * z.sum(); };
        GeneratorLossWeights weights;
        weights.flow = 0.0;
        weights.heard.energy = 1.0;
        return generatorLoss(generator, latents, condition, torch::ones({4}), weights, truth,
                             decoder)
            .item<double>();
    };
    EXPECT_NEAR(loss(0.0), 0.0, 1e-6);
    EXPECT_NEAR(loss(0.5), 0.5, 1e-3);
}

TEST(Generator, FramesNextToAChangeOfSoundCountMoreThanHeldOnes) {
    auto phoneme = torch::zeros({1, 64}, torch::kInt64);
    phoneme.slice(1, 30).fill_(5);
    const auto roll = torch::zeros({1, 64, 384});
    const auto weight = frameWeight(phoneme, roll, 2.0, 1.0).squeeze(0);
    EXPECT_NEAR(weight.mean().item<double>(), 1.0, 1e-6);
    EXPECT_NEAR(weight[30].item<double>(), 3.0 * weight[0].item<double>(), 1e-5);
    EXPECT_EQ(weight[26].item<float>(), weight[34].item<float>());
    EXPECT_EQ(weight[25].item<float>(), weight[0].item<float>());
    EXPECT_EQ(weight[35].item<float>(), weight[63].item<float>());
    // An instrument has no sounds to tell apart.
    EXPECT_TRUE(frameWeight(torch::zeros({1, 64}, torch::kInt64), roll, 2.0, 1.0)
                    .equal(torch::ones({1, 64})));
}

TEST(Generator, AttacksCountMoreThanWhatIsHeld) {
    const auto phoneme = torch::zeros({1, 64}, torch::kInt64);
    auto roll = torch::zeros({1, 64, 384});
    roll[0][20][60] = 0.5;                            // begins
    roll.slice(1, 20, 50).select(2, 188).fill_(0.5);  // held
    const auto weight = frameWeight(phoneme, roll, 2.0, 3.0).squeeze(0);
    EXPECT_NEAR(weight.mean().item<double>(), 1.0, 1e-6);
    for (const int frame : {18, 20, 26})
        EXPECT_NEAR(weight[frame].item<double>(), 4.0 * weight[0].item<double>(), 1e-5) << frame;
    for (const int frame : {17, 27, 49})
        EXPECT_EQ(weight[frame].item<float>(), weight[0].item<float>()) << frame;
}

TEST(MelLoss, MovementIsWantedWhicheverWay) {
    torch::manual_seed(11);
    const auto still = torch::zeros({2, 64, dsp::kMelBands});
    const auto target = 0.3 * torch::randn({2, 64, dsp::kMelBands});
    const auto other = 0.3 * torch::randn({2, 64, dsp::kMelBands});
    const auto distance = [&](const torch::Tensor& mel, const MelLossWeights& weights) {
        return melLoss(mel, target, {}, weights).item<double>();
    };
    const MelLossWeights movement{0.0, 0.0, 0.0, 1.0};
    EXPECT_LT(distance(other, movement), 0.3 * distance(still, movement));
    EXPECT_NEAR(distance(target, movement), 0.0, 1e-6);
    // Frame by frame the still one is nearer, which is why that alone is not enough.
    EXPECT_GT(distance(other, {}), distance(still, {}));
}

TEST(MelDiscriminator, LearnsThatASoundIsNotTheOneItShouldBe) {
    torch::manual_seed(10);
    // Two sounds, each with a band of its own; what is made has them the wrong way round. The
    // sounds are two phonemes, two instruments, or one on two notes.
    const auto two = torch::arange(8, torch::kInt64) % 2;
    const auto none = torch::zeros({8, 16}, torch::kInt64);
    const auto still = torch::full({8, 16, dsp::kMelBands}, -8.0);
    const auto notes = still + 6.0 * two.view({8, 1, 1});
    const std::array<MelDiscriminatorImpl::Circumstances, 3> cases{
        {{still, two.view({8, 1}).expand({8, 16}), none.select(1, 0)},
         {still, none, two},
         {notes, none, none.select(1, 0)}}};
    auto real = torch::full({8, 16, dsp::kMelBands}, -8.0);
    real.slice(0, 0, 8, 2).slice(2, 10, 40).fill_(-2.0);
    real.slice(0, 1, 8, 2).slice(2, 80, 110).fill_(-2.0);
    const auto made = real.roll(1, 0);
    for (const auto& told : cases) {
        MelDiscriminator critic(4, 8, 3);
        torch::optim::AdamW optimiser(critic->parameters(), 5e-3);
        for (int i = 0; i < 80; ++i) {
            optimiser.zero_grad();
            discriminatorLoss({critic(real, told)}, {critic(made, told)}, 1.0).backward();
            optimiser.step();
        }
        const torch::NoGradGuard guard;
        EXPECT_GT(critic(real, told).score.mean().item<double>(),
                  critic(made, told).score.mean().item<double>() + 1.0);
    }
}

TEST(MatchMel, TheTrainersRoundsAreTheRenderers) {
    torch::manual_seed(4);
    constexpr std::int64_t kFrames = 24;
    const auto noise = 0.1 * torch::randn({1, (kFrames - 1) * dsp::kHop});
    const auto window = torch::hann_window(dsp::kFftSize);
    const auto spectrum = torch::stft(noise, dsp::kFftSize, dsp::kHop, dsp::kFftSize, window, true,
                                      "constant", false, true, true)
                              .transpose(1, 2)
                              .contiguous();
    const auto mel = logMel(0.1 * torch::randn({1, (kFrames - 1) * dsp::kHop})).contiguous();
    const auto trained = matchMel(spectrum, mel, 2).contiguous();
    const auto* bins = reinterpret_cast<const std::complex<float>*>(spectrum.data_ptr());
    std::vector<std::complex<float>> rendered(bins, bins + kFrames * dsp::kBins);
    dsp::MelMatcher().match(rendered, {mel.data_ptr<float>(), kFrames * dsp::kMelBands}, kFrames,
                            2);
    const auto* expected = reinterpret_cast<const std::complex<float>*>(trained.data_ptr());
    double worst = 0;
    // The trainer's spectra end where the crop ends; the renderer's have context beyond.
    for (std::int64_t i = 9 * dsp::kBins; i < (kFrames - 9) * dsp::kBins; ++i) {
        worst = std::max(worst, static_cast<double>(
                                    std::abs(rendered[static_cast<std::size_t>(i)] - expected[i])));
    }
    EXPECT_LT(worst, 0.02);
    EXPECT_GT(spectrum.abs().max().item<double>(), 5.0);
}

}  // namespace
}  // namespace arioso::models
