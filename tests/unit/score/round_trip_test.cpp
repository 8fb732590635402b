#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <span>

#include "src/score/midi_writer.h"
#include "src/score/musicxml_writer.h"
#include "src/score/reader.h"
#include "tests/unit/score/musicxml_text.h"
#include "tests/unit/score/random_score.h"

namespace arioso::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string fraction(Beat beat) {
    return fmt::format("{}/{}", beat.num, beat.den);
}

std::string wordsOf(const Note& note) {
    std::string out;
    for (const Lyric& lyric : note.lyrics) {
        out += fmt::format(" {}:{}({}{})", lyric.verse, lyric.text,
                           static_cast<int>(lyric.syllabic), lyric.extend ? "_" : "");
    }
    return out;
}

/// Everything of a note that MusicXML holds, as a line.
std::string line(const Note& note) {
    return fmt::format("{} +{} p{:.2f} v{} s{} g{} a{:x} {}{}", fraction(note.onset),
                       fraction(note.duration), note.pitch, note.voice, note.staff,
                       static_cast<int>(note.grace), static_cast<unsigned>(note.articulation),
                       note.velocity ? fmt::format("{:.4f}", *note.velocity) : "-", wordsOf(note));
}

/// What MIDI holds of it.
std::string midiLine(const Note& note) {
    return fmt::format("{} +{} p{:.0f} {}{}", fraction(note.onset), fraction(note.duration),
                       note.pitch, note.velocity ? std::lround(*note.velocity * 127.0F) : -1,
                       wordsOf(note));
}

template <class Line>
std::vector<std::string> lines(const Part& part, Line line) {
    std::vector<std::string> out;
    for (const Note& note : part.notes) out.push_back(line(note));
    // Unisons of two voices may change places.
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<std::string> barLines(const Score& score) {
    std::vector<std::string> out;
    for (const Measure& bar : score.measures) {
        out.push_back(fmt::format("{} {} +{} {}/{} {}{}", bar.number, fraction(bar.start),
                                  fraction(bar.length), bar.beats, bar.beatType, bar.fifths,
                                  bar.minor ? "m" : ""));
    }
    return out;
}

double levelAt(const Part& part, double at) {
    double out = -1.0;
    for (std::size_t i = 0; i < part.dynamics.size(); ++i) {
        const DynamicMark& mark = part.dynamics[i];
        if (mark.at.value() > at) break;
        out = static_cast<double>(mark.level);
        if (!mark.ramp || i + 1 == part.dynamics.size()) continue;
        const DynamicMark& next = part.dynamics[i + 1];
        const double span = (next.at - mark.at).value();
        if (span > 0.0) out += (next.level - mark.level) * (at - mark.at.value()) / span;
    }
    return out;
}

std::string pedalOf(const Part& part) {
    std::string out;
    for (const ControlChange& change : part.controls) {
        if (change.kind == ControlChange::Kind::Sustain)
            out += fmt::format(" {}:{}", fraction(change.at), change.value);
        if (change.kind == ControlChange::Kind::Sostenuto)
            out += fmt::format(" {}:s{}", fraction(change.at), change.value);
    }
    return out;
}

std::string programsOf(const Part& part) {
    std::string out = std::to_string(part.program);
    for (const ProgramChange& change : part.programs)
        out += fmt::format(" {}:{}", fraction(change.at), change.program);
    return out;
}

/// The program that each note sounds with.
std::string programsHeard(const Part& part) {
    std::string out;
    for (const Note& note : part.notes) {
        int program = part.program;
        for (const ProgramChange& change : part.programs)
            if (change.at <= note.onset) program = change.program;
        out += fmt::format(" {}", program);
    }
    return out;
}

std::string chordsOf(const Score& score) {
    std::string out;
    for (const ChordSymbol& chord : score.chords)
        out += fmt::format(" {}:{}", fraction(chord.at), chord.text);
    return out;
}

Score readBack(const std::string& text) {
    return readMusicXml(std::as_bytes(std::span(text.data(), text.size())), "written");
}

void expectSame(const Score& score, const Score& again) {
    EXPECT_EQ(again.title, score.title);
    EXPECT_EQ(again.composer, score.composer);
    EXPECT_EQ(barLines(again), barLines(score));
    EXPECT_EQ(chordsOf(again), chordsOf(score));
    const TempoMap before(score.tempos);
    const TempoMap after(again.tempos);
    const double end = score.end().value();
    for (double at = 0.0; at <= end; at += 0.5) {
        EXPECT_NEAR(after.seconds(at), before.seconds(at), 1e-6) << "tempo up to beat " << at;
    }
    ASSERT_EQ(again.parts.size(), score.parts.size());
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        const Part& part = score.parts[p];
        const Part& other = again.parts[p];
        EXPECT_EQ(lines(other, line), lines(part, line)) << "part " << p + 1;
        EXPECT_EQ(other.name, part.name);
        EXPECT_EQ(other.percussion, part.percussion);
        EXPECT_EQ(other.vocal, part.vocal);
        EXPECT_EQ(programsOf(other), programsOf(part));
        EXPECT_EQ(pedalOf(other), pedalOf(part));
        for (double at = 0.01; at < end && !part.dynamics.empty(); at += 0.25) {
            EXPECT_NEAR(levelAt(other, at), levelAt(part, at), 1e-4)
                << "loudness of part " << p + 1 << " at beat " << at;
        }
    }
}

