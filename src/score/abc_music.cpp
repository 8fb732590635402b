#include "src/score/abc_music.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "src/score/abc_file.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

constexpr std::string_view kSteps = "CDEFGAB";
constexpr int kMostNumber = 1'000'000;
constexpr int kMostTimes = 1000;

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isNoteLetter(char c) {
    return (c >= 'A' && c <= 'G') || (c >= 'a' && c <= 'g');
}

/// Passes of an ending: "1,3", "1-3".
std::vector<int> passesOf(std::string_view text) {
    std::vector<int> out;
    int last = 0;
    bool range = false;
    for (std::size_t i = 0; i < text.size();) {
        if (!isDigit(text[i])) {
            range = text[i++] == '-';
            continue;
        }
        int value = 0;
        while (i < text.size() && isDigit(text[i]))
            value = std::min(value * 10 + text[i++] - '0', 999);
        if (range) {
            for (int k = last + 1; k < value; ++k) out.push_back(k);
        }
        if (value > 0) out.push_back(value);
        last = value;
        range = false;
    }
    return out;
}

bool isChordSymbol(std::string_view text) {
    if (text.substr(0, 2) == "N." || text.substr(0, 2) == "NC") return true;
    if (text.empty() || text[0] < 'A' || text[0] > 'G') return false;
    // "Fine" and "Allegro" begin like chords.
    static constexpr std::string_view kAllowed = "#b0123456789+-^()/majindugsoMABCDEFG \xB0";
    const std::string_view rest = text.substr(1);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    return rest.substr(0, end).find_first_not_of(kAllowed) == std::string_view::npos &&
           text != "Fine" && text.substr(0, 3) != "D.C" && text.substr(0, 3) != "D.S";
}

}  // namespace

void AbcMusic::read(std::string_view line) {
    line_ = line;
    at_ = 0;
    while (at_ < line_.size()) step();
}

bool AbcMusic::readSymbols(std::string_view text) {
    line_ = text;
    at_ = 0;
    bool known = true;
    while (at_ < line_.size()) {
        const char c = peek();
        if (c == '"') {
            quoted();
        } else if (c == '!' || c == '+') {
            namedDecoration(c);
        } else if (const std::string name = host_.symbol(c); !name.empty()) {
            ++at_;
            decorate(name);
        } else {
            known = false;
            ++at_;
        }
    }
    return known;
}

int AbcMusic::number() {
    int value = 0;
    while (isDigit(peek())) value = std::min(value * 10 + (line_[at_++] - '0'), kMostNumber);
    return value;
}

/// "3/2", "/", "//", "/4" behind a note.
Beat AbcMusic::lengthFactor() {
    int above = 1;
    if (isDigit(peek())) above = number();
    std::int64_t below = 1;
    while (peek() == '/' && below < 4096) {
        ++at_;
        if (isDigit(peek())) {
            below *= std::clamp(number(), 1, 4096);
        } else {
            below *= 2;
        }
    }
    while (peek() == '/') ++at_;
    return Beat(std::max(above, 0), below);
}

void AbcMusic::step() {
    const char c = peek();
    if (noteOrRest()) return;
    switch (c) {
        case '[':
            return bracket();
        case '{':
            return graces();
        case '(':
            return tupletOrSlur();
        case ')':
            ++at_;
            return host_.voice().closeSlur();
        case '<':
        case '>':
            return brokenRhythm();
        case '|':
        case ':':
            return barLine();
        case '"':
            return quoted();
        case '!':
        case '+':
            return namedDecoration(c);
        case '-':
            ++at_;
            return host_.voice().tie();
        case '&':
            ++at_;
            if (peek() == '\n') return;
            return host_.voice().overlay();
        case '.':
            // ".(" and ".-" are dotted lines, ".|" a dotted bar line.
            if (peek(1) == '(' || peek(1) == '-' || peek(1) == '|') {
                ++at_;
                return;
            }
            break;
        case 'y':
            ++at_;
            static_cast<void>(lengthFactor());
            return;
        case '\\':
        case '`':
        case '$':
        case '*':
        case ';':
        case ' ':
        case '\t':
        case ']':
            ++at_;
            return;
        default:
            break;
    }
    ++at_;
    if (const std::string name = host_.symbol(c); !name.empty()) return decorate(name);
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F) {
        host_.remark(fmt::format("\"{}\" in the music is not understood", c));
    } else if (byte >= 0x80) {
        while ((static_cast<unsigned char>(peek()) & 0xC0U) == 0x80U) ++at_;
        host_.remark("a sign in the music that is no ABC is not understood");
    }
}

bool AbcMusic::noteOrRest() {
    const char c = peek();
    if (isNoteLetter(c) || c == '^' || c == '_' || c == '=') {
        AbcNote note;
        if (!readNote(note)) return true;
        const Beat length = note.length;
        host_.voice().place({note}, length);
        return true;
    }
    if (c == 'z' || c == 'x' || c == 'Z' || c == 'X') {
        rest();
        return true;
    }
    return false;
}

