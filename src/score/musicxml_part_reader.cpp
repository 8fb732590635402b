#include "src/score/musicxml_part_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "dsp/error.h"
#include "src/score/instrument_names.h"
#include "src/score/musicxml_parts.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

constexpr double kForte = 90.0;  ///< MIDI velocity that MusicXML's percentages count from

constexpr std::size_t kMostElements = 10'000;  // of a note
constexpr std::size_t kMostText = 1'000'000;   // bytes of a part's words
constexpr std::size_t kMostWord = 4096;        // of one note's

/// Elements of a bar and of a note that have no sound or are read elsewhere.
bool isSilent(std::string_view name) {
    static const std::set<std::string_view> kNames = {"print",    "listening",  "grouping",
                                                      "link",     "bookmark",   "chord",
                                                      "pitch",    "unpitched",  "rest",
                                                      "cue",      "grace",      "tie",
                                                      "duration", "instrument", "footnote",
                                                      "level",    "voice",      "type",
                                                      "dot",      "accidental", "time-modification",
                                                      "stem",     "notehead",   "notehead-text",
                                                      "staff",    "beam",       "notations",
                                                      "lyric",    "play",       "listen"};
    return kNames.count(name) > 0;
}

int semitoneOf(char step) {
    switch (step) {
        case 'C':
            return 0;
        case 'D':
            return 2;
        case 'E':
            return 4;
        case 'F':
            return 5;
        case 'G':
            return 7;
        case 'A':
            return 9;
        case 'B':
            return 11;
        default:
            return -1;
    }
}

/// Length of a note type with its dots and tuplet ratio, for notes that state no duration.
Beat typeLength(pugi::xml_node note) {
    static const std::map<std::string, Beat> kTypes = {
        {"maxima", Beat(32, 1)}, {"long", Beat(16, 1)},   {"breve", Beat(8, 1)},
        {"whole", Beat(4, 1)},   {"half", Beat(2, 1)},    {"quarter", Beat(1, 1)},
        {"eighth", Beat(1, 2)},  {"16th", Beat(1, 4)},    {"32nd", Beat(1, 8)},
        {"64th", Beat(1, 16)},   {"128th", Beat(1, 32)},  {"256th", Beat(1, 64)},
        {"512th", Beat(1, 128)}, {"1024th", Beat(1, 256)}};
    const auto it = kTypes.find(childText(note, "type"));
    if (it == kTypes.end()) return {};
    Beat length = it->second;
    Beat dot = length * Beat(1, 2);
    int dots = 0;
    for (pugi::xml_node child = note.child("dot"); child && dots < 8;
         child = child.next_sibling("dot")) {
        length = length + dot;
        dot = dot * Beat(1, 2);
        ++dots;
    }
    const pugi::xml_node ratio = note.child("time-modification");
    const int actual = childInt(ratio, "actual-notes").value_or(1);
    const int normal = childInt(ratio, "normal-notes").value_or(1);
    if (actual > 0 && normal > 0) length = length * Beat(normal, actual);
    return length;
}

}  // namespace

MusicXmlPartReader::MusicXmlPartReader(WrittenScore& score, WrittenPart& part,
                                       const ReadLimits& limits, const std::string& name,
                                       Diagnostics& diagnostics, pugi::xml_node root)
    : score_(score),
      part_(part),
      limits_(limits),
      name_(name),
      diagnostics_(diagnostics),
      firstPart_(&part == score.parts.data()),
      lyrics_(root) {}

void MusicXmlPartReader::remark(const std::string& text) {
    diagnostics_.add(part_.head.id, barNumber_, text);
}

Beat MusicXmlPartReader::toBeat(double divisions) const {
    if (std::nearbyint(divisions) == divisions && std::nearbyint(divisions_) == divisions_ &&
        std::abs(divisions) < 1e15) {
        return {static_cast<std::int64_t>(divisions), static_cast<std::int64_t>(divisions_)};
    }
    return Beat::fromDouble(divisions / divisions_);
}

Beat MusicXmlPartReader::durationOf(pugi::xml_node node) const {
    const auto stated = childNumber(node, "duration");
    if (!stated || *stated < 0.0) return typeLength(node);
    return toBeat(*stated);
}

void MusicXmlPartReader::moveTo(Beat position) {
    if (position < Beat{}) {
        remark("a backup leads before the bar");
        position = {};
    }
    if (position.value() > limits_.quarters) {
        throw Error(
            ExitCode::Input,
            fmt::format("{}: part {}, measure {}: expected at most {} quarter notes, found "
                        "{:.0f}",
                        name_, part_.head.id, barNumber_, limits_.quarters, position.value()));
    }
    position_ = position;
    farthest_ = std::max(farthest_, position);
}

