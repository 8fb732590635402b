#include "src/compose/chord_terms.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "src/score/spelling.h"

namespace arioso {
namespace {

struct Terms {
    std::array<int, 4> tones;
    std::size_t count;
    /// Steps on the line of fifths from the root to each tone.
    std::array<int, 4> fifths;
    const char* suffix;
    const char* kind;
};

constexpr std::array<Terms, kQualities> kTerms = {{
    {{0, 4, 7, 0}, 3, {0, 4, 1, 0}, "", "major"},
    {{0, 3, 7, 0}, 3, {0, -3, 1, 0}, "m", "minor"},
    {{0, 3, 6, 0}, 3, {0, -3, -6, 0}, "dim", "diminished"},
    {{0, 4, 8, 0}, 3, {0, 4, 8, 0}, "+", "augmented"},
    {{0, 4, 7, 10}, 4, {0, 4, 1, -2}, "7", "dominant"},
    {{0, 4, 7, 11}, 4, {0, 4, 1, 5}, "maj7", "major-seventh"},
    {{0, 3, 7, 10}, 4, {0, -3, 1, -2}, "m7", "minor-seventh"},
    {{0, 3, 6, 10}, 4, {0, -3, -6, -2}, "m7b5", "half-diminished"},
    {{0, 3, 6, 9}, 4, {0, -3, -6, -9}, "dim7", "diminished-seventh"},
}};

const Terms& termsOf(ChordQuality quality) {
    return kTerms[static_cast<std::size_t>(quality)];
}

/// Places on the line of fifths from the tonic for each semitone above it, as its scale and the
/// usual chromatic notes have them.
constexpr std::array<int, 12> kMajorPlaces = {0, 7, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5};
constexpr std::array<int, 12> kMinorPlaces = {0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5};

constexpr std::string_view kLetters = "FCGDAEB";
constexpr std::array<int, 7> kLetterPitch = {5, 0, 7, 2, 9, 4, 11};

struct Name {
    char step;
    int alter;
    int letterPitch;
};

/// The note at a place on the line of fifths, C = 0.
Name nameAt(int place) {
    const int index = place + 1;
    const int alter = index >= 0 ? index / 7 : -((-index + 6) / 7);
    const auto letter = static_cast<std::size_t>(index - 7 * alter);
    return {kLetters[letter], alter, kLetterPitch[letter]};
}

int tonicPlace(int tonic, bool minor) {
    return minor ? fifthsOf(tonic, true) + 3 : fifthsOf(tonic, false);
}

int placeInKey(int semitones, bool minor) {
    return (minor ? kMinorPlaces : kMajorPlaces)[static_cast<std::size_t>(pitchClassOf(semitones))];
}

std::string textOf(Name name) {
    std::string out(1, name.step);
    for (int i = 0; i < name.alter; ++i) out += '#';
    for (int i = 0; i > name.alter; --i) out += 'b';
    return out;
}

/// Place of a note of the chord; false if it is none.
bool placeInChord(int semitones, bool minor, Chord chord, int& place) {
    const Terms& terms = termsOf(chord.quality);
    for (std::size_t i = 0; i < terms.count; ++i) {
        if (pitchClassOf(chord.root + terms.tones[i] - semitones) != 0) continue;
        place = placeInKey(chord.root, minor) + terms.fifths[i];
        return true;
    }
    return false;
}

}  // namespace

std::span<const int> chordTones(ChordQuality quality) {
    const Terms& terms = termsOf(quality);
    return std::span(terms.tones).first(terms.count);
}

std::uint32_t chordMask(Chord chord) {
    std::uint32_t mask = 0;
    for (const int tone : chordTones(chord.quality))
        mask |= 1U << static_cast<unsigned>(pitchClassOf(chord.root + tone));
    return mask;
}

std::uint32_t scaleMask(bool minor, bool raised) {
    constexpr std::uint32_t kMajor = 0b101010110101;
    constexpr std::uint32_t kNatural = 0b010110101101;
    constexpr std::uint32_t kHarmonic = 0b100110101101;
    return minor ? (raised ? kHarmonic : kNatural) : kMajor;
}

int fifthsOf(int tonic, bool minor) {
    const int relative = pitchClassOf(minor ? tonic + 3 : tonic);
    const int fifths = relative * 7 % 12;
    return fifths > 6 ? fifths - 12 : fifths;
}

ChordSymbol chordSymbol(Chord chord, int bass, int tonic, bool minor, Beat at) {
    const Terms& terms = termsOf(chord.quality);
    const int rootPlace = tonicPlace(tonic, minor) + placeInKey(chord.root, minor);
    const Name root = nameAt(rootPlace);
    ChordSymbol out;
    out.at = at;
    out.kind = terms.kind;
    out.root = root.step;
    out.rootAlter = static_cast<float>(root.alter);
    out.text = textOf(root) + terms.suffix;
    int place = 0;
    if (pitchClassOf(bass - chord.root) == 0 || !placeInChord(bass, minor, chord, place))
        return out;
    const Name low = nameAt(tonicPlace(tonic, minor) + place);
    out.bass = low.step;
    out.bassAlter = static_cast<float>(low.alter);
    out.text += "/" + textOf(low);
    for (std::size_t i = 1; i < terms.count; ++i)
        if (pitchClassOf(chord.root + terms.tones[i] - bass) == 0)
            out.inversion = static_cast<int>(i);
    return out;
}

bool readSymbol(const ChordSymbol& symbol, int& root, ChordQuality& quality) {
    if (symbol.root == '\0') return false;
    const std::size_t letter = kLetters.find(symbol.root);
    if (letter == std::string_view::npos) return false;
    root = pitchClassOf(kLetterPitch[letter] + static_cast<int>(std::lround(symbol.rootAlter)));
    const std::string_view kind = symbol.kind;
    const auto has = [&](std::string_view part) {
        return kind.find(part) != std::string_view::npos;
    };
    if (kind.empty() || kind == "none") return false;
    if (has("half-diminished")) {
        quality = ChordQuality::HalfDiminished7;
    } else if (kind == "diminished-seventh") {
        quality = ChordQuality::Diminished7;
    } else if (has("diminished")) {
        quality = ChordQuality::Diminished;
    } else if (has("augmented")) {
        quality = ChordQuality::Augmented;
    } else if (has("dominant")) {
        quality = ChordQuality::Dominant7;
    } else if (kind == "major-sixth" || kind == "major" || has("suspended") || kind == "power") {
        quality = ChordQuality::Major;
    } else if (has("major-minor") || kind == "minor" || kind == "minor-sixth") {
        quality = ChordQuality::Minor;
    } else if (has("major")) {
        quality = ChordQuality::Major7;
    } else if (has("minor")) {
        quality = ChordQuality::Minor7;
    } else {
        return false;
    }
    return true;
}

SpelledPitch spellInKey(int pitch, int tonic, bool minor, Chord chord) {
    int place = placeInKey(pitch - tonic, minor);
    int chordPlace = 0;
    if (placeInChord(pitch - tonic, minor, chord, chordPlace) && std::abs(chordPlace - 1) <= 8)
        place = chordPlace;
    const Name name = nameAt(tonicPlace(tonic, minor) + place);
    SpelledPitch out;
    out.step = name.step;
    out.alter = static_cast<float>(name.alter);
    const int natural = pitch - name.alter - name.letterPitch;
    out.octave = (natural >= 0 ? natural / 12 : -((-natural + 11) / 12)) - 1;
    return out;
}

}  // namespace arioso
