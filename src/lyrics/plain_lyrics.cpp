#include "src/lyrics/plain_lyrics.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "src/lyrics/lyric_words.h"
#include "src/lyrics/repeated_text.h"
#include "src/lyrics/text_lines.h"
#include "src/perform/sung_text.h"

namespace arioso {
namespace {

/// Whether a text begins with the name of a section.
bool namesSection(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    const std::string_view word = std::string_view(lower).substr(0, lower.find(' '));
    for (const std::string_view known :
         {"verse", "chorus", "refrain", "bridge", "intro", "outro", "coda", "strophe", "vers",
          "estribillo", "couplet", "ritornello", "strofa"}) {
        if (word == known) return true;
    }
    return false;
}

/// "[Chorus]" or "Verse 2:"; empty if the line is no heading.
std::string headingOf(std::string_view line) {
    if (line.size() >= 2 && line.front() == '[' && line.find(']') + 1 == line.size()) {
        const std::string_view inside = trimBlanks(line.substr(1, line.size() - 2));
        // "[k ae t]" is sung; a single letter names a section.
        const bool sounds = inside.find(' ') != std::string_view::npos && !namesSection(inside) &&
                            spellsPhones(inside);
        return sounds ? std::string() : std::string(inside);
    }
    if (line.size() < 2 || line.back() != ':' || line.size() > 24) return {};
    const std::string_view title = line.substr(0, line.size() - 1);
    if (namesSection(title)) return std::string(title);
    return {};
}

/// A stanza's printed number ("2. ", "3) ") is not sung.
std::string_view withoutNumber(std::string_view line) {
    std::size_t digits = 0;
    while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9') ++digits;
    if (digits == 0 || digits > 2 || digits + 1 >= line.size()) return line;
    if (line[digits] != '.' && line[digits] != ')') return line;
    if (line[digits + 1] != ' ') return line;
    return trimBlanks(line.substr(digits + 1));
}

class PlainParser {
  public:
    explicit PlainParser(Lyrics& out) : out_(out) {}

    void run(std::string_view text) {
        for (const std::string_view raw : splitLines(text)) addLine(trimBlanks(raw));
        closeSection();
        repeats_.tell(out_);
    }

  private:
    void addLine(std::string_view line) {
        if (line.empty()) {
            stanzaStart_ = true;
            return;
        }
        if (line.front() == '#' || line.front() == '%') return comment(line.substr(1));
        if (std::string heading = headingOf(line); !heading.empty()) {
            closeSection();
            section_ = std::move(heading);
            first_ = out_.lines.size();
            stanzaStart_ = true;
            return;
        }
        LyricLine parsed;
        parsed.words = splitWords(withoutNumber(line));
        markLanguages(parsed.words, language_);
        if (parsed.words.empty()) return;
        parsed.text = shownText(parsed.words);
        parsed.section = section_;
        parsed.stanzaStart = stanzaStart_ || out_.lines.empty();
        stanzaStart_ = false;
        out_.lines.push_back(std::move(parsed));
    }

    /// "# language: de", "# title: …" and "# author: …" are settings in a comment's clothes.
    void comment(std::string_view text) {
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos) return;
        const std::string_view key = trimBlanks(text.substr(0, colon));
        const std::string_view value = trimBlanks(text.substr(colon + 1));
        if ((key == "language" || key == "lang") && !value.empty() && value.size() <= 12) {
            out_.language = std::string(value);
        }
        // The tags that LRC files have for these.
        if (!value.empty() && (key == "title" || key == "author"))
            out_.tags[key == "title" ? "ti" : "au"] = std::string(value);
    }

    /// A heading without lines sings what stood under it before.
    void closeSection() {
        if (section_.empty()) return;
        if (out_.lines.size() > first_) {
            known_[section_] = {out_.lines.begin() + static_cast<std::ptrdiff_t>(first_),
                                out_.lines.end()};
            return;
        }
        const auto before = known_.find(section_);
        if (before == known_.end()) {
            // Instrumental sections have headings too; only a chorus nobody wrote is a surprise.
            return;
        }
        for (const LyricLine& line : before->second) {
            if (!repeats_.mayRepeat(line)) return;
            out_.lines.push_back(line);
        }
    }

    Lyrics& out_;
    RepeatedText repeats_;
    std::string section_;
    std::string language_;
    std::size_t first_ = 0;
    bool stanzaStart_ = true;
    std::map<std::string, std::vector<LyricLine>> known_;
};

}  // namespace

void parsePlainLyrics(std::string_view text, Lyrics& out) {
    PlainParser(out).run(text);
}

}  // namespace arioso
