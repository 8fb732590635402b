#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "dsp/error.h"
#include "src/score/gm_programs.h"
#include "src/score/instrument_names.h"
#include "src/score/measures.h"
#include "src/score/midi_channels.h"
#include "src/score/midi_file.h"
#include "src/score/midi_lyrics.h"
#include "src/score/reader.h"
#include "src/score/section_names.h"
#include "src/score/text_encoding.h"
#include "src/score/voice_marks.h"
#include "src/score/voice_words.h"

namespace arioso {
namespace {

constexpr std::size_t kTextSample = 65536;
constexpr double kMicrosecondsPerMinute = 60e6;

class MidiReader {
  public:
    MidiReader(std::span<const std::byte> bytes, const std::string& name, const ReadLimits& limits)
        : bytes_(bytes), name_(name), limits_(limits), file_(parseMidiFile(bytes, name, limits)) {}

    Score read() {
        for (const std::string& warning : file_.warnings) diagnostics_.add("", "", warning);
        std::vector<MidiStrand> strands =
            readMidiStrands(file_, bytes_, name_, limits_, diagnostics_);
        if (strands.empty()) {
            throw Error(ExitCode::Input, fmt::format("{}: {} tracks: expected notes, found none",
                                                     name_, file_.tracks));
        }
        encoding_ = guessEncoding(allText());
        metaEvents();
        attachMidiLyrics(file_, bytes_, encoding_, strands, score_, diagnostics_);
        for (MidiStrand& strand : strands) {
            nameStrand(strand);
            score_.parts.push_back(std::move(strand.part));
        }
        markVoices();
        curves();
        nameScore();
        score_.measures = layMeasures(times_, keys_, score_.end(), name_);
        nameSections();
        assignMeasures(score_);
        score_.diagnostics = diagnostics_.take();
        return std::move(score_);
    }

  private:
    [[nodiscard]] std::string rawText(const MidiEvent& event) const {
        std::string out(event.length, '\0');
        std::transform(
            bytes_.begin() + event.offset,
            bytes_.begin() + event.offset + std::ptrdiff_t{event.length}, out.begin(),
            [](std::byte b) { return static_cast<char>(std::to_integer<unsigned char>(b)); });
        return out;
    }
    [[nodiscard]] std::uint8_t byte(const MidiEvent& event, std::size_t i) const {
        return std::to_integer<std::uint8_t>(bytes_[event.offset + i]);
    }

    /// All texts one after another: one sample is easier to tell an encoding from than many words.
    [[nodiscard]] std::string allText() const {
        std::string out;
        for (const MidiEvent& event : file_.events) {
            if (event.status != 0xFF || event.data1 < 1 || event.data1 > 9) continue;
            out += rawText(event) + "\n";
            if (out.size() > kTextSample) break;
        }
        return out;
    }

    void metaEvents() {
        for (const MidiEvent& event : file_.events) {
            if (event.status != 0xFF) continue;
            switch (event.data1) {
                case 0x03:
                case 0x04:
                    trackNames_.try_emplace({event.track, event.data1}, text(event));
                    break;
                case 0x06:
                    if (std::string name = sectionName(text(event)); !name.empty())
                        sections_.emplace_back(file_.division.beat(event.tick), std::move(name));
                    break;
                case 0x51:
                    tempo(event);
                    break;
                case 0x58:
                    timeSignature(event);
                    break;
                case 0x59:
                    keySignature(event);
                    break;
                default:
                    break;
            }
        }
    }

    [[nodiscard]] std::string text(const MidiEvent& event) const {
        return std::string(trimmed(toUtf8(rawText(event), encoding_)));
    }

    void tempo(const MidiEvent& event) {
        if (file_.division.smpte) return;
        const std::uint32_t micros = event.length < 3
                                         ? 0U
                                         : std::uint32_t{byte(event, 0)} << 16U |
                                               std::uint32_t{byte(event, 1)} << 8U | byte(event, 2);
        if (micros == 0) {
            diagnostics_.add("", "", fmt::format("a tempo of 0 at tick {} is ignored", event.tick));
            return;
        }
        const TempoChange change{file_.division.beat(event.tick), kMicrosecondsPerMinute / micros,
                                 false};
        auto& tempos = score_.tempos;
        if (!tempos.empty() && tempos.back().at == change.at) tempos.pop_back();
        if (tempos.empty() || tempos.back().quartersPerMinute != change.quartersPerMinute) {
            tempos.push_back(change);
        }
    }

