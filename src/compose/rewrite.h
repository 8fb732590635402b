#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/sequence_decoder.h"
#include "src/compose/event_model.h"
#include "src/compose/event_sequence.h"
#include "src/compose/word_bars.h"
#include "src/score/score.h"

namespace arioso {

/// What of a score is written anew, and how. Cells are bars by lanes (see lanesOf).
struct RewriteRequest {
    CutCells cells;                              ///< by bar, then by lane
    std::set<std::pair<int, std::size_t>> kept;  ///< notes that stay: part, index of the note
    bool keepRhythm = false;                     ///< only pitches change
    /// Bars from here on were not there before: in them nothing is to be kept.
    std::size_t newFrom = std::numeric_limits<std::size_t>::max();
    EventMarks marks;  ///< of the score, for models that know them
    /// Syllables of the new bars, all of them, for the part `singer`; may be empty.
    std::vector<WordSyllable> words;
    int singer = -1;
    int mood = events::kAny;  ///< of what is written, a Mood symbol; only networks hear it
    float louder = 0.0F;      ///< on top of the velocity of new notes, where notes state one
    bool seeOld = false;      ///< the model sees what it has not come to yet as it was
    int candidates = 1;
    std::uint64_t seed = 0;
    models::DecodingOptions decoding;
    std::optional<models::BeamOptions> beam;  ///< in place of sampling; seeds change nothing then
};

/// One way of doing it.
struct Rewritten {
    Score score;
    double logProbability = 0.0;  ///< mean of ln P of its events under the model, rules applied
    std::size_t events = 0;
    std::size_t notes = 0;  ///< written anew
    int candidate = 0;      ///< its number as drawn, from 0
};

/// Candidates, the likeliest a symbol first. Everything outside the cells, and what is kept inside,
/// is as it was, bit for bit. Sung bars keep their rhythm, so that every syllable stays; no note
/// leaves the compass that its part has in the score (and two semitones more), one-part lines stay
/// so, and nothing sounds on into bars that stay. Words get a note each and hold their vowel on
/// those that follow without. Bars that are played again (Measure::written) get
/// the same music again. Error(Usage) if the request leaves nothing to write or the words do not
/// fit.
std::vector<Rewritten> rewrite(const Score& score, const EventModel& model,
                               const RewriteRequest& request);

/// Whether two measures are one bar of the page, reached more than once.
bool playsAgain(const Measure& one, const Measure& other);

/// The same score with `bars` empty bars more, in the metre and key of its last; signs of repeats
/// are taken away, since they would tell another piece.
Score withBars(const Score& score, std::size_t bars);

}  // namespace arioso