/// Reads one note with its accidental, octave and length; false (and past it) if it is none.
bool AbcMusic::readNote(AbcNote& note) {
    float alter = 0.0F;
    bool accidental = false;
    while (peek() == '^' || peek() == '_' || peek() == '=') {
        const char sign = line_[at_++];
        float size = 1.0F;
        // "^/" is a quarter tone up, "_3/" three down, "^1/2" as abcm2ps writes it.
        if ((isDigit(peek()) && (peek(1) == '/' || isNoteLetter(peek(1)))) ||
            (peek() == '/' && accidental == false)) {
            const Beat factor = lengthFactor();
            size = static_cast<float>(std::clamp(factor.value(), 0.0, 4.0));
        }
        alter += sign == '^' ? size : sign == '_' ? -size : 0.0F;
        accidental = true;
    }
    if (!isNoteLetter(peek())) {
        host_.remark("an accidental without a note is ignored");
        return false;
    }
    const char letter = line_[at_++];
    const bool low = letter <= 'G';
    note.step = static_cast<int>(kSteps.find(low ? letter : static_cast<char>(letter - 32)));
    note.octave = low ? 4 : 5;
    for (; peek() == '\'' || peek() == ','; ++at_) note.octave += peek() == '\'' ? 1 : -1;
    note.octave = std::clamp(note.octave, -4, 12);
    if (accidental) note.accidental = std::clamp(alter, -4.0F, 4.0F);
    note.length = host_.voice().unit * lengthFactor();
    return true;
}

