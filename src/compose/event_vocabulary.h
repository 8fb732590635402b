#pragma once

#include <string>
#include <vector>

/// The alphabet that sequence models of scores share: 275 symbols, so that networks and counting
/// models (PPM) read the very same events. Pitches are counted from the tonic, which makes all keys
/// one; the grid is that of kTicks. Few symbols a note: where a note begins when the one before it
/// ends, and in chords, its place need not be said.
///
///     piece  = Start Mode PitchClass Metre Density Tempo [Mood] [Words] Lane… { bar }
///              (Fill { answer } End | End)
///     bar    = Bar [Section] [PitchClass] [Metre] [Length Duration…] { cell }, a cell a lane
///     cell   = Lane { group } | Lane Cut;  answer = Lane { group }
///     group  = [Velocity] [Syllable] [Position [Nudge]] Pitch… Duration…,
///              or [Position] PitchClass Quality
///
/// A Section stands at the bar that begins it; sections of one letter are alike, and letters are
/// given in the order in which they come. A Syllable begins with its group; groups without one go
/// on with the syllable before. Words says that they are told: without it, a singer's cells have no
/// syllables, whether there are words or not. Symbols of later versions stand behind those of
/// earlier ones.
/// An answer holds what has been cut out, in order of bars and lanes ("fill in the middle",
/// Bavarian et al. 2022, by cells of bar and part).
namespace arioso::events {

inline constexpr int kPad = 0;
inline constexpr int kStart = 1;
inline constexpr int kEnd = 2;
inline constexpr int kBar = 3;
inline constexpr int kLength = 4;  ///< the bar is not as long as its metre
inline constexpr int kCut = 5;
inline constexpr int kFill = 6;
inline constexpr int kAny = 7;    ///< a control that is not said
inline constexpr int kNudge = 8;  ///< one tick after a Position

inline constexpr int kMode = 9;  ///< major, minor
inline constexpr int kPitchClass = 11;
inline constexpr int kQuality = 23;
inline constexpr int kMetre = 32;
inline constexpr int kMetres = 16;
inline constexpr int kLevel = 48;  ///< velocity; density and tempo in the header
inline constexpr int kLevels = 8;
inline constexpr int kLane = 56;
inline constexpr int kLanes = 20;
inline constexpr int kPosition = 76;
inline constexpr int kPositions = 64;
inline constexpr int kDuration = 140;
inline constexpr int kDurations = 26;
inline constexpr int kPitch = 166;
inline constexpr int kPitches = 88;
inline constexpr int kLowestPitch = 21;
/// Of events without marks: what counting models and the networks of version 3 know.
inline constexpr int kPlainSymbols = kPitch + kPitches;  // 254
inline constexpr int kSyllable = kPlainSymbols;          ///< light, stressed, of unknown stress
inline constexpr int kSyllables = 3;
inline constexpr int kSection = kSyllable + kSyllables;  ///< A, B, …
inline constexpr int kSections = 8;
inline constexpr int kMood = kSection + kSections;  ///< thirds of valence by thirds of arousal
inline constexpr int kMoods = 9;
inline constexpr int kMarkedSymbols = kMood + kMoods;  // 274, what the first songs network knew
inline constexpr int kWords = kMarkedSymbols;          ///< syllables are told
inline constexpr int kSymbols = kWords + 1;            // 275

inline constexpr int kLongestBar = 96;  ///< ticks

constexpr bool isIn(int symbol, int first, int count) {
    return symbol >= first && symbol < first + count;
}
constexpr bool isLane(int symbol) {
    return isIn(symbol, kLane, kLanes);
}
constexpr bool isPitch(int symbol) {
    return isIn(symbol, kPitch, kPitches);
}
constexpr bool isDuration(int symbol) {
    return isIn(symbol, kDuration, kDurations);
}
constexpr bool isSyllable(int symbol) {
    return isIn(symbol, kSyllable, kSyllables);
}
constexpr bool isSection(int symbol) {
    return isIn(symbol, kSection, kSections);
}
constexpr bool isMood(int symbol) {
    return isIn(symbol, kMood, kMoods);
}
constexpr bool isPosition(int symbol) {
    return isIn(symbol, kPosition, kPositions);
}

/// What a lane is played by. Two staves of one part are two lanes.
enum class LaneKind {
    Voice,
    KeysUpper,
    KeysLower,
    Keys,
    Mallets,
    Organ,
    Guitar,
    Bass,
    Violin,
    Viola,
    Cello,
    Contrabass,
    Ensemble,
    Brass,
    Reed,
    Pipe,
    Synth,
    Drums,
    Chords,
};

/// Of a General MIDI program, 0-based.
LaneKind laneKindOf(int program, bool percussion, bool vocal);
/// The program that stands for a kind.
int programOf(LaneKind kind);

/// Ticks of a Duration symbol.
int ticksOf(int durationSymbol);
/// A length as symbols, the longest first: their sum is `ticks` (1 or more).
void appendDuration(int ticks, std::vector<int>& out);
/// Tick in the bar of a Position symbol.
int tickOf(int positionSymbol);
/// A tick of a bar (0…95) as Position and, between the grid's places, Nudge.
void appendPosition(int tick, std::vector<int>& out);

/// Mood symbol of a place on the plane of valence and arousal, both in units of Affect.
int moodSymbol(double valence, double arousal);

/// Symbol of a metre; -1 if it is none of those known.
int metreSymbol(int beats, int beatType);
struct MetreName {
    int beats;
    int beatType;
};
MetreName metreOf(int metreSymbol);
/// Ticks of a whole bar.
int barTicks(int beats, int beatType);

/// For lists and error texts: "Bar", "Pitch 64", …
std::string nameOf(int symbol);

}  // namespace arioso::events
