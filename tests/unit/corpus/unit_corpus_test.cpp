#include "tools/corpus/voice/unit_corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/philox.h"
#include "src/perform/performance_json.h"
#include "tools/corpus/files.h"
#include "tools/corpus/mono.h"
#include "tools/corpus/voice/unit_song.h"
#include "tools/corpus/voice/voice_bank.h"

namespace arioso::corpus {
namespace {

namespace fs = std::filesystem;

/// Half a second of tone after `noise` seconds of noise.
void writeUnit(const fs::path& path, double noise, double formant) {
    std::vector<float> sound(static_cast<std::size_t>(0.9 * dsp::kSampleRate));
    const dsp::Philox random(1, 2);
    for (std::size_t i = 0; i < sound.size(); ++i) {
        const double t = static_cast<double>(i) / dsp::kSampleRate - 0.1;
        if (t < 0.0) continue;
        if (t < noise) {
            sound[i] = 0.05F * (2.0F * static_cast<float>(random.uniform(i)) - 1.0F);
            continue;
        }
        for (int h = 1; h < 20; ++h) {
            const double hz = 200.0 * h;
            const double level =
                (h == 1 ? 0.1 : 0.0) + 0.1 / (1.0 + std::pow((hz - formant) / 300.0, 2.0));
            sound[i] += static_cast<float>(level * std::sin(2.0 * std::numbers::pi * hz * t));
        }
    }
    float* channel = sound.data();
    dsp::AudioFileWriter writer(path, dsp::AudioFormat::Wav16, dsp::kSampleRate, 1, true);
    writer.write(dsp::AudioView(&channel, 1, sound.size()));
    writer.commit();
}

class UnitCorpus : public ::testing::Test {
  protected:
    void SetUp() override {
        root_ = fs::path(ARIOSO_BINARY_DIR) /
                ("unit_corpus_" + std::to_string(::getpid()) + "_" +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(root_);
        fs::create_directories(root_ / "bank");
        writeUnit(root_ / "bank/a.wav", 0.0, 800.0);
        writeUnit(root_ / "bank/i.wav", 0.0, 2400.0);
        writeUnit(root_ / "bank/sa.wav", 0.12, 800.0);
        writeUnit(root_ / "bank/shi.wav", 0.12, 2400.0);
        writeUnit(root_ / "bank/ka.wav", 0.06, 800.0);
        writeUnit(root_ / "bank/n.wav", 0.0, 300.0);
        std::ofstream(root_ / "bank/oto.ini") << "a.wav=a,100,150,-700,60,30\r\n"
                                                 "i.wav=,100,150,-700,60,30\r\n"
                                                 "sa.wav=sa,100,200,-700,120,30\r\n"
                                                 "shi.wav=し,100,200,100,120,30\r\n"
                                                 "ka.wav=ka,100,150,-700,60,30\r\n"
                                                 "n.wav=n,100,150,-700,60,30\r\n"
                                                 "n.wav=breath,100,150,-700,60,30\r\n";
        std::ofstream(root_ / "voices.toml") << R"([[voice]]
id = "emi"
name = "Emi"
languages = ["ja"]
experimental = []
range = [50, 64]
formants = 1.0
high = true
pan = 0.0
teacher = "units"
)";
    }
    void TearDown() override { fs::remove_all(root_); }

    UnitCorpusOptions options(const std::string& out, int threads) {
        UnitCorpusOptions made;
        made.out = root_ / out;
        made.voiceTable = root_ / "voices.toml";
        made.banks = {{"units", root_ / "bank"}};
        made.secondsPerVoice = 40.0;
        made.split = {50.0, 25.0, 25.0};
        made.threads = threads;
        return made;
    }

