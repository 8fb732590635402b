#include "tools/eval/measure/watermark_trial.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <mutex>
#include <nlohmann/json.hpp>

#include "dsp/audio_file.h"
#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/fft.h"
#include "dsp/philox.h"
#include "dsp/resampler.h"
#include "dsp/stft.h"
#include "dsp/watermark.h"
#include "dsp/watermark_reader.h"
#include "tools/common/parallel.h"
#include "tools/eval/measure/watermark_attacks.h"

namespace arioso::eval {
namespace {

namespace fs = std::filesystem;
using dsp::AudioBuffer;
using dsp::kSampleRate;

// The mark begins up to a block before the clip.
constexpr double kBefore = 7.0;

AudioBuffer cut(const AudioBuffer& in, std::size_t first, std::size_t frames) {
    AudioBuffer out(in.channels(), frames);
    for (int c = 0; c < in.channels(); ++c)
        std::copy_n(in.channel(c).begin() + static_cast<std::ptrdiff_t>(first), frames,
                    out.channel(c).begin());
    return out;
}

std::vector<AudioBuffer> soundsOf(const fs::path& folder, double seconds) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (const auto& entry : fs::recursive_directory_iterator(folder, failed)) {
        const auto ending = entry.path().extension();
        if (ending == ".wav" || ending == ".flac" || ending == ".ogg")
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<AudioBuffer> sounds;
    for (const fs::path& file : files) {
        dsp::LoadedAudio audio = dsp::readAudioFile(file);
        AudioBuffer sound = audio.sampleRate == kSampleRate
                                ? std::move(audio.buffer)
                                : dsp::resample(audio.buffer, audio.sampleRate, kSampleRate);
        if (static_cast<double>(sound.frames()) > (seconds + kBefore) * kSampleRate)
            sounds.push_back(std::move(sound));
    }
    if (sounds.empty())
        throw Error(
            ExitCode::Input,
            fmt::format("{}: expected sounds (.wav, .flac, .ogg) of {} s and more, found none",
                        folder.string(), seconds + kBefore));
    return sounds;
}

/// Clip `index`: a random place of one sound after the other.
AudioBuffer clipOf(const std::vector<AudioBuffer>& sounds, std::size_t index, double seconds,
                   const dsp::Philox& random) {
    const AudioBuffer& sound = sounds[index % sounds.size()];
    const auto frames = static_cast<std::size_t>(seconds * kSampleRate);
    const auto room = static_cast<double>(sound.frames() - frames);
    const auto word = static_cast<double>(random.block(index)[0]) * 0x1p-32;
    return cut(sound, static_cast<std::size_t>(word * room), frames);
}

double percentile(std::vector<float>& values, double share) {
    if (values.empty()) return 0.0;
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

/// Collects how the changes of many clips stand against their masks.
class MaskTally {
  public:
    void add(const AudioBuffer& before, const AudioBuffer& after) {
        double sound = 0.0;
        double change = 0.0;
        std::array<std::vector<float>, kBands> ratios;
        std::vector<float> parts;
        dsp::MaskingModel model(kBins, kSampleRate);
        const auto x = before.channel(0);
        const auto y = after.channel(0);
        std::vector<float> difference(x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            difference[i] = y[i] - x[i];
            sound += static_cast<double>(x[i]) * x[i];
            change += static_cast<double>(difference[i]) * difference[i];
        }
        // Frames that lie otherwise than the marker's.
        for (std::size_t at = 777; at + kSize <= x.size(); at += 1500) {
            model.analyse(powerOf(x.subspan(at, kSize)));
            if (model.energy(10) + model.energy(4) < 1e-6) continue;
            std::array<double, kBands> energy{};
            const auto power = powerOf(std::span<const float>(difference).subspan(at, kSize));
            for (std::size_t k = 0; k < power.size(); ++k) energy[model.bandOf(k)] += power[k];
            for (std::size_t b = kFirstBand; b <= kLastBand; ++b)
                if (energy[b] > 1e-9)
                    ratios[b].push_back(
                        static_cast<float>(10.0 * std::log10(energy[b] / model.threshold(b))));
        }
        for (std::size_t at = 0; at + kPart <= x.size(); at += kPart) {
            double own = 1e-9;
            double other = 0.0;
            for (std::size_t i = at; i < at + kPart; ++i) {
                own += static_cast<double>(x[i]) * x[i];
                other += static_cast<double>(difference[i]) * difference[i];
            }
            if (other > 1e-9) parts.push_back(static_cast<float>(10.0 * std::log10(other / own)));
        }
        const std::lock_guard lock(mutex_);
        for (std::size_t b = 0; b < kBands; ++b)
            ratios_[b].insert(ratios_[b].end(), ratios[b].begin(), ratios[b].end());
        parts_.insert(parts_.end(), parts.begin(), parts.end());
        if (change > 0.0) snr_.push_back(static_cast<float>(10.0 * std::log10(sound / change)));
    }

    MaskFigures figures() {
        MaskFigures out;
        std::vector<float> all;
        for (std::size_t b = 0; b < kBands; ++b) {
            auto& values = ratios_[b];
            if (values.empty()) continue;
            all.insert(all.end(), values.begin(), values.end());
            out.bands[b] = {percentile(values, 0.5), percentile(values, 0.99), over(values)};
        }
        out.overShare = over(all);
        out.medianDb = percentile(all, 0.5);
        out.upper95Db = percentile(all, 0.95);
        out.upper99Db = percentile(all, 0.99);
        out.snrDb = percentile(snr_, 0.5);
        out.partDb = percentile(parts_, 0.99);
        return out;
    }

  private:
    static constexpr std::size_t kBands = dsp::MaskingModel::kBands;
    static constexpr std::size_t kFirstBand = 2;  // 200 Hz
    static constexpr std::size_t kLastBand = 21;  // 9.5 kHz
    static constexpr auto kSize = static_cast<std::size_t>(dsp::kFftSize);
    static constexpr auto kBins = static_cast<std::size_t>(dsp::kBins);
    static constexpr std::size_t kPart = 256;

    static double over(const std::vector<float>& values) {
        const auto count =
            std::count_if(values.begin(), values.end(), [](float v) { return v > 0.0F; });
        return static_cast<double>(count) /
               std::max<double>(1.0, static_cast<double>(values.size()));
    }
    static std::vector<float> powerOf(std::span<const float> samples) {
        thread_local dsp::RealFft fft(dsp::kFftSize);
        thread_local const std::vector<float> window = dsp::hannWindow(dsp::kFftSize);
        std::vector<float> in(kSize);
        for (std::size_t i = 0; i < kSize; ++i) in[i] = window[i] * samples[i];
        std::vector<std::complex<float>> bins(kBins);
        fft.forward(in, bins);
        std::vector<float> power(kBins);
        for (std::size_t k = 0; k < kBins; ++k) power[k] = std::norm(bins[k]);
        return power;
    }

    std::mutex mutex_;
    std::array<std::vector<float>, kBands> ratios_;
    std::vector<float> parts_;
    std::vector<float> snr_;
};

/// A folder of a thread's own for what attacks write.
class Bench {
  public:
    Bench()
        : folder_(fs::temp_directory_path() /
                  fmt::format("arioso-watermark-{}-{}", ::getpid(), next_++)) {
        fs::create_directories(folder_);
    }
    ~Bench() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;
    [[nodiscard]] const fs::path& folder() const { return folder_; }

  private:
    static inline std::atomic<int> next_{0};
    fs::path folder_;
};

std::uint64_t wordOf(const dsp::Philox& random, std::size_t index) {
    const auto block = random.block(index);
    return std::uint64_t{block[2]} << 32 | block[3];
}

}  // namespace

WatermarkFigures tryWatermark(const WatermarkTrialOptions& options,
                              const std::function<void(const std::string&)>& progress) {
    const std::vector<AudioBuffer> sounds = soundsOf(options.audio, options.seconds);
    const std::vector<Attack> attacks = watermarkAttacks();
    const dsp::Philox random(options.seed);
    const auto clips = static_cast<std::size_t>(options.clips);
    WatermarkFigures out;
    std::vector<std::vector<float>> scores(attacks.size());
    for (const Attack& attack : attacks)
        out.attacks.push_back({attack.name, options.clips, 0, 0, 0.0});
    MaskTally masks;
    std::mutex mutex;
    std::atomic<int> done{0};
    parallelFor(
        clips, options.threads, [] {},
        [&](std::size_t i) {
            const Bench bench;
            const AudioBuffer plain = clipOf(sounds, i, options.seconds + kBefore, random);
            const dsp::WatermarkKey key{options.seed, i};
            const std::uint64_t payload = wordOf(random, i);
            const AudioBuffer marked = dsp::watermarked(plain, payload, key);
            masks.add(plain, marked);
            const auto length = static_cast<std::size_t>(options.seconds * kSampleRate);
            const auto first = static_cast<std::size_t>(
                random.uniform(4 * (clips + i)) * static_cast<float>(marked.frames() - length));
            const AudioBuffer clip = cut(marked, first, length);
            for (std::size_t a = 0; a < attacks.size(); ++a) {
                const dsp::LoadedAudio sound = attacks[a].apply(clip, bench.folder());
                const auto search = dsp::searchWatermark(sound.buffer, sound.sampleRate, key);
                const std::lock_guard lock(mutex);
                AttackFigure& figure = out.attacks[a];
                scores[a].push_back(
                    static_cast<float>(search.found ? search.found->score : search.bestScore));
                if (search.found)
                    ++(search.found->payload == payload ? figure.found : figure.wrong);
            }
            progress(fmt::format("marked {}/{}", ++done, clips));
        });
    for (std::size_t a = 0; a < attacks.size(); ++a)
        out.attacks[a].medianScore = percentile(scores[a], 0.5);
    out.mask = masks.figures();
    UnmarkedFigures& none = out.unmarked;
    none.clips = options.unmarked;
    done = 0;
    parallelFor(
        static_cast<std::size_t>(options.unmarked), options.threads, [] {},
        [&](std::size_t i) {
            const std::size_t index = 8 * clips + i;
            const AudioBuffer plain = clipOf(sounds, index, options.seconds, random);
            const auto search = dsp::searchWatermark(plain, kSampleRate, {~options.seed, i});
            const std::lock_guard lock(mutex);
            if (search.found) ++none.found;
            none.readings += search.readings;
            none.firstBytes += search.halfChecks;
            none.highestScore = std::max(none.highestScore, search.bestScore);
            if (search.bestScore > 5.0) ++none.overFive;
            if (++done % 100 == 0)
                progress(fmt::format("unmarked {}/{}, {} found", done.load(), options.unmarked,
                                     none.found));
        });
    return out;
}

std::string watermarkReport(const WatermarkFigures& figures) {
    std::string text =
        fmt::format("{:<34} {:>9} {:>6} {:>6}\n", "attack", "found", "wrong", "score");
    for (const AttackFigure& attack : figures.attacks)
        text += fmt::format("{:<34} {:>4}/{:<4} {:>6} {:>6.1f}\n", attack.name, attack.found,
                            attack.clips, attack.wrong, attack.medianScore);
    const MaskFigures& mask = figures.mask;
    text += fmt::format(
        "\nchange against masking threshold, critical bands of 0.2 to 9.5 kHz: median {:.1f} dB, "
        "95 % "
        "under {:.1f} dB, 99 % under {:.1f} dB, above the threshold {:.2f} %\n"
        "change against sound: {:.1f} dB; in parts of 6 ms 99 % under {:.1f} dB\n",
        mask.medianDb, mask.upper95Db, mask.upper99Db, 100.0 * mask.overShare, -mask.snrDb,
        mask.partDb);
    text += fmt::format("{:<6} {:>8} {:>8} {:>8}\n", "bark", "median", "99 %", "above");
    for (std::size_t b = 0; b < mask.bands.size(); ++b)
        if (mask.bands[b].medianDb != 0.0)
            text +=
                fmt::format("{:<6} {:>8.1f} {:>8.1f} {:>6.2f} %\n", b + 1, mask.bands[b].medianDb,
                            mask.bands[b].upperDb, 100.0 * mask.bands[b].overShare);
    const UnmarkedFigures& none = figures.unmarked;
    if (none.clips > 0)
        text += fmt::format(
            "\nunmarked: {} found in {} clips; {} payloads read, of which {} had the first byte of "
            "their check right; highest score {:.2f}, above 5 in {} clips\n",
            none.found, none.clips, none.readings, none.firstBytes, none.highestScore,
            none.overFive);
    return text;
}

std::string watermarkReportJson(const WatermarkFigures& figures,
                                const WatermarkTrialOptions& options) {
    nlohmann::json attacks = nlohmann::json::array();
    for (const AttackFigure& attack : figures.attacks)
        attacks.push_back({{"name", attack.name},
                           {"clips", attack.clips},
                           {"found", attack.found},
                           {"wrong", attack.wrong},
                           {"median_score", attack.medianScore}});
    nlohmann::json bands = nlohmann::json::array();
    for (const auto& band : figures.mask.bands)
        bands.push_back(
            {{"median_db", band.medianDb}, {"p99_db", band.upperDb}, {"above", band.overShare}});
    const MaskFigures& mask = figures.mask;
    const UnmarkedFigures& none = figures.unmarked;
    return nlohmann::json{{"clips", options.clips},
                          {"seconds", options.seconds},
                          {"seed", options.seed},
                          {"attacks", attacks},
                          {"mask",
                           {{"median_db", mask.medianDb},
                            {"p95_db", mask.upper95Db},
                            {"p99_db", mask.upper99Db},
                            {"above", mask.overShare},
                            {"snr_db", mask.snrDb},
                            {"part_p99_db", mask.partDb},
                            {"bands", bands}}},
                          {"unmarked",
                           {{"clips", none.clips},
                            {"found", none.found},
                            {"readings", none.readings},
                            {"first_bytes", none.firstBytes},
                            {"highest_score", none.highestScore},
                            {"over_five", none.overFive}}}}
               .dump(2) +
           "\n";
}

}  // namespace arioso::eval
