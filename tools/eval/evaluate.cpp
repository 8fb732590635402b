#include "tools/eval/evaluate.h"

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>
#include <optional>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "models/model_set.h"
#include "tools/common/parallel.h"
#include "tools/eval/export.h"
#include "tools/eval/material/selection.h"
#include "tools/eval/material/stem.h"
#include "tools/eval/measure/distances.h"
#include "tools/eval/measure/stem_judge.h"
#include "tools/eval/renditions.h"
#include "tools/eval/wav.h"

namespace arioso::eval {
namespace {

constexpr double kExcerptSeconds = 8.0;

/// One stem's measurements, version by version.
struct StemResult {
    std::array<std::optional<StemMeasures>, kVersions.size()> versions;
    std::array<std::vector<float>, kVersions.size()> excerpts;
    std::size_t notes = 0;
    double seconds = 0.0;
};

/// The first seconds of sound, a short lead-in included.
std::vector<float> excerptOf(const Stem& stem, std::span<const float> audio) {
    const double first = stem.part.notes.empty() ? 0.0 : stem.part.notes.front().onset;
    const auto from = static_cast<std::size_t>(std::max(0.0, first - 0.1) * dsp::kSampleRate);
    const auto length = static_cast<std::size_t>(kExcerptSeconds * dsp::kSampleRate);
    if (from >= audio.size()) return {};
    return logMel(audio.subspan(from, std::min(length, audio.size() - from)));
}

StemResult evaluateStem(const EvaluateOptions& options, const Renditions& renditions,
                        const Stem& stem, bool withExcerpt) {
    StemResult result;
    result.notes = stem.part.notes.size();
    result.seconds = static_cast<double>(stem.teacher.size()) / dsp::kSampleRate;
    const StemJudge judge(stem.part, stem.instrument->sustained, stem.teacher);
    for (const Version version : options.versions) {
        const auto audio = renditions.make(version, stem);
        result.versions[indexOf(version)] = judge.measure(audio);
        if (withExcerpt) result.excerpts[indexOf(version)] = excerptOf(stem, audio);
        if (!options.outAudio.empty()) {
            writeWav(options.outAudio / (std::filesystem::path(stem.id).filename().string() + "." +
                                         std::string(nameOf(version)) + ".wav"),
                     audio);
        }
        if (!options.exportFolder.empty() && version == Version::Generated) {
            exportStem(options.exportFolder, stem, audio);
        }
    }
    return result;
}

/// Learns every instrument's sound from the teacher's audio of the train split. Empty where the
/// corpus cannot teach two instruments.
std::optional<TimbreClassifier> trainClassifier(const EvaluateOptions& options,
                                                const corpus::Manifest& manifest,
                                                const InstrumentTable& table) {
    const bool taught = std::ranges::any_of(
        manifest.entries, [](const auto& entry) { return entry.split == "train"; });
    if (options.classifierSeconds <= 0.0 || !taught) return std::nullopt;
    const auto selections = select(manifest, table, "train", {}, options.classifierSeconds);
    if (selections.size() < 2) return std::nullopt;
    std::vector<std::vector<TimbreFeatures>> classes(table.all().size());
    parallelFor(
        selections.size(), options.threads, models::prepareEngineThread, [&](std::size_t i) {
            auto& examples = classes[static_cast<std::size_t>(selections[i].instrument->index)];
            for (const auto& entry : selections[i].entries) {
                const auto features =
                    timbreFeatures(logMel(loadMono(options.corpus / entry.audio)));
                examples.insert(examples.end(), features.begin(), features.end());
            }
        });
    return TimbreClassifier(classes);
}

double recognisedPercent(const TimbreClassifier& classifier, const std::vector<StemMeasures>& stems,
                         const Instrument& instrument) {
    std::vector<TimbreFeatures> all;
    for (const auto& stem : stems) all.insert(all.end(), stem.timbre.begin(), stem.timbre.end());
    return 100.0 * classifier.accuracy(all, static_cast<std::size_t>(instrument.index));
}

InstrumentResult combine(const Instrument& instrument, const std::vector<StemResult>& stems,
                         const std::optional<TimbreClassifier>& classifier) {
    InstrumentResult result;
    result.id = instrument.id;
    result.name = instrument.name;
    result.stems = stems.size();
    for (const auto& stem : stems) {
        result.notes += stem.notes;
        result.seconds += stem.seconds;
    }
    for (const Version version : kVersions) {
        const std::size_t at = indexOf(version);
        if (!stems.front().versions[at]) continue;
        std::vector<StemMeasures> measures;
        for (const auto& stem : stems) measures.push_back(*stem.versions[at]);
        result.versions[at] = summarise(measures);
        if (classifier) {
            result.versions[at]->recognisedPercent =
                recognisedPercent(*classifier, measures, instrument);
        }
        result.excerpts[at] = stems.front().excerpts[at];
    }
    return result;
}

}  // namespace

Evaluation evaluate(const EvaluateOptions& options, const EvaluateProgress& progress) {
    if (!options.exportFolder.empty() &&
        std::ranges::find(options.versions, Version::Generated) == options.versions.end()) {
        throw Error(ExitCode::Usage, "--export needs the version 'generated'");
    }
    const auto table = InstrumentTable::load(options.instrumentTable);
    const auto manifest = corpus::Manifest::load(options.corpus / "manifest.json");
    const auto selections =
        select(manifest, table, options.split, options.instruments, options.secondsPerInstrument);
    const auto models = models::ModelSet::load(models::findModelFolder(options.models));
    const int steps = options.steps > 0 ? options.steps : models->defaultSteps();
    const Renditions renditions(models, options.seed, steps);

    struct Task {
        std::size_t selection;
        std::size_t entry;
    };
    std::vector<Task> tasks;
    std::vector<std::vector<StemResult>> results(selections.size());
    for (std::size_t s = 0; s < selections.size(); ++s) {
        results[s].resize(selections[s].entries.size());
        for (std::size_t e = 0; e < selections[s].entries.size(); ++e) tasks.push_back({s, e});
    }
    const auto classifier = trainClassifier(options, manifest, table);
    std::mutex mutex;
    std::size_t done = 0;
    parallelFor(tasks.size(), options.threads, models::prepareEngineThread, [&](std::size_t i) {
        const auto& selection = selections[tasks[i].selection];
        const auto& entry = selection.entries[tasks[i].entry];
        Stem stem = loadStem(options.corpus, entry, *selection.instrument);
        stem.number = static_cast<std::uint32_t>(i);
        results[tasks[i].selection][tasks[i].entry] =
            evaluateStem(options, renditions, stem, tasks[i].entry == 0);
        const std::lock_guard lock(mutex);
        progress(++done, tasks.size(), entry.id);
    });

    Evaluation evaluation;
    evaluation.program = ARIOSO_VERSION;
    evaluation.corpus = std::filesystem::absolute(options.corpus).lexically_normal().filename();
    evaluation.teacher = manifest.teacher;
    evaluation.split = options.split;
    evaluation.seed = options.seed;
    evaluation.steps = steps;
    evaluation.secondsPerInstrument = options.secondsPerInstrument;
    evaluation.classifierSeconds = options.classifierSeconds;
    for (const auto& info : models->info()) {
        evaluation.models.push_back(
            {info.name, info.architecture, info.version, info.sha256, info.parameters});
    }
    for (std::size_t s = 0; s < selections.size(); ++s) {
        evaluation.instruments.push_back(
            combine(*selections[s].instrument, results[s], classifier));
    }
    return evaluation;
}

}  // namespace arioso::eval
