#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "src/condition/instruments.h"

namespace arioso {

/// How loud instruments stand in the mix before the score's own dynamics, and how much of them goes
/// to the reverb: configs/mix.toml.
struct MixSettings {
    struct Strip {
        float levelDb = 0.0F;
        float send = 1.0F;  ///< 0…2, times the reverb's amount
    };
    std::map<std::string, Strip> strips;  ///< by instrument id
    /// LUFS of mezzo-forte notes of an instrument, by id: see configs/mix.toml.
    std::map<std::string, float> loudness;

    /// Error(Input) names file, line and field.
    static MixSettings load(const std::filesystem::path& path);
    [[nodiscard]] Strip forInstrument(const Instrument& instrument) const;
    /// That loudness, or a usual one for an instrument that was not measured.
    [[nodiscard]] float loudnessOf(const Instrument& instrument) const;
};

/// A request's reverb, "hall:0.25" or "off". Error(Usage).
struct ReverbChoice {
    bool on = false;
    std::string preset;
    float amount = 0.0F;  ///< 0…1, level of the reverberation against the dry sound
};
ReverbChoice parseReverb(const std::string& text);

}  // namespace arioso
