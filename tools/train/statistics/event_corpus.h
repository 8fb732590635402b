#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/random_stream.h"
#include "src/affect/affect_model.h"
#include "src/compose/event_sequence.h"

namespace arioso::train {

/// A piece as the sequence models learn it.
struct EventSource {
    std::string title;
    std::string composer;
    EventPiece piece;
    std::vector<EventKey> keys;                     ///< by bar
    std::vector<std::pair<double, double>> affect;  ///< valence, arousal by bar; empty = not known
    std::size_t symbols = 0;
};

/// Scores read for the sequence models, duplicates left out. Held out are the composers that
/// readStudyCorpus holds out; validation are single works of the others.
struct EventCorpus {
    std::vector<EventSource> training;
    std::vector<EventSource> validation;
    std::vector<EventSource> heldOut;
    std::size_t files = 0;
    std::size_t unreadable = 0;
    std::size_t unsuitable = 0;  ///< bars of more than eight quarters, too many lanes, no notes
    std::size_t duplicates = 0;
};

/// What is told of scores beside their notes.
struct EventMarking {
    bool marks = false;                              ///< see eventMarks
    std::shared_ptr<const AffectModel> affect = {};  ///< tells moods; may be absent
};

/// Reads every score below `folders`, every bar once. Velocities are left out: most scores have
/// none. The result does not depend on the threads. Error(Input) for a folder that is not there.
EventCorpus readEventCorpus(const std::vector<std::filesystem::path>& folders, double heldOut,
                            int threads, const EventMarking& marking = {});

/// How training sequences are made.
struct WindowOptions {
    std::size_t symbols = 512;    ///< the longest
    double cutShare = 0.5;        ///< of sequences in which cells are cut out
    double silentControls = 0.3;  ///< how often a control is not said
    double silentMarks = 0.4;     ///< how often words, and sections, are not
    bool moods = true;            ///< whether moods may be told
};

/// Bars from `first` on, as many as fit, in their commonest key, without lanes that are silent.
EventPiece windowOf(const EventSource& source, std::size_t first, std::size_t symbols);

/// A window somewhere in the pieces, long ones more often, with cells cut out in several ways:
/// whole bars, lanes over some bars, cells here and there, the end.
std::vector<int> drawSequence(const std::vector<EventSource>& pieces, const WindowOptions& options,
                              models::RandomStream& random);

/// The windows of all pieces one after the other, none overlapping; with what marks the pieces
/// have, or the same windows without.
std::vector<std::vector<int>> allSequences(const std::vector<EventSource>& pieces,
                                           std::size_t symbols, bool marks = false);

/// Number of symbols before the first bar: what a sequence is asked for, not what it says.
std::size_t headerSize(const std::vector<int>& sequence);

}  // namespace arioso::train
