#include "tools/bench/finishing.h"

#include <fmt/format.h>
#include <unistd.h>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/loudness.h"
#include "src/synth/mastering.h"

namespace arioso::bench {
namespace {

std::vector<StemPlan> oneStem(const Instrument& instrument) {
    StemPlan stem;
    stem.instrument = instrument;
    return {stem};
}

}  // namespace

Finishing::Finishing(const Instrument& instrument, std::size_t samples)
    : folder_(std::filesystem::temp_directory_path()),
      samples_(samples),
      stems_(oneStem(instrument)),
      mixdown_(stems_, {}, parseReverb("hall:0.25"), 0) {}

Finishing::~Finishing() = default;

void Finishing::mix(const std::vector<float>& sound) {
    sounds_.assign(1, sound);
    dsp::LoudnessMeter meter(2, dsp::kSampleRate);
    mixdown_.process(sounds_, samples_, false, block_);
    meter.add(block_.mix.view());
    scratch_ = std::make_unique<ScratchFile>(folder_);
    appendInterleaved(*scratch_, block_.mix.view());
}

std::int64_t Finishing::write() {
    const auto path = folder_ / fmt::format("arioso-bench-{}-stage.wav", getpid());
    std::int64_t frames = 0;
    MasterSettings settings;
    dsp::AudioFileWriter writer(path, dsp::AudioFormat::Wav24, settings.sampleRate, 2, true);
    master(*scratch_, settings,
           [&](dsp::AudioView block) {
               writer.write(block);
               frames += static_cast<std::int64_t>(block.frames());
           },
           {});
    writer.commit();
    std::filesystem::remove(path);
    return frames;
}

}  // namespace arioso::bench
