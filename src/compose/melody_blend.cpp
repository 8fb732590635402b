#include "src/compose/melody_blend.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "dsp/error.h"
#include "src/compose/endless_composer.h"
#include "src/compose/melody_leaning.h"
#include "src/score/spelling.h"

namespace arioso {
namespace {

int ticks(Beat beat) {
    return static_cast<int>(std::lround(beat.value() * kTicks));
}

/// An input, studied and encoded.
struct Melody {
    const BlendInput* input = nullptr;
    MelodyMetre metre;
    int tonic = 0;
    bool minor = false;
    int reference = 60;
    std::vector<MelodyCells> windows;  ///< from tick 0 on
    std::vector<MelodyLatent> places;
    std::vector<std::vector<float>> lacks;       ///< of the model, to write the windows
    std::vector<std::vector<BeatChord>> chords;  ///< a window each
    std::set<std::pair<int, int>> line;          ///< onset (tick) and pitch of its notes
    int shift = 0;                               ///< semitones to the key of the blend
};

/// "A", "B", …, "Z", "27", …
std::string letter(std::size_t number) {
    return number < 26 ? std::string(1, static_cast<char>('A' + number))
                       : std::to_string(number + 1);
}

double differing(const std::vector<MelodyCells>& a, const std::vector<MelodyCells>& b) {
    double differ = 0.0;
    double all = 0.0;
    for (std::size_t w = 0; w < std::min(a.size(), b.size()); ++w) {
        if (a[w].cells.size() != b[w].cells.size()) return 1.0;
        for (std::size_t i = 0; i < a[w].cells.size(); ++i) {
            const int x = a[w].cells[i];
            const int y = b[w].cells[i];
            all += 1.0;
            const bool pitches = x >= kCellPitch && y >= kCellPitch;
            const bool same =
                pitches ? symbolPitch(x, a[w].reference) == symbolPitch(y, b[w].reference) : x == y;
            differ += same ? 0.0 : 1.0;
        }
    }
    return all > 0.0 ? differ / all : 0.0;
}

class Blender {
  public:
    Blender(const MelodyModel& model, const std::vector<BlendInput>& inputs,
            const BlendRequest& request)
        : model_(model), request_(request) {
        for (const BlendInput& input : inputs) melodies_.push_back(study(input));
        const Melody& first = melodies_.front();
        tonic_ = request.key ? request.key->first : first.tonic;
        const int own = (pitchClassOf(tonic_ - first.tonic) + 6) % 12 - 6;
        for (Melody& melody : melodies_) {
            melody.shift = first.reference + own - melody.reference;
            for (MelodyCells& window : melody.windows) window.reference += melody.shift;
        }
        setRules();
    }

    [[nodiscard]] Blend run(int candidate) const {
        Blend out;
        out.tonic = tonic_;
        out.minor = minorAt(0, 0.0) >= 0.5F;
        double sum = 0.0;
        double cells = 0.0;
        std::vector<MelodyCells> before;
        const auto add = [&](BlendSection section, std::vector<MelodyCells> windows) {
            section.notes = section.score.parts.front().notes.size();
            if (!out.sections.empty()) section.fromBefore = differing(before, windows);
            before = std::move(windows);
            out.sections.push_back(std::move(section));
        };
        for (std::size_t m = 0; m < melodies_.size(); ++m) {
            add(asWritten(m), melodies_[m].windows);
            for (int step = 1; m + 1 < melodies_.size() && step <= request_.steps; ++step) {
                BlendSection section;
                section.name = letter(m) + "-" + letter(m + 1) + " " + std::to_string(step) + "/" +
                               std::to_string(request_.steps);
                section.share = static_cast<double>(step) / static_cast<double>(request_.steps + 1);
                models::RandomStream random(
                    request_.seed, (static_cast<std::uint64_t>(candidate) << 32U) + m * 4096U +
                                       static_cast<std::uint64_t>(step));
                auto windows = write(m, section, random);
                const auto size =
                    static_cast<double>(windows.size()) * melodies_.front().metre.windowCells();
                sum += section.logProbability;
                cells += size;
                section.logProbability /= size;
                add(std::move(section), std::move(windows));
            }
        }
        out.logProbability = cells > 0.0 ? sum / cells : 0.0;
        return out;
    }

