#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "tools/corpus/mono.h"
#include "tools/corpus/sample_map.h"
#include "tools/corpus/sample_voice.h"
#include "tools/corpus/teacher.h"

namespace arioso::corpus {
namespace {

/// Loudness against velocity beyond the softest and the loudest recorded layer.
constexpr double kVelocityPower = 1.5;
constexpr double kPrefixLength = 8;  // of "samples:"

/// One instrument's recorded notes; files are read when first needed.
class SampledInstrument {
  public:
    SampledInstrument(const std::filesystem::path& folder, const std::string& name)
        : regions_(readSamples(folder, name)) {}

    void add(const PerformedNote& note, const Instrument& instrument, std::vector<float>& out) {
        const int key = std::clamp(static_cast<int>(std::lround(note.pitch)), 0, 127);
        const auto velocity = static_cast<double>(note.velocity);
        std::vector<const SampleRegion*> fitting;
        for (const SampleRegion& region : regions_) {
            if (key >= region.lowKey && key <= region.highKey) fitting.push_back(&region);
        }
        if (fitting.empty()) return;
        // The nearest recorded layers on both sides share the note between them.
        const SampleRegion* below = nullptr;
        const SampleRegion* above = nullptr;
        for (const SampleRegion* region : turned(fitting, note.id)) {
            if (region->velocity <= velocity && (!below || region->velocity > below->velocity)) {
                below = region;
            }
            if (region->velocity > velocity && (!above || region->velocity < above->velocity)) {
                above = region;
            }
        }
        if (below != nullptr && above != nullptr) {
            const double share = (velocity - below->velocity) / (above->velocity - below->velocity);
            addRegion(note, instrument, *below, 1.0 - share, out);
            addRegion(note, instrument, *above, share, out);
            return;
        }
        const SampleRegion& only = below != nullptr ? *below : *above;
        const double level = std::pow(velocity / std::max(0.05, only.velocity), kVelocityPower);
        addRegion(note, instrument, only, level, out);
    }

  private:
    /// Takes of the same layer follow one another from note to note.
    static std::vector<const SampleRegion*> turned(std::vector<const SampleRegion*> regions,
                                                   std::uint32_t id) {
        const auto turns = static_cast<std::ptrdiff_t>(id % regions.size());
        std::rotate(regions.begin(), regions.begin() + turns, regions.end());
        return regions;
    }

    const Sample& sample(const SampleRegion& region) {
        auto& slot = samples_[region.file];
        if (!slot) {
            slot =
                std::make_unique<Sample>(readMono(region.file), region.loopStart, region.loopEnd);
        }
        return *slot;
    }

    void addRegion(const PerformedNote& note, const Instrument& instrument,
                   const SampleRegion& region, double level, std::vector<float>& out) {
        if (level <= 0.0) return;
        const Sample& source = sample(region);
        const double shift = static_cast<double>(note.pitch) - region.centre;
        const SincReader reader(std::exp2(shift / 12.0));
        const bool looped = instrument.sustained;
        const auto release = static_cast<double>(instrument.envelope.releaseT60);
        const auto first = std::llround(note.onset * dsp::kSampleRate);
        double place = 0.0;
        for (auto i = std::max<long long>(0, first); i < static_cast<long long>(out.size()); ++i) {
            const double seconds = static_cast<double>(i - first) / dsp::kSampleRate;
            const double over = seconds - (note.offset - note.onset);
            if (place >= static_cast<double>(source.size()) && !(looped && source.canLoop())) break;
            double amplitude = level * static_cast<double>(region.gain);
            if (over > 0.0 && !instrument.percussion) {
                if (over > 1.5 * release) break;
                amplitude *= std::pow(10.0, -3.0 * over / release);
            }
            out[static_cast<std::size_t>(i)] +=
                static_cast<float>(amplitude) * reader.read(source, place, looped);
            place += std::exp2((shift + bendAt(note.bend, seconds) / 100.0) / 12.0);
        }
    }

    std::vector<SampleRegion> regions_;
    std::map<std::filesystem::path, std::unique_ptr<Sample>> samples_;
};

/// Recorded notes for the instruments that ask for them, the soundfont for all others.
class MixedTeacher final : public Teacher {
  public:
    MixedTeacher(std::unique_ptr<Teacher> soundFont, std::filesystem::path folder)
        : soundFont_(std::move(soundFont)), folder_(std::move(folder)) {}

    std::vector<float> render(const PerformedPart& part, const Instrument& instrument,
                              std::int64_t samples) override {
        if (!instrument.teacher.starts_with("samples:")) {
            return soundFont_->render(part, instrument, samples);
        }
        auto& sampled = instruments_[instrument.teacher];
        if (!sampled) {
            sampled = std::make_unique<SampledInstrument>(
                folder_, instrument.teacher.substr(static_cast<std::size_t>(kPrefixLength)));
        }
        std::vector<float> out(static_cast<std::size_t>(std::max<std::int64_t>(samples, 0)));
        for (const PerformedNote& note : part.notes) sampled->add(note, instrument, out);
        // The level of the soundfont teacher, so that instruments of both kinds mix.
        constexpr float kGain = 0.25F;
        for (float& value : out) value *= kGain;
        return out;
    }

  private:
    std::unique_ptr<Teacher> soundFont_;
    std::filesystem::path folder_;
    std::map<std::string, std::unique_ptr<SampledInstrument>> instruments_;
};

}  // namespace

std::unique_ptr<Teacher> makeTeacher(const std::filesystem::path& soundFont,
                                     const std::filesystem::path& samples) {
    auto teacher = makeSoundFontTeacher(soundFont);
    if (samples.empty()) return teacher;
    if (!std::filesystem::is_directory(samples)) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: no such folder of samples", samples.string()));
    }
    return std::make_unique<MixedTeacher>(std::move(teacher), samples);
}

}  // namespace arioso::corpus
