#include "src/score/musicxml_assemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "dsp/error.h"
#include "src/score/dynamics_line.h"
#include "src/score/instrument_names.h"
#include "src/score/measures.h"
#include "src/score/played_bars.h"
#include "src/score/tempo_line.h"
#include "src/score/ties.h"
#include "src/score/typed_hyphens.h"
#include "src/score/verses.h"

namespace arioso {
namespace {

using Kind = WrittenMark::Kind;

constexpr int kDrumChannel = 10;
constexpr int kPiano = 0;
constexpr int kChoirAahs = 52;
/// Volume that notation programs write for every part that nobody touched (controller value 100).
constexpr double kUntouchedVolume = 100.0 / 127.0;
constexpr double kSameVolume = 0.01;
constexpr std::size_t kMostDynamicStaves = 8;

bool isDynamic(Kind kind) {
    return kind == Kind::Level || kind == Kind::HairpinUp || kind == Kind::HairpinDown ||
           kind == Kind::HairpinEnd;
}

class Assembler {
  public:
    Assembler(WrittenScore& written, const std::string& name, const ReadOptions& options,
              Score& score, Diagnostics& diagnostics)
        : written_(written),
          name_(name),
          options_(options),
          score_(score),
          diagnostics_(diagnostics),
          played_(unfoldBars(written.frames, name, options, diagnostics)) {
        for (const PlayedPiece& piece : played_.pieces) spans_.push_back(piece.span);
    }

    void assemble() {
        measures();
        tempos();
        swings();
        chords();
        figures();
        std::vector<std::string> names;
        for (const WrittenPart& part : written_.parts) names.push_back(nameFor(part.head));
        const std::vector<InstrumentGuess> guesses = guessInstruments(names);
        sameVolume_ = volumesAreEqual();
        std::vector<Part> struck;
        for (std::size_t i = 0; i < written_.parts.size(); ++i) {
            score_.parts.push_back(part(written_.parts[i], guesses[i]));
            if (written_.parts[i].anyUnpitched && !score_.parts.back().percussion) {
                struck.push_back(percussionOf(written_.parts[i]));
            }
            written_.parts[i].bars.clear();  // large scores need not be held twice
            written_.parts[i].bars.shrink_to_fit();
        }
        for (Part& one : score_.parts) joinTypedHyphens(one);
        // Behind all others: figures know their part by its place.
        for (Part& one : struck) score_.parts.push_back(std::move(one));
    }

  private:
    /// The printed name where it says anything, else the instrument's.
    static std::string nameFor(const PartHead& head) {
        const auto known = [](const std::string& name) {
            const InstrumentGuess guess = guessInstruments({name})[0];
            return guess.program >= 0 || guess.percussion;
        };
        if (known(head.name) || head.instruments.empty()) return head.name;
        const WrittenInstrument& first = head.instruments.front();
        if (known(first.name)) return first.name;
        if (known(first.sound)) return first.sound;
        if (known(head.abbreviation)) return head.abbreviation;
        return head.name;
    }

    void measures() {
        for (const PlayedPiece& piece : played_.pieces) {
            const BarFrame& frame = written_.frames[piece.bar];
            Measure measure;
            measure.start = piece.span.at;
            measure.length = piece.span.to - piece.span.from;
            measure.number = frame.number;
            // Of a bar cut by signs, the first piece begins it.
            if (piece.span.from == played_.starts[piece.bar]) measure.section = frame.section;
            measure.beats = frame.beats;
            measure.beatType = frame.beatType;
            measure.fifths = frame.fifths;
            measure.minor = frame.minor;
            measure.pass = piece.pass;
            measure.written = piece.written;
            measure.signs = played_.signs[static_cast<std::size_t>(piece.written)];
            score_.measures.push_back(std::move(measure));
        }
    }

