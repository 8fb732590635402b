#include "src/synth/stem_renderer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <mutex>

#include "dsp/audio_format.h"
#include "dsp/griffin_lim.h"
#include "dsp/mel_match.h"
#include "dsp/pre_echo_gate.h"
#include "src/synth/mel_tilt.h"
#include "src/synth/once_cache.h"

namespace arioso {
namespace {

/// Of window 0 of an anchored grid.
constexpr std::int64_t kFirstLatents = 40;
/// Latents generated on either side of a span and thrown away but for the blend: the generator's
/// edges are its weakest place. Spans are several windows long, since otherwise what is thrown away
/// would cost as much as what is kept. The decoder and the vocoder work window by window, so that
/// the first sound and every change while playing wait for one window of them.
constexpr std::int64_t kGuard = 24;
/// The same of the short span that begins an anchored grid: somebody waits for it.
constexpr std::int64_t kHurriedGuard = 10;
/// Neighbouring spans are blended over this many latents on either side of their boundary.
constexpr std::int64_t kHalfFade = 4;
/// Latents that the decoder sees on either side of those that are kept.
constexpr std::int64_t kDecoderContext = 12;
/// The same before window 0 of an anchored grid, which is faded in over what went on before.
constexpr std::int64_t kHurriedDecoderContext = 6;
/// Frames on either side of a window that the gate before onsets looks at.
constexpr std::int64_t kGateFrames = dsp::PreEchoGate::kReach / dsp::kHop;
/// Frames on either side of a window whose overlap-add reaches into it or into what the gate sees.
constexpr std::int64_t kOverlapFrames = 2 + kGateFrames;
/// Samples around a window in which a sounding note makes it worth rendering.
constexpr std::int64_t kReach = 2 * dsp::kFftSize;
constexpr std::size_t kCachedSpans = 12;
/// Frames on either side of a window that Griffin-Lim works on, and samples over which a window's
/// sound, whose phases know nothing of its neighbour's, is blended with what went on before.
constexpr std::int64_t kGriffinGuard = 24;
constexpr std::int64_t kGriffinFade = 4 * dsp::kHop;
constexpr std::size_t kCachedGriffin = 6;
constexpr std::uint64_t kGriffinStream = 3ULL << 40U;

constexpr std::int64_t kLatentSamples = 2 * dsp::kHop;

std::int64_t floorDiv(std::int64_t a, std::int64_t b) {
    return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

std::size_t size(std::int64_t count) {
    return static_cast<std::size_t>(count);
}

using Abandon = std::function<bool()>;

/// What one thread needs for itself while it renders a window.
struct Scratch {
    Scratch(const PerformedPart& part, const Instrument& instrument, const dsp::Excitation& source)
        : builder(part, instrument, source) {}

    ConditionBuilder builder;
    Condition condition;
    dsp::Stft stft;
    dsp::MelAnalyser mel;
    dsp::Istft istft;
    dsp::GriffinLim griffinLim;
    dsp::MelMatcher matcher;
    std::vector<float> samples;
    std::vector<std::complex<float>> excitation;
    std::vector<std::complex<float>> noise;
    std::vector<std::complex<float>> spectrum;
};

}  // namespace

struct StemRenderer::Impl {
    Impl(std::shared_ptr<const models::ModelSet> modelSet, PerformedPart performed,
         const Instrument& played, StemOptions stemOptions)
        : models(std::move(modelSet)),
          part(std::move(performed)),
          instrument(played),
          options(stemOptions),
          // Stems that play the same notes must not share their noise.
          excitation(makeExcitation(
              part, instrument, options.seed ^ ((options.stem + 1ULL) * 0x9E3779B97F4A7C15ULL))),
          // Nothing struck is sung, and consonants sound before a vowel begins.
          gate(instrument.singer ? std::vector<std::int64_t>{} : excitation.onsets()),
          channels(models->latentChannels()),
          context(models->vocoderContext()),
          shift(kDecoderContext + (context + kOverlapFrames + 1) / 2 + kHalfFade),
          hurriedShift(kHurriedDecoderContext + (context / 4 + kOverlapFrames + 1) / 2 + kHalfFade),
          span(options.spanWindows * kWindowLatents) {
        if (options.steps <= 0) options.steps = models->defaultSteps();
    }

