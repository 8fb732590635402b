#include "src/synth/engine.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <future>
#include <random>
#include <system_error>

#include "dsp/audio_file.h"
#include "dsp/error.h"
#include "dsp/loudness.h"
#include "src/perform/expression.h"
#include "src/report/image.h"
#include "src/synth/condition_ablation.h"
#include "src/synth/data_folder.h"
#include "src/synth/dump.h"
#include "src/synth/mastering.h"
#include "src/synth/offline_render.h"
#include "src/synth/provenance.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path demandDataFolder(const fs::path& requested) {
    fs::path folder = findDataFolder(requested);
    if (folder.empty())
        throw Error(ExitCode::General,
                    "no data folder with configs/ found (set --data-dir or ARIOSO_DATA_DIR)");
    return folder;
}

fs::path chooseModels(const fs::path& requested, const fs::path& dataFolder) {
    if (!requested.empty() || std::getenv("ARIOSO_MODELS_DIR") != nullptr)
        return models::findModelFolder(requested);
    for (const fs::path& folder : {dataFolder / "models" / "weights", dataFolder / "models"})
        if (fs::exists(folder / "manifest.json")) return folder;
    return models::findModelFolder({});
}

void checkNew(const fs::path& file, bool overwrite) {
    std::error_code ignored;
    if (fs::is_directory(file, ignored))
        throw Error(ExitCode::Output, fmt::format("{}: is a folder", file.string()));
    if (!overwrite && fs::exists(file, ignored))
        throw Error(ExitCode::Output,
                    fmt::format("{}: exists already (--force replaces it)", file.string()));
}

fs::path folderOf(const fs::path& file) {
    fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        throw Error(ExitCode::Output, fmt::format("{}: the folder '{}' does not exist",
                                                  file.string(), folder.string()));
    return folder;
}

std::vector<StemPlan> audibleStems(const RenderPlan& plan) {
    std::vector<StemPlan> audible;
    for (const StemPlan& stem : plan.stems)
        if (stem.audible) audible.push_back(stem);
    if (audible.empty()) throw Error(ExitCode::Usage, "solo, mute: nothing is left to be heard");
    return audible;
}

json orNull(double value) {
    return std::isfinite(value) ? json(value) : json(nullptr);
}

const char* extensionOf(dsp::AudioFormat format) {
    switch (format) {
        case dsp::AudioFormat::Flac16:
        case dsp::AudioFormat::Flac24:
            return ".flac";
        case dsp::AudioFormat::OggVorbis:
            return ".ogg";
        default:
            return ".wav";
    }
}

/// Paths of the stems' files, in order, the reverb's last.
std::vector<fs::path> stemFiles(const RenderRequest& request, const std::vector<StemPlan>& audible,
                                dsp::AudioFormat format) {
    std::vector<fs::path> files;
    if (request.stems.empty()) return files;
    for (const StemPlan& stem : audible)
        files.push_back(fs::path(request.stems) / (stemFileName(stem) + extensionOf(format)));
    files.push_back(fs::path(request.stems) / fmt::format("reverb{}", extensionOf(format)));
    for (const fs::path& file : files) checkNew(file, request.overwrite);
    std::error_code failed;
    fs::create_directories(request.stems, failed);
    if (failed)
        throw Error(ExitCode::Output,
                    fmt::format("{}: cannot be created: {}", request.stems, failed.message()));
    return files;
}

/// One render from request to report; what happens to the mastered sound is the caller's.
class Job {
  public:
    Job(const ModelSets& models, const InstrumentTable& instruments, const InstrumentTable* voices,
        const MixSettings& mix, const PhoneLengths& lengths, const Palettes& palettes,
        RenderRequest request, const RenderCallbacks& callbacks)
        : models_(models), mix_(mix), request_(std::move(request)), callbacks_(callbacks) {
        parseReverb(request_.reverb);
        progress("reading", 0.0);
        plan_ = makePlan(request_, instruments, voices, &lengths, &palettes);
        audible_ = audibleStems(plan_);
        if (callbacks_.message)
            for (const std::string& note : plan_.notes) callbacks_.message(note);
    }

    [[nodiscard]] const std::vector<StemPlan>& audible() const { return audible_; }

