#include "src/synth/condition_ablation.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <exception>
#include <iterator>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "src/synth/offline_render.h"
#include "src/synth/stem_renderer.h"

namespace arioso {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kDbPerNeper = 20.0 / 2.302585092994046;
constexpr double kSilenceDb = 60.0;
/// Of its own length that a gap behind a note may have to be closed; longer ones are rests.
constexpr double kClosedGap = 0.5;

struct Variant {
    const char* plane;
    const char* held;
    PerformedPart part;
    StemOptions options;
    bool told = true;  ///< the part has such a condition
};

float meanVelocity(const PerformedPart& part) {
    float sum = 0.0F;
    for (const PerformedNote& note : part.notes) sum += note.velocity;
    return part.notes.empty() ? 0.0F : sum / static_cast<float>(part.notes.size());
}

PerformedPart evenLevels(PerformedPart part) {
    const float mean = meanVelocity(part);
    for (PerformedNote& note : part.notes) note.velocity = mean;
    return part;
}

PerformedPart withoutExpression(PerformedPart part) {
    for (PerformedNote& note : part.notes) {
        note.bend.clear();
        note.levels.clear();
    }
    part.gainDb.clear();
    part.brightness.clear();
    return part;
}

/// Every note sounds until the next onset of the part, unless that is a rest away.
PerformedPart joined(PerformedPart part) {
    std::vector<double> onsets;
    for (const PerformedNote& note : part.notes) onsets.push_back(note.onset);
    for (PerformedNote& note : part.notes) {
        const auto next = std::ranges::lower_bound(onsets, note.offset);
        if (next == onsets.end()) continue;
        if (*next - note.offset <= kClosedGap * (note.offset - note.onset)) note.offset = *next;
    }
    return part;
}

/// Another of the same table, as plain as there is.
const Instrument* stranger(const Instrument& own, const InstrumentTable& table) {
    if (own.percussion) return nullptr;
    for (const char* id : {"piano", "flute"})
        if (const Instrument* found = table.find(id); found != nullptr && found->id != own.id)
            return found;
    for (const Instrument& one : table.all())
        if (one.id != own.id && !one.percussion) return &one;
    return nullptr;
}

std::vector<Variant> variantsOf(const RenderTrack& track, const StemOptions& options,
                                const InstrumentTable& table) {
    const PerformedPart& part = *track.part;
    const bool sings = track.instrument->singer;
    const auto hiding = [&options](ConditionPlane plane) {
        StemOptions out = options;
        out.hidden = plane;
        return out;
    };
    StemOptions otherSeed = options;
    otherSeed.seed += 1;
    StemOptions other = options;
    const Instrument* another = stranger(*track.instrument, table);
    if (another != nullptr) other.toldInstrument = another->index;
    PerformedPart plain = part;
    plain.voice = {};
    std::vector<Variant> out;
    out.push_back({"notes", "the generator is told no notes", part, hiding(ConditionPlane::Roll)});
    out.push_back({"excitation", "the generator does not see the drawn excitation", part,
                   hiding(ConditionPlane::ExcitationMel)});
    out.push_back({"instrument",
                   "the generator is told a piano, or a flute for a piano; singers "
                   "another voice",
                   part, other, another != nullptr});
    out.push_back({"velocity", "all notes at their mean", evenLevels(part), options});
    out.push_back({"articulation", "every note lasts until the next", joined(part), options});
    out.push_back(
        {"expression", "no vibrato, bends, swells and tilt", withoutExpression(part), options});
    out.push_back({"phonemes", "the generator is told no sounds of words", part,
                   hiding(ConditionPlane::Phonemes), sings});
    out.push_back({"voice curves", "breathiness, tension, gender and voicing as usual", plain,
                   options, sings});
    out.push_back({"another seed", "other noise and nothing else", part, otherSeed});
    return out;
}

float gainAt(const std::vector<CurvePoint>& curve, double seconds) {
    if (curve.empty()) return 0.0F;
    const auto after = std::ranges::lower_bound(curve, seconds, {}, &CurvePoint::seconds);
    if (after == curve.begin()) return curve.front().value;
    if (after == curve.end()) return curve.back().value;
    const CurvePoint& before = *std::prev(after);
    const double width = after->seconds - before.seconds;
    const double share = width > 0.0 ? (seconds - before.seconds) / width : 1.0;
    return before.value + static_cast<float>(share) * (after->value - before.value);
}

/// Frames [first, first + frames) of a track's log-mel in dB, levels applied.
std::vector<double> melOf(const std::shared_ptr<const models::ModelSet>& models,
                          const PerformedPart& part, const Instrument& instrument,
                          const StemOptions& options, std::int64_t first, std::int64_t frames) {
    const StemRenderer stem(models, part, instrument, options);
    std::vector<double> out(static_cast<std::size_t>(frames * dsp::kMelBands));
    const std::int64_t last = stem.windowAt((first + frames - 1) * dsp::kHop);
    for (std::int64_t window = stem.windowAt(first * dsp::kHop); window <= last; ++window) {
        const std::vector<float> mel = stem.stages(window).mel;
        const std::int64_t start = stem.windowStart(window) / dsp::kHop;
        const auto rows = static_cast<std::int64_t>(mel.size()) / dsp::kMelBands;
        for (std::int64_t row = 0; row < rows; ++row) {
            const std::int64_t frame = start + row - first;
            if (frame < 0 || frame >= frames) continue;
            const double seconds =
                static_cast<double>((start + row) * dsp::kHop) / dsp::kSampleRate;
            const double gain = static_cast<double>(gainAt(part.gainDb, seconds));
            for (std::int64_t band = 0; band < dsp::kMelBands; ++band)
                out[static_cast<std::size_t>(frame * dsp::kMelBands + band)] =
                    kDbPerNeper * static_cast<double>(
                                      mel[static_cast<std::size_t>(row * dsp::kMelBands + band)]) +
                    gain;
        }
    }
    return out;
}

/// Mean difference of each frame; NaN where both are silent.
std::vector<double> differences(const std::vector<double>& a, const std::vector<double>& b,
                                double floor) {
    const auto bands = static_cast<std::size_t>(dsp::kMelBands);
    std::vector<double> out(a.size() / bands, kUnknown);
    for (std::size_t frame = 0; frame < out.size(); ++frame) {
        double sum = 0.0;
        bool sounds = false;
        for (std::size_t i = frame * bands; i < (frame + 1) * bands; ++i) {
            const double x = std::max(a[i], floor);
            const double y = std::max(b[i], floor);
            sounds = sounds || x > floor || y > floor;
            sum += std::abs(x - y);
        }
        if (sounds) out[frame] = sum / static_cast<double>(bands);
    }
    return out;
}

double meanOf(const std::vector<double>& frames, std::size_t from, std::size_t to) {
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t i = from; i < std::min(to, frames.size()); ++i) {
        if (std::isnan(frames[i])) continue;
        sum += frames[i];
        count += 1.0;
    }
    return count > 0.0 ? sum / count : kUnknown;
}

