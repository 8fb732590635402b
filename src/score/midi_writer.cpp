#include "src/score/midi_writer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "src/score/midi_singer.h"
#include "src/score/midi_track_writer.h"
#include "src/score/tremolo.h"
#include "src/score/voice_words.h"

namespace arioso {
namespace {

using Kind = ControlChange::Kind;

constexpr int kMostDivision = 32767;
/// Holds 64th notes, triplets, quintuplets and septuplets.
constexpr int kFallbackDivision = 20160;
constexpr int kLeastDivision = 480;
constexpr double kDefaultLevel = 0.6;
const Beat kGraceLength(1, 8);
const Beat kTempoStep(1, 2);
constexpr int kMostTempoSteps = 4096;
constexpr int kMostStrokes = 4096;
const Beat kCurveStep(1, 8);
constexpr int kMostCurveSteps = 65536;

/// Ticks a quarter in which every place of the score is whole, if there is such a number.
int divisionFor(const Score& score) {
    std::int64_t common = 1;
    const auto take = [&](Beat beat) {
        if (common <= kMostDivision && beat.den <= kMostDivision) {
            common = std::lcm(common, beat.den);
        } else {
            common = kMostDivision + 1;
        }
    };
    for (const Part& part : score.parts) {
        for (const Note& note : part.notes) {
            take(note.onset);
            take(note.duration);
            if (note.strokes > 0) take(tremoloStroke(note));
        }
        for (const ControlChange& change : part.controls) take(change.at);
    }
    for (const Measure& measure : score.measures) take(measure.start);
    for (const TempoChange& change : score.tempos) take(change.at);
    if (common > kMostDivision) return kFallbackDivision;
    const std::int64_t times = std::max<std::int64_t>(1, (kLeastDivision + common - 1) / common);
    return static_cast<int>(common * times);
}

class Writer {
  public:
    explicit Writer(const Score& score) : score_(score), division_(divisionFor(score)) {}

    std::string write() {
        std::vector<std::string> chunks{conductor()};
        for (const Part& part : score_.parts) chunks.push_back(track(part));
        return midiFileBytes(division_, chunks);
    }

  private:
    [[nodiscard]] std::int64_t tick(Beat beat) const {
        const Beat ticks = beat * Beat::whole(division_);
        return static_cast<std::int64_t>(std::llround(ticks.value()));
    }

    std::string conductor() const {
        MidiTrackWriter out;
        if (!score_.title.empty()) out.meta(0, 0x03, score_.title);
        const TempoMap map(score_.tempos);
        for (std::size_t i = 0; i < score_.tempos.size(); ++i) {
            const TempoChange& change = score_.tempos[i];
            const bool last = i + 1 == score_.tempos.size();
            if (!change.ramp || last) {
                out.meta(tick(change.at), 0x51, tempoMeta(change.quartersPerMinute));
                continue;
            }
            const Beat end = score_.tempos[i + 1].at;
            Beat at = change.at;
            for (int step = 0; at < end && step < kMostTempoSteps; ++step) {
                const Beat next = std::min(end, at + kTempoStep);
                // The mean tempo of the step keeps its length in seconds.
                const double seconds = map.seconds(next.value()) - map.seconds(at.value());
                out.meta(tick(at), 0x51, tempoMeta((next - at).value() * 60.0 / seconds));
                at = next;
            }
        }
        metres(out);
        for (const Measure& measure : score_.measures)
            if (!measure.section.empty()) out.meta(tick(measure.start), 0x06, measure.section);
        return out.chunk(tick(score_.end()));
    }

    void metres(MidiTrackWriter& out) const {
        int beats = 0;
        int type = 0;
        const Measure* before = nullptr;
        for (const Measure& measure : score_.measures) {
            int barBeats = measure.beats;
            int barType = measure.beatType;
            // A pickup or irregular bar is written in its real length, so that bars stay in place.
            while (Beat(std::int64_t{4} * barBeats, barType) != measure.length && barType <= 64) {
                const Beat count = measure.length * Beat(barType, 4);
                if (count.den == 1 && count.num >= 1 && count.num <= 255) {
                    barBeats = static_cast<int>(count.num);
                    break;
                }
                barType *= 2;
            }
            if (barType > 64) {
                barBeats = measure.beats;
                barType = measure.beatType;
            }
            if (barBeats != beats || barType != type) {
                out.meta(tick(measure.start), 0x58, timeMeta(barBeats, barType));
            }
            beats = barBeats;
            type = barType;
            if (before == nullptr || before->fifths != measure.fifths ||
                before->minor != measure.minor) {
                const std::string key{static_cast<char>(std::clamp(measure.fifths, -7, 7)),
                                      static_cast<char>(measure.minor ? 1 : 0)};
                out.meta(tick(measure.start), 0x59, key);
            }
            before = &measure;
        }
    }

