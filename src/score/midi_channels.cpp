#include "src/score/midi_channels.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <utility>

#include "dsp/error.h"
#include "src/score/midi_notes.h"
#include "src/score/midi_singer.h"

namespace arioso {
namespace {

constexpr int kDrumChannel = 9;
constexpr int kNullParameter = 0x3FFF;

using Kind = ControlChange::Kind;

std::size_t index(Kind kind) {
    return static_cast<std::size_t>(kind);
}

struct TimedControl {
    std::int64_t tick;
    Kind kind;
    float value;
};

struct TimedProgram {
    std::int64_t tick;
    int program;
    int bank;
};

struct Log {
    std::vector<TimedControl> controls;
    std::vector<TimedProgram> programs;
};

struct StrandLog : Log {
    std::vector<KeyEvent> keys;
    int port = 0;
    bool percussion = false;
    bool sounded = false;
};

struct Channel : Log {
    int bankMsb = 0;
    int bankLsb = 0;
    bool registered = false;  ///< data entry goes to an RPN, not to an NRPN
    int parameter = kNullParameter;
    int rangeSemitones = 2;
    int rangeCents = 0;
    int coarse = 64;
    int fine = 0x2000;
    int bend = 0x2000;
    bool drums = false;
    bool soft = false;
    MidiSinger singer;

    [[nodiscard]] float bendSemitones() const {
        const double range = rangeSemitones + rangeCents / 100.0;
        const double tuning = (coarse - 64) + (fine - 0x2000) / 8192.0;
        return static_cast<float>((bend - 0x2000) / 8192.0 * range + tuning);
    }
};

/// The system a file was written for; each asks for drums in its own way.
enum class System { Unknown, Gm, Gm2, Gs, Xg };

class ChannelReader {
  public:
    ChannelReader(const MidiFile& file, std::span<const std::byte> bytes, Diagnostics& diagnostics)
        : file_(file),
          bytes_(bytes),
          diagnostics_(diagnostics),
          ports_(static_cast<std::size_t>(file.tracks), 0) {}

    void read() {
        for (const MidiEvent& event : file_.events) {
            if (event.isMeta(0x21) && event.length == 1) ports_[event.track] = byte(event, 0);
            if (event.status == 0xF0) exclusive(event);
            if (event.status < 0xF0) message(event);
        }
        nameIgnored();
    }

    /// Keyed by (track, channel).
    std::map<std::pair<int, int>, StrandLog>& strands() { return strands_; }
    const Log& channelLog(int port, int channel) { return channelOf(port, channel); }

  private:
    [[nodiscard]] std::uint8_t byte(const MidiEvent& event, std::size_t i) const {
        return std::to_integer<std::uint8_t>(bytes_[event.offset + i]);
    }

    Channel& channelOf(int port, int channel) {
        const auto [it, fresh] = channels_.try_emplace({port, channel});
        if (fresh) it->second.drums = channel == kDrumChannel;
        return it->second;
    }

    void message(const MidiEvent& event) {
        const int number = event.status & 0x0F;
        const int port = ports_[event.track];
        Channel& channel = channelOf(port, number);
        StrandLog& strand = strands_[{event.track, number}];
        strand.port = port;
        switch (event.status & 0xF0) {
            case 0x80:
                strand.keys.push_back({event.tick, event.data1, 0});
                break;
            case 0x90:
                if (!std::exchange(strand.sounded, true)) strand.percussion = channel.drums;
                strand.keys.push_back({event.tick, event.data1, struck(event.data2, channel)});
                break;
            case 0xB0:
                controller(event, channel, strand);
                break;
            case 0xC0:
                program(event, channel, strand);
                break;
            case 0xE0:
                channel.bend = event.data1 | event.data2 << 7;
                store(event.tick, Kind::PitchBendSemitones, channel.bendSemitones(), channel,
                      strand);
                break;
            default:
                ignored_[event.status >= 0xD0 ? 129 : 128] = true;
                break;
        }
    }

