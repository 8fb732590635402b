#include "src/perform/phone_lengths.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "dsp/error.h"
#include "sounds_toml.h"
#include "src/condition/condition.h"

namespace arioso {
namespace {

constexpr double kShortestMs = 1.0;
constexpr double kLongestMs = 1000.0;

/// A table of the file and where it stands, for messages.
class Fields {
  public:
    Fields(const toml::table& table, const std::string& file, std::string name)
        : table_(table), file_(file), name_(std::move(name)) {}

    [[noreturn]] void fail(const std::string& field, const std::string& expected) const {
        const toml::node* node = table_.get(field);
        const auto line = (node != nullptr ? node->source() : table_.source()).begin.line;
        throw Error(ExitCode::Input, fmt::format("{}: line {}: {}{}: expected {}", file_, line,
                                                 name_, field, expected));
    }
    [[nodiscard]] std::optional<double> milliseconds(const char* field) const {
        const toml::node* node = table_.get(field);
        if (node == nullptr) return std::nullopt;
        const auto value = node->value<double>();
        if (!value || !(*value >= kShortestMs && *value <= kLongestMs))
            fail(field, fmt::format("milliseconds from {} to {}", kShortestMs, kLongestMs));
        return value;
    }
    [[nodiscard]] double demanded(const char* field) const {
        const auto value = milliseconds(field);
        if (!value) fail(field, fmt::format("milliseconds from {} to {}", kShortestMs, kLongestMs));
        return *value;
    }
    void known(std::initializer_list<std::string_view> names) const {
        for (const auto& [key, node] : table_) {
            const std::string_view name = key.str();
            if (std::find(names.begin(), names.end(), name) == names.end())
                fail(std::string(name), fmt::format("one of {}", fmt::join(names, ", ")));
        }
    }
    [[nodiscard]] bool has(const char* field) const { return table_.contains(field); }

  private:
    const toml::table& table_;
    const std::string& file_;
    std::string name_;
};

double lengthOf(const Fields& sound) {
    sound.known({"learned", "least", "most", "source"});
    if (!sound.has("source")) sound.fail("source", "where the figure comes from");
    const double learned = sound.demanded("learned");
    const double least = sound.milliseconds("least").value_or(kShortestMs);
    const double most = sound.milliseconds("most").value_or(kLongestMs);
    if (least > most) sound.fail("least", fmt::format("no more than most, {}", most));
    return std::clamp(learned, least, most) / 1000.0;
}

}  // namespace

PhoneLengths PhoneLengths::parse(std::string_view text, const std::string& file) {
    toml::table root;
    try {
        root = toml::parse(text, file);
    } catch (const toml::parse_error& error) {
        throw Error(ExitCode::Input, fmt::format("{}: line {}: {}", file, error.source().begin.line,
                                                 error.description()));
    }
    const Fields top(root, file, "");
    top.known({"other_consonant", "other_vowel", "longest_onset", "sound"});
    PhoneLengths out;
    out.otherConsonant_ = top.demanded("other_consonant") / 1000.0;
    out.otherVowel_ = top.demanded("other_vowel") / 1000.0;
    out.longestOnset_ = top.demanded("longest_onset") / 1000.0;
    const toml::table* sounds = root["sound"].as_table();
    if (sounds == nullptr) top.fail("sound", "tables [sound.\"SYMBOL\"]");
    const auto& inventory = phonemeInventory();
    for (const auto& [key, node] : *sounds) {
        const std::string symbol(key.str());
        const Fields place(*sounds, file, "sound.");
        if (std::find(inventory.begin(), inventory.end(), symbol) == inventory.end())
            place.fail(symbol, "a sound that voices know (arioso phonemes)");
        const toml::table* sound = node.as_table();
        if (sound == nullptr) place.fail(symbol, "a table with learned and source");
        out.seconds_[symbol] = lengthOf(Fields(*sound, file, "sound." + symbol + "."));
    }
    return out;
}

PhoneLengths PhoneLengths::load(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error(ExitCode::Input, fmt::format("{}: cannot be opened", path.string()));
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return parse(text, path.string());
}

const PhoneLengths& PhoneLengths::builtIn() {
    static const PhoneLengths lengths = parse(kSoundsToml, "configs/sounds.toml");
    return lengths;
}

double PhoneLengths::seconds(const std::string& symbol) const {
    const auto found = seconds_.find(symbol);
    if (found != seconds_.end()) return found->second;
    return isVowelSymbol(symbol) ? otherVowel_ : otherConsonant_;
}

double PhoneLengths::seconds(const std::vector<Phone>& phones) const {
    double sum = 0.0;
    for (const Phone& phone : phones) sum += seconds(phone.symbol);
    return sum;
}

std::size_t spreadPhones(const PhoneLengths& lengths, std::vector<Phone> phones, double start,
                         double end, std::vector<PhonemeSpan>& out) {
    const double room = end - start;
    std::size_t left = 0;
    while (!phones.empty() && static_cast<double>(phones.size()) * kShortestPhone > room + 1e-9) {
        // Of equals the last: min_element over the reversed list.
        const auto least =
            std::min_element(phones.rbegin(), phones.rend(), [&](const Phone& a, const Phone& b) {
                return lengths.seconds(a.symbol) < lengths.seconds(b.symbol);
            });
        phones.erase(std::next(least).base());
        ++left;
    }
    if (phones.empty()) return left;
    const double total = lengths.seconds(phones);
    const auto count = static_cast<double>(phones.size());
    double least = room;
    for (const Phone& phone : phones) {
        least = std::min(least, room * lengths.seconds(phone.symbol) / total);
    }
    // In a hurry each has a frame first, and what is left in proportion.
    const double each = least < kShortestPhone ? kShortestPhone : 0.0;
    const double rest = std::max(0.0, room - each * count);
    double time = start;
    double used = 0.0;
    for (std::size_t i = 0; i < phones.size(); ++i) {
        used += each + rest * lengths.seconds(phones[i].symbol) / total;
        const double next = i + 1 < phones.size() ? start + used : end;
        out.push_back({phones[i].symbol, time, next, phones[i].vowel});
        time = next;
    }
    return left;
}

}  // namespace arioso
