#include "tools/eval/measure/watermark_attacks.h"

#include <fmt/format.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/impulse_response.h"
#include "dsp/mixer.h"
#include "dsp/philox.h"
#include "dsp/resampler.h"
#include "dsp/reverb.h"
#include "dsp/stft.h"

namespace arioso::eval {
namespace {

namespace fs = std::filesystem;
using dsp::AudioBuffer;
using dsp::kSampleRate;
using dsp::LoadedAudio;

LoadedAudio whole(AudioBuffer buffer, int rate = kSampleRate) {
    return {std::move(buffer), rate};
}

/// Through a lossy file of libsndfile's; `set` says how good it is to be.
LoadedAudio coded(const AudioBuffer& sound, const fs::path& file, int format,
                  const std::function<void(SNDFILE*)>& set) {
    SF_INFO info{};
    info.samplerate = kSampleRate;
    info.channels = sound.channels();
    info.format = format;
    const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> out(sf_open(file.c_str(), SFM_WRITE, &info),
                                                          &sf_close);
    if (!out)
        throw Error(ExitCode::Processing,
                    fmt::format("{}: {}", file.string(), sf_strerror(nullptr)));
    set(out.get());
    constexpr std::size_t kChunk = 2048;
    std::vector<float> chunk;
    for (std::size_t at = 0; at < sound.frames(); at += kChunk) {
        const std::size_t count = std::min(kChunk, sound.frames() - at);
        chunk.clear();
        for (std::size_t i = 0; i < count; ++i)
            for (int c = 0; c < sound.channels(); ++c) chunk.push_back(sound.channel(c)[at + i]);
        sf_writef_float(out.get(), chunk.data(), static_cast<sf_count_t>(count));
    }
    sf_write_sync(out.get());
    return {};
}

Attack mp3(int kilobits) {
    return {fmt::format("MP3 {} kbit/s", kilobits),
            [kilobits](const AudioBuffer& sound, const fs::path& folder) {
                const fs::path file = folder / "coded.mp3";
                coded(sound, file, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III,
                      [kilobits](SNDFILE* out) {
                          int mode = SF_BITRATE_MODE_CONSTANT;
                          sf_command(out, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
                          // libsndfile spreads 320 to 32 kbit/s over 0 to 1.
                          double level = (320.0 - kilobits) / (320.0 - 32.0);
                          sf_command(out, SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
                      });
                return dsp::readAudioFile(file);
            }};
}

Attack vorbis(int quality) {
    return {fmt::format("Ogg q{}", quality),
            [quality](const AudioBuffer& sound, const fs::path& folder) {
                const fs::path file = folder / "coded.ogg";
                coded(sound, file, SF_FORMAT_OGG | SF_FORMAT_VORBIS, [quality](SNDFILE* out) {
                    double level = quality / 10.0;
                    sf_command(out, SFC_SET_VBR_ENCODING_QUALITY, &level, sizeof level);
                });
                return dsp::readAudioFile(file);
            }};
}

AudioBuffer lowPassed(const AudioBuffer& sound, int hz) {
    return dsp::resample(dsp::resample(sound, kSampleRate, 2 * hz), 2 * hz, kSampleRate);
}

AudioBuffer inRoom(const AudioBuffer& sound, const char* preset, float share) {
    dsp::Reverb reverb;
    reverb.prepare(dsp::makeImpulseResponse(dsp::reverbSpace(dsp::parseReverbPreset(preset)), 7));
    AudioBuffer wet(2, sound.frames());
    for (int c = 0; c < 2; ++c)
        std::copy(sound.channel(c % sound.channels()).begin(),
                  sound.channel(c % sound.channels()).end(), wet.channel(c).begin());
    AudioBuffer out = wet;
    reverb.process(wet.view());
    dsp::addInto(out.view(), wet.view(), share);
    return out;
}

AudioBuffer noisy(const AudioBuffer& sound, double snrDb) {
    double power = 0.0;
    for (int c = 0; c < sound.channels(); ++c)
        for (const float sample : sound.channel(c)) power += static_cast<double>(sample) * sample;
    power /= static_cast<double>(sound.frames()) * sound.channels();
    const auto level = static_cast<float>(std::sqrt(power) * std::pow(10.0, -snrDb / 20.0));
    AudioBuffer out = sound;
    for (int c = 0; c < out.channels(); ++c) {
        const dsp::Philox random(2026, static_cast<std::uint64_t>(c));
        const auto samples = out.channel(c);
        for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += level * random.normal(i);
    }
    return out;
}

AudioBuffer map(AudioBuffer sound, const std::function<float(float)>& change) {
    for (int c = 0; c < sound.channels(); ++c)
        for (float& sample : sound.channel(c)) sample = change(sample);
    return sound;
}

/// `factor` times as fast, tempo and pitch alike.
AudioBuffer faster(const AudioBuffer& sound, double factor) {
    constexpr int kRate = 48000;
    return dsp::resample(sound, static_cast<int>(std::lround(kRate * factor)), kRate);
}

AudioBuffer higher(const AudioBuffer& sound, double semitones) {
    const double factor = std::exp2(semitones / 12.0);
    return faster(stretched(sound, factor), factor);
}

bool installed(const char* program) {
    return std::system(fmt::format("command -v {} >/dev/null 2>&1", program).c_str()) == 0;
}

Attack rubberBand(const std::string& name, const std::string& flags) {
    return {name + ", Rubber Band", [flags](const AudioBuffer& sound, const fs::path& folder) {
                const fs::path in = folder / "in.wav";
                const fs::path out = folder / "out.wav";
                {
                    AudioBuffer copy = sound;
                    dsp::AudioFileWriter writer(in, dsp::AudioFormat::WavFloat, kSampleRate,
                                                copy.channels(), true);
                    writer.write(copy.view());
                    writer.commit();
                }
                const std::string command = fmt::format(
                    "rubberband -q {} '{}' '{}' >/dev/null 2>&1", flags, in.string(), out.string());
                if (std::system(command.c_str()) != 0)
                    throw Error(ExitCode::Processing, "rubberband failed: " + command);
                return dsp::readAudioFile(out);
            }};
}

}  // namespace

AudioBuffer stretched(const AudioBuffer& sound, double factor) {
    constexpr std::ptrdiff_t kPiece = 2048;
    constexpr std::ptrdiff_t kStep = kPiece / 2;
    constexpr std::ptrdiff_t kReach = 512;
    constexpr std::ptrdiff_t kEach = 4;  // samples compared: one in so many
    const auto frames = static_cast<std::ptrdiff_t>(sound.frames());
    const auto length =
        static_cast<std::ptrdiff_t>(std::llround(static_cast<double>(frames) * factor));
    std::vector<float> sum(sound.frames());
    for (int c = 0; c < sound.channels(); ++c)
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += sound.channel(c)[i];
    const std::vector<float> window = dsp::hannWindow(static_cast<int>(kPiece));
    AudioBuffer out(sound.channels(), static_cast<std::size_t>(length));
    std::ptrdiff_t last = -kStep;
    for (std::ptrdiff_t to = 0; to + kPiece <= length; to += kStep) {
        const auto wanted =
            static_cast<std::ptrdiff_t>(std::llround(static_cast<double>(to) / factor));
        const std::ptrdiff_t goesOn = last + kStep;
        std::ptrdiff_t best = std::clamp<std::ptrdiff_t>(wanted, 0, frames - kPiece);
        double alike = -1e30;
        for (std::ptrdiff_t from = std::max<std::ptrdiff_t>(0, wanted - kReach);
             from <= std::min(frames - kPiece, wanted + kReach) && goesOn + kPiece <= frames;
             from += 2) {
            double product = 0.0;
            for (std::ptrdiff_t i = 0; i < kStep; i += kEach)
                product += static_cast<double>(sum[static_cast<std::size_t>(goesOn + i)]) *
                           sum[static_cast<std::size_t>(from + i)];
            if (product > alike) {
                alike = product;
                best = from;
            }
        }
        last = best;
        for (int c = 0; c < sound.channels(); ++c)
            for (std::ptrdiff_t i = 0; i < kPiece; ++i)
                out.channel(c)[static_cast<std::size_t>(to + i)] +=
                    window[static_cast<std::size_t>(i)] *
                    sound.channel(c)[static_cast<std::size_t>(best + i)];
    }
    return out;
}

std::vector<Attack> watermarkAttacks() {
    std::vector<Attack> all;
    const auto add = [&all](const std::string& name,
                            const std::function<AudioBuffer(const AudioBuffer&)>& change) {
        all.push_back({name, [change](const AudioBuffer& sound, const fs::path&) {
                           return whole(change(sound));
                       }});
    };
    add("excerpt alone", [](const AudioBuffer& sound) { return sound; });
    all.push_back(mp3(128));
    all.push_back(mp3(64));
    all.push_back(vorbis(2));
    all.push_back({"22.05 kHz", [](const AudioBuffer& sound, const fs::path&) {
                       return whole(dsp::resample(sound, kSampleRate, 22050), 22050);
                   }});
    add("low-pass 4 kHz", [](const AudioBuffer& sound) { return lowPassed(sound, 4000); });
    add("reverb hall, half", [](const AudioBuffer& sound) { return inRoom(sound, "hall", 0.5F); });
    add("reverb church, as loud",
        [](const AudioBuffer& sound) { return inRoom(sound, "church", 1.0F); });
    add("noise, 20 dB SNR", [](const AudioBuffer& sound) { return noisy(sound, 20.0); });
    add("quieter by 20 dB, 16 bit", [](const AudioBuffer& sound) {
        return map(sound, [](float x) { return std::round(x * 3276.8F) / 32768.0F; });
    });
    add("8 bit", [](const AudioBuffer& sound) {
        return map(sound, [](float x) { return std::round(x * 128.0F) / 128.0F; });
    });
    add("distortion (tanh, +12 dB)", [](const AudioBuffer& sound) {
        return map(sound, [](float x) { return std::tanh(4.0F * x); });
    });
    for (const double percent : {1.0, -1.0, 3.0})
        add(fmt::format("speed {:+} %", percent),
            [percent](const AudioBuffer& sound) { return faster(sound, 1.0 + percent / 100.0); });
    for (const double percent : {1.0, -1.0, 3.0, -3.0})
        add(fmt::format("tempo {:+} %", percent), [percent](const AudioBuffer& sound) {
            return stretched(sound, 1.0 / (1.0 + percent / 100.0));
        });
    for (const double semitones : {1.0, -1.0})
        add(fmt::format("pitch {:+} semitone", semitones),
            [semitones](const AudioBuffer& sound) { return higher(sound, semitones); });
    if (installed("rubberband")) {
        all.push_back(rubberBand("tempo +3 %", "-T 1.03"));
        all.push_back(rubberBand("tempo -3 %", "-T 0.97"));
        all.push_back(rubberBand("pitch +1 semitone", "-p 1"));
        all.push_back(rubberBand("pitch -1 semitone", "-p -1"));
    }
    return all;
}

}  // namespace arioso::eval
