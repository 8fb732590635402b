#include "src/play/keyboard_player.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>
#include <utility>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/interpolator.h"
#include "dsp/limiter.h"
#include "dsp/mixer.h"
#include "dsp/priority_mutex.h"
#include "dsp/thread_priority.h"
#include "src/play/discard_queue.h"
#include "src/play/estimate_gain.h"
#include "src/play/json_values.h"
#include "src/play/keyboard.h"
#include "src/play/played_keys.h"
#include "src/play/stream_reader.h"
#include "src/synth/mixdown.h"

namespace arioso::play {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kBlock = 64;
/// A chord of four notes is so many decibels louder than one of them.
constexpr double kChordDb = 6.0;
/// Deadline, in samples, of what is rendered for later.
constexpr std::int64_t kSomeDay = std::int64_t{1} << 40;

/// The instrument's place, level and share of the room, and how loud one note is to be.
RenderPlan planOf(const Instrument& instrument) {
    StemPlan stem;
    stem.part.name = instrument.name;
    stem.part.program = instrument.program;
    stem.part.percussion = instrument.percussion;
    stem.instrument = instrument;
    PerformedNote note;
    note.offset = 1.0;
    stem.part.notes = {note};
    RenderPlan plan;
    plan.stems.push_back(std::move(stem));
    return plan;
}

}  // namespace

struct KeyboardPlayer::Impl {
    /// An instrument with all that belongs to it; another one is another object.
    struct Voice {
        std::string name;
        std::shared_ptr<const NoteBank> bank;
        std::unique_ptr<TrackMixer> strip;
        float gain = 1.0F;
    };

    Impl(const Engine& from, const RenderRequest& asked, const Options& chosen)
        : engine(from),
          request(asked),
          options(chosen),
          reverbChoice(parseReverb(asked.reverb)),
          pool(chosen.threads, chosen.threadStart),
          keyboard(chosen.sampleRate),
          voice(makeVoice(chosen.instrument)),
          transpose(static_cast<int>(std::lround(asked.transpose))) {
        static_cast<void>(dsp::Interpolator::shared());
        keyboard.setBank(voice->bank);
        keyboard.setTranspose(transpose);
        bank = voice->bank;
        openOutput();
        thread = std::thread([this] { run(); });
    }
    ~Impl() {
        {
            const std::lock_guard lock(mutex);
            stop = true;
        }
        wake.notify_all();
        thread.join();
    }

    std::unique_ptr<Voice> makeVoice(const std::string& name) const {
        Part part;
        part.name = "keys";
        chooseInstrument(name, engine.instruments(), part);
        const Instrument& instrument =
            engine.instruments().forProgram(part.program, part.percussion);
        StemOptions stem;
        stem.seed = *request.seed;
        stem.steps = request.steps;
        stem.griffinLim = request.vocoder == "griffin-lim";
        auto made = std::make_unique<Voice>();
        made->name = name;
        made->bank =
            std::make_shared<NoteBank>(engine.modelSets().of(instrument), instrument, stem);
        const RenderPlan plan = planOf(instrument);
        made->strip = std::make_unique<TrackMixer>(plan.stems, engine.mix(), reverbChoice, 0);
        double decibels = request.gain;
        if (request.loudness)
            decibels += estimateGain(plan, engine.mix(), *request.loudness - kChordDb);
        made->gain = static_cast<float>(std::pow(10.0, decibels / 20.0));
        return made;
    }

    void openOutput() {
        const int rate = options.sampleRate;
        target = std::max<std::size_t>(
            2 * kBlock, static_cast<std::size_t>(std::llround(options.latency * rate)));
        const float volume = reader ? reader->volume() : 1.0F;
        const bool paused = reader && reader->paused();
        reader = std::make_unique<StreamReader>(rate, target + 4096);
        reader->setRefill(std::max<std::size_t>(1, target / 2));
        reader->setVolume(volume);
        reader->setPaused(paused);
        auto room = makeReverb(reverbChoice, rate);
        reverb = room ? std::make_unique<dsp::Reverb>(std::move(*room)) : nullptr;
        limiter.prepare(2, rate);
        keyboard.setSampleRate(rate);
    }

    void run() {
        dsp::askForPriority(dsp::Priority::Engine);
        std::unique_lock lock(mutex);
        while (!stop) {
            if (held) {
                holding = true;
                wake.notify_all();
                wake.wait(lock, [this] { return !held || stop; });
                holding = false;
                continue;
            }
            takeMessages();
            lock.unlock();
            announce();
            const bool full = reader->ring().available() >= target;
            if (!full) mixBlock();
            lock.lock();
            // Half a block: the ring never runs lower than its target by more than one.
            if (full)
                wake.wait_for(lock,
                              std::chrono::microseconds(
                                  500000 * kBlock / static_cast<std::size_t>(options.sampleRate)),
                              [this] { return stop || held; });
        }
    }

