#include "src/score/musescore_staff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "dsp/error.h"
#include "src/score/direction_words.h"
#include "src/score/musescore_document.h"
#include "src/score/musicxml_document.h"
#include "src/score/section_names.h"
#include "src/score/symbol_names.h"
#include "src/score/voice_marks.h"

namespace arioso {
namespace {

using Kind = WrittenMark::Kind;

constexpr std::size_t kMostBars = 300'000;
constexpr int kVoices = 4;

/// Elements that have no sound of their own or are read elsewhere.
bool isSilent(std::string_view name) {
    static const std::set<std::string_view> kNames = {"Clef",
                                                      "BarLine",
                                                      "Symbol",
                                                      "Image",
                                                      "FiguredBass",
                                                      "Ambitus",
                                                      "Beam",
                                                      "LayoutBreak",
                                                      "StemDirection",
                                                      "Text",
                                                      "eid",
                                                      "FretDiagram",
                                                      "StringTunings",
                                                      "HarpPedalDiagram",
                                                      "Sticking",
                                                      "Fingering",
                                                      "StaffState",
                                                      "Segment",
                                                      "FSymbol",
                                                      "TremoloBar",
                                                      "linkedMain",
                                                      "linked",
                                                      "track",
                                                      "Capo",
                                                      "SystemDivider",
                                                      "Expression",
                                                      "PlayTechAnnotation",
                                                      "SystemText",
                                                      "StaffText",
                                                      "Parenthesis"};
    return kNames.count(name) > 0;
}

bool startsHere(pugi::xml_node spanner) {
    return static_cast<bool>(spanner.child("next"));
}

int ottavaShift(const std::string& subtype) {
    if (subtype == "8va" || subtype == "0") return 12;
    if (subtype == "8vb" || subtype == "1") return -12;
    if (subtype == "15ma" || subtype == "2") return 24;
    if (subtype == "15mb" || subtype == "3") return -24;
    if (subtype == "22ma" || subtype == "4") return 36;
    if (subtype == "22mb" || subtype == "5") return -36;
    return 0;
}

}  // namespace

MuseStaffReader::MuseStaffReader(WrittenScore& score, WrittenPart& part, MuseForm& form, int staff,
                                 bool firstStaff, bool drums, const ReadLimits& limits,
                                 const std::string& name, Diagnostics& diagnostics)
    : score_(score),
      part_(part),
      form_(form),
      staff_(staff),
      first_(firstStaff),
      drums_(drums),
      limits_(limits),
      name_(name),
      diagnostics_(diagnostics) {}

void MuseStaffReader::remark(const std::string& text) {
    diagnostics_.add(part_.head.id, frame().number, text);
}

void MuseStaffReader::read(pugi::xml_node staff, std::size_t& notes) {
    notes_ = &notes;
    for (const pugi::xml_node node : staff.children()) {
        // Sections end behind bars, and behind frames of text after them.
        if (std::string_view(node.name()) != "Measure") {
            const auto pause = bar_ > 0 ? museSectionPause(node) : std::nullopt;
            if (pause) form_.sectionEnds.try_emplace(bar_ - 1, *pause);
            continue;
        }
        // A rest of many bars is drawn beside the bars that it stands for.
        if (node.child("multiMeasureRest")) continue;
        if (bar_ >= kMostBars) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: part {}: expected at most {} measures, found more", name_,
                                    part_.head.id, kMostBars));
        }
        openFrame(node);
        measure(node);
        ++bar_;
    }
    applyOttavas();
}

void MuseStaffReader::openFrame(pugi::xml_node node) {
    if (score_.frames.size() <= bar_) {
        BarFrame fresh;
        if (!score_.frames.empty()) {
            const BarFrame& before = score_.frames.back();
            fresh.nominal = before.nominal;
            fresh.beats = before.beats;
            fresh.beatType = before.beatType;
            fresh.fifths = before.fifths;
            fresh.minor = before.minor;
        }
        const bool counted = childInt(node, "irregular").value_or(0) == 0;
        number_ +=
            (counted ? 1 : 0) + std::clamp(childInt(node, "noOffset").value_or(0), -1000, 1000);
        fresh.number = std::to_string(number_);
        score_.frames.push_back(std::move(fresh));
    }
    if (part_.bars.size() <= bar_) part_.bars.resize(bar_ + 1);
}

