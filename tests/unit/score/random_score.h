#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "src/score/measures.h"
#include "src/score/score.h"
#include "src/score/spelling.h"

namespace arioso::test {

/// A small score with a bit of everything, the same for the same seed. `plain` leaves out what MIDI
/// has no place for.
class RandomScore {
  public:
    RandomScore(unsigned seed, bool plain) : random_(seed), plain_(plain) {}

    Score make() {
        score_.title = "Piece " + std::to_string(upTo(100));
        score_.composer = "A. \"Nobody\" & <Sons>";
        measures();
        end_ = score_.measures.back().start + score_.measures.back().length;
        tempos();
        const int parts = 1 + upTo(3);
        for (int p = 0; p < parts; ++p) part(p);
        if (!plain_) {
            static const std::vector<std::string> kChords = {"C",    "F#m7b5", "Bb7",  "Dm7/F",
                                                             "N.C.", "Gsus4",  "A7#9", "weird!"};
            for (const Measure& measure : score_.measures) {
                if (chance(0.5)) score_.chords.push_back({measure.start, pick(kChords)});
            }
        }
        assignMeasures(score_);
        return std::move(score_);
    }

  private:
    int upTo(int most) { return std::uniform_int_distribution<int>(0, most - 1)(random_); }
    bool chance(double probability) { return upTo(1000) < static_cast<int>(probability * 1000); }
    template <class T>
    const T& pick(const std::vector<T>& all) {
        return all[static_cast<std::size_t>(upTo(static_cast<int>(all.size())))];
    }

    void measures() {
        static const std::vector<std::pair<int, int>> kMetres = {{4, 4}, {3, 4}, {6, 8}, {5, 8}};
        auto [beats, type] = pick(kMetres);
        int fifths = upTo(9) - 4;
        bool minor = chance(0.3);
        Beat at;
        const int count = 2 + upTo(5);
        for (int i = 0; i < count; ++i) {
            if (i > 0 && chance(0.2)) std::tie(beats, type) = pick(kMetres);
            if (i > 0 && chance(0.2)) fifths = upTo(9) - 4;
            Measure measure;
            measure.start = at;
            measure.length = Beat(std::int64_t{4} * beats, type);
            if (i == 0 && !plain_ && chance(0.3)) measure.length = Beat::whole(1);
            measure.number = std::to_string(i + 1);
            measure.beats = beats;
            measure.beatType = type;
            measure.fifths = fifths;
            measure.minor = minor;
            at = at + measure.length;
            score_.measures.push_back(measure);
        }
    }

    void tempos() {
        Beat at;
        double tempo = 60 + upTo(100);
        while (at < end_) {
            const bool ramp = !plain_ && chance(0.3);
            score_.tempos.push_back({at, tempo, ramp});
            at = at + Beat::whole(1 + upTo(6));
            tempo = 60 + upTo(100);
        }
        score_.tempos.back().ramp = false;
    }

