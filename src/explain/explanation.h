#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/affect/affect_model.h"
#include "src/explain/attention_map.h"
#include "src/explain/feeling_trace.h"
#include "src/explain/harmony_reading.h"
#include "src/explain/latent_trace.h"
#include "src/explain/note_trace.h"
#include "src/explain/rule_marks.h"
#include "src/features/score_features.h"
#include "src/judge/listening_judge.h"
#include "src/originality/comparison.h"

namespace arioso {

/// All that can be said of why a score is as it is.
struct Explanation {
    Score score;
    ScoreFeatures features;
    std::vector<NoteTrace> notes;
    std::vector<RuleMark> rules;
    Comparison known;  ///< shared with the pieces that the composer learnt from
    Affect affect;
    std::vector<AffectWindow> curve;
    std::optional<Verdict> verdict;  ///< none for a few notes
    std::string model;               ///< that the probabilities are from: "counts of events"
    HarmonyReading harmony;
    std::vector<Statement> statements;    ///< of the knowledge graph, that `rules` name
    FeelingTrace feeling;                 ///< empty where none is asked for
    std::vector<BarAttention> attention;  ///< empty for models that do not attend
    std::vector<LatentWindow> latents;    ///< of the tune
    /// What of its conditions moves its sound, as arioso_ablate tells it; null where not asked for.
    nlohmann::json sound;
    /// How a sound is made of it, by name and value; empty for a score alone.
    std::vector<std::pair<std::string, std::string>> made;
};

/// What the models are that an explanation asks; without the last two their parts stay empty.
struct ExplainModels {
    const EventModel* events = nullptr;
    const AffectModel* affect = nullptr;
    const MusicLibrary* pieces = nullptr;
    const ChanceTables* chances = nullptr;
    const JointEmbedding* embedding = nullptr;
    const ListeningJudge* judge = nullptr;
    const KnowledgeGraph* knowledge = nullptr;
    const MelodyModel* melodies = nullptr;
};

/// Error(Input) if nothing but drums sounds.
Explanation explain(const Score& score, const ExplainModels& models, const std::string& modelName);

/// One page that needs nothing from anywhere: piano roll, notes coloured by surprise and told when
/// pointed at, with curves of tempo and level below; harmony, tension, feeling and remarks bar by
/// bar; what textbooks say of its cadences and rules; reasons of the judges; quotations.
std::string explanationPage(const Explanation& explanation);

/// The same as JSON.
std::string explanationJson(const Explanation& explanation);

}  // namespace arioso
