#pragma once

#include <array>
#include <string>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// A note of the piano roll, in quarters and semitones.
struct RollNote {
    double start = 0.0;
    double end = 0.0;
    double pitch = 60.0;
    float level = 0.6F;  ///< loudness 0…1
    int part = 0;
    bool percussion = false;
    bool grace = false;
};

/// A line of words under the roll: one verse of one part.
struct RollVerse {
    int part = 0;
    int verse = 1;
};

struct RollText {
    double at = 0.0;  ///< in quarters
    std::string text;
    int part = -1;
};

/// One line of music across the page.
struct RollSystem {
    double start = 0.0;  ///< in quarters
    double end = 0.0;
    std::size_t firstMeasure = 0;
    std::size_t lastMeasure = 0;  ///< one past the last
    double lowest = 60.0;         ///< of the pitched notes, with some room
    double highest = 72.0;
    std::vector<RollNote> notes;
    std::vector<int> drumKeys;  ///< that sound here, low to high
    std::vector<RollVerse> verses;
    std::vector<std::vector<RollText>> words;  ///< by verse
    std::vector<RollText> chords;
    std::vector<RollText> tempos;
    std::vector<RollText> dynamics;
};

struct RollLayout {
    double quartersPerLine = 24.0;
    std::vector<RollSystem> systems;
};

/// Breaks a score into lines of whole measures, `width` points of music across, wide enough for the
/// words and the shortest notes to be told apart.
RollLayout layRoll(const Score& score, double width);

}  // namespace arioso