void MusicXmlPartReader::refuseNotes() const {
    throw Error(ExitCode::Input, fmt::format("{}: part {}, measure {}: expected at most {} notes",
                                             name_, part_.head.id, barNumber_, limits_.notes));
}

void MusicXmlPartReader::readBar(pugi::xml_node measure, std::size_t index, std::size_t& notes) {
    index_ = index;
    if (score_.frames.size() <= index) {
        score_.frames.push_back(score_.frames.empty() ? BarFrame{} : score_.frames.back());
        BarFrame& fresh = score_.frames.back();
        fresh.length = {};
        fresh.notes = 0;
        fresh.figures.clear();
        fresh.swings.clear();
        fresh.signs.clear();
        fresh.tempos.clear();
        fresh.chords.clear();
        fresh.section = std::exchange(nextSection_, {});
        fresh.number = measure.attribute("number").value();
        if (fresh.number.empty()) fresh.number = std::to_string(index + 1);
    }
    part_.bars.resize(index + 1);
    barNumber_ = frame().number;
    position_ = farthest_ = chordOnset_ = {};
    if (beatRepeat_) beatRepeat_ = Beat{};
    chordStart_ = 0;
    lastPlayed_ = false;
    accents_.clear();
    finePlace_.reset();
    middleBarlines_.clear();
    if (std::exchange(opensNext_, false)) signsAt(Beat{}, false).forward = true;
    for (const pugi::xml_node node : measure.children()) {
        const std::string_view name = node.name();
        if (name == "note") {
            note(node);
            // A bar alone may hold more than the limit.
            if (notes + part_.bars.back().notes.size() > limits_.notes) refuseNotes();
        } else if (name == "backup") {
            moveTo(position_ - durationOf(node));
        } else if (name == "forward") {
            moveTo(position_ + durationOf(node));
        } else if (name == "attributes") {
            attributes(node);
        } else if (name == "direction") {
            direction(node);
        } else if (name == "sound") {
            sound(node, position_, 0);
        } else if (name == "harmony") {
            harmony(node);
        } else if (name == "figured-bass") {
            figuredBass(node);
        } else if (name == "barline") {
            barline(node);
        } else if (node.type() == pugi::node_element && !isSilent(name)) {
            remark(fmt::format("unknown element <{}>", name.substr(0, 40)));
        }
    }
    closeChord();
    finishBar(firstPart_);
    notes += part_.bars.back().notes.size();
    // Repeat signs may have filled the bar.
    if (notes > limits_.notes) refuseNotes();
    frame().notes += part_.bars.back().notes.size();
}

void MusicXmlPartReader::attributes(pugi::xml_node node) {
    if (const auto divisions = childNumber(node, "divisions")) {
        if (*divisions > 0.0 && *divisions < 1e9) {
            divisions_ = *divisions;
        } else {
            remark("impossible divisions are ignored");
        }
    }
    if (const auto staves = childInt(node, "staves")) staves_ = std::clamp(*staves, 1, 100);
    for (const pugi::xml_node transpose : node.children("transpose")) {
        const int staff = transpose.attribute("number").as_int(0);
        const double chromatic = childNumber(transpose, "chromatic").value_or(0.0);
        const double octaves = childNumber(transpose, "octave-change").value_or(0.0);
        const pugi::xml_node doubled = transpose.child("double");
        const bool above = std::string_view(doubled.attribute("above").value()) == "yes";
        if (staff == 0) transpositions_.clear();
        transpositions_[std::clamp(staff, 0, 100)] = {
            std::clamp(chromatic + 12.0 * octaves, -120.0, 120.0),
            doubled ? (above ? 12 : -12) : 0};
    }
    for (const pugi::xml_node clef : node.children("clef")) {
        if (childText(clef, "sign") == "percussion") part_.percussionClef = true;
    }
    if (const pugi::xml_node time = node.child("time")) timeSignature(time);
    if (const pugi::xml_node key = node.child("key"); key && firstPart_) {
        // Printed keys of a transposing part would be read from its transposition; the first part's
        // own is taken, in concert pitch.
        const double semitones =
            transpositions_.empty() ? 0.0 : transpositions_.begin()->second.semitones;
        int fifths = std::clamp(childInt(key, "fifths").value_or(0), -7, 7);
        const int shift = static_cast<int>(std::lround(semitones)) % 12;
        fifths += shift * 7 % 12;
        while (fifths > 6 && shift != 0) fifths -= 12;
        while (fifths < -6 && shift != 0) fifths += 12;
        frame().fifths = fifths;
        const std::string mode = childText(key, "mode");
        frame().minor = mode == "minor" || mode == "aeolian";
    }
    for (const pugi::xml_node style : node.children("measure-style")) measureStyle(style);
}