    std::string track(const Part& part) {
        MidiTrackWriter out;
        const MidiPlace place = places_.next(part.percussion);
        if (place.port > 0) out.meta(0, 0x21, std::string(1, static_cast<char>(place.port)));
        if (!part.name.empty()) out.meta(0, 0x03, part.name);
        int bank = 0;
        for (const ProgramChange& change : part.programs) {
            if (change.at == Beat{}) bank = change.bank;
        }
        out.program(0, place.channel, part.program, bank);
        for (const ProgramChange& change : part.programs) {
            if (change.at != Beat{} || change.program != part.program) {
                out.program(tick(change.at), place.channel, change.program, change.bank);
            }
        }
        controls(part, place.channel, out);
        notes(part, place.channel, out);
        return out.chunk(tick(score_.end()));
    }

    void controls(const Part& part, int channel, MidiTrackWriter& out) const {
        const auto unit = [](float value) { return static_cast<int>(std::lround(value * 127.0F)); };
        double widest = 2.0;
        for (const ControlChange& change : part.controls) {
            if (change.kind == Kind::PitchBendSemitones) {
                widest = std::max(widest, std::abs(static_cast<double>(change.value)));
            }
        }
        const int range = static_cast<int>(std::ceil(std::min(widest, 96.0)));
        if (range != 2) out.bendRange(0, channel, range);
        for (const ControlChange& change : part.controls) {
            const std::int64_t at = tick(change.at);
            switch (change.kind) {
                case Kind::Volume:
                    out.control(at, channel, 7, unit(change.value));
                    break;
                case Kind::Expression:
                    out.control(at, channel, 11, unit(change.value));
                    break;
                case Kind::Sustain:
                    out.control(at, channel, 64, unit(change.value));
                    break;
                case Kind::Sostenuto:
                    out.sostenuto(at, channel, change.value >= 0.5F);
                    break;
                case Kind::Pan:
                    out.control(at, channel, 10,
                                static_cast<int>(std::lround(64.0F + change.value * 63.0F)));
                    break;
                case Kind::PitchBendSemitones:
                    out.bend(at, channel, change.value, range);
                    break;
                default:  // curves follow
                    break;
            }
        }
        for (std::size_t i = static_cast<std::size_t>(Kind::Dynamics); i < ControlChange::kKinds;
             ++i) {
            curve(part, static_cast<Kind>(i), channel, out);
        }
    }

    /// A singer's curve by its controller, or, where that cannot hold it, in words.
    void curve(const Part& part, Kind kind, int channel, MidiTrackWriter& out) const {
        std::vector<ControlChange> line;
        for (const ControlChange& change : part.controls)
            if (change.kind == kind) line.push_back(change);
        const Expression curve = *curveOf(kind);
        const bool controlled = std::all_of(line.begin(), line.end(), [&](const auto& change) {
            return singerController(curve, change.value).has_value();
        });
        for (std::size_t i = 0; i < line.size(); ++i) {
            const ControlChange& change = line[i];
            if (!controlled) {
                out.meta(tick(change.at), 0x01, voiceSetting({curve, change.value, change.ramp}));
                continue;
            }
            const auto set = [&](Beat at, float value) {
                const auto [number, setting] = *singerController(curve, value);
                out.control(tick(at), channel, number, setting);
            };
            set(change.at, change.value);
            if (!change.ramp || i + 1 == line.size()) continue;
            const ControlChange& goal = line[i + 1];
            const double span = (goal.at - change.at).value();
            Beat at = change.at + kCurveStep;
            auto held = *singerController(curve, change.value);
            for (int step = 0; at < goal.at && step < kMostCurveSteps; ++step) {
                const auto place = static_cast<float>((at - change.at).value() / span);
                const float value = change.value + place * (goal.value - change.value);
                if (const auto next = *singerController(curve, value); next != held) {
                    set(at, value);
                    held = next;
                }
                at = at + kCurveStep;
            }
        }
    }

