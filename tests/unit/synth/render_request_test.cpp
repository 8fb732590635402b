#include "src/synth/render_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsp/error.h"

namespace arioso {
namespace {

using nlohmann::json;

std::string errorOf(const json& input) {
    try {
        requestFromJson(input, "song.json");
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Input);
        return error.what();
    }
    return {};
}

TEST(RenderRequest, SurvivesJson) {
    RenderRequest request;
    request.score = "a song.musicxml";
    request.parts = {{"Violin", "flute"}, {"2", "drums"}};
    request.affect = "0.5,-0.25";
    request.rules = {"phrase-arch=1.5", "high-loud=0"};
    request.solo = {"Violin", "Voice"};
    request.tempo = "80%";
    request.transpose = -1.5;
    request.seed = 18446744073709551615U;
    request.loudness.reset();
    request.humanize = 0.123456789;
    request.overwrite = true;
    const std::string text = toJson(request).dump();
    EXPECT_EQ(requestFromJson(json::parse(text), "text"), request);
}

TEST(RenderRequest, AbsentFieldsKeepTheirDefaults) {
    const RenderRequest request = requestFromJson({{"score", "a.mid"}}, "text");
    EXPECT_EQ(request.loudness, -16.0);
    EXPECT_FALSE(request.seed.has_value());
}

TEST(RenderRequest, BadFieldsAreNamed) {
    EXPECT_EQ(errorOf({{"skore", "a.mid"}}), "song.json: unknown field 'skore'");
    EXPECT_EQ(errorOf({{"steps", "eight"}}),
              "song.json: field 'steps' has the wrong type: \"eight\"");
    EXPECT_EQ(errorOf({{"overwrite", 1}}), "song.json: field 'overwrite' has the wrong type: 1");
    EXPECT_THAT(errorOf(json::array()), testing::HasSubstr("expected a JSON object"));
}

TEST(RenderRequest, RangesAreChecked) {
    RenderRequest request;
    request.score = "a.mid";
    request.humanize = 1.5;
    try {
        validate(request);
        FAIL() << "expected an error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_STREQ(error.what(), "humanize: expected 0 to 1, found '1.5'");
    }
}

}  // namespace
}  // namespace arioso
