#pragma once

#include <cstdint>
#include <vector>

#include "src/compose/accompaniment.h"
#include "src/compose/ensemble.h"
#include "src/compose/phrase_writer.h"
#include "src/score/score.h"

namespace arioso {

/// What the parts of a phrase play, in the order of the ensemble.
struct PlayedPart {
    std::vector<TuneNote> tune;   ///< of Tune and Solo
    std::vector<PartNote> notes;  ///< of the others, and of a Solo's left hand
};

/// Decides what each part plays. `textures` in [0, 1), one a part, choose among those that suit.
std::vector<PlayedPart> playParts(const std::vector<EnsemblePart>& ensemble, const MetrePlan& metre,
                                  const Character& character, const WrittenPhrase& phrase,
                                  const PhraseBrief& brief, const std::vector<double>& textures,
                                  bool opening, models::RandomStream& random);

/// The phrase as a score: notes spelled and marked, chords, key, metre, tempo, dynamics.
Score phraseScore(const std::vector<EnsemblePart>& ensemble, const MetrePlan& metre,
                  const Character& character, const WrittenPhrase& phrase, const PhraseBrief& brief,
                  const std::vector<PlayedPart>& played, models::RandomStream& random);

/// A number for all that is played in each bar.
std::vector<std::uint64_t> barHashes(const std::vector<PlayedPart>& played, const MetrePlan& metre,
                                     int bars);

}  // namespace arioso
