#include "src/score/musicxml_note_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "src/score/drum_map.h"
#include "src/score/musicxml_marks_writer.h"
#include "src/score/spelling.h"
#include "src/score/xml_text.h"

namespace arioso {
namespace {

constexpr double kForte = 90.0;  ///< MIDI velocity that MusicXML's percentages count from
constexpr int kHighestOctave = 9;
constexpr double kSamePitch = 1e-4;
/// Bars with more notes than anybody writes are not searched for chords that share their marks.
constexpr std::size_t kMostCompared = 2000;

/// From a longa (16 quarters) down to a 1024th.
constexpr std::array kTypes = {"long", "breve", "whole", "half",  "quarter", "eighth", "16th",
                               "32nd", "64th",  "128th", "256th", "512th",   "1024th"};
constexpr int kLongest = 4;

const char* typeName(int log2) {
    const int index = std::clamp(kLongest - log2, 0, static_cast<int>(kTypes.size()) - 1);
    return kTypes[static_cast<std::size_t>(index)];
}

/// Marks that belong to where a note ends are written at its last piece.
constexpr Articulation kAtEnd =
    Articulation::Fermata | Articulation::BreathAfter | Articulation::CaesuraAfter;

Articulation endMarks(const Note& note) {
    return note.articulation & kAtEnd;
}

Articulation marksAt(Articulation all, bool head, bool last) {
    const auto bits = static_cast<std::uint32_t>(all);
    const auto end = static_cast<std::uint32_t>(kAtEnd);
    return static_cast<Articulation>((head ? bits & ~end : 0U) | (last ? bits & end : 0U));
}

}  // namespace

MusicXmlNotes::MusicXmlNotes(bool manyStaves, std::map<int, std::string> instrumentIds,
                             bool explicitly)
    : manyStaves_(manyStaves), instrumentIds_(std::move(instrumentIds)), explicitly_(explicitly) {}

void MusicXmlNotes::lookAt(const std::vector<Segment>& bar) {
    if (bar.size() > kMostCompared) return;
    for (const Segment& held : bar) {
        const Articulation marks = endMarks(*held.note);
        if (!held.last || marks == Articulation::None) continue;
        const bool shared = std::all_of(bar.begin(), bar.end(), [&](const Segment& other) {
            const bool joins = other.head && other.note->voice == held.note->voice &&
                               other.note->grace == Grace::None &&
                               (held.head ? held.at < other.at : held.at <= other.at) &&
                               other.at < held.at + held.length;
            return !joins || (endMarks(*other.note) & marks) == marks;
        });
        if (!shared) early_.insert(held.note);
    }
}

void MusicXmlNotes::duration(pugi::xml_node node, Beat length) const {
    const Beat ticks = length * Beat::whole(divisions_);
    addNumber(node, "duration", std::max<std::int64_t>(1, std::llround(ticks.value())));
}

void MusicXmlNotes::move(pugi::xml_node measure, const char* element, Beat length) const {
    if (Beat{} < length) duration(measure.append_child(element), length);
}

void MusicXmlNotes::staff(pugi::xml_node node, int number) const {
    if (manyStaves_) addNumber(node, "staff", number);
}

void MusicXmlNotes::type(pugi::xml_node node, const NoteValue& value) {
    addText(node, "type", typeName(value.log2));
    for (int i = 0; i < value.dots; ++i) node.append_child("dot");
}

void MusicXmlNotes::ratio(pugi::xml_node node, const NoteValue& value) {
    if (!value.tuplet()) return;
    pugi::xml_node modification = node.append_child("time-modification");
    addNumber(modification, "actual-notes", value.actual);
    addNumber(modification, "normal-notes", value.normal);
}

void MusicXmlNotes::slot(pugi::xml_node measure, const VoiceStream& stream, std::size_t index) {
    const Slot& slot = stream.slots[index];
    if (slot.notes.empty()) {
        if (!stream.leads) {
            move(measure, "forward", slot.length);
            return;
        }
        for (const WrittenPiece& piece : pieces_[index]) rest(measure, stream, piece);
        return;
    }
    bool& open = slurred_[stream.voice];
    const bool under = underSlur(slot, open);
    const std::string slur = under == open ? "" : under ? "start" : "stop";
    open = under;
    const auto firstOf = [&](auto has) {
        return static_cast<std::size_t>(std::find_if(slot.notes.begin(), slot.notes.end(), has) -
                                        slot.notes.begin());
    };
    firstHead_ = firstOf([](const Segment& one) { return one.head; });
    firstWhole_ = firstOf([](const Segment& one) { return one.head && one.last; });
    std::vector<WrittenPiece> pieces = pieces_[index];
    if (pieces.empty()) {  // a grace note
        WrittenPiece grace;
        grace.value.log2 = -1;
        pieces.push_back(grace);
    }
    for (std::size_t p = 0; p < pieces.size(); ++p) {
        for (std::size_t n = 0; n < slot.notes.size(); ++n) {
            note(measure, stream, slot, n, pieces[p], p == 0, p + 1 == pieces.size(),
                 n == 0 && p == 0 ? slur : "");
        }
    }
}

void MusicXmlNotes::rest(pugi::xml_node measure, const VoiceStream& stream,
                         const WrittenPiece& piece) const {
    pugi::xml_node node = measure.append_child("note");
    node.append_child("rest");
    duration(node, piece.value.length);
    addNumber(node, "voice", std::max(1, stream.voice));
    type(node, piece.value);
    ratio(node, piece.value);
    staff(node, stream.staff);
    NoteMarks marks;
    marks.tupletStart = piece.tupletStart;
    marks.tupletStop = piece.tupletStop;
    addNotations(node, marks);
}

void MusicXmlNotes::wholeRest(pugi::xml_node measure, const VoiceStream& stream,
                              Beat length) const {
    pugi::xml_node node = measure.append_child("note");
    setAttribute(node.append_child("rest"), "measure", std::string("yes"));
    duration(node, length);
    addNumber(node, "voice", std::max(1, stream.voice));
    staff(node, stream.staff);
}

void MusicXmlNotes::pitch(pugi::xml_node node, const Segment& segment) const {
    const Note& note = *segment.note;
    if (!instrumentIds_.empty()) {
        const DrumSign sign = drumSign(static_cast<int>(std::lround(note.pitch)));
        pugi::xml_node unpitched = node.append_child("unpitched");
        addText(unpitched, "display-step", std::string(1, sign.step));
        addNumber(unpitched, "display-octave", sign.octave);
        return;
    }
    const double written = note.pitch - transposition_;
    SpelledPitch spelled = note.spelled.value_or(SpelledPitch{});
    if (!note.spelled || std::abs(pitchOf(spelled) - written) > kSamePitch) {
        spelled = spell(written, fifths_);
    }
    pugi::xml_node out = node.append_child("pitch");
    addText(out, "step", std::string(1, spelled.step));
    if (spelled.alter != 0.0F) addText(out, "alter", decimal(spelled.alter));
    addNumber(out, "octave", std::clamp(spelled.octave, 0, kHighestOctave));
}

/// What leads from a note to the next one of its voice: glides, and tremolos of two notes.
void MusicXmlNotes::linked(int voice, const Slot& slot, bool firstPiece, bool lastPiece,
                           NoteMarks& marks) {
    const auto element = [](Glide glide) { return glide == Glide::Slide ? "slide" : "glissando"; };
    const Segment& segment = slot.notes.front();
    if (segment.head && firstPiece) {
        Glide& open = gliding_[voice];
        if (open != Glide::None) marks.glides.emplace_back(element(open), "stop");
        open = Glide::None;
        bool& pair = alternating_[voice];
        if (pair) marks.tremolo = "stop";
        pair = has(segment.note->articulation, Articulation::TremoloPair) && !pair;
        if (pair) marks.tremolo = "start";
        // Both notes of a pair carry the same strokes.
        int& strokes = strokes_[voice];
        if (marks.tremolo != "stop") strokes = segment.note->strokes;
        if (marks.tremolo != "single" && strokes > 0) marks.strokes = strokes;
    }
    if (segment.last && lastPiece && segment.note->glide != Glide::None) {
        gliding_[voice] = segment.note->glide;
        marks.glides.emplace_back(element(segment.note->glide), "start");
    }
}

void MusicXmlNotes::note(pugi::xml_node measure, const VoiceStream& stream, const Slot& slot,
                         std::size_t index, const WrittenPiece& piece, bool firstPiece,
                         bool lastPiece, const std::string& slur) {
    const Segment& segment = slot.notes[index];
    const Note& source = *segment.note;
    const bool grace = slot.length == Beat{};
    const bool head = segment.head && firstPiece;
    pugi::xml_node node = measure.append_child("note");
    if (source.velocity && head) {
        setAttribute(node, "dynamics", decimal(100.0 * *source.velocity * 127.0 / kForte));
    }
    if (!segment.passes.empty()) {
        setAttribute(node, "time-only", fmt::format("{}", fmt::join(segment.passes, ",")));
    }
    if (!pizzicato_ && head && has(source.articulation, Articulation::Pizzicato)) {
        setAttribute(node, "pizzicato", std::string("yes"));
    }
    if (grace) {
        pugi::xml_node sign = node.append_child("grace");
        if (source.grace == Grace::Acciaccatura) setAttribute(sign, "slash", std::string("yes"));
        if (source.stealPrevious) {
            setAttribute(sign, "steal-time-previous", decimal(*source.stealPrevious * 100.0));
        }
        if (source.stealFollowing) {
            setAttribute(sign, "steal-time-following", decimal(*source.stealFollowing * 100.0));
        }
    }
    if (index > 0) node.append_child("chord");
    pitch(node, segment);
    if (!grace) duration(node, piece.value.length);
    NoteMarks marks;
    marks.tieStop = segment.tieStop || !firstPiece;
    marks.tieStart = segment.tieStart || !lastPiece;
    if (marks.tieStop) setAttribute(node.append_child("tie"), "type", std::string("stop"));
    if (marks.tieStart) setAttribute(node.append_child("tie"), "type", std::string("start"));
    if (!instrumentIds_.empty()) {
        const auto id = instrumentIds_.find(static_cast<int>(std::lround(source.pitch)));
        if (id != instrumentIds_.end()) {
            setAttribute(node.append_child("instrument"), "id", id->second);
        }
    }
    addNumber(node, "voice", std::max(1, stream.voice));
    type(node, piece.value);
    if (!grace) ratio(node, piece.value);
    if (!instrumentIds_.empty() && drumSign(static_cast<int>(std::lround(source.pitch))).cross) {
        addText(node, "notehead", "x");
    }
    staff(node, source.staff);
    // A mark stands once for all notes of a chord that begin here; at the end of a tie each has its
    // own.
    const bool last = segment.last && lastPiece;
    const bool speaks = head && index == firstHead_;
    const bool ends = head && last && index == firstWhole_;
    const std::size_t spoken = speaks || ends ? slot.notes.size() : 0;
    for (std::size_t i = 0; i < spoken; ++i) {
        const Segment& one = slot.notes[i];
        const bool early = early_.count(one.note) > 0;
        const bool whole = one.head && one.last && !early;
        marks.articulation |= marksAt(one.note->articulation, speaks && one.head, ends && whole);
        if (early && speaks && one.head) marks.articulation |= endMarks(*one.note);
    }
    if (last && !head && early_.count(&source) == 0)
        marks.articulation |= marksAt(source.articulation, false, true);
    if (head && has(source.articulation, Articulation::Arpeggio)) {
        marks.articulation |=
            source.articulation & (Articulation::Arpeggio | Articulation::ArpeggioDown);
    }
    marks.tupletStart = piece.tupletStart && index == 0;
    marks.tupletStop = piece.tupletStop && index == 0;
    marks.slur = slur;
    if (index == 0) linked(stream.voice, slot, firstPiece, lastPiece, marks);
    if (speaks) {
        marks.alterAbove = source.alterAbove;
        marks.alterBelow = source.alterBelow;
        if (source.strokes > 0 && marks.tremolo == "single") marks.strokes = source.strokes;
    }
    if (head) marks.inflection = source.inflection;
    addNotations(node, marks);
    if (firstPiece) {
        for (const NotatedLyric& lyric : segment.lyrics) addLyric(node, lyric, explicitly_);
    }
    if (head && has(source.articulation, Articulation::Muted) != muted_) {
        addText(node.append_child("play"), "mute", muted_ ? "off" : "on");
    }
}

}  // namespace arioso
