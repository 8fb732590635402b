#include "src/compose/endless_composer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "dsp/error.h"
#include "src/compose/voicing.h"
#include "src/perform/performer.h"
#include "src/score/musicxml_writer.h"
#include "src/score/reader.h"
#include "tests/unit/compose/composed.h"

namespace arioso {
namespace {

constexpr std::array<std::pair<double, double>, 5> kPlaces = {
    {{0.8, 0.8}, {-0.8, 0.8}, {-0.8, -0.8}, {0.8, -0.8}, {0.0, 0.0}}};

std::string textOf(const Score& score) {
    return writeMusicXml(score);
}

/// All that sounds in a bar, as text.
std::vector<std::string> barTexts(const Score& score) {
    std::vector<std::string> out(score.measures.size());
    for (std::size_t p = 0; p < score.parts.size(); ++p)
        for (const Note& note : score.parts[p].notes) {
            const auto bar = static_cast<std::size_t>(note.measure);
            out[bar] += std::to_string(p) + ":" +
                        std::to_string((note.onset - score.measures[bar].start).value()) + ":" +
                        std::to_string(note.duration.value()) + ":" + std::to_string(note.pitch) +
                        ";";
        }
    return out;
}

TEST(EndlessComposer, TheSameSeedAndSteeringsGiveTheSamePhrases) {
    EndlessComposer a(shippedModel(), 7);
    EndlessComposer b(shippedModel(), 7);
    EndlessComposer other(shippedModel(), 8);
    bool differs = false;
    for (int i = 0; i < 6; ++i) {
        const Steering steering = mood(0.3 * i - 0.8, 0.5 - 0.2 * i);
        const std::string text = textOf(a.nextPhrase(steering));
        EXPECT_EQ(text, textOf(b.nextPhrase(steering))) << "phrase " << i;
        differs = differs || text != textOf(other.nextPhrase(steering));
    }
    EXPECT_TRUE(differs);
    EXPECT_EQ(a.phrases(), 6);
}

TEST(EndlessComposer, ACopyIsABookmark) {
    EndlessComposer composer(shippedModel(), 3);
    const Steering steering = mood(0.5, 0.2);
    for (int i = 0; i < 3; ++i) composer.nextPhrase(steering);
    EndlessComposer bookmark = composer;
    std::vector<std::string> first;
    for (int i = 0; i < 4; ++i) first.push_back(textOf(composer.nextPhrase(steering)));
    EndlessComposer again = bookmark;
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(textOf(again.nextPhrase(steering)), first[static_cast<std::size_t>(i)]);
    // What was rewound may be steered elsewhere.
    EXPECT_NE(textOf(bookmark.nextPhrase(mood(-0.8, 0.9))), first[0]);
}

TEST(EndlessComposer, NotesLieInsideThePhraseAndItsBars) {
    for (const auto& [valence, arousal] : kPlaces) {
        EndlessComposer composer(shippedModel(), 11);
        for (int i = 0; i < 6; ++i) {
            Steering steering = mood(valence, arousal);
            steering.drums = i % 2 == 1;
            const Score phrase = composer.nextPhrase(steering);
            ASSERT_EQ(phrase.measures.size(), 4U);
            const Measure& last = phrase.measures.back();
            EXPECT_EQ(phrase.end(), last.start + last.length);
            EXPECT_EQ(phrase.measures.front().start, Beat());
            for (const Part& part : phrase.parts) {
                Beat before;
                for (const Note& note : part.notes) {
                    EXPECT_TRUE(note.grace != Grace::None || Beat() < note.duration);
                    EXPECT_GE(note.onset, before) << "sorted";
                    before = note.onset;
                    const Measure& bar = phrase.measures[static_cast<std::size_t>(note.measure)];
                    EXPECT_GE(note.onset, bar.start);
                    EXPECT_LT(note.onset, bar.start + bar.length);
                }
            }
        }
    }
}

TEST(EndlessComposer, PartsStayAsLongAsTheirProgramsDo) {
    EndlessComposer composer(shippedModel(), 2);
    Steering steering = mood(0.4, -0.4);
    steering.programs = {40, 46, 42};
    const auto ids = [](const Score& score) {
        std::vector<std::string> out;
        for (const Part& part : score.parts)
            out.push_back(part.id + part.name + std::to_string(part.program));
        return out;
    };
    const auto first = ids(composer.nextPhrase(steering));
    EXPECT_EQ(first.size(), 3U);
    for (int i = 0; i < 5; ++i) {
        steering.valence = -steering.valence;
        steering.arousal += 0.2;
        EXPECT_EQ(ids(composer.nextPhrase(steering)), first);
    }
}

TEST(EndlessComposer, KeepsEveryInstrumentInItsCompass) {
    for (const auto& programs : std::vector<std::vector<int>>{
             {}, {9, 24, 32}, {42, 60, 57}, {56, 71, 70}, {0}, {73}, {81, 89, 19, 33}}) {
        EndlessComposer composer(shippedModel(), 5);
        for (int i = 0; i < 4; ++i) {
            Steering steering = mood(0.9 - 0.6 * i, 1.0 - 0.6 * i);
            steering.programs = programs;
            const Score phrase = composer.nextPhrase(steering);
            for (const Part& part : phrase.parts) {
                const Instrument& one = shippedInstruments().forProgram(part.program, false);
                for (const Note& note : part.notes) {
                    EXPECT_GE(note.pitch, one.lowest) << one.id;
                    EXPECT_LE(note.pitch, one.highest) << one.id;
                }
            }
        }
    }
}

TEST(EndlessComposer, ProgramsByMoodHaveTrainedInstrumentsOfTheirOwn) {
    for (const auto& [valence, arousal] : kPlaces) {
        EndlessComposer composer(shippedModel(), 1);
        for (const Part& part : composer.nextPhrase(mood(valence, arousal)).parts) {
            bool exact = false;
            static_cast<void>(shippedInstruments().forProgram(part.program, false, &exact));
            EXPECT_TRUE(exact) << part.program;
        }
    }
}

TEST(EndlessComposer, NoBarComesTwice) {
    for (const auto& programs : std::vector<std::vector<int>>{{}, {73}}) {
        EndlessComposer composer(shippedModel(), 4);
        Steering steering = mood(0.4, -0.6);
        steering.tonic = 0;
        steering.programs = programs;
        std::set<std::string> seen;
        for (int i = 0; i < 40; ++i)
            for (const std::string& bar : barTexts(composer.nextPhrase(steering)))
                EXPECT_TRUE(seen.insert(bar).second) << "phrase " << i << ": " << bar;
    }
}

TEST(EndlessComposer, SteeringIsHeardInTheNextPhrase) {
    EndlessComposer composer(shippedModel(), 9);
    composer.nextPhrase(mood(0.8, 0.0));
    Steering steering = mood(0.8, 0.0);
    steering.tonic = 2;
    steering.minor = true;
    steering.quartersPerMinute = 77.0;
    steering.beats = 3;
    const Score phrase = composer.nextPhrase(steering);
    EXPECT_EQ(phrase.measures.front().fifths, -1);
    EXPECT_TRUE(phrase.measures.front().minor);
    EXPECT_EQ(phrase.measures.front().beats, 3);
    EXPECT_EQ(phrase.measures.front().length, Beat(3, 1));
    EXPECT_EQ(phrase.tempos.front().quartersPerMinute, 77.0);
    EXPECT_EQ(phrase.chords.front().text.substr(0, 2), "Dm");
}

TEST(EndlessComposer, DensityIsHeard) {
    const auto notes = [](double density) {
        EndlessComposer composer(shippedModel(), 6);
        Steering steering = mood(0.3, 0.0);
        steering.density = density;
        std::size_t sum = 0;
        for (int i = 0; i < 8; ++i) sum += composer.nextPhrase(steering).parts[0].notes.size();
        return sum;
    };
    EXPECT_LT(notes(0.1) * 5, notes(0.5) * 4);
    EXPECT_LT(notes(0.5) * 5, notes(0.9) * 4);
}

/// The corners of the plane in the directions that listeners agree on.
TEST(EndlessComposer, MoodMovesTempoModeRegisterLoudnessAndDensity) {
    struct Heard {
        double tempo = 0.0;
        double pitch = 0.0;
        double level = 0.0;
        double notesASecond = 0.0;
        int minor = 0;
    };
    const auto listen = [](double valence, double arousal) {
        Heard out;
        for (std::uint64_t seed = 0; seed < 6; ++seed) {
            EndlessComposer composer(shippedModel(), seed);
            Steering steering = mood(valence, arousal);
            steering.programs = {40, 0, 42};
            const Score phrase = composer.nextPhrase(steering);
            out.tempo += phrase.tempos.front().quartersPerMinute;
            out.level += phrase.parts[0].dynamics.front().level;
            out.minor += phrase.measures.front().minor ? 1 : 0;
            double sum = 0.0;
            for (const Note& note : phrase.parts[0].notes) sum += note.pitch;
            out.pitch += sum / static_cast<double>(phrase.parts[0].notes.size());
            const double seconds = TempoMap(phrase.tempos).seconds(phrase.end().value());
            for (const Part& part : phrase.parts)
                out.notesASecond += static_cast<double>(part.notes.size()) / seconds;
        }
        return out;
    };
    const Heard happy = listen(0.8, 0.8);
    const Heard tense = listen(-0.8, 0.8);
    const Heard sad = listen(-0.8, -0.8);
    const Heard calm = listen(0.8, -0.8);
    EXPECT_EQ(happy.minor, 0);
    EXPECT_EQ(calm.minor, 0);
    EXPECT_EQ(tense.minor, 6);
    EXPECT_EQ(sad.minor, 6);
    for (const auto& [excited, quiet] : {std::pair{happy, calm}, std::pair{tense, sad}}) {
        EXPECT_GT(excited.tempo, 1.4 * quiet.tempo);
        EXPECT_GT(excited.level, quiet.level);
        EXPECT_GT(excited.pitch, quiet.pitch);
        EXPECT_GT(excited.notesASecond, 1.5 * quiet.notesASecond);
    }
    EXPECT_GT(happy.tempo, tense.tempo);
    EXPECT_GT(calm.tempo, sad.tempo);
}

TEST(EndlessComposer, WritesInEveryMetreItNames) {
    for (const auto& [beats, type] : {std::pair{2, 4},
                                      {3, 4},
                                      {4, 4},
                                      {5, 4},
                                      {6, 4},
                                      {7, 4},
                                      {2, 2},
                                      {3, 2},
                                      {3, 8},
                                      {5, 8},
                                      {6, 8},
                                      {7, 8},
                                      {9, 8},
                                      {12, 8}}) {
        ASSERT_TRUE(metreIsSupported(beats, type));
        EndlessComposer composer(shippedModel(), 1);
        for (const double arousal : {-0.9, 0.9}) {
            Steering steering = mood(0.2, arousal);
            steering.beats = beats;
            steering.beatType = type;
            steering.drums = true;
            for (int i = 0; i < 4; ++i) {
                const Score phrase = composer.nextPhrase(steering);
                EXPECT_EQ(phrase.measures[1].length, Beat(4 * beats, type));
                EXPECT_GE(phrase.parts[0].notes.size(), 4U) << beats << "/" << type;
                EXPECT_EQ(phrase.end(), Beat(4, 1) * phrase.measures[0].length);
            }
        }
    }
}

/// Fifths and octaves between the tune and the bass, where both move at once.
TEST(EndlessComposer, OuterVoicesMoveInNoParallels) {
    int parallels = 0;
    int moves = 0;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        EndlessComposer composer(shippedModel(), seed);
        Steering steering =
            mood(seed % 2 == 0 ? 0.6 : -0.6, 0.2 * static_cast<double>(seed % 5) - 0.5);
        steering.programs = {40, 48, 42};
        for (int i = 0; i < 6; ++i) {
            const Score phrase = composer.nextPhrase(steering);
            const auto tune = withoutGraces(phrase.parts[0].notes);
            const auto& bass = phrase.parts[2].notes;
            for (std::size_t b = 1; b < bass.size(); ++b)
                for (std::size_t t = 1; t < tune.size(); ++t) {
                    if (tune[t].onset != bass[b].onset) continue;
                    ++moves;
                    parallels += parallelPerfects(static_cast<int>(tune[t - 1].pitch),
                                                  static_cast<int>(bass[b - 1].pitch),
                                                  static_cast<int>(tune[t].pitch),
                                                  static_cast<int>(bass[b].pitch))
                                     ? 1
                                     : 0;
                }
        }
    }
    EXPECT_GT(moves, 200);
    EXPECT_EQ(parallels, 0);
}

TEST(EndlessComposer, TheLastPhraseEndsOnTheTonicAndSlowsDown) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        EndlessComposer composer(shippedModel(), seed);
        Steering steering = mood(seed % 2 == 0 ? 0.5 : -0.5, 0.0);
        steering.tonic = 7;
        composer.nextPhrase(steering);
        const Score last = composer.lastPhrase(steering);
        EXPECT_EQ(static_cast<int>(last.parts[0].notes.back().pitch) % 12, 7);
        EXPECT_EQ(last.chords.back().text, steering.valence > 0 ? "G" : "Gm");
        EXPECT_LT(last.tempos.back().quartersPerMinute, last.tempos.front().quartersPerMinute);
        EXPECT_TRUE(has(last.parts[0].notes.back().articulation, Articulation::Fermata));
        EXPECT_EQ(last.parts[0].notes.back().onset + last.parts[0].notes.back().duration,
                  last.end());
    }
}