TEST(RoundTrip, AnyScoreComesBackFromMusicXmlAsItWas) {
    for (unsigned seed = 1; seed <= 400; ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        const Score score = RandomScore(seed, false).make();
        expectSame(score, readBack(writeMusicXml(score)));
        if (HasFailure()) break;
    }
}

TEST(RoundTrip, AnyScoreComesBackFromMidiWithAllThatMidiHolds) {
    for (unsigned seed = 1; seed <= 400; ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        const Score score = RandomScore(seed, true).make();
        const std::string bytes = writeMidi(score);
        const Score again =
            readMidi(std::as_bytes(std::span(bytes.data(), bytes.size())), "written");
        EXPECT_EQ(again.title, score.title);
        ASSERT_EQ(again.parts.size(), score.parts.size());
        for (std::size_t p = 0; p < score.parts.size(); ++p) {
            EXPECT_EQ(lines(again.parts[p], midiLine), lines(score.parts[p], midiLine));
            EXPECT_EQ(programsHeard(again.parts[p]), programsHeard(score.parts[p]));
            EXPECT_EQ(again.parts[p].name, score.parts[p].name);
            EXPECT_EQ(again.parts[p].percussion, score.parts[p].percussion);
        }
        const TempoMap before(score.tempos);
        const TempoMap after(again.tempos);
        const double end = score.end().value();
        EXPECT_NEAR(after.seconds(end), before.seconds(end), 1e-3);
        // Bars without a sound at the end are not in the file.
        const std::size_t bars = std::min(score.measures.size(), again.measures.size());
        for (std::size_t i = 0; i < bars; ++i) {
            EXPECT_EQ(barLines(again)[i], barLines(score)[i]);
        }
        if (HasFailure()) break;
    }
}

TEST(RoundTrip, TheSamplesComeBackFromMusicXmlAsTheyWere) {
    const std::filesystem::path folder = std::filesystem::path(ARIOSO_SOURCE_DIR) / "samples";
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".musicxml") continue;
        SCOPED_TRACE(entry.path().filename().string());
        const Score score = readScore(entry.path());
        const Score again = readBack(writeMusicXml(score));
        EXPECT_EQ(barLines(again), barLines(score));
        ASSERT_EQ(again.parts.size(), score.parts.size());
        for (std::size_t p = 0; p < score.parts.size(); ++p) {
            EXPECT_EQ(lines(again.parts[p], line), lines(score.parts[p], line));
        }
        ++count;
    }
    EXPECT_GE(count, 9);
}

std::string tie(const char* type) {
    return fmt::format("<tie type=\"{}\"/>", type);
}
std::string notations(const std::string& inside) {
    return "<notations>" + inside + "</notations>";
}
const std::string kChord = "<chord/>";

