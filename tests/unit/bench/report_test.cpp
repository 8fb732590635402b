#include "tools/bench/report.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace arioso::bench {
namespace {

using testing::HasSubstr;
using testing::Not;

BenchReport sample() {
    BenchReport report;
    report.processor = "Abacus 3";
    report.cores = 2;
    report.steps = 4;
    report.sgemmPeak = 100e9;
    // Two stages that each take a tenth of a second for a second of audio, and one of a fifth.
    report.stages = {{"generator", 10.0, 5e9, 0.5, false},
                     {"excitation", 10.0, 0.0, 0.0, false},
                     {"vocoder", 5.0, 1.5e9, 0.075, false},
                     {"mix", 40.0, 0.0, 0.0, true}};
    report.helpSeconds = 0.0154;
    report.firstSound = FirstSound{1.234, 300.0};
    report.render = RenderResult{"song.mid", 5, 2, 60.0, 8.0, 406.4};
    return report;
}

TEST(BenchReport, ShowsEveryFigureInItsUnit) {
    const auto text = markdown(sample());
    EXPECT_THAT(text,
                HasSubstr("Abacus 3, 2 cores; sgemm 100 GFLOP/s a thread; 4 generator steps"));
    EXPECT_THAT(text, HasSubstr("| generator | 10.0 | 5.00 | 50 % |"));
    EXPECT_THAT(text, HasSubstr("| excitation | 10.0 | | |"));
    EXPECT_THAT(text, HasSubstr("`arioso --help` | 15 ms |"));
    EXPECT_THAT(text, HasSubstr("start of the program | 1.23 s |"));
    EXPECT_THAT(text, HasSubstr("5 parts, 2 threads: × real time | 7.5 |"));
    EXPECT_THAT(text, HasSubstr("seconds for 60 s of music | 8.0 s |"));
    EXPECT_THAT(text, HasSubstr("most memory | 406 MiB |"));
}

TEST(BenchReport, StagesOneAfterTheOtherAddTheirTimesNotTheirSpeeds) {
    EXPECT_THAT(markdown(sample()),
                HasSubstr("| all of these | 2.5 | | |\n| mix (once a mix) | 40.0 | | |\n"));
}

TEST(BenchReport, WhatWasNotMeasuredIsLeftOut) {
    BenchReport report = sample();
    report.helpSeconds.reset();
    report.firstSound.reset();
    report.render.reset();
    const auto text = markdown(report);
    EXPECT_THAT(text, Not(HasSubstr("--help")));
    EXPECT_THAT(text, Not(HasSubstr("first sound")));
    EXPECT_THAT(text, Not(HasSubstr("arioso render")));
    const auto all = nlohmann::json::parse(json(report));
    EXPECT_FALSE(all.contains("help_seconds"));
    EXPECT_FALSE(all.contains("first_sound"));
    EXPECT_FALSE(all.contains("render"));
    EXPECT_EQ(all.at("stages").size(), 4U);
}

TEST(BenchReport, JsonHoldsTheFiguresUnrounded) {
    const auto all = nlohmann::json::parse(json(sample()));
    EXPECT_EQ(all.at("stages").at(0).at("flops_per_audio_second"), 5e9);
    EXPECT_EQ(all.at("stages").at(0).at("share_of_sgemm"), 0.5);
    EXPECT_FALSE(all.at("stages").at(1).contains("share_of_sgemm"));
    EXPECT_EQ(all.at("stages").at(2).at("audio_per_second"), 5.0);
    EXPECT_EQ(all.at("stages").at(2).at("once_a_mix"), false);
    EXPECT_EQ(all.at("stages").at(3).at("once_a_mix"), true);
    EXPECT_EQ(all.at("help_seconds"), 0.0154);
    EXPECT_EQ(all.at("first_sound").at("peak_mib"), 300.0);
    EXPECT_EQ(all.at("render").at("times_real_time"), 7.5);
    EXPECT_EQ(all.at("sgemm_flops"), 100e9);
}

TEST(BenchReport, AProcessorHasAName) {
    EXPECT_FALSE(processorName().empty());
}

}  // namespace
}  // namespace arioso::bench