void MusicXmlPartReader::measureStyle(pugi::xml_node style) {
    if (const pugi::xml_node repeat = style.child("measure-repeat")) {
        const bool starts = std::string_view(repeat.attribute("type").value()) == "start";
        const auto bars = parseNumber(repeat.text().get());
        measureRepeat_ = starts ? static_cast<int>(std::clamp(bars.value_or(1.0), 1.0, 16.0)) : 0;
        repeatStaff_ = std::clamp(style.attribute("number").as_int(0), 0, 100);
    }
    if (const pugi::xml_node repeat = style.child("beat-repeat")) {
        beatRepeat_.reset();
        if (std::string_view(repeat.attribute("type").value()) == "start") beatRepeat_ = position_;
    }
    if (const pugi::xml_node sign = style.child("slash")) {
        slash(sign, std::clamp(style.attribute("number").as_int(0), 0, 100));
    }
}

/// Notes under slashes only say when something is played: which, is the player's choice.
void MusicXmlPartReader::slash(pugi::xml_node node, int staff) {
    std::erase_if(slashes_, [&](const Slashes& one) { return staff == 0 || one.staff == staff; });
    if (std::string_view(node.attribute("type").value()) != "start") return;
    Slashes own{staff, {}};
    for (pugi::xml_node voice = node.child("except-voice"); voice && own.exceptVoices.size() < 64;
         voice = voice.next_sibling("except-voice")) {
        if (const auto number = parseNumber(voice.text().get())) {
            own.exceptVoices.insert(static_cast<int>(std::clamp(*number, -1e6, 1e6)));
        }
    }
    slashes_.push_back(std::move(own));
    remark("slash notation leaves the notes to the player; they are not played");
}

bool MusicXmlPartReader::isSlash(const Note& note) const {
    return std::any_of(slashes_.begin(), slashes_.end(), [&](const Slashes& one) {
        return (one.staff == 0 || one.staff == note.staff) &&
               one.exceptVoices.count(note.voice) == 0;
    });
}

void MusicXmlPartReader::figuredBass(pugi::xml_node node) {
    static const std::map<std::string, std::string> kSigns = {
        {"sharp", "#"},       {"flat", "b"},    {"natural", "n"}, {"double-sharp", "x"},
        {"flat-flat", "bb"},  {"cross", "+"},   {"slash", "\\"},  {"backslash", "\\"},
        {"back-slash", "\\"}, {"vertical", "+"}};
    const auto sign = [](const std::string& name) {
        const auto it = kSigns.find(name);
        return it == kSigns.end() ? std::string() : it->second;
    };
    std::string text;
    for (const pugi::xml_node figure : node.children("figure")) {
        if (text.size() > 100) break;
        const std::string one = sign(childText(figure, "prefix")) +
                                childText(figure, "figure-number").substr(0, 8) +
                                sign(childText(figure, "suffix"));
        if (one.empty()) continue;
        text += (text.empty() ? "" : " ") + one;
    }
    if (text.empty() || frame().figures.size() > 10000) return;
    const auto part = static_cast<int>(&part_ - score_.parts.data());
    const Beat length = node.child("duration") ? durationOf(node) : Beat{};
    frame().figures.push_back({position_, length, part, text});
}

void MusicXmlPartReader::graceOf(pugi::xml_node node, WrittenNote& out) const {
    const pugi::xml_node grace = node.child("grace");
    const bool slashed = std::string_view(grace.attribute("slash").value()) == "yes";
    out.note.grace = slashed ? Grace::Acciaccatura : Grace::Appoggiatura;
    out.graceLength = typeLength(node);
    const auto share = [&](const char* name) -> std::optional<float> {
        const auto percent = attributeNumber(grace, name);
        if (!percent || !(*percent > 0.0)) return std::nullopt;
        return static_cast<float>(std::min(*percent, 90.0) / 100.0);
    };
    out.note.stealPrevious = share("steal-time-previous");
    out.note.stealFollowing = share("steal-time-following");
}

