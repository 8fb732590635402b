#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/harmony/harmony_parts.h"

namespace arioso {

/// What stays as it is.
struct HarmonyKeep {
    std::vector<char> bars;  ///< one a played bar; empty = none
    std::vector<int> parts;  ///< indices; the melody's part always stays
    bool chords = false;     ///< all chord symbols of the score
};

struct HarmonizeRequest {
    int part = -1;  ///< index of the melody's part; -1 = the one that is sung, or the first
    std::optional<SlotKey> key;  ///< absent = found
    double modeBias = 0.0;       ///< as in HarmonyWish
    double adventure = 0.5;
    HarmonicRhythm rhythm = HarmonicRhythm::Free;
    std::vector<char> avoided;  ///< as in HarmonyWish
    HarmonyTexture texture = HarmonyTexture::Chords;
    /// Chooses the inner voices of a chorale; absent = the rules alone do.
    VoiceFiller voices;
    HarmonyKeep keep;
    /// Absent: the likeliest chords. Else chords drawn from what the melody leaves open.
    std::optional<std::uint64_t> seed;
    int candidates = 1;                     ///< 1…64
    const ChoraleRules* rules = nullptr;    ///< of a chorale; nullptr = those of the build
    const HarmonyRules* harmony = nullptr;  ///< of chords and voicings; likewise
};

/// A chord as it was set.
struct SetChord {
    int bar = 0;       ///< index of the played bar
    Beat beat;         ///< quarters from the bar's start
    std::string text;  ///< "Dm7"
    SlotKey key;
};

struct Harmonization {
    Score score;
    std::vector<SetChord> chords;
    double natsPerBeat = 0.0;  ///< -ln P(chords | melody) a felt beat; lower is likelier
    VoiceFaults faults;        ///< of a chorale
    std::uint64_t seed = 0;    ///< that draws this one; 0 = the likeliest
};

/// The part that a melody is taken from; -1 if the score has no pitched notes.
int melodyPart(const Score& score);

/// Chords for a melody, and a texture of them: the likeliest path of the hidden semi-Markov model
/// or draws from its posterior (after Allan and Williams, "Harmonising chorales by probabilistic
/// inference", NIPS 2004, with explicit durations), best first, no two with the same chords (fewer
/// than asked for where the wishes leave no more). The melody's part, and what is kept, comes out
/// as it went in. Error(Usage) for wishes out of range or against each other, Error(Input) for a
/// score without a melody.
std::vector<Harmonization> harmonize(const HarmonyTables& tables, const Score& score,
                                     const HarmonizeRequest& request);

/// Chords and kinds by comma that must not be used: "E7" (that chord), "dim", "aug", "7" (that
/// kind on any root), "sevenths". One char a Chord::index(). Error(Usage).
std::vector<char> parseAvoided(const std::string& text);

/// Bars, "chords" and part names by comma, bars by printed number: "1-4,9,chords,Cello".
/// Error(Usage) names what is not in the score.
HarmonyKeep parseKeep(const std::string& text, const Score& score);

}  // namespace arioso
