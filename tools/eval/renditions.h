#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/model_set.h"
#include "tools/eval/material/stem.h"
#include "tools/eval/measure/figures.h"

namespace arioso::eval {

/// Makes the versions of a stem that are compared. Results depend on (models, stem, seed, steps)
/// alone. Engine threads: const members may run on several at once.
class Renditions {
  public:
    Renditions(std::shared_ptr<const models::ModelSet> models, std::uint64_t seed, int steps);

    /// As many samples as the teacher's audio has.
    [[nodiscard]] std::vector<float> make(Version version, const Stem& stem) const;

  private:
    [[nodiscard]] std::vector<float> generate(const Stem& stem) const;
    [[nodiscard]] std::vector<float> griffinLim(const Stem& stem) const;
    [[nodiscard]] std::vector<float> throughVae(const Stem& stem, std::vector<float> mel) const;
    [[nodiscard]] std::vector<float> vocode(const Stem& stem, const std::vector<float>& mel) const;

    std::shared_ptr<const models::ModelSet> models_;
    std::uint64_t seed_;
    int steps_;
};

}  // namespace arioso::eval
