#include "src/score/spelling.h"

#include <array>
#include <cmath>
#include <string_view>

namespace arioso {
namespace {

constexpr std::string_view kSteps = "CDEFGAB";
constexpr std::array kSemitones = {0, 2, 4, 5, 7, 9, 11};
/// Letters along the line of fifths, F first.
constexpr std::string_view kFifths = "FCGDAEB";

int semitoneOf(char step) {
    const std::size_t index = kSteps.find(step);
    return index == std::string_view::npos ? 0 : kSemitones[index];
}

int floorDivide(int a, int b) {
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

}  // namespace

double pitchOf(const SpelledPitch& spelled) {
    return 12.0 * (spelled.octave + 1) + semitoneOf(spelled.step) +
           static_cast<double>(spelled.alter);
}

SpelledPitch spell(double pitch, int fifths) {
    const int key = static_cast<int>(std::lround(pitch));
    const int pitchClass = (key % 12 + 12) % 12;
    // Places on the line of fifths count from C; the key's notes lie at fifths-1 … fifths+5, and
    // five more to one side (leading tones, mostly) and none to the other would make 12.
    int place = (pitchClass * 7) % 12;
    while (place > fifths + 7) place -= 12;
    while (place < fifths - 4) place += 12;
    const int index = place + 1;
    const int alter = floorDivide(index, 7);
    SpelledPitch out;
    out.step = kFifths[static_cast<std::size_t>(index - 7 * alter)];
    out.alter = static_cast<float>(alter + (pitch - key));
    out.octave = floorDivide(key - alter - semitoneOf(out.step), 12) - 1;
    return out;
}

}  // namespace arioso
