#include "tools/corpus/make.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/perform/performance_json.h"
#include "tools/corpus/files.h"
#include "tools/corpus/teacher.h"

namespace arioso::corpus {
namespace {

class MakeTest : public testing::Test {
  protected:
    void SetUp() override {
        root_ = std::filesystem::path(ARIOSO_BINARY_DIR) / "corpus_test" /
                testing::UnitTest::GetInstance()->current_test_info()->name();
        std::filesystem::remove_all(root_);
    }
    MakeOptions options(const char* folder, int threads) {
        MakeOptions out;
        out.out = root_ / folder;
        out.instrumentTable = ARIOSO_SOURCE_DIR "/configs/instruments.toml";
        out.soundFont = kDefaultSoundFont;
        out.instruments = {"marimba", "drums"};
        out.secondsPerInstrument = 45.0;
        out.seed = 5;
        out.threads = threads;
        return out;
    }
    static void make(const MakeOptions& options) {
        makeCorpus(options, [](std::size_t, std::size_t, double) {});
    }
    std::filesystem::path root_;
};

TEST_F(MakeTest, WritesSoundNotesAndManifest) {
    make(options("a", 1));
    const Manifest manifest = Manifest::load(root_ / "a" / "manifest.json");
    EXPECT_EQ(manifest.seed, 5U);
    EXPECT_EQ(manifest.teacher, "FluidR3_GM.sf2");
    double marimba = 0.0;
    for (const CorpusEntry& entry : manifest.entries) {
        const auto audio = dsp::readAudioFile(root_ / "a" / entry.audio);
        EXPECT_EQ(audio.sampleRate, dsp::kSampleRate);
        EXPECT_EQ(audio.buffer.channels(), 1);
        EXPECT_NEAR(static_cast<double>(audio.buffer.frames()) / dsp::kSampleRate, entry.seconds,
                    0.01);
        float peak = 0.0F;
        for (const float v : audio.buffer.channel(0)) peak = std::max(peak, std::abs(v));
        EXPECT_GT(peak, 0.02F);
        EXPECT_LT(peak, 1.0F);
        EXPECT_EQ(sha256OfFile(root_ / "a" / entry.audio), entry.sha256);
        const auto text = readText(root_ / "a" / entry.notes);
        const PerformedPart part = partFromJson(nlohmann::json::parse(text), entry.notes);
        EXPECT_GT(part.notes.size(), 5U);
        EXPECT_LT(part.notes.back().onset, entry.seconds);
        if (entry.instrument == "marimba") marimba += entry.seconds;
    }
    EXPECT_GT(marimba, 40.0);
}

TEST_F(MakeTest, SameBytesWhateverTheThreads) {
    make(options("one", 1));
    make(options("two", 2));
    EXPECT_EQ(readText(root_ / "one" / "manifest.json"), readText(root_ / "two" / "manifest.json"));
}

TEST_F(MakeTest, ResumesAndMendsWhatIsMissing) {
    make(options("a", 1));
    const auto before = readText(root_ / "a" / "manifest.json");
    const Manifest manifest = Manifest::load(root_ / "a" / "manifest.json");
    std::filesystem::remove(root_ / "a" / manifest.entries[0].audio);
    writeTextAtomically(root_ / "a" / manifest.entries[1].notes, "{}");
    const auto kept = std::filesystem::last_write_time(root_ / "a" / manifest.entries[2].audio);
    std::filesystem::remove(root_ / "a" / "manifest.json");
    make(options("a", 2));
    EXPECT_EQ(readText(root_ / "a" / "manifest.json"), before);
    EXPECT_EQ(std::filesystem::last_write_time(root_ / "a" / manifest.entries[2].audio), kept);
}

TEST_F(MakeTest, AnotherSeedDoesNotMixIn) {
    make(options("a", 1));
    auto other = options("a", 1);
    other.seed = 6;
    EXPECT_THROW(make(other), Error);
}

TEST_F(MakeTest, UnknownInstrumentIsNamedBeforeAnythingIsWritten) {
    auto wrong = options("a", 1);
    wrong.instruments = {"kazoo"};
    try {
        make(wrong);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_THAT(error.what(), testing::HasSubstr("kazoo"));
    }
    EXPECT_FALSE(std::filesystem::exists(root_ / "a"));
}

TEST(Split, SharesAreKeptByPiece) {
    const SplitShares shares = SplitShares::parse("80,15,5");
    int train = 0;
    int test = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto split = shares.at(i / 1000.0);
        train += split == "train" ? 1 : 0;
        test += split == "test" ? 1 : 0;
    }
    EXPECT_EQ(train, 800);
    EXPECT_EQ(test, 50);
    EXPECT_THROW(SplitShares::parse("80;20"), Error);
    EXPECT_THROW(SplitShares::parse("80,20,-1"), Error);
}

}  // namespace
}  // namespace arioso::corpus
