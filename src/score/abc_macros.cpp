#include "src/score/abc_macros.h"

#include <algorithm>
#include <utility>

#include "src/score/text_encoding.h"

namespace arioso {
namespace {

constexpr std::size_t kMost = 64;
constexpr std::size_t kLongest = 65536;
constexpr int kHighest = 70;  // steps from C, either way
constexpr std::string_view kLetters = "CDEFGAB";

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// A note at `at`, without accidental and length: steps above C and the place behind it.
struct FoundNote {
    int step = 0;
    std::size_t end = std::string::npos;
};

FoundNote noteAt(std::string_view line, std::size_t at) {
    if (at >= line.size()) return {};
    const bool low = line[at] >= 'A' && line[at] <= 'G';
    const bool high = line[at] >= 'a' && line[at] <= 'g';
    if (!low && !high) return {};
    const char letter = low ? line[at] : static_cast<char>(line[at] - 'a' + 'A');
    FoundNote out{static_cast<int>(kLetters.find(letter)) + (high ? 7 : 0), at + 1};
    while (out.end < line.size() && (line[out.end] == '\'' || line[out.end] == ',')) {
        out.step += line[out.end++] == '\'' ? 7 : -7;
    }
    out.step = std::clamp(out.step, -kHighest, kHighest);
    return out;
}

std::string nameOf(int step) {
    int octave = (step + 7 * kHighest) / 7 - kHighest;
    std::string out(1, kLetters[static_cast<std::size_t>(step - 7 * octave)]);
    if (octave > 0) {
        out[0] = static_cast<char>(out[0] - 'A' + 'a');
        --octave;
    }
    for (; octave > 0; --octave) out += '\'';
    for (; octave < 0; ++octave) out += ',';
    return out;
}

/// The replacement on one note. What stands between "!" or quotes is no music.
std::string writtenOn(int step, const std::string& replacement) {
    std::string out;
    char closes = '\0';
    for (const char c : replacement) {
        if (closes != '\0') {
            if (c == closes) closes = '\0';
            out += c;
        } else if (c == '!' || c == '"') {
            closes = c;
            out += c;
        } else if (c >= 'h' && c <= 'z') {
            out += nameOf(step + (c - 'n'));
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace

AbcMacros::Taken AbcMacros::define(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return Taken::Incomplete;
    const std::string target(trimmed(text.substr(0, equals)));
    if (target.empty()) return Taken::Incomplete;
    if (target == "n") return Taken::NoSign;
    if (macros_.size() >= kMost) return Taken::TooMany;
    Macro macro;
    macro.replacement = trimmed(text.substr(equals + 1));
    const std::size_t note = target.find('n');
    macro.before = target.substr(0, note);
    macro.anyNote = note != std::string::npos;
    if (macro.anyNote) macro.after = target.substr(note + 1);
    macros_.push_back(std::move(macro));
    return Taken::Yes;
}

void AbcMacros::apply(const Macro& macro, std::string& line) {
    std::string out;
    std::size_t at = 0;
    while (at < line.size() && out.size() < kLongest) {
        const std::size_t found = line.find(macro.before, at);
        if (found == std::string::npos) break;
        out.append(line, at, found - at);
        at = found;
        std::size_t end = found + macro.before.size();
        FoundNote note;
        if (macro.anyNote) {
            note = noteAt(line, end);
            const bool same = note.end != std::string::npos &&
                              line.compare(note.end, macro.after.size(), macro.after) == 0;
            end = same ? note.end + macro.after.size() : line.size();
            // "~n" is not "~G2", nor "~n2" the beginning of "~G2/3".
            const bool longer = end < line.size() && (isDigit(line[end]) || line[end] == '/') &&
                                (macro.after.empty() || isDigit(macro.after.back()));
            if (!same || longer) {
                out += line[at++];
                continue;
            }
        }
        out += macro.anyNote ? writtenOn(note.step, macro.replacement) : macro.replacement;
        at = end;
    }
    out.append(line, at);
    line = std::move(out);
}

std::string AbcMacros::expand(const std::string& line) const {
    std::string out = line;
    for (const Macro& macro : macros_) apply(macro, out);
    return out;
}

}  // namespace arioso