void MusicXmlPartReader::timeSignature(pugi::xml_node time) {
    if (time.child("senza-misura")) return;
    Beat length;
    int beats = 0;
    int type = 4;
    for (pugi::xml_node node = time.child("beats"); node; node = node.next_sibling("beats")) {
        const std::vector<int> sum = parseNumberList(node.text().get());
        const auto written = parseNumber(node.next_sibling("beat-type").text().get());
        const int unit = written ? static_cast<int>(std::clamp(*written, 1.0, 128.0)) : 4;
        const int count = std::clamp(std::accumulate(sum.begin(), sum.end(), 0), 0, 1000);
        length = length + Beat(std::int64_t{4} * count, unit);
        if (beats == 0 || unit == type) {
            beats += count;
        } else {  // 3/8 + 2/4 is counted in the smaller unit
            const int common = std::max(unit, type);
            beats = beats * common / type + count * common / unit;
            type = common;
            continue;
        }
        type = unit;
    }
    if (beats <= 0) {
        remark("an impossible time signature is ignored");
        return;
    }
    nominal_ = length;
    if (firstPart_) {
        frame().beats = beats;
        frame().beatType = type;
    }
}

bool MusicXmlPartReader::drumKeyOf(pugi::xml_node node, WrittenNote& out) {
    const pugi::xml_node unpitched = node.child("unpitched");
    int key = -1;
    if (out.instrument >= 0) {
        const WrittenInstrument& instrument =
            part_.head.instruments[static_cast<std::size_t>(out.instrument)];
        key = instrument.drumKey >= 0 ? instrument.drumKey : drumKeyForName(instrument.name);
    }
    const std::string step = childText(unpitched, "display-step");
    const std::size_t kinds = part_.head.instruments.size();
    if (key < 0 && kinds <= 1) key = drumKeyForName(part_.head.name);
    if (key < 0 && !step.empty()) {
        const std::string head = childText(node, "notehead");
        key = drumKeyForPlace(step[0], childInt(unpitched, "display-octave").value_or(4),
                              head == "x" || head == "circle-x" || head == "cross");
    }
    out.unpitched = true;
    out.note.pitch = key < 0 ? 38 : key;
    part_.anyUnpitched = true;
    return true;
}

bool MusicXmlPartReader::pitchOf(pugi::xml_node node, WrittenNote& out) {
    const pugi::xml_node pitch = node.child("pitch");
    if (!pitch) {
        if (node.child("unpitched")) return drumKeyOf(node, out);
        remark("a note without pitch is not played");
        return false;
    }
    const std::string step = childText(pitch, "step");
    const int semitone = step.empty() ? -1 : semitoneOf(step[0]);
    const auto octave = childInt(pitch, "octave");
    if (semitone < 0 || !octave || *octave < -1 || *octave > 10) {
        remark("a note with an impossible pitch is not played");
        return false;
    }
    const double alter = std::clamp(childNumber(pitch, "alter").value_or(0.0), -4.0, 4.0);
    out.note.spelled = SpelledPitch{step[0], static_cast<float>(alter), *octave};
    auto shift = transpositions_.find(out.note.staff);
    if (shift == transpositions_.end()) shift = transpositions_.find(0);
    const Transposition to = shift == transpositions_.end() ? Transposition{} : shift->second;
    out.doubling = to.doubling;
    out.note.pitch = 12.0 * (*octave + 1) + semitone + alter + to.semitones;
    part_.anyPitched = true;
    return true;
}

void MusicXmlPartReader::marksOf(pugi::xml_node node, const Notations& notations,
                                 WrittenNote& out) {
    out.note.articulation = notations.articulation;
    out.note.glide = notations.glide;
    out.note.strokes = notations.strokes;
    out.note.alterAbove = notations.alterAbove;
    out.note.alterBelow = notations.alterBelow;
    out.note.inflection = notations.inflection;
    out.harmonic = notations.harmonic;
    bool& line = trillLine_[out.note.voice];
    if (notations.wavyStart) line = true;
    if (line) out.note.articulation |= Articulation::Trill;
    if (notations.wavyStop) line = false;
    const std::string mute = childText(node.child("play"), "mute");
    if (mute.empty() ? muted_[out.note.staff] : mute != "off") {
        out.note.articulation |= Articulation::Muted;
    }
    if (pizzicato_[out.note.staff] ||
        std::string_view(node.attribute("pizzicato").value()) == "yes") {
        out.note.articulation |= Articulation::Pizzicato;
    }
    std::set<int>& open = slurs_[out.note.voice];
    for (const int number : notations.slurStops) open.erase(number);
    for (const int number : notations.slurStarts) {
        if (open.size() < 64) open.insert(number);
    }
    if (!open.empty()) out.note.articulation |= Articulation::Slurred;
    for (const std::string& name : notations.dynamics) {
        dynamic(name, out.note.onset, staves_ > 1 ? out.note.staff : 0);
    }
    if (const auto percent = attributeNumber(node, "dynamics")) {
        out.note.velocity =
            static_cast<float>(std::clamp(*percent / 100.0 * kForte / 127.0, 0.01, 1.0));
    }
}

