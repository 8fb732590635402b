#include "src/play/score_programme.h"

#include <fmt/format.h>

#include <algorithm>

#include "dsp/error.h"
#include "src/perform/rules/palettes.h"
#include "src/play/feel.h"

namespace arioso::play {
namespace {

RenderRequest under(RenderRequest request, const PlaySettings& settings, const Score& score,
                    const InstrumentTable* voices) {
    const double tempo = settings.tempo * feelingTempo(settings);
    if (tempo != 1.0) {
        const double scale = std::clamp(tempoScale(request.tempo, score) * tempo, 0.1, 10.0);
        request.tempo = fmt::format("{:.6f}%", 100.0 * scale);
    }
    request.transpose = std::clamp(request.transpose + settings.transpose, -48.0, 48.0);
    if (settings.steps > 0) request.steps = settings.steps;
    for (std::size_t i = 0; i < settings.parts.size(); ++i) {
        const std::string& player = settings.parts[i].instrument;
        if (player.empty()) continue;
        const bool sings = voices != nullptr && voices->find(player) != nullptr;
        (sings ? request.voices : request.parts).push_back({fmt::format("{}", i + 1), player});
    }
    return request;
}

/// Where the performance follows rules, so does a feeling set live: it takes the place of the
/// request's.
void feelByRules(const PlanningTables& tables, RenderRequest& request, PlaySettings& settings) {
    if (settings.valence == 0.0 && settings.arousal == 0.0) return;
    const Palettes& palettes = tables.palettes != nullptr ? *tables.palettes : Palettes::builtIn();
    if (styleOf(request, palettes).points.empty()) return;
    request.affect = fmt::format("{},{}", settings.valence, settings.arousal);
    request.affectCurve.clear();
    settings.valence = 0.0;
    settings.arousal = 0.0;
}

}  // namespace

void Programme::steer(const nlohmann::json&) {
    throw Error(ExitCode::Usage, "steer: only music that is being composed can be steered");
}

std::shared_ptr<const PlayPlan> planFor(const PlanningTables& tables, const Score& score,
                                        const RenderRequest& request, const PlaySettings& settings,
                                        const PlayPlan* before) {
    RenderRequest asked = request;
    PlaySettings lasting = settings;
    feelByRules(tables, asked, lasting);
    const RenderRequest changed = under(asked, lasting, score, tables.voices);
    RenderPlan plan = planScore(score, changed, *tables.instruments, tables.voices, tables.lengths,
                                tables.palettes);
    feel(lasting, plan);
    return std::make_shared<const PlayPlan>(tables.models, std::move(plan), changed, before);
}

ScoreProgramme::ScoreProgramme(PlanningTables tables, RenderRequest request, bool loop)
    : tables_(std::move(tables)),
      request_(std::move(request)),
      score_(readScoreOf(request_)),
      loop_(loop) {
    for (std::size_t i = 0; i < score_.parts.size(); ++i) {
        const Part& part = score_.parts[i];
        const std::string name = part.name.empty() ? part.id : part.name;
        names_.push_back(name.empty() ? fmt::format("Part {}", i + 1) : name);
    }
}

std::shared_ptr<const PlayPlan> ScoreProgramme::first(const PlaySettings& settings) {
    if (!last_) last_ = planFor(tables_, score_, request_, settings, nullptr);
    return last_;
}

std::shared_ptr<const PlayPlan> ScoreProgramme::revised(const PlayPlan& current,
                                                        const PlaySettings& settings) {
    last_ = planFor(tables_, score_, request_, settings, &current);
    return last_;
}

std::shared_ptr<const PlayPlan> ScoreProgramme::next(const PlayPlan&, const PlaySettings&) {
    return loop_ ? last_ : nullptr;
}

}  // namespace arioso::play