    /// First latent of the generator's span k. The generator's grid lies `shift` latents behind the
    /// grid of samples, so that the last of the windows under span k needs nothing of span k + 1:
    /// the first sound of a piece waits for one span, not for two. An anchored grid has a span 0
    /// that is all window 0 needs, on both sides.
    [[nodiscard]] std::int64_t begin(std::int64_t k) const {
        if (!anchored) return k <= 0 ? 0 : k * span + shift;
        if (k <= 0) return origin - hurriedShift + k * span;
        if (k == 1) return secondSpan();
        return secondSpan() + span / 2 + (k - 2) * span;
    }
    /// Of an anchored grid. It is short, too: the next windows are wanted while the machine still
    /// makes up for the change.
    [[nodiscard]] std::int64_t secondSpan() const { return origin + kFirstLatents + shift; }
    /// The span that a latent lies in.
    [[nodiscard]] std::int64_t spanAt(std::int64_t latent) const {
        if (!anchored) return std::max<std::int64_t>(0, floorDiv(latent - shift, span));
        if (latent < secondSpan())
            return std::min<std::int64_t>(0, floorDiv(latent - (origin - hurriedShift), span));
        return std::max<std::int64_t>(1, floorDiv(latent - secondSpan() - span / 2, span) + 2);
    }

    [[nodiscard]] bool hurried(std::int64_t k) const { return anchored && k == 0; }
    [[nodiscard]] std::int64_t guard(std::int64_t k) const {
        return hurried(k) ? kHurriedGuard : kGuard;
    }

    std::vector<float> generate(std::int64_t k, const Abandon& abandoned) const {
        const std::int64_t first = begin(k) - guard(k);
        const std::int64_t count = begin(k + 1) + guard(k) - first;
        std::vector<float> out(size(count * channels));
        if (!excitation.sounds(first * kLatentSamples, count * kLatentSamples)) {
            const auto silence = models->silentLatent();
            for (std::int64_t i = 0; i < count; ++i)
                std::copy(silence.begin(), silence.end(), out.begin() + i * channels);
            return out;
        }
        const auto scratch = borrow();
        Condition& condition = scratch->condition;
        scratch->builder.build(2 * first, 2 * count, condition);
        if (options.hidden) neutralise(condition, *options.hidden);
        models::GeneratorInput input;
        input.firstFrame = 2 * first;
        input.frames = 2 * count;
        input.instrument = options.toldInstrument.value_or(condition.instrument);
        input.excitationMel = condition.excitationMel;
        input.roll = condition.roll;
        input.phoneme = condition.phoneme;
        input.phonemePlace = condition.phonemePlace;
        input.curves = condition.curves;
        input.abandoned = abandoned;
        // Somebody waits for it; a second later the sound is as good as ever.
        const int steps =
            hurried(k) ? std::min(options.steps, std::max(2, options.steps / 2)) : options.steps;
        models->generate(input, options.seed, options.stem, steps, out);
        return out;
    }

    OnceCache<std::vector<float>>::Pointer spanLatents(std::int64_t k,
                                                       const Abandon& abandoned) const {
        // While another thread makes this one, the next may as well be made: several threads on
        // one stem would otherwise all wait for the generator.
        if (latents.pending(k)) latents.get(k + 1, [&] { return generate(k + 1, abandoned); });
        return latents.get(k, [&] { return generate(k, abandoned); });
    }

