#include "tools/corpus/manifest.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "tools/corpus/files.h"

namespace arioso::corpus {

Manifest Manifest::load(const std::filesystem::path& path) {
    Manifest out;
    try {
        const auto json = nlohmann::json::parse(readText(path));
        if (json.at("format").get<int>() != kFormat) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: field 'format': expected {}, found {}", path.string(),
                                    kFormat, json.at("format").dump()));
        }
        if (json.at("sample_rate").get<int>() != dsp::kSampleRate) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: field 'sample_rate': expected {}, found {}", path.string(),
                                    dsp::kSampleRate, json.at("sample_rate").dump()));
        }
        out.seed = json.at("seed").get<std::uint64_t>();
        out.teacher = json.at("soundfont").get<std::string>();
        out.teacherSha256 = json.at("soundfont_sha256").get<std::string>();
        for (const auto& item : json.at("entries")) {
            CorpusEntry entry;
            entry.id = item.at("id").get<std::string>();
            entry.split = item.at("split").get<std::string>();
            entry.instrument = item.at("instrument").get<std::string>();
            entry.source = item.at("source").get<std::string>();
            entry.audio = item.at("audio").get<std::string>();
            entry.notes = item.at("notes").get<std::string>();
            entry.seconds = item.at("seconds").get<double>();
            entry.sha256 = item.at("sha256").get<std::string>();
            out.entries.push_back(std::move(entry));
        }
    } catch (const nlohmann::json::exception& error) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: not a corpus manifest: {}", path.string(), error.what()));
    }
    return out;
}

void Manifest::save(const std::filesystem::path& path) const {
    nlohmann::ordered_json json;
    json["format"] = kFormat;
    json["sample_rate"] = dsp::kSampleRate;
    json["seed"] = seed;
    json["soundfont"] = teacher;
    json["soundfont_sha256"] = teacherSha256;
    json["entries"] = nlohmann::ordered_json::array();
    for (const CorpusEntry& entry : entries) {
        nlohmann::ordered_json item;
        item["id"] = entry.id;
        item["split"] = entry.split;
        item["instrument"] = entry.instrument;
        item["source"] = entry.source;
        item["audio"] = entry.audio;
        item["notes"] = entry.notes;
        item["seconds"] = entry.seconds;
        item["sha256"] = entry.sha256;
        json["entries"].push_back(std::move(item));
    }
    writeTextAtomically(path, json.dump(1) + "\n");
}

SplitShares SplitShares::parse(const std::string& text) {
    SplitShares out;
    char comma1 = 0;
    char comma2 = 0;
    std::istringstream in(text);
    in >> out.train >> comma1 >> out.valid >> comma2 >> out.test;
    const bool whole = !in.fail() && in.peek() == std::istringstream::traits_type::eof();
    if (!whole || comma1 != ',' || comma2 != ',' || out.train < 0 || out.valid < 0 ||
        out.test < 0 || out.train + out.valid + out.test <= 0) {
        throw Error(
            ExitCode::Usage,
            fmt::format("--split: expected TRAIN,VALID,TEST such as 92,4,4, found '{}'", text));
    }
    return out;
}

std::string SplitShares::at(double place) const {
    const double point = place * (train + valid + test);
    if (point < test) return "test";
    if (point < test + valid) return "valid";
    return "train";
}

}  // namespace arioso::corpus
