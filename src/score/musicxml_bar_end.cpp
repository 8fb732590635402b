#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "src/score/musicxml_part_reader.h"

namespace arioso {
namespace {

/// Semitones above the base at which a string sounds when it is touched there (its partials).
double soundingInterval(double touched) {
    static const std::map<long, double> kPartials = {{12, 12.0}, {7, 19.0}, {19, 19.0}, {5, 24.0},
                                                     {24, 24.0}, {4, 28.0}, {9, 28.0},  {16, 28.0},
                                                     {28, 28.0}, {3, 31.0}};
    const auto it = kPartials.find(std::lround(touched));
    return it == kPartials.end() ? touched : it->second;
}

constexpr Articulation kAtEnd =
    Articulation::Fermata | Articulation::BreathAfter | Articulation::CaesuraAfter;

/// The sounding length of an appoggiatura, of its main note: as it is written, at most half of it.
float shareOf(Beat written, Beat main) {
    const double most = main.num % 3 == 0 ? 2.0 / 3.0 : 0.5;
    return static_cast<float>(std::min(most, written.value() / main.value()));
}

}  // namespace

/// Marks are written at one note of a chord and meant for all.
void MusicXmlPartReader::closeChord() {
    std::vector<WrittenNote>& notes = part_.bars.back().notes;
    if (!lastPlayed_ || notes.size() < chordStart_ + 2) return;
    Articulation all = Articulation::None;
    int strokes = 0;
    for (std::size_t i = chordStart_; i < notes.size(); ++i) {
        all |= notes[i].note.articulation;
        strokes = std::max(strokes, notes[i].note.strokes);
    }
    const bool held = std::all_of(notes.begin() + static_cast<std::ptrdiff_t>(chordStart_),
                                  notes.end(), [](const WrittenNote& one) { return one.tieStop; });
    if (has(all, Articulation::Harmonic)) joinHarmonic(notes);
    for (std::size_t i = chordStart_; i < notes.size(); ++i) {
        // A mark on a chord is none on the notes that are only held through it, but for a slur;
        // nor is one that stands at such a note, unless it says how the note ends.
        if (held || !notes[i].tieStop) {
            notes[i].note.articulation = all;
        } else {
            const Articulation ending = notes[i].note.articulation & kAtEnd;
            notes[i].note.articulation = ending | (all & Articulation::Slurred);
            notes[i].struck = all;
        }
        notes[i].note.strokes = strokes;
    }
    chordStart_ = notes.size();
}

/// A harmonic written as the stopped and the touched note, with or without the one that sounds.
void MusicXmlPartReader::joinHarmonic(std::vector<WrittenNote>& notes) const {
    const auto first = notes.begin() + static_cast<std::ptrdiff_t>(chordStart_);
    const auto in = [&](HarmonicRole role) {
        return std::find_if(first, notes.end(),
                            [role](const WrittenNote& one) { return one.harmonic == role; });
    };
    const auto touched = in(HarmonicRole::Touching);
    const auto base = in(HarmonicRole::Base);
    if (in(HarmonicRole::Sounding) == notes.end()) {
        if (touched == notes.end()) return;
        // Often only the touched note is marked: the lowest of the others is stopped.
        auto stopped = base;
        for (auto it = first; it != notes.end() && base == notes.end(); ++it) {
            if (it != touched && (stopped == notes.end() || it->note.pitch < stopped->note.pitch)) {
                stopped = it;
            }
        }
        if (stopped == notes.end() || stopped->note.pitch >= touched->note.pitch) return;
        const double interval = soundingInterval(touched->note.pitch - stopped->note.pitch);
        touched->note.pitch = stopped->note.pitch + interval;
        touched->note.spelled.reset();
        touched->harmonic = HarmonicRole::Sounding;
        stopped->harmonic = HarmonicRole::Base;
    }
    notes.erase(std::remove_if(first, notes.end(),
                               [](const WrittenNote& one) {
                                   return one.harmonic == HarmonicRole::Base ||
                                          one.harmonic == HarmonicRole::Touching;
                               }),
                notes.end());
}

void MusicXmlPartReader::finishBar(bool isFirstPart) {
    std::vector<WrittenNote>& notes = part_.bars.back().notes;
    for (const auto& [at, staff] : accents_) {
        for (WrittenNote& one : notes) {
            if (one.note.onset == at && (staff == 0 || one.note.staff == staff)) {
                one.note.articulation |= Articulation::Accent;
            }
        }
    }
    settleGraces(notes);
    doubleNotes(notes);
    BarFrame& bar = frame();
    if (isFirstPart) bar.nominal = nominal_;
    // Tuplets written with coarse divisions miss the bar's length by a hair.
    const double miss = (farthest_ - nominal_).value();
    if (miss != 0.0 && std::abs(miss) < 1.0 / 48.0) farthest_ = nominal_;
    bar.length = std::max(bar.length, farthest_);
    placeFine();
    if (measureRepeat_ > 0) repeatMeasure();
    if (beatRepeat_) repeatBeat(bar.length == Beat{} ? nominal_ : bar.length);
}

/// The word Fine stands anywhere over the last bar and means its end; where a barline is drawn
/// inside the bar at that place, the piece ends there.
void MusicXmlPartReader::placeFine() {
    if (!finePlace_ || std::find(middleBarlines_.begin(), middleBarlines_.end(), *finePlace_) ==
                           middleBarlines_.end()) {
        return;
    }
    RepeatSigns& whole = signsAt(Beat{}, true);
    whole.fine = false;
    const std::vector<int> only = std::exchange(whole.fineOnly, {});
    const Beat length = std::exchange(whole.fineLength, {});
    RepeatSigns& signs = signsAt(*finePlace_, true);
    signs.fine = true;
    signs.fineOnly = only;
    signs.fineLength = length;
}

/// Graces that no main note of their voice follows belong to the note before. Those that stand
/// alone before one are as long as they are written, up to the half of it.
void MusicXmlPartReader::settleGraces(std::vector<WrittenNote>& notes) {
    struct Main {
        Beat onset;
        Beat duration;
        int graces = 0;
    };
    std::map<int, Main> mains;
    for (std::size_t i = notes.size(); i-- > 0;) {
        Note& note = notes[i].note;
        if (note.grace == Grace::None) {
            mains[note.voice] = {note.onset, note.duration, 0};
            continue;
        }
        const auto main = mains.find(note.voice);
        if (main == mains.end() || main->second.onset != note.onset) {
            note.grace = Grace::After;
            continue;
        }
        ++main->second.graces;
        const Beat written = notes[i].graceLength;
        const bool alone =
            main->second.graces == 1 && (i == 0 || notes[i - 1].note.grace == Grace::None ||
                                         notes[i - 1].note.voice != note.voice);
        if (alone && note.grace == Grace::Appoggiatura && !note.stealFollowing &&
            Beat{} < written && Beat{} < main->second.duration) {
            note.stealFollowing = shareOf(written, main->second.duration);
        }
    }
}

/// What one player reads and two octaves sound, as a double bass with the cellos. The words stay
/// with the written note: they are those of the chord.
void MusicXmlPartReader::doubleNotes(std::vector<WrittenNote>& notes) {
    const auto isDoubled = [](const WrittenNote& one) { return one.doubling != 0; };
    if (std::none_of(notes.begin(), notes.end(), isDoubled)) return;
    std::vector<WrittenNote> all;
    all.reserve(2 * notes.size());
    for (WrittenNote& one : notes) {
        const int semitones = std::exchange(one.doubling, 0);
        all.push_back(std::move(one));
        if (semitones == 0) continue;
        WrittenNote twin = all.back();
        twin.note.pitch += semitones;
        if (twin.note.spelled) twin.note.spelled->octave += semitones / 12;
        twin.lyrics.clear();
        twin.note.lyrics.clear();
        all.push_back(std::move(twin));
    }
    notes = std::move(all);
}

/// A bar with a repeat sign in place of notes plays what stood so many bars before.
void MusicXmlPartReader::repeatMeasure() {
    const auto span = static_cast<std::size_t>(measureRepeat_);
    if (index_ < span) return;
    std::vector<WrittenNote>& notes = part_.bars[index_].notes;
    for (const WrittenNote& one : notes) {
        if (repeatStaff_ == 0 || one.note.staff == repeatStaff_) return;
    }
    for (const WrittenNote& one : part_.bars[index_ - span].notes) {
        if (repeatStaff_ != 0 && one.note.staff != repeatStaff_) continue;
        if (notes.size() >= limits_.notes) break;
        notes.push_back(one);
        notes.back().lyrics.clear();
    }
}

/// Beat repeat signs play the beat before them again until the bar's end.
void MusicXmlPartReader::repeatBeat(Beat length) {
    const Beat from = *beatRepeat_;
    beatRepeat_ = Beat{};
    std::vector<WrittenNote>& notes = part_.bars[index_].notes;
    for (const WrittenNote& one : notes) {
        if (from <= one.note.onset) return;
    }
    const Beat beat(4, std::max(1, frame().beatType));
    if (from == Beat{} || from < beat) {
        if (index_ == 0) return;
        lastBeat_ =
            beatBefore(part_.bars[index_ - 1].notes, score_.frames[index_ - 1].length, beat);
    } else {
        lastBeat_ = beatBefore(notes, from, beat);
    }
    for (Beat at = from; at + beat <= length && !lastBeat_.empty(); at = at + beat) {
        for (WrittenNote one : lastBeat_) {
            if (notes.size() >= limits_.notes) return;
            one.note.onset = at + one.note.onset;
            notes.push_back(std::move(one));
        }
    }
}

std::vector<WrittenNote> MusicXmlPartReader::beatBefore(const std::vector<WrittenNote>& notes,
                                                        Beat end, Beat beat) {
    std::vector<WrittenNote> out;
    for (const WrittenNote& one : notes) {
        if (one.note.onset < end - beat || end <= one.note.onset) continue;
        out.push_back(one);
        out.back().note.onset = one.note.onset - (end - beat);
        out.back().lyrics.clear();
        out.back().tieStart = out.back().tieStop = false;
    }
    return out;
}

}  // namespace arioso
