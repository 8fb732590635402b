#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/theory/facts.h"
#include "src/theory/note_name.h"

namespace arioso {

/// A tonic with a scale: "D dorian".
struct TheoryKey {
    NoteName tonic;
    ScaleFact scale;
    [[nodiscard]] std::string text() const { return tonic.text() + " " + scale.label; }
    /// The scale's notes, ascending, spelled in the key.
    [[nodiscard]] std::vector<NoteName> notes() const;
};

/// "D dorian", "Bb", "F# minor", "a harmonic minor"; without a scale major, "m" and "min" minor.
std::optional<TheoryKey> parseTheoryKey(std::string_view text,
                                        const std::vector<ScaleFact>& scales);

/// A root with a kind of chord: "Cmaj7".
struct TheoryChord {
    NoteName root;
    ChordKindFact kind;
    [[nodiscard]] std::string symbol() const { return root.text() + kind.symbols.front(); }
    [[nodiscard]] std::vector<NoteName> notes() const;
};

/// A chord symbol by any of the graph's ways of writing it.
std::optional<TheoryChord> parseTheoryChord(std::string_view text,
                                            const std::vector<ChordKindFact>& kinds);

/// Names parted by spaces or commas: "C E G"; empty if any of them is none.
std::vector<NoteName> parseNotes(std::string_view text);
/// "C E G".
std::string notesText(const std::vector<NoteName>& notes);

}  // namespace arioso
