#include <gtest/gtest.h>

#include <cmath>
#include <span>

#include "src/compose/event_sequence.h"
#include "src/explain/note_trace.h"
#include "src/explain/roll_svg.h"
#include "src/explain/rule_marks.h"
#include "src/score/reader.h"

namespace arioso {
namespace {

Score read(const std::string& body) {
    const std::string text = "X:1\nT:<Tune> & more\nM:4/4\nL:1/4\nQ:1/4=100\nK:C\n" + body;
    return readAbc(std::as_bytes(std::span(text)), "tune.abc");
}

/// Expects one pitch of the scale from C4 on, whatever came before.
class OnePitchModel : public EventModel {
  public:
    explicit OnePitchModel(int pitch) : pitch_(pitch) {}
    [[nodiscard]] std::unique_ptr<EventContext> begin() const override {
        return std::make_unique<Context>(pitch_);
    }

  private:
    class Context : public EventContext {
      public:
        explicit Context(int pitch) : pitch_(pitch) {}
        [[nodiscard]] std::unique_ptr<EventContext> clone() const override {
            return std::make_unique<Context>(pitch_);
        }
        void read(const EventReader&) override {}
        void predict(const EventReader&, int, std::span<double> logs) override {
            for (double& log : logs) log = std::log(0.001);
            logs[static_cast<std::size_t>(events::kPitch + pitch_ - events::kLowestPitch)] =
                std::log(0.5);
        }

      private:
        int pitch_;
    };
    int pitch_;
};

TEST(NoteTrace, EveryNoteIsAskedAtItsPlace) {
    const Score score = read("C E G c|[CE] z2 G,|\n");
    const std::vector<NoteTrace> notes = traceNotes(score, OnePitchModel(64));
    ASSERT_EQ(notes.size(), 7U);
    EXPECT_EQ(notes[0].pitch, 60);
    EXPECT_EQ(notes[1].pitch, 64);
    EXPECT_EQ(notes[1].onset, (Beat{1, 1}));
    // 0.5 of 0.5 + 87 x 0.001.
    EXPECT_NEAR(notes[1].probability, 0.5 / 0.587, 1e-9);
    EXPECT_NEAR(notes[0].probability, 0.001 / 0.587, 1e-9);
    EXPECT_EQ(notes[0].expected.front().first, 64);
    EXPECT_EQ(notes[6].pitch, 55);
    EXPECT_EQ(notes[6].onset, (Beat{7, 1}));
    EXPECT_EQ(notes[6].bar, 1U);
    EXPECT_NEAR(notes[0].bits(), std::log2(587.0), 1e-9);
}

TEST(NoteTrace, OrchestrasOfMoreLanesThanAModelReadsAreAskedForWhole) {
    std::string body;
    for (int voice = 1; voice <= 18; ++voice) body += "V:" + std::to_string(voice) + "\nC E|G c|\n";
    const Score score = read(body);
    ASSERT_EQ(score.parts.size(), 18U);
    const std::vector<NoteTrace> notes = traceNotes(score, OnePitchModel(64));
    EXPECT_EQ(notes.size(), 72U);
    EXPECT_EQ(notes.front().bar, 0U);
    EXPECT_EQ(notes.back().bar, 1U);
    EXPECT_EQ(notes.back().part, 17U);
}

TEST(RuleMarks, ParallelsAndLeapsAreFoundWhereTheyStand) {
    const Score score = read("V:1\nG A c B|c4|\nV:2\nC D E G|C4|\n");
    const std::vector<RuleMark> marks = ruleMarks(score);
    ASSERT_FALSE(marks.empty());
    EXPECT_EQ(marks.front().rule, "parallel fifths");
    EXPECT_EQ(marks.front().at, (Beat{1, 1}));
    for (const RuleMark& mark : marks) EXPECT_NE(mark.rule, "parallel octaves") << mark.text;
    const std::vector<RuleMark> octaves = ruleMarks(read("V:1\nc d e2|\nV:2\nC D E2|\n"));
    ASSERT_EQ(octaves.size(), 2U);
    EXPECT_EQ(octaves[0].rule, "parallel octaves");
    const std::vector<RuleMark> leap = ruleMarks(read("F B c2|C4|\n"));
    ASSERT_EQ(leap.size(), 1U);
    EXPECT_EQ(leap[0].rule, "tritone leap");
    EXPECT_TRUE(ruleMarks(read("C D E F|G4|\n")).empty());
    // Held below, nothing moves in parallel.
    EXPECT_TRUE(ruleMarks(read("V:1\nG A G2|\nV:2\nC4|\n")).empty());
}

TEST(RollSvg, NotesTellWhatWasExpectedAndTextIsEscaped) {
    Explanation explanation;
    explanation.score = read("C E G c|\nw: <b>one & two three four\n");
    explanation.score.parts[0].name = "Flute & <Oboe>";
    explanation.notes = traceNotes(explanation.score, OnePitchModel(64));
    const std::string svg = rollSvg(explanation);
    EXPECT_NE(svg.find("Flute &amp; &lt;Oboe&gt;: C4"), std::string::npos);
    EXPECT_NE(svg.find("expected: E4 85 %"), std::string::npos) << svg;
    EXPECT_EQ(svg.find("<b>"), std::string::npos);
    EXPECT_EQ(svg.find("http://www.w3.org"), svg.rfind("http"));
    EXPECT_EQ(pitchName(61, 2), "C♯4");
    EXPECT_EQ(pitchName(61, -2), "D♭4");
}

}  // namespace
}  // namespace arioso