void MuseStaffReader::measure(pugi::xml_node node) {
    // The signatures come first: the length of whole-bar rests hangs on them.
    if (first_) {
        for (const pugi::xml_node voiceNode : node.children("voice")) {
            const pugi::xml_node time = voiceNode.child("TimeSig");
            const int beats = childInt(time, "sigN").value_or(0);
            const int unit = childInt(time, "sigD").value_or(0);
            if (beats > 0 && beats <= 1000 && unit > 0 && unit <= 128) {
                frame().beats = beats;
                frame().beatType = unit;
                frame().nominal = Beat(std::int64_t{4} * beats, unit);
            }
            if (const pugi::xml_node key = voiceNode.child("KeySig")) {
                const auto fifths = childInt(key, "concertKey");
                frame().fifths =
                    std::clamp(fifths.value_or(childInt(key, "accidental").value_or(0)), -7, 7);
                frame().minor = childText(key, "mode") == "minor";
            }
        }
        const Beat stated = museFraction(node.attribute("len").value());
        const bool sane = Beat{} < stated && stated <= Beat::whole(4096);
        frame().length = sane ? stated : frame().nominal;
    }
    form(node);
    repeatSpan_ = repeatSpanOf(node);
    voice_ = (staff_ - 1) * kVoices + 1;
    for (const pugi::xml_node voiceNode : node.children("voice")) {
        voice(voiceNode);
        voice_ = std::min(voice_ + 1, staff_ * kVoices);
    }
    if (repeatSpan_ > 1) repeatBars(static_cast<std::size_t>(repeatSpan_));
    if (!node.child("voice") && (node.child("Chord") || node.child("Rest"))) {
        throw Error(ExitCode::Input, fmt::format("{}: measure {}: expected <voice> (MuseScore 3 or "
                                                 "4), found notes without",
                                                 name_, frame().number));
    }
}

RepeatSigns& MuseStaffReader::signs(std::size_t bar, bool closes) {
    std::vector<PlacedSigns>& all = score_.frames[bar].signs;
    for (PlacedSigns& placed : all) {
        if (placed.closes == closes && placed.at == Beat{}) return placed.signs;
    }
    all.push_back({Beat{}, closes, {}});
    return all.back().signs;
}

void MuseStaffReader::form(pugi::xml_node node) {
    if (node.child("startRepeat")) signs(bar_, false).forward = true;
    if (const auto pause = museSectionPause(node)) form_.sectionEnds.try_emplace(bar_, *pause);
    if (const pugi::xml_node repeat = node.child("endRepeat")) {
        signs(bar_, true).backward = std::clamp(repeat.text().as_int(2), 2, 1000);
    }
    constexpr std::size_t kMost = 10'000;
    for (const pugi::xml_node marker : node.children("Marker")) {
        if (form_.markers.size() < kMost)
            form_.markers.push_back({bar_, childText(marker, "label")});
    }
    for (const pugi::xml_node jump : node.children("Jump")) {
        if (form_.jumps.size() >= kMost) break;
        form_.jumps.push_back({bar_, childText(jump, "jumpTo"), childText(jump, "playUntil"),
                               childText(jump, "continueAt"),
                               childInt(jump, "playRepeats").value_or(0) != 0});
    }
}

Beat MuseStaffReader::scaled(Beat length) const {
    for (const Beat& ratio : tuplets_) length = length * ratio;
    return length;
}

void MuseStaffReader::advance(Beat length) {
    position_ = std::max(Beat{}, position_ + length);
    if (position_.value() > limits_.quarters) {
        throw Error(
            ExitCode::Input,
            fmt::format("{}: part {}, measure {}: expected at most {} quarter notes, found "
                        "{:.0f}",
                        name_, part_.head.id, frame().number, limits_.quarters, position_.value()));
    }
}

void MuseStaffReader::voice(pugi::xml_node node) {
    position_ = {};
    tuplets_.clear();
    pending_ = Articulation::None;
    lastValid_ = false;
    graces_.clear();
    for (const pugi::xml_node child : node.children()) {
        if (child.type() == pugi::node_element) element(child);
    }
    // Tuplets of odd numbers miss the bar's end by nothing: fractions are exact.
    frame().length = std::max(frame().length, position_);
}