TEST(EndlessComposer, LeadingNotesOfTheTuneResolve) {
    int leading = 0;
    int resolved = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        EndlessComposer composer(shippedModel(), seed);
        Steering steering = mood(-0.6, 0.1);
        steering.tonic = 9;
        for (int i = 0; i < 6; ++i) {
            const auto notes = withoutGraces(composer.nextPhrase(steering).parts[0].notes);
            for (std::size_t k = 1; k + 1 < notes.size(); ++k) {
                if (static_cast<int>(notes[k].pitch) % 12 != 8) continue;
                ++leading;
                const double move = notes[k + 1].pitch - notes[k].pitch;
                // To the tonic, or on through the dominant's notes.
                resolved += move == 1.0 || std::abs(move) <= 4.0 ? 1 : 0;
                EXPECT_NE(move, -3.0) << "an augmented second";
            }
        }
    }
    EXPECT_GT(leading, 10);
    EXPECT_GT(resolved, leading * 9 / 10);
}

TEST(EndlessComposer, APhraseIsAScoreThatCanBeWrittenReadAndPerformed) {
    EndlessComposer composer(shippedModel(), 21);
    Steering steering = mood(0.6, 0.7);
    steering.drums = true;
    for (int i = 0; i < 4; ++i) {
        const Score phrase = composer.nextPhrase(steering);
        const std::string text = writeMusicXml(phrase);
        const Score again =
            readMusicXml(std::as_bytes(std::span(text.data(), text.size())), "phrase");
        EXPECT_TRUE(again.diagnostics.empty());
        ASSERT_EQ(again.parts.size(), phrase.parts.size());
        for (std::size_t p = 0; p < phrase.parts.size(); ++p)
            EXPECT_EQ(again.parts[p].notes.size(), phrase.parts[p].notes.size());
        EXPECT_EQ(perform(phrase).parts.size(), phrase.parts.size());
    }
}

