#include "src/synth/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "dsp/audio_file.h"
#include "dsp/audio_tags.h"
#include "dsp/error.h"
#include "dsp/watermark_reader.h"
#include "src/synth/provenance.h"
#include "tests/unit/synth/small_midi.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using tests::MidiNote;

class EngineTest : public testing::Test {
  protected:
    EngineTest()
        : folder_(fs::path(testing::TempDir()) / ("arioso-engine-" + std::to_string(::getpid()))),
          engine_("fake", ARIOSO_SOURCE_DIR) {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        request_.score = file("song.mid");
        request_.output = file("song.wav");
        request_.seed = 7;
        request_.humanize = 0.0;
        request_.reverb = "off";
        request_.format = "wav-float";
        // A4 for one second at one second, on organ; E5 at three seconds, on flute.
        tests::writeMidi(request_.score, {{{1.0, 2.0, 69}}, {{3.0, 4.0, 76}}}, {16, 73});
    }
    ~EngineTest() override { fs::remove_all(folder_); }

    [[nodiscard]] std::string file(const std::string& name) const {
        return (folder_ / name).string();
    }
    json render(const RenderRequest& request) { return engine_.renderFile(request, {}); }
    static std::string bytes(const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    /// RMS of the left channel in [from, to) seconds.
    static double level(const dsp::LoadedAudio& audio, double from, double to) {
        double sum = 0.0;
        const auto samples = audio.buffer.channel(0);
        const auto first = static_cast<std::size_t>(from * audio.sampleRate);
        const auto last = std::min(samples.size(), static_cast<std::size_t>(to * audio.sampleRate));
        for (std::size_t i = first; i < last; ++i)
            sum += static_cast<double>(samples[i]) * static_cast<double>(samples[i]);
        return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, last - first)));
    }

    fs::path folder_;
    Engine engine_;
    RenderRequest request_;
};

TEST_F(EngineTest, NotesSoundAtTheirTimes) {
    const json report = render(request_);
    const dsp::LoadedAudio audio = dsp::readAudioFile(request_.output);
    EXPECT_EQ(audio.sampleRate, 44100);
    EXPECT_EQ(audio.buffer.channels(), 2);
    EXPECT_LT(level(audio, 0.0, 0.99), 1e-5);
    EXPECT_GT(level(audio, 1.05, 1.9), 0.01);
    EXPECT_LT(level(audio, 2.7, 2.95), 1e-3);
    EXPECT_GT(level(audio, 3.05, 3.9), 0.01);
    EXPECT_EQ(report["stems"].size(), 2U);
    EXPECT_NEAR(report["loudness_lufs"].get<double>(), -16.0, 1.0);
    EXPECT_LE(report["true_peak_dbtp"].get<double>(), -0.9);
}

TEST_F(EngineTest, ThreadsDoNotChangeAByte) {
    request_.reverb = "hall:0.3";
    request_.threads = 1;
    render(request_);
    const std::string expected = bytes(request_.output);
    ASSERT_GT(expected.size(), 44U);
    for (const int threads : {2, 5}) {
        request_.threads = threads;
        request_.output = file("threads.wav");
        request_.overwrite = true;
        render(request_);
        EXPECT_TRUE(bytes(request_.output) == expected) << threads << " threads";
    }
}

TEST_F(EngineTest, TheReportsRequestRendersTheSameFile) {
    request_.seed.reset();
    request_.humanize = 0.5;
    const json report = render(request_);
    const std::string expected = bytes(request_.output);
    RenderRequest again = requestFromJson(report["request"], "report");
    EXPECT_TRUE(again.seed.has_value());
    again.output = file("again.wav");
    render(again);
    EXPECT_TRUE(bytes(again.output) == expected);
}

TEST_F(EngineTest, TheFileSaysWhatItWasMadeOfAndNothingOfWhere) {
    request_.provenance = file("proof.json");
    static_cast<void>(render(request_));
    const dsp::AudioTags tags = dsp::readAudioTags(request_.output);
    const json embedded = json::parse(tags.document);
    EXPECT_EQ(embedded.at("inputs").at(0).at("name"), "song.mid");
    EXPECT_EQ(embedded.at("inputs").at(0).at("sha256").get<std::string>().size(), 64U);
    EXPECT_EQ(embedded.at("models").at(0).at("sha256"), "00ff");
    EXPECT_EQ(embedded.at("request").at("seed"), 7);
    EXPECT_THAT(embedded.at("digitalSourceType").get<std::string>(),
                testing::EndsWith("trainedAlgorithmicMedia"));
    EXPECT_THAT(tags.document, testing::Not(testing::HasSubstr(folder_.string())));
    EXPECT_THAT(tags.comment, testing::HasSubstr("not a recording"));
    json detached = json::parse(bytes(request_.provenance));
    EXPECT_EQ(detached.at("audio").at("samples_sha256"), dsp::audioDigest(request_.output));
    detached.erase("audio");
    EXPECT_EQ(detached, embedded);
}

TEST_F(EngineTest, WithoutTagsItSaysNothing) {
    request_.tags = false;
    static_cast<void>(render(request_));
    EXPECT_EQ(dsp::readAudioTags(request_.output).document, "");
}