  private:
    [[nodiscard]] Melody study(const BlendInput& input) const {
        const StudiedLine studied = studyLine(*input.score, input.part);
        Melody out;
        out.input = &input;
        const auto metre = melodyMetre(studied.bars[input.firstBar]);
        if (!metre)
            throw Error(ExitCode::Input,
                        input.name + ": bar " + input.score->measures[input.firstBar].number +
                            ": expected a whole bar of 1 to 4 quarters, 3/8, 6/8, 9/8 or 12/8");
        out.metre = *metre;
        std::array<int, 24> keys{};
        const int begin = studied.bars[input.firstBar].start;
        const int end = begin + static_cast<int>(input.bars) * metre->barTicks();
        for (std::size_t i = 0; i < input.bars; ++i) {
            const StudyBar& bar = studied.bars[input.firstBar + i];
            ++keys[static_cast<std::size_t>(bar.tonic + (bar.minor ? 12 : 0))];
        }
        const auto key = std::max_element(keys.begin(), keys.end()) - keys.begin();
        out.tonic = static_cast<int>(key % 12);
        out.minor = key >= 12;
        std::vector<StudyNote> notes;
        for (StudyNote note : studied.line) {
            if (note.onset < begin || note.onset >= end) continue;
            note.duration = std::min(note.duration, end - note.onset);
            note.onset -= begin;
            out.line.emplace(note.onset, note.pitch);
            notes.push_back(note);
        }
        if (notes.empty())
            throw Error(ExitCode::Input, input.name + ": expected notes in the part '" +
                                             input.score->parts[input.part].name + "', bars from " +
                                             input.score->measures[input.firstBar].number +
                                             ", found none");
        out.reference = referenceTonic(notes, out.tonic);
        for (std::size_t bar = 0; bar < input.bars; bar += kMelodyBars) {
            MelodyCells window;
            window.start = static_cast<int>(bar) * metre->barTicks();
            window.metre = *metre;
            window.reference = out.reference;
            window.cells =
                cellsOf(notes, window.start, *metre, metre->windowBeats(), out.reference);
            out.places.push_back(placeOf(model_, window, out.minor ? 1.0F : 0.0F));
            out.chords.push_back(
                beatChords(studied.chords, begin + window.start, *metre, out.tonic));
            WindowRequest own;
            own.place = out.places.back();
            own.window = window;
            own.minor = out.minor ? 1.0F : 0.0F;
            std::vector<int> past(kBeatCells, kCellUnknown);
            if (!out.windows.empty())
                past.assign(out.windows.back().cells.end() - kBeatCells,
                            out.windows.back().cells.end());
            out.lacks.push_back(lackOf(model_, own, past));
            out.windows.push_back(std::move(window));
        }
        return out;
    }

    /// Mode on the way from a melody to the next: 0 major, 1 minor.
    [[nodiscard]] float minorAt(std::size_t melody, double share) const {
        if (request_.key) return request_.key->second ? 1.0F : 0.0F;
        const float own = melodies_[melody].minor ? 1.0F : 0.0F;
        if (melody + 1 >= melodies_.size()) return own;
        const float next = melodies_[melody + 1].minor ? 1.0F : 0.0F;
        return own + static_cast<float>(share) * (next - own);
    }

    /// What steps may have where the first melody decides it.
    void setRules() {
        const Melody& first = melodies_.front();
        for (const MelodyCells& window : first.windows) {
            std::vector<CellMask> allowed(window.cells.size(), kAnyCell);
            if (request_.keepRhythm) allowed = rhythmMask(window.cells);
            rules_.push_back(std::move(allowed));
        }
        if (!request_.keepRhythm) rules_.front().front() &= ~onlySymbol(kCellHold);
    }

