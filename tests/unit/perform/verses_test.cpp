#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sung_builder.h"
#include "tests/unit/score/musicxml_text.h"

namespace arioso {
namespace {

using test::lyric;

/// Verses 1 to 3 under one note; "-" in front and behind joins to the neighbours.
std::string verses(const std::vector<std::string>& texts) {
    std::string out;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        std::string text = texts[i];
        const bool continues = text.front() == '-';
        const bool leads = text.back() == '-';
        if (continues) text.erase(0, 1);
        if (leads) text.pop_back();
        out += lyric(text, continues ? (leads ? "middle" : "end") : (leads ? "begin" : "single"),
                     "number=\"" + std::to_string(i + 1) + "\"");
    }
    return out;
}

std::string chorus(const std::string& text, const std::string& syllabic) {
    return lyric(text, syllabic, "number=\"1\" name=\"chorus\"");
}

/// Words of "Angels we have heard on high" (James Chadwick, 1862; its chorus is older) on a tune of
/// our own: three verses, taken by a repeat, and a chorus with a melisma and an elision.
Score carol() {
    using test::note;
    const std::string slur = "<notations><slur type=\"start\" number=\"1\"/></notations>";
    const std::string slurEnd = "<notations><slur type=\"stop\" number=\"1\"/></notations>";
    const std::vector<std::string> bars{
        test::barline("left", "<repeat direction=\"forward\"/>") +
            note("A4", 4, verses({"An-", "Shep-", "Come"})) +
            note("A4", 4, verses({"-gels", "-herds,", "to"})) +
            note("A4", 4, verses({"we", "why", "Beth-"})) +
            note("C5", 4, verses({"have", "this", "-le-"})),
        note("C5", 4, verses({"heard", "ju-", "-hem"})) +
            note("B4", 4, verses({"on", "-bi-", "and"})) +
            note("A4", 8, verses({"high,", "-lee?", "see"})),
        note("C5", 4, slur + chorus("Glo", "begin")) + note("D5", 4) + note("C5", 8, slurEnd),
        note("B4", 4, chorus("ri", "middle")) +
            note("A4", 4,
                 "<lyric number=\"1\" name=\"chorus\"><syllabic>end</syllabic><text>a</text>"
                 "<elision>\u203f</elision><syllabic>single</syllabic><text>in</text></lyric>") +
            note("G4", 4, chorus("ex", "begin")) + note("F4", 4, chorus("cel", "middle")),
        note("G4", 8, "<tie type=\"start\"/>" + chorus("sis", "end")) +
            note("G4", 4, "<tie type=\"stop\"/>") + note("F4", 4, chorus("light", "single")) +
            test::barline("right", "<repeat direction=\"backward\" times=\"3\"/>")};
    return test::readXml(test::document(
        {bars}, "<score-part id=\"P1\"><part-name>Soprano</part-name></score-part>"));
}

/// The sounds of every note, note by note.
std::string sung(const Score& score) {
    PerformOptions options;
    options.humanize = 0.0;
    std::string out;
    const Performance performance = perform(score, options);
    for (const PerformedNote& note : performance.parts.front().notes)
        out += testing::symbolsOf(note) + "; ";
    return out;
}

TEST(Verses, EachPassSingsItsOwnAndAllTheChorus) {
    const std::string chorus = "ɡ l o; o; o; ɹ i; ə ɪ n; ɛ k; s ɛ l; s ɪ s; l a ɪ t; ";
    const std::string expected = "e ɪ n; dʒ ə l z; w i; h æ v; h ɜ d; ɔ n; h a ɪ; " + chorus +
                                 "ʃ ɛ; p ɚ d z; w a ɪ; ð ɪ s; dʒ u; b ɪ; l i; " + chorus +
                                 "k ʌ m; t ə; b ɛ θ; l ɛ; h ə m; æ n d; s i; " + chorus;
    const Score score = carol();
    EXPECT_EQ(sung(score), expected);
    EXPECT_TRUE(perform(score).diagnostics.empty());
}

TEST(Verses, OneThatTheRepeatsDoNotReachIsTold) {
    using test::note;
    const auto song = [](const std::string& barline) {
        return test::readXml(
            test::document({{note("A4", 8, verses({"one", "two", "three"})) +
                             note("A4", 8, verses({"love", "loves", "hearts"})) + barline}},
                           "<score-part id=\"P1\"><part-name>Soprano</part-name></score-part>"));
    };
    EXPECT_THAT(
        perform(song(test::kBackward)).diagnostics,
        ::testing::ElementsAre("Soprano: 3 verses and 2 passes: verse 3 is not sung; repeats "
                               "in the score for every verse sing them all"));
    EXPECT_THAT(perform(song("")).diagnostics,
                ::testing::ElementsAre(
                    ::testing::HasSubstr("3 verses and 1 pass: verses 2, 3 are not sung")));
    EXPECT_TRUE(
        perform(song(test::barline("right", "<repeat direction=\"backward\" times=\"3\"/>")))
            .diagnostics.empty());
}

}  // namespace
}  // namespace arioso
