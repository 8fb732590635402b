#pragma once

#include <string>
#include <vector>

#include "src/compose/study.h"
#include "src/compose/tables.h"

namespace arioso {

/// Symbol sequences of one piece, as the models count them.
struct StudySequences {
    std::array<std::vector<std::vector<int>>, 2> melody;  ///< major, minor: one a stretch of a key
    std::array<std::vector<std::vector<int>>, 2> chords;
    struct Bars {
        std::string metre;
        std::vector<RhythmToken> tokens;  ///< of bars that follow each other
    };
    std::vector<Bars> rhythms;
    std::vector<std::pair<std::string, std::vector<int>>>
        upbeats;  ///< metre, lengths; may be empty
    struct Over {
        Chord chord;
        int strength = 0;
        int above = 0;  ///< pitch class above the chord's root
    };
    std::vector<Over> melodyOverChord;
};

/// The symbols of a piece. Notes off the grid of sixteenths and triplets end a sequence.
StudySequences sequencesOf(const StudyPiece& piece);

/// Name of the learnt metre that a bar consists of, and how many of them: "6/8" and 2 for 12/8;
/// empty for metres that are not learnt.
std::pair<std::string, int> learntMetre(int beats, int beatType);

/// 0 = strong, 1 = on a beat, 2 = between beats, for a note at a place (ticks) of a bar.
int strengthAt(int place, int duration, int beats, int beatType);

struct LearnOptions {
    int melodyOrder = 3;
    int chordOrder = 3;
    int rhythmOrder = 5;
    int leastCount = 2;  ///< contexts seen less often are left out
    bool updateExclusion = true;
    int leastRhythmCount = 12;  ///< rarer notes (by place and length) do not become symbols
};

/// Counts the sequences of many pieces. Error(Processing) if there is nothing to learn.
ComposerTables learnTables(const std::vector<StudySequences>& pieces, const LearnOptions& options);

/// Symbols of a bar sequence in a table's vocabulary; empty if one is unknown.
std::vector<int> rhythmSymbols(const RhythmTable& table, const std::vector<RhythmToken>& tokens);

}  // namespace arioso