    [[nodiscard]] std::vector<MelodyCells> write(std::size_t from, BlendSection& section,
                                                 models::RandomStream& random) const {
        const Melody& first = melodies_.front();
        const Melody& a = melodies_[from];
        const Melody& b = melodies_[from + 1];
        const float minor = minorAt(from, section.share);
        std::vector<int> past(kBeatCells, kCellUnknown);
        std::vector<MelodyCells> out;
        for (std::size_t w = 0; w < first.windows.size(); ++w) {
            WindowRequest request;
            request.place = spherical(a.places[w], b.places[w], section.share);
            request.window = first.windows[w];
            request.minor = minor;
            if (request_.chords) request.chords = first.chords[w];
            request.allowed = rules_[w];
            avoidCells(request.allowed, request_.avoided, request.window, tonic_, minor >= 0.5F);
            keepBars(w, request.allowed);
            CellLeaning leaning;
            if (a.metre == first.metre)
                lean(leaning, a.windows[w].cells, a.lacks[w], 1.0 - section.share);
            if (b.metre == first.metre)
                lean(leaning, b.windows[w].cells, b.lacks[w], section.share);
            const WrittenWindow made =
                writeLeaning(model_, request, leaning, past, request_.temperature, random);
            section.logProbability += made.logProbability;
            MelodyCells window = request.window;
            window.cells = made.cells;
            past.assign(made.cells.end() - kBeatCells, made.cells.end());
            out.push_back(std::move(window));
        }
        section.score = scoreOfCells(out, minor >= 0.5F);
        section.score.title = section.name;
        return out;
    }

    /// Bars that are kept, and what lies behind the last one of an odd number of bars.
    void keepBars(std::size_t window, std::vector<CellMask>& allowed) const {
        const std::vector<int>& cells = melodies_.front().windows[window].cells;
        const std::size_t half = cells.size() / 2;
        const std::size_t bars = melodies_.front().input->bars;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::size_t bar = window * kMelodyBars + i / half;
            const bool kept = bar < request_.keptBars.size() && request_.keptBars[bar] != 0;
            if (kept) allowed[i] = onlySymbol(cells[i]);
            if (bar >= bars) allowed[i] = onlySymbol(i % half == 0 ? kCellRest : kCellHold);
        }
    }

    /// Bars of the first input, or of another, from the beginning of a section.
    [[nodiscard]] Score emptyScore(const Melody& like, bool minor) const {
        const BlendInput& input = *like.input;
        const BlendInput& first = *melodies_.front().input;
        Score out;
        const Beat begin = input.score->measures[input.firstBar].start;
        for (std::size_t i = 0; i < input.bars; ++i) {
            Measure measure = input.score->measures[input.firstBar + i];
            measure.start = measure.start - begin;
            measure.number = std::to_string(i + 1);
            measure.fifths = fifthsOf(tonic_, minor);
            measure.minor = minor;
            measure.pass = 1;
            measure.written = static_cast<int>(i);
            measure.signs = {};
            measure.section.clear();
            out.measures.push_back(measure);
        }
        const Score& score = *first.score;
        Part part;
        const Part& known = score.parts[first.part];
        part.id = "P1";
        part.name = known.name.empty() ? "Melody" : known.name;
        part.abbreviation = known.abbreviation;
        part.program = known.program;
        out.parts.push_back(std::move(part));
        if (!score.tempos.empty()) {
            const double at = score.measures[first.firstBar].start.value();
            out.tempos.push_back({Beat{}, TempoMap(score.tempos).tempoAt(at), false});
        }
        return out;
    }

    [[nodiscard]] Score scoreOfCells(const std::vector<MelodyCells>& windows, bool minor) const {
        const Melody& first = melodies_.front();
        Score out = emptyScore(first, minor);
        const int bar = first.metre.barTicks();
        const int end = static_cast<int>(first.input->bars) * bar;
        for (const StudyNote& made : notesOf(windows)) {
            if (made.onset >= end) continue;
            Note note;
            note.onset = Beat(made.onset, kTicks);
            note.duration = Beat(std::min(made.duration, end - made.onset), kTicks);
            note.pitch = made.pitch;
            note.measure = made.onset / bar;
            note.spelled = spell(made.pitch, out.measures.front().fifths);
            out.parts.front().notes.push_back(std::move(note));
        }
        if (request_.chords) addChords(out, minor);
        return out;
    }