    RawMix mix(const fs::path& scratchFolder) {
        RawMix raw = renderMix(models_, plan_, audible_, request_, mix_, scratchFolder, callbacks_);
        seconds_ = raw.seconds;
        settings_.sampleRate = request_.sampleRate;
        settings_.gain = linearGain(request_);
        if (request_.loudness)
            settings_.gain *= dsp::loudnessGain(raw.integratedLufs, *request_.loudness);
        return raw;
    }

    /// From now on, what is mastered says which document it has.
    void mark(const json& provenance) {
        settings_.mark = {watermarkPayload(provenance.dump()),
                          readWatermarkKey(request_.watermark)};
    }

    /// Masters the mix into `sink` and measures what it gets.
    void masterMix(const ScratchFile& mix, const std::function<void(dsp::AudioView)>& sink) {
        dsp::LoudnessMeter meter(2, settings_.sampleRate);
        master(
            mix, settings_,
            [&](dsp::AudioView block) {
                meter.add(block);
                sink(block);
            },
            [this](double fraction) { return progress("mastering", fraction); });
        loudness_ = meter.integrated();
        range_ = meter.range();
        truePeak_ = meter.truePeak();
    }

    void writeStem(const ScratchFile& stem, const fs::path& file, dsp::AudioFormat format) {
        MasterSettings settings = settings_;
        settings.limit = false;
        dsp::AudioFileWriter writer(file, format, settings.sampleRate, 2, request_.overwrite);
        master(
            stem, settings, [&writer](dsp::AudioView block) { writer.write(block); },
            [this](double fraction) { return progress("stems", fraction); });
        writer.commit();
    }

    [[nodiscard]] json report(const json& models, const std::vector<fs::path>& files) const {
        json stems = json::array();
        for (std::size_t i = 0; i < audible_.size(); ++i) {
            const StemPlan& stem = audible_[i];
            stems.push_back({{"name", stem.part.name},
                             {"instrument", stem.instrument.id},
                             {"singers", stem.singers.empty() ? 1 : stem.singers.size()},
                             {"notes", stem.part.notes.size()},
                             {"file", files.empty() ? json(nullptr) : json(files[i].string())}});
        }
        return {{"version", ARIOSO_VERSION},
                {"title", plan_.title},
                {"output", request_.output},
                {"start", plan_.start},
                {"seconds", seconds_},
                {"sample_rate", request_.sampleRate},
                {"loudness_lufs", orNull(loudness_)},
                {"loudness_range_lu", orNull(range_)},
                {"true_peak_dbtp", orNull(truePeak_)},
                {"stems", stems},
                {"remarks", plan_.notes},
                {"models", models},
                {"request", toJson(request_)}};
    }

  private:
    bool progress(const char* stage, double fraction) const {
        if (callbacks_.progress) callbacks_.progress(stage, fraction, 0.0);
        return !(callbacks_.cancelled && callbacks_.cancelled());
    }

    const ModelSets& models_;
    const MixSettings& mix_;
    RenderRequest request_;
    const RenderCallbacks& callbacks_;
    RenderPlan plan_;
    std::vector<StemPlan> audible_;
    MasterSettings settings_;
    double seconds_ = 0.0;
    double loudness_ = 0.0;
    double range_ = 0.0;
    double truePeak_ = 0.0;
};

}  // namespace

Engine::Engine(const fs::path& modelsFolder, const fs::path& dataFolder)
    : dataFolder_(demandDataFolder(dataFolder)),
      instruments_(InstrumentTable::load(dataFolder_ / "configs" / "instruments.toml")),
      mix_(MixSettings::load(dataFolder_ / "configs" / "mix.toml")),
      lengths_(PhoneLengths::load(dataFolder_ / "configs" / "sounds.toml")),
      palettes_(Palettes::inFolder(dataFolder_)) {
    const fs::path folder = chooseModels(modelsFolder, dataFolder_);
    modelsFolder_ = folder;
    // Two at a time: most of it is reading and hashing, and a listener waits.
    std::future<std::shared_ptr<const models::ModelSet>> voices;
    if (fs::exists(folder / "voices" / "manifest.json")) {
        voices = std::async(std::launch::async,
                            [&folder] { return models::ModelSet::load(folder / "voices"); });
        voices_ = std::make_unique<const InstrumentTable>(
            InstrumentTable::load(dataFolder_ / "configs" / "voices.toml"));
    }
    models_.instruments = models::ModelSet::load(folder);
    if (voices.valid()) models_.voices = voices.get();
}

