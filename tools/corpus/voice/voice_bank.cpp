#include "tools/corpus/voice/voice_bank.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <set>
#include <sstream>
#include <string_view>

#include "dsp/error.h"
#include "src/perform/kana.h"
#include "tools/corpus/files.h"

namespace arioso::corpus {
namespace {

constexpr std::string_view kBefore = "-aiueon";
constexpr char kAny = '*';  // units of single morae

/// Different spellings of one sound.
std::string sounding(const std::string& mora) {
    if (mora == "を") return "お";
    if (mora == "ぢ") return "じ";
    if (mora == "づ") return "ず";
    return mora;
}

/// The mora of an alias; empty if it is not one mora.
std::string moraOf(const std::string& alias) {
    if (alias.empty() || !isKanaOrRomaji(alias)) return {};
    const auto morae = splitMorae(alias);
    return morae.size() == 1 ? morae[0] : std::string();
}

VoiceUnit unitOf(const std::string& fields, const std::string& file, const std::string& place) {
    std::istringstream stream(fields);
    std::array<double, 5> values{};
    for (double& value : values) {
        std::string text;
        std::getline(stream, text, ',');
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (failure != std::errc() || end != text.data() + text.size()) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: expected five numbers after the alias, found '{}'", place,
                                    fields));
        }
        value *= 0.001;
    }
    return {file, values[0], values[1], values[2], values[3], values[4]};
}

}  // namespace

double VoiceUnit::end(double fileSeconds) const {
    return cutoff < 0.0 ? std::min(fileSeconds, offset - cutoff) : fileSeconds - cutoff;
}

VoiceBank VoiceBank::read(const std::filesystem::path& folder) {
    VoiceBank bank;
    bank.folder_ = folder;
    std::filesystem::path table = folder / "oto_utf8.ini";
    if (!std::filesystem::exists(table)) table = folder / "oto.ini";
    std::istringstream lines(readText(table));
    std::set<std::string> found;
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.empty() || line[0] == '#') continue;
        const std::string place = fmt::format("{}:{}", table.string(), number);
        const auto equals = line.find('=');
        const auto comma = line.find(',', equals == std::string::npos ? 0 : equals);
        if (equals == std::string::npos || comma == std::string::npos) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: expected FILE=ALIAS,NUMBERS, found '{}'", place, line));
        }
        const std::string file = line.substr(0, equals);
        std::string alias = line.substr(equals + 1, comma - equals - 1);
        if (alias.empty()) alias = std::filesystem::path(file).stem().string();
        const VoiceUnit unit = unitOf(line.substr(comma + 1), file, place);
        char before = kAny;
        if (alias.size() > 2 && alias[1] == ' ') {
            if (kBefore.find(alias[0]) == std::string_view::npos) continue;
            before = alias[0];
            alias = alias.substr(2);
            bank.joined_ = true;
        }
        const std::string mora = alias == "-" ? "-" : moraOf(alias);
        if (mora.empty()) continue;
        bank.units_.emplace(std::pair(before, mora), unit);
        if (mora != "-") found.insert(sounding(mora));
    }
    for (const std::string& mora : found) {
        bool everywhere = true;
        for (const char before : kBefore) {
            everywhere = everywhere && bank.find(before, mora) != nullptr;
        }
        if (everywhere) bank.morae_.push_back(mora);
    }
    if (bank.morae_.empty()) {
        throw Error(ExitCode::Input, fmt::format("{}: expected Japanese morae as aliases (UTF-8), "
                                                 "found none that stands in every place",
                                                 table.string()));
    }
    return bank;
}

const VoiceUnit* VoiceBank::find(char before, const std::string& mora) const {
    for (const std::string& name : {mora, sounding(mora)}) {
        for (const char place : {before, kAny}) {
            const auto found = units_.find({place, name});
            if (found != units_.end()) return &found->second;
        }
    }
    return nullptr;
}

const VoiceUnit* VoiceBank::ending(char vowel) const {
    const auto found = units_.find({vowel, "-"});
    return found != units_.end() ? &found->second : nullptr;
}

std::vector<VoiceBank::Named> VoiceBank::all() const {
    std::vector<Named> out;
    for (const auto& [name, unit] : units_) out.push_back({name.first, name.second, unit});
    return out;
}

char vowelOfMora(const std::string& mora, char before) {
    if (mora == "ん") return 'n';
    if (mora == "ー" || mora == "っ") return before;
    const auto phones = moraPhones({{mora}});
    if (phones[0].nucleus.empty()) return before;
    const std::string& symbol = phones[0].nucleus.front().symbol;
    return symbol == "ɯ" ? 'u' : symbol[0];
}

}  // namespace arioso::corpus
