#pragma once

#include <vector>

#include "src/compose/study.h"

namespace arioso {

/// A felt beat: the smallest time that the harmonic models give a chord of its own.
struct HarmonySlot {
    int start = 0;   ///< ticks from the beginning
    int length = 0;  ///< ticks
    int bar = 0;     ///< index of its bar
    int place = 0;   ///< which felt beat of a whole bar it is
    int beats = 4;   ///< felt beats of a whole bar
};

/// The felt beats of all bars: dotted ones in compound metres, halves in 2/2. Bars shorter than
/// their metre keep its end if they are upbeats or the second half of a divided bar, else its
/// beginning.
std::vector<HarmonySlot> harmonyGrid(const std::vector<StudyBar>& bars);

}  // namespace arioso
