#include "src/lyrics/text_lines.h"

namespace arioso {
namespace {

constexpr std::string_view kNoBreak = "\xc2\xa0";
constexpr std::string_view kIdeographic = "\xe3\x80\x80";

std::size_t blankAtStart(std::string_view text) {
    if (text.empty()) return 0;
    if (text.front() == ' ' || text.front() == '\t' || text.front() == '\r') return 1;
    if (text.starts_with(kNoBreak)) return kNoBreak.size();
    return text.starts_with(kIdeographic) ? kIdeographic.size() : 0;
}

std::size_t blankAtEnd(std::string_view text) {
    if (text.empty()) return 0;
    if (text.back() == ' ' || text.back() == '\t' || text.back() == '\r') return 1;
    if (text.ends_with(kNoBreak)) return kNoBreak.size();
    return text.ends_with(kIdeographic) ? kIdeographic.size() : 0;
}

}  // namespace

std::vector<std::string_view> splitLines(std::string_view text) {
    std::vector<std::string_view> lines;
    std::size_t start = 0;
    while (start <= text.size()) {
        const std::size_t end = text.find_first_of("\r\n", start);
        if (end == std::string_view::npos) {
            if (start < text.size()) lines.push_back(text.substr(start));
            break;
        }
        lines.push_back(text.substr(start, end - start));
        const bool pair = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
        start = end + (pair ? 2 : 1);
    }
    return lines;
}

std::string_view trimBlanks(std::string_view text) {
    while (const std::size_t bytes = blankAtStart(text)) text.remove_prefix(bytes);
    while (const std::size_t bytes = blankAtEnd(text)) text.remove_suffix(bytes);
    return text;
}

}  // namespace arioso
