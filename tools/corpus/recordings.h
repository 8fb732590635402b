#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "src/perform/performance.h"
#include "tools/corpus/manifest.h"

namespace arioso::corpus {

/// A real recording of one instrument and what is played in it.
struct Recording {
    std::filesystem::path audio;
    std::string source;  ///< audio path below the collection's folder
    std::string split;
    PerformedPart part;  ///< seconds from the start of the audio, as the collection aligns them
};

/// MAESTRO-style folder: a maestro*.csv with columns split, midi_filename and audio_filename; or,
/// if there is none, audio files with a .mid or .midi of the same name beside them, split by name.
/// Errors: Error(Input) naming file and line.
std::vector<Recording> readMaestro(const std::filesystem::path& folder, const SplitShares& shares);

/// MusicNet-style folder: train_data, train_labels, test_data, test_labels. Recordings with several
/// instruments cannot be told apart into stems and are left out; `leftOut` counts them.
std::vector<Recording> readMusicNet(const std::filesystem::path& folder, const SplitShares& shares,
                                    std::size_t& leftOut);

struct ImportOptions {
    std::filesystem::path out;
    std::filesystem::path instrumentTable;
    std::string name;              ///< of the collection, for the manifest
    double segmentSeconds = 30.0;  ///< recordings are cut into pieces of about this length
    int threads = 1;
};

/// Writes recordings in the layout of makeCorpus: mono, 44.1 kHz, cut into pieces; a piece's notes
/// that sounded already before its start have a negative onset. Errors: Error(Input | Output).
void importRecordings(const ImportOptions& options, const std::vector<Recording>& recordings);

}  // namespace arioso::corpus
