#include "src/lyrics/lrc.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "src/lyrics/lyric_words.h"
#include "src/lyrics/repeated_text.h"
#include "src/lyrics/text_lines.h"

namespace arioso {
namespace {

struct Stamp {
    double fields[3] = {0.0, 0.0, 0.0};
    int count = 0;
    bool fraction = false;
};

/// "mm:ss", "mm:ss.xx", "mm:ss:xx", "hh:mm:ss.xx" between the brackets.
std::optional<Stamp> stampOf(std::string_view text) {
    Stamp stamp;
    std::size_t i = 0;
    while (stamp.count < 3) {
        double value = 0.0;
        std::size_t digits = 0;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9' && digits < 9) {
            value = value * 10.0 + (text[i++] - '0');
            ++digits;
        }
        if (digits == 0) return std::nullopt;
        stamp.fields[stamp.count++] = value;
        if (i == text.size()) break;
        if (text[i] == ':' && stamp.count < 3) {
            ++i;
            continue;
        }
        if ((text[i] != '.' && text[i] != ',') || stamp.count < 2) return std::nullopt;
        double unit = 0.1;
        for (++i; i < text.size(); ++i, unit *= 0.1) {
            if (text[i] < '0' || text[i] > '9') return std::nullopt;
            stamp.fields[stamp.count - 1] += unit * (text[i] - '0');
        }
        stamp.fraction = true;
        break;
    }
    if (i != text.size() || stamp.count < 2) return std::nullopt;
    return stamp;
}

/// A bracketed stamp at `at`; `length` gets the bytes it takes.
std::optional<Stamp> bracketed(std::string_view text, std::size_t at, char open, char close,
                               std::size_t& length) {
    if (at >= text.size() || text[at] != open) return std::nullopt;
    constexpr std::size_t kLongest = 21;
    const std::size_t end = text.substr(at, kLongest).find(close);
    if (end == std::string_view::npos) return std::nullopt;
    length = end + 1;
    return stampOf(text.substr(at + 1, end - 1));
}

bool letters(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '#';
    });
}

/// Singer's marks of Walaoke ("F:") and of streaming services ("v1:", "bg:").
std::string_view withoutSinger(std::string_view text) {
    for (const std::string_view mark : {"F:", "M:", "D:", "v1:", "v2:", "bg:"}) {
        if (text.substr(0, mark.size()) == mark) return trimBlanks(text.substr(mark.size()));
    }
    return text;
}

class LrcParser {
  public:
    explicit LrcParser(Lyrics& out) : out_(out) {}

    void run(std::string_view text) {
        const std::vector<std::string_view> lines = splitLines(text);
        findCentiseconds(lines);
        for (const std::string_view line : lines) addLine(trimBlanks(line));
        applyOffset();
        std::stable_sort(out_.lines.begin(), out_.lines.end(),
                         [](const auto& a, const auto& b) { return a.seconds < b.seconds; });
        dropTranslations();
        setEnds();
        repeats_.tell(out_);
        if (ignored_ > 0) {
            out_.diagnostics.push_back(
                fmt::format("{}: {} line{} without a time stamp ignored, the first is \"{}\"",
                            out_.source, ignored_, ignored_ == 1 ? "" : "s", firstIgnored_));
        }
    }

  private:
    /// Three fields are hours in some files and hundredths in others; the latter pass 59 soon.
    void findCentiseconds(const std::vector<std::string_view>& lines) {
        for (std::string_view line : lines) {
            line = trimBlanks(line);
            std::size_t length = 0;
            const auto stamp = bracketed(line, 0, '[', ']', length);
            if (stamp && stamp->count == 3 && !stamp->fraction && stamp->fields[2] > 59.0) {
                centiseconds_ = true;
            }
        }
    }

    [[nodiscard]] double secondsOf(const Stamp& stamp) const {
        if (stamp.count == 2) return stamp.fields[0] * 60.0 + stamp.fields[1];
        if (centiseconds_ && !stamp.fraction) {
            return stamp.fields[0] * 60.0 + stamp.fields[1] + stamp.fields[2] / 100.0;
        }
        return (stamp.fields[0] * 60.0 + stamp.fields[1]) * 60.0 + stamp.fields[2];
    }

    void addLine(std::string_view line) {
        if (line.empty() || line.front() == '#' || line.starts_with("[#]")) return;
        std::vector<double> times;
        std::size_t length = 0;
        while (const auto stamp = bracketed(line, 0, '[', ']', length)) {
            times.push_back(secondsOf(*stamp));
            line = trimBlanks(line.substr(length));
        }
        if (times.empty()) {
            if (!addTag(line)) {
                if (ignored_++ == 0) firstIgnored_ = std::string(line.substr(0, 40));
            }
            return;
        }
        LyricLine parsed = textOf(withoutSinger(line), times.front());
        markLanguages(parsed.words, language_);
        for (std::size_t i = 0; i < times.size(); ++i) {
            if (i > 0 && !repeats_.mayRepeat(parsed)) break;
            const double time = times[i];
            LyricLine copy = parsed;
            const double shift = time - times.front();
            copy.seconds = time;
            if (copy.end) *copy.end += shift;
            for (LyricWord& word : copy.words) {
                for (LyricPiece& piece : word.pieces) {
                    if (piece.seconds) *piece.seconds += shift;
                }
            }
            out_.lines.push_back(std::move(copy));
        }
    }

