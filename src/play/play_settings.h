#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace arioso::play {

/// What can be changed of one part while it plays.
struct PartSettings {
    double gainDb = 0.0;  ///< -60…12, on top of the mix
    bool mute = false;
    bool solo = false;  ///< while any part is solo, the others are silent
    std::string
        instrument;  ///< as `--part` or `--voice` takes it; empty = as score and request say
    bool operator==(const PartSettings&) const = default;
};

/// Everything that can be changed while music plays. The engine never sees it change: control
/// threads swap in a whole new one.
struct PlaySettings {
    double tempo = 1.0;         ///< 0.25…4, times the request's tempo
    double transpose = 0.0;     ///< -24…24 semitones, on top of the request's
    double expression = 100.0;  ///< 0…200 percent of the dynamics' distances from their mean
    double valence = 0.0;       ///< -1 (sad) … 1 (glad): see feel()
    double arousal = 0.0;       ///< -1 (calm) … 1 (excited)
    int steps = 0;              ///< of the generator, 1…64; 0 = the request's
    std::vector<PartSettings> parts;  ///< by part of the score

    /// Whether a part is heard.
    [[nodiscard]] bool audible(std::size_t part) const;
    /// Linear gain of a part; 0 = not heard.
    [[nodiscard]] float gain(std::size_t part) const;
    /// Whether music planned with `other` sounds different from music planned with this: level,
    /// mute and solo are left to the mix.
    [[nodiscard]] bool needsNewPlan(const PlaySettings& other) const;
    bool operator==(const PlaySettings&) const = default;
};

/// Settings after a change such as {"tempo": 1.1, "parts": {"Flute": {"mute": true}}}; parts by
/// name or number from 1. Fields that are absent stay. Error(Usage) names the field, what was
/// expected and what was found; nothing is changed then.
PlaySettings changed(const PlaySettings& settings, const nlohmann::json& change,
                     const std::vector<std::string>& partNames);
nlohmann::json toJson(const PlaySettings& settings, const std::vector<std::string>& partNames);

}  // namespace arioso::play