void MuseStaffReader::element(pugi::xml_node node) {
    const std::string_view name = node.name();
    if (name == "Chord") {
        chord(node);
    } else if (name == "Rest") {
        Beat length = museLength(node);
        if (length == Beat{}) length = museFraction(node.child("duration").text().get());
        if (length == Beat{}) length = frame().length;
        advance(scaled(length));
        pending_ = Articulation::None;
    } else if (name == "Tuplet") {
        const int normal = childInt(node, "normalNotes").value_or(1);
        const int actual = childInt(node, "actualNotes").value_or(1);
        const bool sane = normal > 0 && actual > 0 && normal <= 10'000 && actual <= 10'000;
        if (tuplets_.size() < 16) tuplets_.push_back(sane ? Beat(normal, actual) : Beat(1, 1));
    } else if (name == "endTuplet") {
        if (!tuplets_.empty()) tuplets_.pop_back();
    } else if (name == "location") {
        advance(museFraction(node.child("fractions").text().get()));
    } else if (name == "Spanner") {
        spanner(node);
    } else if (name == "Tempo") {
        tempo(node);
    } else if (name == "Dynamic") {
        dynamic(node);
    } else if (name == "Harmony") {
        ChordSymbol symbol = museChordSymbol(node);
        symbol.at = position_;
        if (!symbol.text.empty() && frame().chords.size() < 1000) {
            frame().chords.push_back(std::move(symbol));
        }
    } else if (name == "Fermata") {
        pending_ |= Articulation::Fermata;
    } else if (name == "Breath") {
        const bool caesura = childText(node, "symbol").find("caesura") != std::string::npos;
        for (std::size_t i = lastFirst_; lastValid_ && i < bar().notes.size(); ++i) {
            bar().notes[i].note.articulation |=
                caesura ? Articulation::CaesuraAfter : Articulation::BreathAfter;
        }
    } else if (name == "InstrumentChange") {
        const pugi::xml_node program = node.child("Instrument").child("Channel").child("program");
        if (program && !drums_) {
            mark(Kind::Program, std::clamp(program.attribute("value").as_int(), 0, 127));
        }
    } else if (name == "MeasureRepeat" || name == "RepeatMeasure") {
        if (repeatSpan_ <= 1) repeatBars(1);
        advance(frame().length);
    } else if (name == "RehearsalMark") {
        if (frame().section.empty())
            frame().section = sectionName(musePlainText(node.child("text")));
    } else if (name == "StaffText" || name == "SystemText" || name == "Expression" ||
               name == "PlayTechAnnotation") {
        words(musePlainText(node.child("text")));
        if (const pugi::xml_node change = node.child("swing")) swing(change);
    } else if (name != "KeySig" && name != "TimeSig" && !isSilent(name)) {
        remark(fmt::format("unknown element <{}>", name.substr(0, 40)));
    }
}

void MuseStaffReader::mark(Kind kind, double value) {
    bar().marks.push_back({position_, kind, value, 0});
}

void MuseStaffReader::chordMarks(pugi::xml_node node, Articulation& marks, int& strokes) {
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = child.name();
        if (name == "Articulation" || name == "Ornament") {
            marks |= symbolArticulation(childText(child, "subtype"));
        } else if (name == "Arpeggio") {
            const int kind = childInt(child, "subtype").value_or(0);
            marks |= Articulation::Arpeggio;
            if (kind == 2 || kind == 5) marks |= Articulation::ArpeggioDown;
        } else if (name == "Tremolo" || name == "TremoloSingleChord" || name == "TremoloTwoChord") {
            const std::string kind = childText(child, "subtype");
            marks |= Articulation::Tremolo;
            if (kind.rfind('c', 0) == 0) marks |= Articulation::TremoloPair;
            for (const auto& [digits, count] :
                 {std::pair{"8", 1}, {"16", 2}, {"32", 3}, {"64", 4}}) {
                if (kind.size() > 1 && kind.substr(1) == digits) strokes = count;
            }
        } else if (name == "ChordLine") {
            remark("falls, doits, plops and scoops are not played");
        } else if (name == "Spanner" &&
                   std::string_view(child.attribute("type").value()) == "Slur") {
            int& open = slurs_[voice_];
            if (child.child("prev")) open = std::max(open - 1, 0);
            if (child.child("next")) open = std::min(open + 1, 64);
        }
    }
}