    fs::path root_;
};

TEST_F(UnitCorpus, ReadsAnOtoWithBothCutoffs) {
    const VoiceBank bank = VoiceBank::read(root_ / "bank");
    EXPECT_FALSE(bank.joined());
    EXPECT_EQ(bank.morae(), (std::vector<std::string>{"あ", "い", "か", "さ", "し", "ん"}));
    EXPECT_NEAR(bank.find('a', "さ")->end(0.9), 0.8, 1e-9);
    EXPECT_NEAR(bank.find('-', "し")->end(0.9), 0.8, 1e-9);
    EXPECT_NEAR(bank.find('-', "さ")->preutterance, 0.12, 1e-9);
    EXPECT_EQ(bank.find('-', "そ"), nullptr);
}

TEST_F(UnitCorpus, ABrokenOtoNamesItsLine) {
    std::ofstream(root_ / "bank/oto.ini", std::ios::app) << "x.wav=ta,100,wide\n";
    try {
        VoiceBank::read(root_ / "bank");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("oto.ini:8: expected five numbers"));
    }
}

TEST_F(UnitCorpus, SongsHaveExactLabelsAndDoNotDependOnThreads) {
    makeUnitCorpus(options("one", 1), [](std::size_t, std::size_t, double) {});
    makeUnitCorpus(options("two", 2), [](std::size_t, std::size_t, double) {});
    EXPECT_EQ(readText(root_ / "one/manifest.json"), readText(root_ / "two/manifest.json"));
    const Manifest manifest = Manifest::load(root_ / "one/manifest.json");
    ASSERT_FALSE(manifest.entries.empty());
    int loudVowels = 0;
    int vowels = 0;
    for (const CorpusEntry& entry : manifest.entries) {
        EXPECT_EQ(entry.instrument, "emi");
        const PerformedPart part =
            partFromJson(nlohmann::json::parse(readText(root_ / "one" / entry.notes)), entry.notes);
        const std::vector<float> audio = readMono(root_ / "one" / entry.audio);
        for (const PerformedNote& note : part.notes) {
            for (const PhonemeSpan& span : note.phonemes) {
                if (!span.vowel || span.end - span.start < 0.1) continue;
                ++vowels;
                double power = 0.0;
                const auto from = static_cast<std::size_t>((span.start + 0.03) * dsp::kSampleRate);
                for (std::size_t i = from; i < from + 2000; ++i) {
                    power += std::pow(static_cast<double>(audio[i]), 2.0);
                }
                loudVowels += power / 2000.0 > 1e-5 ? 1 : 0;
            }
        }
    }
    EXPECT_GT(vowels, 20);
    EXPECT_EQ(loudVowels, vowels);
}

TEST_F(UnitCorpus, TheRecordingsThemselvesAreLabelledUnlessUnwanted) {
    const auto naturals = [&](bool natural) {
        UnitCorpusOptions made = options(natural ? "with" : "without", 1);
        made.secondsPerVoice = 1.0;
        made.natural = natural;
        makeUnitCorpus(made, [](std::size_t, std::size_t, double) {});
        std::vector<PerformedPart> parts;
        for (const CorpusEntry& entry : Manifest::load(made.out / "manifest.json").entries) {
            if (entry.id.find("natural") == std::string::npos) continue;
            parts.push_back(
                partFromJson(nlohmann::json::parse(readText(made.out / entry.notes)), entry.notes));
        }
        return parts;
    };
    EXPECT_TRUE(naturals(false).empty());
    const auto parts = naturals(true);
    ASSERT_FALSE(parts.empty());
    std::vector<std::string> heard;
    for (const PerformedNote& note : parts[0].notes) {
        // A tone as even as this one may pass for one an octave lower.
        EXPECT_NEAR(std::remainder(static_cast<double>(note.pitch) - 55.35, 12.0), 0.0, 0.2);
        for (const PhonemeSpan& span : note.phonemes) heard.push_back(span.symbol);
    }
    EXPECT_THAT(heard, ::testing::ElementsAre("a", "i", "k", "a", "s", "a"));
}

TEST_F(UnitCorpus, ANameThatNoVoiceHasIsTold) {
    UnitCorpusOptions wrong = options("one", 1);
    wrong.banks[0].teacher = "other";
    EXPECT_THROW(makeUnitCorpus(wrong, [](std::size_t, std::size_t, double) {}), Error);
}

TEST(UnitTexts, TrainingLacksThePairsThatTheOthersSeek) {
    std::vector<std::string> morae;
    for (const char* mora : {"あ", "い", "う", "え", "お", "か", "き", "く", "け", "こ", "さ",
                             "し", "す", "せ", "そ", "た", "な", "に", "ま", "ら", "り", "ん"}) {
        morae.emplace_back(mora);
    }
    const UnitTexts texts(morae);
    const auto heldOut = [&](bool seek) {
        int count = 0;
        for (std::uint64_t i = 0; i < 20; ++i) {
            Random random(7, i);
            const auto words = texts.song(30, seek, random);
            std::string before;
            for (const UnitSyllable& syllable : unitSyllables(words)) {
                for (const std::string& mora : syllable.morae) {
                    if (!before.empty() && UnitTexts::isHeldOut(before, mora)) ++count;
                    before = mora;
                }
                if (syllable.pauseAfter) before.clear();
            }
        }
        return count;
    };
    EXPECT_EQ(heldOut(false), 0);
    EXPECT_GT(heldOut(true), 20);
}

}  // namespace
}  // namespace arioso::corpus
