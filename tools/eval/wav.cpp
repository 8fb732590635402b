#include "tools/eval/wav.h"

#include <algorithm>
#include <system_error>

#include "dsp/audio_buffer.h"
#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/error.h"

namespace arioso::eval {

void writeWav(const std::filesystem::path& path, std::span<const float> audio) {
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);
    if (failed) {
        throw Error(ExitCode::Output, path.parent_path().string() + ": " + failed.message());
    }
    dsp::AudioBuffer buffer(1, audio.size());
    std::ranges::copy(audio, buffer.channel(0).begin());
    dsp::AudioFileWriter writer(path, dsp::AudioFormat::Wav24, dsp::kSampleRate, 1, true);
    writer.write(buffer.view());
    writer.commit();
}

}  // namespace arioso::eval