    void timeSignature(const MidiEvent& event) {
        if (event.length < 2 || byte(event, 0) == 0 || byte(event, 1) > 6) {
            diagnostics_.add(
                "", "",
                fmt::format("an impossible time signature at tick {} is ignored", event.tick));
            return;
        }
        const TimeSignature time{file_.division.beat(event.tick), byte(event, 0),
                                 1 << byte(event, 1)};
        if (!times_.empty() && times_.back().at == time.at) times_.pop_back();
        const bool same = !times_.empty() && times_.back().beats == time.beats &&
                          times_.back().beatType == time.beatType;
        if (!same) times_.push_back(time);
    }

    void keySignature(const MidiEvent& event) {
        if (event.length < 2) return;
        // Two's complement: flats are negative.
        const int fifths = byte(event, 0) < 128 ? byte(event, 0) : byte(event, 0) - 256;
        if (fifths < -7 || fifths > 7) return;
        keys_.push_back({file_.division.beat(event.tick), fifths, byte(event, 1) == 1});
    }

    [[nodiscard]] std::string trackName(int track, std::uint8_t type) const {
        const auto it = trackNames_.find({track, type});
        return it == trackNames_.end() ? std::string{} : it->second;
    }

    void nameStrand(MidiStrand& strand) const {
        Part& part = strand.part;
        if (file_.format != 0 || file_.tracks > 1) part.name = trackName(strand.track, 0x03);
        if (part.name.empty() && file_.tracks > 1) part.name = trackName(strand.track, 0x04);
        if (part.name.empty()) part.name = part.percussion ? "Drums" : gmProgramName(part.program);
    }

    void markVoices() {
        std::vector<std::string> names;
        for (const Part& part : score_.parts) names.push_back(part.name);
        const std::vector<InstrumentGuess> guesses = guessInstruments(names);
        for (std::size_t i = 0; i < guesses.size(); ++i) {
            Part& part = score_.parts[i];
            if (guesses[i].vocal && !part.percussion) part.vocal = true;
        }
    }

    /// Curves of singers: what their controllers drew and what text events set. The same
    /// controllers mean something else, or nothing, to other parts.
    void curves() {
        bool unused = false;
        for (Part& part : score_.parts) {
            if (part.vocal) {
                joinDrawnValues(part.controls);
                continue;
            }
            unused = std::erase_if(part.controls,
                                   [](const ControlChange& change) {
                                       return curveOf(change.kind).has_value();
                                   }) > 0 ||
                     unused;
        }
        if (unused) {
            diagnostics_.add("", "",
                             "controllers of singers (1, 2, 70, 73, 74, 77, 79) have no effect on "
                             "parts that do not sing");
        }
        settings();
    }

    void settings() {
        for (const MidiEvent& event : file_.events) {
            if (!event.isMeta(0x01)) continue;
            const auto word = readVoiceSetting(text(event));
            if (!word) continue;
            const std::string track = fmt::format("T{}C", event.track + 1);
            for (Part& part : score_.parts) {
                if (!part.vocal || part.id.rfind(track, 0) != 0) continue;
                part.controls.push_back({file_.division.beat(event.tick), controlOf(word->kind),
                                         word->value, word->ramp});
            }
        }
        for (Part& part : score_.parts) {
            std::stable_sort(
                part.controls.begin(), part.controls.end(),
                [](const ControlChange& a, const ControlChange& b) { return a.at < b.at; });
        }
    }

    /// Markers name the bar that begins at them, or that they stand in.
    void nameSections() {
        for (auto& [at, name] : sections_) {
            const auto next =
                std::upper_bound(score_.measures.begin(), score_.measures.end(), at,
                                 [](Beat place, const Measure& bar) { return place < bar.start; });
            if (next == score_.measures.begin()) continue;
            Measure& bar = *std::prev(next);
            if (at < bar.start + bar.length && bar.section.empty()) bar.section = std::move(name);
        }
    }

    void nameScore() {
        if (!score_.title.empty()) return;
        // In type 1 the first track's name is the piece's, unless it is an instrument's.
        const bool ownNotes = std::any_of(score_.parts.begin(), score_.parts.end(),
                                          [](const Part& p) { return p.id.rfind("T1C", 0) == 0; });
        const std::string name = trackName(0, 0x03);
        if ((file_.format == 0 || !ownNotes) && name != "control track" && name != "Conductor" &&
            name != "Tempo Track") {
            score_.title = name;
        }
    }

    std::span<const std::byte> bytes_;
    const std::string& name_;
    const ReadLimits& limits_;
    MidiFile file_;
    Score score_;
    Diagnostics diagnostics_;
    std::string encoding_;
    std::map<std::pair<int, std::uint8_t>, std::string> trackNames_;
    std::vector<TimeSignature> times_;
    std::vector<KeySignature> keys_;
    std::vector<std::pair<Beat, std::string>> sections_;  ///< markers
};

}  // namespace

Score readMidi(std::span<const std::byte> bytes, const std::string& name,
               const ReadLimits& limits) {
    return MidiReader(bytes, name, limits).read();
}

}  // namespace arioso