void AbcMusic::rest() {
    const char kind = line_[at_++];
    if (kind == 'Z' || kind == 'X') {
        const int bars = isDigit(peek()) ? number() : 1;
        host_.voice().measureRest(std::clamp(bars, 0, 10'000));
        return;
    }
    const Beat factor = lengthFactor();
    host_.voice().place({}, host_.voice().unit * factor);
}

void AbcMusic::bracket() {
    const char next = peek(1);
    if (next == '|' || next == ']') return barLine();
    if (isDigit(next) || next == '"') {
        ++at_;
        return ending();
    }
    if (std::isalpha(static_cast<unsigned char>(next)) != 0 && peek(2) == ':') {
        const std::size_t end = line_.find(']', at_);
        const std::string_view inside = line_.substr(
            at_ + 3, end == std::string_view::npos ? std::string_view::npos : end - at_ - 3);
        at_ = end == std::string_view::npos ? line_.size() : end + 1;
        return host_.inlineField(next, inside);
    }
    chord();
}

void AbcMusic::chord() {
    ++at_;
    std::vector<AbcNote> notes;
    while (at_ < line_.size() && peek() != ']') {
        const char c = peek();
        if (isNoteLetter(c) || c == '^' || c == '_' || c == '=') {
            AbcNote note;
            if (!readNote(note)) continue;
            if (peek() == '.' && peek(1) == '-') ++at_;
            if (peek() == '-') {
                note.tie = true;
                ++at_;
            }
            if (notes.size() < 64) notes.push_back(note);
        } else if (c == '!' || c == '+') {
            namedDecoration(c);
        } else if (c == '"') {
            quoted();
        } else if (c == '(' || c == ')') {
            ++at_;
            c == '(' ? host_.voice().openSlur() : host_.voice().closeSlur();
        } else if (c == '|' || c == ':') {
            host_.remark("a chord is not closed before its bar line");
            break;
        } else {
            ++at_;
            if (const std::string name = host_.symbol(c); !name.empty()) decorate(name);
        }
    }
    if (peek() == ']') ++at_;
    const Beat factor = lengthFactor();
    if (notes.empty()) return;
    for (AbcNote& note : notes) note.length = note.length * factor;
    const Beat length = notes.front().length;
    host_.voice().place(notes, length);
}

void AbcMusic::graces() {
    ++at_;
    const bool crushed = peek() == '/';
    if (crushed) ++at_;
    std::vector<AbcNote> notes;
    while (at_ < line_.size() && peek() != '}') {
        const char c = peek();
        if (isNoteLetter(c) || c == '^' || c == '_' || c == '=') {
            AbcNote note;
            if (readNote(note)) notes.push_back(note);
        } else {
            ++at_;
        }
    }
    if (at_ < line_.size()) ++at_;
    host_.voice().grace(notes, crushed);
}

void AbcMusic::tupletOrSlur() {
    ++at_;
    if (!isDigit(peek())) return host_.voice().openSlur();
    const int notes = number();
    int inTimeOf = 0;
    int count = 0;
    if (peek() == ':') {
        ++at_;
        if (isDigit(peek())) inTimeOf = number();
        if (peek() == ':') {
            ++at_;
            if (isDigit(peek())) count = number();
        }
    }
    if (notes < 1 || notes > 1000 || inTimeOf > 1000) {
        return host_.remark("an impossible tuplet is ignored");
    }
    if (inTimeOf == 0) {
        switch (notes) {
            case 2:
            case 4:
            case 8:
                inTimeOf = 3;
                break;
            case 3:
            case 6:
                inTimeOf = 2;
                break;
            default:
                inTimeOf = host_.compoundMeter() ? 3 : 2;
                break;
        }
    }
    host_.voice().tuplet(notes, inTimeOf, count > 0 ? std::min(count, 1000) : notes);
}

void AbcMusic::brokenRhythm() {
    const char sign = peek();
    int steps = 0;
    while (peek() == sign) {
        ++at_;
        ++steps;
    }
    host_.voice().broken(sign == '>' ? steps : -steps);
}

/// Everything that bar lines are made of: "|", "||", "[|]", ":|]", "|::", ":||:", with an ending's
/// number behind.
void AbcMusic::barLine() {
    int before = 0;
    int after = 0;
    int lines = 0;
    bool heavy = false;
    while (at_ < line_.size()) {
        const char c = peek();
        if (c == ':') {
            ++(lines > 0 ? after : before);
        } else if (c == '|') {
            if (after > 0) break;
            ++lines;
        } else if (c == ']' && (lines > 0 || before > 0)) {
            heavy = true;
            ++lines;
        } else if (c == '[' && peek(1) == '|') {
            if (lines > 0 && after > 0) break;
            heavy = true;
        } else if (c == '[' && peek(1) == ']') {
            ++at_;  // "[]" draws nothing and ends the bar
            ++lines;
        } else {
            break;
        }
        ++at_;
    }
    if (lines == 0 && before > 1) {  // "::"
        after = before / 2;
        before -= after;
    }
    AbcVoice& voice = host_.voice();
    // A colon that belongs to no bar line is a slip.
    if (lines == 0 && before == 1 && after == 0) {
        return host_.remark("\":\" in the music is not understood");
    }
    voice.barLine();
    if (before > 0) voice.repeatBackward(std::min(before + 1, kMostTimes));
    if (before > 0 || after > 0 || heavy || lines > 1) voice.endEnding();
    if (after > 0) voice.repeatForward();
    if (isDigit(peek())) ending();
}

/// Behind "[" or a bar line.
void AbcMusic::ending() {
    std::string text;
    if (peek() == '"') {
        const std::size_t end = line_.find('"', at_ + 1);
        text = line_.substr(at_ + 1, end == std::string_view::npos ? end : end - at_ - 1);
        at_ = end == std::string_view::npos ? line_.size() : end + 1;
    } else {
        while (isDigit(peek()) ||
               ((peek() == ',' || peek() == '-' || peek() == '.') && isDigit(peek(1)))) {
            text += line_[at_++];
        }
    }
    std::vector<int> passes = passesOf(text);
    if (passes.empty()) return host_.remark("an ending without a number is played every time");
    AbcVoice& voice = host_.voice();
    voice.barLine();
    voice.startEnding(std::move(passes));
}

void AbcMusic::quoted() {
    const std::size_t end = line_.find('"', at_ + 1);
    if (end == std::string_view::npos) {
        ++at_;
        return host_.remark("a quotation mark is not closed");
    }
    const std::string text = abcText(trimmed(line_.substr(at_ + 1, end - at_ - 1)));
    at_ = end + 1;
    if (text.empty()) return;
    if (std::string_view("^_<>@").find(text[0]) != std::string_view::npos) {
        std::string_view words = text;
        words.remove_prefix(1);
        if (text[0] == '@') {  // "@12,-3 text"
            const std::size_t start = words.find_first_not_of("0123456789.,- ");
            words = start == std::string_view::npos ? std::string_view() : words.substr(start);
        }
        host_.voice().words(std::string(words));
    } else if (isChordSymbol(text)) {
        host_.voice().chordSymbol(text.substr(0, text.find_first_of(";\n")));
    } else {
        host_.voice().words(text);
    }
}

void AbcMusic::namedDecoration(char mark) {
    const std::size_t end = line_.find(mark, at_ + 1);
    const std::string_view name =
        end == std::string_view::npos ? std::string_view() : line_.substr(at_ + 1, end - at_ - 1);
    // A lone "!" once broke the line of print.
    if (name.empty() || name.size() > 32 || name.find_first_of(" |") != std::string_view::npos) {
        ++at_;
        return;
    }
    at_ = end + 1;
    decorate(std::string(name));
}

void AbcMusic::decorate(const std::string& name) {
    const auto decoration = readAbcDecoration(name);
    if (!decoration) {
        return host_.remark(fmt::format("decoration !{}! is not understood", name.substr(0, 40)));
    }
    if (decoration->remark) host_.remark(*decoration->remark);
    host_.voice().decorate(*decoration);
}

}  // namespace arioso
