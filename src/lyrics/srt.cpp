#include "src/lyrics/srt.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "src/lyrics/lyric_words.h"
#include "src/lyrics/text_lines.h"

namespace arioso {
namespace {

constexpr std::string_view kArrow = "-->";

/// "01:02:03,456", "02:03.456" in seconds.
std::optional<double> secondsOf(std::string_view text) {
    double whole = 0.0;
    double field = 0.0;
    double unit = 0.0;
    std::size_t digits = 0;
    int colons = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            if (++digits > 9) return std::nullopt;
            if (unit > 0.0) {
                field += unit * (c - '0');
                unit *= 0.1;
            } else {
                field = field * 10.0 + (c - '0');
            }
        } else if (c == ':' && digits > 0 && unit == 0.0 && colons < 2) {
            whole = (whole + field) * 60.0;
            field = 0.0;
            digits = 0;
            ++colons;
        } else if ((c == ',' || c == '.') && digits > 0 && unit == 0.0) {
            unit = 0.1;
        } else {
            return std::nullopt;
        }
    }
    if (digits == 0 || colons == 0) return std::nullopt;
    return whole + field;
}

/// Both times of a time line.
std::optional<std::pair<double, double>> timesOf(std::string_view line) {
    const std::size_t arrow = line.find(kArrow);
    if (arrow == std::string_view::npos) return std::nullopt;
    const std::string_view rest = trimBlanks(line.substr(arrow + kArrow.size()));
    const auto from = secondsOf(trimBlanks(line.substr(0, arrow)));
    const auto to = secondsOf(rest.substr(0, rest.find_first_of(" \t")));
    if (!from || !to) return std::nullopt;
    return std::pair(*from, std::max(*from, *to));
}

/// A line of text as sung: without "<i>", "{\an8}", notes and the dash of a second singer.
std::string textOf(std::string_view line) {
    std::string out;
    // Behind the last bracket that closes no tag is looked for.
    const std::size_t lastAngle = line.rfind('>');
    const std::size_t lastBrace = line.rfind('}');
    const auto closes = [](std::size_t last, std::size_t i) {
        return last != std::string_view::npos && i < last;
    };
    for (std::size_t i = 0; i < line.size();) {
        if (line[i] == '<' && closes(lastAngle, i)) {
            i = line.find('>', i) + 1;
        } else if (line.substr(i, 2) == "{\\" && closes(lastBrace, i)) {
            i = line.find('}', i) + 1;
        } else if (line.substr(i, 3) == "\u266a" || line.substr(i, 3) == "\u266b") {
            i += 3;
        } else {
            out += line[i++];
        }
    }
    std::string_view text = trimBlanks(out);
    if (text.starts_with("- ")) text = trimBlanks(text.substr(2));
    return std::string(text);
}

bool isNumber(std::string_view line) {
    return !line.empty() && line.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool looksLikeSrt(std::string_view text) {
    const auto lines = splitLines(text);
    return std::any_of(lines.begin(), lines.end(),
                       [](std::string_view line) { return timesOf(trimBlanks(line)).has_value(); });
}

void parseSrt(std::string_view text, Lyrics& out) {
    out.timed = true;
    std::string language;
    double from = 0.0;
    double to = 0.0;
    bool inside = false;
    bool first = false;
    std::size_t ignored = 0;
    const std::vector<std::string_view> lines = splitLines(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string_view line = trimBlanks(lines[i]);
        if (const auto times = timesOf(line)) {
            std::tie(from, to) = *times;
            inside = first = true;
            continue;
        }
        // A number before a time line counts the subtitles, whatever stands between.
        const bool counts =
            isNumber(line) && i + 1 < lines.size() && timesOf(trimBlanks(lines[i + 1]));
        if (line.empty() || counts) {
            inside = false;
            continue;
        }
        if (!inside) {
            if (!line.starts_with("WEBVTT") && !line.starts_with("NOTE")) ++ignored;
            continue;
        }
        LyricLine parsed;
        parsed.words = splitWords(textOf(line));
        markLanguages(parsed.words, language);
        if (parsed.words.empty()) continue;
        parsed.text = shownText(parsed.words);
        if (first) {
            parsed.seconds = from;
        } else if (!out.lines.empty()) {
            out.lines.back().end.reset();
        }
        parsed.end = to;
        parsed.stanzaStart = out.lines.empty();
        out.lines.push_back(std::move(parsed));
        first = false;
    }
    if (ignored > 0) {
        out.diagnostics.push_back(fmt::format("{}: {} line{} outside of the subtitles ignored",
                                              out.source, ignored, ignored == 1 ? "" : "s"));
    }
}

}  // namespace arioso