bool MuseStaffReader::note(pugi::xml_node node, WrittenNote& out) {
    const auto pitch = childInt(node, "pitch");
    if (!pitch || *pitch < 0 || *pitch > 127) {
        remark("a note with an impossible pitch is not played");
        return false;
    }
    if (childInt(node, "play").value_or(1) == 0) return false;
    const double cents = std::clamp(childNumber(node, "tuning").value_or(0.0), -1200.0, 1200.0);
    out.note.pitch = *pitch + cents / 100.0;
    out.note.staff = staff_;
    out.note.voice = voice_;
    out.unpitched = drums_;
    (drums_ ? part_.anyUnpitched : part_.anyPitched) = true;
    const MuseSpelling name = museSpelling(childInt(node, "tpc").value_or(-100));
    if (!drums_ && name.step != '\0') {
        constexpr std::string_view kSteps = "CDEFGAB";
        constexpr std::array<int, 7> kSemitones = {0, 2, 4, 5, 7, 9, 11};
        const int natural = *pitch - name.alter - kSemitones[kSteps.find(name.step)];
        out.note.spelled = SpelledPitch{name.step, static_cast<float>(name.alter),
                                        static_cast<int>(std::floor(natural / 12.0)) - 1};
    }
    if (childText(node, "veloType") == "user" || node.child("userVelocity")) {
        const double velocity =
            childNumber(node, node.child("userVelocity") ? "userVelocity" : "velocity").value_or(0);
        if (velocity > 0.0 && velocity <= 127.0) {
            out.note.velocity = static_cast<float>(velocity / 127.0);
        }
    }
    for (const pugi::xml_node child : node.children("Spanner")) {
        const std::string_view type = child.attribute("type").value();
        if (type == "Tie") {
            out.tieStart = out.tieStart || child.child("next");
            out.tieStop = out.tieStop || child.child("prev");
        } else if (type == "Glissando" && child.child("next")) {
            out.note.glide = Glide::Glissando;
        }
    }
    if (++*notes_ > limits_.notes) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: part {}, measure {}: expected at most {} notes", name_,
                                part_.head.id, frame().number, limits_.notes));
    }
    return true;
}

void MuseStaffReader::chord(pugi::xml_node node) {
    Grace grace = Grace::None;
    for (const pugi::xml_node child : node.children()) {
        const std::string_view name = child.name();
        if (name == "acciaccatura") grace = Grace::Acciaccatura;
        if (name == "appoggiatura" || name == "grace4" || name == "grace16" || name == "grace32") {
            grace = Grace::Appoggiatura;
        }
        if (name == "grace8after" || name == "grace16after" || name == "grace32after") {
            grace = Grace::After;
        }
    }
    const Beat length = grace == Grace::None ? scaled(museLength(node)) : Beat{};
    Articulation marks = Articulation::None;
    int strokes = 0;
    chordMarks(node, marks, strokes);
    if (grace == Grace::None) marks |= std::exchange(pending_, Articulation::None);
    if (slurs_[voice_] > 0) marks |= Articulation::Slurred;
    if (pizzicato_) marks |= Articulation::Pizzicato;
    if (muted_) marks |= Articulation::Muted;
    if (trill_ && grace == Grace::None) marks |= Articulation::Trill;

    std::vector<WrittenNote> own;
    for (const pugi::xml_node child : node.children("Note")) {
        WrittenNote out;
        if (!note(child, out)) continue;
        out.note.onset = position_;
        out.note.duration = length;
        out.note.grace = grace;
        out.note.articulation = marks;
        out.note.strokes = strokes;
        if (grace != Grace::None) {
            out.tieStart = out.tieStop = false;
            out.graceLength = museLength(node);
        }
        own.push_back(std::move(out));
    }
    if (grace != Grace::None) {
        // All graces stand before their chord in the file, those that follow it too.
        auto& waiting = grace == Grace::After ? afterGraces_ : graces_;
        if (waiting.size() < 64) waiting.insert(waiting.end(), own.begin(), own.end());
        return;
    }
    if (!own.empty()) lyrics(node, own.front());
    auto& notes = bar().notes;
    for (WrittenNote& one : std::exchange(graces_, {})) {
        one.note.onset = position_;
        notes.push_back(std::move(one));
    }
    lastFirst_ = notes.size();
    lastValid_ = !own.empty();
    notes.insert(notes.end(), own.begin(), own.end());
    advance(length);
    for (WrittenNote& one : std::exchange(afterGraces_, {})) {
        one.note.onset = position_;
        notes.push_back(std::move(one));
    }
}