    void tempos() {
        std::vector<TempoEvent> events;
        for (std::size_t i = 0; i < written_.frames.size(); ++i) {
            for (TempoEvent event : written_.frames[i].tempos) {
                event.at = played_.starts[i] + event.at;
                events.push_back(event);
            }
        }
        for (const LineMark& mark :
             unfoldLine(settleTempos(std::move(events), played_.starts.back()), spans_, 120.0)) {
            score_.tempos.push_back({mark.at, mark.value, mark.ramp});
        }
    }

    /// A line of shares; sixteenths are told from eighths by what is added to them.
    void swings() {
        constexpr double kSixteenths = 10.0;
        std::vector<LineMark> line;
        for (std::size_t i = 0; i < written_.frames.size(); ++i) {
            for (const SwingChange& change : written_.frames[i].swings) {
                const double kind = change.unit < Beat(1, 2) ? kSixteenths : 0.0;
                line.push_back({played_.starts[i] + change.at, change.first + kind, false});
            }
        }
        std::stable_sort(line.begin(), line.end(),
                         [](const LineMark& a, const LineMark& b) { return a.at < b.at; });
        for (const LineMark& mark : unfoldLine(line, spans_, 0.5)) {
            const bool sixteenths = mark.value > kSixteenths;
            score_.swings.push_back({mark.at, mark.value - (sixteenths ? kSixteenths : 0.0),
                                     sixteenths ? Beat(1, 4) : Beat(1, 2)});
        }
    }

    void figures() {
        for (const PlayedPiece& piece : played_.pieces) {
            for (const FiguredBass& figure : written_.frames[piece.bar].figures) {
                eachTime(piece, figure.at, [&](Beat at) {
                    score_.figures.push_back(figure);
                    score_.figures.back().at = at;
                });
            }
            if (score_.figures.size() > options_.limits.notes) refuse();
        }
        std::stable_sort(score_.figures.begin(), score_.figures.end(),
                         [](const FiguredBass& a, const FiguredBass& b) { return a.at < b.at; });
    }

    /// Calls `action(played place)` for a place in a bar each time that bar is played.
    template <class Action>
    void eachTime(const PlayedPiece& piece, Beat at, Action action) const {
        const Beat written = played_.starts[piece.bar] + at;
        const bool inside = !(written < piece.span.from) && written < piece.span.to;
        const bool atEnd = piece.closesBar && !(written < piece.span.to);
        if (inside || atEnd) action(piece.span.at + (written - piece.span.from));
    }

    void chords() {
        for (const PlayedPiece& piece : played_.pieces) {
            for (const ChordSymbol& chord : written_.frames[piece.bar].chords) {
                eachTime(piece, chord.at, [&](Beat at) {
                    score_.chords.push_back(chord);
                    score_.chords.back().at = at;
                });
            }
            if (score_.chords.size() > options_.limits.notes) refuse();
        }
        std::stable_sort(score_.chords.begin(), score_.chords.end(),
                         [](const ChordSymbol& a, const ChordSymbol& b) { return a.at < b.at; });
    }

    [[noreturn]] void refuse() const {
        throw Error(ExitCode::Input, fmt::format("{}: expected at most {} notes with repeats "
                                                 "unfolded, found more",
                                                 name_, options_.limits.notes));
    }

    Part part(const WrittenPart& written, const InstrumentGuess& guess) {
        Part out;
        out.id = written.head.id;
        out.name = written.head.name.empty() ? nameFor(written.head) : written.head.name;
        if (out.name.empty()) out.name = out.id;
        out.abbreviation = written.head.abbreviation;
        const bool drumChannel = !written.head.instruments.empty() &&
                                 written.head.instruments.front().channel == kDrumChannel;
        out.percussion = (written.anyUnpitched && (!written.anyPitched || drumChannel)) ||
                         (!written.anyUnpitched && drumChannel && guess.percussion);
        std::vector<SoundingNote> notes =
            sounding(written, out.percussion ? Kept::All : Kept::Pitched);
        joinTies(notes);
        bool lyrics = false;
        out.notes.reserve(notes.size());
        for (SoundingNote& note : notes) {
            lyrics = lyrics || !note.note.lyrics.empty();
            out.notes.push_back(note.note);
        }
        out.vocal = !out.percussion && (lyrics || guess.vocal);
        chooseProgram(written, guess, out);
        programs(written, notes, out);
        dynamics(written, out);
        controls(written, out);
        return out;
    }

