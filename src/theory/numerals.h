#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// A chord told by a Roman numeral.
struct NumeralChord {
    std::string text;    ///< as written: "bVII7", "V7/ii", "iv6"
    int rootFifths = 0;  ///< from the tonic to the root, on the line of fifths
    std::string kind;    ///< short name of the kind of chord: "chord:maj"
    int inversion = 0;
    bool any = false;  ///< *, any chord

    /// Semitones from the tonic to the root, 0…11.
    [[nodiscard]] int rootSemitones() const { return ((rootFifths * 7) % 12 + 12) % 12; }
};

/// Reads numerals parted by spaces (bar lines between them are skipped). Capitals are major, small
/// letters minor; ° or o, ø, +, maj7, 7 and the figures of inversions stand behind, an applied
/// chord's goal behind a stroke. A degree without accidental is that of the major scale, or, where
/// `minor`, that of the natural minor scale but for vii° and viiø on the leading note; with b or #
/// it is told from the major scale. Error(Input) names what cannot be read.
std::vector<NumeralChord> parseNumerals(std::string_view text, bool minor);

}  // namespace arioso
