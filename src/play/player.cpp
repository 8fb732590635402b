#include "src/play/player.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <thread>

#include "src/play/planner.h"
#include "src/play/stream_engine.h"

namespace arioso::play {

struct Player::Impl {
    Impl(std::unique_ptr<Programme> played, const MixSettings& mix, const RenderRequest& request,
         const Options& options)
        : programme(std::move(played)),
          planner(*programme),
          engine(planner, mix, request, options) {}

    std::unique_ptr<Programme> programme;
    Planner planner;
    StreamEngine engine;
};

Player::Player(std::unique_ptr<Programme> programme, const MixSettings& mix,
               const RenderRequest& request, const Options& options)
    : impl_(std::make_unique<Impl>(std::move(programme), mix, request, options)) {}

Player::~Player() = default;

std::size_t Player::pull(dsp::AudioView out) noexcept ARIOSO_NONBLOCKING {
    return impl_->engine.reader().read(out);
}

std::size_t Player::pullBlocking(dsp::AudioView out) {
    StreamReader& reader = impl_->engine.reader();
    const std::size_t enough = std::min(out.frames(), reader.ring().capacity() / 2);
    const auto waits = [&] {
        if (reader.finished() || reader.stopping()) return false;
        return reader.paused() || (reader.ring().available() < enough && !impl_->engine.ended());
    };
    while (waits()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return reader.read(out);
}

void Player::setOutput(int sampleRate, double latency) {
    impl_->engine.setOutput(sampleRate, latency);
}

bool Player::waitUntilReady(std::chrono::milliseconds atMost) {
    return impl_->engine.waitUntilReady(atMost);
}

void Player::change(const nlohmann::json& change) {
    impl_->planner.change(change);
}

PlaySettings Player::settings() const {
    return *impl_->planner.settings();
}

nlohmann::json Player::settingsJson() const {
    return toJson(settings(), partNames());
}

std::vector<std::string> Player::partNames() const {
    return impl_->programme->partNames();
}

void Player::seek(const std::string& place) {
    impl_->engine.seek(place);
}

void Player::steer(const nlohmann::json& change) {
    impl_->programme->steer(change);
    impl_->planner.makeNextAnew();
}

Score Player::played() const {
    return impl_->programme->played();
}

void Player::setPaused(bool paused) {
    impl_->engine.withReader([paused](StreamReader& reader) { reader.setPaused(paused); });
}

bool Player::paused() const {
    return impl_->engine.withReader([](StreamReader& reader) { return reader.paused(); });
}

void Player::setVolume(double volume) {
    impl_->engine.withReader(
        [volume](StreamReader& reader) { reader.setVolume(static_cast<float>(volume)); });
}

double Player::volume() const {
    return static_cast<double>(
        impl_->engine.withReader([](StreamReader& reader) { return reader.volume(); }));
}

void Player::stop() {
    impl_->engine.withReader([](StreamReader& reader) { reader.stop(); });
}

bool Player::finished() const {
    return impl_->engine.withReader([](StreamReader& reader) { return reader.finished(); });
}

PlayerStatus Player::status() {
    return impl_->engine.status();
}

}  // namespace arioso::play
