#include "src/score/musicxml_directions_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "src/score/direction_words.h"
#include "src/score/dynamics_line.h"
#include "src/score/harmony_writer.h"
#include "src/score/named_signs.h"
#include "src/score/voice_words.h"
#include "src/score/written_line.h"
#include "src/score/xml_text.h"

namespace arioso {
namespace {

using Kind = ControlChange::Kind;

/// Velocity that MusicXML's percentages of loudness count from, as a level.
constexpr double kForte = 90.0 / 127.0;
constexpr double kDefaultTempo = 120.0;
/// The volume of a synthesiser that nobody touched (controller value 100).
constexpr float kWakeVolume = 100.0F / 127.0F;
/// Changes of volume and place that nobody hears are left out.
constexpr float kLeastChange = 0.5F / 127.0F;
/// A glide in tempo that is longer is written as several.
constexpr std::int64_t kLongestGlide = 16;

pugi::xml_node direction(pugi::xml_node measure, const char* placement) {
    pugi::xml_node node = measure.append_child("direction");
    setAttribute(node, "placement", std::string(placement));
    return node;
}

pugi::xml_node typeOf(pugi::xml_node direction) {
    return direction.append_child("direction-type");
}

void staffAndSound(pugi::xml_node direction, int staff, const char* attribute,
                   const std::string& value) {
    if (staff > 0) addNumber(direction, "staff", staff);
    if (*attribute == '\0') return;
    setAttribute(direction.append_child("sound"), attribute, value);
}

/// Dots a beat has in this metre: compound metres are counted in dotted notes.
bool dottedBeat(const Measure& measure) {
    return measure.beatType == 8 && measure.beats % 3 == 0 && measure.beats > 3;
}

void addTempo(pugi::xml_node measure, double tempo, bool dotted) {
    pugi::xml_node node = direction(measure, "above");
    pugi::xml_node metronome = typeOf(node).append_child("metronome");
    addText(metronome, "beat-unit", "quarter");
    if (dotted) metronome.append_child("beat-unit-dot");
    const double shown = std::round(tempo / (dotted ? 1.5 : 1.0) * 100.0) / 100.0;
    addText(metronome, "per-minute", decimal(shown));
    staffAndSound(node, 0, "tempo", decimal(tempo));
}

void addWords(pugi::xml_node measure, const std::string& words, const char* sound,
              const std::string& value, const std::vector<int>& passes = {}) {
    pugi::xml_node node = direction(measure, "above");
    addText(typeOf(node), "words", words);
    staffAndSound(node, 0, sound, value);
    if (passes.empty()) return;
    setAttribute(node.child("sound"), "time-only", fmt::format("{}", fmt::join(passes, ",")));
}

/// The usual sign next to a level.
const char* signOf(double level) {
    static constexpr std::array kSigns = {"pppp", "ppp", "pp", "p",   "mp",
                                          "mf",   "f",   "ff", "fff", "ffff"};
    const char* best = "mf";
    double nearest = 2.0;
    for (const char* sign : kSigns) {
        const double miss = std::abs(*readDynamic(sign)->level - level);
        if (miss < nearest) {
            nearest = miss;
            best = sign;
        }
    }
    return best;
}

/// Word whose glide leads nearest to a tempo, as readers without a goal understand it.
const char* glideWord(double ratio) {
    struct Word {
        const char* text;
        double factor;
    };
    static constexpr std::array kSlower = {Word{"rit.", 0.75}, Word{"poco rit.", 0.875},
                                           Word{"molto rit.", 0.5625}};
    static constexpr std::array kFaster = {Word{"accel.", 1.25}, Word{"poco accel.", 1.125},
                                           Word{"molto accel.", 1.5625}};
    const auto& words = ratio < 1.0 ? kSlower : kFaster;
    return std::min_element(words.begin(), words.end(),
                            [&](const Word& a, const Word& b) {
                                return std::abs(a.factor - ratio) < std::abs(b.factor - ratio);
                            })
        ->text;
}

std::vector<LineMark> shortGlides(const std::vector<LineMark>& tempos) {
    std::vector<LineMark> out;
    for (std::size_t i = 0; i < tempos.size(); ++i) {
        out.push_back(tempos[i]);
        if (!tempos[i].ramp || i + 1 == tempos.size()) continue;
        const LineMark& from = tempos[i];
        const LineMark& to = tempos[i + 1];
        const double span = (to.at - from.at).value();
        for (Beat at = from.at + Beat::whole(kLongestGlide);
             at + Beat::whole(1) < to.at && out.size() < 100'000;
             at = at + Beat::whole(kLongestGlide)) {
            const double part = (at - from.at).value() / span;
            out.push_back({at, from.value + (to.value - from.value) * part, true});
        }
    }
    return out;
}

std::vector<LineMark> writtenTempos(const Score& score, const Notation& notation) {
    std::vector<LineMark> played;
    for (const TempoChange& change : score.tempos) {
        played.push_back({change.at, change.quartersPerMinute, change.ramp});
    }
    return shortGlides(foldLine(played, notation, kDefaultTempo));
}

/// One line of marks for each staff that has its own; a single line where all staves agree.
std::vector<std::vector<DynamicMark>> dynamicLines(const std::vector<DynamicMark>& marks,
                                                   const Notation& notation) {
    std::map<int, std::vector<LineMark>> staves;
    for (const DynamicMark& mark : marks) {
        staves[mark.staff].push_back({mark.at, mark.level, mark.ramp});
    }
    const auto equal = [](const LineMark& a, const LineMark& b) {
        return a.at == b.at && a.value == b.value && a.ramp == b.ramp;
    };
    const bool agree = std::all_of(staves.begin(), staves.end(), [&](const auto& staff) {
        return std::equal(staff.second.begin(), staff.second.end(), staves.begin()->second.begin(),
                          staves.begin()->second.end(), equal);
    });
    std::vector<std::vector<DynamicMark>> lines;
    for (const auto& [staff, played] : staves) {
        if (agree && !lines.empty()) break;
        lines.emplace_back();
        for (const LineMark& mark : foldLine(played, notation, kDefaultLevel)) {
            lines.back().push_back({mark.at, static_cast<float>(mark.value), mark.ramp,
                                    agree && staves.size() > 1 ? 0 : staff});
        }
    }
    return lines;
}

/// Volume and expression, whose product is the gain that MusicXML calls volume, and pan. What is
/// set at the start and stays is told by the list of parts.
std::vector<ControlChange> movingControls(const Part& part) {
    std::vector<ControlChange> out;
    std::array<float, 2> written{kWakeVolume, 0.0F};  // volume, pan
    float volume = kWakeVolume;
    float expression = 1.0F;
    bool begins = true;
    for (const ControlChange& change : part.controls) {
        const bool pan = change.kind == Kind::Pan;
        if (change.kind == Kind::Volume) {
            volume = change.value;
        } else if (change.kind == Kind::Expression) {
            expression = change.value;
        } else if (!pan) {
            continue;
        }
        const float value = pan ? change.value : volume * expression;
        float& held = written[pan ? 1 : 0];
        const bool inHead = change.at == Beat{} && change.kind != Kind::Expression;
        begins = begins && inHead;
        // What the list of parts holds is told again only where expression changes it.
        if (inHead && begins) {
            held = value;
        } else if (std::abs(value - held) >= kLeastChange) {
            held = value;
            out.push_back({change.at, pan ? Kind::Pan : Kind::Volume, value});
        }
    }
    // Readers may pass over a volume in the list of parts, but what moves needs its beginning.
    const auto moves = [](const ControlChange& change) { return change.kind == Kind::Volume; };
    const auto first = std::find_if(out.begin(), out.end(), moves);
    if (first != out.end() && Beat{} < first->at) {
        float begin = kWakeVolume;
        for (const ControlChange& change : part.controls) {
            if (change.kind == Kind::Volume && change.at == Beat{}) begin = change.value;
        }
        out.insert(out.begin(), {Beat{}, Kind::Volume, begin});
    }
    return out;
}

/// The curves of a singer that ever leave their usual value.
std::vector<std::pair<Expression, std::vector<LineMark>>> writtenCurves(const Part& part,
                                                                        const Notation& notation) {
    std::map<Expression, std::vector<LineMark>> played;
    for (const ControlChange& change : part.controls) {
        const auto curve = curveOf(change.kind);
        if (curve) played[*curve].push_back({change.at, change.value, change.ramp});
    }
    std::vector<std::pair<Expression, std::vector<LineMark>>> out;
    for (const auto& [curve, line] : played) {
        const double neutral = rangeOf(curve).neutral;
        std::vector<LineMark> marks = foldLine(line, notation, neutral);
        // What holds by itself at the start needs no words.
        if (!marks.empty() && marks.front().value == neutral && !marks.front().ramp)
            marks.erase(marks.begin());
        if (!marks.empty()) out.emplace_back(curve, std::move(marks));
    }
    return out;
}

}  // namespace

MusicXmlDirections::MusicXmlDirections(const Score& score, const Notation& notation,
                                       std::size_t part, int staves,
                                       const std::string& instrumentId)
    : score_(score),
      notation_(notation),
      part_(score.parts[part]),
      index_(static_cast<int>(part)),
      first_(part == 0),
      staves_(staves),
      instrumentId_(instrumentId),
      starts_(writtenStarts(notation)),
      tempos_(writtenTempos(score, notation)),
      lines_(dynamicLines(part_.dynamics, notation)),
      // What a reader takes for granted needs no sign, but one that is there stays there.
      tempo_(score.tempos.empty() || Beat{} < score.tempos.front().at ? kDefaultTempo : 0.0),
      levels_(lines_.size(), -1.0F) {
    if (!part_.dynamics.empty() && Beat{} < part_.dynamics.front().at) {
        std::fill(levels_.begin(), levels_.end(), static_cast<float>(kDefaultLevel));
    }
    volumes_ = movingControls(part_);
    curves_ = writtenCurves(part_, notation);
    if (notation.folded) named_ = nameSigns(writtenSigns(score));
}

template <class Mark>
std::pair<std::size_t, std::size_t> MusicXmlDirections::within(const std::vector<Mark>& marks,
                                                               const Bar& bar) const {
    const auto first = std::lower_bound(marks.begin(), marks.end(), bar.start,
                                        [](const Mark& mark, Beat at) { return mark.at < at; });
    const auto last =
        bar.last ? marks.end()
                 : std::lower_bound(first, marks.end(), bar.end,
                                    [](const Mark& mark, Beat at) { return mark.at < at; });
    return {static_cast<std::size_t>(first - marks.begin()),
            static_cast<std::size_t>(last - marks.begin())};
}

MusicXmlDirections::Bar MusicXmlDirections::writtenBar(std::size_t index) const {
    return {starts_[index], starts_[index + 1], index + 2 == starts_.size()};
}

std::vector<PlacedDirection> MusicXmlDirections::take(std::size_t index) {
    const NotatedBar& notated = notation_.bars[index];
    const Measure& measure = notation_.measures[notated.measure];
    const Bar bar{measure.start, measure.start + measure.length,
                  notated.measure + 1 == notation_.measures.size()};
    std::vector<PlacedDirection> out;
    programs(bar, out);
    if (first_) {
        section(measure, out);
        tempos(writtenBar(index), measure, out);
        swings(bar, out);
        chords(bar, out);
    }
    dynamics(writtenBar(index), out);
    pedal(bar, out);
    volumes(bar, out);
    curves(writtenBar(index), out);
    figures(bar, out);
    for (PlacedDirection& one : out) one.at = std::min(one.at, measure.length);
    std::stable_sort(
        out.begin(), out.end(),
        [](const PlacedDirection& a, const PlacedDirection& b) { return a.at < b.at; });
    if (first_ && notation_.folded) signs(named_[index], bar, out);
    return out;
}

void MusicXmlDirections::signs(const RepeatSigns& signs, const Bar& bar,
                               std::vector<PlacedDirection>& out) const {
    std::vector<PlacedDirection> before;
    const auto sign = [&](const char* kind, const std::string& name) {
        before.push_back({{}, [kind, name](pugi::xml_node measure) {
                              pugi::xml_node node = direction(measure, "above");
                              typeOf(node).append_child(kind);
                              staffAndSound(node, 0, kind, name);
                          }});
    };
    if (signs.segno) sign("segno", *signs.segno);
    if (signs.coda) sign("coda", *signs.coda);
    out.insert(out.begin(), before.begin(), before.end());
    const auto words = [&](const std::string& text, const char* sound, const std::string& value,
                           const std::vector<int>& passes = {}) {
        out.push_back({bar.end - bar.start, [=](pugi::xml_node measure) {
                           addWords(measure, text, sound, value, passes);
                       }});
    };
    const auto any = [&](auto has) { return std::any_of(named_.begin(), named_.end(), has); };
    const bool coda = any([](const RepeatSigns& one) { return one.toCoda.has_value(); });
    const bool fine = any([](const RepeatSigns& one) { return one.fine; });
    const std::string goal = coda ? " al Coda" : fine ? " al Fine" : "";
    if (signs.toCoda) words("To Coda", "tocoda", *signs.toCoda, signs.codaOnly);
    if (signs.fine) words("Fine", "fine", "yes", signs.fineOnly);
    if (signs.daCapo) words("D.C." + goal, "dacapo", "yes", signs.jumpOnly);
    if (signs.dalSegno) words("D.S." + goal, "dalsegno", *signs.dalSegno, signs.jumpOnly);
}

void MusicXmlDirections::section(const Measure& measure, std::vector<PlacedDirection>& out) {
    if (measure.section.empty()) return;
    out.push_back({{}, [&measure](pugi::xml_node node) {
                       addText(typeOf(direction(node, "above")), "rehearsal", measure.section);
                   }});
}

void MusicXmlDirections::tempos(const Bar& bar, const Measure& measure,
                                std::vector<PlacedDirection>& out) {
    const auto [first, last] = within(tempos_, bar);
    for (std::size_t i = first; i < last; ++i) {
        const LineMark& change = tempos_[i];
        // Of several at one place the last one holds; the first is where a glide has led to.
        if (i + 1 < tempos_.size() && tempos_[i + 1].at == change.at) continue;
        const Beat at = change.at - bar.start;
        const double value = change.value;
        std::size_t group = i;
        while (group > 0 && tempos_[group - 1].at == change.at) --group;
        const bool ledTo = group > 0 && tempos_[group - 1].ramp;
        const double reached = tempos_[group].value;
        if (ledTo && reached != value) {
            out.push_back({at, [reached](pugi::xml_node node) {
                               setAttribute(node.append_child("sound"), "tempo", decimal(reached));
                           }});
        }
        if (value != tempo_ || ledTo) {
            out.push_back({at, [value, dotted = dottedBeat(measure)](pugi::xml_node node) {
                               addTempo(node, value, dotted);
                           }});
        }
        tempo_ = value;
        if (!change.ramp || i + 1 == tempos_.size()) continue;
        const double goal = tempos_[i + 1].value;
        if (goal == value) continue;
        const std::string word = glideWord(goal / value);
        out.push_back({at, [word](pugi::xml_node node) { addWords(node, word, "", ""); }});
        tempo_ = goal;
    }
}

void MusicXmlDirections::swings(const Bar& bar, std::vector<PlacedDirection>& out) const {
    constexpr int kMostParts = 24;
    const auto [first, last] = within(score_.swings, bar);
    for (std::size_t i = first; i < last; ++i) {
        const SwingChange& change = score_.swings[i];
        // The share as the nearest ratio of small numbers: 2 to 1, 3 to 2.
        int whole = 2;
        const auto miss = [&](int parts) {
            return std::abs(std::round(change.first * parts) / parts - change.first);
        };
        for (int parts = 3; parts <= kMostParts; ++parts) {
            if (miss(parts) < miss(whole) - 1e-6) whole = parts;
        }
        const int longer = static_cast<int>(std::lround(change.first * whole));
        const bool sixteenths = change.unit < Beat(1, 2);
        out.push_back({change.at - bar.start, [=](pugi::xml_node node) {
                           pugi::xml_node swing = node.append_child("sound").append_child("swing");
                           if (longer * 2 == whole || longer <= 0 || longer >= whole) {
                               swing.append_child("straight");
                               return;
                           }
                           addNumber(swing, "first", longer);
                           addNumber(swing, "second", whole - longer);
                           addText(swing, "swing-type", sixteenths ? "16th" : "eighth");
                       }});
    }
}

void MusicXmlDirections::chords(const Bar& bar, std::vector<PlacedDirection>& out) const {
    const auto [first, last] = within(score_.chords, bar);
    for (std::size_t i = first; i < last; ++i) {
        const ChordSymbol& chord = score_.chords[i];
        out.push_back(
            {chord.at - bar.start, [&chord](pugi::xml_node node) { addHarmony(node, chord); }});
    }
}

void MusicXmlDirections::dynamics(const Bar& bar, std::vector<PlacedDirection>& out) {
    for (std::size_t l = 0; l < lines_.size(); ++l) {
        const std::vector<DynamicMark>& line = lines_[l];
        const auto [first, last] = within(line, bar);
        const int staff = staves_ > 1 ? std::min(line.front().staff, staves_) : 0;
        // Between the staves of a keyboard part they are meant for both hands.
        const char* placement = staff == 1 ? "above" : "below";
        for (std::size_t i = first; i < last; ++i) {
            const DynamicMark& mark = line[i];
            const Beat at = mark.at - bar.start;
            const bool ledTo = i > 0 && line[i - 1].ramp && line[i - 1].level != mark.level;
            const auto wedge = [&](const char* type) {
                out.push_back({at, [=](pugi::xml_node node) {
                                   pugi::xml_node one = direction(node, placement);
                                   pugi::xml_node sign = typeOf(one).append_child("wedge");
                                   setAttribute(sign, "type", std::string(type));
                                   staffAndSound(one, staff, "", "");
                               }});
            };
            if (ledTo) wedge("stop");
            if (mark.level != levels_[l]) {
                const std::string sign = signOf(mark.level);
                const bool exact = static_cast<float>(*readDynamic(sign)->level) == mark.level;
                const std::string percent = decimal(100.0 * mark.level / kForte);
                out.push_back({at, [=](pugi::xml_node node) {
                                   pugi::xml_node one = direction(node, placement);
                                   typeOf(one).append_child("dynamics").append_child(sign.c_str());
                                   staffAndSound(one, staff, exact ? "" : "dynamics", percent);
                               }});
                levels_[l] = mark.level;
            }
            if (!mark.ramp || i + 1 == line.size()) continue;
            const float goal = line[i + 1].level;
            if (goal == mark.level) continue;
            wedge(goal > mark.level ? "crescendo" : "diminuendo");
            // A hairpin of the usual height needs no sign at its end, unless one stands near it.
            const double step = goal > mark.level ? kHairpinStep : -kHairpinStep;
            const bool usual = std::abs(mark.level + step - goal) < 1e-6;
            const bool alone =
                i + 2 == line.size() || line[i + 1].at + Beat::whole(1) < line[i + 2].at;
            if (usual && alone) levels_[l] = goal;
        }
    }
}

void MusicXmlDirections::pedal(const Bar& bar, std::vector<PlacedDirection>& out) {
    const auto [first, last] = within(part_.controls, bar);
    for (std::size_t i = first; i < last; ++i) {
        const ControlChange& change = part_.controls[i];
        const bool isSostenuto = change.kind == Kind::Sostenuto;
        if (change.kind != Kind::Sustain && !isSostenuto) continue;
        const bool down = change.value >= 0.5F;
        bool& isDown = isSostenuto ? sostenutoDown_ : pedalDown_;
        if (down == isDown) continue;
        isDown = down;
        out.push_back({change.at - bar.start, [down, isSostenuto](pugi::xml_node node) {
                           pugi::xml_node one = direction(node, "below");
                           pugi::xml_node sign = typeOf(one).append_child("pedal");
                           const char* start = isSostenuto ? "sostenuto" : "start";
                           setAttribute(sign, "type", std::string(down ? start : "stop"));
                           if (isSostenuto) setAttribute(sign, "number", std::string("2"));
                       }});
    }
}

void MusicXmlDirections::programs(const Bar& bar, std::vector<PlacedDirection>& out) const {
    if (part_.percussion) return;
    const auto [first, last] = within(part_.programs, bar);
    for (std::size_t i = first; i < last; ++i) {
        const ProgramChange& change = part_.programs[i];
        if (change.at == Beat{} && change.program == part_.program) continue;
        out.push_back({change.at - bar.start,
                       [id = instrumentId_, program = change.program](pugi::xml_node node) {
                           pugi::xml_node instrument =
                               node.append_child("sound").append_child("midi-instrument");
                           setAttribute(instrument, "id", id);
                           addNumber(instrument, "midi-program", std::int64_t{program} + 1);
                       }});
    }
}

void MusicXmlDirections::figures(const Bar& bar, std::vector<PlacedDirection>& out) const {
    const auto [first, last] = within(score_.figures, bar);
    for (std::size_t i = first; i < last; ++i) {
        const FiguredBass& figure = score_.figures[i];
        if (figure.part != index_) continue;
        const Beat ticks = figure.duration * Beat::whole(divisions_);
        out.push_back({figure.at - bar.start,
                       [&figure, length = std::llround(ticks.value())](pugi::xml_node node) {
                           addFiguredBass(node, figure, length);
                       }});
    }
}

void MusicXmlDirections::volumes(const Bar& bar, std::vector<PlacedDirection>& out) const {
    if (part_.percussion) return;
    const auto [first, last] = within(volumes_, bar);
    for (std::size_t i = first; i < last; ++i) {
        const ControlChange& change = volumes_[i];
        out.push_back({change.at - bar.start, [this, change](pugi::xml_node node) {
                           pugi::xml_node midi =
                               node.append_child("sound").append_child("midi-instrument");
                           setAttribute(midi, "id", instrumentId_);
                           if (change.kind == Kind::Pan) {
                               addText(midi, "pan", decimal(change.value * 90.0));
                           } else {
                               addText(midi, "volume", decimal(change.value * 100.0));
                           }
                       }});
    }
}

void MusicXmlDirections::curves(const Bar& bar, std::vector<PlacedDirection>& out) const {
    for (const auto& [curve, line] : curves_) {
        const auto [first, last] = within(line, bar);
        for (std::size_t i = first; i < last; ++i) {
            const std::string words =
                voiceSetting({curve, static_cast<float>(line[i].value), line[i].ramp});
            out.push_back({line[i].at - bar.start,
                           [words](pugi::xml_node node) { addWords(node, words, "", ""); }});
        }
    }
}

}  // namespace arioso
