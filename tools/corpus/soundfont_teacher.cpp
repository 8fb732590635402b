#include <fluidsynth.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <mutex>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "tools/corpus/teacher.h"

namespace arioso::corpus {
namespace {

constexpr int kBlock = 64;
constexpr int kChannels = 64;
constexpr int kDrumChannel = 9;
constexpr int kDrumBank = 128;
/// Half the pitch wheel in semitones: 0.15 cents a step.
constexpr int kBendRange = 12;
/// A dense fortissimo chord of the loudest preset stays below full scale.
constexpr double kGain = 0.4;
/// A stroke on a drum rings whatever the written length says.
constexpr double kDrumRing = 4.0;
/// A channel's wheel may move on to the next note when the last one's release has died away.
constexpr double kChannelRest = 1.5;

struct Event {
    std::int64_t block = 0;
    enum class Kind { Off, Bend, On } kind = Kind::Off;  // the order within a block
    int channel = 0;
    int key = 0;
    int value = 0;
};

void releaseSynth(fluid_synth_t* synth) {
    delete_fluid_synth(synth);
}
void releaseSettings(fluid_settings_t* settings) {
    delete_fluid_settings(settings);
}

std::int64_t blockAt(double seconds) {
    return std::llround(seconds * dsp::kSampleRate / kBlock);
}

int wheel(double cents) {
    const double steps = 8192.0 + cents / (100.0 * kBendRange) * 8192.0;
    return std::clamp(static_cast<int>(std::lround(steps)), 0, 16383);
}

/// Hands channels to notes: the wheel is a channel's, so notes that are tuned or bent differently
/// must not share one while they sound.
class ChannelPool {
  public:
    int take(const PerformedNote& note, int cents) {
        if (note.bend.empty()) {
            const auto found = still_.find(cents);
            if (found != still_.end()) {
                Slot& slot = slots_[static_cast<std::size_t>(found->second)];
                slot.busyUntil = std::max(slot.busyUntil, note.offset + kChannelRest);
                return found->second;
            }
        }
        int best = 0;
        for (int channel = 0; channel < kChannels; ++channel) {
            if (channel == kDrumChannel) continue;
            if (slot(channel).busyUntil < slot(best).busyUntil) best = channel;
        }
        std::erase_if(still_, [&](const auto& entry) { return entry.second == best; });
        slot(best).busyUntil = note.offset + kChannelRest;
        if (note.bend.empty()) still_[cents] = best;
        return best;
    }

  private:
    struct Slot {
        double busyUntil = -1.0;
    };
    Slot& slot(int channel) { return slots_[static_cast<std::size_t>(channel)]; }
    std::array<Slot, kChannels> slots_;
    std::map<int, int> still_;  // tenths of a cent -> channel
};

void addBends(const PerformedNote& note, double base, int channel, std::vector<Event>& events) {
    const std::int64_t first = blockAt(note.onset);
    const std::int64_t last = note.bend.empty() ? first : blockAt(note.offset);
    int before = -1;
    for (std::int64_t block = first; block <= last; block += 2) {
        const double seconds = static_cast<double>(block * kBlock) / dsp::kSampleRate - note.onset;
        const int value = wheel(base + bendAt(note.bend, std::max(0.0, seconds)));
        if (value != before) events.push_back({block, Event::Kind::Bend, channel, 0, value});
        before = value;
    }
}

std::vector<Event> makeEvents(const PerformedPart& part, bool percussion) {
    std::vector<Event> events;
    ChannelPool pool;
    for (const PerformedNote& note : part.notes) {
        const int key = std::clamp(static_cast<int>(std::lround(note.pitch)), 0, 127);
        const int velocity =
            std::clamp(static_cast<int>(std::lround(note.velocity * 127.0F)), 1, 127);
        int channel = kDrumChannel;
        double offset = note.offset;
        if (percussion) {
            offset = std::max(offset, note.onset + kDrumRing);
        } else {
            const double cents = (static_cast<double>(note.pitch) - key) * 100.0;
            channel = pool.take(note, static_cast<int>(std::lround(cents * 10.0)));
            addBends(note, cents, channel, events);
        }
        const std::int64_t on = blockAt(note.onset);
        events.push_back({on, Event::Kind::On, channel, key, velocity});
        events.push_back({std::max(on + 1, blockAt(offset)), Event::Kind::Off, channel, key, 0});
    }
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
        return a.block != b.block ? a.block < b.block : a.kind < b.kind;
    });
    return events;
}

