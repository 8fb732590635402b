#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// A section of a piece.
struct FormSection {
    /// Sections of one letter have one tune.
    char letter = 'A';
    /// How far it is from the tune of its letter: 0 = the same notes, 1 = A', varied …
    int primes = 0;
    std::string name;     ///< as printed: "A'", "Chorus"
    bool chorus = false;  ///< fuller and louder than what is around it
    bool bridge = false;  ///< contrasts with all else
};

/// The plan of a piece: its sections in the order played.
struct PieceForm {
    std::string name;
    std::vector<FormSection> sections;
    bool blues = false;  ///< sections are choruses of twelve bars over the blues' chords
};

/// Letters with primes, blanks or dashes between or not ("AABA", "A A' B A", "ABACA"), or a name:
/// binary (AABB), ternary (ABA), song (AABA), rondo (ABACA), verse-chorus, strophic, through (ABCD)
/// or blues. Error(Usage) names them.
PieceForm parsePieceForm(std::string_view text);

/// Bars of each section of a piece that shall be about so long: 4, 8, 12 or 16; in the blues 12.
int sectionBars(const PieceForm& form, int bars);

}  // namespace arioso
