#pragma once

#include <filesystem>
#include <string>

#include "tools/corpus/voice/aligner.h"

namespace arioso::corpus {

/// What to align.
struct AlignOptions {
    std::filesystem::path table;   ///< see readSpeechTable
    std::filesystem::path folder;  ///< of the recordings
    std::string language = "en";   ///< BCP 47
    std::string only;              ///< folder below `folder`; empty = all
    int holdOutEach = 0;           ///< every so many utterances one is not trained on; 0 = none
    bool refine = true;            ///< move boundaries to where the spectrum changes
};

/// Aligns the recordings of one speaker with their texts. Error(Usage) for a language that
/// espeak-ng does not speak, Error(Input) for a table or a recording that cannot be read.
AlignmentSet alignSpeech(const AlignOptions& options, const Aligner::Progress& progress = {});

}  // namespace arioso::corpus
