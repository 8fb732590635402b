#include "src/compose/styles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "dsp/error.h"
#include "src/compose/piece_form.h"
#include "tests/unit/compose/composed.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

const StyleTable& shippedStyles() {
    static const StyleTable table = StyleTable::load(
        fs::path(ARIOSO_SOURCE_DIR) / "configs" / "styles.toml", shippedInstruments());
    return table;
}

/// A file of styles of its own for each test.
class StyleFile : public testing::Test {
  protected:
    StyleFile() {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        path_ = fs::temp_directory_path() /
                ("arioso-" + std::string(test->name()) + std::to_string(getpid()) + ".toml");
    }
    ~StyleFile() override { fs::remove(path_); }

    void write(const std::string& text) const { std::ofstream(path_) << text; }
    std::string refusal() const {
        try {
            static_cast<void>(StyleTable::load(path_, shippedInstruments()));
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Input);
            return error.what();
        }
        return "not refused";
    }

    fs::path path_;
};

TEST(Styles, PiecesOfEveryStyleAreOfIt) {
    for (const Style& style : shippedStyles().all()) {
        PieceRequest request;
        request.steering = style.steering(5);
        request.bars = 16;
        request.seed = 5;
        if (!style.form.empty()) request.form = parsePieceForm(style.form);
        const Score score = composePiece(shippedModel(), request);
        const Measure& bar = score.measures.front();
        EXPECT_THAT(style.metres, testing::Contains(std::pair(bar.beats, bar.beatType)))
            << style.name;
        const double tempo = score.tempos.front().quartersPerMinute;
        EXPECT_GE(tempo, style.slowest) << style.name;
        EXPECT_LE(tempo, style.fastest) << style.name;
        EXPECT_EQ(score.parts.back().percussion, style.character.drums) << style.name;
        EXPECT_EQ(score.swings.size(), style.character.swing > 0.5 ? 1U : 0U) << style.name;
    }
}

TEST(Styles, VoicesOfAHymnMoveTogether) {
    PieceRequest request;
    request.steering = shippedStyles().named("chorale").steering(2);
    request.bars = 16;
    request.seed = 2;
    const Score score = composePiece(shippedModel(), request);
    const Part& tune = score.parts.front();
    const Part& bass = score.parts.back();
    double together = 0.0;
    for (const Note& note : bass.notes)
        for (const Note& above : tune.notes) together += above.onset == note.onset ? 1.0 : 0.0;
    EXPECT_GT(together / static_cast<double>(bass.notes.size()), 0.7);
}

TEST(Styles, AMoodTurnsAStyleAndItsTempo) {
    const Style& waltz = shippedStyles().named("waltz");
    const Steering calm = waltz.steering(3, mood(0.5, -0.9));
    const Steering wild = waltz.steering(3, mood(-0.8, 0.9));
    EXPECT_LT(*calm.quartersPerMinute, *wild.quartersPerMinute);
    EXPECT_DOUBLE_EQ(wild.valence, -0.8);
    EXPECT_EQ(wild.beats, 3);
    EXPECT_EQ(calm.programs, wild.programs);
}

TEST(Styles, AnUnknownOneGetsTheNamesThereAre) {
    try {
        static_cast<void>(shippedStyles().named("polka"));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_THAT(error.what(), testing::HasSubstr("waltz"));
        EXPECT_THAT(error.what(), testing::HasSubstr("'polka'"));
    }
}

TEST_F(StyleFile, AUsersOwnTakesThePlaceOfOneWithItsName) {
    write(
        "[[style]]\nname = \"waltz\"\nmeaning = \"slower\"\nmetres = [\"3/4\"]\ntempo = [60, 66]\n"
        "[[style]]\nname = \"mine\"\nmetres = [\"5/4\"]\n");
    StyleTable table = shippedStyles();
    const std::size_t before = table.all().size();
    table.add(path_, shippedInstruments());
    EXPECT_EQ(table.all().size(), before + 1);
    EXPECT_EQ(table.named("waltz").meaning, "slower");
    EXPECT_EQ(table.named("mine").steering(1).beats, 5);
}

TEST_F(StyleFile, WhatIsWrongIsNamedWithItsLine) {
    write("[[style]]\nname = \"mine\"\nspeed = 3\n");
    EXPECT_THAT(refusal(), testing::HasSubstr("line 3: unknown field speed"));
    write("[[style]]\nname = \"mine\"\ntextures = [\"oom\"]\n");
    EXPECT_THAT(refusal(), testing::HasSubstr("oom-pah"));
    write("[[style]]\nname = \"mine\"\ntempo = [90, 60]\n");
    EXPECT_THAT(refusal(), testing::HasSubstr("line 3"));
    write("[[style]]\nname = \"mine\"\nform = \"sonata\"\n");
    EXPECT_THAT(refusal(), testing::HasSubstr("found 'sonata'"));
    write("[[style]]\nname = \"a\"\n[[style]]\nname = \"a\"\n");
    EXPECT_THAT(refusal(), testing::HasSubstr("twice"));
}

}  // namespace
}  // namespace arioso