/// A synthesizer with the soundfont loaded and one instrument on its channels.
class Synth {
  public:
    explicit Synth(const std::filesystem::path& soundFont)
        : settings_(new_fluid_settings(), releaseSettings), synth_(nullptr, releaseSynth) {
        fluid_settings_t* settings = settings_.get();
        fluid_settings_setnum(settings, "synth.sample-rate", dsp::kSampleRate);
        fluid_settings_setnum(settings, "synth.gain", kGain);
        fluid_settings_setint(settings, "synth.polyphony", 512);
        fluid_settings_setint(settings, "synth.midi-channels", kChannels);
        fluid_settings_setint(settings, "synth.reverb.active", 0);
        fluid_settings_setint(settings, "synth.chorus.active", 0);
        fluid_settings_setint(settings, "synth.threadsafe-api", 0);
        fluid_settings_setint(settings, "synth.dynamic-sample-loading", 1);
        synth_.reset(new_fluid_synth(settings));
        if (!synth_) throw Error(ExitCode::Processing, "FluidSynth: no synthesizer could be made");
        font_ = fluid_synth_sfload(synth_.get(), soundFont.c_str(), 0);
        if (font_ == FLUID_FAILED) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: expected a soundfont (.sf2), it cannot be loaded",
                                    soundFont.string()));
        }
        fluid_synth_set_interp_method(synth_.get(), -1, FLUID_INTERP_7THORDER);
    }

    void select(const Instrument& instrument) {
        for (int channel = 0; channel < kChannels; ++channel) {
            fluid_synth_pitch_wheel_sens(synth_.get(), channel, kBendRange);
            const bool drums = channel == kDrumChannel;
            if (drums != instrument.percussion) continue;
            if (fluid_synth_program_select(synth_.get(), channel, font_, drums ? kDrumBank : 0,
                                           instrument.program) == FLUID_FAILED) {
                throw Error(ExitCode::Input,
                            fmt::format("the soundfont has no program {} for instrument '{}'",
                                        instrument.program, instrument.id));
            }
        }
    }

    void play(const Event& event) {
        fluid_synth_t* synth = synth_.get();
        switch (event.kind) {
            case Event::Kind::Off:
                fluid_synth_noteoff(synth, event.channel, event.key);
                break;
            case Event::Kind::Bend:
                fluid_synth_pitch_bend(synth, event.channel, event.value);
                break;
            case Event::Kind::On:
                fluid_synth_noteon(synth, event.channel, event.key, event.value);
                break;
        }
    }

    void nextBlock(float* mono) {
        std::array<float, kBlock> right{};
        fluid_synth_write_float(synth_.get(), kBlock, mono, 0, 1, right.data(), 0, 1);
        for (std::size_t i = 0; i < kBlock; ++i) mono[i] = 0.5F * (mono[i] + right[i]);
    }

  private:
    std::unique_ptr<fluid_settings_t, void (*)(fluid_settings_t*)> settings_;
    std::unique_ptr<fluid_synth_t, void (*)(fluid_synth_t*)> synth_;
    int font_ = 0;
};

class SoundFontTeacher final : public Teacher {
  public:
    explicit SoundFontTeacher(std::filesystem::path soundFont) : soundFont_(std::move(soundFont)) {
        const Synth checked(soundFont_);
    }

    std::vector<float> render(const PerformedPart& part, const Instrument& instrument,
                              std::int64_t samples) override {
        // A synthesizer a piece: voices of the piece before outlive FluidSynth's reset.
        Synth synth(soundFont_);
        synth.select(instrument);
        const std::vector<Event> events = makeEvents(part, instrument.percussion);
        const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(samples, 0));
        const std::size_t blocks = (wanted + kBlock - 1) / kBlock;
        std::vector<float> out(blocks * kBlock);
        auto next = events.begin();
        for (std::size_t block = 0; block < blocks; ++block) {
            for (; next != events.end() && next->block <= static_cast<std::int64_t>(block);
                 ++next) {
                synth.play(*next);
            }
            synth.nextBlock(out.data() + block * kBlock);
        }
        out.resize(wanted);
        return out;
    }

  private:
    std::filesystem::path soundFont_;
};

}  // namespace

std::unique_ptr<Teacher> makeSoundFontTeacher(const std::filesystem::path& soundFont) {
    if (!std::filesystem::is_regular_file(soundFont)) {
        throw Error(
            ExitCode::Input,
            fmt::format("{}: no such soundfont (Debian: apt-get install fluid-soundfont-gm)",
                        soundFont.string()));
    }
    static std::once_flag quiet;
    std::call_once(quiet, [] {
        // Its own messages would name nothing that our Error does not name better.
        for (const int level : {FLUID_PANIC, FLUID_ERR, FLUID_WARN, FLUID_INFO, FLUID_DBG}) {
            fluid_set_log_function(
                level, [](int, const char*, void*) {}, nullptr);
        }
    });
    return std::make_unique<SoundFontTeacher>(soundFont);
}

}  // namespace arioso::corpus
