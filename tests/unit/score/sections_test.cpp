#include <gmock/gmock.h>

#include <span>
#include <string>
#include <vector>

#include "src/score/abc_writer.h"
#include "src/score/midi_writer.h"
#include "src/score/musicxml_writer.h"
#include "src/score/reader.h"
#include "src/score/section_names.h"

namespace arioso::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::span<const std::byte> bytes(const std::string& text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::vector<std::string> sections(const Score& score) {
    std::vector<std::string> out;
    for (const Measure& bar : score.measures) out.push_back(bar.section);
    return out;
}

/// A part of these bars of a whole note each.
std::string xml(const std::vector<std::string>& bars) {
    std::string out =
        "<score-partwise version=\"4.0\"><part-list><score-part id=\"P1\">"
        "<part-name>Flute</part-name></score-part></part-list><part id=\"P1\">";
    int number = 0;
    for (const std::string& bar : bars)
        out += "<measure number=\"" + std::to_string(++number) +
               "\"><attributes><divisions>1</divisions></attributes>" + bar + "</measure>";
    return out + "</part></score-partwise>";
}

constexpr const char* kNote =
    "<note><pitch><step>C</step><octave>5</octave></pitch><duration>4</duration></note>";

std::string direction(const std::string& type) {
    return "<direction><direction-type>" + type + "</direction-type></direction>";
}

TEST(Sections, MusicXmlNamesThemByRehearsalMarksAndWords) {
    const Score score =
        readMusicXml(bytes(xml({direction("<rehearsal>A</rehearsal>") + kNote,
                                kNote + direction("<rehearsal> B  side </rehearsal>"), kNote,
                                direction("<words>[Chorus]</words>") + kNote,
                                direction("<words>dolce</words>") + kNote})),
                     "marks");
    // What stands behind the last note is the next bar's.
    EXPECT_THAT(sections(score), ElementsAre("A", "", "B side", "Chorus", ""));
}

TEST(Sections, AbcNamesThemByParts) {
    const std::string text = "X:1\nM:4/4\nL:1/4\nP:AAB\nK:C\nP:A\nc4|\nP:B\nd4|\n";
    EXPECT_THAT(sections(readAbc(bytes(text), "order")), ElementsAre("A", "A", "B"));
    const std::string named = "X:1\nM:4/4\nL:1/4\nK:C\nP:Verse 1\nc4|[P:Chorus]d4|e4|\n";
    EXPECT_THAT(sections(readAbc(bytes(named), "named")), ElementsAre("Verse 1", "Chorus", ""));
}

TEST(Sections, GoThroughEveryFormatAndBack) {
    const std::string text = "X:1\nM:4/4\nL:1/4\nK:C\n|:[P:Verse]c4|d4:|[P:B]e4|f4|]\n";
    const Score score = readAbc(bytes(text), "song");
    const auto names = sections(score);
    EXPECT_THAT(names, ElementsAre("Verse", "", "Verse", "", "B", ""));
    const std::string page = writeMusicXml(score);
    EXPECT_THAT(page, HasSubstr("<rehearsal>Verse</rehearsal>"));
    EXPECT_EQ(sections(readMusicXml(bytes(page), "page")), names);
    EXPECT_EQ(sections(readMidi(bytes(writeMidi(score)), "track")), names);
    const std::string abc = writeAbc(score);
    EXPECT_THAT(abc, HasSubstr("[P:Verse]"));
    EXPECT_EQ(sections(readAbc(bytes(abc), "again")), names);
}

TEST(Sections, NamesAreOneLineOfReasonableLength) {
    EXPECT_EQ(sectionName("  Verse\n 2 "), "Verse 2");
    EXPECT_EQ(sectionName("\t "), "");
    const std::string umlauts = [] {
        std::string out;
        for (int i = 0; i < 50; ++i) out += "\u00fc";
        return "a" + out;
    }();
    // Cut between characters.
    EXPECT_EQ(sectionName(umlauts), umlauts.substr(0, 59));
    EXPECT_EQ(sectionOfWords("[Verse 2]"), "Verse 2");
    EXPECT_EQ(sectionOfWords("REFRAIN:"), "REFRAIN");
    EXPECT_EQ(sectionOfWords("chorus of angels"), std::nullopt);
    EXPECT_EQ(sectionOfWords("Allegro"), std::nullopt);
}

}  // namespace
}  // namespace arioso::test
