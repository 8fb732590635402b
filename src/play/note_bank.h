#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "src/play/render_pool.h"

namespace arioso::play {

/// The notes of one instrument as the networks play them: every key at a few velocities, each
/// rendered by itself and held until it has died away or the longest time has passed. Whoever
/// strikes a key then waits for no network. Immutable; what has been rendered of it is known to the
/// RenderPool.
class NoteBank {
  public:
    /// Sample of a track at which its note begins.
    static constexpr std::int64_t kOnset = dsp::kSampleRate / 10;
    /// Seconds after which the longest note ends.
    static constexpr double kLongest = 120.0;
    /// Velocities (0…1) that are rendered: piano, mezzo-forte, fortissimo.
    static constexpr std::array<float, 3> kVelocities{0.35F, 0.6F, 0.9F};

    /// `options` give seed, steps and vocoder.
    NoteBank(const std::shared_ptr<const models::ModelSet>& models, const Instrument& instrument,
             StemOptions options);

    [[nodiscard]] const Instrument& instrument() const { return instrument_; }
    /// Tracks in the order in which they are worth having: first what lets every key sound somehow.
    [[nodiscard]] const std::vector<std::shared_ptr<LiveTrack>>& byUse() const { return byUse_; }

    /// How a key is to sound: which track, how much faster it is read, and at which level.
    struct Take {
        std::shared_ptr<LiveTrack> track;  ///< nullptr = nothing can sound
        double ratio = 1.0;
        float gain = 1.0F;
    };
    /// The best there is, rendered or not. `velocity` 0…1.
    [[nodiscard]] Take best(int key, float velocity) const;
    /// The best of what has been rendered. Engine thread.
    [[nodiscard]] Take ready(int key, float velocity, RenderPool& pool) const;

  private:
    [[nodiscard]] Take takeOf(int key, float velocity, int from, std::size_t layer) const;
    [[nodiscard]] double levelOf(int key, std::size_t layer, RenderPool& pool) const;
    [[nodiscard]] float gainFor(int key, float velocity, std::size_t layer, RenderPool& pool) const;
    [[nodiscard]] const std::shared_ptr<LiveTrack>& track(int key, std::size_t layer) const;

    Instrument instrument_;
    int lowest_;
    int highest_;
    std::vector<std::shared_ptr<LiveTrack>> tracks_;  // key by key, its velocities
    std::vector<std::shared_ptr<LiveTrack>> byUse_;
};

}  // namespace arioso::play
