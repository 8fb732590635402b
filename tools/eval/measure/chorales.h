#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace arioso::eval {

/// One chorale: frames of a fixed grid, each the pitches (MIDI) that sound in it.
using Chorale = std::vector<std::vector<int>>;

/// The literature's chorale files (JSON with train, valid and test; each a list of pieces, each a
/// list of frames, each a list of pitches, -1 or nothing for a silent voice).
struct ChoraleSet {
    std::array<std::vector<Chorale>, 3> splits;  ///< train, valid, test
    static constexpr std::array<const char*, 3> kNames = {"train", "valid", "test"};
    [[nodiscard]] std::size_t frames(std::size_t split) const;
};

/// Error(Input) naming file, piece and frame, what was expected and found.
ChoraleSet readChorales(const std::filesystem::path& path);

/// Costs of one model on the three splits: nats a time step, or a note.
struct ChoraleFigure {
    std::string model;
    std::array<double, 3> nats{};
    std::array<std::size_t, 3> count{};  ///< time steps, or notes and rests of voices
};

/// Piano rolls of 88 keys, nats a time step (the terms of Boulanger-Lewandowski, Bengio and
/// Vincent, ICML 2012): independent Bernoulli a pitch, and given the same pitch one frame before
/// (silent before the first). Counts plus a half each (Krichevsky and Trofimov). Only the quarter
/// grid may be compared with that literature: finer grids repeat themselves.
std::vector<ChoraleFigure> framewise(const ChoraleSet& set);

/// Nats a note of four voices from the top, a note a frame and voice (rests count as one pitch):
/// unigram, bigram, bigram with the note of the voice above, each counted a voice and smoothed with
/// the one before it (Dirichlet prior; its weight is the best of a few on valid). The literature's
/// grid is sixteenths.
std::vector<ChoraleFigure> noteWise(const ChoraleSet& set);

/// `trained`: framewise figures of models that were trained on the set, told beside the counts.
std::string choraleReport(const ChoraleSet& set, const std::string& file,
                          const std::vector<ChoraleFigure>& trained = {});
std::string choraleReportJson(const ChoraleSet& set, const std::string& file,
                              const std::vector<ChoraleFigure>& trained = {});

}  // namespace arioso::eval
