#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "models/rnn_rbm.h"
#include "src/harmony/four_voices.h"

namespace arioso {

/// Two RNN-RBMs over felt beats of four voices: one goes forwards, one backwards. A frame is four
/// groups of kVoiceStates units; its inputs are those of a window that begins there
/// (windowCondition). Immutable; any thread.
struct VoiceRnnModel {
    models::RnnRbm forward;
    models::RnnRbm backward;

    /// Mean hidden activation of both over the frames of a piece.
    [[nodiscard]] std::vector<double> embedding(const std::vector<VoiceFrame>& frames,
                                                const std::vector<int>& places,
                                                const std::vector<SlotKey>& keys) const;
};

models::RnnRbmShape voiceRnnShape(int hidden, int recurrent);
/// Frames as the models see them; `places` as HarmonySlot::place. Turned round for the backward
/// one.
models::RnnSequence voiceSequence(const std::vector<VoiceFrame>& frames,
                                  const std::vector<int>& places, const std::vector<SlotKey>& keys,
                                  bool backwards);

/// Weights as the bytes of a safetensors file (half precision), and back. Error(Model).
std::string voiceRnnBytes(const VoiceRnnModel& model);
std::shared_ptr<const VoiceRnnModel> parseVoiceRnn(const std::string& bytes,
                                                   const std::string& name);
/// Reads the weights that `folder`/manifest.json names as models.voices-rnn. Error(Model).
std::shared_ptr<const VoiceRnnModel> loadVoiceRnn(const std::filesystem::path& folder);

/// log P(state of a voice | all other voices and frames) for every frame and voice, by the product
/// of what both models say, in nats. The backward model is asked about what follows, the forward
/// one about what was.
std::vector<std::array<std::vector<double>, kVoices>> voiceConditionals(
    const VoiceRnnModel& model, const std::vector<VoiceFrame>& frames,
    const std::vector<int>& places, const std::vector<SlotKey>& keys);

/// As fillVoices by the window model. A frame's voice is drawn from the product of what the
/// forward model says of it after all frames before and the backward one before all that follow,
/// hidden units summed over: first a draft by the forward model alone, then sweeps to and fro (half
/// as many as asked for) whose temperature and share of redrawn voices fall (annealed independent
/// blocked Gibbs sampling: Yao et al. 2014, as in Coconet), then rounds at temperature 1. The
/// shares are means over several such chains, the frames are the last one's.
FilledVoices fillVoices(const VoiceRnnModel& model, const FillRequest& request);

}  // namespace arioso
