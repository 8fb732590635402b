#include "src/play/player.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <thread>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/play/open_player.h"
#include "tests/unit/synth/fake_model_set.h"
#include "tests/unit/synth/small_midi.h"

namespace arioso::play {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using tests::MidiNote;

/// Two parts for twelve seconds: an organ note every second, a flute every other.
class PlayerTest : public testing::Test {
  protected:
    PlayerTest()
        : folder_(fs::path(testing::TempDir()) / ("arioso-player-" + std::to_string(::getpid()))),
          engine_("fake", ARIOSO_SOURCE_DIR) {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        request_.render.score = (folder_ / "song.mid").string();
        request_.render.seed = 7;
        request_.render.reverb = "hall:0.3";
        request_.render.threads = 2;
        request_.keepTime = false;
        std::vector<MidiNote> organ;
        std::vector<MidiNote> flute;
        for (int i = 0; i < 12; ++i) organ.push_back({i + 0.0, i + 0.6, 57 + i});
        for (int i = 1; i < 12; i += 2) flute.push_back({i + 0.25, i + 0.75, 76});
        tests::writeMidi(request_.render.score, {organ, flute}, {16, 73});
    }
    ~PlayerTest() override { fs::remove_all(folder_); }

    std::unique_ptr<Player> open() {
        std::vector<std::string> remarks;
        return openPlayer(engine_, request_, resolved_, remarks);
    }
    /// Everything, interleaved, in blocks of one size.
    static std::vector<float> pullAll(Player& player, std::size_t block) {
        std::vector<float> out;
        dsp::AudioBuffer buffer(2, block);
        for (;;) {
            const std::size_t music = player.pullBlocking(buffer.view());
            for (std::size_t i = 0; i < music; ++i)
                for (int c = 0; c < 2; ++c) out.push_back(buffer.channel(c)[i]);
            if (music < block) return out;
        }
    }
    static std::vector<float> pull(Player& player, double seconds, int rate = 44100) {
        const auto frames = static_cast<std::size_t>(seconds * rate);
        std::vector<float> out;
        dsp::AudioBuffer buffer(2, 441);
        while (out.size() < frames) {
            const std::size_t music = player.pullBlocking(buffer.view());
            if (music == 0) break;
            for (std::size_t i = 0; i < music; ++i) out.push_back(buffer.channel(0)[i]);
        }
        return out;
    }
    std::vector<float> rendered() {
        std::vector<float> out;
        static_cast<void>(engine_.renderAudio(resolved_, {}, out));
        return out;
    }
    static double level(const std::vector<float>& mono, double from, double to) {
        double sum = 1e-20;
        const auto first = static_cast<std::size_t>(from * 44100);
        const auto last = std::min(mono.size(), static_cast<std::size_t>(to * 44100));
        for (std::size_t i = first; i < last; ++i)
            sum += static_cast<double>(mono[i]) * static_cast<double>(mono[i]);
        return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, last - first)));
    }

    fs::path folder_;
    Engine engine_;
    PlayRequest request_;
    RenderRequest resolved_;
};

TEST_F(PlayerTest, StreamedSamplesAreTheRenderedOnesForEveryBlockSize) {
    const auto first = pullAll(*open(), 512);
    const auto expected = rendered();
    ASSERT_EQ(first.size(), expected.size());
    EXPECT_TRUE(first == expected);
    for (const std::size_t block : {64UL, 255UL, 1024UL, 4096UL})
        EXPECT_TRUE(pullAll(*open(), block) == expected) << block;
}

TEST_F(PlayerTest, StreamedSamplesAreTheRenderedOnesAtAnotherRateAndInARange) {
    request_.render.sampleRate = 48000;
    request_.render.from = "0:03";
    request_.render.to = "0:08";
    request_.render.mute = {"2"};
    const auto streamed = pullAll(*open(), 480);
    EXPECT_TRUE(streamed == rendered());
}

