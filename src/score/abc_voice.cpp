#include "src/score/abc_voice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dsp/error.h"
#include "src/score/abc_lyrics.h"
#include "src/score/chord_text.h"
#include "src/score/direction_words.h"
#include "src/score/voice_marks.h"

namespace arioso {
namespace {

using Kind = WrittenMark::Kind;

constexpr std::size_t kMostBars = 300'000;
constexpr std::array<int, 7> kSemitones = {0, 2, 4, 5, 7, 9, 11};
constexpr std::string_view kSteps = "CDEFGAB";

}  // namespace

AbcVoice::AbcVoice(AbcTuneState& tune, std::string name) : id(std::move(name)), tune_(tune) {}

BarFrame& AbcVoice::frameOf(std::size_t bar) {
    auto& frames = tune_.score.frames;
    while (frames.size() <= bar) {
        BarFrame fresh;
        if (!frames.empty()) {
            const BarFrame& before = frames.back();
            fresh.nominal = before.nominal;
            fresh.beats = before.beats;
            fresh.beatType = before.beatType;
            fresh.fifths = before.fifths;
            fresh.minor = before.minor;
        }
        frames.push_back(std::move(fresh));
    }
    return frames[bar];
}

WrittenBar& AbcVoice::current() {
    if (part.bars.size() <= bar_) {
        tune_.bars += bar_ + 1 - part.bars.size();
        if (tune_.bars > kMostBars) {
            throw Error(ExitCode::Input, fmt::format("{}: voice {}: expected at most {} measures, "
                                                     "found more",
                                                     tune_.name, id, kMostBars));
        }
        frame();
        part.bars.resize(bar_ + 1);
    }
    return part.bars[bar_];
}

RepeatSigns& AbcVoice::signs(std::size_t bar, bool closes) {
    std::vector<PlacedSigns>& all = frameOf(bar).signs;
    for (PlacedSigns& placed : all) {
        if (placed.closes == closes) return placed.signs;
    }
    all.push_back({Beat{}, closes, {}});
    return all.back().signs;
}

void AbcVoice::advance(Beat length) {
    position_ = position_ + length;
    content_ = true;
    if (position_.value() > tune_.limits.quarters) {
        throw Error(
            ExitCode::Input,
            fmt::format("{}: voice {}, measure {}: expected at most {} quarter notes, found "
                        "{:.0f}",
                        tune_.name, id, bar_ + 1, tune_.limits.quarters, position_.value()));
    }
    BarFrame& shared = frame();
    shared.length = std::max(shared.length, position_);
}

float AbcVoice::alterOf(const AbcNote& note) {
    const bool octaves = tune_.reach == AbcReach::Octave;
    const std::pair<int, int> place(note.step, octaves ? note.octave : 0);
    if (note.accidental) {
        if (tune_.reach != AbcReach::Note) accidentals_[place] = *note.accidental;
        return *note.accidental;
    }
    // A tie carries its accidental over the bar line.
    for (const Held& held : ties_) {
        if (held.step == note.step && held.octave == note.octave) return held.alter;
    }
    if (const auto it = accidentals_.find(place); it != accidentals_.end()) return it->second;
    return percussion ? 0.0F : key.alter[static_cast<std::size_t>(note.step)];
}

WrittenNote AbcVoice::written(const AbcNote& note, Beat length) {
    WrittenNote out;
    const float alter = alterOf(note);
    const int sounding = note.octave + octave + clefOctave;
    out.note.onset = position_;
    out.note.duration = length;
    out.note.voice = layer_;
    const double pitch = 12.0 * (sounding + 1) + kSemitones[static_cast<std::size_t>(note.step)] +
                         static_cast<double>(alter) + transpose;
    out.note.pitch = std::clamp(pitch, 0.0, 127.0);
    if (percussion) {
        const auto drum = drumKeys.find(static_cast<int>(std::lround(out.note.pitch)));
        if (drum != drumKeys.end()) out.note.pitch = drum->second;
        out.unpitched = true;
        part.anyUnpitched = true;
    } else {
        out.note.spelled =
            SpelledPitch{kSteps[static_cast<std::size_t>(note.step)], alter, note.octave + octave};
        part.anyPitched = true;
    }
    for (const Held& held : ties_) {
        if (held.step == note.step && held.octave == note.octave && held.alter == alter) {
            out.tieStop = true;
        }
    }
    if (note.tie) {
        out.tieStart = true;
        nextTies_.push_back({note.step, note.octave, alter});
    }
    if (++tune_.notes > tune_.limits.notes) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: voice {}, measure {}: expected at most {} notes", tune_.name,
                                id, bar_ + 1, tune_.limits.notes));
    }
    return out;
}

