#include "src/live/clocked_output.h"

#include <chrono>
#include <cmath>
#include <vector>

#include "dsp/thread_priority.h"

namespace arioso::live {

ClockedOutput::ClockedOutput(const OutputChoice& choice)
    : sampleRate_(choice.sampleRate.value_or(48000)),
      block_(choice.blockSize > 0 ? choice.blockSize
                                  : static_cast<unsigned>(std::max(
                                        64.0, std::floor(choice.latency * sampleRate_ / 4.0)))) {}

ClockedOutput::~ClockedOutput() {
    ClockedOutput::stop();
}

void ClockedOutput::start(const AudioSource& source) {
    source_ = source;
    stop_ = false;
    thread_ = std::thread([this] { run(); });
}

void ClockedOutput::stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
}

void ClockedOutput::run() {
    dsp::askForPriority(dsp::Priority::Engine);
    std::vector<float> block(2UL * block_);
    auto due = std::chrono::steady_clock::now();
    const std::chrono::duration<double> period(static_cast<double>(block_) / sampleRate_);
    while (!stop_) {
        source_.pull(source_.user, block.data(), block_);
        due += std::chrono::duration_cast<std::chrono::steady_clock::duration>(period);
        std::this_thread::sleep_until(due);
    }
}

}  // namespace arioso::live
