#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/model_set.h"
#include "src/condition/condition.h"
#include "src/perform/performance.h"

namespace arioso {

struct StemOptions {
    std::uint64_t seed = 0;
    std::uint32_t stem = 0;   ///< names the stem in every noise stream; stable under solo and mute
    int steps = 0;            ///< 0 = the model's default
    bool griffinLim = false;  ///< reference vocoder instead of the neural one
};

/// Renders one stem window by window on a fixed absolute grid: Excitation + Condition -> latents
/// (flow, with guard frames, overlap blended in latent space) -> mel (VAE) -> spectrum (vocoder) ->
/// samples. Window k's samples depend only on the part, the options and k, so windows may be asked
/// for in any order and from several threads. Engine threads.
class StemRenderer {
  public:
    /// Samples a window: 64 latents, 1.49 s.
    static constexpr std::int64_t kWindowLatents = 64;
    static constexpr std::int64_t kWindowSamples = kWindowLatents * 2 * dsp::kHop;

    StemRenderer(std::shared_ptr<const models::ModelSet> models, PerformedPart part,
                 const Instrument& instrument, StemOptions options);
    ~StemRenderer();

    /// Number of windows until the last release tail is over.
    [[nodiscard]] std::int64_t windows() const;
    /// First sample after which the stem is silent.
    [[nodiscard]] std::int64_t end() const;
    /// Whether anything sounds in a window; where nothing does, `renderWindow` gives zeros at once.
    [[nodiscard]] bool sounds(std::int64_t window) const;
    /// Mono samples [k * kWindowSamples, (k + 1) * kWindowSamples), the part's gain curve not
    /// applied. Windows in which nothing sounds are zeros and cost nothing.
    void renderWindow(std::int64_t window, std::span<float> out) const;
    /// All windows, one after another, on the calling thread.
    [[nodiscard]] std::vector<float> renderAll() const;
    /// Stages of a window for --dump and the evaluation: latents, mel, excitation mel.
    struct Stages {
        std::vector<float> latents;        ///< kWindowLatents × channels
        std::vector<float> mel;            ///< 2·kWindowLatents × 128
        std::vector<float> excitationMel;  ///< 2·kWindowLatents × 128
    };
    [[nodiscard]] Stages stages(std::int64_t window) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace arioso
