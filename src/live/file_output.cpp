#include "src/live/file_output.h"

#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <vector>

#include "dsp/error.h"

namespace arioso::live {
namespace {

constexpr std::size_t kBlock = 1024;

dsp::AudioFormat formatOf(const std::filesystem::path& path) {
    const dsp::AudioFormat format = dsp::formatForPath(path.string());
    // What was streamed is kept bit for bit.
    return format == dsp::AudioFormat::Wav24 ? dsp::AudioFormat::WavFloat : format;
}

bool writeAll(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const char*>(data);
    while (size > 0) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes += written;
        size -= static_cast<std::size_t>(written);
    }
    return true;
}

/// RIFF/WAVE, IEEE float, two channels, of unknown length (Multimedia Programming Interface and
/// Data Specifications 1.0; WAVE_FORMAT_IEEE_FLOAT).
std::array<char, 44> waveHeader(int rate) {
    static_assert(std::endian::native == std::endian::little);
    std::array<char, 44> header{};
    const auto text = [&header](std::size_t at, const char* four) {
        std::memcpy(header.data() + at, four, 4);
    };
    const auto word = [&header](std::size_t at, std::uint32_t value) {
        std::memcpy(header.data() + at, &value, 4);
    };
    const auto half = [&header](std::size_t at, std::uint16_t value) {
        std::memcpy(header.data() + at, &value, 2);
    };
    text(0, "RIFF");
    word(4, 0xFFFFFFFFU);
    text(8, "WAVE");
    text(12, "fmt ");
    word(16, 16);
    half(20, 3);
    half(22, 2);
    word(24, static_cast<std::uint32_t>(rate));
    word(28, static_cast<std::uint32_t>(rate) * 8U);
    half(32, 8);
    half(34, 32);
    text(36, "data");
    word(40, 0xFFFFFFFFU);
    return header;
}

}  // namespace

FileOutput::FileOutput(const std::filesystem::path& path, const OutputChoice& choice)
    : path_(path),
      sampleRate_(choice.sampleRate.value_or(44100)),
      writer_(std::make_unique<dsp::AudioFileWriter>(path, formatOf(path), sampleRate_, 2,
                                                     choice.overwrite)) {}

FileOutput::~FileOutput() {
    FileOutput::stop();
}

void FileOutput::start(const AudioSource& source) {
    source_ = source;
    stop_ = false;
    thread_ = std::thread([this] { run(); });
}

void FileOutput::stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
}

void FileOutput::run() {
    std::vector<float> block(2 * kBlock);
    dsp::AudioBuffer planes(2, kBlock);
    try {
        while (!stop_) {
            const std::size_t music = source_.pullBlocking(source_.user, block.data(), kBlock);
            planes.resize(2, music);
            for (std::size_t i = 0; i < music; ++i)
                for (int c = 0; c < 2; ++c)
                    planes.channel(c)[i] = block[2 * i + static_cast<std::size_t>(c)];
            if (music > 0) writer_->write(planes.view());
            if (music < kBlock) return;
        }
    } catch (...) {
        const std::lock_guard lock(mutex_);
        failure_ = std::current_exception();
    }
}

bool FileOutput::alive() {
    const std::lock_guard lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
    return true;
}

void FileOutput::finish() {
    FileOutput::stop();
    FileOutput::alive();
    writer_->commit();
}

PipeOutput::PipeOutput(const OutputChoice& choice)
    : sampleRate_(choice.sampleRate.value_or(44100)) {}

PipeOutput::~PipeOutput() {
    PipeOutput::stop();
}

void PipeOutput::start(const AudioSource& source) {
    source_ = source;
    stop_ = false;
    thread_ = std::thread([this] { run(); });
}

void PipeOutput::stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
}

bool PipeOutput::alive() {
    if (broken_) throw Error(ExitCode::Output, "standard output: nobody reads any more");
    return true;
}

void PipeOutput::run() {
    const auto header = waveHeader(sampleRate_);
    std::vector<float> block(2 * kBlock);
    broken_ = !writeAll(header.data(), header.size());
    while (!stop_ && !broken_) {
        const std::size_t music = source_.pullBlocking(source_.user, block.data(), kBlock);
        if (music > 0 && !writeAll(block.data(), 2 * music * sizeof(float))) broken_ = true;
        if (music < kBlock) return;
    }
}

}  // namespace arioso::live