    /// Loudness of the dynamics at the places of a part's notes, which come in order.
    class Levels {
      public:
        explicit Levels(const std::vector<DynamicMark>& marks) : marks_(marks) {}
        double at(const Note& note) {
            while (next_ < marks_.size() && marks_[next_].at <= note.onset) {
                latest_[marks_[next_].staff] = next_;
                ++next_;
            }
            auto own = latest_.find(note.staff);
            if (own == latest_.end()) own = latest_.find(0);
            if (own == latest_.end()) return kDefaultLevel;
            const DynamicMark& mark = marks_[own->second];
            if (!mark.ramp) return mark.level;
            const auto goal = std::find_if(
                marks_.begin() + static_cast<std::ptrdiff_t>(own->second) + 1, marks_.end(),
                [&](const DynamicMark& one) { return one.staff == mark.staff; });
            if (goal == marks_.end() || goal->at <= mark.at) return mark.level;
            const double part = (note.onset - mark.at).value() / (goal->at - mark.at).value();
            return mark.level + (goal->level - mark.level) * std::clamp(part, 0.0, 1.0);
        }

      private:
        const std::vector<DynamicMark>& marks_;
        std::size_t next_ = 0;
        std::map<int, std::size_t> latest_;
    };

    /// Whether the measure of a note is on a pass that its lyric is meant for.
    [[nodiscard]] bool comes(const Lyric& lyric, const Note& note) const {
        if (lyric.only.empty() || note.measure < 0) return true;
        const auto measure = static_cast<std::size_t>(note.measure);
        return measure >= score_.measures.size() ||
               std::find(lyric.only.begin(), lyric.only.end(), score_.measures[measure].pass) !=
                   lyric.only.end();
    }

    /// A sequencer knows no tremolo: a note with counted strokes is written as so many notes.
    template <class Action>
    static void strike(const Note& note, Beat onset, Beat end, Action action) {
        const bool counted = note.strokes > 0 && has(note.articulation, Articulation::Tremolo) &&
                             !has(note.articulation, Articulation::TremoloPair);
        const Beat stroke = tremoloStroke(note);
        if (!counted || end - onset <= stroke) return action(onset, end);
        int count = 0;
        for (Beat at = onset; at < end && count < kMostStrokes; at = at + stroke, ++count) {
            action(at, std::min(at + stroke, end));
        }
    }

    void notes(const Part& part, int channel, MidiTrackWriter& out) const {
        Levels levels(part.dynamics);
        const bool bends =
            std::any_of(part.controls.begin(), part.controls.end(),
                        [](const auto& c) { return c.kind == Kind::PitchBendSemitones; });
        for (std::size_t i = 0; i < part.notes.size(); ++i) {
            const Note& note = part.notes[i];
            double level = note.velocity ? static_cast<double>(*note.velocity) : levels.at(note);
            if (!note.velocity && has(note.articulation, Articulation::Accent)) level += 0.12;
            const auto key = static_cast<int>(std::lround(note.pitch));
            Beat onset = note.onset;
            Beat end = note.onset + note.duration;
            if (note.duration == Beat{}) {
                // Graces of one place stand before it one after another.
                std::size_t left = 1;
                while (i + left < part.notes.size() && part.notes[i + left].onset == note.onset &&
                       part.notes[i + left].duration == Beat{} && left < 64) {
                    ++left;
                }
                const Beat before = kGraceLength * Beat::whole(static_cast<std::int64_t>(left));
                onset = std::max(Beat{}, onset - before);
                end = onset + kGraceLength;
            }
            const double fraction = note.pitch - key;
            if (!bends && std::abs(fraction) > 1e-6) {
                out.bend(tick(onset), channel, fraction, 2);
                out.bend(tick(end), channel, 0.0, 2);
            }
            strike(note, onset, end, [&](Beat from, Beat to) {
                out.note(tick(from), tick(to), channel, key, level);
            });
            for (const Lyric& lyric : note.lyrics) {
                if (!comes(lyric, note)) continue;
                const bool leads =
                    lyric.syllabic == Syllabic::Begin || lyric.syllabic == Syllabic::Middle;
                const char* mark = leads ? "-" : lyric.extend ? "_" : "";
                out.meta(tick(onset), 0x05, lyric.text + mark);
            }
        }
    }

    const Score& score_;
    int division_;
    MidiPlaces places_;
};

}  // namespace

std::string writeMidi(const Score& score) {
    return Writer(score).write();
}

}  // namespace arioso
