#pragma once

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tools/eval/measure/overlap.h"

namespace arioso::eval {

/// A share over a set of tunes, 0…1.
struct GramShare {
    double mean = 0.0;
    double most = 0.0;  ///< that 95 % of the tunes do not pass
};

/// How much of the tunes of a set is elsewhere, too.
struct GramShares {
    std::size_t tunes = 0;  ///< long enough to have n-grams
    GramShare inTraining;   ///< in a tune of the training set
    GramShare inEachOther;  ///< in another tune of their own set
    GramShare inEither;     ///< in one or the other
};

/// Melodic n-grams of one length: n notes are n - 1 intervals with their length ratios, so that
/// neither key nor tempo count.
struct GramRow {
    std::size_t notes = 0;
    GramShares ours;
    GramShares human;
};

inline constexpr std::array<std::size_t, 3> kGramNotes = {6, 8, 12};

/// Rows of kGramNotes. Error(Input) for an empty set.
std::vector<GramRow> gramTable(const std::vector<TuneSample>& training,
                               const std::vector<TuneSample>& human,
                               const std::vector<TuneSample>& ours);

/// The tunes that are neither another setting of one of the training set nor of one before them:
/// as training leaves them out (kDuplicateShare of their n-grams of kDuplicateNotes).
std::vector<TuneSample> withoutCopies(const std::vector<TuneSample>& training,
                                      std::vector<TuneSample> tunes);

std::string gramText(const std::vector<GramRow>& rows);
nlohmann::json gramJson(const std::vector<GramRow>& rows);

}  // namespace arioso::eval
