// The listener's end of a player under RealtimeSanitizer: built by tests/live/realtime.sh, not by
// CMake, since only clang from version 20 on knows it. It aborts if the callback allocates, locks,
// waits or throws.
#include <cstdio>
#include <thread>
#include <vector>

#include "src/play/stream_reader.h"

namespace {

using arioso::dsp::AudioBuffer;
using arioso::dsp::AudioView;
using arioso::play::StreamReader;

std::size_t callback(StreamReader& reader, AudioView out) noexcept ARIOSO_NONBLOCKING {
    return reader.read(out);
}

#ifdef ARIOSO_REALTIME_MISTAKE
// Shows that the sanitizer would have seen one.
std::vector<float> kept;
std::size_t wrongCallback(StreamReader& reader, AudioView out) noexcept ARIOSO_NONBLOCKING {
    kept.resize(kept.size() + out.frames());
    return reader.read(out);
}
#endif

}  // namespace

int main() {
    StreamReader reader(48000, 4096);
    reader.setRefill(512);
    AudioBuffer block(2, 256);
    std::thread engine([&reader] {
        AudioBuffer sound(2, 300);
        for (int c = 0; c < 2; ++c)
            for (float& sample : sound.channel(c)) sample = 0.25F;
        for (int i = 0; i < 400; ++i) {
            reader.ring().write(sound.view());
            // Now and then too late: the ring runs dry.
            if (i % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
            std::this_thread::sleep_for(std::chrono::microseconds(500));
        }
        reader.setEnded(true);
    });
    for (int i = 0; i < 4000 && !reader.finished(); ++i) {
        if (i % 100 == 10) reader.setPaused(true);
        if (i % 100 == 20) reader.setPaused(false);
        reader.setVolume(i % 200 < 100 ? 1.0F : 0.5F);
        callback(reader, block.view());
        if (i % 10 == 0) std::this_thread::sleep_for(std::chrono::microseconds(300));
    }
    engine.join();
#ifdef ARIOSO_REALTIME_MISTAKE
    wrongCallback(reader, block.view());
#endif
    std::printf("played %lld frames, %lld underruns\n",
                static_cast<long long>(reader.framesPlayed()),
                static_cast<long long>(reader.underruns()));
    return reader.framesPlayed() > 0 ? 0 : 1;
}
