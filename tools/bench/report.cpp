#include "tools/bench/report.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace arioso::bench {

std::string processorName() {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.rfind("model name", 0) != 0) continue;
        const auto colon = line.find(": ");
        if (colon != std::string::npos) return line.substr(colon + 2);
    }
    return "unknown";
}

namespace {

void addStage(std::string& text, const StageResult& stage) {
    const auto out = std::back_inserter(text);
    const char* once = stage.perRender ? " (once a mix)" : "";
    if (stage.operations > 0.0) {
        fmt::format_to(out, "| {}{} | {:.1f} | {:.2f} | {:.0f} % |\n", stage.name, once,
                       stage.audioPerSecond, stage.operations / 1e9, 100.0 * stage.shareOfPeak);
    } else {
        fmt::format_to(out, "| {}{} | {:.1f} | | |\n", stage.name, once, stage.audioPerSecond);
    }
}

}  // namespace

std::string markdown(const BenchReport& report) {
    std::string text =
        fmt::format("{}, {} cores; sgemm {:.0f} GFLOP/s a thread; {} generator steps\n\n",
                    report.processor, report.cores, report.sgemmPeak / 1e9, report.steps);
    const auto out = std::back_inserter(text);
    text +=
        "| stage, one stem, one thread | seconds of audio a second | GFLOP a second of audio | "
        "share of sgemm peak |\n|---|---:|---:|---:|\n";
    double perSecond = 0.0;
    for (const auto& stage : report.stages) {
        if (stage.perRender) continue;
        perSecond += 1.0 / stage.audioPerSecond;
        addStage(text, stage);
    }
    if (perSecond > 0.0) fmt::format_to(out, "| all of these | {:.1f} | | |\n", 1.0 / perSecond);
    for (const auto& stage : report.stages) {
        if (stage.perRender) addStage(text, stage);
    }
    text += "\n| whole program | |\n|---|---:|\n";
    if (report.helpSeconds) {
        fmt::format_to(out, "| start-up of `arioso --help` | {:.0f} ms |\n",
                       1000.0 * *report.helpSeconds);
    }
    if (report.firstSound) {
        fmt::format_to(out,
                       "| first sound of all parts, from the start of the program | {:.2f} s |\n",
                       report.firstSound->seconds);
    }
    if (report.render) {
        const auto& render = *report.render;
        fmt::format_to(out, "| `arioso render`, {} parts, {} threads: × real time | {:.1f} |\n",
                       render.parts, render.threads, render.audioSeconds / render.seconds);
        fmt::format_to(out, "| the same: seconds for {:.0f} s of music | {:.1f} s |\n",
                       render.audioSeconds, render.seconds);
        fmt::format_to(out, "| the same: most memory | {:.0f} MiB |\n", render.peakMebibytes);
    }
    return text;
}

std::string json(const BenchReport& report) {
    nlohmann::json all = {{"format", 1},
                          {"processor", report.processor},
                          {"cores", report.cores},
                          {"steps", report.steps},
                          {"sgemm_flops", report.sgemmPeak}};
    all["stages"] = nlohmann::json::array();
    for (const auto& stage : report.stages) {
        nlohmann::json one = {{"name", stage.name},
                              {"audio_per_second", stage.audioPerSecond},
                              {"once_a_mix", stage.perRender}};
        if (stage.operations > 0.0) {
            one["flops_per_audio_second"] = stage.operations;
            one["share_of_sgemm"] = stage.shareOfPeak;
        }
        all["stages"].push_back(one);
    }
    if (report.helpSeconds) all["help_seconds"] = *report.helpSeconds;
    if (report.firstSound) {
        all["first_sound"] = {{"seconds", report.firstSound->seconds},
                              {"peak_mib", report.firstSound->peakMebibytes}};
    }
    if (report.render) {
        const auto& render = *report.render;
        all["render"] = {{"score", render.score},
                         {"parts", render.parts},
                         {"threads", render.threads},
                         {"audio_seconds", render.audioSeconds},
                         {"seconds", render.seconds},
                         {"times_real_time", render.audioSeconds / render.seconds},
                         {"peak_mib", render.peakMebibytes}};
    }
    return all.dump(2) + "\n";
}

}  // namespace arioso::bench
