#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/compose/study.h"

namespace arioso::eval {

/// A tune with its bars, as the measures below see it.
struct TuneSample {
    std::vector<StudyNote> notes;
    std::vector<StudyBar> bars;
};

/// Which tunes of some folders, and what of them.
struct TuneChoice {
    enum class Works { All, HeldOut, Training };
    std::size_t bars = 32;
    bool fromEnd = false;  ///< the last bars, not the first
    Works works = Works::All;
    double heldOut = 0.1;  ///< share of composers that training holds out; 0 = all works are on
                           ///< both sides
};

/// The first (last) bars of a score's tune: the part that is sung, else the first that is pitched,
/// its upper line. No notes if there is none.
TuneSample tuneSample(const Score& score, std::size_t bars, bool fromEnd = false);

/// Every file in and below the folders, in the order of their paths. Error(Input) for a folder that
/// is not there.
std::vector<std::filesystem::path> filesBelow(const std::vector<std::filesystem::path>& folders);

/// Tunes of 24 notes or more in the scores below folders, sorted by name; what cannot be read is
/// passed over. Error(Input) for a folder that is not there.
std::vector<TuneSample> tunesBelow(const std::vector<std::filesystem::path>& folders,
                                   const TuneChoice& choice);

/// How two sets of tunes differ in one feature, by mgeval (Yang and Lerch, Neural Computing and
/// Applications 32, 2020): distances of each tune to each within a set and between the sets, as
/// densities (Gaussian kernels, Scott's width); the area that they share, and the Kullback-Leibler
/// divergence of the one within from the one between, in nats.
struct SetDistance {
    double overlap = 0.0;
    double divergence = 0.0;
};

/// One feature: how far ours are from human tunes, beside two halves of the human ones and human
/// tunes that were spoilt (any pitches of their compass, lengths in any order).
struct OverlapRow {
    std::string feature;
    SetDistance halves;
    SetDistance spoilt;
    SetDistance ours;
    /// Whether the feature tells music from what was spoilt: the area is smaller by a twentieth.
    [[nodiscard]] bool separates() const { return spoilt.overlap < halves.overlap - 0.05; }
};

/// The features of mgeval, with groove and scale consistency (MusPy) and entropy of pitch classes.
/// Sets of two tunes or more; Error(Input) otherwise. Human tunes are halved by turns.
std::vector<OverlapRow> overlapTable(const std::vector<TuneSample>& human,
                                     const std::vector<TuneSample>& ours, std::uint64_t seed);

/// Densities of the distances of two sets, compared.
SetDistance compareDistances(const std::vector<double>& within, const std::vector<double>& between);

std::string overlapText(const std::vector<OverlapRow>& rows);
nlohmann::json overlapJson(const std::vector<OverlapRow>& rows);

}  // namespace arioso::eval
