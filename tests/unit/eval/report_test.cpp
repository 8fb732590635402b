#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/eval/measure/figures.h"
#include "tools/eval/report/evaluation.h"

namespace arioso::eval {
namespace {

Evaluation sample() {
    Evaluation evaluation;
    evaluation.corpus = "pieces";
    evaluation.split = "test";
    evaluation.seed = 7;
    evaluation.models = {{"vae", "conv", "1", "abcdef0123456789", 1000000}};
    InstrumentResult violin;
    violin.id = "violin";
    violin.name = "Violin <solo>";
    StemMeasures teacher;
    teacher.notes = 100;
    teacher.invented = 2;
    StemMeasures generated = teacher;
    generated.missing = 1;
    generated.invented = 4;
    generated.onsetMs = {5, 7, 900};
    generated.onsetShiftMs = {3, 4, 5};
    generated.cents = {12, 14, 16};
    generated.attackRatio = {1.1};
    generated.mcdDb = 5.0;
    generated.loudnessDb = -0.5;
    StemMeasures ceiling = teacher;
    ceiling.mcdDb = 2.0;
    violin.versions[indexOf(Version::Teacher)] = summarise({teacher});
    violin.versions[indexOf(Version::Ceiling)] = summarise({ceiling});
    violin.versions[indexOf(Version::Generated)] = summarise({generated});
    violin.versions[indexOf(Version::Teacher)]->recognisedPercent = 98.0;
    violin.versions[indexOf(Version::Generated)]->recognisedPercent = 95.0;
    violin.excerpts[indexOf(Version::Teacher)].assign(128 * 20, 0.0F);
    evaluation.instruments = {violin};
    return evaluation;
}

bool met(const InstrumentResult& instrument, const std::string& start) {
    for (const auto& verdict : verdicts(instrument)) {
        if (verdict.target.rfind(start, 0) == 0) return verdict.met;
    }
    ADD_FAILURE() << "no target begins with " << start;
    return false;
}

TEST(Verdicts, everyTargetIsJudgedAgainstItsOwnReference) {
    const auto violin = sample().instruments[0];
    EXPECT_TRUE(met(violin, "onset"));
    EXPECT_FALSE(met(violin, "pitch"));
    EXPECT_TRUE(met(violin, "at most 3 % missing"));
    EXPECT_TRUE(met(violin, "at most 3 % more invented"));
    EXPECT_TRUE(met(violin, "attack"));
    EXPECT_TRUE(met(violin, "loudness"));
    EXPECT_TRUE(met(violin, "named"));
    EXPECT_FALSE(met(violin, "MCD"));
    for (const auto& verdict : verdicts(violin)) {
        EXPECT_NE(verdict.target.rfind("decay", 0), 0U) << "no note had a decay to judge";
    }
}

TEST(JsonReport, holdsFiguresSeedAndNullForWhatWasNotMeasured) {
    const auto report = nlohmann::json::parse(jsonReport(sample()));
    EXPECT_EQ(report["seed"], 7);
    EXPECT_EQ(report["models"][0]["sha256"], "abcdef0123456789");
    const auto& row = report["instruments"][0]["versions"]["generated"];
    EXPECT_DOUBLE_EQ(row["onset_ms"], 7.0);
    EXPECT_DOUBLE_EQ(row["missing_percent"], 1.0);
    EXPECT_TRUE(row["decay_ratio"].is_null());
    EXPECT_FALSE(report["instruments"][0]["versions"].contains("griffin-lim"));
}

TEST(TextReport, namesWhatIsNotMet) {
    const auto text = textReport(sample());
    EXPECT_NE(text.find("not met: pitch within 10 cents or as near as the teacher (14.00)"),
              std::string::npos)
        << text;
    EXPECT_EQ(text.find("not met: onset"), std::string::npos);
    EXPECT_NE(text.find("mean of the instruments"), std::string::npos);
}

TEST(HtmlReport, isOnePageWithPicturesAndEscapedNames) {
    const auto page = htmlReport(sample());
    EXPECT_NE(page.find("Violin &lt;solo&gt;"), std::string::npos);
    EXPECT_NE(page.find("data:image/png;base64,"), std::string::npos);
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_EQ(page.find("src=\"http"), std::string::npos);
}

}  // namespace
}  // namespace arioso::eval