TEST(EndlessComposer, ABadSteeringIsNamedAndChangesNothing) {
    const auto textOfError = [](EndlessComposer& composer, const Steering& steering, int bars = 0) {
        try {
            composer.nextPhrase(steering, bars);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Usage);
            return std::string(error.what());
        }
        return std::string("no error");
    };
    EndlessComposer composer(shippedModel(), 1);
    EndlessComposer untouched = composer;
    Steering steering = mood(1.2, 0.0);
    EXPECT_EQ(textOfError(composer, steering), "valence: expected -1 to 1, found 1.2");
    steering = mood(0.0, std::nan(""));
    EXPECT_EQ(textOfError(composer, steering), "arousal: expected -1 to 1, found nan");
    steering = {};
    steering.quartersPerMinute = 5.0;
    EXPECT_EQ(textOfError(composer, steering), "tempo: expected 20 to 300, found 5");
    steering = {};
    steering.beats = 11;
    EXPECT_THAT(textOfError(composer, steering), testing::StartsWith("metre: expected one of 2/4"));
    steering = {};
    steering.programs = {0, 128};
    EXPECT_EQ(textOfError(composer, steering), "program: expected 0 to 127, found 128");
    steering.programs.assign(9, 0);
    EXPECT_EQ(textOfError(composer, steering), "instruments: expected at most 8, found 9");
    EXPECT_EQ(textOfError(composer, {}, 17), "bars of a phrase: expected 1 to 16, found 17");
    EXPECT_EQ(textOf(composer.nextPhrase({})), textOf(untouched.nextPhrase({})));
}

TEST(EndlessComposer, PhrasesHaveTheLengthAskedFor) {
    EndlessComposer composer(shippedModel(), 3);
    for (int bars = 1; bars <= 16; ++bars) {
        const Score phrase = composer.nextPhrase(mood(0.1, 0.1), bars);
        EXPECT_EQ(phrase.measures.size(), static_cast<std::size_t>(bars));
        EXPECT_EQ(phrase.end(), Beat::whole(4 * bars));
    }
}

}  // namespace
}  // namespace arioso
