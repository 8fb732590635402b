#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <thread>

#include "dsp/audio_file.h"
#include "dsp/error.h"
#include "src/live/audio_output.h"
#include "src/live/devices.h"
#include "src/live/recorder.h"

namespace arioso::live {
namespace {

/// A source that counts: left is n / 1000, right its negative, for so many frames.
struct Ramp {
    std::atomic<std::size_t> at = 0;
    std::size_t length = 10000;
    AudioSource source() {
        const auto pull = [](void* user, float* interleaved, std::size_t frames) {
            auto& self = *static_cast<Ramp*>(user);
            std::size_t music = 0;
            for (std::size_t i = 0; i < frames; ++i) {
                const bool more = self.at < self.length;
                const float value = more ? static_cast<float>(self.at % 1000) / 1000.0F : 0.0F;
                interleaved[2 * i] = value;
                interleaved[2 * i + 1] = -value;
                self.at += more ? 1 : 0;
                music += more ? 1 : 0;
            }
            return music;
        };
        return {this, pull, pull};
    }
};

std::filesystem::path scratch(const std::string& name) {
    return std::filesystem::path(testing::TempDir()) /
           ("arioso-" + std::to_string(::getpid()) + "-" + name);
}

void expectRamp(const std::filesystem::path& path, std::size_t frames) {
    const auto audio = dsp::readAudioFile(path);
    ASSERT_EQ(audio.buffer.frames(), frames);
    for (std::size_t i = 0; i < frames; ++i) {
        ASSERT_NEAR(audio.buffer.channel(0)[i], static_cast<float>(i % 1000) / 1000.0F, 1e-6F);
        ASSERT_EQ(audio.buffer.channel(1)[i], -audio.buffer.channel(0)[i]);
    }
}

TEST(FileOutput, HoldsTheStreamAndAppearsWhenItIsWhole) {
    const auto path = scratch("stream.wav");
    Ramp ramp;
    const auto output = openOutput({"file:" + path.string(), 0.1, 0, 48000, false});
    output->start(ramp.source());
    EXPECT_FALSE(std::filesystem::exists(path));
    for (int i = 0; i < 500 && ramp.at < ramp.length; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    output->finish();
    expectRamp(path, 10000);
    EXPECT_THROW(openOutput({"file:" + path.string(), 0.1, 0, 48000, false}), Error)
        << "it exists already";
    std::filesystem::remove(path);
}

TEST(FileOutput, AFolderThatDoesNotExistIsAnOutputError) {
    try {
        openOutput({"file:/nowhere/at/all.wav", 0.1, 0, 48000, false});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Output);
    }
}

TEST(ClockedOutput, PullsAtTheRatesPace) {
    Ramp ramp;
    ramp.length = 1000000;
    const auto output = openOutput({"null", 0.02, 0, 48000, false});
    output->start(ramp.source());
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    output->stop();
    // 24,000 frames in half a second; machines may be late, never early by more than a block.
    EXPECT_LT(ramp.at, 24000U + 2 * 960U);
    EXPECT_GT(ramp.at, 1000U);
    const std::size_t after = ramp.at;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(ramp.at, after);
}

TEST(Recorder, WritesWhatTheDeviceIsGiven) {
    const auto path = scratch("recorded.wav");
    Ramp ramp;
    {
        Recorder recorder(path, 48000, false, ramp.source());
        const AudioSource source = recorder.source();
        std::vector<float> block(2 * 700);
        for (int i = 0; i < 20; ++i) source.pull(source.user, block.data(), 700);
        EXPECT_EQ(recorder.finish(), "");
    }
    const auto audio = dsp::readAudioFile(path);
    EXPECT_EQ(audio.buffer.frames(), 10000U) << "music alone, not the silence after it";
    std::filesystem::remove(path);
}

TEST(Recorder, AFullDiskEndsTheRecordingAndNotTheMusic) {
    Ramp ramp;
    ramp.length = 100000;
    // A folder that goes while it is written to is as good as a full disk.
    const auto folder = scratch("gone");
    std::filesystem::create_directories(folder);
    Recorder recorder(folder / "r.wav", 48000, false, ramp.source());
    const AudioSource source = recorder.source();
    std::vector<float> block(2 * 500);
    EXPECT_EQ(source.pull(source.user, block.data(), 500), 500U);
    std::filesystem::remove_all(folder);
    EXPECT_EQ(source.pull(source.user, block.data(), 500), 500U);
    EXPECT_THAT(recorder.finish(), testing::HasSubstr("r.wav"));
}

std::vector<OutputDevice> someDevices() {
    return {{0, "ALSA", "HDA Intel: Analog", 2, 48000.0, 0.01, false},
            {3, "ALSA", "HDMI 0", 8, 48000.0, 0.01, false},
            {4, "JACK", "system", 2, 44100.0, 0.01, true}};
}

TEST(ChooseDevice, ByIndexNameAndBoth) {
    EXPECT_EQ(chooseDevice(someDevices(), "").name, "system");
    EXPECT_EQ(chooseDevice(someDevices(), "3").name, "HDMI 0");
    EXPECT_EQ(chooseDevice(someDevices(), "analog").index, 0);
    EXPECT_EQ(chooseDevice(someDevices(), "4:JACK:system").index, 4);
}

TEST(ChooseDevice, WhatIsNotThereOrNotUniqueIsNamed) {
    const auto refused = [](const std::vector<OutputDevice>& devices, const char* wish) {
        try {
            chooseDevice(devices, wish);
        } catch (const Error& error) {
            return std::to_string(static_cast<int>(error.code())) + " " + error.what();
        }
        return std::string();
    };
    EXPECT_THAT(refused(someDevices(), "hd"), testing::HasSubstr("only one of 0:ALSA:HDA"));
    EXPECT_THAT(refused(someDevices(), "bluetooth"), testing::HasSubstr("4:JACK:system"));
    EXPECT_THAT(refused({}, ""), testing::StartsWith("6 no audio device"));
}

/// A driver that waits for a device that has gone.
class HangingOutput : public AudioOutput {
  public:
    explicit HangingOutput(std::shared_future<void> comesBack) : comesBack_(std::move(comesBack)) {}
    [[nodiscard]] std::string name() const override { return "hanging"; }
    [[nodiscard]] int sampleRate() const override { return 48000; }
    void start(const AudioSource&) override {}
    void stop() override { comesBack_.wait(); }
    bool alive() override { return false; }

  private:
    std::shared_future<void> comesBack_;
};

TEST(Retire, ADriverThatHangsIsLeftToItself) {
    std::promise<void> back;
    auto output = std::make_unique<HangingOutput>(back.get_future().share());
    EXPECT_FALSE(retire(std::move(output), std::chrono::milliseconds(50)));
    back.set_value();
}

TEST(Retire, AnOutputThatStopsIsFreed) {
    std::promise<void> back;
    back.set_value();
    auto output = std::make_unique<HangingOutput>(back.get_future().share());
    EXPECT_TRUE(retire(std::move(output), std::chrono::seconds(30)));
}

}  // namespace
}  // namespace arioso::live
