#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "dsp/audio_buffer.h"
#include "dsp/audio_file.h"

namespace arioso::eval {

/// What people and programs do to sounds, wanting to keep them or not.
struct Attack {
    std::string name;
    /// The sound (at dsp::kSampleRate) afterwards. Files it needs lie in `folder` and are its own.
    /// Error(Processing) if a program fails.
    std::function<dsp::LoadedAudio(const dsp::AudioBuffer& sound,
                                   const std::filesystem::path& folder)>
        apply;
};

/// Codecs, rates, filters, rooms, noise, tempo and pitch. Tempo and pitch are changed by our own
/// overlap-add of similar pieces, and by Rubber Band where its program is installed.
std::vector<Attack> watermarkAttacks();

/// The sound `factor` times as long at the same pitch: waveform similarity overlap-add (Verhelst
/// and Roelands, ICASSP 1993), pieces of 46 ms.
dsp::AudioBuffer stretched(const dsp::AudioBuffer& sound, double factor);

}  // namespace arioso::eval
