#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "tools/eval/measure/singing_measures.h"
#include "tools/eval/measure/timbre_classifier.h"

namespace arioso::eval {

/// The versions of a piece that are compared.
enum class Version {
    Teacher,     ///< the reference itself
    GriffinLim,  ///< the teacher's mel through Griffin-Lim
    Vocoder,     ///< the teacher's mel through the neural vocoder
    Ceiling,     ///< the teacher's mel through VAE and vocoder: what the generator could reach
    Generated,   ///< from the notes alone
};
inline constexpr std::array kVersions = {Version::Teacher, Version::GriffinLim, Version::Vocoder,
                                         Version::Ceiling, Version::Generated};
constexpr std::size_t indexOf(Version version) {
    return static_cast<std::size_t>(version);
}
std::string_view nameOf(Version version);
/// Inverse of `nameOf`; Error(Usage) names the accepted ones.
Version parseVersion(std::string_view name);

/// Measurements of one stem in one version, note by note where there is one a note.
struct StemMeasures {
    std::vector<double> onsetMs;       ///< |heard - written|
    std::vector<double> onsetShiftMs;  ///< |shift of the rise against the teacher's|
    std::vector<double> cents;         ///< |heard - written|
    std::vector<double> attackRatio;   ///< against the teacher's note
    std::vector<double> fallRatio;     ///< likewise
    std::size_t notes = 0;
    std::size_t missing = 0;
    std::size_t invented = 0;
    double mrStft = 0.0;
    double mcdDb = 0.0;
    double movementRatio = 0.0;  ///< of the timbre from frame to frame, against the teacher's
    double loudnessDb = 0.0;     ///< signed: positive is too loud
    std::vector<TimbreFeatures> timbre;
    SingingMeasures singing;      ///< empty where no words are sung
    double f0FramePercent = 0.0;  ///< F0 frame error against the teacher; NaN likewise
};

/// One row of the table: a version of one instrument's stems. NaN where nothing could be measured.
struct Figures {
    double onsetMs = 0.0;
    double onsetShiftMs = 0.0;
    double pitchCents = 0.0;
    double missingPercent = 0.0;
    double inventedPercent = 0.0;
    double mrStft = 0.0;
    double mcdDb = 0.0;
    double movementRatio = 0.0;
    double attackRatio = 0.0;
    double fallRatio = 0.0;
    double loudnessDb = 0.0;
    double recognisedPercent = 0.0;
    double centreCents = 0.0;
    double centreCents95 = 0.0;
    double vowelOnsetMs = 0.0;
    double vowelOnset95Ms = 0.0;
    double voicingPercent = 0.0;
    double f0FramePercent = 0.0;
};

/// Medians over notes, shares over all notes, means over stems. `recognisedPercent` is left NaN.
Figures summarise(const std::vector<StemMeasures>& stems);

/// How a figure is shown: the same list drives text, JSON and HTML.
struct FigureColumn {
    std::string_view key;  ///< in JSON
    std::string_view heading;
    std::string_view meaning;  ///< one line for the legend
    int decimals;
    double Figures::*value;
};
const std::vector<FigureColumn>& figureColumns();

}  // namespace arioso::eval
