#pragma once

#include <filesystem>
#include <string>

#include "src/perform/affect_curve.h"
#include "src/score/score.h"

namespace arioso::cli {

/// Kinds of files a score can be written to.
enum class ScoreKind { MusicXml, Mxl, Midi, Abc, Performance };

/// By the name's ending: .musicxml .xml .mxl .mid .midi .abc .performance.json. Error(Usage) naming
/// them for any other.
ScoreKind scoreKindOf(const std::filesystem::path& path);

/// "MusicXML", "MIDI", …
const char* nameOf(ScoreKind kind);

/// The whole file. MIDI holds what is played (see playedScore) unless `asWritten`.
std::string scoreBytes(const Score& score, ScoreKind kind, bool asWritten = false);

/// The .performance.json of a score played in a style, nothing left to chance; where the style has
/// points, notes say what each rule did to them.
std::string performanceText(const Score& score, const PerformanceStyle& style);

/// Error(Output) if `path` cannot become a file: it exists and `force` is not set, it is a folder,
/// or its folder does not exist.
void checkOutput(const std::filesystem::path& path, bool force);

}  // namespace arioso::cli
