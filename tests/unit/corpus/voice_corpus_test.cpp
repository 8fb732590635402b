#include "tools/corpus/voice/voice_corpus.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <numbers>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/perform/ipa.h"
#include "src/perform/performance_json.h"
#include "src/perform/pronounce.h"
#include "tools/corpus/files.h"
#include "tools/corpus/manifest.h"
#include "tools/corpus/voice/alignment.h"
#include "tools/corpus/voice/spoken_text.h"

namespace arioso::corpus {
namespace {

namespace fs = std::filesystem;

/// A "speaker" whose sounds are all alike: a tone for what is voiced, half silence for the rest.
class VoiceCorpus : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::path(ARIOSO_BINARY_DIR) /
                  ("voice_corpus_" + std::to_string(::getpid()) + "_" +
                   testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_ / "speech");
        const std::string text = "Many a mile.";
        Alignment spoken;
        spoken.file = "speech/one.wav";
        spoken.text = text;
        double seconds = 0.2;
        spoken.phones.push_back({"sil", 0.0, seconds, -1});
        const SpokenText words = spokenText(text, Pronouncer("en"));
        for (const std::string& word : words.words) spoken.words.push_back({word, 0.2, 1.0});
        for (const SpokenPhone& phone : words.phones) {
            spoken.phones.push_back({phone.symbol, seconds, seconds + 0.12, phone.word});
            seconds += 0.12;
        }
        spoken.phones.push_back({"sil", seconds, seconds + 0.2, -1});
        std::vector<float> sound(static_cast<std::size_t>((seconds + 0.2) * dsp::kSampleRate));
        for (std::size_t i = 0; i < sound.size(); ++i) {
            const double t = static_cast<double>(i) / dsp::kSampleRate;
            if (t < 0.2 || t > seconds) continue;
            for (int k = 1; k < 20; ++k) {
                sound[i] +=
                    static_cast<float>(0.2 / k * std::sin(2.0 * std::numbers::pi * 170.0 * k * t));
            }
        }
        float* channel = sound.data();
        dsp::AudioFileWriter writer(folder_ / spoken.file, dsp::AudioFormat::Wav16,
                                    dsp::kSampleRate, 1, true);
        writer.write(dsp::AudioView(&channel, 1, sound.size()));
        writer.commit();
        AlignmentSet set;
        set.language = "en";
        set.utterances.push_back(spoken);
        Alignment bad = spoken;
        bad.suspect = true;
        bad.file = "speech/missing.wav";
        set.utterances.push_back(bad);
        std::ofstream(folder_ / "aligned.json") << set.json();
        options_.out = folder_ / "corpus";
        options_.voiceTable = ARIOSO_SOURCE_DIR "/configs/voices.toml";
        options_.speech = {{"speech-en", folder_ / "aligned.json", folder_}};
        options_.takes = 1;
    }
    void TearDown() override { fs::remove_all(folder_); }

    Manifest make() {
        makeVoiceCorpus(options_, [](std::size_t, std::size_t, double) {});
        return Manifest::load(options_.out / "manifest.json");
    }

    fs::path folder_;
    VoiceCorpusOptions options_;
};

TEST_F(VoiceCorpus, EachVoiceSingsTheSentenceAndTheSpeakersOwnAlsoSaysIt) {
    const auto manifest = make();
    std::vector<std::string> ids;
    for (const auto& entry : manifest.entries) {
        ids.push_back(entry.id);
        EXPECT_EQ(entry.split, manifest.entries.front().split);
        const auto audio = dsp::readAudioFile(options_.out / entry.audio);
        EXPECT_EQ(audio.sampleRate, dsp::kSampleRate);
        EXPECT_EQ(entry.sha256, sha256OfFile(options_.out / entry.audio));
        const auto part =
            partFromJson(nlohmann::json::parse(readText(options_.out / entry.notes)), entry.notes);
        EXPECT_TRUE(part.vocal);
        EXPECT_FALSE(part.notes.empty());
    }
    EXPECT_EQ(ids, (std::vector<std::string>{"alba_speech-en_one_spoken", "alba_speech-en_one_0",
                                             "bruno_speech-en_one_0"}));
}

TEST_F(VoiceCorpus, AnInterruptedRunGoesOnAndGivesTheSameBytes) {
    const auto first = make();
    const auto kept = options_.out / first.entries[1].audio;
    const auto time = fs::last_write_time(kept);
    fs::remove(options_.out / first.entries[2].audio);
    fs::remove(options_.out / "manifest.json");
    const auto second = make();
    ASSERT_EQ(second.entries.size(), first.entries.size());
    for (std::size_t i = 0; i < first.entries.size(); ++i)
        EXPECT_EQ(second.entries[i].sha256, first.entries[i].sha256);
    EXPECT_EQ(fs::last_write_time(kept), time);
}

TEST_F(VoiceCorpus, ASpeakerWhomNoVoiceLearntFromIsRefused) {
    options_.speech[0].teacher = "speech-fi";
    try {
        make();
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_NE(std::string(error.what()).find("has the teacher 'speech-fi'"), std::string::npos);
    }
}

}  // namespace
}  // namespace arioso::corpus
