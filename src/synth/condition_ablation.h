#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "src/synth/engine.h"
#include "src/synth/model_sets.h"
#include "src/synth/render_plan.h"
#include "src/synth/render_request.h"

namespace arioso {

/// How far a sound moves when one of its conditions is held at a value that says nothing.
struct PlaneEffect {
    std::string plane;         ///< "velocity"
    std::string held;          ///< at what: "all notes at their mean"
    double db = 0.0;           ///< over the excerpt; NaN where the part has no such condition
    std::vector<double> bars;  ///< bar by bar; NaN where the part is silent
};

struct PartEffects {
    std::string part;
    std::string instrument;
    std::vector<PlaneEffect> planes;
};

struct ConditionAblation {
    double from = 0.0;               ///< seconds of the performance
    double to = 0.0;                 ///< seconds
    std::vector<std::string> bars;   ///< printed numbers
    std::vector<PartEffects> parts;  ///< those that sound in the excerpt
};

/// Seconds looked at where no range is asked for, and at most.
inline constexpr double kAblationSeconds = 8.0;
inline constexpr double kMostAblationSeconds = 60.0;

/// Makes the excerpt once as it is and once for each condition, with the same noise: mean
/// difference of the log-mels that the vocoder is given (levels applied), in dB, over frames in
/// which either sounds; what lies 60 dB below the loudest band of the part counts as silence.
/// "another seed" is the same with nothing but other noise: what moves less than that is not heard
/// from. Of a choir its first singer is looked at. Takes about a second a part on one core.
/// Error(Usage) if nothing sounds in the range, Error(Interrupted).
ConditionAblation ablateConditions(const ModelSets& models, const RenderPlan& plan,
                                   const RenderRequest& request, const InstrumentTable& instruments,
                                   const InstrumentTable* voices, const RenderCallbacks& callbacks);

nlohmann::json toJson(const ConditionAblation& ablation);

}  // namespace arioso
