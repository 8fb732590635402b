#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "src/compose/study.h"

namespace arioso::train {

/// Scores read for the statistical models, duplicates left out, split by composer.
struct StudyCorpus {
    std::vector<StudyPiece> training;
    std::vector<StudyPiece> heldOut;
    std::size_t files = 0;
    std::size_t unreadable = 0;
    std::size_t duplicates = 0;
};

/// Every score below `folders` by its name's ending, sorted within each. Error(Input) for a folder
/// that is not there.
std::vector<std::filesystem::path> findScores(const std::vector<std::filesystem::path>& folders);

/// A score with every bar once; what it does not say of title and composer its path does.
/// Error(Input) for what cannot be read or is too long.
Score readScoreOnce(const std::filesystem::path& path);

/// Reads every score below `folders` (.mid .midi .mxl .musicxml .xml .abc .mscz .mscx), every bar
/// once. The result does not depend on the threads. Error(Input) for a folder that is not there.
/// `more`, if given, sees each score with what was studied of it, on any of the threads.
StudyCorpus readStudyCorpus(const std::vector<std::filesystem::path>& folders, double heldOut,
                            int threads,
                            const std::function<void(const Score&, StudyPiece&)>& more = {});

}  // namespace arioso::train
