#include <cstdio>
#include <memory>
#include <span>
#include <string>

#include "src/api/guarded.h"
#include "src/play/open_player.h"
#include "src/score/midi_writer.h"
#include "src/score/musicxml_writer.h"

using arioso::capi::demand;
using arioso::capi::give;
using arioso::capi::guarded;
using arioso::capi::parseJson;

struct arioso_player {
    std::unique_ptr<arioso::play::Performer> player;
};

namespace {

/// Interleaved frames as the planes that the engine fills, a stretch at a time on the stack.
template <typename Pull>
size_t pullInterleaved(float* interleaved, size_t frames, const Pull& pull) {
    constexpr size_t kStretch = 512;
    float left[kStretch];
    float right[kStretch];
    float* planes[] = {left, right};
    size_t music = 0;
    for (size_t at = 0; at < frames; at += kStretch) {
        const size_t count = frames - at < kStretch ? frames - at : kStretch;
        music += pull(arioso::dsp::AudioView(planes, 2, count));
        for (size_t i = 0; i < count; ++i) {
            interleaved[2 * (at + i)] = left[i];
            interleaved[2 * (at + i) + 1] = right[i];
        }
    }
    return music;
}

template <size_t N>
void copyText(char (&to)[N], const std::string& text) {
    std::snprintf(to, N, "%s", text.c_str());
}

/// The transport's part of a change is taken out; what is left is for the sound.
void applyChange(arioso::play::Performer& player, nlohmann::json change) {
    using arioso::Error;
    using arioso::ExitCode;
    if (!change.is_object())
        throw Error(ExitCode::Usage, "change: expected an object, found " + change.dump());
    const auto take = [&change](const char* name) {
        nlohmann::json value;
        if (const auto found = change.find(name); found != change.end()) {
            value = *found;
            change.erase(found);
        }
        return value;
    };
    const nlohmann::json volume = take("volume");
    const nlohmann::json pause = take("pause");
    const nlohmann::json seek = take("seek");
    const nlohmann::json stop = take("stop");
    const nlohmann::json steer = take("steer");
    const auto demandType = [](bool good, const char* name, const char* expected,
                               const nlohmann::json& found) {
        if (!found.is_null() && !good)
            throw Error(ExitCode::Usage,
                        std::string(name) + ": expected " + expected + ", found " + found.dump());
    };
    demandType(volume.is_number() && volume.get<double>() >= 0.0 && volume.get<double>() <= 4.0,
               "volume", "0 to 4", volume);
    demandType(pause.is_boolean(), "pause", "true or false", pause);
    demandType(seek.is_string(), "seek", "a place in quotes", seek);
    demandType(stop.is_boolean(), "stop", "true", stop);
    if (!change.empty()) player.change(change);
    if (!steer.is_null()) player.steer(steer);
    if (!seek.is_null()) player.seek(seek.get<std::string>());
    if (!volume.is_null()) player.setVolume(volume.get<double>());
    if (!pause.is_null()) player.setPaused(pause.get<bool>());
    if (stop.is_boolean() && stop.get<bool>()) player.stop();
}

}  // namespace

