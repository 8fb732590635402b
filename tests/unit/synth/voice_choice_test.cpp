#include "src/synth/voice_choice.h"

#include <gtest/gtest.h>

#include "dsp/error.h"

namespace arioso {
namespace {

const InstrumentTable& voices() {
    static const auto table = InstrumentTable::load(ARIOSO_SOURCE_DIR "/configs/voices.toml");
    return table;
}

PerformedPart part(const std::string& name, std::vector<float> pitches) {
    PerformedPart out;
    out.name = name;
    out.vocal = true;
    for (const float pitch : pitches) {
        PerformedNote note;
        note.pitch = pitch;
        note.phonemes = {{"a", 0.0, 1.0, true}};
        out.notes.push_back(note);
    }
    return out;
}

RenderPlan planOf(PerformedPart sung) {
    RenderPlan plan;
    StemPlan stem;
    stem.part = std::move(sung);
    plan.stems.push_back(std::move(stem));
    return plan;
}

Score scoreNamed(const std::string& name, const std::string& language) {
    Score score;
    score.language = language;
    score.parts.emplace_back().name = name;
    return score;
}

TEST(VoiceChoice, FollowsLanguageRangeAndTheNameOfThePart) {
    EXPECT_EQ(voiceFor(voices(), part("Voice", {60, 65, 69}), "en").id, "alba");
    EXPECT_EQ(voiceFor(voices(), part("Voice", {60, 65, 69}), "de-AT").id, "clara");
    EXPECT_EQ(voiceFor(voices(), part("Gesang", {45, 50, 57}), "de").id, "dorian");
    EXPECT_EQ(voiceFor(voices(), part("Tenor", {60, 62}), "en").id, "bruno");
    EXPECT_EQ(voiceFor(voices(), part("Alto", {55, 58}), "en").id, "alba");
    EXPECT_EQ(voiceFor(voices(), part("うた", {60, 65, 67}), "ja-JP").id, "esme");
    EXPECT_EQ(voiceFor(voices(), part("Tenor", {52, 57}), "ja").id, "felix");
}

TEST(VoiceChoice, ALanguageNobodyLearntIsTold) {
    auto plan = planOf(part("Voice", {60}));
    assignVoices({}, scoreNamed("Voice", "fi"), voices(), {}, plan);
    ASSERT_EQ(plan.notes.size(), 1U);
    EXPECT_NE(plan.notes[0].find("no voice was trained to sing 'fi'"), std::string::npos);
}

TEST(VoiceChoice, GermanWordsWithoutALanguageAreSungInGerman) {
    Score score = scoreNamed("Voice", "");
    for (const char* word : {"ich", "und", "du", "und", "der", "Wald", "ist", "nicht", "mit"}) {
        Note note;
        note.lyrics.emplace_back().text = word;
        score.parts.front().notes.push_back(note);
    }
    auto plan = planOf(part("Voice", {60, 65, 69}));
    assignVoices({}, score, voices(), {}, plan);
    EXPECT_EQ(plan.stems[0].instrument.id, "clara");
    ASSERT_FALSE(plan.notes.empty());
    EXPECT_NE(plan.notes[0].find("look like \"de\""), std::string::npos);
    // What the user says counts.
    RenderRequest request;
    request.language = "en";
    plan = planOf(part("Voice", {60, 65, 69}));
    assignVoices(request, score, voices(), {}, plan);
    EXPECT_EQ(plan.stems[0].instrument.id, "alba");
    EXPECT_TRUE(plan.notes.empty());
}

TEST(VoiceChoice, NotesOutOfRangeAreSungAnOctaveOffAndTold) {
    auto plan = planOf(part("Soprano", {60, 81, 62, 64, 60, 55, 55, 57, 59, 60, 62}));
    assignVoices({}, scoreNamed("Soprano", "en"), voices(), {}, plan);
    EXPECT_EQ(plan.stems[0].part.notes[0].pitch, 60.0F);
    EXPECT_EQ(plan.stems[0].part.notes[1].pitch, 69.0F);
    EXPECT_EQ(plan.notes.back(),
              "Soprano: 1 of 11 notes lie outside the range of Alba and are sung an octave off");
}

TEST(VoiceChoice, AMelodyThatLiesTooHighIsSungLowerAsAWhole) {
    auto plan = planOf(part("Soprano", {69, 71, 83, 86, 84, 83, 81}));
    assignVoices({}, scoreNamed("Soprano", "en"), voices(), {}, plan);
    const std::vector<float> expected{57, 59, 71, 74, 72, 71, 69};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(plan.stems[0].part.notes[i].pitch, expected[i]);
    }
    EXPECT_EQ(
        plan.notes.back(),
        "Soprano: 5 of 7 notes lie outside the range of Alba: the whole part is sung an octave "
        "lower");
}

TEST(VoiceChoice, StrictRefusesNotesOutOfRange) {
    RenderRequest request;
    request.score = "song.musicxml";
    request.strict = true;
    auto plan = planOf(part("Soprano", {60, 81}));
    try {
        assignVoices(request, scoreNamed("Soprano", "en"), voices(), {}, plan);
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Input);
        EXPECT_STREQ(error.what(),
                     "song.musicxml: part 'Soprano': expected notes from 50 to 79 (MIDI keys) for "
                     "the voice Alba, found 1 outside");
    }
}

TEST(VoiceChoice, TheUserChooses) {
    RenderRequest request;
    request.voices = {{"Voice", "bruno"}};
    auto plan = planOf(part("Voice", {50}));
    assignVoices(request, scoreNamed("Voice", "en"), voices(), {}, plan);
    EXPECT_EQ(plan.stems[0].instrument.id, "bruno");
    request.voices = {{"", "nobody"}};
    try {
        assignVoices(request, scoreNamed("Voice", "en"), voices(), {}, plan);
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_STREQ(
            error.what(),
            "voice: expected one of alba, bruno, clara, dorian, esme, felix; found 'nobody'");
    }
}

TEST(VoiceChoice, APartThatTheUserGaveAnInstrumentKeepsIt) {
    auto plan = planOf(part("Voice", {60}));
    plan.stems[0].instrument.id = "flute";
    assignVoices({}, scoreNamed("Voice", "en"), voices(), {0}, plan);
    EXPECT_EQ(plan.stems[0].instrument.id, "flute");
}

}  // namespace
}  // namespace arioso