    static void store(std::int64_t tick, Kind kind, float value, Channel& channel,
                      StrandLog& strand) {
        channel.controls.push_back({tick, kind, value});
        strand.controls.push_back({tick, kind, value});
    }

    /// The soft pedal lets the hammers strike less.
    static std::uint8_t struck(std::uint8_t velocity, const Channel& channel) {
        if (!channel.soft || velocity == 0) return velocity;
        return static_cast<std::uint8_t>(std::max(1, velocity * 5 / 6));
    }

    void program(const MidiEvent& event, Channel& channel, StrandLog& strand) const {
        // Bank 127 is XG's and 120 GM2's way to ask for drums, 121 GM2's to leave them; in GS they
        // are banks like others.
        const int bank = channel.bankMsb;
        const bool xg = bank == 127 || (system_ == System::Xg && bank == 126);
        if (system_ != System::Gs) {
            if ((xg && system_ != System::Gm2) || (bank == 120 && system_ != System::Xg)) {
                channel.drums = true;
            }
            if (bank == 121) channel.drums = false;
        }
        const TimedProgram change{event.tick, event.data1, channel.bankMsb << 7 | channel.bankLsb};
        channel.programs.push_back(change);
        strand.programs.push_back(change);
    }

    void controller(const MidiEvent& event, Channel& channel, StrandLog& strand) {
        const auto unit = static_cast<float>(event.data2) / 127.0F;
        const auto keep = [&](Kind kind, float value) {
            store(event.tick, kind, value, channel, strand);
        };
        switch (event.data1) {
            case 0:
                channel.bankMsb = event.data2;
                break;
            case 32:
                channel.bankLsb = event.data2;
                break;
            case 7:
                keep(Kind::Volume, unit);
                break;
            case 10:
                keep(Kind::Pan,
                     std::clamp((static_cast<float>(event.data2) - 64.0F) / 63.0F, -1.0F, 1.0F));
                break;
            case 11:
                keep(Kind::Expression, unit);
                break;
            case 64:
                keep(Kind::Sustain, event.data2 >= 64 ? 1.0F : 0.0F);
                break;
            case 66:
                keep(Kind::Sostenuto, event.data2 >= 64 ? 1.0F : 0.0F);
                break;
            case 67:
                channel.soft = event.data2 >= 64;
                break;
            case 98:
            case 99:
                channel.registered = false;
                break;
            case 100:
                channel.registered = true;
                channel.parameter = (channel.parameter & 0x3F80) | event.data2;
                break;
            case 101:
                channel.registered = true;
                channel.parameter = (channel.parameter & 0x7F) | event.data2 << 7;
                break;
            case 6:
            case 38:
                if (channel.registered && dataEntry(event, channel)) {
                    keep(Kind::PitchBendSemitones, channel.bendSemitones());
                }
                break;
            case 96:
            case 97:
                if (channel.registered && dataStep(event.data1 == 96 ? 1 : -1, channel)) {
                    keep(Kind::PitchBendSemitones, channel.bendSemitones());
                }
                break;
            case 121:
                channel.bend = 0x2000;
                channel.parameter = kNullParameter;
                channel.soft = false;
                // RP-015 leaves sound controllers alone; wheel and breath go home.
                for (const int gesture : {1, 2}) singer(event.tick, gesture, 0, channel, strand);
                keep(Kind::Sostenuto, 0.0F);
                keep(Kind::Expression, 1.0F);
                keep(Kind::Sustain, 0.0F);
                keep(Kind::PitchBendSemitones, channel.bendSemitones());
                break;
            case 120:
            case 123:
            case 124:  // the modes end all notes too
            case 125:
            case 126:
            case 127:
                strand.keys.push_back({event.tick, KeyEvent::kAllKeys, 0});
                break;
            default:
                if (!singer(event.tick, event.data1, event.data2, channel, strand))
                    ignored_[event.data1] = true;
                break;
        }
    }

