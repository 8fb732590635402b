#pragma once

#include "src/theory/knowledge_graph.h"

namespace arioso {

/// Lowest and highest pitch of each voice. Defaults are those of choirs in hymn books.
struct ChoraleRanges {
    int altoLowest = 53;
    int altoHighest = 74;
    int tenorLowest = 48;
    int tenorHighest = 67;
    int bassLowest = 40;
    int bassHighest = 60;
    bool operator==(const ChoraleRanges&) const = default;
};

/// What four voices keep to: the cost of breaking each rule of configs/knowledge/voice-leading.ttl,
/// 0 for rules that are not there. Limits are in semitones.
struct ChoraleRules {
    ChoraleRanges ranges;
    double parallelFifths = 0.0;
    double parallelOctaves = 0.0;
    double accentedParallels = 0.0;
    double hiddenPerfects = 0.0;
    double crossing = 0.0;
    double overlap = 0.0;
    double unisonWithSoprano = 0.0;
    double unisonOfInnerVoices = 0.0;
    double sopranoAlto = 0.0;
    double sopranoAltoEach = 0.0;  ///< a semitone beyond the limit
    double sopranoAltoLimit = 0.0;
    double altoTenor = 0.0;
    double altoTenorLimit = 0.0;
    double tenorBass = 0.0;
    double tenorBassLimit = 0.0;
    double lowThirds = 0.0;
    double lowThirdsLimit = 0.0;
    double leadingNote = 0.0;
    double leadingNoteInner = 0.0;  ///< that falls to the fifth of the tonic
    double seventh = 0.0;
    double augmentedSecond = 0.0;
    double step = 0.0;  ///< a semitone
    double stepBass = 0.0;
    double innerLeap = 0.0;
    double innerLeapLimit = 0.0;
    double leap = 0.0;
    double leapLimit = 0.0;
    double farLeap = 0.0;
    double farLeapLimit = 0.0;
    double tritone = 0.0;
    double similarMotion = 0.0;
    double contraryMotion = 0.0;  ///< what it is worth
    double staticBass = 0.0;
    double noThird = 0.0;  ///< or no seventh
    double noRoot = 0.0;
    double noFifth = 0.0;
    double noAlteredFifth = 0.0;
    double doubledSeventh = 0.0;
    double doubledLeadingNote = 0.0;
    double doubledMajorThird = 0.0;
    double doubledMinorThird = 0.0;
    double doubledFifth = 0.0;
    double firstInversion = 0.0;
    double firstInversionAtEnd = 0.0;
    double firstInversionAtBeginning = 0.0;
    double secondInversion = 0.0;
    double secondInversionAtEdge = 0.0;
    double thirdInversion = 0.0;
    double thirdInversionAtEnd = 0.0;
    double middle = 0.0;  ///< a semitone from the middle of the range, squared
};

/// The rules that a graph holds. Error(Input) names a rule whose numbers make no sense.
ChoraleRules choraleRules(const KnowledgeGraph& graph);
/// Those of the build.
const ChoraleRules& builtInChoraleRules();

}  // namespace arioso