TEST_F(EngineTest, TheWatermarkNamesTheDocumentAndMakesNoPeak) {
    std::vector<MidiNote> notes;
    for (int i = 0; i < 20; ++i) notes.push_back({i * 1.0, i * 1.0 + 1.0, 50 + 7 * i % 24});
    tests::writeMidi(request_.score, {notes}, {48});
    request_.loudness = -9.0;
    static_cast<void>(render(request_));
    const dsp::LoadedAudio unmarked = dsp::readAudioFile(request_.output);
    std::ofstream(file("secret.txt")) << "open sesame\n";
    request_.watermark = file("secret.txt");
    request_.output = file("marked.wav");
    const json report = render(request_);
    EXPECT_LE(report["true_peak_dbtp"].get<double>(), -0.9);
    const dsp::LoadedAudio marked = dsp::readAudioFile(request_.output);
    EXPECT_EQ(marked.buffer.frames(), unmarked.buffer.frames());
    const dsp::AudioTags tags = dsp::readAudioTags(request_.output);
    EXPECT_EQ(json::parse(tags.document).at("request").at("watermark"), "secret");
    const auto key = dsp::watermarkKey("open sesame");
    const auto found = dsp::searchWatermark(marked.buffer, marked.sampleRate, key).found;
    ASSERT_TRUE(found);
    EXPECT_EQ(found->payload, watermarkPayload(tags.document));
    EXPECT_FALSE(dsp::searchWatermark(unmarked.buffer, unmarked.sampleRate, key).found);
    request_.watermark = file("none.txt");
    request_.output = file("third.wav");
    EXPECT_THROW(render(request_), Error);
    EXPECT_FALSE(fs::exists(request_.output));
}

TEST_F(EngineTest, StemsAndReverbAddUpToTheMix) {
    request_.stems = file("stems");
    request_.reverb = "room:0.5";
    // Low enough for the limiter to have nothing to do.
    request_.loudness = -40.0;
    const json report = render(request_);
    const dsp::LoadedAudio mix = dsp::readAudioFile(request_.output);
    std::vector<float> sum(mix.buffer.frames());
    std::vector<std::string> files{file("stems/reverb.wav")};
    for (const json& stem : report["stems"]) files.push_back(stem["file"].get<std::string>());
    ASSERT_EQ(files.size(), 3U);
    for (const std::string& path : files) {
        const dsp::LoadedAudio stem = dsp::readAudioFile(path);
        ASSERT_EQ(stem.buffer.frames(), sum.size()) << path;
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += stem.buffer.channel(0)[i];
    }
    for (std::size_t i = 0; i < sum.size(); ++i)
        ASSERT_NEAR(sum[i], mix.buffer.channel(0)[i], 1e-5F) << "sample " << i;
}

TEST_F(EngineTest, SoloAndMuteLeaveTheOthersUnchanged) {
    // The file would tell of the difference.
    request_.tags = false;
    request_.loudness.reset();
    request_.solo = {"1"};
    render(request_);
    const dsp::LoadedAudio solo = dsp::readAudioFile(request_.output);
    EXPECT_GT(level(solo, 1.05, 1.9), 1e-3);
    EXPECT_LT(level(solo, 3.0, 4.0), 1e-5);
    request_.solo.clear();
    request_.mute = {"2"};
    request_.output = file("muted.wav");
    render(request_);
    EXPECT_TRUE(bytes(request_.output) == bytes(file("song.wav")));
}

TEST_F(EngineTest, ARangeIsTheWholePiecesOwnSound) {
    request_.loudness.reset();
    render(request_);
    const dsp::LoadedAudio whole = dsp::readAudioFile(request_.output);
    request_.output = file("part.wav");
    request_.from = "2.5s";
    render(request_);
    const dsp::LoadedAudio part = dsp::readAudioFile(request_.output);
    const auto shift = static_cast<std::size_t>(std::llround(2.45 * 44100));
    ASSERT_EQ(part.buffer.frames(), whole.buffer.frames() - shift);
    for (std::size_t i = 1000; i < part.buffer.frames(); ++i)
        ASSERT_EQ(part.buffer.channel(0)[i], whole.buffer.channel(0)[i + shift]) << "sample " << i;
}

TEST_F(EngineTest, ResamplingKeepsLengthAndTime) {
    request_.sampleRate = 48000;
    render(request_);
    const dsp::LoadedAudio audio = dsp::readAudioFile(request_.output);
    EXPECT_EQ(audio.sampleRate, 48000);
    EXPECT_LT(level(audio, 0.0, 0.98), 1e-4);
    EXPECT_GT(level(audio, 1.05, 1.9), 0.01);
}

TEST_F(EngineTest, MemoryAndFileHoldTheSameSamples) {
    render(request_);
    const dsp::LoadedAudio audio = dsp::readAudioFile(request_.output);
    std::vector<float> samples;
    engine_.renderAudio(request_, {}, samples);
    ASSERT_EQ(samples.size(), audio.buffer.frames() * 2);
    for (std::size_t i = 0; i < audio.buffer.frames(); ++i)
        ASSERT_EQ(samples[2 * i], audio.buffer.channel(0)[i]) << "sample " << i;
}

