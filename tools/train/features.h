#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dsp/excitation.h"
#include "models/generator.h"
#include "src/condition/condition.h"

namespace arioso::train {

/// One stem of a corpus with everything that training needs, held in memory in compact form.
struct Stem {
    std::string id;
    int instrument = 0;
    std::int64_t frames = 0;                        ///< even
    torch::Tensor mel, excitationMel;               ///< [frames, 128] half
    torch::Tensor rollFrame, rollIndex, rollValue;  ///< non-zero entries, sorted by frame
    torch::Tensor phoneme;                          ///< [frames] int16
    torch::Tensor phonemePlace, curves;             ///< [frames], [frames, kCurves] half
    torch::Tensor latents;                          ///< [frames / 2, channels] half, once encoded
    std::filesystem::path audio;
    std::shared_ptr<PerformedPart> part;
};

/// The stems of a split ("train", "valid", "test") of one or more corpora made by arioso-corpus.
/// Features are computed once, on all threads, and kept under CORPUS/features. Stems of fewer than
/// `shortest` frames are left out, with a notice. Throws dsp::Error when nothing is left.
std::vector<Stem> loadStems(const std::vector<std::filesystem::path>& corpora,
                            const std::string& split, const InstrumentTable& instruments,
                            int threads, std::int64_t shortest);

/// Dense condition of `frames` frames of a stem from `first` on (even).
struct ConditionRow {
    torch::Tensor excitationMel, roll;  ///< [frames, 128], [frames, 384] float
    torch::Tensor phoneme;              ///< [frames] int64
    torch::Tensor phonemePlace;         ///< [frames] float
    torch::Tensor curves;               ///< [frames, Condition::kCurves] float
};
ConditionRow conditionRow(const Stem& stem, std::int64_t first, std::int64_t frames);

/// Chooses a stem so that every instrument comes up equally often, and a place in it. `draw` names
/// the sample: the same (seed, draw) gives the same place.
class Sampler {
  public:
    Sampler(const std::vector<Stem>& stems, std::uint64_t seed);
    /// Of these stems only, all of one instrument.
    Sampler(std::vector<const Stem*> group, std::uint64_t seed);
    struct Place {
        const Stem* stem;
        std::int64_t frame;  ///< even
    };
    [[nodiscard]] Place draw(std::uint64_t index, std::int64_t frames) const;

  private:
    std::vector<std::vector<const Stem*>> byInstrument_;
    std::uint64_t seed_;
};

}  // namespace arioso::train