    static bool singer(std::int64_t tick, int number, int value, Channel& channel,
                       StrandLog& strand) {
        const auto moved = channel.singer.take(number, value);
        if (moved) store(tick, controlOf(moved->first), moved->second, channel, strand);
        return moved.has_value();
    }

    /// Whether the sounding pitch may have changed.
    static bool dataEntry(const MidiEvent& event, Channel& channel) {
        const bool coarse = event.data1 == 6;
        switch (channel.parameter) {
            case 0:
                (coarse ? channel.rangeSemitones : channel.rangeCents) = event.data2;
                return true;
            case 1:
                channel.fine = coarse ? (channel.fine & 0x7F) | event.data2 << 7
                                      : (channel.fine & 0x3F80) | event.data2;
                return true;
            case 2:
                if (coarse) channel.coarse = event.data2;
                return coarse;
            default:
                return false;
        }
    }

    /// Data increment and decrement.
    static bool dataStep(int step, Channel& channel) {
        switch (channel.parameter) {
            case 0:
                channel.rangeSemitones = std::clamp(channel.rangeSemitones + step, 0, 127);
                return true;
            case 1:
                channel.fine = std::clamp(channel.fine + step, 0, 0x3FFF);
                return true;
            case 2:
                channel.coarse = std::clamp(channel.coarse + step, 0, 127);
                return true;
            default:
                return false;
        }
    }

    /// The system that a reset message names, if it is one.
    [[nodiscard]] std::optional<System> resetOf(const MidiEvent& event) const {
        const auto is = [&](std::initializer_list<int> bytes) {
            if (event.length < bytes.size()) return false;
            std::size_t i = 0;
            for (const int wanted : bytes) {
                if (wanted >= 0 && byte(event, i) != wanted) return false;
                ++i;
            }
            return true;
        };
        constexpr int kAny = -1;
        if (is({0x7E, kAny, 0x09, 0x01})) return System::Gm;
        if (is({0x7E, kAny, 0x09, 0x03})) return System::Gm2;
        if (is({0x41, kAny, 0x42, 0x12, 0x40, 0x00, 0x7F, 0x00})) return System::Gs;
        if (is({0x41, kAny, 0x42, 0x12, 0x00, 0x00, 0x7F})) return System::Gs;
        if (is({0x43, kAny, 0x4C, 0x00, 0x00, 0x7E, 0x00})) return System::Xg;
        return std::nullopt;
    }

    /// All channels as when the device is switched on.
    void reset(std::int64_t tick) {
        for (auto& [place, channel] : channels_) {
            Channel fresh;
            fresh.drums = place.second == kDrumChannel;
            fresh.controls = std::move(channel.controls);
            fresh.programs = std::move(channel.programs);
            channel = std::move(fresh);
        }
        for (auto& [place, strand] : strands_) {
            // What nobody has touched needs no reset.
            if (strand.keys.empty() && strand.controls.empty()) continue;
            Channel& channel = channelOf(strand.port, place.second);
            for (const auto& [kind, value] : {std::pair{Kind::Volume, 100.0F / 127.0F},
                                              {Kind::Pan, 0.0F},
                                              {Kind::Expression, 1.0F},
                                              {Kind::Sustain, 0.0F},
                                              {Kind::Sostenuto, 0.0F},
                                              {Kind::PitchBendSemitones, 0.0F}}) {
                store(tick, kind, value, channel, strand);
            }
            for (std::size_t i = index(Kind::Dynamics); i < ControlChange::kKinds; ++i) {
                const auto kind = static_cast<Kind>(i);
                store(tick, kind, rangeOf(*curveOf(kind)).neutral, channel, strand);
            }
            strand.keys.push_back({tick, KeyEvent::kAllKeys, 0});
        }
    }

