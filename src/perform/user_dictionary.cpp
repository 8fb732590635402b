#include "src/perform/user_dictionary.h"

#include <unicode/unistr.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "src/lyrics/text_lines.h"
#include "src/perform/phoneme_names.h"

namespace arioso {
namespace {

constexpr std::size_t kMostBytes = 16U << 20U;

std::string lowerCase(const std::string& text) {
    std::string out;
    icu::UnicodeString::fromUTF8(text).toLower().toUTF8String(out);
    return out;
}

std::filesystem::path sharedPath() {
    const auto value = [](const char* name) {
        const char* text = std::getenv(name);
        return std::string(text == nullptr ? "" : text);
    };
    if (std::string path = value("ARIOSO_DICTIONARY"); !path.empty()) return path;
    if (const std::string config = value("XDG_CONFIG_HOME"); !config.empty()) {
        return std::filesystem::path(config) / "arioso/dictionary.txt";
    }
    if (const std::string home = value("HOME"); !home.empty()) {
        return std::filesystem::path(home) / ".config/arioso/dictionary.txt";
    }
    return {};
}

}  // namespace

UserDictionary UserDictionary::parse(std::string_view text) {
    UserDictionary out;
    for (std::string_view line : splitLines(text)) {
        line = trimBlanks(line.substr(0, line.find('#')));
        const std::size_t blank = line.find_first_of(" \t=");
        if (blank == std::string_view::npos || blank == 0) continue;
        std::string_view value = trimBlanks(line.substr(blank));
        if (value.starts_with("=")) value = trimBlanks(value.substr(1));
        Entry entry;
        entry.ipa = value.size() > 2 && value.front() == '/' && value.back() == '/';
        if (value.size() > 2 && value.front() == '[' && value.back() == ']') {
            entry.spelled = spelledPhones(value.substr(1, value.size() - 2)).unknown.empty();
            if (!entry.spelled) continue;
        }
        if (entry.ipa || entry.spelled) value = value.substr(1, value.size() - 2);
        entry.text = std::string(value);
        if (!value.empty()) {
            out.entries_.insert_or_assign(lowerCase(std::string(line.substr(0, blank))), entry);
        }
    }
    return out;
}

UserDictionary UserDictionary::load(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return text.size() > kMostBytes ? UserDictionary() : parse(text);
}

const UserDictionary& UserDictionary::shared() {
    static const UserDictionary dictionary = load(sharedPath());
    return dictionary;
}

const UserDictionary::Entry* UserDictionary::find(const std::string& word) const {
    if (entries_.empty()) return nullptr;
    const auto it = entries_.find(lowerCase(word));
    return it == entries_.end() ? nullptr : &it->second;
}

}  // namespace arioso
