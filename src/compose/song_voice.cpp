#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <string_view>

#include "dsp/error.h"
#include "src/compose/song.h"

namespace arioso {
namespace {

struct Register {
    const char* name;
    const char* part;
    int lowest;
    int highest;
};

/// Where choirs and songs for amateurs keep their voices (narrower than singers' whole ranges).
constexpr std::array kRegisters = {
    Register{"soprano", "Soprano", 62, 79},   Register{"mezzo", "Mezzo-soprano", 59, 76},
    Register{"alto", "Alto", 55, 72},         Register{"tenor", "Tenor", 50, 67},
    Register{"baritone", "Baritone", 47, 64}, Register{"bass", "Bass voice", 43, 60},
};

constexpr int kLowest = 36;
constexpr int kHighest = 96;
constexpr int kOctave = 12;

/// "C4", "F#3", "Bb4" or a MIDI key.
std::optional<int> keyOf(std::string_view text) {
    int number = 0;
    const auto whole = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!text.empty() && whole.ec == std::errc() && whole.ptr == text.data() + text.size())
        return number;
    constexpr std::string_view kLetters = "cdefgab";
    constexpr std::array kPitches = {0, 2, 4, 5, 7, 9, 11};
    if (text.size() < 2) return std::nullopt;
    const std::size_t letter =
        kLetters.find(static_cast<char>(std::tolower(static_cast<unsigned char>(text[0]))));
    if (letter == std::string_view::npos) return std::nullopt;
    int pitch = kPitches[letter];
    std::size_t at = 1;
    if (text[at] == '#')
        ++pitch, ++at;
    else if (text[at] == 'b')
        --pitch, ++at;
    int octave = 0;
    const auto rest = std::from_chars(text.data() + at, text.data() + text.size(), octave);
    if (at >= text.size() || rest.ec != std::errc() || rest.ptr != text.data() + text.size())
        return std::nullopt;
    return 12 * (octave + 1) + pitch;
}

}  // namespace

SongVoice voiceOfRegister(const std::string& name) {
    std::string names;
    for (const Register& one : kRegisters) {
        if (name == one.name) return {one.part, one.lowest, one.highest};
        names += (names.empty() ? "" : ", ") + std::string(one.name);
    }
    throw Error(
        ExitCode::Usage,
        fmt::format("voice: expected {} or a voice of arioso voices, found '{}'", names, name));
}

void setRange(SongVoice& voice, const std::string& text) {
    const std::size_t dash = text.find('-', 1);
    if (dash != std::string::npos) {
        const auto low = keyOf(std::string_view(text).substr(0, dash));
        const auto high = keyOf(std::string_view(text).substr(dash + 1));
        if (low && high && *low >= kLowest && *high <= kHighest && *high - *low >= kOctave) {
            voice.lowest = *low;
            voice.highest = *high;
            return;
        }
    }
    throw Error(ExitCode::Usage,
                fmt::format("voice range: expected an octave or more between C2 and C7, as "
                            "\"C4-E5\"; found '{}'",
                            text));
}

}  // namespace arioso
