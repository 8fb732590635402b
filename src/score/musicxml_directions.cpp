#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "src/score/chord_names.h"
#include "src/score/direction_words.h"
#include "src/score/instrument_names.h"
#include "src/score/musicxml_part_reader.h"
#include "src/score/section_names.h"
#include "src/score/text_encoding.h"
#include "src/score/voice_marks.h"
#include "src/score/voice_words.h"

namespace arioso {
namespace {

using Kind = WrittenMark::Kind;

constexpr double kForte = 90.0;
constexpr int kMostTimes = 1000;

double unitNamed(const std::string& name) {
    static const std::map<std::string, double> kUnits = {
        {"long", 16.0},  {"breve", 8.0}, {"whole", 4.0},  {"half", 2.0},   {"quarter", 1.0},
        {"eighth", 0.5}, {"16th", 0.25}, {"32nd", 0.125}, {"64th", 0.0625}};
    const auto it = kUnits.find(name);
    return it == kUnits.end() ? 1.0 : it->second;
}

/// Quarters of a beat unit with the dots that follow it.
double beatUnit(pugi::xml_node unit) {
    double length = unitNamed(std::string(trimmed(unit.text().get())));
    double dot = length / 2.0;
    pugi::xml_node next = unit.next_sibling();
    for (int i = 0; i < 4 && std::string_view(next.name()) == "beat-unit-dot"; ++i) {
        length += dot;
        dot /= 2.0;
        next = next.next_sibling();
    }
    return length;
}

/// First number of a metronome mark: "ca. 92", "92-100".
std::optional<double> firstNumber(std::string_view text) {
    const std::size_t begin = text.find_first_of("0123456789");
    if (begin == std::string_view::npos) return std::nullopt;
    std::size_t end = text.find_first_not_of("0123456789.,", begin);
    std::string number(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    std::replace(number.begin(), number.end(), ',', '.');
    while (!number.empty() && number.back() == '.') number.pop_back();
    return parseNumber(number);
}

bool isSilentType(std::string_view name) {
    static const std::set<std::string_view> kNames = {
        "dashes",     "bracket",         "octave-shift",
        "image",      "principal-voice", "eyeglasses",
        "symbol",     "staff-divide",    "accordion-registration",

        "percussion", "scordatura",      "harp-pedals"};
    return kNames.count(name) > 0;
}

}  // namespace

void MusicXmlPartReader::mark(Beat at, Kind kind, double value, int staff) {
    if (at < Beat{}) at = {};
    part_.bars.back().marks.push_back({at, kind, value, staff});
}

RepeatSigns& MusicXmlPartReader::signsAt(Beat at, bool closes) {
    return signsOf(frame(), at, closes);
}

RepeatSigns& MusicXmlPartReader::signsOf(BarFrame& bar, Beat at, bool closes) {
    std::vector<PlacedSigns>& all = bar.signs;
    for (PlacedSigns& placed : all) {
        if (placed.at == at && placed.closes == closes) return placed.signs;
    }
    all.push_back({at, closes, {}});
    return all.back().signs;
}

/// Dynamics between the staves of a keyboard part are meant for both hands.
int MusicXmlPartReader::staffOf(pugi::xml_node direction) const {
    if (staves_ < 2) return 0;
    const int staff = std::clamp(childInt(direction, "staff").value_or(0), 0, 100);
    const bool above = std::string_view(direction.attribute("placement").value()) == "above";
    if (staff == 1 && !above) return 0;
    if (staff == 2 && staves_ == 2 && above) return 0;
    return staff;
}

void MusicXmlPartReader::direction(pugi::xml_node node) {
    const pugi::xml_node soundNode = node.child("sound");
    const pugi::xml_node offset = node.child("offset");
    const Beat before = position_;
    if (std::string_view(offset.attribute("sound").value()) == "yes") {
        position_ =
            std::max(Beat{}, position_ + toBeat(parseNumber(offset.text().get()).value_or(0)));
    }
    const int staff = staffOf(node);
    const bool hasTempo =
        static_cast<bool>(soundNode.attribute("tempo")) || node.find_child([](pugi::xml_node type) {
            return static_cast<bool>(type.child("metronome"));
        });
    jumpHasSound_ = soundNode.attribute("dacapo") || soundNode.attribute("dalsegno") ||
                    soundNode.attribute("tocoda") || soundNode.attribute("fine");
    codaHasSound_ = soundNode.attribute("coda") || soundNode.attribute("tocoda");
    firstMark_ = part_.bars.back().marks.size();
    for (const pugi::xml_node type : node.children("direction-type")) {
        for (const pugi::xml_node child : type.children()) {
            directionType(child, child.name(), hasTempo, staff);
        }
    }
    if (soundNode) sound(soundNode, position_, staff);
    position_ = before;
    firstMark_ = kNoMark;
}

void MusicXmlPartReader::directionType(pugi::xml_node node, const std::string& kind, bool hasTempo,
                                       int staff) {
    const std::string_view type = node.attribute("type").value();
    if (kind == "dynamics") {
        for (const pugi::xml_node child : node.children()) {
            if (std::string_view(child.name()) == "other-dynamics") {
                otherDynamics(std::string(trimmed(child.text().get())), hasTempo, staff);
            } else {
                dynamic(child.name(), position_, staff);
            }
        }
    } else if (kind == "wedge") {
        if (type == "crescendo") mark(position_, Kind::HairpinUp, 0.0, staff);
        if (type == "diminuendo") mark(position_, Kind::HairpinDown, 0.0, staff);
        if (type == "stop") mark(position_, Kind::HairpinEnd, 0.0, staff);
    } else if (kind == "words") {
        words(node.text().get(), hasTempo, staff);
        if (const auto named = sectionOfWords(node.text().get())) section(*named);
    } else if (kind == "rehearsal") {
        section(sectionName(node.text().get()));
    } else if (kind == "metronome") {
        metronome(node, position_);
    } else if (kind == "pedal") {
        pedal(node);
    } else if (kind == "string-mute") {
        mute(type == "on", staff);
    } else if (kind == "segno") {
        RepeatSigns& signs = signsAt(Beat{}, false);
        if (!signs.segno) signs.segno = "";
    } else if (kind == "coda") {
        // Without a <sound> the sign may lead to the coda or mark it; the assembler settles that.
        if (!codaHasSound_) signsAt(Beat{}, false).coda = "?";
    } else if (kind == "other-direction") {
        const std::string text(trimmed(node.text().get()));
        if (!readVoiceWords(text).empty()) {
            words(text, hasTempo, staff);
        } else if (!text.empty()) {
            remark("<other-direction> " + text.substr(0, 40) + " is not played");
        }
    } else if (kind == "damp" || kind == "damp-all") {
        remark("<damp> is not played");
    } else if (!kind.empty() && !isSilentType(kind)) {
        remark(fmt::format("unknown direction <{}>", kind.substr(0, 40)));
    }
}

/// A mark behind the last note belongs to the bar that follows.
void MusicXmlPartReader::section(const std::string& name) {
    std::string& to = position_ < frame().nominal ? frame().section : nextSection_;
    if (to.empty()) to = name;
}

/// A line that breaks off ("discontinue") is no lift if it goes on later, and one if it does not.
void MusicXmlPartReader::pedal(pugi::xml_node node) {
    const std::string_view type = node.attribute("type").value();
    const int number = node.attribute("number").as_int(1);
    const bool isSostenuto = type == "sostenuto";
    const auto open = std::find_if(pedals_.rbegin(), pedals_.rend(),
                                   [&](const OpenPedal& one) { return one.number == number; });
    const bool isDown = open != pedals_.rend();
    const Kind kind = isSostenuto ? Kind::Sostenuto : isDown ? open->kind : Kind::Sustain;
    if (brokenPedal_ && (type == "stop" || type == "resume")) {
        for (WrittenMark& one : part_.bars[brokenPedal_->bar].marks) {
            if (one.kind == brokenPedal_->kind && one.at == brokenPedal_->at) one.value = 1.0;
        }
        brokenPedal_.reset();
    }
    if (type == "stop") {
        mark(position_, kind, 0.0, 0);
        if (isDown) pedals_.erase(std::prev(open.base()));
    } else if (type == "change") {
        mark(position_, kind, 0.0, 0);
        mark(position_, kind, 1.0, 0);
    } else if (type == "discontinue") {
        mark(position_, kind, 0.0, 0);
        brokenPedal_ = {index_, position_, kind};
    } else if (type == "start" || isSostenuto || type == "resume") {
        const Kind fresh = type == "start" ? Kind::Sustain : kind;
        brokenPedal_.reset();
        mark(position_, fresh, 1.0, 0);
        if (pedals_.size() < 16 && !(isDown && open->kind == fresh)) {
            pedals_.push_back({number, fresh});
        }
    }
}

/// An attribute of <sound> that is "yes", "no" or the percentage a pedal is pressed.
void MusicXmlPartReader::pedalSound(pugi::xml_node sound, const char* name, Kind kind, Beat at) {
    const pugi::xml_attribute pedal = sound.attribute(name);
    if (!pedal) return;
    const std::string_view value = trimmed(pedal.value());
    const double percent = value == "yes" ? 100.0 : parseNumber(value).value_or(0.0);
    mark(at, kind, percent >= 50.0 ? 1.0 : 0.0, 0);
}

void MusicXmlPartReader::words(const std::string& text, bool hasTempo, int staff) {
    if (!jumpHasSound_) {
        if (const auto jump = readJumpWords(text)) {
            RepeatSigns& signs = signsAt(Beat{}, true);
            if (jump->daCapo) signs.daCapo = true;
            if (jump->fine) {
                signs.fine = true;
                finePlace_ = position_;
            }
            if (jump->dalSegno && !signs.dalSegno) signs.dalSegno = jump->dalSegno;
            if (jump->toCoda && !signs.toCoda) signs.toCoda = jump->toCoda;
            return;
        }
    }
    if (!codaHasSound_ && plainName(text) == "coda") signsAt(Beat{}, false).coda = "?";
    const std::vector<WrittenMark> curves = voiceMarks(text, position_);
    if (!curves.empty()) {
        auto& marks = part_.bars.back().marks;
        marks.insert(marks.end(), curves.begin(), curves.end());
        return;
    }
    const DirectionMeaning meaning = readDirectionWords(text);
    if (meaning.swing) {
        SwingChange change = *meaning.swing;
        change.at = position_;
        frame().swings.push_back(change);
    }
    // A soft pedal moves all hammers, whichever staff its words stand at.
    const bool pedal = plainName(text).find("cord") != std::string::npos;
    if (meaning.muted) mute(*meaning.muted, pedal ? 0 : staff);
    if (meaning.tempo && !hasTempo) {
        TempoEvent event = *meaning.tempo;
        event.at = position_;
        frame().tempos.push_back(event);
    }
    if (meaning.hairpin != 0) {
        mark(position_, meaning.hairpin > 0 ? Kind::HairpinUp : Kind::HairpinDown, 0.0, staff);
    }
    if (meaning.level) mark(position_, Kind::Level, *meaning.level, staff);
    if (meaning.pizzicato) {
        for (int i = 1; i <= staves_; ++i) {
            if (staff == 0 || staff == i) pizzicato_[i] = *meaning.pizzicato;
        }
    }
}

/// Signs that MusicXML has no element for, but also "sempre", "dim." and brackets around a sign.
void MusicXmlPartReader::otherDynamics(const std::string& text, bool hasTempo, int staff) {
    if (readDynamic(text)) {
        dynamic(text, position_, staff);
    } else {
        words(text, hasTempo, staff);
    }
}

void MusicXmlPartReader::dynamic(const std::string& name, Beat at, int staff) {
    const auto meaning = readDynamic(name);
    if (!meaning) {
        if (!name.empty())
            remark(fmt::format("dynamic \"{}\" is not understood", name.substr(0, 40)));
        return;
    }
    if (meaning->accent && accents_.size() < 1000) accents_.emplace_back(at, staff);
    if (meaning->level) mark(at, Kind::Level, *meaning->level, staff);
}

void MusicXmlPartReader::metronome(pugi::xml_node node, Beat at) {
    if (node.child("metronome-note")) return metronomeNotes(node, at);
    const pugi::xml_node unit = node.child("beat-unit");
    if (!unit) return;
    if (const pugi::xml_node count = node.child("per-minute")) {
        auto number = firstNumber(count.text().get());
        // "ca. 48" may follow as words where the mark itself has no number.
        const pugi::xml_node more = node.parent().next_sibling("direction-type").child("words");
        if (!number) number = firstNumber(more.text().get());
        if (number && *number > 0.0 && *number < 10000.0) {
            frame().tempos.push_back({at, TempoEvent::Kind::Exact, *number * beatUnit(unit)});
        } else if (!node.parent().parent().child("sound").attribute("tempo")) {
            remark("a metronome mark without a number is ignored");
        }
        return;
    }
    if (const pugi::xml_node other = unit.next_sibling("beat-unit")) {
        // "quarter = dotted quarter": what was a quarter is now a dotted one.
        frame().tempos.push_back({at, TempoEvent::Kind::Ratio, beatUnit(other) / beatUnit(unit)});
    }
}

/// Equations of notes: two equal ones against two unequal ones are swing, single ones a new tempo.
void MusicXmlPartReader::metronomeNotes(pugi::xml_node node, Beat at) {
    std::array<std::vector<double>, 2> sides;
    std::size_t side = 0;
    double ratio = 1.0;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = child.name();
        if (name == "metronome-relation") side = 1;
        if (name != "metronome-note" || sides[side].size() >= 8) continue;
        double length = unitNamed(childText(child, "metronome-type"));
        double dot = length / 2.0;
        for (pugi::xml_node mark = child.child("metronome-dot"); mark && dot > 0.01;
             mark = mark.next_sibling("metronome-dot")) {
            length += dot;
            dot /= 2.0;
        }
        const pugi::xml_node tuplet = child.child("metronome-tuplet");
        const int actual = childInt(tuplet, "actual-notes").value_or(0);
        // The bracket opens on the first note and holds for those behind it.
        if (actual > 0 || sides[side].empty()) {
            ratio = actual > 0 ? childNumber(tuplet, "normal-notes").value_or(1.0) / actual : 1.0;
        }
        sides[side].push_back(length * ratio);
    }
    const auto& [left, right] = sides;
    if (left.size() == 1 && right.size() == 1) {
        frame().tempos.push_back({at, TempoEvent::Kind::Ratio, right[0] / left[0]});
    } else if (left.size() == 2 && right.size() == 2 && left[0] == left[1]) {
        const double first = std::clamp(right[0] / (right[0] + right[1]), 0.1, 0.9);
        frame().swings.push_back({at, first, Beat::fromDouble(left[0])});
    } else {
        remark("a metronome equation is not understood");
    }
}

void MusicXmlPartReader::sound(pugi::xml_node node, Beat at, int staff) {
    if (const pugi::xml_node offset = node.child("offset")) {
        at = std::max(Beat{}, at + toBeat(parseNumber(offset.text().get()).value_or(0)));
    }
    if (const auto tempo = attributeNumber(node, "tempo")) {
        if (*tempo > 0.0) {
            frame().tempos.push_back({at, TempoEvent::Kind::Exact, *tempo, true});
        } else {
            remark("a tempo of 0 is ignored");
        }
    }
    if (const auto degrees = attributeNumber(node, "pan")) {
        mark(at, Kind::Pan, std::clamp(*degrees / 90.0, -1.0, 1.0), 0);
    }
    if (const auto percent = attributeNumber(node, "dynamics")) {
        auto& marks = part_.bars.back().marks;
        // The number stands over the sign that is printed with it.
        const auto own = std::min(firstMark_, marks.size());
        marks.erase(std::remove_if(marks.begin() + static_cast<std::ptrdiff_t>(own), marks.end(),
                                   [](const WrittenMark& one) { return one.kind == Kind::Level; }),
                    marks.end());
        mark(at, Kind::Level, std::clamp(*percent / 100.0 * kForte / 127.0, 0.01, 1.0), staff);
    }
    pedalSound(node, "damper-pedal", Kind::Sustain, at);
    pedalSound(node, "sostenuto-pedal", Kind::Sostenuto, at);
    if (const pugi::xml_attribute soft = node.attribute("soft-pedal")) {
        const std::string_view value = trimmed(soft.value());
        mute(value == "yes" || parseNumber(value).value_or(0.0) >= 50.0, 0);
    }
    if (const pugi::xml_attribute pizzicato = node.attribute("pizzicato")) {
        for (int i = 1; i <= staves_; ++i)
            pizzicato_[i] = std::string_view(pizzicato.value()) == "yes";
    }
    for (const pugi::xml_node change : node.children("instrument-change")) {
        std::string name = childText(change, "instrument-sound");
        if (name.empty()) name = childText(change.child("score-instrument"), "instrument-sound");
        const InstrumentGuess guess = guessInstruments({name})[0];
        if (guess.program >= 0) mark(at, Kind::Program, guess.program, 0);
    }
    for (const pugi::xml_node instrument : node.children("midi-instrument")) {
        if (const auto program = childInt(instrument, "midi-program")) {
            mark(at, Kind::Program, std::clamp(*program - 1, 0, 127), 0);
        }
        if (const auto volume = childNumber(instrument, "volume")) {
            mark(at, Kind::Volume, std::clamp(*volume / 100.0, 0.0, 1.0), 0);
        }
        if (const auto pan = childNumber(instrument, "pan")) {
            mark(at, Kind::Pan, std::clamp(*pan / 90.0, -1.0, 1.0), 0);
        }
    }
    if (const pugi::xml_node change = node.child("swing")) swing(change, at);
    for (const pugi::xml_node play : node.children("play")) {
        const std::string sign = childText(play, "mute");
        if (!sign.empty()) mute(sign != "off", staff);
    }
    jumps(node);
}

void MusicXmlPartReader::swing(pugi::xml_node node, Beat at) {
    SwingChange change{at, 0.5, Beat(1, 2)};
    if (!node.child("straight")) {
        const double first = childNumber(node, "first").value_or(2.0);
        const double second = childNumber(node, "second").value_or(1.0);
        if (!(first > 0.0) || !(second > 0.0)) return remark("an impossible swing is ignored");
        change.first = std::clamp(first / (first + second), 0.1, 0.9);
        if (childText(node, "swing-type") == "16th") change.unit = Beat(1, 4);
    }
    frame().swings.push_back(change);
}

void MusicXmlPartReader::mute(bool on, int staff) {
    for (int i = 1; i <= staves_; ++i) {
        if (staff == 0 || staff == i) muted_[i] = on;
    }
}

void MusicXmlPartReader::jumps(pugi::xml_node node) {
    const auto yes = [&](const char* name) {
        const std::string_view value = node.attribute(name).value();
        return !value.empty() && value != "no";
    };
    if (const auto segno = node.attribute("segno")) signsAt(Beat{}, false).segno = segno.value();
    if (const auto coda = node.attribute("coda")) signsAt(Beat{}, false).coda = coda.value();
    const std::vector<int> only = parseNumberList(node.attribute("time-only").value());
    if (yes("forward-repeat")) signsAt(Beat{}, false).forward = true;
    if (yes("dacapo") || node.attribute("dalsegno")) {
        RepeatSigns& signs = signsAt(Beat{}, true);
        if (yes("dacapo")) signs.daCapo = true;
        if (const auto jump = node.attribute("dalsegno")) signs.dalSegno = jump.value();
        if (!only.empty()) signs.jumpOnly = only;
    }
    if (const auto jump = node.attribute("tocoda")) {
        signsAt(Beat{}, true).toCoda = jump.value();
        signsAt(Beat{}, true).codaOnly = only;
    }
    if (yes("fine")) {
        finePlace_ = position_;
        RepeatSigns& signs = signsAt(Beat{}, true);
        signs.fine = true;
        signs.fineOnly = only;
        // A number is the length of the last note.
        const auto length = attributeNumber(node, "fine");
        if (length && *length > 0.0) signs.fineLength = toBeat(*length);
    }
}

void MusicXmlPartReader::barline(pugi::xml_node node) {
    const std::string_view location = node.attribute("location").value();
    const pugi::xml_node repeat = node.child("repeat");
    const bool middle = location == "middle" && position_ > Beat{};
    // The zero place stands for the bar's own start and end.
    const Beat at = middle ? position_ : Beat{};
    if (middle && middleBarlines_.size() < 100) middleBarlines_.push_back(position_);
    // What closes at the left of a bar closes the one before; what opens at the right, the next.
    const bool atLeft = location == "left" && position_ == Beat{} && index_ > 0;
    const auto closing = [&]() -> RepeatSigns& {
        return atLeft ? signsOf(score_.frames[index_ - 1], Beat{}, true) : signsAt(at, true);
    };
    if (repeat) {
        const bool isForward = std::string_view(repeat.attribute("direction").value()) == "forward";
        if (isForward && location == "right") {
            opensNext_ = true;
        } else if (isForward) {
            signsAt(at, false).forward = true;
        } else {
            RepeatSigns& signs = closing();
            signs.backward = std::clamp(repeat.attribute("times").as_int(2), 1, kMostTimes);
            signs.afterJump = std::string_view(repeat.attribute("after-jump").value()) == "yes";
        }
    }
    for (const pugi::xml_node ending : node.children("ending")) {
        const std::string_view type = ending.attribute("type").value();
        if (type == "start") {
            RepeatSigns& signs = signsAt(at, false);
            signs.voltaStart = parseNumberList(ending.attribute("number").value());
            // MusicXML allows a blank number; the printed text may still tell.
            if (signs.voltaStart.empty()) signs.voltaStart = parseNumberList(ending.text().get());
            if (signs.voltaStart.empty()) remark("an ending without a number is played every time");
        } else {
            closing().voltaEnd = true;
        }
    }
    if (node.child("segno"))
        signsAt(at, location == "right").segno = node.attribute("segno").value();
    if (node.child("coda")) signsAt(at, location == "right").coda = node.attribute("coda").value();
    if (node.child("fermata") && !part_.bars.back().notes.empty() && location != "left") {
        // The bar line waits: so do the notes that lead to it.
        for (WrittenNote& one : part_.bars.back().notes) {
            if (one.note.onset + one.note.duration >= farthest_) {
                one.note.articulation |= Articulation::Fermata;
            }
        }
    }
}

void MusicXmlPartReader::harmony(pugi::xml_node node) {
    const Beat offset = toBeat(parseNumber(node.child("offset").text().get()).value_or(0.0));
    ChordSymbol chord = readChordSymbol(node);
    if (chord.text.empty()) {
        remark("a chord symbol is not understood");
        return;
    }
    chord.at = std::max(Beat{}, position_ + offset);
    frame().chords.push_back(std::move(chord));
}

}  // namespace arioso
