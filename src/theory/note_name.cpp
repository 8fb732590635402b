#include "src/theory/note_name.h"

#include <cctype>
#include <charconv>

namespace arioso {
namespace {

constexpr std::string_view kLetters = "FCGDAEB";
constexpr int kMostAccidentals = 2;

bool take(std::string_view& text, std::string_view beginning) {
    if (!text.starts_with(beginning)) return false;
    text.remove_prefix(beginning.size());
    return true;
}

}  // namespace

std::string NoteName::text() const {
    const int place = fifths + 1;
    const int accidentals = place >= 0 ? place / 7 : -((-place + 6) / 7);
    std::string out(1, kLetters[static_cast<std::size_t>(place - 7 * accidentals)]);
    for (int i = 0; i < accidentals; ++i) out += '#';
    for (int i = 0; i > accidentals; --i) out += 'b';
    return out;
}

std::optional<NoteName> takeNoteName(std::string_view& text) {
    if (text.empty()) return std::nullopt;
    const char letter = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
    const std::size_t place = kLetters.find(letter);
    if (place == std::string_view::npos) return std::nullopt;
    text.remove_prefix(1);
    NoteName out{static_cast<int>(place) - 1};
    for (int i = 0; i < kMostAccidentals; ++i) {
        if (take(text, "#") || take(text, "♯") || take(text, " sharp") || take(text, "-sharp"))
            out.fifths += 7;
        else if (take(text, "b") || take(text, "♭") || take(text, " flat") || take(text, "-flat"))
            out.fifths -= 7;
    }
    return out;
}

std::optional<int> parsePitch(std::string_view text) {
    const auto name = takeNoteName(text);
    int octave = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), octave);
    if (!name || text.empty() || result.ec != std::errc() ||
        result.ptr != text.data() + text.size() || octave < -1 || octave > 9)
        return std::nullopt;
    // The octave is the letter's: Cb4 lies below C4.
    const int place = name->fifths + 1;
    const int accidentals = place >= 0 ? place / 7 : -((-place + 6) / 7);
    const NoteName letter{name->fifths - 7 * accidentals};
    const int key = 12 * (octave + 1) + letter.pitchClass() + accidentals;
    if (key < 0 || key > 127) return std::nullopt;
    return key;
}

std::string pitchText(int key) {
    constexpr int kFifths[] = {0, 7, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5};
    return NoteName{kFifths[key % 12]}.text() + std::to_string(key / 12 - 1);
}

}  // namespace arioso