    /// Latents [first, first + count), spans blended at their boundaries.
    std::vector<float> blended(std::int64_t first, std::int64_t count,
                               const Abandon& abandoned = {}) const {
        std::vector<float> out(size(count * channels));
        // The last span first: a thread that renders the window before has that one in hand.
        const std::int64_t low = spanAt(first - kHalfFade);
        const std::int64_t high = spanAt(first + count - 1 + kHalfFade);
        std::vector<OnceCache<std::vector<float>>::Pointer> spans(size(high - low + 1));
        for (std::int64_t k = high; k >= low; --k) {
            spans[size(k - low)] = spanLatents(k, abandoned);
        }
        const auto value = [&](std::int64_t k, std::int64_t latent) {
            const std::int64_t row = std::max<std::int64_t>(0, latent - (begin(k) - guard(k)));
            return spans[size(k - low)]->data() + row * channels;
        };
        for (std::int64_t i = 0; i < count; ++i) {
            const std::int64_t latent = first + i;
            const std::int64_t right = spanAt(latent + kHalfFade);
            const std::int64_t left = spanAt(latent - kHalfFade);
            const float* a = value(left, latent);
            float* to = out.data() + i * channels;
            if (left == right) {
                std::copy(a, a + channels, to);
                continue;
            }
            const float* b = value(right, latent);
            const float place = static_cast<float>(latent - begin(right) + kHalfFade) + 0.5F;
            const float weight = place / static_cast<float>(2 * kHalfFade);
            for (int c = 0; c < channels; ++c) to[c] = a[c] + weight * (b[c] - a[c]);
        }
        return out;
    }

    [[nodiscard]] std::int64_t latentsOf(std::int64_t window) const {
        return anchored && window == 0 ? kFirstLatents : kWindowLatents;
    }
    [[nodiscard]] std::int64_t firstLatent(std::int64_t window) const {
        const std::int64_t shorter = anchored && window > 0 ? kWindowLatents - kFirstLatents : 0;
        return origin + window * kWindowLatents - shorter;
    }

    /// A range of frames as the vocoder takes it.
    struct Decoded {
        std::vector<float> mel;
        std::vector<float> excitationMel;
        /// Into the scratch's excitation, which reaches further on either side.
        std::span<const std::complex<float>> excitation;
    };

    /// Frames [from, from + frames), decoded with so many latents before them.
    Decoded decode(Scratch& scratch, std::int64_t from, std::int64_t frames,
                   std::int64_t before = kDecoderContext, const Abandon& abandoned = {}) const {
        const std::int64_t first = floorDiv(from, 2) - before;
        const std::int64_t last = floorDiv(from + frames + 1, 2) + kDecoderContext;
        const std::vector<float> input = blended(first, last - first, abandoned);
        std::vector<float> decoded(size(2 * (last - first) * dsp::kMelBands));
        std::vector<float> excited(decoded.size());
        excite(scratch, 2 * first, 2 * (last - first));
        scratch.mel.fromSpectrum(scratch.excitation, 2 * (last - first), excited);
        models->decode(input, excited, last - first, decoded);
        const auto cut = [&](const std::vector<float>& planes) {
            const auto start = planes.begin() + (from - 2 * first) * dsp::kMelBands;
            return std::vector<float>(start, start + frames * dsp::kMelBands);
        };
        Decoded out{cut(decoded), cut(excited), {}};
        out.excitation =
            std::span<const std::complex<float>>(scratch.excitation)
                .subspan(size((from - 2 * first) * dsp::kBins), size(frames * dsp::kBins));
        const auto correction = models->melCorrection(instrument.index);
        for (std::size_t i = 0; i < out.mel.size(); ++i)
            out.mel[i] += correction[i % correction.size()];
        tiltMel(part.brightness, from, out.mel);
        return out;
    }

    void vocode(std::int64_t k, std::span<float> out, const Abandon& abandoned) const {
        const std::int64_t before = hurried(k) ? context / 4 : context;
        const std::int64_t first = 2 * firstLatent(k) - kOverlapFrames - before;
        const std::int64_t frames = 2 * latentsOf(k) + 2 * kOverlapFrames + before + context;
        const auto scratch = borrow();
        const Decoded decoded =
            decode(*scratch, first, frames, hurried(k) ? kHurriedDecoderContext : kDecoderContext,
                   abandoned);
        const std::int64_t start = first * dsp::kHop - dsp::kFftSize / 2;
        scratch->samples.resize(size((frames - 1) * dsp::kHop + dsp::kFftSize));
        excitation.renderNoise(start, scratch->samples);
        scratch->spectrum.resize(decoded.excitation.size());
        scratch->noise.resize(decoded.excitation.size());
        scratch->stft.analyse(scratch->samples, start, first, frames, scratch->noise);
        models->vocode(decoded.mel, decoded.excitationMel, decoded.excitation, scratch->noise,
                       frames, scratch->spectrum);
        scratch->matcher.match(scratch->spectrum, decoded.mel, frames, models->melRounds());
        overlapAdd(*scratch, first, before, 2 * latentsOf(k), out);
    }

