#include "dsp/audio_file.h"

#include <fcntl.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <string_view>
#include <vector>

#include "dsp/audio_tags_chunks.h"
#include "dsp/error.h"
#include "dsp/ogg_serial.h"
#include "dsp/philox.h"

namespace arioso::dsp {

namespace {

namespace fs = std::filesystem;

// Encoders get chunks of one size whatever the caller's blocks are: Vorbis decides by what it has
// been given so far, and puts a whole write call on the stack.
constexpr std::size_t kChunkFrames = 2048;
constexpr std::uint64_t kDitherSeed = 0x41726F736F446974ULL;

struct FormatName {
    const char* name;
    AudioFormat format;
};
constexpr std::array<FormatName, 6> kFormats = {{
    {"wav16", AudioFormat::Wav16},
    {"wav24", AudioFormat::Wav24},
    {"wav-float", AudioFormat::WavFloat},
    {"flac", AudioFormat::Flac24},
    {"flac16", AudioFormat::Flac16},
    {"ogg", AudioFormat::OggVorbis},
}};

// RF64 is written from the start and turned back into plain WAV on close if that suffices: the
// length of a render is not known before its end.
int sndfileFormat(AudioFormat format) {
    switch (format) {
        case AudioFormat::Wav16:
            return SF_FORMAT_RF64 | SF_FORMAT_PCM_16;
        case AudioFormat::Wav24:
            return SF_FORMAT_RF64 | SF_FORMAT_PCM_24;
        case AudioFormat::WavFloat:
            return SF_FORMAT_RF64 | SF_FORMAT_FLOAT;
        case AudioFormat::Flac16:
            return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
        case AudioFormat::Flac24:
            return SF_FORMAT_FLAC | SF_FORMAT_PCM_24;
        case AudioFormat::OggVorbis:
            return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    }
    return 0;
}

int integerBits(AudioFormat format) {
    switch (format) {
        case AudioFormat::Wav16:
        case AudioFormat::Flac16:
            return 16;
        case AudioFormat::Wav24:
        case AudioFormat::Flac24:
            return 24;
        default:
            return 0;
    }
}

Error outputError(const fs::path& path, const std::string& reason) {
    return {ExitCode::Output, path.string() + ": cannot write audio: " + reason};
}

std::string systemReason(int number) {
    return std::generic_category().message(number);
}

/// Takes the time of day out of a float file's PEAK chunk. libsndfile can leave the chunk out of
/// other files, but not out of RF64, which ours begin as.
void clearPeakTime(int descriptor) {
    std::array<char, 512> head{};
    const ssize_t got = ::pread(descriptor, head.data(), head.size(), 0);
    const std::string_view text(head.data(), static_cast<std::size_t>(std::max<ssize_t>(0, got)));
    const std::size_t chunk = text.find("PEAK");
    constexpr std::size_t kTime = 12;  // after the chunk's name, size and version
    if (chunk == std::string_view::npos || chunk > text.find("data")) return;
    const std::array<char, 4> zero{};
    [[maybe_unused]] const ssize_t written =
        ::pwrite(descriptor, zero.data(), zero.size(), static_cast<off_t>(chunk + kTime));
}

}  // namespace

AudioFormat parseAudioFormat(const std::string& name) {
    std::string accepted;
    for (const FormatName& entry : kFormats) {
        if (name == entry.name) return entry.format;
        accepted += std::string(accepted.empty() ? "" : ", ") + entry.name;
    }
    throw Error(ExitCode::Usage,
                "audio format: expected one of " + accepted + ", found '" + name + "'");
}

AudioFormat formatForPath(const fs::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (extension == ".wav") return AudioFormat::Wav24;
    if (extension == ".flac") return AudioFormat::Flac24;
    if (extension == ".ogg" || extension == ".oga") return AudioFormat::OggVorbis;
    throw Error(ExitCode::Usage, path.string() +
                                     ": expected a name ending in .wav, .flac or .ogg, found '" +
                                     extension + "'");
}

struct AudioFileWriter::Impl {
    fs::path path;
    fs::path partial;
    AudioFormat format{};
    int channels = 0;
    bool overwrite = false;
    int descriptor = -1;
    SNDFILE* file = nullptr;
    std::uint64_t flushed = 0;  // samples; counts the dither stream
    std::size_t pending = 0;    // frames in `floats` or `integers`
    Philox dither{kDitherSeed};
    std::vector<float> floats;
    std::vector<int> integers;

