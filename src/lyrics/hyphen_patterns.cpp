#include "src/lyrics/hyphen_patterns.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "src/lyrics/text_lines.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

constexpr std::size_t kMostBytes = 16U << 20U;

std::u32string toUtf32(std::string_view text) {
    const auto string = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    std::u32string out;
    for (std::int32_t i = 0; i < string.length(); i = string.moveIndex32(i, 1)) {
        out += static_cast<char32_t>(string.char32At(i));
    }
    return out;
}

/// Settings of the format: their names are capitals, patterns are not.
bool isSetting(std::string_view line) {
    return line.size() > 2 && line[0] >= 'A' && line[0] <= 'Z' && line[1] >= 'A' && line[1] <= 'Z';
}

}  // namespace

void HyphenPatterns::addPattern(Level& level, std::u32string_view line) {
    // "pattern/change,from,count" respells a word at the break; where it breaks is all we ask.
    line = line.substr(0, line.find(U'/'));
    std::u32string letters;
    std::string digits(1, 0);
    for (const char32_t c : line) {
        if (c >= U'0' && c <= U'9') {
            digits.back() = static_cast<char>(c - U'0');
        } else {
            letters += c;
            digits.push_back(0);
        }
    }
    if (letters.empty()) return;
    level.longest = std::max(level.longest, letters.size());
    level.patterns.insert_or_assign(std::move(letters), std::move(digits));
}

HyphenPatterns HyphenPatterns::load(const std::filesystem::path& path) {
    HyphenPatterns out;
    std::ifstream file(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (bytes.empty() || bytes.size() > kMostBytes) return out;
    const std::size_t first = bytes.find_first_of("\r\n");
    std::string encoding(trimBlanks(std::string_view(bytes).substr(0, first)));
    if (encoding.starts_with("ISO8859-")) encoding.insert(3, "-");
    const std::string text = toUtf8(bytes, encoding);
    Level level;
    bool header = true;
    for (std::string_view line : splitLines(text)) {
        line = trimBlanks(line);
        if (header || line.empty() || line.front() == '%' || line.front() == '#') {
            header = false;
        } else if (line == "NEXTLEVEL") {
            out.levels_.push_back(std::move(level));
            level = {};
        } else if (!isSetting(line)) {
            addPattern(level, toUtf32(line));
        }
    }
    out.levels_.push_back(std::move(level));
    std::erase_if(out.levels_, [](const Level& l) { return l.patterns.empty(); });
    return out;
}

void HyphenPatterns::breakPiece(std::u32string_view piece, std::size_t offset, std::size_t level,
                                std::vector<std::size_t>& out) const {
    const Level& rules = levels_[level];
    const std::u32string framed = U'.' + std::u32string(piece) + U'.';
    std::string values(framed.size() + 1, 0);
    for (std::size_t start = 0; start < framed.size(); ++start) {
        const std::size_t most = std::min(rules.longest, framed.size() - start);
        for (std::size_t length = 1; length <= most; ++length) {
            const auto found = rules.patterns.find(framed.substr(start, length));
            if (found == rules.patterns.end()) continue;
            for (std::size_t i = 0; i <= length; ++i) {
                values[start + i] = std::max(values[start + i], found->second[i]);
            }
        }
    }
    // values[i + 1] stands before character i of the piece.
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= piece.size(); ++i) {
        const bool isEnd = i == piece.size();
        if (!isEnd && values[i + 1] % 2 == 0) continue;
        if (level + 1 < levels_.size()) {
            breakPiece(piece.substr(begin, i - begin), offset + begin, level + 1, out);
        }
        if (!isEnd) out.push_back(offset + i);
        begin = i;
    }
}

std::vector<std::size_t> HyphenPatterns::breaks(std::u32string_view word) const {
    constexpr std::size_t kLongestWord = 200;
    std::vector<std::size_t> out;
    if (levels_.empty() || word.empty() || word.size() > kLongestWord) return out;
    breakPiece(word, 0, 0, out);
    return out;
}

}  // namespace arioso
