#pragma once

#include <filesystem>
#include <string>

namespace arioso::train {

struct SoundAffectSettings {
    std::filesystem::path rows;    ///< file of `arioso-corpus likeness`, with sounds
    std::filesystem::path model;   ///< folder of the model of scores, which is the teacher
    std::filesystem::path out;     ///< model folder
    std::filesystem::path labels;  ///< table of AffectSettings, to be tried on; may be empty
    std::filesystem::path words;   ///< words of feeling for its valence; may be empty
    std::string version = "1";
    int threads = 2;
};

/// Fits valence and arousal of sounds to what the model of scores says of the same bars, and prints
/// how well works by composers who are held out are told: beside their teacher, and against the
/// words printed in their scores. Error(Input).
void trainSoundAffect(const SoundAffectSettings& settings);

}  // namespace arioso::train