void AbcVoice::place(const std::vector<AbcNote>& notes, Beat length) {
    Beat factor = std::exchange(brokenNext_, Beat(1, 1));
    if (tupletLeft_ > 0) {
        factor = factor * tupletRatio_;
        --tupletLeft_;
    }
    WrittenBar& bar = current();
    for (const auto& [grace, crushed] : std::exchange(graces_, {})) {
        WrittenNote out = written(grace, Beat{});
        out.graceLength = grace.length;
        out.note.grace = crushed ? Grace::Acciaccatura : Grace::Appoggiatura;
        out.tieStart = out.tieStop = false;
        bar.notes.push_back(std::move(out));
    }
    nextTies_.clear();
    last_ = {bar_, bar.notes.size(), notes.size(), length * factor, true};
    Articulation marks = std::exchange(pending_, Articulation::None);
    if (slurs_ > 0) marks |= Articulation::Slurred;
    for (const AbcNote& note : notes) {
        WrittenNote out = written(note, note.length * factor);
        out.note.articulation = marks;
        bar.notes.push_back(std::move(out));
    }
    ties_ = std::exchange(nextTies_, {});
    if (!notes.empty()) {
        if (std::exchange(blockSung_, false)) {
            block_.clear();
            verse_ = 0;
        }
        if (std::exchange(symbolsLaid_, false)) symbolBlock_.clear();
        block_.push_back({bar_, last_.first, notes.size()});
        symbolBlock_.push_back(block_.back());
    }
    settleSigns(false);
    advance(length * factor);
}

void AbcVoice::grace(const std::vector<AbcNote>& notes, bool acciaccatura) {
    constexpr std::size_t kMost = 64;
    for (const AbcNote& note : notes) {
        if (graces_.size() < kMost) graces_.emplace_back(note, acciaccatura);
    }
}

void AbcVoice::measureRest(int bars) {
    for (int i = 0; i < bars; ++i) {
        if (i > 0) barLine();
        place({}, frame().nominal);
    }
}

void AbcVoice::tie() {
    if (!last_.valid) return;
    auto& notes = part.bars[last_.bar].notes;
    ties_.clear();
    for (std::size_t i = last_.first; i < last_.first + last_.count; ++i) {
        notes[i].tieStart = true;
        const auto& spelled = notes[i].note.spelled;
        if (!spelled) continue;
        ties_.push_back({static_cast<int>(kSteps.find(spelled->step)), spelled->octave - octave,
                         spelled->alter});
    }
}

void AbcVoice::openSlur() {
    slurs_ = std::min(slurs_ + 1, 64);
}

void AbcVoice::closeSlur() {
    slurs_ = std::max(slurs_ - 1, 0);
    if (slurs_ > 0 || !last_.valid) return;
    auto& notes = part.bars[last_.bar].notes;
    for (std::size_t i = last_.first; i < last_.first + last_.count; ++i) {
        auto& marks = notes[i].note.articulation;
        marks = marks & ~Articulation::Slurred;
    }
}

void AbcVoice::tuplet(int notes, int inTimeOf, int count) {
    tupletRatio_ = Beat(inTimeOf, notes);
    tupletLeft_ = count;
}

void AbcVoice::broken(int steps) {
    const Beat small(1, std::int64_t{1} << std::min(std::abs(steps), 6));
    const Beat large = Beat::whole(2) - small;
    const Beat first = steps > 0 ? large : small;
    brokenNext_ = steps > 0 ? small : large;
    if (!last_.valid || last_.bar != bar_) return;
    auto& notes = part.bars[bar_].notes;
    for (std::size_t i = last_.first; i < last_.first + last_.count; ++i) {
        notes[i].note.duration = notes[i].note.duration * first;
    }
    const Beat longer = last_.length * first;
    BarFrame& shared = frame();
    const bool reached = shared.length == position_;
    position_ = position_ + (longer - last_.length);
    if (reached) shared.length = position_;
    shared.length = std::max(shared.length, position_);
    last_.length = longer;
}