extern "C" {

arioso_status arioso_player_new(arioso_engine* engine, const char* request, const char* settings,
                                arioso_player** player, char** report, char** error) {
    return guarded(error, [&] {
        demand(engine, "engine");
        demand(player, "player");
        *player = nullptr;
        if (report != nullptr) *report = nullptr;
        const auto render = arioso::requestFromJson(parseJson(request, "request"), "request");
        const auto how = arioso::play::playRequestOf(render, settings == nullptr
                                                                 ? nlohmann::json::object()
                                                                 : parseJson(settings, "settings"));
        arioso::RenderRequest resolved;
        std::vector<std::string> remarks;
        auto made = std::make_unique<arioso_player>();
        made->player = arioso::play::openPerformer(engine->engine, how, resolved, remarks);
        if (report != nullptr)
            give(report, nlohmann::json{{"request", toJson(resolved)},
                                        {"parts", made->player->partNames()},
                                        {"remarks", remarks},
                                        {"models", engine->engine.models()},
                                        {"duration", made->player->status().duration}}
                             .dump());
        *player = made.release();
    });
}

void arioso_player_free(arioso_player* player) {
    delete player;
}

int arioso_player_prepare(arioso_player* player, int milliseconds) {
    return player->player->waitUntilReady(std::chrono::milliseconds(milliseconds)) ? 1 : 0;
}

arioso_status arioso_player_set_output(arioso_player* player, int sample_rate, double latency,
                                       char** error) {
    return guarded(error, [&] {
        demand(player, "player");
        if (sample_rate < 8000 || sample_rate > 192000 || !(latency >= 0.003 && latency <= 10.0))
            throw arioso::Error(arioso::ExitCode::Usage,
                                "output: expected 8000 to 192000 Hz and 0.003 to 10 s, found " +
                                    std::to_string(sample_rate) + " and " +
                                    std::to_string(latency));
        player->player->setOutput(sample_rate, latency);
    });
}

size_t arioso_player_pull(arioso_player* player, float* interleaved, size_t frames) {
    return pullInterleaved(interleaved, frames, [player](arioso::dsp::AudioView out) {
        return player->player->pull(out);
    });
}

size_t arioso_player_pull_blocking(arioso_player* player, float* interleaved, size_t frames) {
    return pullInterleaved(interleaved, frames, [player](arioso::dsp::AudioView out) {
        return player->player->pullBlocking(out);
    });
}

arioso_status arioso_player_set(arioso_player* player, const char* change, char** error) {
    return guarded(error, [&] {
        demand(player, "player");
        applyChange(*player->player, parseJson(change, "change"));
    });
}

arioso_status arioso_player_midi(arioso_player* player, const unsigned char* bytes, size_t count,
                                 char** error) {
    return guarded(error, [&] {
        demand(player, "player");
        demand(bytes, "bytes");
        player->player->midi(std::span<const std::uint8_t>(bytes, count));
    });
}

arioso_status arioso_player_settings(arioso_player* player, char** json, char** error) {
    return guarded(error, [&] {
        demand(player, "player");
        const auto& one = *player->player;
        nlohmann::json out = one.settingsJson();
        out["volume"] = one.volume();
        out["pause"] = one.paused();
        give(json, out.dump());
    });
}

arioso_status arioso_player_score(arioso_player* player, char** musicxml, char** error) {
    return guarded(error, [&] {
        demand(player, "player");
        demand(musicxml, "musicxml");
        *musicxml = nullptr;
        give(musicxml, arioso::writeMusicXml(player->player->played()));
    });
}

arioso_status arioso_player_score_midi(arioso_player* player, char** bytes, size_t* size,
                                       char** error) {
    return guarded(error, [&] {
        demand(player, "player");
        demand(bytes, "bytes");
        demand(size, "size");
        *bytes = nullptr;
        const auto file = arioso::writeMidi(player->player->played());
        give(bytes, std::string(file.begin(), file.end()));
        *size = file.size();
    });
}

void arioso_player_position(arioso_player* player, arioso_position* position) {
    *position = arioso_position{};
    // What could throw here is memory running out; then the position stays empty.
    static_cast<void>(guarded(nullptr, [&] {
        const arioso::play::PlayerStatus status = player->player->status();
        position->seconds = status.seconds;
        position->duration = status.duration;
        position->stream_seconds = status.streamSeconds;
        copyText(position->measure, status.measure);
        position->beat = status.beat;
        copyText(position->syllable, status.syllable);
        position->lead = status.lead;
        position->buffered = status.buffered;
        position->underruns = status.underruns;
        position->missed = status.missedSeconds;
        position->peak[0] = status.peaks[0];
        position->peak[1] = status.peaks[1];
        position->render_speed = status.renderSpeed;
        position->render_load = status.renderLoad;
        position->paused = status.paused ? 1 : 0;
        position->finished = status.finished ? 1 : 0;
        copyText(position->failure, status.failure);
    }));
}

}  // extern "C"
