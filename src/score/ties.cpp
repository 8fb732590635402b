#include "src/score/ties.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace arioso {
namespace {

/// How far two notes may lie apart and still be tied: rounding of tuplets in the file.
const Beat kSlack(1, 48);

bool before(const SoundingNote& a, const SoundingNote& b) {
    if (a.note.onset != b.note.onset) return a.note.onset < b.note.onset;
    const bool graceA = a.note.grace != Grace::None;
    const bool graceB = b.note.grace != Grace::None;
    if (graceA != graceB) return graceA;
    return !graceA && a.note.pitch < b.note.pitch;
}

long keyOf(double pitch) {
    return std::lround(pitch * 100.0);
}

/// A slur is drawn from chord to chord of a voice.
void shareSlurs(std::vector<SoundingNote>& notes) {
    const auto later = [](const SoundingNote* a, const SoundingNote* b) {
        if (a->note.voice != b->note.voice) return a->note.voice < b->note.voice;
        return a->note.onset + a->note.duration < b->note.onset + b->note.duration;
    };
    std::vector<SoundingNote*> byEnd;
    byEnd.reserve(notes.size());
    for (SoundingNote& one : notes)
        if (one.note.grace == Grace::None) byEnd.push_back(&one);
    std::sort(byEnd.begin(), byEnd.end(), later);
    for (std::size_t i = 0; i < byEnd.size();) {
        std::size_t end = i;
        Articulation slur = Articulation::None;
        for (; end < byEnd.size() && !later(byEnd[i], byEnd[end]); ++end)
            slur |= byEnd[end]->note.articulation & Articulation::Slurred;
        for (; i < end; ++i) byEnd[i]->note.articulation |= slur;
    }
}

}  // namespace

void joinTies(std::vector<SoundingNote>& notes) {
    std::stable_sort(notes.begin(), notes.end(), before);
    std::unordered_map<long, std::vector<std::size_t>> open;
    std::vector<SoundingNote> out;
    out.reserve(notes.size());
    for (SoundingNote& next : notes) {
        const Note& note = next.note;
        if (next.tieStop && note.grace == Grace::None) {
            std::vector<std::size_t>& heads = open[keyOf(note.pitch)];
            // Ties that nothing continued are over.
            std::erase_if(heads, [&](std::size_t i) {
                return out[i].note.onset + out[i].note.duration + kSlack < note.onset;
            });
            auto head = std::find_if(heads.begin(), heads.end(), [&](std::size_t i) {
                const Note& held = out[i].note;
                return held.onset < note.onset && held.onset + held.duration <= note.onset + kSlack;
            });
            if (head != heads.end()) {
                Note& held = out[*head].note;
                held.duration = note.onset + note.duration - held.onset;
                held.articulation =
                    (held.articulation & ~Articulation::Slurred) | note.articulation;
                held.glide = note.glide;
                held.strokes = std::max(held.strokes, note.strokes);
                if (held.inflection.empty()) held.inflection = note.inflection;
                if (held.lyrics.empty()) held.lyrics = note.lyrics;
                if (!next.tieStart) heads.erase(head);
                continue;
            }
            next.note.articulation |= next.struck;
        }
        if (next.tieStart && note.grace == Grace::None) {
            open[keyOf(note.pitch)].push_back(out.size());
        }
        out.push_back(std::move(next));
    }
    shareSlurs(out);
    notes = std::move(out);
}

}  // namespace arioso