void AbcVoice::overlay() {
    position_ = {};
    ++layer_;
    ties_.clear();
    last_.valid = false;
}

void AbcVoice::mark(Kind kind, double value) {
    current().marks.push_back({position_, kind, value, 0});
}

void AbcVoice::decorate(const AbcDecoration& decoration) {
    pending_ |= decoration.articulation;
    if (decoration.dynamic) {
        const auto meaning = readDynamic(*decoration.dynamic);
        if (meaning->accent) pending_ |= Articulation::Accent;
        if (meaning->level) mark(Kind::Level, *meaning->level);
    }
    if (decoration.hairpin) mark(*decoration.hairpin, 0.0);
    if (decoration.pedal) mark(Kind::Sustain, *decoration.pedal);
    if (!decoration.signs) return;
    if (pendingSigns_.size() < 64) pendingSigns_.push_back(*decoration.signs);
}

/// Signs wait for what follows them: a note of their bar, or (`atEnd`) a bar line.
void AbcVoice::settleSigns(bool atEnd) {
    for (const RepeatSigns& one : std::exchange(pendingSigns_, {})) {
        // Behind the last note a segno is meant for what comes after the bar line; a jump that
        // stands behind the bar line is meant for what was before it.
        const std::size_t bar = atEnd && !content_ && bar_ > 0 ? bar_ - 1 : bar_;
        if (one.segno || one.coda) {
            RepeatSigns& here = signs(bar, atEnd);
            if (one.segno) here.segno = one.segno;
            if (one.coda) here.coda = one.coda;
            continue;
        }
        RepeatSigns& closing = signs(bar, true);
        if (one.toCoda) closing.toCoda = one.toCoda;
        if (one.dalSegno) closing.dalSegno = one.dalSegno;
        closing.daCapo = closing.daCapo || one.daCapo;
        closing.fine = closing.fine || one.fine;
    }
}

void AbcVoice::chordSymbol(const std::string& text) {
    auto& chords = frame().chords;
    ChordSymbol symbol = chordOfText(text);
    symbol.at = position_;
    // Voices of one staff repeat them.
    for (const ChordSymbol& known : chords) {
        if (known.at == symbol.at && known.text == symbol.text) return;
    }
    if (chords.size() < 256) chords.push_back(symbol);
}

void AbcVoice::words(const std::string& text) {
    if (const auto jump = readJumpWords(text)) {
        AbcDecoration decoration;
        decoration.signs = *jump;
        decorate(decoration);
        return;
    }
    const DirectionMeaning meaning = readDirectionWords(text);
    if (meaning.tempo) {
        TempoEvent event = *meaning.tempo;
        event.at = position_;
        frame().tempos.push_back(event);
    }
    if (meaning.hairpin != 0) mark(meaning.hairpin > 0 ? Kind::HairpinUp : Kind::HairpinDown, 0.0);
    if (meaning.level) mark(Kind::Level, *meaning.level);
    if (meaning.understood) return;
    for (const WrittenMark& one : voiceMarks(text, position_)) current().marks.push_back(one);
}

void AbcVoice::program(int number) {
    mark(Kind::Program, number);
}

void AbcVoice::barLine() {
    if (!pendingSigns_.empty()) settleSigns(true);
    if (!content_) return;
    ++bar_;
    position_ = {};
    content_ = false;
    layer_ = 1;
    accidentals_.clear();
    if (nextMeter_) {
        const AbcMeter waiting = *std::exchange(nextMeter_, std::nullopt);
        meter(waiting);
    }
}

void AbcVoice::repeatForward() {
    signs(bar_, false).forward = true;
}

void AbcVoice::repeatBackward(int times) {
    if (bar_ == 0) return;
    RepeatSigns& closing = signs(bar_ - 1, true);
    closing.backward = std::max(closing.backward, times);
}

void AbcVoice::startEnding(std::vector<int> passes) {
    endEnding();
    signs(bar_, false).voltaStart = std::move(passes);
    endingOpen_ = true;
}

void AbcVoice::endEnding() {
    if (!std::exchange(endingOpen_, false) || bar_ == 0) return;
    signs(bar_ - 1, true).voltaEnd = true;
}