    /// Resets, and drum parts set by Roland GS ("use for rhythm part") and Yamaha XG ("part mode")
    /// messages.
    void exclusive(const MidiEvent& event) {
        constexpr int kMostResets = 1000;
        if (const auto system = resetOf(event); system && resets_ < kMostResets) {
            ++resets_;
            system_ = *system;
            reset(event.tick);
        }
        const int port = ports_[event.track];
        if (event.length >= 9 && byte(event, 0) == 0x41 && byte(event, 2) == 0x42 &&
            byte(event, 3) == 0x12 && byte(event, 4) == 0x40 && (byte(event, 5) & 0xF0U) == 0x10 &&
            byte(event, 6) == 0x15) {
            const int block = byte(event, 5) & 0x0F;
            const int channel = block == 0 ? kDrumChannel : block <= 9 ? block - 1 : block;
            channelOf(port, channel).drums = byte(event, 7) != 0;
        }
        if (event.length >= 7 && byte(event, 0) == 0x43 && byte(event, 2) == 0x4C &&
            byte(event, 3) == 0x08 && byte(event, 4) < 16 && byte(event, 5) == 0x07) {
            channelOf(port, byte(event, 4)).drums = byte(event, 6) != 0;
        }
    }

    void nameIgnored() {
        std::string list;
        for (std::size_t i = 0; i < 128; ++i) {
            if (ignored_[i]) list += fmt::format("{}{}", list.empty() ? "" : ", ", i);
        }
        if (!list.empty()) diagnostics_.add("", "", "controllers without effect: " + list);
        if (ignored_[128]) diagnostics_.add("", "", "key pressure has no effect");
        if (ignored_[129]) diagnostics_.add("", "", "channel pressure has no effect");
    }

    const MidiFile& file_;
    std::span<const std::byte> bytes_;
    Diagnostics& diagnostics_;
    std::vector<int> ports_;
    std::map<std::pair<int, int>, Channel> channels_;
    std::map<std::pair<int, int>, StrandLog> strands_;
    std::array<bool, 130> ignored_{};
    System system_ = System::Unknown;
    int resets_ = 0;
};

class StrandBuilder {
  public:
    StrandBuilder(const MidiFile& file, const std::string& name, const ReadLimits& limits,
                  Diagnostics& diagnostics)
        : file_(file),
          name_(name),
          limits_(limits),
          diagnostics_(diagnostics),
          shareable_(limits.notes * 4) {}

    MidiStrand build(int track, int channel, const StrandLog& own, const Log& shared) {
        MidiStrand out;
        out.track = track;
        out.channel = channel;
        out.part.id = fmt::format("T{}C{}", track + 1, channel + 1);
        out.part.percussion = own.percussion;
        const std::int64_t end = file_.trackEnds[static_cast<std::size_t>(track)];
        notes(own, end, out);
        if (out.part.notes.empty()) return out;
        const bool mayShare = share(shared);
        programs(own.programs.empty() && mayShare ? shared.programs : own.programs, out);
        controls(own, mayShare ? shared : own, out.part);
        return out;
    }

  private:
    void notes(const StrandLog& log, std::int64_t end, MidiStrand& out) {
        std::size_t hanging = 0;
        const std::vector<KeyNote> keys = pairKeys(log.keys, end, hanging);
        if (hanging > 0) {
            diagnostics_.add(out.part.id, "", fmt::format("{} notes are never ended", hanging));
        }
        noteCount_ += keys.size();
        if (noteCount_ > limits_.notes) {
            throw Error(ExitCode::Input, fmt::format("{}: track {}: expected at most {} notes",
                                                     name_, out.track + 1, limits_.notes));
        }
        out.part.notes.reserve(keys.size());
        for (const KeyNote& key : keys) {
            const Beat off = file_.division.beat(key.off);
            if (off.value() > limits_.quarters) {
                throw Error(ExitCode::Input,
                            fmt::format("{}: track {}: expected at most {} quarter notes, found a "
                                        "note that ends at {:.0f}",
                                        name_, out.track + 1, limits_.quarters, off.value()));
            }
            Note note;
            note.onset = file_.division.beat(key.on);
            note.duration = off - note.onset;
            note.pitch = key.key;
            note.velocity = static_cast<float>(key.velocity) / 127.0F;
            out.part.notes.push_back(std::move(note));
            out.onsetTicks.push_back(key.on);
        }
    }

