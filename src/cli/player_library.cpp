#include "src/cli/player_library.h"

#include <memory>

namespace arioso::cli {
namespace {

/// What an audio callback is handed: the library's function and its player.
struct Pulled {
    arioso_player* player = nullptr;
    decltype(&arioso_player_pull) pull = nullptr;
    decltype(&arioso_player_pull_blocking) pullBlocking = nullptr;
};
// One player plays at a time in this program; the callback must find it without an allocation.
Pulled pulled;

std::size_t pull(void*, float* interleaved, std::size_t frames) {
    return pulled.pull(pulled.player, interleaved, frames);
}

std::size_t pullBlocking(void*, float* interleaved, std::size_t frames) {
    return pulled.pullBlocking(pulled.player, interleaved, frames);
}

}  // namespace

PlayerLibrary::PlayerLibrary(EngineLibrary& engine, const nlohmann::json& request,
                             const nlohmann::json& settings, nlohmann::json& report)
    : engine_(engine) {
    decltype(&arioso_player_new) make = nullptr;
    engine_.load(make, "arioso_player_new");
    engine_.load(free_, "arioso_player_free");
    engine_.load(prepare_, "arioso_player_prepare");
    engine_.load(setOutput_, "arioso_player_set_output");
    engine_.load(pull_, "arioso_player_pull");
    engine_.load(pullBlocking_, "arioso_player_pull_blocking");
    engine_.load(set_, "arioso_player_set");
    engine_.load(midi_, "arioso_player_midi");
    engine_.load(settings_, "arioso_player_settings");
    engine_.load(position_, "arioso_player_position");
    engine_.load(score_, "arioso_player_score");
    engine_.load(scoreMidi_, "arioso_player_score_midi");
    engine_.load(freeText_, "arioso_string_free");
    char* text = nullptr;
    char* error = nullptr;
    const arioso_status status = make(engine_.engine(), request.dump().c_str(),
                                      settings.dump().c_str(), &player_, &text, &error);
    const std::string reported = engine_.take(text);
    engine_.check(status, error);
    report = nlohmann::json::parse(reported);
    pulled = {player_, pull_, pullBlocking_};
}

PlayerLibrary::~PlayerLibrary() {
    free_(player_);
}

live::AudioSource PlayerLibrary::source() const {
    return {nullptr, &pull, &pullBlocking};
}

bool PlayerLibrary::prepare(int milliseconds) {
    return prepare_(player_, milliseconds) != 0;
}

void PlayerLibrary::setOutput(int sampleRate, double latency) {
    char* error = nullptr;
    const arioso_status status = setOutput_(player_, sampleRate, latency, &error);
    engine_.check(status, error);
}

void PlayerLibrary::set(const nlohmann::json& change) {
    char* error = nullptr;
    const arioso_status status = set_(player_, change.dump().c_str(), &error);
    engine_.check(status, error);
}

void PlayerLibrary::midi(std::span<const unsigned char> message) {
    char* error = nullptr;
    const arioso_status status = midi_(player_, message.data(), message.size(), &error);
    engine_.check(status, error);
}

nlohmann::json PlayerLibrary::settings() const {
    char* text = nullptr;
    char* error = nullptr;
    const arioso_status status = settings_(player_, &text, &error);
    const std::string json = engine_.take(text);
    engine_.check(status, error);
    return nlohmann::json::parse(json);
}

arioso_position PlayerLibrary::position() const {
    arioso_position out;
    position_(player_, &out);
    return out;
}

std::string PlayerLibrary::score() const {
    char* text = nullptr;
    char* error = nullptr;
    const arioso_status status = score_(player_, &text, &error);
    const std::string musicXml = engine_.take(text);
    engine_.check(status, error);
    return musicXml;
}

std::string PlayerLibrary::midiFile() const {
    char* bytes = nullptr;
    std::size_t size = 0;
    char* error = nullptr;
    const arioso_status status = scoreMidi_(player_, &bytes, &size, &error);
    const std::unique_ptr<char, decltype(freeText_)> owner(bytes, freeText_);
    engine_.check(status, error);
    return {bytes, size};
}

}  // namespace arioso::cli
