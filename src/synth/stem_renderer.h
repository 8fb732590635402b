#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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
    /// Windows whose latents the generator makes at a time. Few: the first sound comes sooner, and
    /// the whole costs more.
    int spanWindows = 4;
    /// For explanations: a plane that the generator is not told, and the row of the embedding table
    /// that it is told in place of the instrument's own.
    std::optional<ConditionPlane> hidden{};
    std::optional<int> toldInstrument{};
};

/// Renders one stem window by window on a fixed grid: Excitation + Condition -> latents (flow, with
/// guard frames, overlap blended in latent space) -> mel (VAE) -> spectrum (vocoder) -> samples.
/// Window k's samples depend only on the part, the options, the anchor and k, so windows may be
/// asked for in any order and from several threads. Engine threads.
class StemRenderer {
  public:
    /// Samples a window: 64 latents, 1.49 s. Only window 0 of an anchored grid is shorter.
    static constexpr std::int64_t kWindowLatents = 64;
    static constexpr std::int64_t kWindowSamples = kWindowLatents * 2 * dsp::kHop;

    StemRenderer(std::shared_ptr<const models::ModelSet> models, PerformedPart part,
                 const Instrument& instrument, StemOptions options);
    ~StemRenderer();

    /// Moves the grid so that window 0 begins at latent `latent`, shortens it and gives it a span
    /// of its own: what is asked for there is heard after the shortest wait. Before anything is
    /// rendered, by one thread. Never called: a grid from sample 0 on, as every render to a file
    /// has it.
    void anchor(std::int64_t latent);
    /// The window that a sample lies in, the first sample of a window, and how many it has.
    [[nodiscard]] std::int64_t windowAt(std::int64_t sample) const;
    [[nodiscard]] std::int64_t windowStart(std::int64_t window) const;
    [[nodiscard]] std::int64_t windowSamples(std::int64_t window) const;

    /// Number of windows from window 0 until the last release tail is over.
    [[nodiscard]] std::int64_t windows() const;
    /// First sample after which the stem is silent.
    [[nodiscard]] std::int64_t end() const;
    /// Whether anything sounds in a window; where nothing does, `renderWindow` gives zeros at once.
    [[nodiscard]] bool sounds(std::int64_t window) const;
    /// Mono samples from windowStart(window) on, windowSamples(window) of them, the part's gain
    /// curve not applied. Windows in which nothing sounds are zeros and cost nothing.
    /// Where `abandoned` is given and says true while the generator works, models::Abandoned is
    /// thrown and nothing of that span is kept.
    void renderWindow(std::int64_t window, std::span<float> out,
                      const std::function<bool()>& abandoned = {}) const;
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