    /// Samples of window k and kGriffinFade more by the reference vocoder.
    std::vector<float> griffinWindow(std::int64_t k) const {
        const std::int64_t first = 2 * firstLatent(k) - kGriffinGuard;
        const std::int64_t frames = 2 * latentsOf(k) + 2 * kGriffinGuard;
        const auto scratch = borrow();
        const std::vector<float> melFrames = decode(*scratch, first, frames).mel;
        dsp::GriffinLimSettings settings;
        settings.seed = options.seed;
        settings.stream = kGriffinStream | options.stem;
        std::vector<float> samples(size(frames * dsp::kHop));
        scratch->griffinLim.fromLogMel(melFrames, first, frames, settings, samples);
        const auto start = samples.begin() + kGriffinGuard * dsp::kHop;
        return {start, start + latentsOf(k) * kLatentSamples + kGriffinFade};
    }

    void griffinLim(std::int64_t k, bool fade, std::span<float> out) const {
        const auto get = [this](std::int64_t window) {
            return griffins.get(window, [this, window] { return griffinWindow(window); });
        };
        const auto now = get(k);
        std::copy_n(now->begin(), out.size(), out.begin());
        if (!fade) return;
        const auto before = get(k - 1);
        for (std::int64_t i = 0; i < kGriffinFade; ++i) {
            const float weight = (static_cast<float>(i) + 0.5F) / static_cast<float>(kGriffinFade);
            const float old = (*before)[size(latentsOf(k - 1) * kLatentSamples + i)];
            out[size(i)] = old + weight * (out[size(i)] - old);
        }
    }

    /// The excitation's spectrum of a range of frames into the scratch.
    void excite(Scratch& scratch, std::int64_t first, std::int64_t frames) const {
        const std::int64_t start = first * dsp::kHop - dsp::kFftSize / 2;
        scratch.samples.resize(size((frames - 1) * dsp::kHop + dsp::kFftSize));
        excitation.render(start, scratch.samples);
        scratch.excitation.resize(size(frames * dsp::kBins));
        scratch.stft.analyse(scratch.samples, start, first, frames, scratch.excitation);
    }

    /// The scratch's spectrum, which begins at frame `begin` and of which the first `dropped`
    /// frames are but context, to the samples of a window of so many frames.
    void overlapAdd(Scratch& scratch, std::int64_t begin, std::int64_t dropped, std::int64_t frames,
                    std::span<float> out) const {
        const std::int64_t first = begin + dropped;
        constexpr std::int64_t kMargin = kGateFrames * dsp::kHop;
        const std::int64_t start = (first + kOverlapFrames) * dsp::kHop - kMargin;
        scratch.istft.reset(first);
        scratch.samples.resize(out.size() + size(2 * kMargin));
        std::array<float, dsp::kHop> hop{};
        const std::span<const std::complex<float>> spectrum(scratch.spectrum);
        for (std::int64_t f = 0; f < frames + 2 * kOverlapFrames; ++f) {
            const std::int64_t at = scratch.istft.position() - start;
            scratch.istft.push(spectrum.subspan(size((dropped + f) * dsp::kBins), dsp::kBins), hop);
            if (at < 0 || at >= static_cast<std::int64_t>(scratch.samples.size())) continue;
            std::copy(hop.begin(), hop.end(), scratch.samples.begin() + at);
        }
        gate.apply(scratch.samples, start);
        std::copy_n(scratch.samples.begin() + kMargin, out.size(), out.begin());
    }

