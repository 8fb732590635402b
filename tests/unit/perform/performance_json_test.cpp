#include "src/perform/performance_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsp/error.h"

namespace arioso {
namespace {

Performance sample() {
    Performance performance;
    performance.duration = 1.0 / 3.0;
    PerformedPart& part = performance.parts.emplace_back();
    part.name = "Sopran \xc3\xa4";
    part.vocal = true;
    part.program = 52;
    PerformedNote& note = part.notes.emplace_back();
    note.onset = 0.1;
    note.offset = 1.0 / 3.0;
    note.pitch = 60.123F;
    note.velocity = 0.7F;
    note.bend = {{0.1, -12.3F}};
    note.levels = {{0.3, 0.0F}, {0.35, 1.7F}};
    note.phonemes = {{"a", 0.1, 0.3, true}};
    note.syllable = "A-";
    note.measure = 3;
    note.id = 17;
    part.gainDb = {{0.0, -1.7F}};
    part.pan = {{0.0, 0.3F}};
    performance.measures.push_back({"1", 0.0, 3, 8});
    return performance;
}

TEST(PerformanceJson, RoundTripIsExact) {
    const auto text = toJson(sample()).dump();
    const Performance back = performanceFromJson(nlohmann::json::parse(text), "x");
    EXPECT_EQ(back.parts, sample().parts);
    EXPECT_EQ(back.duration, sample().duration);
    ASSERT_EQ(back.measures.size(), 1U);
    EXPECT_EQ(back.measures[0].beatType, 8);
}

std::string complaint(const nlohmann::json& json) {
    try {
        performanceFromJson(json, "a.json");
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Input);
        return error.what();
    }
    return "nothing";
}

TEST(PerformanceJson, NamesTheFieldThatIsWrong) {
    auto json = toJson(sample());
    json["parts"][0]["notes"][0]["onset"] = "early";
    EXPECT_EQ(complaint(json),
              "a.json.parts[0].notes[0].onset: expected a number, found \"early\"");
    json = toJson(sample());
    json["parts"][0]["notes"][0].erase("pitch");
    EXPECT_EQ(complaint(json), "a.json.parts[0].notes[0]: field \"pitch\" is missing");
    json = toJson(sample());
    json["parts"][0]["notes"][0]["offset"] = 0.0;
    EXPECT_THAT(complaint(json), ::testing::HasSubstr("expected at least the onset"));
    EXPECT_THAT(complaint(nlohmann::json::array()), ::testing::HasSubstr("expected an object"));
    json = toJson(sample());
    json["parts"][0]["notes"][0]["id"] = -1;
    EXPECT_THAT(complaint(json), ::testing::HasSubstr("whole number"));
}

}  // namespace
}  // namespace arioso