    /// With the mutex.
    void takeMessages() {
        if (newVoice) {
            discarded.put(std::shared_ptr<const Voice>(std::move(voice)));
            voice = std::move(newVoice);
            keyboard.setBank(voice->bank);
            announced = false;
        }
        keyboard.setTranspose(transpose);
        for (const auto& message : messages) keyboard.message(message, pool);
        messages.clear();
        heldNames = keyboard.heldNames();
    }

    void announce() {
        if (!keyboard.takeChanged() && announced) return;
        announced = true;
        keyboard.tidy(pool);
        std::vector<RenderPool::Need> needs;
        keyboard.need(needs);
        std::int64_t later = kSomeDay;
        for (const auto& track : voice->bank->byUse())
            if (!pool.get(*track, 0)) needs.push_back({track, 0, later++});
        pool.want(std::move(needs));
    }

    void mixBlock() {
        keyboard.mix(mono, pool);
        const dsp::AudioView placed = voice->strip->place(0, mono, 0);
        dry.resize(2, kBlock);
        send.resize(2, kBlock);
        dsp::addInto(dry.view(), placed, 1.0F);
        if (reverb) {
            dsp::addInto(send.view(), placed, voice->strip->send(0));
            reverb->process(send.view());
            dsp::addInto(dry.view(), send.view(), 1.0F);
        }
        dsp::scale(dry.view(), voice->gain);
        limiter.process(dry.view());
        reader->ring().write(dry.view());
        mixed.fetch_add(static_cast<std::int64_t>(kBlock));
    }

    [[nodiscard]] double seconds() const {
        return static_cast<double>(mixed.load()) / options.sampleRate;
    }

    const Engine& engine;
    RenderRequest request;
    Options options;
    ReverbChoice reverbChoice;
    RenderPool pool;
    PlayedKeys played;

    // Of the engine thread.
    Keyboard keyboard;
    std::unique_ptr<Voice> voice;
    std::unique_ptr<dsp::Reverb> reverb;
    dsp::TruePeakLimiter limiter;
    std::vector<float> mono = std::vector<float>(kBlock);
    dsp::AudioBuffer dry;
    dsp::AudioBuffer send;
    std::size_t target = 0;
    bool announced = false;

    mutable dsp::PriorityMutex mutex;  // what follows is shared with control threads
    dsp::PriorityCondition wake;
    std::unique_ptr<StreamReader> reader;
    std::vector<std::vector<std::uint8_t>> messages;
    std::unique_ptr<Voice> newVoice;
    DiscardQueue discarded;                // control threads free it when they ask for the status
    std::shared_ptr<const NoteBank> bank;  // the newest
    std::string heldNames;
    int transpose = 0;
    std::atomic<std::int64_t> mixed{0};
    bool stop = false;
    bool held = false;     // the output is being changed
    bool holding = false;  // the engine thread has noticed
    std::thread thread;
};

KeyboardPlayer::KeyboardPlayer(const Engine& engine, const RenderRequest& request,
                               const Options& options)
    : impl_(std::make_unique<Impl>(engine, request, options)) {}

KeyboardPlayer::~KeyboardPlayer() = default;

std::size_t KeyboardPlayer::pull(dsp::AudioView out) noexcept ARIOSO_NONBLOCKING {
    return impl_->reader->read(out);
}

std::size_t KeyboardPlayer::pullBlocking(dsp::AudioView out) {
    StreamReader& reader = *impl_->reader;
    const std::size_t enough = std::min(out.frames(), impl_->target);
    while (!reader.finished() && !reader.stopping() &&
           (reader.paused() || reader.ring().available() < enough))
        std::this_thread::sleep_for(std::chrono::microseconds(500));
    return reader.read(out);
}

void KeyboardPlayer::setOutput(int sampleRate, double latency) {
    std::unique_lock lock(impl_->mutex);
    impl_->held = true;
    impl_->wake.notify_all();
    impl_->wake.wait(lock, [this] { return impl_->holding || impl_->stop; });
    impl_->options.sampleRate = sampleRate;
    impl_->options.latency = latency;
    impl_->openOutput();
    impl_->held = false;
    impl_->wake.notify_all();
}

