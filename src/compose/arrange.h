#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "src/compose/steering.h"
#include "src/condition/instruments.h"
#include "src/score/score.h"

namespace arioso {

struct HarmonyRules;

struct ArrangeRequest {
    /// Mood and density shape the accompaniment; its programs play it (inner parts, bass last; one
    /// plays both), with drums if asked for. Key, metre and tempo are the score's own.
    Steering steering;
    std::string melody;             ///< name or id of the part with the tune; empty = found
    std::vector<std::string> keep;  ///< names or ids of further parts that stay as they are
    std::uint64_t seed = 1;
    const HarmonyRules* rules = nullptr;  ///< nullptr = those of the build
};

/// What an arrangement is made of.
struct ArrangeReport {
    std::string melody;                ///< name of its part
    std::size_t chords = 0;            ///< changes of chord, each bar of the page once
    bool chordsFound = false;          ///< the score had no symbols: they were found by its notes
    std::vector<std::string> added;    ///< names of the new parts
    std::vector<std::string> removed;  ///< names of parts that were neither tune nor kept
    std::vector<std::string> remarks;  ///< for the user, a line each
};

/// Arranges a tune with chord symbols, or without, for instruments: bass, inner parts,
/// accompaniment in the textures that suit them, drums, each within its instrument's range. The
/// tune, its words and what is kept are not changed in anything. Bars that come again are
/// accompanied as the first time. An upbeat at the beginning is left to the tune; bars in a metre
/// that the composer does not know are, too, which is remarked. The same request gives the same
/// arrangement. Error(Input) if there is no tune, Error(Usage) for a steering out of its ranges or
/// without programs.
Score arrange(const Score& score, const InstrumentTable& instruments, const ArrangeRequest& request,
              ArrangeReport* report = nullptr);

}  // namespace arioso
