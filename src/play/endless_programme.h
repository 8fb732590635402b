#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "src/compose/endless_composer.h"
#include "src/compose/moods.h"
#include "src/compose/styles.h"
#include "src/play/score_programme.h"

namespace arioso::play {

/// Music that is composed while it plays, phrase by phrase, for ever. It can be steered, taken
/// back, and saved.
class EndlessProgramme : public Programme {
  public:
    /// `request` says how phrases sound; `wish` as `steer` takes it, over a calm mood.
    /// Error(Usage), Error(Model). The request's seed is the composer's, too.
    EndlessProgramme(PlanningTables tables, RenderRequest request,
                     std::shared_ptr<const ComposerModel> model, MoodTable moods, StyleTable styles,
                     const nlohmann::json& wish);

    [[nodiscard]] std::vector<std::string> partNames() const override;
    std::shared_ptr<const PlayPlan> first(const PlaySettings& settings) override;
    std::shared_ptr<const PlayPlan> revised(const PlayPlan& current,
                                            const PlaySettings& settings) override;
    std::shared_ptr<const PlayPlan> next(const PlayPlan& current,
                                         const PlaySettings& settings) override;
    /// {"mood": "sad" or "0.2,-0.5", "style": "waltz" or "none", "valence", "arousal", "density",
    /// "key": "D minor" or "auto", "metre": "3/4", "tempo": quarters a minute or 0 for the mood's,
    /// "instruments": "flute,cello", "drums", "rewind": phrases to go back}. What plays at present
    /// ends its phrase first.
    void steer(const nlohmann::json& change) override;
    /// All phrases that have begun to play, one after another; those of the last hours if it has
    /// been days.
    [[nodiscard]] Score played() const override;

  private:
    struct Phrase {
        std::shared_ptr<const Score> score;
        std::shared_ptr<const EndlessComposer> after;  ///< the composer as it was left
    };

    /// Which phrase a plan plays, and which time that was of all the times a phrase was played.
    struct Turn {
        const PlayPlan* plan = nullptr;
        std::int64_t phrase = 0;
        std::int64_t number = 0;
    };

    std::shared_ptr<const PlayPlan> plan(Turn turn, const PlaySettings& settings,
                                         const PlayPlan* before);
    void compose();
    [[nodiscard]] Turn turnOf(const PlayPlan& plan) const;

    PlanningTables tables_;
    RenderRequest request_;
    std::shared_ptr<const ComposerModel> model_;
    MoodTable moods_;
    StyleTable styles_;

    mutable std::mutex mutex_;
    Steering steering_;
    std::int64_t rewind_ = 0;
    bool stale_ = false;            // what was composed ahead was composed under another wish
    std::int64_t dropped_ = 0;      // phrases that are no longer kept, at the front
    std::deque<Phrase> phrases_;    // in the order of composing
    std::deque<Turn> turns_;        // the newest
    std::int64_t turnsPlayed_ = 0;  // number of the last turn in played_
    std::deque<std::shared_ptr<const Score>> played_;
};

}  // namespace arioso::play
