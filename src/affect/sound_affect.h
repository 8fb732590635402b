#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "src/affect/affect_axes.h"

namespace arioso {

/// Some seconds of a recording.
struct SoundAffectWindow {
    double from = 0.0;  ///< seconds
    double to = 0.0;
    Affect affect;
};

/// Estimates valence and arousal of recordings by what audioRow measures. It learnt from what the
/// model of scores says of the scores that were played. Immutable; any thread.
class SoundAffectModel {
  public:
    /// Length of the windows that it learnt from.
    static constexpr double kSeconds = 15.0;

    explicit SoundAffectModel(AffectAxis valence, AffectAxis arousal);

    /// By the values of audioRow.
    [[nodiscard]] Affect estimate(const std::vector<double>& row) const;
    /// Over windows of so many seconds (the last may be longer by half a window); those in which
    /// nothing sounds are left out. `channels` are planes of equal length.
    [[nodiscard]] std::vector<SoundAffectWindow> curve(
        const std::vector<std::span<const float>>& channels, int sampleRate, double seconds) const;
    /// Of a whole recording: the mean of its windows, by their lengths.
    [[nodiscard]] static Affect whole(const std::vector<SoundAffectWindow>& curve);
    /// The columns.
    static std::vector<std::string> columns();

    /// The weights "affect-sound" of a composer's folder. Error(Model).
    static SoundAffectModel load(const std::filesystem::path& folder);
    void save(const std::filesystem::path& folder, const std::string& version) const;

  private:
    explicit SoundAffectModel(AffectAxes axes);
    AffectAxes axes_;
};

/// What a listener calls a column of audioRow: "time between notes" for each of its octaves.
std::string meaningOf(const std::string& column);

}  // namespace arioso