TEST_F(PlayerTest, AMutedPartGoesAndComesBackWhileItPlays) {
    request_.render.solo = {"2"};
    request_.render.reverb = "off";
    auto player = open();
    const auto alone = pull(*player, 1.0);
    EXPECT_LT(level(alone, 0.0, 0.9), 1e-4) << "the organ is muted, the flute begins at 1.25";
    player->change(json::parse(R"({"parts": {"1": {"mute": false}}})"));
    // The organ's notes of each second are heard from the next one on at the latest.
    const auto both = pull(*player, 3.0);
    EXPECT_GT(level(both, 2.0, 2.5), 1e-3);
    player->change(json::parse(R"({"parts": {"1": {"mute": true}}})"));
    pull(*player, 0.3);
    const auto without = pull(*player, 1.0);  // from 4.3 s: a flute note at 5.25
    EXPECT_LT(level(without, 0.0, 0.85), 1e-4);
}

TEST_F(PlayerTest, MutingEveryPartIsSilenceAndNotTheEnd) {
    request_.render.reverb = "off";
    auto player = open();
    pull(*player, 1.0);
    player->change(json::parse(R"({"parts": {"1": {"mute": true}, "2": {"mute": true}}})"));
    const auto muted = pull(*player, 4.0);
    ASSERT_GE(muted.size(), 4U * 44100U) << "the music goes on unheard";
    EXPECT_LT(level(muted, 1.0, 4.0), 1e-4);
    EXPECT_NEAR(player->status().seconds, 5.0, 0.5);
    player->change(json::parse(R"({"parts": {"1": {"mute": false}}})"));
    // It comes as soon as it is rendered; a test pulls faster than time goes.
    double loudest = 0.0;
    for (int i = 0; i < 300 && loudest < 1e-3; ++i) {
        const auto back = pull(*player, 0.02);
        loudest = std::max(loudest, level(back, 0.0, 0.02));
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_GT(loudest, 1e-3);
}

TEST_F(PlayerTest, SeekGoesToAMeasureWithoutAClick) {
    request_.render.reverb = "off";
    auto player = open();
    pull(*player, 0.5);
    player->seek("0:09");
    // The old place sounds on until the new one is ready; a test pulls faster than time goes.
    for (int i = 0; i < 200 && player->status().seconds < 8.0; ++i) {
        pull(*player, 0.02);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    const PlayerStatus status = player->status();
    EXPECT_GT(status.seconds, 8.9);
    EXPECT_LT(status.seconds, 9.5);
    EXPECT_THROW(player->seek("99:00"), Error);
    EXPECT_THROW(player->seek("+1000"), Error);
}

TEST_F(PlayerTest, ANewTempoIsHeardFromTheSamePlaceOn) {
    request_.render.reverb = "off";
    auto player = open();
    pull(*player, 2.0);
    player->change(json{{"tempo", 2.0}});
    // A piece of twelve seconds is then one of six, and the same bar is at half the time.
    double duration = 0.0;
    for (int i = 0; i < 200 && duration != 6.0; ++i) {
        pull(*player, 0.02);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        duration = std::round(player->status().duration);
    }
    EXPECT_EQ(duration, 6.0);
    EXPECT_LT(player->status().seconds, 3.5);
    EXPECT_GT(player->status().seconds, 1.0);
    const auto rest = pull(*player, 20.0);
    EXPECT_LT(rest.size(), static_cast<std::size_t>(6.0 * 44100));
    EXPECT_GT(rest.size(), static_cast<std::size_t>(2.5 * 44100));
}

TEST_F(PlayerTest, ATranspositionIsHeardAndAVoiceOfItsOwnStays) {
    request_.render.reverb = "off";
    auto player = open();
    pull(*player, 1.0);
    player->change(json{{"transpose", 12}});
    for (int i = 0; i < 50 && player->settings().transpose != 12.0; ++i) pull(*player, 0.1);
    EXPECT_EQ(player->settings().transpose, 12.0);
    EXPECT_GT(level(pull(*player, 2.0), 0.5, 1.5), 1e-3);
}

TEST_F(PlayerTest, ALoopBeginsAgainAtItsFirstBeat) {
    request_.render.reverb = "off";
    request_.render.from = "0:02";
    request_.render.to = "0:04";
    request_.loop = true;
    auto player = open();
    const auto out = pull(*player, 7.0);
    ASSERT_EQ(out.size(), static_cast<std::size_t>(7.0 * 44100));
    // The loop is two seconds long; notes sound at its first and second second, every time.
    for (const double second : {0.05, 1.05, 2.05, 3.05, 4.05, 5.05, 6.05}) {
        EXPECT_GT(level(out, second + 0.1, second + 0.4), 1e-3) << second;
        EXPECT_LT(level(out, second + 0.8, second + 0.9), level(out, second + 0.1, second + 0.4))
            << second;
    }
}

TEST_F(PlayerTest, StatusTellsMeasureBeatAndLead) {
    auto player = open();
    pull(*player, 2.6);
    const PlayerStatus status = player->status();
    EXPECT_NEAR(status.seconds, 2.6, 0.1);
    EXPECT_EQ(status.measure, "2");  // 120 in 4/4
    EXPECT_EQ(status.beat, 2);
    EXPECT_GT(status.lead, 0.05);
    EXPECT_EQ(status.underruns, 0);
    EXPECT_FALSE(status.finished);
}

TEST_F(PlayerTest, AnotherRateGoesOnWhereTheOldOneStopped) {
    auto player = open();
    pull(*player, 1.0);
    player->setOutput(22050, 0.1);
    ASSERT_TRUE(player->waitUntilReady(std::chrono::seconds(20)));
    pull(*player, 1.0, 22050);
    EXPECT_NEAR(player->status().seconds, 2.0, 0.3);
}

TEST_F(PlayerTest, AnUnderrunGoesOnAtTheBeatWhereTheMusicWouldBe) {
    request_.keepTime = true;
    request_.latency = 0.02;
    auto player = open();
    ASSERT_TRUE(player->waitUntilReady(std::chrono::seconds(20)));
    dsp::AudioBuffer buffer(2, 441);
    // Pulled far faster than it is mixed, the ring runs dry.
    while (player->status().underruns == 0) player->pull(buffer.view());
    const double before = player->status().seconds;
    const double missed = player->status().missedSeconds;
    for (int i = 0; i < 200 && player->status().seconds < before + 0.3; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        player->pull(buffer.view());
    }
    EXPECT_GE(player->status().missedSeconds, missed);
    EXPECT_GE(player->status().seconds, before + 0.2);
}

TEST_F(PlayerTest, AStalledRenderIsSilenceAndTheMusicComesBack) {
    request_.keepTime = true;
    request_.latency = 0.02;
    request_.lead = 2.0;
    auto player = open();
    ASSERT_TRUE(player->waitUntilReady(std::chrono::seconds(20)));
    tests::generatorsStall = true;
    dsp::AudioBuffer buffer(2, 441);
    for (int i = 0; i < 5000 && player->status().underruns == 0; ++i) {
        player->pull(buffer.view());
        std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
    EXPECT_GE(player->status().underruns, 1);
    tests::generatorsStall = false;
    std::size_t music = 0;
    for (int i = 0; i < 500 && music < 44100; ++i) {
        music += player->pull(buffer.view());
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_GE(music, 44100U) << "it goes on";
}

TEST_F(PlayerTest, AFailedRenderIsToldAndTheOthersPlayOn) {
    request_.lead = 2.0;
    tests::generatorsFail = true;
    auto player = open();
    ASSERT_TRUE(player->waitUntilReady(std::chrono::seconds(20)));
    pull(*player, 1.0);
    EXPECT_THAT(player->status().failure, testing::HasSubstr("a generator failed"));
    tests::generatorsFail = false;
    // What failed, up to three seconds and a window more, is silent; then it sounds again.
    EXPECT_GT(level(pull(*player, 8.0), 6.0, 8.0), 1e-3);
}

TEST_F(PlayerTest, AThousandChangesASecondAreCarriedOutInTheEnd) {
    auto player = open();
    std::thread other([&player] {
        for (int i = 0; i < 1000; ++i) {
            player->change(json{{"tempo", 1.0 + 0.0005 * i}});
            if (i % 7 == 0) player->seek(i % 2 == 0 ? "+1" : "-1");
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    });
    const auto out = pull(*player, 4.0);
    other.join();
    EXPECT_GT(level(out, 0.0, 4.0), 1e-3);
    EXPECT_DOUBLE_EQ(player->settings().tempo, 1.0 + 0.0005 * 999);
}

TEST_F(PlayerTest, WrongChangesAreRefusedByNameAndChangeNothing) {
    auto player = open();
    const auto refused = [&](const char* change) {
        try {
            player->change(json::parse(change));
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(refused(R"({"tempo": 9})"),
                testing::HasSubstr("tempo: expected 0.25 to 4, found 9"));
    EXPECT_THAT(refused(R"({"tmpo": 1})"), testing::HasSubstr("'tmpo'"));
    EXPECT_THAT(refused(R"({"transpose": 2, "parts": {"Tuba": {"mute": true}}})"),
                testing::HasSubstr("'Tuba'"));
    EXPECT_THAT(refused(R"({"parts": {"1": {"mute": 1}}})"), testing::HasSubstr("parts.1.mute"));
    EXPECT_THAT(refused("[1]"), testing::HasSubstr("expected an object"));
    EXPECT_EQ(player->settings().transpose, 0.0);
}

TEST_F(PlayerTest, AnInstrumentThatDoesNotExistIsToldAndTheMusicGoesOn) {
    auto player = open();
    player->change(json::parse(R"({"parts": {"1": {"instrument": "kazoo"}}})"));
    std::string failure;
    for (int i = 0; i < 100 && failure.empty(); ++i) {
        pull(*player, 0.05);
        failure = player->status().failure;
    }
    EXPECT_THAT(failure, testing::HasSubstr("kazoo"));
    EXPECT_GT(level(pull(*player, 1.0), 0.0, 1.0), 1e-3);
}

TEST_F(PlayerTest, AnotherVoiceMaySingWhileItPlays) {
    const auto voices =
        InstrumentTable::load(fs::path(ARIOSO_SOURCE_DIR) / "configs" / "voices.toml");
    ModelSets models = engine_.modelSets();
    models.voices = models.instruments;
    const PlanningTables tables{models, &engine_.instruments(), &voices, &engine_.lengths(),
                                &engine_.palettes()};
    RenderRequest request;
    request.score = (fs::path(ARIOSO_SOURCE_DIR) / "samples" / "brahms-lullaby.musicxml").string();
    request = engine_.resolved(request);
    ScoreProgramme programme(tables, request, false);
    const auto singer = [](const PlayPlan& plan) {
        for (const StemPlan& stem : plan.plan().stems)
            if (stem.instrument.singer) return stem.instrument.id;
        return std::string();
    };
    const auto before = programme.first({});
    ASSERT_NE(singer(*before), "");
    const std::string other = singer(*before) == "clara" ? "dorian" : "clara";
    const json wish = {{"parts", {{"Voice", {{"instrument", other}}}}}};
    const auto after = programme.revised(*before, changed({}, wish, programme.partNames()));
    EXPECT_EQ(singer(*after), other);
}

TEST_F(PlayerTest, AFeelingSetLiveTakesThePlaceOfTheRequests) {
    const PlanningTables tables{engine_.modelSets(), &engine_.instruments(), nullptr,
                                &engine_.lengths(), &engine_.palettes()};
    RenderRequest request;
    request.score =
        (fs::path(ARIOSO_SOURCE_DIR) / "samples" / "petzold-minuet-in-g.musicxml").string();
    request.affect = "sad";
    request = engine_.resolved(request);
    ScoreProgramme programme(tables, request, false);
    const double sad = programme.first({})->plan().end;
    PlaySettings settings;
    settings.valence = 1.0;
    settings.arousal = 1.0;
    settings.parts.resize(programme.partNames().size());
    const double happy = programme.revised(*programme.first({}), settings)->plan().end;
    // Palettes of 0.6 and 1.1 times the tempo; duration contrast takes more from what is shorter.
    EXPECT_NEAR(sad / happy, 1.1 / 0.6, 0.3);
}

TEST_F(PlayerTest, StopFadesOutAndEnds) {
    auto player = open();
    pull(*player, 0.5);
    player->stop();
    dsp::AudioBuffer buffer(2, 512);
    for (int i = 0; i < 10 && !player->finished(); ++i) player->pullBlocking(buffer.view());
    EXPECT_TRUE(player->finished());
}

TEST_F(PlayerTest, ThrownAwayAtAnyMomentItNeitherHangsNorCrashes) {
    for (int i = 0; i < 5; ++i) {
        auto player = open();
        if (i > 0) pull(*player, 0.2 * i);
        player->change(json{{"tempo", 1.1}});
        if (i % 2 == 0) player->seek("+1");
    }
}

}  // namespace
}  // namespace arioso::play
