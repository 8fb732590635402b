#include <gtest/gtest.h>

#include <span>

#include "src/score/abc_writer.h"
#include "src/score/musicxml_writer.h"
#include "tests/unit/score/musicxml_text.h"

namespace arioso::test {
namespace {

std::string sign(const std::string& element) {
    return "<direction><direction-type><" + element + "/></direction-type></direction>";
}
std::string sound(const std::string& attributes) {
    return "<sound " + attributes + "/>";
}
std::string forward() {
    return kForward;
}
std::string backward(const std::string& more = "") {
    return barline("right", "<repeat direction=\"backward\" " + more + "/>");
}
std::string first(const std::string& number) {
    return barline("left", "<ending number=\"" + number + "\" type=\"start\"/>");
}
std::string last(const std::string& number, bool again) {
    const std::string type = again ? "stop" : "discontinue";
    return barline("right", "<ending number=\"" + number + "\" type=\"" + type + "\"/>" +
                                (again ? "<repeat direction=\"backward\"/>" : ""));
}

/// A bar of a form: a whole note between what stands before and behind it.
struct Bar {
    std::string before;
    std::string behind;
};

/// A form as it is printed, and its bars, named A, B, C … in the order of the page, as a musician
/// plays them.
struct Form {
    const char* name;
    std::vector<Bar> bars;
    const char* played;
};

std::ostream& operator<<(std::ostream& out, const Form& form) {
    return out << form.name;
}

std::string orderOf(const Score& score) {
    std::string out;
    for (const Measure& measure : score.measures)
        out.push_back(static_cast<char>('A' + std::stoi(measure.number) - 1));
    return out;
}

class RepeatForms : public ::testing::TestWithParam<Form> {};

TEST(RepeatFormsInABar, FineAtABarlineInsideABarEndsThere) {
    const Score score =
        readBars({note("C4", 16),
                  note("D4", 12) + words("Fine") +
                      barline("middle", "<bar-style>light-light</bar-style>") + note("E4", 4),
                  note("F4", 16, "") + words("D.C. al Fine")});
    std::string pitches;
    for (const Note& one : score.parts[0].notes) pitches += one.spelled->step;
    EXPECT_EQ(pitches, "CDEFCD");
}

TEST_P(RepeatForms, ArePlayedAsMusiciansDo) {
    std::vector<std::string> bars;
    for (const Bar& bar : GetParam().bars) bars.push_back(bar.before + note("C4", 16) + bar.behind);
    const Score score = readBars(bars);
    EXPECT_EQ(orderOf(score), GetParam().played);
    const std::string text = writeMusicXml(score);
    const Score again = readMusicXml(std::as_bytes(std::span(text.data(), text.size())), "again");
    EXPECT_EQ(orderOf(again), GetParam().played) << "written and read again";
    const std::string abc = writeAbc(score);
    const Score tune = readAbc(std::as_bytes(std::span(abc.data(), abc.size())), "tune");
    EXPECT_EQ(tune.measures.size(), score.measures.size()) << abc;
}

std::vector<Form> forms() {
    const std::string fine = words("Fine");
    return {
        {"RepeatFromTheBeginning", {{}, {"", backward()}, {}}, "ABABC"},
        {"SignsAtTheOtherSideOfTheBarLine",
         {{"", barline("right", "<repeat direction=\"forward\"/>")},
          {},
          {barline("left", "<repeat direction=\"backward\"/>"), ""}},
         "ABBC"},
        {"EndingClosedAtTheLeftOfTheNextBar",
         {{forward(), ""},
          {first("1"), backward()},
          {barline("left", "<ending number=\"1\" type=\"stop\"/>") + first("2"), ""},
          {barline("left", "<ending number=\"2\" type=\"discontinue\"/>"), ""}},
         "ABACD"},
        {"FourTimes", {{forward(), backward("times=\"4\"")}, {}}, "AAAAB"},
        {"Nested", {{forward(), ""}, {forward(), backward()}, {"", backward()}, {}}, "ABBCABBCD"},
        {"NestedWithCounts",
         {{forward(), ""}, {forward(), backward("times=\"3\"")}, {"", backward()}, {}},
         "ABBBCABBBCD"},
        {"OneEndingForThreePasses",
         {{forward(), ""}, {first("1,2,3"), last("1,2,3", true)}, {first("4"), last("4", false)}},
         "ABABABAC"},
        {"EndingsWrittenAsARange",
         {{forward(), ""}, {first("1-3"), last("1-3", true)}, {first("4"), last("4", false)}},
         "ABABABAC"},
        {"EndingsOfSeveralBars",
         {{forward(), ""},
          {first("1"), ""},
          {"", last("1", true)},
          {first("2"), ""},
          {"", last("2", false)},
          {}},
         "ABCADEF"},
        {"ThreeEndings",
         {{forward(), ""},
          {first("1"), last("1", true)},
          {first("2"), last("2", true)},
          {first("3"), last("3", false)},
          {}},
         "ABACADE"},
        {"DaCapo", {{}, {"", words("D.C.")}}, "ABAB"},
        {"DaCapoAlFine", {{}, {"", fine}, {"", words("D.C. al Fine")}}, "ABCAB"},
        {"MinuetAndTrio",
         {{forward(), backward()},
          {forward(), fine + backward()},
          {forward(), backward()},
          {forward(), words("Menuetto D.C.") + sound("dacapo=\"yes\"") + backward()}},
         "AABBCCDDAB"},
        {"DaCapoAlFineWithEndings",
         {{forward(), ""},
          {first("1"), last("1", true)},
          {first("2"), fine + last("2", false)},
          {},
          {"", words("D.C. al Fine")}},
         "ABACDEAC"},
        {"FineInTheFirstEnding",
         {{forward(), ""},
          {first("1"), fine + last("1", true)},
          {first("2"), words("D.C. al Fine") + last("2", false)}},
         "ABACAB"},
        {"DalSegnoAlFine",
         {{}, {sign("segno"), ""}, {"", fine}, {"", words("D.S. al Fine")}},
         "ABCDBC"},
        {"DalSegnoAlCoda",
         {{}, {sign("segno"), words("To Coda")}, {"", words("D.S. al Coda")}, {sign("coda"), ""}},
         "ABCBD"},
        {"CodaSignsWithoutWords",
         {{}, {sign("segno"), sign("coda")}, {"", words("D.S. al Coda")}, {sign("coda"), ""}},
         "ABCBD"},
        {"CodaWithoutToCoda", {{}, {"", words("D.C. al Coda")}, {sign("coda"), ""}}, "ABABC"},
        {"DalSegnoAlCodaWithASecondEnding",
         {{},
          {sign("segno"), ""},
          {forward(), ""},
          {first("1"), last("1", true)},
          {first("2"), words("To Coda") + last("2", false)},
          {"", words("D.S. al Coda")},
          {sign("coda"), ""}},
         "ABCDCEFBCEG"},
        {"ToCodaInsideARepeat",
         {{sign("segno"), ""},
          {forward(), words("To Coda") + backward()},
          {"", words("D.S. al Coda")},
          {sign("coda"), ""}},
         "ABBCABD"},
        {"DalSegnoInTheSecondEnding",
         {{},
          {sign("segno") + forward(), ""},
          {first("1"), last("1", true)},
          {first("2"), words("D.S.") + last("2", false)},
          {}},
         "ABCBDBDE"},
        {"SegnoInTheFirstEnding",
         {{},
          {first("1") + sign("segno"), last("1", true)},
          {first("2"), last("2", false)},
          {"", words("D.S.")},
          {}},
         "ABACDBACDE"},
        {"FineBehindASegnoInTheFirstEnding",
         {{forward(), ""},
          {first("1") + sign("segno"), last("1", true)},
          {first("2"), fine + last("2", false)},
          {"", words("D.S. al Fine")}},
         "ABACDBAC"},
        {"ToCodaInTheEndingOfTheSegno",
         {{},
          {first("1") + sign("segno"), words("To Coda") + last("1", true)},
          {first("2"), words("D.S. al Coda") + last("2", false)},
          {sign("coda"), ""}},
         "ABACBD"},
        {"CodaInsideARepeat",
         {{sign("segno"), words("To Coda")},
          {"", words("D.S. al Coda")},
          {forward(), ""},
          {sign("coda"), backward()},
          {}},
         "ABADCDE"},
        {"CodaThatIsRepeatedFromItsStart",
         {{sign("segno"), words("To Coda")},
          {"", words("D.S. al Coda")},
          {sign("coda"), ""},
          {"", backward()},
          {}},
         "ABACDCDE"},
        {"TwoCodas",
         {{},
          {sound("segno=\"s\""), sound("tocoda=\"one\"")},
          {"", sound("tocoda=\"two\"")},
          {"", sound("dalsegno=\"s\"")},
          {sound("coda=\"one\""), sound("dalsegno=\"s\"")},
          {sound("coda=\"two\""), ""}},
         "ABCDBEBCF"},
        {"TwoSegnos",
         {{sound("segno=\"one\""), ""},
          {sound("segno=\"two\""), sound("dalsegno=\"one\"")},
          {"", sound("dalsegno=\"two\"")},
          {}},
         "ABABCBCD"},
        {"RepeatTakenAfterTheJumpToo",
         {{forward(), backward("after-jump=\"yes\"")}, {"", words("D.C.")}},
         "AABAAB"},
        {"DaCapoOnTheSecondPass",
         {{forward(), ""}, {"", sound("dacapo=\"yes\" time-only=\"2\"") + backward()}, {}},
         "ABABABC"},
        {"FineWithoutAJump", {{}, {"", fine}, {}}, "ABC"},
        {"RepeatThatStandsBehindASegno",
         {{}, {sign("segno"), ""}, {forward(), backward()}, {"", words("D.S.")}, {}},
         "ABCCDBCDE"},
    };
}

INSTANTIATE_TEST_SUITE_P(MusicXml, RepeatForms, ::testing::ValuesIn(forms()),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace arioso::test