void MuseStaffReader::lyrics(pugi::xml_node chord, WrittenNote& out) {
    for (const pugi::xml_node node : chord.children("Lyrics")) {
        Lyric lyric;
        lyric.verse = std::clamp(childInt(node, "no").value_or(0), 0, 999) + 1;
        lyric.text = musePlainText(node.child("text"));
        const std::string syllabic = childText(node, "syllabic");
        lyric.syllabic = syllabic == "begin"    ? Syllabic::Begin
                         : syllabic == "middle" ? Syllabic::Middle
                         : syllabic == "end"    ? Syllabic::End
                                                : Syllabic::Single;
        lyric.extend = childInt(node, "ticks").value_or(0) > 0 || node.child("ticks_f");
        part_.maxVerse = std::max(part_.maxVerse, lyric.verse);
        if (!lyric.text.empty() && out.lyrics.size() < 100) out.lyrics.push_back(std::move(lyric));
    }
    std::stable_sort(out.lyrics.begin(), out.lyrics.end(),
                     [](const Lyric& a, const Lyric& b) { return a.verse < b.verse; });
}

void MuseStaffReader::spanner(pugi::xml_node node) {
    const std::string_view type = node.attribute("type").value();
    const bool starts = startsHere(node);
    if (type == "HairPin") {
        const int kind = childInt(node.child("HairPin"), "subtype").value_or(0);
        mark(!starts ? Kind::HairpinEnd : kind % 2 == 0 ? Kind::HairpinUp : Kind::HairpinDown, 0.0);
    } else if (type == "Pedal") {
        pedal(node, starts);
    } else if (type == "Volta" && starts) {
        std::vector<int> passes = parseNumberList(childText(node.child("Volta"), "endings"));
        if (passes.empty()) return remark("an ending without a number is played every time");
        signs(bar_, false).voltaStart = std::move(passes);
        const int measures = childInt(node.child("next").child("location"), "measures").value_or(1);
        form_.endingEnds.push_back(bar_ + static_cast<std::size_t>(std::clamp(measures, 1, 1000)) -
                                   1);
    } else if (type == "Ottava") {
        if (starts) {
            const int shift = ottavaShift(childText(node.child("Ottava"), "subtype"));
            if (ottavas_.size() < 10'000) ottavas_.push_back({bar_, position_, shift, 0, {}, true});
        } else {
            for (Ottava& one : ottavas_) {
                if (!std::exchange(one.open, false)) continue;
                one.endBar = bar_;
                one.to = position_;
            }
        }
    } else if (type == "Trill") {
        const std::string kind = childText(node.child("Trill"), "subtype");
        trill_ = starts && (kind.empty() || kind.rfind("trill", 0) == 0);
    } else if (type == "GradualTempoChange" && starts) {
        words(childText(node.child("GradualTempoChange"), "tempoChangeType"));
    }
}

void MuseStaffReader::tempo(pugi::xml_node node) {
    const double perSecond = childNumber(node, "tempo").value_or(0.0);
    if (perSecond > 0.0 && perSecond < 1000.0) {
        auto& tempos = frame().tempos;
        if (tempos.size() < 1000) {
            tempos.push_back({position_, TempoEvent::Kind::Exact, perSecond * 60.0});
        }
    } else {
        remark("a tempo of 0 is ignored");
    }
}

void MuseStaffReader::words(const std::string& text) {
    const DirectionMeaning meaning = readDirectionWords(text);
    if (meaning.tempo && frame().tempos.size() < 1000) {
        TempoEvent event = *meaning.tempo;
        event.at = position_;
        frame().tempos.push_back(event);
    }
    if (meaning.hairpin != 0) mark(meaning.hairpin > 0 ? Kind::HairpinUp : Kind::HairpinDown, 0.0);
    if (meaning.level) mark(Kind::Level, *meaning.level);
    if (meaning.pizzicato) pizzicato_ = *meaning.pizzicato;
    if (meaning.muted) muted_ = *meaning.muted;
    if (meaning.swing && frame().swings.size() < 1000) {
        SwingChange change = *meaning.swing;
        change.at = position_;
        frame().swings.push_back(change);
    }
    if (meaning.understood) return;
    for (const WrittenMark& one : voiceMarks(text, position_)) bar().marks.push_back(one);
}

/// What a text means for the ear stands beside it: its unit ("" is straight) and percentage.
void MuseStaffReader::swing(pugi::xml_node node) {
    std::erase_if(frame().swings, [&](const SwingChange& one) { return one.at == position_; });
    if (frame().swings.size() >= 1000) return;
    const std::string_view unit = node.attribute("unit").value();
    const double percent = node.attribute("ratio").as_double(60.0);
    SwingChange change{position_, 0.5, unit == "16th" ? Beat(1, 4) : Beat(1, 2)};
    if (!unit.empty()) change.first = std::clamp(percent / 100.0, 0.5, 0.9);
    frame().swings.push_back(change);
}

/// The sostenuto pedal is a pedal line with a sign of its own.
void MuseStaffReader::pedal(pugi::xml_node spanner, bool starts) {
    const pugi::xml_node text = spanner.child("Pedal").child("beginText");
    const bool isSostenuto = text && text.find_node([](pugi::xml_node node) {
        const std::string_view value = node.value();
        return value.find("PedalSost") != std::string_view::npos || value.rfind("Sost", 0) == 0;
    });
    if (starts) pedal_ = isSostenuto ? Kind::Sostenuto : Kind::Sustain;
    mark(pedal_, starts ? 1.0 : 0.0);
}

void MuseStaffReader::dynamic(pugi::xml_node node) {
    const std::string name = childText(node, "subtype");
    const auto meaning = readDynamic(name);
    if (meaning && meaning->accent) pending_ |= Articulation::Accent;
    if (meaning && meaning->level) {
        mark(Kind::Level, *meaning->level);
    } else if (!meaning) {
        const double velocity = childNumber(node, "velocity").value_or(0.0);
        if (velocity > 0.0 && velocity <= 127.0) return mark(Kind::Level, velocity / 127.0);
        remark(fmt::format("dynamic \"{}\" is not understood", name.substr(0, 40)));
    }
}

/// The sign for "once more": this voice of the bar before.
/// Bars of the group of repeat signs that a measure is in: they are counted from 1 on.
int MuseStaffReader::repeatSpanOf(pugi::xml_node measure) {
    constexpr int kMost = 16;
    int span = childInt(measure, "measureRepeatCount").value_or(0);
    if (span <= 0 || span > kMost) return 0;
    for (pugi::xml_node next = measure.next_sibling("Measure"); span < kMost;
         next = next.next_sibling("Measure")) {
        if (childInt(next, "measureRepeatCount").value_or(0) != span + 1) break;
        ++span;
    }
    return span;
}

void MuseStaffReader::repeatBars(std::size_t span) {
    if (bar_ < span) return;
    const std::vector<WrittenNote> before = part_.bars[bar_ - span].notes;
    for (const WrittenNote& one : before) {
        if (one.note.staff != staff_) continue;
        if (++*notes_ > limits_.notes) {
            throw Error(ExitCode::Input, fmt::format("{}: part {}: expected at most {} notes",
                                                     name_, part_.head.id, limits_.notes));
        }
        WrittenNote again = one;
        again.lyrics.clear();
        bar().notes.push_back(std::move(again));
    }
}

/// Pitches stand in the file as written under the line.
void MuseStaffReader::applyOttavas() {
    for (const Ottava& one : ottavas_) {
        const std::size_t last = one.open ? part_.bars.size() : one.endBar + 1;
        for (std::size_t i = one.bar; i < std::min(last, part_.bars.size()); ++i) {
            for (WrittenNote& note : part_.bars[i].notes) {
                const bool before = i == one.bar && note.note.onset < one.from;
                const bool after = !one.open && i == one.endBar && note.note.onset >= one.to;
                if (before || after || note.note.staff != staff_) continue;
                note.note.pitch = std::clamp(note.note.pitch + one.semitones, 0.0, 127.0);
            }
        }
    }
}

}  // namespace arioso
