#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "src/compose/chord_terms.h"
#include "src/harmony/melody_evidence.h"

namespace arioso {

/// Bars by their number of felt beats: 1, 2, 3, 4, other.
inline constexpr int kMetreClasses = 5;
/// Felt beats that are told apart; the fourth stands for all later ones.
inline constexpr int kPlaces = 4;
/// Felt beats that a chord lasts at most without being entered again.
inline constexpr int kLongestChord = 16;

/// What is learnt of one mode. Natural logarithms; chords as Chord::index() from the tonic.
struct HarmonyMode {
    std::vector<float> first;  ///< chord: P(it is the first)
    /// (inside a bar, at its beginning) × from × to: P(next chord | chord before it)
    std::vector<float> next;
    std::vector<float> end;   ///< chord × kSlotEnds: P(what ends in the slot | chord)
    std::vector<float> note;  ///< chord × kNoteKinds × 12: P(note above the tonic | chord, kind)

    [[nodiscard]] double nextAt(bool barStart, int from, int to) const {
        return next[(static_cast<std::size_t>(barStart) * kChords +
                     static_cast<std::size_t>(from)) *
                        kChords +
                    static_cast<std::size_t>(to)];
    }
    [[nodiscard]] double noteAt(int chord, int kind, int above) const {
        return note[(static_cast<std::size_t>(chord) * kNoteKinds +
                     static_cast<std::size_t>(kind)) *
                        12 +
                    static_cast<std::size_t>(above)];
    }
    [[nodiscard]] double endAt(int chord, SlotEnd what) const {
        return end[static_cast<std::size_t>(chord) * kSlotEnds + static_cast<std::size_t>(what)];
    }
};

/// The harmoniser's hidden semi-Markov model: chords with durations, seen through a melody.
struct HarmonyTables {
    std::array<HarmonyMode, 2> modes;  ///< major, minor
    /// kMetreClasses × kPlaces × kLongestChord: log P(felt beats | metre, where the chord begins)
    std::vector<float> duration;
    /// How much the melody counts against the chain, fitted on pieces left out of counting.
    double trust = 1.0;

    [[nodiscard]] double durationAt(const HarmonySlot& begin, std::size_t length) const;
};

/// Metre class of a bar of so many felt beats.
int metreClass(int beats);

/// Tables as the bytes of a safetensors file (half precision); equal tables give equal bytes.
std::string harmonyBytes(const HarmonyTables& tables);
/// The reverse. `name` stands for the file. Error(Model), one line.
std::shared_ptr<const HarmonyTables> parseHarmony(const std::string& bytes,
                                                  const std::string& name);

/// Reads the tables that `folder`/manifest.json names (models/weights/composer), checking format
/// and sha256. Error(Model) names file, field, expected and found.
std::shared_ptr<const HarmonyTables> loadHarmony(const std::filesystem::path& folder);

}  // namespace arioso