    /// Other tracks of the same channel may steer this one; hostile files must not make that
    /// quadratic.
    bool share(const Log& shared) {
        const std::size_t cost = shared.controls.size() + shared.programs.size();
        if (cost > shareable_) {
            diagnostics_.add("", "", "controllers shared by very many tracks were left out");
            return false;
        }
        shareable_ -= cost;
        return true;
    }

    void programs(const std::vector<TimedProgram>& changes, MidiStrand& out) const {
        Part& part = out.part;
        int bank = 0;
        for (const TimedProgram& change : changes) {
            if (change.tick <= out.onsetTicks.front()) {
                part.program = change.program;
                bank = change.bank;
                part.programs.clear();
                if (bank != 0) part.programs.push_back({Beat{}, part.program, bank});
                continue;
            }
            const int current = part.programs.empty() ? part.program : part.programs.back().program;
            if (change.program == current && change.bank == bank) continue;
            bank = change.bank;
            part.programs.push_back({file_.division.beat(change.tick), change.program, bank});
        }
    }

    void controls(const StrandLog& own, const Log& shared, Part& part) const {
        std::array<bool, ControlChange::kKinds> mine{};
        for (const TimedControl& change : own.controls) mine[index(change.kind)] = true;
        std::vector<TimedControl> merged = own.controls;
        for (const TimedControl& change : shared.controls) {
            if (!mine[index(change.kind)]) merged.push_back(change);
        }
        std::stable_sort(merged.begin(), merged.end(),
                         [](const auto& a, const auto& b) { return a.tick < b.tick; });
        // Volume and pan are kept even where they say the usual.
        std::array<std::optional<float>, ControlChange::kKinds> current;
        current[index(Kind::Expression)] = 1.0F;
        current[index(Kind::Sustain)] = 0.0F;
        current[index(Kind::Sostenuto)] = 0.0F;
        current[index(Kind::PitchBendSemitones)] = 0.0F;
        for (std::size_t i = index(Kind::Dynamics); i < current.size(); ++i)
            current[i] = rangeOf(*curveOf(static_cast<Kind>(i))).neutral;
        const Beat end = part.notes.back().onset + Beat::whole(1000);
        for (const TimedControl& change : merged) {
            std::optional<float>& value = current[index(change.kind)];
            if (value == change.value) continue;
            const Beat at = file_.division.beat(change.tick);
            if (at > end) break;
            value = change.value;
            part.controls.push_back({at, change.kind, change.value});
        }
    }

    const MidiFile& file_;
    const std::string& name_;
    const ReadLimits& limits_;
    Diagnostics& diagnostics_;
    std::size_t shareable_;
    std::size_t noteCount_ = 0;
};

}  // namespace

std::vector<MidiStrand> readMidiStrands(const MidiFile& file, std::span<const std::byte> bytes,
                                        const std::string& name, const ReadLimits& limits,
                                        Diagnostics& diagnostics) {
    ChannelReader reader(file, bytes, diagnostics);
    reader.read();
    StrandBuilder builder(file, name, limits, diagnostics);
    std::vector<MidiStrand> out;
    for (auto& [key, log] : reader.strands()) {
        if (log.keys.empty()) continue;
        MidiStrand strand =
            builder.build(key.first, key.second, log, reader.channelLog(log.port, key.second));
        if (!strand.part.notes.empty()) out.push_back(std::move(strand));
    }
    return out;
}

}  // namespace arioso
