#include "tools/corpus/voice/alignment.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "tools/corpus/files.h"

namespace arioso::corpus {
namespace {

using nlohmann::ordered_json;

/// Times to 0.1 ms and scores to four places: enough, and short to read.
double rounded(double value) {
    return std::round(value * 1e4) / 1e4;
}

ordered_json toJson(const Alignment& from) {
    ordered_json words = ordered_json::array();
    for (const WordTime& word : from.words) {
        words.push_back(
            {{"text", word.text}, {"start", rounded(word.start)}, {"end", rounded(word.end)}});
    }
    ordered_json phones = ordered_json::array();
    for (const PhoneTime& phone : from.phones) {
        phones.push_back({{"symbol", phone.symbol},
                          {"start", rounded(phone.start)},
                          {"end", rounded(phone.end)},
                          {"word", phone.word}});
    }
    return {{"file", from.file},
            {"text", from.text},
            {"score", rounded(from.score)},
            {"worst", rounded(from.worst)},
            {"suspect", from.suspect},
            {"held_out", from.heldOut},
            {"words", std::move(words)},
            {"phones", std::move(phones)}};
}

Alignment fromJson(const ordered_json& from) {
    Alignment out;
    from.at("file").get_to(out.file);
    from.at("text").get_to(out.text);
    from.at("score").get_to(out.score);
    from.at("worst").get_to(out.worst);
    from.at("suspect").get_to(out.suspect);
    from.at("held_out").get_to(out.heldOut);
    for (const auto& word : from.at("words"))
        out.words.push_back({word.at("text"), word.at("start"), word.at("end")});
    for (const auto& phone : from.at("phones")) {
        out.phones.push_back(
            {phone.at("symbol"), phone.at("start"), phone.at("end"), phone.at("word")});
        const int word = out.phones.back().word;
        if (word < -1 || word >= static_cast<int>(out.words.size()))
            throw std::out_of_range(fmt::format("no word {}", word));
    }
    return out;
}

}  // namespace

std::string AlignmentSet::json() const {
    // One utterance a line: a table of thousands can be searched and compared.
    std::string out = ordered_json{{"language", language}}.dump();
    out.pop_back();
    out += ",\"utterances\":[";
    for (std::size_t i = 0; i < utterances.size(); ++i)
        out += (i > 0 ? ",\n" : "\n") + toJson(utterances[i]).dump();
    return out + "\n]}\n";
}

AlignmentSet AlignmentSet::read(const std::filesystem::path& path) {
    const std::string text = readText(path);
    AlignmentSet out;
    try {
        const auto root = ordered_json::parse(text);
        root.at("language").get_to(out.language);
        for (const auto& utterance : root.at("utterances"))
            out.utterances.push_back(fromJson(utterance));
    } catch (const std::exception& error) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: utterance {}: expected alignments of arioso-corpus align, "
                                "found: {}",
                                path.string(), out.utterances.size() + 1, error.what()));
    }
    return out;
}

}  // namespace arioso::corpus