    struct Return {
        const Impl* owner;
        void operator()(Scratch* scratch) const {
            const std::lock_guard lock(owner->poolMutex);
            owner->pool.emplace_back(scratch);
        }
    };
    std::unique_ptr<Scratch, Return> borrow() const {
        {
            const std::lock_guard lock(poolMutex);
            if (!pool.empty()) {
                Scratch* scratch = pool.back().release();
                pool.pop_back();
                return {scratch, Return{this}};
            }
        }
        return {new Scratch(part, instrument, excitation), Return{this}};
    }

    std::shared_ptr<const models::ModelSet> models;
    PerformedPart part;
    Instrument instrument;
    StemOptions options;
    dsp::Excitation excitation;
    dsp::PreEchoGate gate;
    int channels;
    int context;
    std::int64_t shift;
    std::int64_t hurriedShift;  // before window 0 of an anchored grid
    std::int64_t span;
    std::int64_t origin = 0;  // latent of window 0
    bool anchored = false;
    mutable OnceCache<std::vector<float>> latents{kCachedSpans};
    mutable OnceCache<std::vector<float>> griffins{kCachedGriffin};
    mutable std::mutex poolMutex;
    mutable std::vector<std::unique_ptr<Scratch>> pool;
};

StemRenderer::StemRenderer(std::shared_ptr<const models::ModelSet> models, PerformedPart part,
                           const Instrument& instrument, StemOptions options)
    : impl_(std::make_unique<Impl>(std::move(models), std::move(part), instrument, options)) {}

StemRenderer::~StemRenderer() = default;

void StemRenderer::anchor(std::int64_t latent) {
    impl_->anchored = true;
    impl_->origin = latent;
}

std::int64_t StemRenderer::windowAt(std::int64_t sample) const {
    const std::int64_t latent = floorDiv(sample, kLatentSamples) - impl_->origin;
    if (!impl_->anchored || latent < kFirstLatents) return floorDiv(latent, kWindowLatents);
    return 1 + floorDiv(latent - kFirstLatents, kWindowLatents);
}

std::int64_t StemRenderer::windowStart(std::int64_t window) const {
    return impl_->firstLatent(window) * kLatentSamples;
}

std::int64_t StemRenderer::windowSamples(std::int64_t window) const {
    return impl_->latentsOf(window) * kLatentSamples;
}

std::int64_t StemRenderer::end() const {
    const std::int64_t last = impl_->excitation.end();
    return last <= 0 ? 0 : last + kReach;
}

std::int64_t StemRenderer::windows() const {
    return end() <= windowStart(0) ? 0 : windowAt(end() - 1) + 1;
}

bool StemRenderer::sounds(std::int64_t window) const {
    return impl_->excitation.sounds(windowStart(window) - kReach,
                                    windowSamples(window) + 2 * kReach);
}

void StemRenderer::renderWindow(std::int64_t window, std::span<float> out,
                                const std::function<bool()>& abandoned) const {
    if (!sounds(window)) {
        std::fill(out.begin(), out.end(), 0.0F);
        return;
    }
    if (impl_->options.griffinLim) {
        impl_->griffinLim(window, window > 0 && sounds(window - 1), out);
    } else {
        impl_->vocode(window, out, abandoned);
    }
}

std::vector<float> StemRenderer::renderAll() const {
    const std::int64_t count = windows();
    std::vector<float> all(size(windowStart(count) - windowStart(0)));
    for (std::int64_t k = 0; k < count; ++k)
        renderWindow(k, std::span(all).subspan(size(windowStart(k) - windowStart(0)),
                                               size(windowSamples(k))));
    return all;
}

StemRenderer::Stages StemRenderer::stages(std::int64_t window) const {
    Stages stages;
    const std::int64_t first = impl_->firstLatent(window);
    const std::int64_t count = impl_->latentsOf(window);
    stages.latents = impl_->blended(first, count);
    const auto scratch = impl_->borrow();
    Impl::Decoded decoded = impl_->decode(*scratch, 2 * first, 2 * count);
    stages.mel = std::move(decoded.mel);
    stages.excitationMel = std::move(decoded.excitationMel);
    return stages;
}

}  // namespace arioso
