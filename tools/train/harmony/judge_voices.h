#pragma once

#include <array>
#include <filesystem>
#include <vector>

#include "src/harmony/voice_rnn.h"
#include "tools/train/harmony/voice_pieces.h"

namespace arioso::train {

/// HarmonySlot::place of every beat.
std::vector<int> placesOf(const VoicePiece& piece);

/// Prints what the recurrent models know of held-out pieces: nats a note (`nats` a beat as
/// estimated, forwards and backwards, beside counts of the training pieces), missing inner voices
/// and missing bars filled in (beside counts, what went before, and the window model of the folder
/// `compare` if it is not empty), and halves of pieces that find each other.
void judgeVoices(const VoiceRnnModel& model, const std::array<double, 2>& nats,
                 const VoiceCorpus& corpus, const std::filesystem::path& compare);

}  // namespace arioso::train
