#include "src/perform/leading.h"

#include <algorithm>
#include <cmath>

#include "src/perform/ornaments.h"

namespace arioso {
namespace {

constexpr double kFastest = 0.03;    // seconds a stroke
constexpr double kStep = 0.06;       // seconds a note of a glissando, at most
constexpr double kGlideShare = 0.6;  // of the note that a glissando may take
constexpr int kMostStrokes = 4000;
constexpr std::size_t kReach = 400;  // notes ahead that the next of a voice is looked for

/// Instruments that reach every pitch between two notes: bowed strings, trombone, timpani, saxes
/// and clarinet, guitars and basses, voices, synthesiser leads, whistles.
bool slides(int program, bool vocal) {
    return vocal || (program >= 24 && program <= 44) || program == 47 ||
           (program >= 48 && program <= 55) || program == 57 || (program >= 64 && program <= 67) ||
           program == 71 || (program >= 75 && program <= 79) || (program >= 80 && program <= 87) ||
           program == 104 || program == 106 || program == 110;
}

/// Harp, celesta, pianos and mallets run over the white keys between white keys.
bool hasWhiteKeys(int program) {
    return program < 16 || program == 46;
}

bool isWhite(long key) {
    constexpr unsigned kWhite = 0b101010110101U;
    return ((kWhite >> static_cast<unsigned>(((key % 12) + 12) % 12)) & 1U) != 0;
}

}  // namespace

/// The note of the next moment of the voice that has the same place in its chord.
const Note* LeadingMarks::next(std::size_t index) const {
    const Note& own = part_.notes[index];
    const Beat end = own.onset + own.duration;
    std::size_t rank = 0;
    for (std::size_t i = index; i-- > 0 && part_.notes[i].onset == own.onset;) {
        if (part_.notes[i].voice == own.voice && part_.notes[i].grace == Grace::None) ++rank;
    }
    const Note* found = nullptr;
    for (std::size_t i = index + 1; i < std::min(part_.notes.size(), index + kReach); ++i) {
        const Note& other = part_.notes[i];
        if (end + Beat(1, 8) < other.onset || (found != nullptr && found->onset < other.onset))
            break;
        if (other.voice != own.voice || other.grace != Grace::None || other.onset <= own.onset) {
            continue;
        }
        found = &other;
        if (rank-- == 0) break;
    }
    return found;
}

bool LeadingMarks::openTremolo(const PlannedNote& note, std::size_t index) {
    const Note* second = next(index);
    if (second == nullptr) return false;
    Tremolo tremolo;
    tremolo.from = note.onset;
    tremolo.start = note.beat;
    tremolo.beat = second->onset.value();
    tremolo.endBeat = tremolo.beat + second->duration.value();
    tremolo.to = clock_.seconds(tremolo.endBeat);
    const double length = tremolo.to - tremolo.from;
    if (!(length > 2.0 * kFastest)) return false;
    const int bars = note.written->strokes > 0 ? note.written->strokes : 3;
    const double stroke =
        std::max(kFastest, clock_.quarter(note.beat) / static_cast<double>(1 << std::min(bars, 6)));
    tremolo.strokes =
        std::clamp(2 * static_cast<int>(std::lround(length / stroke / 2.0)), 2, kMostStrokes);
    tremolos_[note.written->voice] = tremolo;
    return true;
}

void LeadingMarks::alternate(const PlannedNote& note, const Tremolo& tremolo, int first,
                             std::vector<PlannedNote>& out) {
    const double each = (tremolo.to - tremolo.from) / tremolo.strokes;
    for (int i = first; i < tremolo.strokes; i += 2) {
        PlannedNote stroke = note;
        stroke.onset = tremolo.from + i * each;
        stroke.offset = stroke.onset + each;
        stroke.legato = false;
        const double beats = (tremolo.endBeat - tremolo.start) / tremolo.strokes;
        stroke.beat = tremolo.start + i * beats;
        stroke.endBeat = stroke.beat + beats;
        if (i != first) stroke.lyrics = nullptr;
        out.push_back(stroke);
    }
}

bool LeadingMarks::glide(const PlannedNote& note, std::size_t index,
                         std::vector<PlannedNote>& out) const {
    const Note* target = next(index);
    if (target == nullptr) return false;
    const auto way = static_cast<float>(target->pitch) - note.pitch;
    const double length = clock_.seconds(target->onset.value()) - note.onset;
    if (std::abs(way) < 0.5F || !(length > 0.1)) return false;
    if (slides(note.program, part_.vocal)) {
        out.push_back(note);
        out.back().glide = way;
        out.back().offset = note.onset + length;
        return true;
    }
    const bool white = hasWhiteKeys(note.program) && isWhite(std::lround(note.pitch)) &&
                       isWhite(std::lround(target->pitch));
    std::vector<float> steps;
    const float direction = way > 0.0F ? 1.0F : -1.0F;
    for (float step = direction; std::abs(step) < std::abs(way) - 0.5F; step += direction) {
        if (!white || isWhite(std::lround(note.pitch + step))) steps.push_back(step);
    }
    if (steps.empty()) return false;
    const double run = std::min(kGlideShare * length, kStep * static_cast<double>(steps.size()));
    const double each = run / static_cast<double>(steps.size());
    const double start = note.onset + length - run;
    out.push_back(note);
    out.back().offset = start;
    out.back().legato = false;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        PlannedNote one = note;
        one.onset = start + each * static_cast<double>(i);
        one.offset = one.onset + each;
        one.pitch += steps[i];
        one.lyrics = nullptr;
        one.legato = false;
        out.push_back(one);
    }
    return true;
}

bool LeadingMarks::append(const PlannedNote& note, std::size_t index,
                          std::vector<PlannedNote>& out) {
    const Note& written = *note.written;
    if (written.grace != Grace::None || part_.percussion) return false;
    const auto led = tremolos_.find(written.voice);
    const bool isOpen = led != tremolos_.end() && led->second.from == note.onset;
    if (has(written.articulation, Articulation::TremoloPair) && !part_.vocal &&
        (isOpen || openTremolo(note, index))) {
        alternate(note, tremolos_.at(written.voice), 0, out);
        return true;
    }
    if (led != tremolos_.end() && led->second.beat == written.onset.value()) {
        alternate(note, led->second, 1, out);
        return true;
    }
    return written.glide != Glide::None && glide(note, index, out);
}

}  // namespace arioso
