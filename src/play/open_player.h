#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "src/play/player.h"
#include "src/play/score_programme.h"
#include "src/synth/engine.h"

namespace arioso::play {

/// How to play, beside what a RenderRequest says of the sound. As JSON, {"latency": 0.1, "loop":
/// false, "lead": 8, "keep_time": true, "endless": {"mood": "calm"}} or {"latency": 0.01, "follow":
/// "piano"}; the sample rate and the threads are the request's.
struct PlayRequest {
    RenderRequest render;
    double latency = 0.1;  ///< seconds of sound kept ready, 0.005…10
    double lead = 8.0;     ///< seconds that are rendered ahead, 2…120
    bool loop = false;
    bool keepTime = true;  ///< Player::Options::keepTime
    /// If not null, music is composed (EndlessProgramme::steer) and the request's score is unused.
    nlohmann::json endless;
    /// If not empty, keys are played through this instrument, and the request's score is unused.
    std::string follow;
};

/// A latency below 0.005 is for `follow` alone. Error(Usage) names the field. `settings` may be an
/// empty object.
PlayRequest playRequestOf(const RenderRequest& render, const nlohmann::json& settings);

/// A player of the request's score, or of keys. Without a loudness that could be measured
/// beforehand, the gain is the one estimated for the score (estimateGain) unless the request gives
/// one: `resolved` receives the request that renders the same samples to a file. The engine must
/// outlive the player. Errors as renderFile.
std::unique_ptr<Performer> openPerformer(const Engine& engine, const PlayRequest& request,
                                         RenderRequest& resolved,
                                         std::vector<std::string>& remarks);
/// The same for scores and composed music alone.
std::unique_ptr<Player> openPlayer(const Engine& engine, const PlayRequest& request,
                                   RenderRequest& resolved, std::vector<std::string>& remarks);

}  // namespace arioso::play
