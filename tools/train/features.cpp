#include "tools/train/features.h"

#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "dsp/audio_file.h"
#include "dsp/error.h"
#include "dsp/mel.h"
#include "dsp/philox.h"
#include "models/safetensors.h"
#include "src/perform/performance_json.h"

namespace arioso::train {

namespace {

namespace fs = std::filesystem;

nlohmann::json readJson(const fs::path& path) {
    std::ifstream in(path);
    if (!in) throw Error(ExitCode::Input, path.string() + ": cannot be opened");
    try {
        return nlohmann::json::parse(in);
    } catch (const nlohmann::json::exception& e) {
        throw Error(ExitCode::Input, path.string() + ": " + e.what());
    }
}

std::shared_ptr<PerformedPart> readPart(const fs::path& path) {
    return std::make_shared<PerformedPart>(partFromJson(readJson(path), path.string()));
}

/// Names what features depend on besides the piece, so that a changed instrument table or another
/// version of the features does not meet the old ones.
std::string settingsOf(const Instrument& instrument) {
    constexpr int kVersion = 2;
    const auto& e = instrument.envelope;
    return fmt::format("{} {} {} {} {} {} {} {}", kVersion, instrument.index, instrument.percussion,
                       instrument.singer, e.attack, e.decayT60, e.releaseT60,
                       instrument.decayOctave);
}

models::TensorMap computeFeatures(const fs::path& audio, const PerformedPart& part,
                                  const Instrument& instrument) {
    const auto loaded = dsp::readAudioFile(audio);
    if (loaded.sampleRate != dsp::kSampleRate || loaded.buffer.channels() != 1) {
        throw Error(ExitCode::Input, audio.string() + ": expected one channel at 44100 Hz");
    }
    const auto frames = dsp::framesFor(static_cast<long>(loaded.buffer.frames())) / 2 * 2;
    auto mel = torch::empty({frames, dsp::kMelBands});
    const auto size = static_cast<std::size_t>(frames) * dsp::kMelBands;
    dsp::MelAnalyser().analyse(loaded.buffer.channel(0), 0, 0, frames,
                               {mel.data_ptr<float>(), size});
    const auto excitation = makeExcitation(part, instrument, 0);
    Condition condition;
    ConditionBuilder(part, instrument, excitation).build(0, frames, condition);
    std::vector<std::int32_t> frame;
    std::vector<std::int16_t> index;
    std::vector<float> value;
    constexpr auto kWidth = std::size_t{Condition::kRollPlanes} * Condition::kPitches;
    for (std::size_t i = 0; i < condition.roll.size(); ++i) {
        if (condition.roll[i] == 0.0F) continue;
        frame.push_back(static_cast<std::int32_t>(i / kWidth));
        index.push_back(static_cast<std::int16_t>(i % kWidth));
        value.push_back(condition.roll[i]);
    }
    const auto count = static_cast<std::int64_t>(frame.size());
    return {
        {"mel", mel.to(torch::kFloat16)},
        {"excitation_mel",
         torch::from_blob(condition.excitationMel.data(), {frames, dsp::kMelBands})
             .to(torch::kFloat16)},
        {"phoneme", torch::from_blob(condition.phoneme.data(), {frames}, torch::kInt16).clone()},
        {"phoneme_place",
         torch::from_blob(condition.phonemePlace.data(), {frames}).to(torch::kFloat16)},
        {"curves", torch::from_blob(condition.curves.data(), {frames, Condition::kCurves})
                       .to(torch::kFloat16)},
        {"roll_frame", torch::from_blob(frame.data(), {count}, torch::kInt32).clone()},
        {"roll_index", torch::from_blob(index.data(), {count}, torch::kInt16).clone()},
        {"roll_value", torch::from_blob(value.data(), {count}).to(torch::kFloat16)}};
}

}  // namespace

std::vector<Stem> loadStems(const std::vector<fs::path>& corpora, const std::string& split,
                            const InstrumentTable& instruments, int threads,
                            std::int64_t shortest) {
    struct Job {
        fs::path corpus;
        nlohmann::json entry;
    };
    std::vector<Job> jobs;
    for (const auto& corpus : corpora) {
        const auto manifest = readJson(corpus / "manifest.json");
        fs::create_directories(corpus / "features");
        for (const auto& entry : manifest.at("entries")) {
            if (entry.at("split") == split) jobs.push_back({corpus, entry});
        }
    }
    if (jobs.empty()) {
        throw Error(ExitCode::Input, "the corpus holds no piece of the split '" + split + "'");
    }
    std::vector<Stem> stems(jobs.size());
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto work = [&] {
        at::set_num_threads(1);
        for (auto i = next++; i < jobs.size(); i = next++) {
            try {
                const auto& [corpus, entry] = jobs[i];
                auto& stem = stems[i];
                stem.id = entry.at("id");
                const auto* instrument = instruments.find(entry.at("instrument"));
                if (instrument == nullptr) {
                    throw Error(ExitCode::Input, (corpus / "manifest.json").string() + ": entry " +
                                                     stem.id + ": unknown instrument");
                }
                stem.instrument = instrument->index;
                stem.audio = corpus / entry.at("audio").get<std::string>();
                stem.part = readPart(corpus / entry.at("notes").get<std::string>());
                const auto cache = corpus / "features" / (stem.id + ".safetensors");
                const auto settings = settingsOf(*instrument);
                models::TensorMap tensors;
                if (fs::exists(cache)) {
                    auto kept = models::readSafetensors(cache);
                    if (kept.metadata["settings"] == settings) tensors = std::move(kept.tensors);
                }
                if (tensors.empty()) {
                    tensors = computeFeatures(stem.audio, *stem.part, *instrument);
                    models::writeSafetensors(cache, tensors, {{"settings", settings}});
                }
                stem.mel = tensors.at("mel");
                stem.excitationMel = tensors.at("excitation_mel");
                stem.phoneme = tensors.at("phoneme");
                stem.phonemePlace = tensors.at("phoneme_place");
                stem.curves = tensors.at("curves");
                stem.rollFrame = tensors.at("roll_frame");
                stem.rollIndex = tensors.at("roll_index");
                stem.rollValue = tensors.at("roll_value");
                stem.frames = stem.mel.size(0);
            } catch (...) {
                const std::scoped_lock lock(mutex);
                if (!failure) failure = std::current_exception();
                next = jobs.size();
            }
        }
    };
    std::vector<std::thread> pool;
    for (int i = 0; i < threads; ++i) pool.emplace_back(work);
    for (auto& thread : pool) thread.join();
    if (failure) std::rethrow_exception(failure);
    const auto found = stems.size();
    std::erase_if(stems, [&](const Stem& stem) { return stem.frames < shortest; });
    if (stems.empty()) {
        throw Error(ExitCode::Input, "every piece of the split '" + split +
                                         "' is shorter than a crop of " + std::to_string(shortest) +
                                         " frames");
    }
    if (stems.size() < found) {
        fmt::print(stderr, "{}: {} of {} pieces are shorter than a crop and stay out\n", split,
                   found - stems.size(), found);
    }
    return stems;
}

ConditionRow conditionRow(const Stem& stem, std::int64_t first, std::int64_t frames) {
    constexpr std::int64_t kWidth = std::int64_t{Condition::kRollPlanes} * Condition::kPitches;
    ConditionRow row;
    row.excitationMel = stem.excitationMel.slice(0, first, first + frames).to(torch::kFloat32);
    row.phoneme = stem.phoneme.slice(0, first, first + frames).to(torch::kInt64);
    row.phonemePlace = stem.phonemePlace.slice(0, first, first + frames).to(torch::kFloat32);
    row.curves = stem.curves.slice(0, first, first + frames).to(torch::kFloat32);
    row.roll = torch::zeros({frames, kWidth});
    const auto* frame = stem.rollFrame.data_ptr<std::int32_t>();
    const auto* index = stem.rollIndex.data_ptr<std::int16_t>();
    const auto* value = stem.rollValue.data_ptr<at::Half>();
    const auto* end = frame + stem.rollFrame.numel();
    auto* out = row.roll.data_ptr<float>();
    for (const auto* f = std::lower_bound(frame, end, static_cast<std::int32_t>(first));
         f != end && *f < first + frames; ++f) {
        const auto i = f - frame;
        out[(*f - first) * kWidth + index[i]] = static_cast<float>(value[i]);
    }
    return row;
}

Sampler::Sampler(const std::vector<Stem>& stems, std::uint64_t seed) : seed_(seed) {
    std::map<int, std::vector<const Stem*>> groups;
    for (const auto& stem : stems) groups[stem.instrument].push_back(&stem);
    for (auto& [instrument, group] : groups) byInstrument_.push_back(std::move(group));
}

Sampler::Sampler(std::vector<const Stem*> group, std::uint64_t seed)
    : byInstrument_{std::move(group)}, seed_(seed) {}

Sampler::Place Sampler::draw(std::uint64_t index, std::int64_t frames) const {
    const auto words = dsp::Philox(seed_, 77).block(index);
    const auto& group = byInstrument_[words[0] % byInstrument_.size()];
    const auto* stem = group[words[1] % group.size()];
    const auto room = std::max<std::int64_t>(0, (stem->frames - frames) / 2);
    return {stem, 2 * static_cast<std::int64_t>(words[2] % static_cast<std::uint64_t>(room + 1))};
}

}  // namespace arioso::train