json Engine::models() const {
    json list = json::array();
    const auto add = [&list](const models::ModelSet& set, const std::string& prefix) {
        for (const models::ModelInfo& info : set.info())
            list.push_back({{"name", prefix + info.name},
                            {"architecture", info.architecture},
                            {"version", info.version},
                            {"weights", info.weights.string()},
                            {"card", info.card.string()},
                            {"sha256", info.sha256},
                            {"licence", info.licence},
                            {"parameters", info.parameters}});
    };
    add(*models_.instruments, "");
    if (models_.voices) add(*models_.voices, "voices/");
    return list;
}

RenderRequest Engine::resolved(RenderRequest request) const {
    validate(request);
    if (wantsWatermark(request)) readWatermarkKey(request.watermark);
    if (request.curves.empty()) request.curves = expressionsBeside(request.score).string();
    if (!request.seed) request.seed = std::random_device()();
    if (request.steps == 0) request.steps = models_.instruments->defaultSteps();
    return request;
}

json Engine::renderFile(const RenderRequest& asked, const RenderCallbacks& callbacks) const {
    const RenderRequest request = resolved(asked);
    if (request.output.empty()) throw Error(ExitCode::Usage, "output: expected a file, found ''");
    const dsp::AudioFormat format = request.format.empty() ? dsp::formatForPath(request.output)
                                                           : dsp::parseAudioFormat(request.format);
    checkNew(request.output, request.overwrite);
    if (!request.provenance.empty()) checkNew(request.provenance, request.overwrite);
    const fs::path folder = folderOf(request.output);
    Job job(models_, instruments_, voices_.get(), mix_, lengths_, palettes_, request, callbacks);
    const std::vector<fs::path> files = stemFiles(request, job.audible(), format);
    const RawMix raw = job.mix(folder);
    for (std::size_t i = 0; i < raw.stems.size(); ++i)
        job.writeStem(raw.stems[i], files[i], format);
    if (raw.reverb) job.writeStem(*raw.reverb, files.back(), format);
    dsp::AudioFileWriter writer(request.output, format, request.sampleRate, 2, request.overwrite);
    json provenance;
    if (request.tags || !request.provenance.empty() || wantsWatermark(request))
        provenance = provenanceOf(request, job.report(models(), files),
                                  {modelsFolder_, modelsFolder_ / "voices"});
    if (request.tags) writer.tag(tagsOf(provenance));
    if (wantsWatermark(request)) job.mark(provenance);
    job.masterMix(raw.mix, [&writer](dsp::AudioView block) { writer.write(block); });
    writer.commit();
    if (!request.provenance.empty()) {
        const std::string text = detachedProvenance(provenance, request.output).dump(2) + "\n";
        writeFileAtomically(request.provenance, text.data(), text.size());
    }
    return job.report(models(), files);
}

json Engine::renderAudio(const RenderRequest& asked, const RenderCallbacks& callbacks,
                         std::vector<float>& interleaved) const {
    RenderRequest request = resolved(asked);
    request.output.clear();
    request.stems.clear();
    Job job(models_, instruments_, voices_.get(), mix_, lengths_, palettes_, request, callbacks);
    const RawMix raw = job.mix(fs::temp_directory_path());
    if (wantsWatermark(request))
        job.mark(provenanceOf(request, job.report(models(), {}),
                              {modelsFolder_, modelsFolder_ / "voices"}));
    interleaved.clear();
    job.masterMix(raw.mix, [&interleaved](dsp::AudioView block) {
        for (std::size_t i = 0; i < block.frames(); ++i)
            for (int c = 0; c < 2; ++c) interleaved.push_back(block.channel(c)[i]);
    });
    return job.report(models(), {});
}

json Engine::ablate(const RenderRequest& asked, const RenderCallbacks& callbacks) const {
    const RenderRequest request = resolved(asked);
    const RenderPlan plan = makePlan(request, instruments_, voices_.get(), &lengths_, &palettes_);
    return toJson(ablateConditions(models_, plan, request, instruments_, voices_.get(), callbacks));
}

}  // namespace arioso