/// A part of chords and ties comes back with every mark at the notes that had it.
void expectSameAgain(const std::string& bar) {
    const Score score = readBars({bar});
    expectSame(score, readBack(writeMusicXml(score)));
}
std::vector<unsigned> marksOf(const std::string& bar) {
    std::vector<unsigned> out;
    const Score score = readBars({bar});
    for (const Note& note : score.parts[0].notes)
        out.push_back(static_cast<unsigned>(note.articulation));
    return out;
}
unsigned bits(Articulation marks) {
    return static_cast<unsigned>(marks);
}

TEST(TiedChords, AFermataAtTheEndOfATieIsTheWholeChords) {
    const std::string bar = note("C4", 8, tie("start")) + note("E4", 8, tie("start"), kChord) +
                            note("C4", 8, tie("stop") + notations("<fermata/>")) +
                            note("E4", 8, tie("stop"), kChord);
    const unsigned fermata = bits(Articulation::Fermata);
    EXPECT_EQ(marksOf(bar), (std::vector<unsigned>{fermata, fermata}));
    expectSameAgain(bar);
}

TEST(TiedChords, AMarkOnTheChordIsNotTheHeldNotes) {
    const std::string accent = notations("<articulations><accent/><staccato/></articulations>");
    const std::string bar = note("C4", 4, tie("start")) + note("A4", 4, "", kChord) +
                            note("C4", 4, tie("stop") + accent) + note("G4", 4, "", kChord) +
                            note("C4", 8);
    const unsigned marks = bits(Articulation::Accent | Articulation::Staccato);
    EXPECT_EQ(marksOf(bar), (std::vector<unsigned>{0, 0, marks, 0}));
    expectSameAgain(bar);
}

TEST(TiedChords, ATieFromNowhereLeavesItsNoteTheChordsMarks) {
    const std::string accent = notations("<articulations><accent/></articulations>");
    const std::string bar =
        note("C4", 8, accent) + note("E4", 8, tie("stop"), kChord) + note("C4", 8);
    const unsigned marks = bits(Articulation::Accent);
    EXPECT_EQ(marksOf(bar), (std::vector<unsigned>{marks, marks, 0}));
    expectSameAgain(bar);
}

TEST(TiedChords, ASlurOverATieAloneLeadsNoFurther) {
    const std::string bar =
        note("C4", 4, tie("start") + notations("<slur type=\"start\" number=\"1\"/>")) +
        note("C4", 4, tie("stop") + notations("<slur type=\"stop\" number=\"1\"/>")) +
        note("D4", 8);
    EXPECT_EQ(marksOf(bar), (std::vector<unsigned>{0, 0}));
    expectSameAgain(bar);
}

TEST(TiedChords, ASlurBeginsWhereTheNotesUnderItEnd) {
    const auto slur = [](const char* type) {
        return notations(fmt::format("<slur type=\"{}\" number=\"1\"/>", type));
    };
    // E flat is held on under D flat, which alone leads on by a slur.
    const std::string bar = note("Eb4", 4, tie("start")) + note("Ab4", 4, "", kChord) +
                            note("Eb4", 4, tie("stop") + tie("start")) +
                            note("Db4", 4, tie("start"), kChord) +
                            note("Eb4", 4, tie("stop") + slur("start")) +
                            note("Db4", 4, tie("stop"), kChord) + note("C4", 4, slur("stop"));
    const unsigned slurred = bits(Articulation::Slurred);
    EXPECT_EQ(marksOf(bar), (std::vector<unsigned>{slurred, 0, slurred, 0}));
    expectSameAgain(bar);
}

TEST(TiedChords, ATieIntoAnotherVoiceKeepsTheSlursApart) {
    const std::string bar =
        note("E2", 8, tie("start") + "<voice>5</voice>") +
        note("C3", 8, "<voice>5</voice>" + notations("<slur type=\"start\" number=\"1\"/>"),
             kChord) +
        note("B2", 8, "<voice>5</voice>" + notations("<slur type=\"stop\" number=\"1\"/>")) +
        "<backup><duration>8</duration></backup>" + note("E2", 8, tie("stop") + "<voice>6</voice>");
    const unsigned slurred = bits(Articulation::Slurred);
    EXPECT_EQ(marksOf(bar), (std::vector<unsigned>{0, slurred, 0}));
    expectSameAgain(bar);
}