    /// The notes without pitch of a part that has others too: a triangle beside the timpani.
    Part percussionOf(const WrittenPart& written) {
        Part out;
        out.id = written.head.id + "-percussion";
        const std::string name = nameFor(written.head);
        out.name = (name.empty() ? written.head.id : name) + " (percussion)";
        out.percussion = true;
        std::vector<SoundingNote> notes = sounding(written, Kept::Unpitched);
        joinTies(notes);
        for (SoundingNote& note : notes) out.notes.push_back(std::move(note.note));
        dynamics(written, out);
        return out;
    }

    /// Notes of a part that are played.
    enum class Kept { All, Pitched, Unpitched };

    std::vector<SoundingNote> sounding(const WrittenPart& written, Kept kept) {
        std::vector<SoundingNote> out;
        VersePicker verses(written, played_.plays);
        std::map<int, int> passes;
        for (const PlayedPiece& piece : played_.pieces) ++passes[piece.written];
        for (std::size_t p = 0; p < played_.pieces.size(); ++p) {
            const PlayedPiece& piece = played_.pieces[p];
            if (piece.bar >= written.bars.size()) continue;
            const std::vector<WrittenNote>& notes = written.bars[piece.bar].notes;
            for (std::size_t i = 0; i < notes.size(); ++i) {
                const WrittenNote& note = notes[i];
                if (kept != Kept::All && note.unpitched != (kept == Kept::Unpitched)) continue;
                if (!note.only.empty() &&
                    std::find(note.only.begin(), note.only.end(), piece.pass) == note.only.end()) {
                    continue;
                }
                eachTime(piece, note.note.onset, [&](Beat at) {
                    if (++noteCount_ > options_.limits.notes) refuse();
                    SoundingNote sounding{note.note, note.tieStart, note.tieStop, note.instrument,
                                          note.struck};
                    sounding.note.onset = at;
                    sounding.note.measure = static_cast<int>(p);
                    sounding.note.lyrics = verses.pick(piece.bar, i, piece.pass);
                    if (piece.pass == 1) {
                        // Kept for those who write the score.
                        for (Lyric& lyric : verses.unsung(piece.bar, i, passes[piece.written])) {
                            sounding.note.lyrics.push_back(std::move(lyric));
                        }
                    }
                    out.push_back(std::move(sounding));
                });
            }
        }
        endAtFine(out);
        return out;
    }

    /// At a Fine that names a length, what is held to the bar's end is held for that long.
    void endAtFine(std::vector<SoundingNote>& notes) const {
        if (played_.pieces.empty()) return;
        const PlayedPiece& last = played_.pieces.back();
        const RepeatSigns& signs = played_.signs[static_cast<std::size_t>(last.written)];
        const bool isWhole = options_.repeats == RepeatMode::None;
        if (!signs.fine || signs.fineLength == Beat{} || isWhole) return;
        const Beat end = last.span.at + (last.span.to - last.span.from);
        for (SoundingNote& one : notes) {
            if (one.note.grace == Grace::None && end <= one.note.onset + one.note.duration) {
                one.note.duration = signs.fineLength;
            }
        }
    }

    void chooseProgram(const WrittenPart& written, const InstrumentGuess& guess, Part& out) {
        const auto& instruments = written.head.instruments;
        const int stated = instruments.empty() ? -1 : instruments.front().program;
        out.program = stated >= 0 ? stated : guess.program;
        if (out.program < 0 && out.vocal) out.program = kChoirAahs;
        if (out.program >= 0) return;
        out.program = kPiano;
        if (!out.percussion && !out.notes.empty()) {
            diagnostics_.add(
                out.id, "",
                fmt::format("instrument \"{}\" is not known; played as a piano", out.name));
        }
    }