    ~Impl() {
        close();
        if (!partial.empty()) ::unlink(partial.c_str());
    }
    void close() {
        if (file != nullptr) sf_close(file);
        file = nullptr;
        if (descriptor >= 0) ::close(descriptor);
        descriptor = -1;
    }
    void append(AudioView block, std::size_t first, std::size_t frames);
    void flush();
    int quantise(float sample, int bits, std::uint64_t index) const;
    void throwIfFailed(bool failed) const;
};

// libsndfile reports a full disk as an unspecific system error; errno still has the reason.
void AudioFileWriter::Impl::throwIfFailed(bool failed) const {
    if (!failed && sf_error(file) == SF_ERR_NO_ERROR) return;
    throw outputError(path, errno != 0 ? systemReason(errno) : sf_strerror(file));
}

int AudioFileWriter::Impl::quantise(float sample, int bits, std::uint64_t index) const {
    // Digital silence stays silent; NaN has no better place to go.
    if (sample == 0.0F || std::isnan(sample)) return 0;
    const double top = std::ldexp(1.0, bits - 1);
    const Philox::Block words = dither.block(index / 2);
    const std::size_t pair = index % 2 * 2;
    const double triangle =
        (static_cast<double>(words[pair]) - static_cast<double>(words[pair + 1])) * 0x1p-32;
    const double level = std::clamp(static_cast<double>(sample), -1.0, 1.0) * top + triangle;
    const double rounded = std::clamp(std::nearbyint(level), -top, top - 1.0);
    return static_cast<int>(rounded) * (1 << (32 - bits));
}

void AudioFileWriter::Impl::append(AudioView block, std::size_t first, std::size_t frames) {
    const auto stride = static_cast<std::size_t>(channels);
    const int bits = integerBits(format);
    for (std::size_t channel = 0; channel < stride; ++channel) {
        const auto plane = block.channel(static_cast<int>(channel)).subspan(first, frames);
        for (std::size_t i = 0; i < frames; ++i) {
            const std::size_t at = (pending + i) * stride + channel;
            if (bits == 0) {
                floats[at] = plane[i];
            } else {
                integers[at] = quantise(plane[i], bits, flushed + at);
            }
        }
    }
    pending += frames;
}

void AudioFileWriter::Impl::flush() {
    errno = 0;
    const auto wanted = static_cast<sf_count_t>(pending);
    const sf_count_t written = integerBits(format) == 0
                                   ? sf_writef_float(file, floats.data(), wanted)
                                   : sf_writef_int(file, integers.data(), wanted);
    throwIfFailed(written != wanted);
    flushed += pending * static_cast<std::size_t>(channels);
    pending = 0;
}

AudioFileWriter::AudioFileWriter(fs::path path, AudioFormat format, int sampleRate, int channels,
                                 bool overwrite)
    : impl_(std::make_unique<Impl>()) {
    Impl& impl = *impl_;
    impl.path = std::move(path);
    impl.format = format;
    impl.channels = channels;
    impl.overwrite = overwrite;
    std::error_code ignored;
    if (fs::is_directory(impl.path, ignored)) {
        throw outputError(impl.path, "expected a file name, found a directory");
    }
    if (!overwrite && fs::exists(impl.path, ignored)) {
        throw outputError(impl.path, "it exists already and overwriting was not asked for");
    }
    SF_INFO info{};
    info.samplerate = sampleRate;
    info.channels = channels;
    info.format = sndfileFormat(format);
    if (channels < 1 || sampleRate < 1 || sf_format_check(&info) == 0) {
        throw outputError(impl.path, "the format does not take " + std::to_string(channels) +
                                         " channels at " + std::to_string(sampleRate) + " Hz");
    }
    fs::path partial = impl.path;
    partial += "." + std::to_string(::getpid()) + ".part";
    ::unlink(partial.c_str());
    impl.descriptor = ::open(partial.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (impl.descriptor < 0) throw outputError(impl.path, systemReason(errno));
    impl.partial = partial;
    errno = 0;
    impl.file = sf_open_fd(impl.descriptor, SFM_WRITE, &info, SF_FALSE);
    if (impl.file == nullptr) {
        throw outputError(impl.path, errno != 0 ? systemReason(errno) : sf_strerror(nullptr));
    }
    sf_command(impl.file, SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
    const std::size_t samples = kChunkFrames * static_cast<std::size_t>(channels);
    (integerBits(format) == 0 ? impl.floats.resize(samples) : impl.integers.resize(samples));
}

AudioFileWriter::~AudioFileWriter() = default;

void AudioFileWriter::tag(const AudioTags& tags) {
    const int container = sndfileFormat(impl_->format) & SF_FORMAT_TYPEMASK;
    writeTags(impl_->file, tags, container == SF_FORMAT_RF64);
}

void AudioFileWriter::write(AudioView block) {
    if (impl_->file == nullptr || block.channels() != impl_->channels) {
        throw Error(ExitCode::Processing, impl_->path.string() + ": expected blocks of " +
                                              std::to_string(impl_->channels) +
                                              " channels before the commit, found " +
                                              std::to_string(block.channels()));
    }
    for (std::size_t first = 0; first < block.frames();) {
        const std::size_t room = kChunkFrames - impl_->pending;
        const std::size_t frames = std::min(room, block.frames() - first);
        impl_->append(block, first, frames);
        if (frames == room) impl_->flush();
        first += frames;
    }
}

void AudioFileWriter::commit() {
    Impl& impl = *impl_;
    if (impl.file == nullptr) return;
    impl.flush();
    errno = 0;
    sf_write_sync(impl.file);
    impl.throwIfFailed(false);
    errno = 0;
    const int failure = sf_close(impl.file);
    impl.file = nullptr;
    if (failure != 0) throw outputError(impl.path, sf_error_number(failure));
    if (impl.format == AudioFormat::OggVorbis) fixOggSerial(impl.partial);
    if (impl.format == AudioFormat::WavFloat) clearPeakTime(impl.descriptor);
    if (::fsync(impl.descriptor) != 0 && errno != EINVAL) {
        throw outputError(impl.path, systemReason(errno));
    }
    impl.close();
    // link() refuses an existing target, so that of two renders only one can claim a new name.
    if (!impl.overwrite) {
        if (::link(impl.partial.c_str(), impl.path.c_str()) == 0) {
            ::unlink(impl.partial.c_str());
            impl.partial.clear();
            return;
        }
        if (errno == EEXIST) {
            throw outputError(impl.path, "it exists already and overwriting was not asked for");
        }
        // Not every file system has hard links.
    }
    if (::rename(impl.partial.c_str(), impl.path.c_str()) != 0) {
        throw outputError(impl.path, systemReason(errno));
    }
    impl.partial.clear();
}

LoadedAudio readAudioFile(const fs::path& path) {
    const auto fail = [&](const std::string& reason) {
        return Error(ExitCode::Input, path.string() + ": cannot read audio: " + reason);
    };
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) throw fail("expected a file, found a directory");
    SF_INFO info{};
    const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open(path.c_str(), SFM_READ, &info),
                                                           &sf_close);
    if (!file) throw fail(sf_strerror(nullptr));
    // A header may claim any length: memory grows with what is really there.
    const auto channels = static_cast<std::size_t>(info.channels);
    std::vector<float> samples;
    std::vector<float> chunk(kChunkFrames * channels);
    sf_count_t got = 0;
    while ((got = sf_readf_float(file.get(), chunk.data(), kChunkFrames)) > 0) {
        samples.insert(samples.end(), chunk.begin(),
                       chunk.begin() + static_cast<std::ptrdiff_t>(got) * info.channels);
    }
    if (sf_error(file.get()) != SF_ERR_NO_ERROR) throw fail(sf_strerror(file.get()));
    LoadedAudio audio;
    audio.sampleRate = info.samplerate;
    audio.buffer.resize(info.channels, samples.size() / channels);
    for (std::size_t channel = 0; channel < channels; ++channel) {
        const auto plane = audio.buffer.channel(static_cast<int>(channel));
        for (std::size_t i = 0; i < plane.size(); ++i) plane[i] = samples[i * channels + channel];
    }
    return audio;
}

}  // namespace arioso::dsp
