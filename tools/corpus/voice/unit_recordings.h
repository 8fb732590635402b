#pragma once

#include <string>
#include <vector>

#include "tools/corpus/voice/unit_track.h"

namespace arioso::corpus {

/// What a bank's singer really sang, with its sounds.
struct UnitRecording {
    std::string name;
    std::vector<float> audio;  ///< mono, at dsp::kSampleRate
    dsp::VoiceFrames frames;
    Alignment said;
};

/// The recordings of a bank that have one of `files`, with pauses between: units that follow one
/// another in a recording stay together, but for pairs of morae that training must not see.
UnitRecording unitRecording(BankFrames& bank, const std::vector<std::string>& files);

/// The bank's files in groups of about the length of a phrase.
std::vector<std::vector<std::string>> recordingGroups(const VoiceBank& bank);

}  // namespace arioso::corpus