    /// Changes by <sound>, then those that notes ask for by naming another instrument of the part.
    void programs(const WrittenPart& written, const std::vector<SoundingNote>& notes,
                  Part& out) const {
        if (out.percussion) return;
        const std::vector<LineMark> line =
            unfoldLine(marks(written, Kind::Program), spans_, out.program);
        for (const LineMark& mark : line) {
            out.programs.push_back({mark.at, static_cast<int>(std::lround(mark.value)), 0});
        }
        int current = -1;
        for (const SoundingNote& note : notes) {
            if (note.instrument < 0 || note.instrument == current) continue;
            const int program =
                written.head.instruments[static_cast<std::size_t>(note.instrument)].program;
            const bool first = current < 0;
            current = note.instrument;
            if (program < 0) continue;
            if (first) out.program = program;
            if (!first) out.programs.push_back({note.note.onset, program, 0});
        }
        std::stable_sort(
            out.programs.begin(), out.programs.end(),
            [](const ProgramChange& a, const ProgramChange& b) { return a.at < b.at; });
        int sounding = out.program;
        std::erase_if(out.programs, [&](const ProgramChange& change) {
            return std::exchange(sounding, change.program) == change.program;
        });
    }

    /// The part's marks of one kind in written time.
    [[nodiscard]] std::vector<LineMark> marks(const WrittenPart& written, Kind kind) const {
        std::vector<LineMark> out;
        for (std::size_t i = 0; i < written.bars.size(); ++i) {
            for (const WrittenMark& mark : written.bars[i].marks) {
                if (mark.kind == kind)
                    out.push_back({played_.starts[i] + mark.at, mark.value, false});
            }
        }
        std::stable_sort(out.begin(), out.end(),
                         [](const LineMark& a, const LineMark& b) { return a.at < b.at; });
        return out;
    }

    void dynamics(const WrittenPart& written, Part& out) const {
        std::vector<WrittenMark> all;
        std::set<int> staves;
        for (std::size_t i = 0; i < written.bars.size(); ++i) {
            for (WrittenMark mark : written.bars[i].marks) {
                if (!isDynamic(mark.kind)) continue;
                mark.at = played_.starts[i] + mark.at;
                if (mark.staff != 0) staves.insert(mark.staff);
                all.push_back(mark);
            }
        }
        // Where a staff has marks of its own, each staff gets a line; common marks are in all of
        // them.
        if (!staves.empty()) {
            for (const Note& note : out.notes) {
                if (staves.size() < kMostDynamicStaves) staves.insert(note.staff);
            }
        }
        if (staves.empty() || staves.size() > kMostDynamicStaves) staves = {0};
        for (const int staff : staves) {
            std::vector<WrittenMark> own = all;
            if (staff != 0) {
                std::erase_if(own, [&](const WrittenMark& mark) {
                    return mark.staff != 0 && mark.staff != staff;
                });
            }
            for (const LineMark& mark :
                 unfoldLine(settleDynamics(std::move(own)), spans_, kDefaultLevel)) {
                out.dynamics.push_back({mark.at, static_cast<float>(mark.value), mark.ramp, staff});
            }
        }
        std::stable_sort(out.dynamics.begin(), out.dynamics.end(),
                         [](const DynamicMark& a, const DynamicMark& b) { return a.at < b.at; });
    }

    [[nodiscard]] bool volumesAreEqual() const {
        std::optional<double> first;
        for (const WrittenPart& part : written_.parts) {
            if (part.head.instruments.empty()) continue;
            const auto volume = part.head.instruments.front().volume;
            if (!volume) continue;
            if (!first) first = volume;
            if (std::abs(*volume - *first) > kSameVolume) return false;
        }
        return true;
    }

