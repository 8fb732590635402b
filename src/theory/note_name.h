#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace arioso {

/// A note's name by its place on the line of fifths: C = 0, G = 1, F = -1, F sharp = 6. So names
/// are transposed by adding, and what sounds the same stays apart.
struct NoteName {
    int fifths = 0;

    /// 0…11, C = 0.
    [[nodiscard]] int pitchClass() const { return ((fifths * 7) % 12 + 12) % 12; }
    /// "C", "F#", "Bb", "Ebb".
    [[nodiscard]] std::string text() const;
    bool operator==(const NoteName&) const = default;
};

/// Takes a note's name from the front of a text: a letter, then # or b, ♯ or ♭, " sharp" or
/// " flat", twice at most. Nothing is taken if there is none.
std::optional<NoteName> takeNoteName(std::string_view& text);

/// "C4", "F#3", "Bb-1": the MIDI key, 0…127; the whole text.
std::optional<int> parsePitch(std::string_view text);
/// The usual name of a MIDI key, flats for E, A and B: "Bb3".
std::string pitchText(int key);

}  // namespace arioso
