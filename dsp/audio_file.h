#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "dsp/audio_buffer.h"
#include "dsp/audio_tags.h"

namespace arioso::dsp {

enum class AudioFormat { Wav16, Wav24, WavFloat, Flac16, Flac24, OggVorbis };

/// Format by its command-line name (wav16, wav24, wav-float, flac, flac16, ogg); throws
/// Error(Usage) naming the accepted ones.
AudioFormat parseAudioFormat(const std::string& name);
/// Format that a file name's extension asks for (.wav -> 24 bit, .flac -> 24 bit, .ogg).
AudioFormat formatForPath(const std::filesystem::path& path);

/// Writes an audio file beside its final name and renames it into place on `commit`; a writer
/// destroyed without `commit` leaves nothing behind. WAV grows into RF64 past 4 GiB. The same
/// samples give the same bytes (no time stamps). Errors: Error(Output) with path and reason, also
/// for a full disk. Control and engine threads.
class AudioFileWriter {
  public:
    AudioFileWriter(std::filesystem::path path, AudioFormat format, int sampleRate, int channels,
                    bool overwrite);
    ~AudioFileWriter();
    AudioFileWriter(const AudioFileWriter&) = delete;
    AudioFileWriter& operator=(const AudioFileWriter&) = delete;

    /// What the file says of itself; before the first frame.
    void tag(const AudioTags& tags);
    /// Appends frames; integer formats are dithered deterministically (TPDF) and clipped at ±1.
    void write(AudioView block);
    void commit();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Whole file as planar float at its own rate. Errors: Error(Input).
struct LoadedAudio {
    AudioBuffer buffer;
    int sampleRate = 0;
};
LoadedAudio readAudioFile(const std::filesystem::path& path);

}  // namespace arioso::dsp