    void controls(const WrittenPart& written, Part& out) const {
        if (!written.head.instruments.empty()) {
            const WrittenInstrument& instrument = written.head.instruments.front();
            // Equal volumes say nothing of the mix; nor does a pan of 0, which programs write
            // unasked.
            if (instrument.volume && !sameVolume_ &&
                std::abs(*instrument.volume - kUntouchedVolume) > kSameVolume) {
                out.controls.push_back(
                    {{}, ControlChange::Kind::Volume, static_cast<float>(*instrument.volume)});
            }
            if (instrument.pan && std::abs(*instrument.pan) > kSameVolume) {
                out.controls.push_back(
                    {{}, ControlChange::Kind::Pan, static_cast<float>(*instrument.pan)});
            }
        }
        using Control = ControlChange::Kind;
        const auto held = [&](Control kind, double otherwise) {
            for (const ControlChange& change : out.controls) {
                if (change.kind == kind) return static_cast<double>(change.value);
            }
            return otherwise;
        };
        const std::array lines = {
            std::tuple{Kind::Sustain, Control::Sustain, 0.0},
            std::tuple{Kind::Sostenuto, Control::Sostenuto, 0.0},
            std::tuple{Kind::Volume, Control::Volume, held(Control::Volume, kUntouchedVolume)},
            std::tuple{Kind::Pan, Control::Pan, held(Control::Pan, 0.0)}};
        for (const auto& [mark, control, before] : lines) {
            const bool pedal = control == Control::Sustain || control == Control::Sostenuto;
            double latest = before;
            for (const LineMark& one : unfoldLine(marks(written, mark), spans_, before)) {
                // A pedal that is pressed while it is down stays down.
                if (std::exchange(latest, one.value) == one.value && pedal) continue;
                out.controls.push_back({one.at, control, static_cast<float>(one.value)});
            }
        }
        curves(written, out);
        std::stable_sort(
            out.controls.begin(), out.controls.end(),
            [](const ControlChange& a, const ControlChange& b) { return a.at < b.at; });
    }

    /// What directions ask of a singer. Vibrato is written over strings, too, without being asked
    /// of a voice.
    void curves(const WrittenPart& written, Part& out) const {
        std::map<Expression, std::vector<LineMark>> lines;
        for (std::size_t i = 0; i < written.bars.size(); ++i) {
            for (const WrittenMark& mark : written.bars[i].marks) {
                if (mark.kind != Kind::Curve) continue;
                lines[mark.curve].push_back({played_.starts[i] + mark.at, mark.value, mark.ramp});
            }
        }
        for (auto& [curve, line] : lines) {
            const ExpressionRange& range = rangeOf(curve);
            if (range.singersOnly && !out.vocal) {
                const auto moved = [&](const LineMark& mark) {
                    return mark.value != static_cast<double>(range.neutral);
                };
                if (curve != Expression::Vibrato && std::any_of(line.begin(), line.end(), moved)) {
                    diagnostics_.add(
                        out.id, "",
                        fmt::format("{} is for parts that sing: it is not used", range.name));
                }
                continue;
            }
            std::stable_sort(line.begin(), line.end(),
                             [](const LineMark& a, const LineMark& b) { return a.at < b.at; });
            for (const LineMark& mark :
                 unfoldLine(line, spans_, static_cast<double>(range.neutral))) {
                out.controls.push_back(
                    {mark.at, controlOf(curve), static_cast<float>(mark.value), mark.ramp});
            }
        }
    }

    WrittenScore& written_;
    const std::string& name_;
    const ReadOptions& options_;
    Score& score_;
    Diagnostics& diagnostics_;
    PlayedBars played_;
    std::vector<PlayedSpan> spans_;
    std::size_t noteCount_ = 0;
    bool sameVolume_ = true;
};

}  // namespace

void assembleScore(WrittenScore& written, const std::string& name, const ReadOptions& options,
                   Score& score, Diagnostics& diagnostics) {
    Assembler(written, name, options, score, diagnostics).assemble();
}

}  // namespace arioso