TEST(RoundTrip, ARefrainByNameIsOneWithoutANameOfItsOwn) {
    const std::string named = lyric("la", "single", "number=\"1\" name=\"chorus\"");
    const Score score = readBars({kForward + note("C4", 16, named) + kBackward});
    const Score again = readBack(writeMusicXml(score));
    EXPECT_EQ(again.parts[0].notes[1].lyrics, score.parts[0].notes[1].lyrics);
    EXPECT_TRUE(again.parts[0].notes[1].lyrics.at(0).everyPass);
}

TEST(RoundTrip, APedalPressedWhileItIsDownStaysDown) {
    const auto pedal = [](const char* type) {
        return fmt::format(
            "<direction><direction-type><pedal type=\"{}\"/></direction-type></direction>", type);
    };
    const Score score = readBars({pedal("start") + note("C4", 4) + pedal("start") + note("D4", 4) +
                                  pedal("stop") + note("E4", 4) + pedal("stop") + note("F4", 4)});
    EXPECT_EQ(pedalOf(score.parts[0]), " 0/1:1 2/1:0");
    EXPECT_EQ(pedalOf(readBack(writeMusicXml(score)).parts[0]), pedalOf(score.parts[0]));
}

std::string sung(const std::string& pitch, const std::string& lyrics) {
    return note(pitch, 16, lyrics);
}

TEST(MusicXmlWriter, RepeatsEndingsAndVersesAreWrittenAsSigns) {
    const auto ending = [](const char* number, const char* type) {
        return fmt::format("<ending number=\"{}\" type=\"{}\"/>", number, type);
    };
    const std::string verses = lyric("one") + lyric("two", "single", "number=\"2\"");
    const Score score = readXml(
        document({{kForward + sung("C4", verses),
                   barline("left", ending("1", "start")) + sung("D4", "") +
                       barline("right", ending("1", "stop") + "<repeat direction=\"backward\"/>"),
                   barline("left", ending("2", "start")) + sung("E4", "") +
                       barline("right", ending("2", "discontinue")),
                   sung("F4", "")}}));
    ASSERT_EQ(score.measures.size(), 5U);
    const std::string text = writeMusicXml(score);
    EXPECT_THAT(text, HasSubstr("<repeat direction=\"forward\""));
    EXPECT_THAT(text, HasSubstr("<ending number=\"1\" type=\"stop\""));
    EXPECT_THAT(text, HasSubstr("<ending number=\"2\" type=\"start\""));
    EXPECT_THAT(text, Not(HasSubstr("<measure number=\"5\"")));
    EXPECT_THAT(text, Not(HasSubstr("time-only"))) << "verses go by their numbers";
    expectSame(score, readBack(text));
}

TEST(MusicXmlWriter, JumpsFindTheirSignsByName) {
    const auto sign = [](const std::string& name) {
        return "<direction><direction-type><" + name + "/></direction-type></direction>";
    };
    const std::string bar = sung("C4", "");
    const Score score = readBars({bar, sign("segno") + bar, bar + words("To Coda"),
                                  bar + words("D.S. al Coda"), sign("coda") + bar});
    ASSERT_EQ(score.measures.size(), 7U);
    const std::string text = writeMusicXml(score);
    EXPECT_THAT(text, HasSubstr("<sound segno=\"segno\""));
    EXPECT_THAT(text, HasSubstr("<sound dalsegno=\"segno\""));
    EXPECT_THAT(text, HasSubstr("<sound tocoda=\"coda\""));
    EXPECT_THAT(text, HasSubstr("<sound coda=\"coda\""));
    EXPECT_THAT(text, Not(HasSubstr("<measure number=\"6\"")));
    expectSame(score, readBack(text));
}

TEST(MusicXmlWriter, AScoreWithoutAnythingIsStillADocument) {
    const Score again = readBack(writeMusicXml(Score{}));
    EXPECT_EQ(again.measures.size(), 1U);
}

TEST(MusicXmlWriter, ACompressedFileHoldsTheSameScore) {
    const Score score = RandomScore(7, false).make();
    const std::string packed = writeMxl(score);
    EXPECT_EQ(packed, writeMxl(score)) << "the time of day is no part of it";
    expectSame(score, readBack(packed));
}

}  // namespace
}  // namespace arioso::test
