#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <thread>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/play/keyboard_player.h"
#include "src/play/open_player.h"
#include "tests/unit/synth/fake_model_set.h"

namespace arioso::play {
namespace {

using nlohmann::json;

constexpr int kRate = 48000;

/// A bassoon played by messages, pulled as a device would pull it.
class KeyboardTest : public testing::Test {
  protected:
    KeyboardTest() : engine_("fake", ARIOSO_SOURCE_DIR) {
        request_.render.seed = 7;
        request_.render.reverb = "off";
        request_.render.threads = 2;
        request_.render.sampleRate = kRate;
        // The fake networks are loud; the limiter would level what is to be compared.
        request_.render.gain = -30.0;
        request_.follow = "bassoon";
        request_.latency = 0.005;
    }
    std::unique_ptr<Performer> open() {
        std::vector<std::string> remarks;
        auto performer = openPerformer(engine_, request_, resolved_, remarks);
        EXPECT_TRUE(performer->waitUntilReady(std::chrono::seconds(60)));
        return performer;
    }
    /// Until every note of the instrument is there.
    static void waitForAll(Performer& performer) {
        for (int i = 0; i < 6000; ++i) {
            const json now = performer.settingsJson();
            if (now.at("notes_ready") == now.at("notes")) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        FAIL() << "the notes were never ready";
    }
    static void send(Performer& performer, int status, int first, int second) {
        performer.change({{"midi", {status, first, second}}});
    }
    /// Left channel.
    static std::vector<float> pull(Performer& performer, double seconds) {
        std::vector<float> out;
        dsp::AudioBuffer block(2, 48);
        while (static_cast<double>(out.size()) < seconds * kRate) {
            performer.pullBlocking(block.view());
            const auto left = block.channel(0);
            out.insert(out.end(), left.begin(), left.end());
        }
        return out;
    }
    static double level(const std::vector<float>& sound, double from, double to) {
        double sum = 0.0;
        const auto first = static_cast<std::size_t>(from * kRate);
        const auto last = std::min(sound.size(), static_cast<std::size_t>(to * kRate));
        for (std::size_t i = first; i < last; ++i) sum += static_cast<double>(sound[i] * sound[i]);
        return std::sqrt(sum / static_cast<double>(last - first));
    }
    /// Hertz, by the strongest autocorrelation between 80 and 1000 Hz.
    static double pitch(std::vector<float> sound, double from, double to) {
        // Pulses are sharper than a sample: blunt ones can be compared at any distance.
        for (int round = 0; round < 2; ++round)
            for (std::size_t i = 0; i + 16 < sound.size(); ++i)
                sound[i] = std::accumulate(&sound[i], &sound[i] + 16, 0.0F) / 16.0F;
        const auto first = static_cast<std::size_t>(from * kRate);
        const auto last = static_cast<std::size_t>(to * kRate);
        const auto similar = [&](std::size_t lag) {
            double sum = 0.0;
            for (std::size_t i = first; i + lag < last; ++i)
                sum += static_cast<double>(sound[i] * sound[i + lag]);
            return sum / static_cast<double>(last - first - lag);
        };
        double highest = 0.0;
        for (std::size_t lag = 48; lag <= 600; ++lag) highest = std::max(highest, similar(lag));
        // The first period, not one of its multiples: up to its top from where it is nearly there.
        std::size_t best = 48;
        while (similar(best) < 0.9 * highest) ++best;
        while (similar(best + 1) > similar(best)) ++best;
        const double a = similar(best - 1);
        const double b = similar(best);
        const double c = similar(best + 1);
        return kRate / (static_cast<double>(best) + 0.5 * (a - c) / (a - 2.0 * b + c));
    }
    static double cents(double hertz, double reference) {
        return 1200.0 * std::log2(hertz / reference);
    }

    Engine engine_;
    PlayRequest request_;
    RenderRequest resolved_;
};

TEST_F(KeyboardTest, AKeySoundsAtItsPitchUntilItIsLetGo) {
    const auto player = open();
    waitForAll(*player);
    EXPECT_EQ(level(pull(*player, 0.2), 0.0, 0.2), 0.0);
    send(*player, 0x90, 57, 100);
    const auto sound = pull(*player, 1.0);
    EXPECT_GT(level(sound, 0.02, 0.1), 1e-3) << "it came late";
    EXPECT_NEAR(cents(pitch(sound, 0.3, 0.6), 220.0), 0.0, 4.0);
    send(*player, 0x80, 57, 0);
    const auto after = pull(*player, 1.0);
    EXPECT_LT(level(after, 0.8, 1.0), 0.01 * level(sound, 0.3, 0.6));
}

TEST_F(KeyboardTest, HeldNotesGoOnBeyondWhatWasRenderedBeforehand) {
    const auto player = open();
    waitForAll(*player);
    send(*player, 0x90, 60, 100);
    dsp::AudioBuffer block(2, 480);
    double loudest = 0.0;
    double weakest = 1.0;
    for (int i = 0; i < 500; ++i) {  // 5 s, slower than a device where others keep the machine busy
        player->pullBlocking(block.view());
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        double sum = 0.0;
        for (const float sample : block.channel(0)) sum += static_cast<double>(sample * sample);
        if (i < 20) continue;
        loudest = std::max(loudest, sum);
        weakest = std::min(weakest, sum);
    }
    EXPECT_GT(weakest, 1e-3 * loudest) << "the note broke off";
}

TEST_F(KeyboardTest, ThePedalHoldsWhatFingersLetGo) {
    const auto player = open();
    send(*player, 0xB0, 64, 127);
    send(*player, 0x90, 60, 100);
    static_cast<void>(pull(*player, 0.3));
    send(*player, 0x80, 60, 0);
    EXPECT_GT(level(pull(*player, 0.5), 0.3, 0.5), 1e-3);
    send(*player, 0xB0, 64, 0);
    static_cast<void>(pull(*player, 0.5));
    EXPECT_LT(level(pull(*player, 0.2), 0.0, 0.2), 1e-5);
}

TEST_F(KeyboardTest, SostenutoHoldsOnlyTheKeysThatWereDown) {
    const auto player = open();
    waitForAll(*player);
    send(*player, 0x90, 48, 100);
    static_cast<void>(pull(*player, 0.2));
    send(*player, 0xB0, 66, 127);
    send(*player, 0x80, 48, 0);
    send(*player, 0x90, 67, 100);
    static_cast<void>(pull(*player, 0.2));
    send(*player, 0x80, 67, 0);
    static_cast<void>(pull(*player, 0.5));
    EXPECT_NEAR(cents(pitch(pull(*player, 0.4), 0.1, 0.4), 130.81), 0.0, 6.0);
    send(*player, 0xB0, 66, 0);
    static_cast<void>(pull(*player, 0.5));
    EXPECT_LT(level(pull(*player, 0.2), 0.0, 0.2), 1e-5);
}

TEST_F(KeyboardTest, TheWheelBendsByTheRangeThatWasSet) {
    const auto player = open();
    waitForAll(*player);
    send(*player, 0x90, 57, 100);
    send(*player, 0xE0, 0x7F, 0x7F);
    EXPECT_NEAR(cents(pitch(pull(*player, 0.6), 0.2, 0.6), 220.0), 200.0, 6.0);
    for (const auto& [number, value] : {std::pair{101, 0}, {100, 0}, {6, 7}})
        send(*player, 0xB0, number, value);
    EXPECT_NEAR(cents(pitch(pull(*player, 0.6), 0.2, 0.6), 220.0), 700.0, 6.0);
    send(*player, 0xE0, 0, 64);
    EXPECT_NEAR(cents(pitch(pull(*player, 0.6), 0.2, 0.6), 220.0), 0.0, 6.0);
}

TEST_F(KeyboardTest, WhatIsNotReadyIsLentByANeighbourAtTheRightPitch) {
    const auto player = open();
    // Only every third key has been rendered when the player says that it is ready.
    for (const int key : {55, 56, 57, 58, 59}) {
        send(*player, 0x90, key, 76);
        const auto sound = pull(*player, 0.5);
        const double wanted = 440.0 * std::exp2((key - 69) / 12.0);
        EXPECT_NEAR(cents(pitch(sound, 0.2, 0.5), wanted), 0.0, 6.0) << key;
        send(*player, 0x80, key, 0);
        send(*player, 0xB0, 120, 0);
        static_cast<void>(pull(*player, 0.1));
    }
}

TEST_F(KeyboardTest, AHarderStrokeIsLouder) {
    const auto player = open();
    waitForAll(*player);
    double before = 0.0;
    for (const int velocity : {10, 30, 50, 70, 90, 110, 127}) {
        send(*player, 0x90, 60, velocity);
        const double now = level(pull(*player, 0.3), 0.1, 0.3);
        EXPECT_GT(now, 1.1 * before) << velocity;
        before = now;
        send(*player, 0x80, 60, 0);
        static_cast<void>(pull(*player, 0.5));
    }
}

TEST_F(KeyboardTest, AnotherInstrumentAndAnotherKeyWhilePlaying) {
    const auto player = open();
    player->change({{"transpose", 12}});
    waitForAll(*player);
    send(*player, 0x90, 57, 100);
    EXPECT_NEAR(cents(pitch(pull(*player, 0.5), 0.2, 0.5), 440.0), 0.0, 6.0);
    player->change({{"instrument", "violin"}});
    EXPECT_EQ(player->settingsJson().at("instrument"), "violin");
    EXPECT_THAT(player->partNames(), testing::ElementsAre("Violin"));
    EXPECT_GT(level(pull(*player, 0.3), 0.1, 0.3), 1e-3) << "the held note went on";
}

TEST_F(KeyboardTest, WhatWasPlayedIsAScore) {
    const auto player = open();
    static_cast<void>(pull(*player, 0.5));
    send(*player, 0x90, 60, 127);
    static_cast<void>(pull(*player, 0.5));
    send(*player, 0x80, 60, 0);
    send(*player, 0x90, 64, 64);
    static_cast<void>(pull(*player, 1.0));
    const Score score = player->played();
    ASSERT_EQ(score.parts.size(), 1U);
    const auto& notes = score.parts[0].notes;
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_EQ(notes[0].pitch, 60.0);
    EXPECT_EQ(notes[0].onset.value(), 0.0) << "the piece begins with the first key";
    EXPECT_NEAR(notes[0].duration.value(), 1.0, 0.05);
    EXPECT_EQ(notes[0].velocity, 1.0F);
    EXPECT_NEAR(notes[1].onset.value(), 1.0, 0.05);
    EXPECT_NEAR(notes[1].duration.value(), 2.0, 0.05) << "held to the end";
}

TEST_F(KeyboardTest, MoreKeysThanVoicesAndRubbishDoNoHarm) {
    const auto player = open();
    send(*player, 0xB0, 64, 127);
    for (int round = 0; round < 3; ++round)
        for (int key = 20; key < 110; ++key) send(*player, 0x90, key, 100);
    static_cast<void>(pull(*player, 0.2));
    const std::vector<std::vector<std::uint8_t>> rubbish = {
        {}, {0x90}, {0x90, 60}, {0xF0, 1, 2}, {1, 2, 3}, {0xFF, 0xFF, 0xFF}, {0xC0, 5}};
    for (const auto& message : rubbish) player->midi(message);
    send(*player, 0xB0, 121, 0);
    send(*player, 0xB0, 123, 0);
    static_cast<void>(pull(*player, 1.0));
    EXPECT_LT(level(pull(*player, 0.2), 0.0, 0.2), 1e-5) << "a note hangs";
}

TEST_F(KeyboardTest, SaysWhatItCannotDo) {
    const auto player = open();
    const auto refused = [](const auto& call) -> std::string {
        try {
            call();
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Usage);
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(refused([&] { player->seek("3"); }), testing::HasSubstr("seek"));
    EXPECT_THAT(refused([&] {
                    player->change({{"tempo", 2.0}});
                }),
                testing::HasSubstr("expected instrument, transpose or midi"));
    EXPECT_THAT(refused([&] {
                    player->change({{"midi", {1, 2}}});
                }),
                testing::HasSubstr("expected three bytes"));
    EXPECT_THAT(refused([&] {
                    player->change({{"instrument", "kazoo"}});
                }),
                testing::HasSubstr("found 'kazoo'"));
    request_.follow = "kazoo";
    std::vector<std::string> remarks;
    EXPECT_THAT(refused([&] { openPerformer(engine_, request_, resolved_, remarks); }),
                testing::HasSubstr("found 'kazoo'"));
}

}  // namespace
}  // namespace arioso::play
