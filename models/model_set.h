#pragma once

#include <complex>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace arioso::models {

/// Identity of one loaded network, for `arioso models` and for the resolved request.
struct ModelInfo {
    std::string name;  ///< "vae", "generator", "vocoder"
    std::string architecture;
    std::string version;
    std::filesystem::path weights;
    std::filesystem::path card;
    std::string sha256;
    std::string licence;  ///< SPDX, as the manifest says; may be empty
    std::int64_t parameters = 0;
};

/// Planes of a range of frames as the generator takes them; spans stay owned by the caller.
struct GeneratorInput {
    std::int64_t firstFrame = 0;  ///< even: latents are two frames long
    std::int64_t frames = 0;      ///< even
    int instrument = 0;
    std::span<const float> excitationMel;   ///< frames × 128
    std::span<const float> roll;            ///< frames × 384
    std::span<const std::int16_t> phoneme;  ///< frames
    std::span<const float> phonemePlace;    ///< frames
    std::span<const float> curves;          ///< frames × 4 (Condition::kCurves)
    /// Asked between steps; where it says true, generate() throws Abandoned.
    std::function<bool()> abandoned{};
};

/// What generate() throws when its caller no longer wants the result. Not an error.
struct Abandoned {};

/// The three networks of a model folder, ready to run. No LibTorch type shows here: callers deal in
/// spans. All const members may run on several threads at once; each call computes on the calling
/// thread alone, and its result depends on nothing but its arguments. Engine threads.
class ModelSet {
  public:
    /// Reads manifest.json and the weights it names, checking format version, shapes, audio grid
    /// and sha256. Error(Model) names file, field, expected and found.
    static std::shared_ptr<const ModelSet> load(const std::filesystem::path& folder);
    ~ModelSet();
    ModelSet(const ModelSet&) = delete;
    ModelSet& operator=(const ModelSet&) = delete;

    [[nodiscard]] const std::vector<ModelInfo>& info() const;
    [[nodiscard]] int latentChannels() const;
    /// Frames per latent (2).
    [[nodiscard]] int framesPerLatent() const;
    /// Frames on either side that the vocoder must see for its output to be exact.
    [[nodiscard]] int vocoderContext() const;
    /// Rounds of dsp::MelMatcher that follow `vocode`.
    [[nodiscard]] int melRounds() const;
    [[nodiscard]] int defaultSteps() const;

    /// Rectified flow from Philox noise keyed (seed, stem, absolute latent, channel) to latents,
    /// `steps` Euler steps. `out`: frames/2 × latentChannels.
    void generate(const GeneratorInput& input, std::uint64_t seed, std::uint32_t stem, int steps,
                  std::span<float> out) const;
    /// VAE decoder: latents × channels and the excitation's log-mel (2·latents × 128) -> 2·latents
    /// × 128 log-mel.
    void decode(std::span<const float> latents, std::span<const float> excitationMel,
                std::int64_t count, std::span<float> mel) const;
    /// What to add to a decoded mel of this instrument: 128 values, log amplitude, measured on
    /// training material. Zero where the weights carry none.
    [[nodiscard]] std::span<const float> melCorrection(int instrument) const;
    /// VAE encoder mean: frames × 128 (frames even) -> frames/2 × channels.
    void encode(std::span<const float> mel, std::int64_t frames, std::span<float> latents) const;
    /// What `encode` makes of long silence: latentChannels values.
    [[nodiscard]] std::span<const float> silentLatent() const;
    /// Source-filter vocoder: `mel` and `excitationMel` frames × 128, `excitation` and `noise`, the
    /// spectra of dsp::Excitation's signals, frames × 1025 complex. Writes frames × 1025, still to
    /// be matched to the mel by `melRounds()` rounds of dsp::MelMatcher.
    void vocode(std::span<const float> mel, std::span<const float> excitationMel,
                std::span<const std::complex<float>> excitation,
                std::span<const std::complex<float>> noise, std::int64_t frames,
                std::span<std::complex<float>> out) const;

  private:
    ModelSet();
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Folder searched in this order: `requested` if not empty, $ARIOSO_MODELS_DIR, the installed data
/// directory, models/weights beside the source tree. Error(Model) lists the places tried.
std::filesystem::path findModelFolder(const std::filesystem::path& requested);

/// One thread a product; to be called once on each engine thread before any other use.
void prepareEngineThread();

}  // namespace arioso::models