bool soundsBetween(const PerformedPart& part, double from, double to) {
    return std::ranges::any_of(part.notes, [from, to](const PerformedNote& note) {
        return note.onset < to && note.offset > from;
    });
}

/// A bar of the excerpt, in frames from its beginning.
struct BarFrames {
    std::string number;
    std::size_t from = 0;
    std::size_t to = 0;
};

std::vector<BarFrames> barsBetween(const Performance& performance, double from, double to,
                                   double end) {
    const auto frameOf = [from](double seconds) {
        return static_cast<std::size_t>(
            std::max(0.0, (seconds - from) * dsp::kSampleRate / dsp::kHop));
    };
    std::vector<BarFrames> out;
    for (std::size_t i = 0; i < performance.measures.size(); ++i) {
        const double start = performance.measures[i].seconds;
        const double stop = i + 1 < performance.measures.size()
                                ? performance.measures[i + 1].seconds
                                : std::max(start, end);
        if (stop <= from || start >= to) continue;
        const BarFrames bar{performance.measures[i].number, frameOf(start),
                            frameOf(std::min(stop, to))};
        if (bar.to > bar.from) out.push_back(bar);
    }
    return out;
}

/// Runs jobs 0 … count - 1 on threads. The first exception of a job is thrown when all have ended.
template <typename Job>
void onThreads(int threads, std::size_t count, const RenderCallbacks& callbacks, Job job) {
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> done{0};
    std::atomic<bool> stop{false};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto work = [&] {
        models::prepareEngineThread();
        while (!stop) {
            const std::size_t index = next++;
            if (index >= count) return;
            try {
                job(index);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure) failure = std::current_exception();
                stop = true;
            }
            ++done;
        }
    };
    std::vector<std::jthread> pool;
    for (int i = 0; i < std::max(1, threads); ++i) pool.emplace_back(work);
    bool cancelled = false;
    do {
        if (callbacks.progress)
            callbacks.progress("ablation", static_cast<double>(done) / static_cast<double>(count),
                               0.0);
        if (callbacks.cancelled && callbacks.cancelled()) stop = cancelled = true;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    } while (done < count && !stop);
    pool.clear();
    if (failure) std::rethrow_exception(failure);
    if (cancelled) throw Error(ExitCode::Interrupted, "interrupted");
}

