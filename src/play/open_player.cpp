#include "src/play/open_player.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dsp/error.h"
#include "models/model_set.h"
#include "src/compose/composer_model.h"
#include "src/compose/harmony_rules.h"
#include "src/play/endless_programme.h"
#include "src/play/estimate_gain.h"
#include "src/play/json_values.h"
#include "src/play/keyboard_player.h"
#include "src/synth/offline_render.h"

namespace arioso::play {
namespace {

using nlohmann::json;

/// Seconds: a mixing engine that works ahead needs that much.
constexpr double kShortestLatency = 0.005;

}  // namespace

PlayRequest playRequestOf(const RenderRequest& render, const json& settings) {
    PlayRequest out;
    out.render = render;
    for (const auto& [key, value] : settings.items()) {
        if (key == "latency") {
            out.latency = numberIn(value, key, 0.003, 10.0);
        } else if (key == "lead") {
            out.lead = numberIn(value, key, 2.0, 120.0);
        } else if (key == "loop") {
            out.loop = truthOf(value, key);
        } else if (key == "keep_time") {
            out.keepTime = truthOf(value, key);
        } else if (key == "endless") {
            out.endless = value;
        } else if (key == "follow") {
            out.follow = textOf(value, key);
        } else {
            throw Error(ExitCode::Usage,
                        fmt::format("play: expected latency, lead, loop, keep_time, endless or "
                                    "follow, found '{}'",
                                    key));
        }
    }
    if (out.follow.empty()) out.latency = std::max(out.latency, kShortestLatency);
    return out;
}

std::unique_ptr<Performer> openPerformer(const Engine& engine, const PlayRequest& request,
                                         RenderRequest& resolved,
                                         std::vector<std::string>& remarks) {
    if (request.follow.empty()) return openPlayer(engine, request, resolved, remarks);
    RenderRequest asked = request.render;
    asked.score = "keys";
    resolved = engine.resolved(asked);
    models::prepareEngineThread();
    KeyboardPlayer::Options options;
    options.instrument = request.follow;
    options.sampleRate = resolved.sampleRate;
    options.latency = request.latency;
    options.threads = usableThreads(resolved.threads);
    options.threadStart = models::prepareEngineThread;
    return std::make_unique<KeyboardPlayer>(engine, resolved, options);
}

std::unique_ptr<Player> openPlayer(const Engine& engine, const PlayRequest& request,
                                   RenderRequest& resolved, std::vector<std::string>& remarks) {
    RenderRequest asked = request.render;
    if (!request.endless.is_null()) asked.score = "endless";
    resolved = engine.resolved(asked);
    models::prepareEngineThread();
    const PlanningTables tables{engine.modelSets(), &engine.instruments(), engine.voices(),
                                &engine.lengths(), &engine.palettes()};
    std::unique_ptr<Programme> programme;
    if (request.endless.is_null()) {
        programme = std::make_unique<ScoreProgramme>(tables, resolved, request.loop);
    } else {
        const HarmonyRules rules = harmonyRules(openKnowledge(engine.dataFolder()));
        programme = std::make_unique<EndlessProgramme>(
            tables, resolved,
            ComposerModel::load(engine.modelsFolder() / "composer", engine.instruments(), &rules),
            MoodTable::load(engine.dataFolder() / "configs" / "moods.toml"),
            loadStyles(engine.dataFolder(), engine.instruments()), request.endless);
    }
    const auto first = programme->first({});
    const RenderPlan& plan = first->plan();
    remarks = plan.notes;
    if (resolved.loudness) {
        resolved.gain += estimateGain(plan, engine.mix(), *resolved.loudness);
        resolved.loudness.reset();
    }
    Player::Options options;
    options.sampleRate = resolved.sampleRate;
    options.latency = request.latency;
    options.leadSeconds = request.lead;
    options.keepTime = request.keepTime;
    options.threads = usableThreads(resolved.threads);
    options.threadStart = models::prepareEngineThread;
    return std::make_unique<Player>(std::move(programme), engine.mix(), resolved, options);
}

}  // namespace arioso::play
