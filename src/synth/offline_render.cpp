#include "src/synth/offline_render.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/loudness.h"
#include "src/synth/dump.h"
#include "src/synth/mastering.h"
#include "src/synth/window_scheduler.h"

namespace arioso {
namespace {

constexpr std::int64_t kWindow = StemRenderer::kWindowSamples;

/// The part of a window's samples that lies in the range of the output.
std::vector<float> cut(const std::vector<float>& samples, std::int64_t from, std::int64_t to) {
    if (samples.empty()) return {};
    return {samples.begin() + from, samples.begin() + to};
}

/// Renderers of the stems that are heard or of their singers, and the range of samples to make.
struct Stage {
    std::vector<std::unique_ptr<StemRenderer>> stems;
    std::int64_t start = 0;
    std::int64_t end = 0;

    [[nodiscard]] std::int64_t soundingTasks() const {
        std::int64_t count = 0;
        for (const auto& stem : stems)
            for (std::int64_t k = start / kWindow; k < std::min(stem->windows(), endWindow()); ++k)
                count += stem->sounds(k) ? 1 : 0;
        return count;
    }
    [[nodiscard]] std::int64_t endWindow() const { return (end + kWindow - 1) / kWindow; }
};

Stage makeStage(const ModelSets& models, const RenderPlan& plan,
                const std::vector<RenderTrack>& tracks, const RenderRequest& request) {
    Stage stage;
    stage.start = std::llround(plan.start * dsp::kSampleRate);
    stage.end = stage.start;
    for (const RenderTrack& track : tracks) {
        StemOptions options;
        options.seed = *request.seed;
        options.stem = track.number;
        options.steps = request.steps;
        options.griffinLim = request.vocoder == "griffin-lim";
        stage.stems.push_back(std::make_unique<StemRenderer>(
            models.of(*track.instrument), *track.part, *track.instrument, options));
        stage.end = std::max(stage.end, stage.stems.back()->end());
    }
    return stage;
}

}  // namespace

int usableThreads(int requested) {
    if (requested > 0) return requested;
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

RawMix renderMix(const ModelSets& models, const RenderPlan& plan,
                 const std::vector<StemPlan>& audible, const RenderRequest& request,
                 const MixSettings& settings, const std::filesystem::path& scratchFolder,
                 const RenderCallbacks& callbacks) {
    // The stems' renderers ask the models for what silence is, here on the caller's thread.
    models::prepareEngineThread();
    const std::vector<RenderTrack> tracks = tracksOf(audible);
    Stage stage = makeStage(models, plan, tracks, request);
    Mixdown mixdown(audible, settings, parseReverb(request.reverb), stage.start);
    const std::int64_t soundingEnd = stage.end;
    stage.end += mixdown.tail();
    std::unique_ptr<StageDump> dump;
    if (!request.dump.empty()) dump = std::make_unique<StageDump>(request.dump, plan);

    RawMix out{ScratchFile(scratchFolder), {}, nullptr, 0.0, 0.0};
    const bool keepStems = !request.stems.empty();
    for (std::size_t i = 0; keepStems && i < audible.size(); ++i)
        out.stems.emplace_back(scratchFolder);
    if (keepStems && mixdown.hasReverb()) out.reverb = std::make_unique<ScratchFile>(scratchFolder);

    const double seconds = static_cast<double>(soundingEnd - stage.start) / dsp::kSampleRate;
    const std::int64_t total = std::max<std::int64_t>(1, stage.soundingTasks());
    std::atomic<std::int64_t> done{0};
    const auto tick = [&](std::int64_t) {
        if (callbacks.progress)
            callbacks.progress("rendering", static_cast<double>(done) / static_cast<double>(total),
                               seconds);
        return !(callbacks.cancelled && callbacks.cancelled());
    };
    WindowScheduler::Options options;
    options.firstWindow = stage.start / kWindow;
    options.endWindow = stage.endWindow();
    options.stems = tracks.size();
    options.threads = usableThreads(request.threads);
    options.threadStart = models::prepareEngineThread;
    WindowScheduler scheduler(options, [&](std::int64_t window, std::size_t index) {
        const StemRenderer& stem = *stage.stems[index];
        if (!stem.sounds(window)) return std::vector<float>();
        std::vector<float> samples(static_cast<std::size_t>(kWindow));
        stem.renderWindow(window, samples);
        if (dump) {
            const StemPlan& owner = audible[tracks[index].stem];
            dump->window(owner, tracks[index].number, window, stem.stages(window), samples);
        }
        ++done;
        return samples;
    });

    dsp::LoudnessMeter meter(2, dsp::kSampleRate);
    Mixdown::Block block;
    for (std::int64_t window = options.firstWindow; window < options.endWindow; ++window) {
        std::vector<std::vector<float>> stems = scheduler.next(tick);
        const std::int64_t first = std::max<std::int64_t>(0, stage.start - window * kWindow);
        const std::int64_t last = std::min(kWindow, stage.end - window * kWindow);
        if (first > 0 || last < kWindow)
            for (auto& samples : stems) samples = cut(samples, first, last);
        mixdown.process(stems, static_cast<std::size_t>(last - first), keepStems, block);
        meter.add(block.mix.view());
        appendInterleaved(out.mix, block.mix.view());
        for (std::size_t i = 0; i < out.stems.size(); ++i)
            appendInterleaved(out.stems[i], block.stems[i].view());
        if (out.reverb) appendInterleaved(*out.reverb, block.reverb.view());
    }
    tick(0);
    out.integratedLufs = meter.integrated();
    out.seconds = static_cast<double>(stage.end - stage.start) / dsp::kSampleRate;
    return out;
}

}  // namespace arioso
