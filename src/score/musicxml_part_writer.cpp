#include "src/score/musicxml_part_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "src/score/spelling.h"
#include "src/score/xml_text.h"

namespace arioso {
namespace {

/// Beyond this, places are rounded; it holds any mixture of tuplets up to 15 with 64th notes.
constexpr std::int64_t kMostDivisions = 5'765'760;
constexpr int kMostStaves = 16;
constexpr int kPianos = 8;  ///< General MIDI programs that have a soft pedal
constexpr double kSamePitch = 1e-4;

int stavesOf(const Part& part) {
    int staves = 1;
    for (const Note& note : part.notes) staves = std::max(staves, note.staff);
    return std::min(staves, kMostStaves);
}

/// The key that a transposing part reads, in the same mode.
int writtenKey(int fifths, int transposition) {
    int out = fifths - transposition % 12 * 7 % 12;
    while (out > 6 && transposition % 12 != 0) out -= 12;
    while (out < -6 && transposition % 12 != 0) out += 12;
    return out;
}

/// Scale steps of a transposition by semitones.
int diatonicSteps(int semitones) {
    static constexpr std::array kSteps = {0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6};
    const auto steps = kSteps[static_cast<std::size_t>(std::abs(semitones) % 12)];
    return semitones < 0 ? -steps : steps;
}

void addBarStyle(pugi::xml_node barline, const char* style) {
    addText(barline, "bar-style", style);
}

}  // namespace

MusicXmlPartWriter::MusicXmlPartWriter(const Score& score, const Notation& notation,
                                       std::size_t part, const MusicXmlPartIds& ids,
                                       bool explicitly)
    : score_(score),
      notation_(notation),
      part_(score.parts[part]),
      bars_(notation.parts[part]),
      ids_(ids),
      staves_(stavesOf(part_)),
      notes_(staves_ > 1, ids.drums, explicitly),
      directions_(score, notation, part, staves_, ids.instrument) {
    findVoltas();
}

/// Endings as playOrder finds them: one that is never closed reaches to its repeat sign, else it is
/// one bar long.
void MusicXmlPartWriter::findVoltas() {
    const std::size_t count = notation_.bars.size();
    voltas_.resize(count);
    voltaStarts_.resize(count, false);
    voltaStops_.resize(count, false);
    const auto signs = [&](std::size_t i) -> const RepeatSigns& { return notation_.bars[i].signs; };
    for (std::size_t i = 0; i < count; ++i) {
        if (signs(i).voltaStart.empty()) continue;
        std::size_t last = i;
        for (std::size_t k = i; k < count && (k == i || signs(k).voltaStart.empty()); ++k) {
            if (signs(k).voltaEnd || signs(k).backward > 0) {
                last = k;
                break;
            }
        }
        const std::string numbers = fmt::format("{}", fmt::join(signs(i).voltaStart, ","));
        for (std::size_t k = i; k <= last; ++k) voltas_[k] = numbers;
        voltaStarts_[i] = true;
        voltaStops_[last] = true;
        i = last;
    }
}

std::int64_t MusicXmlPartWriter::divisions() const {
    std::int64_t common = 1;
    const auto take = [&](Beat beat) {
        const std::int64_t more = std::lcm(common, std::min(beat.den, kMostDivisions));
        if (more <= kMostDivisions) common = more;
    };
    for (const Note& note : part_.notes) {
        take(note.onset);
        take(note.duration);
    }
    for (const Measure& measure : notation_.measures) take(measure.length);
    for (const DynamicMark& mark : part_.dynamics) take(mark.at);
    for (const ControlChange& change : part_.controls) take(change.at);
    for (const ProgramChange& change : part_.programs) take(change.at);
    for (const FiguredBass& figure : score_.figures) {
        take(figure.at);
        take(figure.duration);
    }
    if (&part_ == score_.parts.data()) {
        for (const TempoChange& change : score_.tempos) take(change.at);
        for (const ChordSymbol& chord : score_.chords) take(chord.at);
        for (const SwingChange& change : score_.swings) take(change.at);
    }
    return common;
}

void MusicXmlPartWriter::write(pugi::xml_node part) {
    notes_.setDivisions(divisions());
    directions_.setDivisions(divisions());
    for (const std::vector<Segment>& bar : bars_) notes_.lookAt(bar);
    for (std::size_t i = 0; i < notation_.bars.size(); ++i) {
        bar(part.append_child("measure"), i);
    }
}

void MusicXmlPartWriter::bar(pugi::xml_node measure, std::size_t index) {
    number(measure, index);
    leftBarline(measure, index);
    attributes(measure, index);
    playingWays(measure, index);
    streams(measure, index);
    rightBarline(measure, index);
    before_ = &notation_.measures[notation_.bars[index].measure];
}

void MusicXmlPartWriter::number(pugi::xml_node measure, std::size_t index) const {
    const Measure& here = notation_.measures[notation_.bars[index].measure];
    setAttribute(measure, "number", here.number.empty() ? std::to_string(index + 1) : here.number);
    // A pickup bar, or what is left of a bar behind a repeat sign inside it.
    const Beat nominal(std::int64_t{4} * here.beats, here.beatType);
    const bool goesOn = before_ != nullptr && before_->number == here.number;
    if (here.length < nominal && (index == 0 || goesOn)) {
        setAttribute(measure, "implicit", std::string("yes"));
    }
}

void MusicXmlPartWriter::leftBarline(pugi::xml_node measure, std::size_t index) const {
    const RepeatSigns& signs = notation_.bars[index].signs;
    if (!signs.forward && !voltaStarts_[index]) return;
    pugi::xml_node barline = measure.append_child("barline");
    setAttribute(barline, "location", std::string("left"));
    if (signs.forward) addBarStyle(barline, "heavy-light");
    if (voltaStarts_[index]) {
        pugi::xml_node ending = barline.append_child("ending");
        setAttribute(ending, "number", voltas_[index]);
        setAttribute(ending, "type", std::string("start"));
    }
    if (signs.forward) {
        setAttribute(barline.append_child("repeat"), "direction", std::string("forward"));
    }
}

void MusicXmlPartWriter::rightBarline(pugi::xml_node measure, std::size_t index) const {
    const RepeatSigns& signs = notation_.bars[index].signs;
    const bool last = index + 1 == notation_.bars.size();
    if (signs.backward == 0 && !voltaStops_[index] && !last) return;
    pugi::xml_node barline = measure.append_child("barline");
    setAttribute(barline, "location", std::string("right"));
    if (signs.backward > 0 || last) addBarStyle(barline, "light-heavy");
    if (voltaStops_[index]) {
        pugi::xml_node ending = barline.append_child("ending");
        setAttribute(ending, "number", voltas_[index]);
        setAttribute(ending, "type", std::string(signs.backward > 0 ? "stop" : "discontinue"));
    }
    if (signs.backward > 0) {
        pugi::xml_node repeat = barline.append_child("repeat");
        setAttribute(repeat, "direction", std::string("backward"));
        if (signs.backward != 2) setAttribute(repeat, "times", std::int64_t{signs.backward});
        if (signs.afterJump) setAttribute(repeat, "after-jump", std::string("yes"));
    }
}

int MusicXmlPartWriter::transpositionOf(std::size_t index) const {
    for (const Segment& segment : bars_[index]) {
        const Note& note = *segment.note;
        if (!note.spelled) continue;
        const double shift = note.pitch - pitchOf(*note.spelled);
        const double whole = std::round(shift);
        if (std::abs(shift - whole) < kSamePitch && std::abs(whole) <= 48.0) {
            return static_cast<int>(whole);
        }
    }
    return transposition_;
}

void MusicXmlPartWriter::attributes(pugi::xml_node measure, std::size_t index) {
    const Measure& here = notation_.measures[notation_.bars[index].measure];
    const bool first = index == 0;
    // A part that rests at first is written from the beginning as it will be later.
    if (first) clefs_ = MusicXmlClefs(part_, bars_, staves_);
    int transposition = transposition_;
    for (std::size_t i = index; i < (first ? bars_.size() : index + 1); ++i) {
        if (bars_[i].empty()) continue;
        transposition = transpositionOf(i);
        break;
    }
    const bool transposes = transposition != transposition_;
    transposition_ = transposition;
    const int fifths = writtenKey(here.fifths, transposition);
    notes_.setTransposition(transposition, fifths);
    const bool key =
        first || transposes || before_->fifths != here.fifths || before_->minor != here.minor;
    const bool time = first || before_->beats != here.beats || before_->beatType != here.beatType;
    const bool clef = first || clefs_.changesAt(index);
    if (!key && !time && !clef) return;
    pugi::xml_node node = measure.append_child("attributes");
    if (first) addNumber(node, "divisions", divisions());
    if (key) {
        pugi::xml_node out = node.append_child("key");
        addNumber(out, "fifths", fifths);
        addText(out, "mode", here.minor ? "minor" : "major");
    }
    if (time) {
        pugi::xml_node out = node.append_child("time");
        addNumber(out, "beats", here.beats);
        addNumber(out, "beat-type", here.beatType);
    }
    if (first && staves_ > 1) addNumber(node, "staves", staves_);
    if (clef) clefs_.write(node, index);
    if (transposes) {
        pugi::xml_node out = node.append_child("transpose");
        const int chromatic = transposition % 12;
        addNumber(out, "diatonic", diatonicSteps(chromatic));
        addNumber(out, "chromatic", chromatic);
        if (transposition / 12 != 0) addNumber(out, "octave-change", transposition / 12);
    }
}

/// "pizz." and "arco", "con sord." and "senza sord." where whole bars agree; notes of mixed bars
/// are marked one by one.
void MusicXmlPartWriter::playingWays(pugi::xml_node measure, std::size_t index) {
    const std::vector<Segment>& notes = bars_[index];
    if (notes.empty()) return;
    const auto all = [&](Articulation mark) {
        return std::all_of(notes.begin(), notes.end(), [mark](const Segment& segment) {
            return has(segment.note->articulation, mark);
        });
    };
    const auto sound = [&](const char* words) {
        pugi::xml_node direction = measure.append_child("direction");
        setAttribute(direction, "placement", std::string("above"));
        addText(direction.append_child("direction-type"), "words", words);
        return direction.append_child("sound");
    };
    const bool plucked = all(Articulation::Pizzicato);
    if (plucked != pizzicato_) {
        setAttribute(sound(plucked ? "pizz." : "arco"), "pizzicato",
                     std::string(plucked ? "yes" : "no"));
    }
    const bool muted = all(Articulation::Muted);
    if (muted != muted_) {
        const bool piano = !part_.percussion && part_.program < kPianos;
        pugi::xml_node node = piano ? sound(muted ? "una corda" : "tre corde")
                                    : sound(muted ? "con sord." : "senza sord.");
        addText(node.append_child("play"), "mute", muted ? "on" : "off");
    }
    pizzicato_ = plucked;
    muted_ = muted;
    notes_.setPizzicato(plucked);
    notes_.setMuted(muted);
}

void MusicXmlPartWriter::streams(pugi::xml_node measure, std::size_t index) {
    const Measure& here = notation_.measures[notation_.bars[index].measure];
    const std::vector<PlacedDirection> directions = directions_.take(index);
    auto next = directions.begin();
    // Those inside a long note are reached by going ahead and coming back.
    const auto directionsBefore = [&](Beat from, Beat until) {
        Beat at = from;
        while (next != directions.end() && (next->at <= from || next->at < until)) {
            const Beat place = std::max(from, next->at);
            notes_.move(measure, "forward", place - at);
            at = place;
            next->add(measure);
            ++next;
        }
        notes_.move(measure, "backup", at - from);
    };
    const std::vector<VoiceStream> streams = voiceStreams(bars_[index], here.length, staves_);
    for (std::size_t s = 0; s < streams.size(); ++s) {
        const VoiceStream& stream = streams[s];
        if (s > 0) notes_.move(measure, "backup", here.length);
        const bool silent = stream.slots.size() == 1 && stream.slots.front().notes.empty();
        if (silent) {
            if (s == 0) directionsBefore({}, here.length);
            notes_.wholeRest(measure, stream, here.length);
        } else {
            notes_.stream(measure, stream, [&](const Slot& slot) {
                if (s == 0) directionsBefore(slot.at, slot.at + slot.length);
            });
        }
        if (s == 0) directionsBefore(here.length, here.length);
    }
}

}  // namespace arioso
