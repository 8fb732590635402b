#pragma once

#include <functional>
#include <set>
#include <string>

#include "src/synth/render_plan.h"
#include "src/synth/render_request.h"

namespace arioso {

/// Singers a part has where the user does not say: 3 for a part that is named as a choir, and for
/// each part of a score with three lines of words or more that is named by a register (Soprano, S1,
/// Bass …), or has no name of its own and General MIDI's choir sounds; else, and for parts that are
/// named as solo, 1. `lines`: as linesWithWords.
int choirSize(const PerformedPart& part, std::size_t lines);

/// Lines of all stems that sing words: parts, voices of a stave, places of chords; those of a few
/// notes are not counted.
std::size_t linesWithWords(const RenderPlan& plan);

/// Gives the stems that sing words their singers: as many as `request.choir` says, else choirSize;
/// every line of a stave has its own. Parts of `chosen` were given an instrument by the user and
/// are left alone. `take` performs the score with the pitch of choir singer 1, 2, …
/// Error(Usage) for a part that does not exist or has no words.
void planChoir(const RenderRequest& request, const Score& score,
               const std::set<std::size_t>& chosen, const std::function<Performance(int)>& take,
               RenderPlan& plan);

}  // namespace arioso
