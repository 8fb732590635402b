#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "src/perform/affect_curve.h"
#include "src/perform/performance.h"
#include "src/score/score.h"
#include "src/synth/render_request.h"

namespace arioso {

class PhoneLengths;

/// A range begins this many seconds before its first beat, so that the attack of a note played a
/// little early is not cut off.
inline constexpr double kRangeLeadIn = 0.05;

/// One of several singers of a stem.
struct SingerPlan {
    std::uint32_t number = 0;  ///< names the singer in the noise
    int voice = 1;             ///< of the stave, as written
    PerformedPart part;
    Instrument instrument;
};

/// One stem of a render: who plays what, and whether it is heard.
struct StemPlan {
    std::uint32_t number = 0;   ///< place among all stems; names it in the noise, whatever is muted
    std::size_t scorePart = 0;  ///< index into Score::parts
    PerformedPart part;
    Instrument instrument;
    bool audible = true;
    /// A choir, or the lines of a stave: the stem is the sum of these. Empty = `part` is played by
    /// `instrument` alone.
    std::vector<SingerPlan> singers{};
};

/// What is rendered by itself: a stem, or one of its singers.
struct RenderTrack {
    std::size_t stem = 0;       ///< index among the stems asked about
    std::uint32_t number = 0;   ///< in the noise
    const PerformedPart* part;  ///< of the stem or the singer, as is the instrument
    const Instrument* instrument;
};
/// All tracks of `stems`, in order; they point into them.
std::vector<RenderTrack> tracksOf(std::span<const StemPlan> stems);

/// A request worked out down to notes in seconds, before any sound is made.
struct RenderPlan {
    std::string title;
    Performance performance;  ///< without its parts: they are in `stems`
    std::vector<StemPlan> stems;
    double start = 0.0;              ///< seconds of the performance that the output begins at
    double end = 0.0;                ///< last offset that is heard, release tails not counted
    std::vector<std::string> notes;  ///< lines for the user
};

/// Reads score and lyrics, performs them, finds instruments and cuts the range. The request's seed
/// must be set; `voices` may be nullptr: then words are sung by an instrument; `lengths` nullptr is
/// PhoneLengths::builtIn, `palettes` nullptr Palettes::builtIn. Error(Input) for the files,
/// Error(Usage) for parts, places or instruments that do not exist, naming those that do.
RenderPlan makePlan(const RenderRequest& request, const InstrumentTable& instruments,
                    const InstrumentTable* voices = nullptr, const PhoneLengths* lengths = nullptr,
                    const Palettes* palettes = nullptr);

/// The two halves of makePlan: the score with its words laid on it, and what becomes of a score.
/// The request's `score` is then only a name for messages.
Score readScoreOf(const RenderRequest& request);
RenderPlan planScore(Score score, const RenderRequest& request, const InstrumentTable& instruments,
                     const InstrumentTable* voices = nullptr, const PhoneLengths* lengths = nullptr,
                     const Palettes* palettes = nullptr);

/// The style that a request's affect, its curve and its rules ask for; no points if none does.
/// Error(Usage), Error(Input).
PerformanceStyle styleOf(const RenderRequest& request, const Palettes& palettes);

/// Seconds at which a place written by a user ("12", "1:30", "90s") begins, or, with `after`, ends
/// if it is a measure. The first measure of that number at or after `earliest` counts.
/// Error(Usage) names `field`.
double placeInSeconds(const std::string& place, const char* field, const Performance& performance,
                      bool after, double earliest = 0.0);

/// Factor on the written tempo that a request such as "96" (quarters a minute at the start) or
/// "80%" asks for; 1 if empty. Error(Usage).
double tempoScale(const std::string& tempo, const Score& score);

/// The instrument a user names: an instrument's id, "drums", a General MIDI number 1…128 or name.
/// Sets program and percussion of `part`. Error(Usage) if there is none of that name.
void chooseInstrument(const std::string& name, const InstrumentTable& instruments, Part& part);

/// Who plays a program: its nearest instrument, or, for a part that sings words and whose program
/// is the usual "choir aahs" of notation programs, the solo voice. `exact` as in forProgram.
const Instrument& playerOf(const InstrumentTable& instruments, int program, bool percussion,
                           bool sings, bool* exact = nullptr);

/// Parts of the score that `name` means: a number from 1, or a name or id, capitals ignored.
/// Error(Usage) names the parts there are.
std::vector<std::size_t> findParts(const std::string& name, const Score& score, const char* field);

}  // namespace arioso
