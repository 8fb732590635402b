#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/rbm.h"
#include "src/harmony/harmony_chain.h"

namespace arioso {

/// Felt beats that the four-part model sees at once.
inline constexpr int kWindowBeats = 4;
inline constexpr int kVoices = 4;
/// Pitches of a voice that are told apart, and silence.
inline constexpr int kVoicePitches = 37;
inline constexpr int kVoiceStates = kVoicePitches + 1;
/// Lowest pitch of each voice once the piece is moved to C (by half an octave at most).
inline constexpr std::array<int, kVoices> kVoiceLowest = {57, 50, 43, 36};
/// Condition: place of the window's first beat in its bar (kPlaces), and minor.
inline constexpr int kWindowConditions = kPlaces + 1;

/// Pitches of the voices on a beat, highest part first; -1 = rests.
using VoiceFrame = std::array<int, kVoices>;

/// The four voices of a score, as indices of its parts, highest first: its pitched parts if they
/// are four, or those that are sung if there are four or five of them (of two sopranos the first).
/// Nothing otherwise.
std::optional<std::array<std::size_t, kVoices>> fourPartsOf(const Score& score);
/// These on every felt beat; empty where there are none.
std::vector<VoiceFrame> fourVoicesOf(const Score& score, const std::vector<HarmonySlot>& grid);

/// State of a pitch in a voice, 0…kVoiceStates - 1, in a key; octaves are folded into the range.
int voiceState(int pitch, int voice, int tonic);
/// The reverse; -1 for silence.
int voicePitch(int state, int voice, int tonic);

/// Groups of the model's visible units: kWindowBeats × kVoices, one of kVoiceStates on.
std::vector<int> windowGroups();
/// The condition of a window.
std::vector<float> windowCondition(const HarmonySlot& first, bool minor);
/// The visible state of kWindowBeats frames from `first` on.
std::vector<char> windowState(const std::vector<VoiceFrame>& frames, std::size_t first, int tonic);

/// A restricted Boltzmann machine over windows of four-part music, whose biases depend on metre
/// and mode. Immutable; any thread.
struct FourVoiceModel {
    models::Rbm rbm;

    /// Mean hidden activation over the windows of a piece: near for pieces that are alike.
    [[nodiscard]] std::vector<double> embedding(const std::vector<VoiceFrame>& frames,
                                                const std::vector<HarmonySlot>& grid,
                                                const std::vector<SlotKey>& keys) const;
};

/// Weights as the bytes of a safetensors file (half precision), and back. Error(Model).
std::string fourVoiceBytes(const FourVoiceModel& model);
std::shared_ptr<const FourVoiceModel> parseFourVoices(const std::string& bytes,
                                                      const std::string& name);
/// Reads the weights that `folder`/manifest.json names as models.voices. Error(Model).
std::shared_ptr<const FourVoiceModel> loadFourVoices(const std::filesystem::path& folder);

/// What is to be filled in.
struct FillRequest {
    std::vector<VoiceFrame> frames;               ///< known pitches, any pitch where `free` is set
    std::vector<std::array<char, kVoices>> free;  ///< one a frame: 1 = to be filled in
    /// Whether a free voice may have a pitch; absent = any, and silence.
    std::function<bool(std::size_t frame, int voice, int pitch)> allowed;
    std::vector<int> places;    ///< of each frame in its bar, as HarmonySlot::place
    std::vector<SlotKey> keys;  ///< one a frame
    int sweeps = 30;            ///< of blocked sampling over the whole piece
    int rounds = 8;             ///< then, of every voice of every beat by itself
    std::uint64_t seed = 1;
};

/// The probability of each pitch of each free voice, by MIDI pitch, as the mean of what it was in
/// the second half of the rounds. Annealed blocked Gibbs sampling first, whose blocks shrink from
/// all free voices of a window to one (Yao et al. 2014, as in Coconet: Huang et al., ISMIR 2017)
/// while the temperature falls to 1; then each voice by itself, given all others exactly, by the
/// two windows that have it in their middle.
struct FilledVoices {
    std::vector<VoiceFrame> frames;  ///< the last draw
    std::vector<std::array<std::array<float, 128>, kVoices>> shares;
    /// All draws, each a whole whose voices know each other: of every chain or counted round.
    std::vector<std::vector<VoiceFrame>> draws;
};
FilledVoices fillVoices(const FourVoiceModel& model, const FillRequest& request);

/// Whatever fills voices in.
using VoiceFiller = std::function<FilledVoices(const FillRequest&)>;

}  // namespace arioso
