#include "src/compose/event_vocabulary.h"

#include <algorithm>
#include <array>

#include "src/compose/study.h"

namespace arioso::events {
namespace {

constexpr std::array<int, kDurations> kDurationTicks = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 18, 20, 21, 24, 30, 32, 36, 42, 48, 60, 72, 84, 96};
/// Places within a quarter: sixteenths, triplets, and triplets of sixteenths.
constexpr std::array<int, 8> kPlaces = {0, 2, 3, 4, 6, 8, 9, 10};

constexpr std::array<MetreName, kMetres> kMetreNames = {{{2, 4},
                                                         {3, 4},
                                                         {4, 4},
                                                         {2, 2},
                                                         {3, 8},
                                                         {6, 8},
                                                         {9, 8},
                                                         {12, 8},
                                                         {3, 2},
                                                         {4, 2},
                                                         {5, 4},
                                                         {6, 4},
                                                         {7, 4},
                                                         {5, 8},
                                                         {7, 8},
                                                         {1, 4}}};

}  // namespace

LaneKind laneKindOf(int program, bool percussion, bool vocal) {
    if (percussion) return LaneKind::Drums;
    if (vocal || (program >= 52 && program <= 54)) return LaneKind::Voice;
    static constexpr std::array<LaneKind, 16> kFamilies = {
        LaneKind::Keys,  LaneKind::Mallets,  LaneKind::Organ,    LaneKind::Guitar,
        LaneKind::Bass,  LaneKind::Ensemble, LaneKind::Ensemble, LaneKind::Brass,
        LaneKind::Reed,  LaneKind::Pipe,     LaneKind::Synth,    LaneKind::Synth,
        LaneKind::Synth, LaneKind::Guitar,   LaneKind::Synth,    LaneKind::Synth};
    if (program >= 40 && program <= 43)
        return static_cast<LaneKind>(static_cast<int>(LaneKind::Violin) + program - 40);
    return kFamilies[static_cast<std::size_t>(std::clamp(program, 0, 127) / 8)];
}

int programOf(LaneKind kind) {
    static constexpr std::array<int, 19> kPrograms = {52, 0,  0,  0,  12, 19, 24, 32, 40, 41,
                                                      42, 43, 48, 56, 68, 73, 80, 0,  0};
    return kPrograms[static_cast<std::size_t>(kind)];
}

int ticksOf(int durationSymbol) {
    return kDurationTicks[static_cast<std::size_t>(durationSymbol - kDuration)];
}

void appendDuration(int ticks, std::vector<int>& out) {
    while (ticks > 0) {
        const auto above = std::upper_bound(kDurationTicks.begin(), kDurationTicks.end(), ticks);
        const auto index = static_cast<int>(above - kDurationTicks.begin()) - 1;
        out.push_back(kDuration + index);
        ticks -= kDurationTicks[static_cast<std::size_t>(index)];
    }
}

int tickOf(int positionSymbol) {
    const int index = positionSymbol - kPosition;
    return index / 8 * kTicks + kPlaces[static_cast<std::size_t>(index % 8)];
}

void appendPosition(int tick, std::vector<int>& out) {
    const auto above = std::upper_bound(kPlaces.begin(), kPlaces.end(), tick % kTicks);
    const auto index = static_cast<int>(above - kPlaces.begin()) - 1;
    out.push_back(kPosition + tick / kTicks * 8 + index);
    if (kPlaces[static_cast<std::size_t>(index)] != tick % kTicks) out.push_back(kNudge);
}

int metreSymbol(int beats, int beatType) {
    for (std::size_t i = 0; i < kMetreNames.size(); ++i)
        if (kMetreNames[i].beats == beats && kMetreNames[i].beatType == beatType)
            return kMetre + static_cast<int>(i);
    return -1;
}

MetreName metreOf(int metreSymbol) {
    return kMetreNames[static_cast<std::size_t>(metreSymbol - kMetre)];
}

int moodSymbol(double valence, double arousal) {
    // The estimates' middle third: they have a spread of a half.
    constexpr double kEdge = 0.22;
    const auto third = [](double value) { return value < -kEdge ? 0 : value > kEdge ? 2 : 1; };
    return kMood + 3 * third(arousal) + third(valence);
}

int barTicks(int beats, int beatType) {
    return 4 * kTicks * beats / std::max(1, beatType);
}

std::string nameOf(int symbol) {
    static constexpr std::array<const char*, 9> kNames = {"Pad", "Start", "End", "Bar",  "Length",
                                                          "Cut", "Fill",  "Any", "Nudge"};
    static constexpr std::array<const char*, 19> kKinds = {
        "Voice", "KeysUpper", "KeysLower", "Keys",  "Mallets",    "Organ",    "Guitar",
        "Bass",  "Violin",    "Viola",     "Cello", "Contrabass", "Ensemble", "Brass",
        "Reed",  "Pipe",      "Synth",     "Drums", "Chords"};
    if (symbol >= 0 && symbol < kMode) return kNames[static_cast<std::size_t>(symbol)];
    if (isIn(symbol, kMode, 2)) return symbol == kMode ? "Major" : "Minor";
    if (isIn(symbol, kPitchClass, 12)) return "PitchClass " + std::to_string(symbol - kPitchClass);
    if (isIn(symbol, kQuality, 9)) return "Quality " + std::to_string(symbol - kQuality);
    if (isIn(symbol, kMetre, kMetres)) {
        const MetreName metre = metreOf(symbol);
        return "Metre " + std::to_string(metre.beats) + "/" + std::to_string(metre.beatType);
    }
    if (isIn(symbol, kLevel, kLevels)) return "Level " + std::to_string(symbol - kLevel);
    if (isIn(symbol, kLane, static_cast<int>(kKinds.size())))
        return kKinds[static_cast<std::size_t>(symbol - kLane)];
    if (isPosition(symbol)) return "Position " + std::to_string(tickOf(symbol));
    if (isDuration(symbol)) return "Duration " + std::to_string(ticksOf(symbol));
    if (isPitch(symbol)) return "Pitch " + std::to_string(symbol - kPitch + kLowestPitch);
    static constexpr std::array<const char*, kSyllables> kStresses = {"light", "stressed",
                                                                      "unknown"};
    static constexpr std::array<const char*, 3> kThirds = {"low", "middle", "high"};
    if (isSyllable(symbol))
        return std::string("Syllable ") + kStresses[static_cast<std::size_t>(symbol - kSyllable)];
    if (isSection(symbol))
        return std::string("Section ") + static_cast<char>('A' + symbol - kSection);
    if (isMood(symbol)) {
        const auto place = static_cast<std::size_t>(symbol - kMood);
        return std::string("Mood valence ") + kThirds[place % 3] + " arousal " + kThirds[place / 3];
    }
    return "Symbol " + std::to_string(symbol);
}

}  // namespace arioso::events
