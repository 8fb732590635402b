#include "src/perform/shared_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sung_builder.h"

namespace arioso {
namespace {

using testing::noteAt;
using testing::sungAt;
using testing::symbolsOf;

Part partOf(const char* name, std::vector<Note> notes) {
    Part part;
    part.id = part.name = name;
    part.program = 52;
    part.vocal = true;
    part.notes = std::move(notes);
    return part;
}

Note inVoice(Note note, int voice, double pitch) {
    note.voice = voice;
    note.pitch = pitch;
    return note;
}

Performance performed(const Score& score) {
    PerformOptions options;
    options.humanize = 0.0;
    return perform(score, options);
}

Score hymn() {
    Score score;
    score.language = "en";
    score.tempos.push_back({Beat(), 120.0, false});
    score.parts.push_back(partOf(
        "Soprano Alto", {inVoice(sungAt(0, 1, "Praise"), 1, 72), inVoice(noteAt(0, 67, 1), 2, 67),
                         inVoice(sungAt(1, 1, "God"), 1, 74), inVoice(noteAt(1, 69, 1), 2, 69),
                         inVoice(sungAt(2, 2, "now"), 1, 72), inVoice(noteAt(2, 67, 2), 2, 67)}));
    score.parts.push_back(
        partOf("Tenor Bass", {inVoice(noteAt(0, 60, 1), 1, 60), inVoice(noteAt(0, 48, 1), 2, 48),
                              inVoice(noteAt(1, 59, 1), 1, 59), inVoice(noteAt(1, 50, 1), 2, 50),
                              inVoice(noteAt(2, 60, 2), 1, 60), inVoice(noteAt(2, 48, 2), 2, 48)}));
    return score;
}

TEST(SharedWords, AHymnsWordsAreSungByAllFourLines) {
    const Performance performance = performed(hymn());
    ASSERT_EQ(performance.parts.size(), 2U);
    for (const PerformedPart& part : performance.parts) {
        ASSERT_EQ(part.notes.size(), 6U);
        for (std::size_t i = 0; i < 6; ++i) {
            const char* const kSyllables[] = {"Praise", "God", "now"};
            EXPECT_EQ(part.notes[i].syllable, kSyllables[i / 2]) << part.name << " " << i;
        }
    }
    EXPECT_THAT(performance.diagnostics,
                ::testing::Contains("Tenor Bass: no words of its own: it sings those of "
                                    "Soprano Alto"));
}

TEST(SharedWords, SyllablesOfAHeldNoteShareIt) {
    Score score;
    score.language = "en";
    score.tempos.push_back({Beat(), 60.0, false});
    score.parts.push_back(
        partOf("Soprano", {sungAt(0, 1, "hea", Syllabic::Begin), sungAt(1, 1, "ven", Syllabic::End),
                           sungAt(2, 1, "of"), sungAt(3, 1, "light")}));
    score.parts.push_back(partOf("Bass", {noteAt(0, 48, 2), noteAt(2, 48, 1), noteAt(3, 48, 1)}));
    const Performance performance = performed(score);
    const PerformedPart& bass = performance.parts.at(1);
    EXPECT_EQ(symbolsOf(bass.notes[0]), "h ɛ v ə n");
    EXPECT_EQ(symbolsOf(bass.notes[2]), "l a ɪ t");
}

TEST(SharedWords, APartOfItsOwnKeepsSilentAboutTheWords) {
    Score score = hymn();
    std::vector<Note> other;
    for (int i = 0; i < 8; ++i) other.push_back(noteAt(0.25 + 0.5 * i, 60, 0.25));
    score.parts[1].notes = other;
    const Performance performance = performed(score);
    EXPECT_TRUE(performance.parts.at(1).notes.at(0).syllable.empty());
    EXPECT_THAT(performance.diagnostics,
                ::testing::Contains(::testing::HasSubstr("no words under its notes")));
}

TEST(SharedWords, WhereEverybodyHasWordsNothingIsCopied) {
    Score score = hymn();
    score.parts.pop_back();
    for (Note& note : score.parts[0].notes) note.voice = 1;
    std::vector<std::string> remarks;
    EXPECT_FALSE(withSharedWords(score, {}, remarks));
    EXPECT_TRUE(remarks.empty());
}

}  // namespace
}  // namespace arioso