    /// The first input's chords, in the key of the blend.
    void addChords(Score& out, bool minor) const {
        const Melody& first = melodies_.front();
        const StudiedLine studied = studyLine(*first.input->score, first.input->part);
        const int begin = studied.bars[first.input->firstBar].start;
        const int end = begin + static_cast<int>(first.input->bars) * first.metre.barTicks();
        const StudyChord* before = nullptr;
        const auto add = [&](const StudyChord& chord, int at) {
            const Chord above{pitchClassOf(chord.root - first.tonic), chord.quality};
            out.chords.push_back(
                chordSymbol(above, above.root, tonic_, minor, Beat(at - begin, kTicks)));
        };
        for (const StudyChord& chord : studied.chords) {
            if (chord.start <= begin) before = &chord;
            if (chord.start > begin && before != nullptr) {
                add(*before, begin);
                before = nullptr;
            }
            if (chord.start > begin && chord.start < end) add(chord, chord.start);
        }
        if (before != nullptr) add(*before, begin);
    }

    /// An input as it is, moved to the key of the blend.
    [[nodiscard]] BlendSection asWritten(std::size_t index) const {
        const Melody& melody = melodies_[index];
        const BlendInput& input = *melody.input;
        BlendSection out;
        out.name = letter(index);
        out.written = true;
        const bool minor = request_.key ? request_.key->second : melody.minor;
        out.score = emptyScore(melody, minor);
        out.score.title = out.name;
        const Measure& first = input.score->measures[input.firstBar];
        const Measure& last = input.score->measures[input.firstBar + input.bars - 1];
        const Beat end = last.start + last.length;
        Part& part = out.score.parts.front();
        for (Note note : upperStaff(input.score->parts[input.part]).notes) {
            if (note.onset < first.start || !(note.onset < end) || !inLine(melody, note)) continue;
            if (end < note.onset + note.duration) note.duration = end - note.onset;
            note.onset = note.onset - first.start;
            note.measure -= static_cast<int>(input.firstBar);
            note.pitch += melody.shift;
            const int bar = std::clamp(note.measure, 0, static_cast<int>(input.bars) - 1);
            if (melody.shift != 0 || !note.spelled)
                note.spelled =
                    spell(note.pitch, out.score.measures[static_cast<std::size_t>(bar)].fifths);
            note.staff = 1;
            note.voice = 1;
            part.vocal = part.vocal || !note.lyrics.empty();
            part.notes.push_back(std::move(note));
        }
        if (request_.chords && index == 0) addChords(out.score, minor);
        return out;
    }

    /// Whether a note is of the line, or a grace note.
    [[nodiscard]] static bool inLine(const Melody& melody, const Note& note) {
        if (note.grace != Grace::None) return true;
        const Measure& first = melody.input->score->measures[melody.input->firstBar];
        return melody.line.count({ticks(note.onset) - ticks(first.start),
                                  static_cast<int>(std::lround(note.pitch))}) > 0;
    }

    const MelodyModel& model_;
    const BlendRequest& request_;
    std::vector<Melody> melodies_;
    std::vector<std::vector<CellMask>> rules_;  // a window of the first melody each
    int tonic_ = 0;
};

}  // namespace

std::vector<Blend> blendMelodies(const MelodyModel& model, const std::vector<BlendInput>& inputs,
                                 const BlendRequest& request) {
    if (inputs.size() < 2)
        throw Error(ExitCode::Usage,
                    "expected two melodies or more, found " + std::to_string(inputs.size()));
    const Blender blender(model, inputs, request);
    std::vector<Blend> out;
    for (int i = 0; i < request.candidates; ++i) out.push_back(blender.run(i));
    std::stable_sort(out.begin(), out.end(), [](const Blend& a, const Blend& b) {
        return a.logProbability > b.logProbability;
    });
    return out;
}

std::size_t blendableBars(const Score& score, std::size_t first, std::size_t most) {
    const std::vector<StudyBar> bars = studyBars(score);
    std::size_t count = 0;
    while (count < most && first + count < bars.size()) {
        const auto metre = melodyMetre(bars[first + count]);
        if (!metre || metre != melodyMetre(bars[first])) break;
        ++count;
    }
    return count;
}

Score joined(const Blend& blend) {
    Score out;
    for (const BlendSection& section : blend.sections) appendScore(out, section.score);
    return out;
}

}  // namespace arioso
