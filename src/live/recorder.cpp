#include "src/live/recorder.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "dsp/audio_buffer.h"
#include "dsp/error.h"

namespace arioso::live {
namespace {

/// Seconds that a slow disk may take a rest for.
constexpr int kPatience = 20;

}  // namespace

Recorder::Recorder(const std::filesystem::path& path, int sampleRate, bool overwrite,
                   const AudioSource& from, const std::optional<dsp::AudioTags>& tags)
    : path_(path),
      from_(from),
      writer_(path, dsp::formatForPath(path.string()), sampleRate, 2, overwrite),
      ring_(2, static_cast<std::size_t>(kPatience) * static_cast<std::size_t>(sampleRate)) {
    // Before the first frame, which the thread may write.
    if (tags) writer_.tag(*tags);
    thread_ = std::thread([this] { run(); });
}

Recorder::~Recorder() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
}

AudioSource Recorder::source() {
    AudioSource out;
    out.user = this;
    out.pull = [](void* user, float* interleaved, std::size_t frames) {
        auto& self = *static_cast<Recorder*>(user);
        return self.keep(interleaved, self.from_.pull(self.from_.user, interleaved, frames));
    };
    out.pullBlocking = [](void* user, float* interleaved, std::size_t frames) {
        auto& self = *static_cast<Recorder*>(user);
        return self.keep(interleaved,
                         self.from_.pullBlocking(self.from_.user, interleaved, frames));
    };
    return out;
}

std::size_t Recorder::keep(const float* interleaved,
                           std::size_t music) noexcept ARIOSO_NONBLOCKING {
    constexpr std::size_t kStretch = 512;
    std::array<float, kStretch> left;
    std::array<float, kStretch> right;
    float* planes[] = {left.data(), right.data()};
    for (std::size_t at = 0; at < music; at += kStretch) {
        const std::size_t count = std::min(kStretch, music - at);
        for (std::size_t i = 0; i < count; ++i) {
            left[i] = interleaved[2 * (at + i)];
            right[i] = interleaved[2 * (at + i) + 1];
        }
        const std::size_t written = ring_.write(dsp::AudioView(planes, 2, count));
        if (written < count) lost_.fetch_add(static_cast<std::int64_t>(count - written));
    }
    return music;
}

void Recorder::run() {
    dsp::AudioBuffer block(2, 8192);
    for (;;) {
        // Looked at first: what came before the stop is then written.
        const bool last = stop_.load();
        const std::size_t count = ring_.read(block.view());
        if (count > 0 && !failed_.load()) {
            try {
                float* planes[] = {block.channel(0).data(), block.channel(1).data()};
                writer_.write(dsp::AudioView(planes, 2, count));
            } catch (const std::exception& error) {
                failure_ = error.what();
                failed_.store(true);
            }
        }
        if (count > 0) continue;
        if (last) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

std::string Recorder::takeFailure() {
    if (!failed_.load() || told_) return {};
    told_ = true;
    return "the recording has ended, the music goes on: " + failure_;
}

std::string Recorder::finish() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    if (failed_.load()) return told_ ? std::string() : failure_;
    try {
        writer_.commit();
    } catch (const std::exception& error) {
        return error.what();
    }
    const std::int64_t lost = lost_.load();
    return lost == 0 ? std::string()
                     : fmt::format("{}: the disk was too slow for {} frames", path_.string(), lost);
}

}  // namespace arioso::live