/// Blanks, lines and the numbers of verses are no words.
void MusicXmlPartReader::tellOfRest(std::string_view word) {
    const std::string letters = plainName(word);
    if (letters.find_first_not_of("0123456789 ") == std::string::npos) return;
    toldOfRests_ = true;
    remark(fmt::format("words under rests are not sung, the first is \"{}\"",
                       trimmed(word.substr(0, 40))));
}

/// Each look at a note's elements goes through all of them.
void MusicXmlPartReader::checkSize(pugi::xml_node note) const {
    std::size_t count = 0;
    for (pugi::xml_node child = note.first_child(); child; child = child.next_sibling()) {
        if (++count <= kMostElements) continue;
        throw Error(ExitCode::Input,
                    fmt::format("{}: part {}, measure {}: expected at most {} elements in a note",
                                name_, part_.head.id, barNumber_, kMostElements));
    }
}

void MusicXmlPartReader::note(pugi::xml_node node) {
    checkSize(node);
    const bool inChord = static_cast<bool>(node.child("chord"));
    const pugi::xml_node grace = node.child("grace");
    Beat duration = grace ? Beat{} : durationOf(node);
    const pugi::xml_node rest = node.child("rest");
    if (rest && !node.child("duration") && duration == Beat{}) duration = nominal_;

    if (!inChord) {
        closeChord();
        chordOnset_ = position_;
        if (!grace) moveTo(position_ + duration);
    }
    if (rest && !toldOfRests_) tellOfRest(node.child("lyric").child_value("text"));
    if (rest || node.child("cue")) {
        if (!inChord) lastPlayed_ = false;
        return;
    }
    WrittenNote out;
    out.note.onset = chordOnset_;
    out.note.duration = duration;
    out.note.voice = childInt(node, "voice").value_or(1);
    out.note.staff = std::clamp(childInt(node, "staff").value_or(1), 1, 100);
    if (!slashes_.empty() && isSlash(out.note)) {
        if (!inChord) lastPlayed_ = false;
        return;
    }
    if (grace) graceOf(node, out);
    if (const char* id = node.child("instrument").attribute("id").value(); *id != '\0') {
        const auto& all = part_.head.instruments;
        const auto it = std::find_if(all.begin(), all.end(),
                                     [&](const WrittenInstrument& one) { return one.id == id; });
        if (it != all.end()) out.instrument = static_cast<int>(it - all.begin());
    }
    if (!pitchOf(node, out)) return;
    const Notations notations =
        readNotations(node, [this](const std::string& text) { remark(text); });
    marksOf(node, notations, out);
    for (const pugi::xml_node tie : node.children("tie")) {
        const std::string_view type = tie.attribute("type").value();
        out.tieStart = out.tieStart || type == "start";
        out.tieStop = out.tieStop || type == "stop";
    }
    out.tieStart = out.tieStart || notations.tiedStart;
    out.tieStop = out.tieStop || notations.tiedStop;
    out.only = parseNumberList(node.attribute("time-only").value());
    out.lyrics = lyrics_.read(node);
    for (const Lyric& lyric : out.lyrics) {
        words_ += lyric.text.size();
        if (lyric.text.size() <= kMostWord && words_ <= kMostText) continue;
        throw Error(ExitCode::Input,
                    fmt::format("{}: part {}, measure {}: expected words of at most {} bytes under "
                                "a note and {} in a part, found more",
                                name_, part_.head.id, barNumber_, kMostWord, kMostText));
    }
    for (const Lyric& lyric : out.lyrics) part_.maxVerse = std::max(part_.maxVerse, lyric.verse);
    std::vector<WrittenNote>& notes = part_.bars.back().notes;
    if (!inChord || !lastPlayed_) chordStart_ = notes.size();
    lastPlayed_ = true;
    notes.push_back(std::move(out));
}

}  // namespace arioso