    void part(int index) {
        Part part;
        part.id = "P" + std::to_string(index + 1);
        part.name = "Line " + std::to_string(index + 1);
        part.program = upTo(40);
        part.percussion = index == 2;
        if (part.percussion) {
            part.name = "Drums";
            part.program = 0;
        }
        static const std::vector<int> kShifts = {0, 0, -2, -9, -12};
        const int shift = plain_ || part.percussion ? 0 : pick(kShifts);
        const int staves = plain_ || part.percussion || chance(0.6) ? 1 : 2;
        int lane = 0;
        for (int staff = 1; staff <= staves; ++staff) {
            const int voices = plain_ ? 1 : 1 + upTo(2);
            for (int voice = 1; voice <= voices; ++voice) {
                this->voice(part, staff, (staff - 1) * 4 + voice, 84 - 12 * lane++, shift);
            }
        }
        std::stable_sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
            if (a.onset != b.onset) return a.onset < b.onset;
            const bool grace = a.grace != Grace::None;
            if (grace != (b.grace != Grace::None)) return grace;
            return !grace && a.pitch < b.pitch;
        });
        if (!plain_) expression(part);
        for (Beat at = Beat::whole(3); at < end_ && !part.percussion && chance(0.4);
             at = at + Beat::whole(4)) {
            const int before = part.programs.empty() ? part.program : part.programs.back().program;
            part.programs.push_back({at, (before + 1 + upTo(30)) % 100, 0});
        }
        for (const Note& note : part.notes) part.vocal = part.vocal || !note.lyrics.empty();
        score_.parts.push_back(std::move(part));
    }

    void expression(Part& part) {
        float level = 0.2F;
        for (Beat at; at < end_; at = at + Beat(1 + upTo(8), 2)) {
            level = static_cast<float>(10 + upTo(110)) / 127.0F;
            part.dynamics.push_back({at, level, chance(0.4), 0});
        }
        part.dynamics.back().ramp = false;
        float down = 0.0F;
        for (Beat at = Beat(1, 2); at < end_ && chance(0.7); at = at + Beat(1 + upTo(5), 2)) {
            down = 1.0F - down;
            part.controls.push_back({at, ControlChange::Kind::Sustain, down});
        }
        float held = 0.0F;
        for (Beat at = Beat(1, 2); at < end_ && chance(0.4); at = at + Beat(2 + upTo(5), 2)) {
            held = 1.0F - held;
            part.controls.push_back({at, ControlChange::Kind::Sostenuto, held});
        }
        std::stable_sort(
            part.controls.begin(), part.controls.end(),
            [](const ControlChange& a, const ControlChange& b) { return a.at < b.at; });
    }

    /// One voice from beginning to end, within an octave of its own.
    void voice(Part& part, int staff, int voice, int lowest, int shift) {
        static const std::vector<Beat> kLengths = {Beat(1, 1), Beat(1, 2), Beat(1, 4), Beat(3, 2),
                                                   Beat(2, 1), Beat(3, 4), Beat(1, 3), Beat(2, 3),
                                                   Beat(1, 5), Beat(4, 1), Beat(1, 6), Beat(2, 7)};
        bool inWord = false;
        bool slurred = false;
        Beat at;
        while (at < end_) {
            Beat length = pick(kLengths);
            // Tuplets come in groups that end on a beat.
            const std::int64_t group = length.den % 3 == 0   ? 3
                                       : length.den % 5 == 0 ? 5
                                       : length.den % 7 == 0 ? 7
                                                             : 1;
            for (std::int64_t i = 0; i < group && at < end_; ++i) {
                length = std::min(length, end_ - at);
                if (chance(0.8))
                    chord(part, at, length, staff, voice, lowest, shift, inWord, slurred);
                at = at + length;
            }
        }
        // What leads on would lead nowhere.
        for (auto note = part.notes.rbegin(); note != part.notes.rend(); ++note) {
            if (note->voice != voice) break;
            note->articulation = note->articulation & ~Articulation::Slurred;
        }
    }

    void chord(Part& part, Beat at, Beat length, int staff, int voice, int lowest, int shift,
               bool& inWord, bool& slurred) {
        static const std::vector<Articulation> kMarks = {
            Articulation::None,         Articulation::None,    Articulation::Staccato,
            Articulation::Tenuto,       Articulation::Accent,  Articulation::Marcato,
            Articulation::Trill,        Articulation::Mordent, Articulation::Fermata,
            Articulation::Arpeggio,     Articulation::Turn,    Articulation::Pizzicato,
            Articulation::Staccatissimo};
        Note note;
        note.onset = at;
        note.duration = length;
        note.staff = staff;
        note.voice = voice;
        if (!plain_) note.articulation = pick(kMarks);
        if (slurred) note.articulation |= Articulation::Slurred;
        slurred = !plain_ && chance(0.3);
        if (chance(0.5) || plain_) note.velocity = static_cast<float>(20 + upTo(100)) / 127.0F;
        const bool single = part.percussion || chance(0.7);
        int pitch = part.percussion ? 36 + (lowest > 80 ? 0 : 10) + upTo(8) : lowest + upTo(4);
        if (!plain_ && !part.percussion && chance(0.15)) {
            Note grace = note;
            grace.articulation = note.articulation & Articulation::Slurred;
            grace.duration = {};
            grace.velocity.reset();
            grace.grace = chance(0.5) ? Grace::Acciaccatura : Grace::Appoggiatura;
            add(part, grace, pitch + 1, shift);
        }
        // In MIDI words go to the upper note of a chord.
        if (!part.percussion && (single || !plain_) && chance(0.6)) lyric(note, inWord);
        add(part, note, pitch, shift);
        note.lyrics.clear();
        for (int i = 0; !single && i < 2; ++i) add(part, note, pitch += 3 + upTo(2), shift);
    }

    void lyric(Note& note, bool& inWord) {
        static const std::vector<std::string> kTexts = {"la",  "Stra\u00dfe", "\u541b",
                                                        "a<b", "o'er",        "do\u203Fin"};
        Lyric lyric;
        lyric.text = plain_ ? "la" : pick(kTexts);
        const bool leadsOn = chance(0.4);
        lyric.syllabic = inWord ? (leadsOn ? Syllabic::Middle : Syllabic::End)
                                : (leadsOn ? Syllabic::Begin : Syllabic::Single);
        inWord = leadsOn;
        lyric.extend = !leadsOn && chance(0.2);
        note.lyrics.push_back(lyric);
        if (!plain_ && chance(0.3)) {
            lyric.verse = 2;
            lyric.syllabic = Syllabic::Single;
            note.lyrics.push_back(lyric);
        }
    }

    void add(Part& part, Note note, int pitch, int shift) {
        note.pitch = pitch;
        if (!plain_ && !part.percussion) {
            const double written = pitch - shift + (chance(0.05) ? 0.5 : 0.0);
            note.spelled = spell(written, 0);
            note.pitch = written + shift;
        }
        part.notes.push_back(note);
    }

    std::mt19937 random_;
    bool plain_;
    Score score_;
    Beat end_;
};

}  // namespace arioso::test