    bool addTag(std::string_view line) {
        if (line.front() != '[' || line.back() != ']') return false;
        const std::string_view inside = line.substr(1, line.size() - 2);
        const std::size_t colon = inside.find(':');
        const std::string_view key = inside.substr(0, colon);
        if (colon == std::string_view::npos || !letters(key)) return false;
        std::string lower(key);
        for (char& c : lower) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        }
        const std::string value(trimBlanks(inside.substr(colon + 1)));
        if (lower == "la" || lower == "lang" || lower == "language") out_.language = value;
        out_.tags.emplace(std::move(lower), value);
        return true;
    }

    /// Words of a line whose first stamp is `lineTime`, with the stamps inside it.
    LyricLine textOf(std::string_view text, double lineTime) const {
        LyricLine line;
        std::optional<double> time;
        std::string segment;
        bool joined = false;  // the segment goes on without a blank
        bool any = false;
        const auto flush = [&] {
            addSegment(line.words, segment, time, joined);
            joined = !segment.empty() && segment.back() != ' ';
            if (trimBlanks(segment).empty() && time && !line.words.empty()) line.end = time;
            segment.clear();
        };
        for (std::size_t i = 0; i < text.size();) {
            std::size_t length = 0;
            auto stamp = bracketed(text, i, '<', '>', length);
            if (!stamp) stamp = bracketed(text, i, '[', ']', length);
            if (!stamp) {
                segment += text[i++];
                continue;
            }
            if (!any && !trimBlanks(segment).empty() && !time) time = lineTime;
            flush();
            any = true;
            time = secondsOf(*stamp);
            i += length;
        }
        flush();
        line.text = shownText(line.words);
        return line;
    }

    static void addSegment(std::vector<LyricWord>& words, std::string_view segment,
                           std::optional<double> time, bool joined) {
        if (!segment.empty() && segment.front() == ' ') joined = false;
        std::vector<LyricWord> own = splitWords(segment);
        if (own.empty()) return;
        if (time) own.front().pieces.front().seconds = time;
        std::size_t first = 0;
        if (joined && !words.empty()) {
            auto& pieces = words.back().pieces;
            pieces.insert(pieces.end(), own[0].pieces.begin(), own[0].pieces.end());
            first = 1;
        }
        for (; first < own.size(); ++first) words.push_back(std::move(own[first]));
    }

    void applyOffset() {
        const auto tag = out_.tags.find("offset");
        if (tag == out_.tags.end()) return;
        char* end = nullptr;
        const double offset = std::strtod(tag->second.c_str(), &end) / 1000.0;
        if (end == tag->second.c_str() || !std::isfinite(offset)) {
            out_.diagnostics.push_back(fmt::format(
                "{}: offset: expected milliseconds, found \"{}\"", out_.source, tag->second));
            return;
        }
        const auto move = [offset](std::optional<double>& time) {
            if (time) time = std::max(0.0, *time - offset);
        };
        for (LyricLine& line : out_.lines) {
            move(line.seconds);
            move(line.end);
            for (LyricWord& word : line.words) {
                for (LyricPiece& piece : word.pieces) move(piece.seconds);
            }
        }
    }

    void dropTranslations() {
        std::size_t kept = 0;
        std::size_t dropped = 0;
        for (LyricLine& line : out_.lines) {
            if (kept > 0 && out_.lines[kept - 1].seconds == line.seconds &&
                !out_.lines[kept - 1].words.empty()) {
                ++dropped;
                continue;
            }
            if (kept > 0 && out_.lines[kept - 1].seconds == line.seconds) --kept;
            if (&out_.lines[kept] != &line) out_.lines[kept] = std::move(line);
            ++kept;
        }
        out_.lines.resize(kept);
        if (dropped > 0) {
            out_.diagnostics.push_back(
                fmt::format("{}: {} line{} with the stamp of another line left out (translations?)",
                            out_.source, dropped, dropped == 1 ? "" : "s"));
        }
    }

    /// An empty line ends the one before it.
    void setEnds() {
        for (std::size_t i = 0; i + 1 < out_.lines.size(); ++i) {
            const LyricLine& next = out_.lines[i + 1];
            if (next.words.empty() && !out_.lines[i].end) out_.lines[i].end = next.seconds;
        }
    }

    Lyrics& out_;
    RepeatedText repeats_;
    std::string language_;
    bool centiseconds_ = false;
    std::size_t ignored_ = 0;
    std::string firstIgnored_;
};

}  // namespace

bool looksLikeLrc(std::string_view text) {
    const auto lines = splitLines(text);
    return std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
        std::size_t length = 0;
        return bracketed(trimBlanks(line), 0, '[', ']', length).has_value();
    });
}

void parseLrc(std::string_view text, Lyrics& out) {
    out.timed = true;
    LrcParser(out).run(text);
}

}  // namespace arioso
