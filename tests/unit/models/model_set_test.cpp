#include "models/model_set.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "dsp/error.h"
#include "dsp/excitation.h"
#include "dsp/mel_match.h"
#include "models/vocoder.h"
#include "tests/support/tiny_models.h"

namespace arioso::models {
namespace {

namespace fs = std::filesystem;

class ModelSetTest : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("arioso_ms_" + std::to_string(::getpid()));
        testing_support::writeTinyModels(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string loadError() const {
        try {
            ModelSet::load(folder_);
        } catch (const Error& e) {
            EXPECT_EQ(e.code(), ExitCode::Model);
            return e.what();
        }
        return "";
    }
    void editManifest(const std::function<void(nlohmann::json&)>& edit) const {
        std::ifstream in(folder_ / "manifest.json");
        auto manifest = nlohmann::json::parse(in);
        in.close();
        edit(manifest);
        std::ofstream(folder_ / "manifest.json") << manifest;
    }

    std::vector<float> generate(const ModelSet& set, std::int64_t first, std::int64_t frames,
                                std::uint64_t seed, std::uint32_t stem) const {
        std::vector<float> mel(static_cast<std::size_t>(frames) * dsp::kMelBands, -8.0F);
        std::vector<float> roll(static_cast<std::size_t>(frames) * 384);
        std::vector<std::int16_t> phoneme(static_cast<std::size_t>(frames));
        std::vector<float> place(static_cast<std::size_t>(frames));
        std::vector<float> out(static_cast<std::size_t>(frames / 2 * set.latentChannels()));
        set.generate({first, frames, 0, mel, roll, phoneme, place, {}}, seed, stem, 2, out);
        return out;
    }
    fs::path folder_;
};

TEST_F(ModelSetTest, NamesItsNetworksWithCardsAndHashes) {
    const auto set = ModelSet::load(folder_);
    ASSERT_EQ(set->info().size(), 3U);
    EXPECT_EQ(set->info()[1].name, "generator");
    EXPECT_EQ(set->info()[1].sha256, sha256File(folder_ / "generator.safetensors"));
    EXPECT_GT(set->info()[1].parameters, 1000);
    EXPECT_EQ(set->framesPerLatent(), 2);
    EXPECT_EQ(set->vocoderContext(), 6 + set->melRounds() * dsp::MelMatcher::kContextFrames);
}

TEST_F(ModelSetTest, TamperedWeightsAreRefusedByTheirHash) {
    {
        std::fstream file(folder_ / "vocoder.safetensors",
                          std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(-1, std::ios::end);
        file.put('\x7f');
    }
    const auto text = loadError();
    EXPECT_NE(text.find("vocoder.safetensors: sha256: expected "), std::string::npos) << text;
}

TEST_F(ModelSetTest, MissingWeightsFieldsAndForeignGridsAreNamed) {
    editManifest([](auto& m) { m["sample_rate"] = 48000; });
    EXPECT_NE(loadError().find("'sample_rate': expected 44100, found 48000"), std::string::npos);
    editManifest([](auto& m) {
        m["sample_rate"] = 44100;
        m["models"].erase("vae");
    });
    EXPECT_NE(loadError().find("'vae'"), std::string::npos);
    std::ofstream(folder_ / "manifest.json") << "{";
    EXPECT_NE(loadError().find("manifest.json"), std::string::npos);
    fs::remove(folder_ / "manifest.json");
    EXPECT_NE(loadError().find("cannot be opened"), std::string::npos);
}

TEST_F(ModelSetTest, SameSeedSameLatentsOnEveryThreadOtherSeedAndStemDiffer) {
    const auto set = ModelSet::load(folder_);
    const auto first = generate(*set, 0, 64, 5, 0);
    std::vector<float> second;
    std::thread([&] {
        prepareEngineThread();
        second = generate(*set, 0, 64, 5, 0);
    }).join();
    EXPECT_EQ(first, second);
    EXPECT_NE(first, generate(*set, 0, 64, 6, 0));
    EXPECT_NE(first, generate(*set, 0, 64, 5, 1));
}

TEST_F(ModelSetTest, AVocoderThatLearntOtherNoiseIsRefused) {
    auto config = VocoderConfig{}.toJson();
    config["noise"] = "white";
    try {
        VocoderConfig::fromJson(config);
        FAIL() << "accepted";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ExitCode::Model);
        EXPECT_NE(std::string(e.what()).find("'white'"), std::string::npos) << e.what();
    }
}

TEST_F(ModelSetTest, AFrameIsTheSameSoundInAnyRange) {
    const auto set = ModelSet::load(folder_);
    const auto bins = std::size_t{dsp::kBins};
    const dsp::Excitation source({}, 9);
    const auto vocode = [&](std::int64_t firstFrame, std::int64_t frames) {
        const auto n = static_cast<std::size_t>(frames);
        const std::vector<float> mel(n * dsp::kMelBands, -3.0F);
        const std::vector<std::complex<float>> silence(n * bins);
        std::vector<float> samples((n - 1) * dsp::kHop + dsp::kFftSize);
        const auto start = firstFrame * dsp::kHop - dsp::kFftSize / 2;
        source.renderNoise(start, samples);
        std::vector<std::complex<float>> noise(n * bins), out(n * bins);
        dsp::Stft().analyse(samples, start, firstFrame, frames, noise);
        set->vocode(mel, mel, silence, noise, frames, out);
        return out;
    };
    const auto whole = vocode(-4, 40);
    const auto part = vocode(6, 20);
    // Frames that lie deeper than the network's context inside both ranges are the same sound.
    for (std::size_t t = 6; t < 14; ++t) {
        for (std::size_t b = 0; b < bins; ++b) {
            const auto difference = std::abs(whole[(t + 10) * bins + b] - part[t * bins + b]);
            ASSERT_LT(difference, 1e-5F) << t << " " << b;
        }
    }
}

TEST_F(ModelSetTest, AnInstrumentItNeverLearntIsRefused) {
    const auto set = ModelSet::load(folder_);
    std::vector<float> mel(2 * dsp::kMelBands), roll(2 * 384), place(2), out(6);
    std::vector<std::int16_t> phoneme(2);
    EXPECT_THROW(set->generate({0, 2, 99, mel, roll, phoneme, place, {}}, 0, 0, 1, out), Error);
}

}  // namespace
}  // namespace arioso::models
