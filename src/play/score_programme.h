#pragma once

#include <memory>
#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "src/perform/phone_lengths.h"
#include "src/play/programme.h"
#include "src/score/score.h"
#include "src/synth/model_sets.h"
#include "src/synth/render_request.h"

namespace arioso::play {

/// What plans are made with. The tables must outlive the programme.
struct PlanningTables {
    ModelSets models;
    const InstrumentTable* instruments = nullptr;
    const InstrumentTable* voices = nullptr;  ///< nullptr where the models have no voices
    const PhoneLengths* lengths = nullptr;    ///< nullptr = PhoneLengths::builtIn
    const Palettes* palettes = nullptr;       ///< nullptr = Palettes::builtIn
};

/// A score under live settings, planned: the settings lie on top of the request; valence and
/// arousal take the place of its affect, if it has one. Error as makePlan.
std::shared_ptr<const PlayPlan> planFor(const PlanningTables& tables, const Score& score,
                                        const RenderRequest& request, const PlaySettings& settings,
                                        const PlayPlan* before);

/// One score, once or again and again.
class ScoreProgramme : public Programme {
  public:
    /// Reads the score and its words. Error(Input).
    ScoreProgramme(PlanningTables tables, RenderRequest request, bool loop);

    [[nodiscard]] std::vector<std::string> partNames() const override { return names_; }
    std::shared_ptr<const PlayPlan> first(const PlaySettings& settings) override;
    std::shared_ptr<const PlayPlan> revised(const PlayPlan& current,
                                            const PlaySettings& settings) override;
    std::shared_ptr<const PlayPlan> next(const PlayPlan& current,
                                         const PlaySettings& settings) override;
    /// The score that is played, as read.
    [[nodiscard]] Score played() const override { return score_; }

  private:
    PlanningTables tables_;
    RenderRequest request_;
    Score score_;
    std::vector<std::string> names_;
    bool loop_;
    std::shared_ptr<const PlayPlan> last_;
};

}  // namespace arioso::play