void AbcVoice::meter(const AbcMeter& meter) {
    if (content_) {
        nextMeter_ = meter;
        return;
    }
    // Voices repeat the change; the first to reach the bar makes it for all.
    if (bar_ + 1 < tune_.score.frames.size()) return;
    BarFrame& shared = frame();
    if (meter.free) return;
    shared.beats = meter.beats;
    shared.beatType = meter.beatType;
    shared.nominal = Beat(std::int64_t{4} * meter.beats, meter.beatType);
}

void AbcVoice::showKey() {
    if (bar_ + 1 < tune_.score.frames.size()) return;
    BarFrame& shared = frame();
    shared.fifths = std::clamp(key.fifths, -7, 7);
    shared.minor = key.minor;
}

void AbcVoice::tempo(const AbcTempo& tempo) {
    auto& tempos = frame().tempos;
    if (tempos.size() >= 256) return;
    if (tempo.quartersPerMinute) {
        std::erase_if(tempos, [&](const TempoEvent& event) { return event.at == position_; });
        tempos.push_back({position_, TempoEvent::Kind::Exact, *tempo.quartersPerMinute});
    } else if (const auto meaning = readDirectionWords(tempo.words).tempo) {
        TempoEvent event = *meaning;
        event.at = position_;
        tempos.push_back(event);
    }
}

std::size_t AbcVoice::lyrics(std::string_view line) {
    blockSung_ = true;
    verse_ = std::min(verse_ + 1, 999);
    std::size_t next = 0;
    std::size_t lost = 0;
    bool inside = false;
    Lyric* last = nullptr;
    const auto noteAt = [&](std::size_t i) -> WrittenNote& {
        return part.bars[block_[i].bar].notes[block_[i].note];
    };
    const std::vector<AbcSyllable> syllables = readAbcSyllables(line);
    for (std::size_t i = 0; i < syllables.size(); ++i) {
        const AbcSyllable& syllable = syllables[i];
        if (syllable.kind == AbcSyllable::Kind::Bar) {
            // The bar of the note that was sung last is left; an unfinished one is skipped.
            if (next == 0) continue;
            const std::size_t bar = block_[next - 1].bar;
            while (next < block_.size() && block_[next].bar == bar) ++next;
            continue;
        }
        if (next >= block_.size()) {
            if (syllable.kind == AbcSyllable::Kind::Text) ++lost;
            continue;
        }
        if (syllable.kind == AbcSyllable::Kind::Hold && last != nullptr) last->extend = true;
        if (syllable.kind == AbcSyllable::Kind::Text) {
            Lyric out;
            out.verse = verse_;
            out.text = syllable.text;
            const bool leads = syllable.joinsNext;
            out.syllabic = inside ? (leads ? Syllabic::Middle : Syllabic::End)
                                  : (leads ? Syllabic::Begin : Syllabic::Single);
            inside = leads;
            auto& lyrics = noteAt(next).lyrics;
            lyrics.push_back(std::move(out));
            last = &lyrics.back();
            part.maxVerse = std::max(part.maxVerse, verse_);
        }
        ++next;
    }
    return lost;
}

bool AbcVoice::enterNote(std::size_t index) {
    if (index >= symbolBlock_.size()) return false;
    left_ = {bar_, position_, std::exchange(pending_, Articulation::None),
             std::exchange(pendingSigns_, {}), index};
    const NoteRef& note = symbolBlock_[index];
    bar_ = note.bar;
    position_ = part.bars[note.bar].notes[note.note].note.onset;
    return true;
}

void AbcVoice::leaveNote() {
    const NoteRef& note = symbolBlock_[left_.index];
    for (std::size_t i = note.note; i < note.note + note.count; ++i) {
        part.bars[note.bar].notes[i].note.articulation |= pending_;
    }
    settleSigns(false);
    bar_ = left_.bar;
    position_ = left_.position;
    pending_ = left_.pending;
    pendingSigns_ = std::move(left_.signs);
}

std::size_t AbcVoice::noteBehindBar(std::size_t index) const {
    std::size_t next = index;
    while (next < symbolBlock_.size() && symbolBlock_[next].bar == symbolBlock_[index].bar) ++next;
    return next;
}

void AbcVoice::finish() {
    barLine();
    endEnding();
}

}  // namespace arioso