TEST_F(EngineTest, CancellingLeavesNoFile) {
    RenderCallbacks callbacks;
    int calls = 0;
    callbacks.cancelled = [&calls] { return ++calls > 2; };
    try {
        engine_.renderFile(request_, callbacks);
        FAIL() << "expected an error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Interrupted);
    }
    std::vector<std::string> left;
    for (const auto& entry : fs::directory_iterator(folder_))
        left.push_back(entry.path().filename().string());
    EXPECT_THAT(left, testing::ElementsAre("song.mid"));
}

TEST_F(EngineTest, AnUnmappedProgramIsToldOnce) {
    tests::writeMidi(request_.score, {{{0.0, 1.0, 60}}, {{0.0, 1.0, 64}}}, {105, 105});
    std::vector<std::string> lines;
    RenderCallbacks callbacks;
    callbacks.message = [&lines](const std::string& line) { lines.push_back(line); };
    engine_.renderFile(request_, callbacks);
    EXPECT_THAT(lines,
                testing::ElementsAre(testing::HasSubstr("Banjo (General MIDI 106) is played")));
}

TEST_F(EngineTest, ErrorsSayWhatWasWrong) {
    const auto expect = [this](const RenderRequest& request, ExitCode code, const char* text) {
        try {
            render(request);
            ADD_FAILURE() << "expected: " << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), code);
            EXPECT_THAT(error.what(), testing::HasSubstr(text));
            EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
        }
    };
    RenderRequest bad = request_;
    bad.score = file("none.mid");
    expect(bad, ExitCode::Input, "none.mid");
    bad = request_;
    bad.output = file("no/such/folder.wav");
    expect(bad, ExitCode::Output, "does not exist");
    bad = request_;
    bad.solo = {"Tuba"};
    expect(bad, ExitCode::Usage, "solo: expected a part of the score");
    bad = request_;
    bad.mute = {"1", "2"};
    expect(bad, ExitCode::Usage, "nothing is left");
    bad = request_;
    bad.parts = {{"1", "kazoo"}};
    expect(bad, ExitCode::Usage, "found 'kazoo'");
    bad = request_;
    bad.from = "900";
    expect(bad, ExitCode::Usage, "from: expected a measure");
    bad = request_;
    bad.reverb = "cave";
    expect(bad, ExitCode::Usage, "cave");
    bad = request_;
    bad.reverb = "hall:2";
    expect(bad, ExitCode::Usage, "amount 0 to 1");
    bad = request_;
    bad.tempo = "fast";
    expect(bad, ExitCode::Usage, "tempo: expected");
    render(request_);
    expect(request_, ExitCode::Output, "exists already");
}

TEST_F(EngineTest, AnotherInstrumentAndTempoAreUsed) {
    request_.parts = {{"1", "violin"}, {"2", "Choir Aahs"}};
    request_.tempo = "200%";
    const json report = render(request_);
    EXPECT_EQ(report["stems"][0]["instrument"], "violin");
    EXPECT_EQ(report["stems"][1]["instrument"], "choir");
    const dsp::LoadedAudio audio = dsp::readAudioFile(request_.output);
    EXPECT_LT(level(audio, 0.0, 0.49), 1e-5);
    EXPECT_GT(level(audio, 0.6, 0.9), 0.005);
}

TEST_F(EngineTest, DumpHoldsEveryStage) {
    request_.dump = file("dump");
    render(request_);
    EXPECT_TRUE(fs::exists(file("dump/performance.json")));
    std::size_t tensors = 0;
    std::size_t pictures = 0;
    for (const auto& entry : fs::recursive_directory_iterator(request_.dump)) {
        tensors += entry.path().extension() == ".safetensors" ? 1 : 0;
        pictures += entry.path().extension() == ".png" ? 1 : 0;
        if (entry.path().extension() != ".safetensors") continue;
        const std::string content = bytes(entry.path().string());
        std::size_t length = 0;
        for (std::size_t i = 0; i < 8; ++i)
            length += static_cast<std::size_t>(static_cast<unsigned char>(content[i])) << (8 * i);
        const json header = json::parse(content.substr(8, length));
        EXPECT_EQ(header["mel"]["shape"], json({128, 128}));
        EXPECT_EQ(header["samples"]["shape"], json::array({65536}));
    }
    EXPECT_EQ(tensors, 4U);
    EXPECT_EQ(pictures, 8U);
}

TEST_F(EngineTest, TheReferenceVocoderSoundsToo) {
    request_.vocoder = "griffin-lim";
    render(request_);
    const dsp::LoadedAudio audio = dsp::readAudioFile(request_.output);
    EXPECT_LT(level(audio, 0.0, 0.9), 1e-2);
    EXPECT_GT(level(audio, 1.05, 1.9), 0.01);
    EXPECT_GT(level(audio, 3.05, 3.9), 0.01);
}

}  // namespace
}  // namespace arioso