nlohmann::json orNull(double value) {
    return std::isnan(value) ? nlohmann::json() : nlohmann::json(value);
}

}  // namespace

ConditionAblation ablateConditions(const ModelSets& models, const RenderPlan& plan,
                                   const RenderRequest& request, const InstrumentTable& instruments,
                                   const InstrumentTable* voices,
                                   const RenderCallbacks& callbacks) {
    ConditionAblation out;
    const bool ranged = !request.from.empty() || !request.to.empty();
    out.from = plan.start;
    out.to = std::min(plan.end, plan.start + (ranged ? kMostAblationSeconds : kAblationSeconds));
    const auto first = static_cast<std::int64_t>(out.from * dsp::kSampleRate / dsp::kHop);
    const std::int64_t frames = std::max<std::int64_t>(
        1, static_cast<std::int64_t>(out.to * dsp::kSampleRate / dsp::kHop) - first);
    const std::vector<BarFrames> bars = barsBetween(plan.performance, out.from, out.to, plan.end);
    for (const BarFrames& bar : bars) out.bars.push_back(bar.number);

    struct Job {
        std::shared_ptr<const models::ModelSet> models;
        const Instrument* instrument;
        std::size_t part;
        Variant variant;
        std::vector<double> mel;
    };
    std::vector<Job> jobs;
    std::vector<StemPlan> audible;
    std::ranges::copy_if(plan.stems, std::back_inserter(audible), &StemPlan::audible);
    std::size_t lastStem = audible.size();
    for (const RenderTrack& track : tracksOf(audible)) {
        if (track.stem == lastStem || !soundsBetween(*track.part, out.from, out.to)) continue;
        lastStem = track.stem;
        StemOptions options;
        options.seed = request.seed.value_or(0);
        options.stem = track.number;
        options.steps = request.steps;
        options.spanWindows = 2;
        const InstrumentTable& table =
            track.instrument->singer && voices != nullptr ? *voices : instruments;
        const auto& set = models.of(*track.instrument);
        jobs.push_back(
            {set, track.instrument, out.parts.size(), {"", "", *track.part, options}, {}});
        for (Variant& variant : variantsOf(track, options, table))
            jobs.push_back({set, track.instrument, out.parts.size(), std::move(variant), {}});
        out.parts.push_back({audible[track.stem].part.name, track.instrument->name, {}});
    }
    if (jobs.empty()) throw Error(ExitCode::Usage, "from, to: nothing sounds in this range");

    onThreads(usableThreads(request.threads), jobs.size(), callbacks, [&](std::size_t index) {
        Job& job = jobs[index];
        if (job.variant.told)
            job.mel = melOf(job.models, job.variant.part, *job.instrument, job.variant.options,
                            first, frames);
    });

    const Job* whole = nullptr;
    double floor = 0.0;
    for (const Job& job : jobs) {
        if (*job.variant.plane == '\0') {
            whole = &job;
            floor = *std::ranges::max_element(job.mel) - kSilenceDb;
            continue;
        }
        PlaneEffect effect{job.variant.plane, job.variant.held, kUnknown,
                           std::vector<double>(bars.size(), kUnknown)};
        if (job.variant.told) {
            const std::vector<double> moved = differences(whole->mel, job.mel, floor);
            effect.db = meanOf(moved, 0, moved.size());
            for (std::size_t i = 0; i < bars.size(); ++i)
                effect.bars[i] = meanOf(moved, bars[i].from, bars[i].to);
        }
        out.parts[job.part].planes.push_back(std::move(effect));
    }
    return out;
}

nlohmann::json toJson(const ConditionAblation& ablation) {
    using nlohmann::json;
    json parts = json::array();
    for (const PartEffects& part : ablation.parts) {
        json planes = json::array();
        for (const PlaneEffect& plane : part.planes) {
            json bars = json::array();
            for (const double value : plane.bars) bars.push_back(orNull(value));
            planes.push_back({{"plane", plane.plane},
                              {"held", plane.held},
                              {"db", orNull(plane.db)},
                              {"bars", std::move(bars)}});
        }
        parts.push_back(
            {{"part", part.part}, {"instrument", part.instrument}, {"planes", std::move(planes)}});
    }
    return {{"from", ablation.from},
            {"to", ablation.to},
            {"bars", ablation.bars},
            {"parts", std::move(parts)}};
}

}  // namespace arioso
