#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "src/compose/rewrite.h"
#include "src/originality/melody_lines.h"
#include "src/originality/tune_library.h"
#include "src/score/score.h"

namespace arioso {

/// A run of a score that a tune has, too, with its places as a reader finds them.
struct KnownRun {
    std::size_t notes = 0;
    std::string line;  ///< as MelodyLine names it
    std::string from;  ///< numbers of bars of the score
    std::string to;
    std::string title;
    std::string composer;  ///< may be empty
    int tuneFrom = 0;      ///< bars of the tune, every bar once
    int tuneTo = 0;
};

KnownRun knownRun(const TuneLibrary& library, const Score& score, const MelodyLine& line,
                  const SharedRun& run);

/// The longest run that the lines of a score share with the library, the first of several; none if
/// there is none of TuneLibrary::kGram notes.
std::optional<KnownRun> longestKnownRun(const TuneLibrary& library, const Score& score,
                                        const std::vector<MelodyLine>& lines);

/// The lines of what was written anew: `written` is what `rewrite` made of `before` as `request`
/// asks. A line ends where music begins that was there before, so that no run counts a note of it.
std::vector<MelodyLine> writtenLines(const Score& written, const Score& before,
                                     const RewriteRequest& request);

}  // namespace arioso
