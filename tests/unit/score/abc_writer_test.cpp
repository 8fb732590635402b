#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/score/abc_writer.h"
#include "tests/unit/score/abc_text.h"
#include "tests/unit/score/musicxml_text.h"

namespace arioso {
namespace {

using testing::HasSubstr;

/// Place, level and whether a hairpin begins, mark by mark.
std::vector<std::string> dynamicsOf(const Score& score) {
    std::vector<std::string> out;
    for (const DynamicMark& mark : score.parts[0].dynamics) {
        out.push_back(std::to_string(mark.at.value()) + " " + std::to_string(mark.level) +
                      (mark.ramp ? " <>" : ""));
    }
    return out;
}

TEST(AbcWriter, HairpinsBetweenMarksComeBack) {
    const Score score = test::readTune("!p!C !<(!D E !<)!!f!F|G !>(!A B !>)!!pp!c|");
    const std::string written = writeAbc(score);
    EXPECT_THAT(written, HasSubstr("!<(!"));
    EXPECT_THAT(written, HasSubstr("!>(!"));
    EXPECT_EQ(dynamicsOf(test::readTunes(written)), dynamicsOf(score)) << written;
}

TEST(AbcWriter, AHairpinOfAMusicXmlPartIsWrittenUnderItsNotes) {
    const auto direction = [](const std::string& content) {
        return "<direction><direction-type>" + content + "</direction-type></direction>";
    };
    const Score score = test::readBars(
        {direction("<dynamics><p/></dynamics>") + direction("<wedge type=\"crescendo\"/>") +
             test::note("C4", 8) + test::note("D4", 8),
         direction("<wedge type=\"stop\"/>") + direction("<dynamics><f/></dynamics>") +
             test::note("E4", 16)});
    const std::string written = writeAbc(score);
    EXPECT_THAT(written, HasSubstr("!p!!<(!C"));
    EXPECT_THAT(written, HasSubstr("!<)!!f!E"));
    EXPECT_EQ(dynamicsOf(test::readTunes(written)), dynamicsOf(score)) << written;
}

}  // namespace
}  // namespace arioso