bool KeyboardPlayer::waitUntilReady(milliseconds atMost) {
    const auto until = std::chrono::steady_clock::now() + atMost;
    std::shared_ptr<const NoteBank> bank;
    {
        const std::lock_guard lock(impl_->mutex);
        bank = impl_->bank;
    }
    // The first third of mezzo-forte is near enough to every key.
    const auto& tracks = bank->byUse();
    const std::size_t enough =
        bank->instrument().percussion ? tracks.size() / 3 : tracks.size() / 9;
    const auto rendered = [&] {
        for (std::size_t i = 0; i < enough; ++i)
            if (!impl_->pool.get(*tracks[i], 0)) return false;
        return true;
    };
    while (!rendered()) {
        if (std::chrono::steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
}

void KeyboardPlayer::change(const nlohmann::json& change) {
    std::unique_ptr<Impl::Voice> voice;
    std::optional<int> transpose;
    std::vector<std::uint8_t> message;
    for (const auto& [key, value] : change.items()) {
        if (key == "instrument") {
            voice = impl_->makeVoice(textOf(value, key));
        } else if (key == "transpose") {
            transpose = static_cast<int>(std::lround(numberIn(value, key, -24.0, 24.0)));
        } else if (key == "midi") {
            if (!value.is_array() || value.size() != 3)
                throw Error(ExitCode::Usage,
                            fmt::format("midi: expected three bytes, found {}", value.dump()));
            for (const auto& byte : value)
                message.push_back(static_cast<std::uint8_t>(numberIn(byte, key, 0.0, 255.0)));
        } else {
            throw Error(ExitCode::Usage,
                        fmt::format("change: expected instrument, transpose or midi while keys are "
                                    "played, found '{}'",
                                    key));
        }
    }
    {
        const std::lock_guard lock(impl_->mutex);
        if (voice) {
            impl_->bank = voice->bank;
            impl_->newVoice = std::move(voice);
        }
        if (transpose) impl_->transpose = *transpose;
    }
    if (!message.empty()) midi(message);
}

nlohmann::json KeyboardPlayer::settingsJson() const {
    const std::lock_guard lock(impl_->mutex);
    std::size_t ready = 0;
    for (const auto& track : impl_->bank->byUse()) ready += impl_->pool.get(*track, 0) ? 1 : 0;
    return {{"instrument", impl_->bank->instrument().id},
            {"transpose", impl_->transpose},
            {"notes", impl_->bank->byUse().size()},
            {"notes_ready", ready}};
}

std::vector<std::string> KeyboardPlayer::partNames() const {
    const std::lock_guard lock(impl_->mutex);
    return {impl_->bank->instrument().name};
}

void KeyboardPlayer::midi(std::span<const std::uint8_t> message) {
    // Program change and channel pressure have two bytes, and nothing here to do.
    if (message.size() < 3) return;
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->messages.emplace_back(message.begin(), message.begin() + 3);
    }
    impl_->played.message(message, impl_->seconds());
}

Score KeyboardPlayer::played() const {
    const double now = impl_->seconds();
    const std::lock_guard lock(impl_->mutex);
    return impl_->played.score(impl_->bank->instrument(), impl_->transpose, now);
}

void KeyboardPlayer::setPaused(bool paused) {
    const std::lock_guard lock(impl_->mutex);
    impl_->reader->setPaused(paused);
}

bool KeyboardPlayer::paused() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->reader->paused();
}

void KeyboardPlayer::setVolume(double volume) {
    const std::lock_guard lock(impl_->mutex);
    impl_->reader->setVolume(static_cast<float>(volume));
}

double KeyboardPlayer::volume() const {
    const std::lock_guard lock(impl_->mutex);
    return static_cast<double>(impl_->reader->volume());
}

void KeyboardPlayer::stop() {
    const std::lock_guard lock(impl_->mutex);
    impl_->reader->stop();
}

bool KeyboardPlayer::finished() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->reader->finished();
}

PlayerStatus KeyboardPlayer::status() {
    PlayerStatus out;
    impl_->discarded.clear();
    const std::lock_guard lock(impl_->mutex);
    StreamReader& reader = *impl_->reader;
    out.seconds = out.streamSeconds = impl_->seconds();
    std::size_t ready = 0;
    const auto& tracks = impl_->bank->byUse();
    for (const auto& track : tracks) ready += impl_->pool.get(*track, 0) ? 1 : 0;
    if (ready < tracks.size()) out.measure = fmt::format("{} %", 100 * ready / tracks.size());
    out.syllable = impl_->heldNames;
    out.buffered = static_cast<double>(reader.ring().available()) / impl_->options.sampleRate;
    out.lead = out.buffered;
    out.underruns = reader.underruns();
    out.missedSeconds = static_cast<double>(reader.missedFrames()) / impl_->options.sampleRate;
    out.peaks[0] = reader.takePeak(0);
    out.peaks[1] = reader.takePeak(1);
    out.paused = reader.paused();
    out.finished = reader.finished();
    const RenderPool::Work work = impl_->pool.work();
    if (work.threadSeconds > 0.0) out.renderSpeed = work.audioSeconds / work.threadSeconds;
    out.renderLoad =
        work.threadSeconds / (std::max(out.seconds, 1e-3) * std::max(1, impl_->options.threads));
    out.failure = impl_->pool.takeFailure();
    return out;
}

}  // namespace arioso::play
