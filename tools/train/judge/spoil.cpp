#include "tools/train/judge/spoil.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "models/random_stream.h"

namespace arioso::train {
namespace {

using models::RandomStream;

std::vector<Part*> pitchedParts(Score& score) {
    std::vector<Part*> out;
    for (Part& part : score.parts)
        if (!part.percussion && !part.notes.empty()) out.push_back(&part);
    return out;
}

void sortNotes(Part& part) {
    std::ranges::stable_sort(part.notes,
                             [](const Note& a, const Note& b) { return a.onset < b.onset; });
}

void move(Note& note, int semitones) {
    note.pitch += semitones;
    note.spelled.reset();
}

/// Notes by the measure they begin in.
std::vector<std::vector<Note>> byBar(const Score& score, const Part& part) {
    std::vector<std::vector<Note>> out(score.measures.size());
    std::size_t bar = 0;
    for (const Note& note : part.notes) {
        while (bar > 0 && note.onset < score.measures[bar].start) --bar;
        while (bar + 1 < score.measures.size() && !(note.onset < score.measures[bar + 1].start))
            ++bar;
        out[bar].push_back(note);
    }
    return out;
}

/// Fills bar `to` with what stood in bar `from`.
void copyBar(const Score& score, const std::vector<Note>& notes, std::size_t from, std::size_t to,
             Part& part) {
    const Beat length = score.measures[to].length;
    for (Note note : notes) {
        const Beat place = note.onset - score.measures[from].start;
        if (!(place < length)) continue;
        if (length < place + note.duration) note.duration = length - place;
        note.onset = score.measures[to].start + place;
        note.measure = static_cast<int>(to);
        part.notes.push_back(note);
    }
}

void shuffleBars(Score& score, RandomStream& random, bool stuck) {
    std::vector<std::size_t> order(score.measures.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (stuck)
        std::ranges::fill(order, std::size_t{0});
    else
        for (std::size_t i = order.size(); i > 1; --i)
            std::swap(order[i - 1],
                      order[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
    for (Part& part : score.parts) {
        const std::vector<std::vector<Note>> bars = byBar(score, part);
        part.notes.clear();
        for (std::size_t i = 0; i < order.size(); ++i)
            copyBar(score, bars[order[i]], order[i], i, part);
        sortNotes(part);
    }
}

void mixRhythm(Score& score, RandomStream& random) {
    for (Part& part : score.parts) {
        std::vector<std::vector<Note>> bars = byBar(score, part);
        part.notes.clear();
        for (std::vector<Note>& notes : bars) {
            // Onsets that notes of a chord share stay shared: the steps between them are mixed.
            std::vector<Beat> onsets;
            for (const Note& note : notes)
                if (onsets.empty() || onsets.back() < note.onset) onsets.push_back(note.onset);
            std::vector<Beat> steps;
            for (std::size_t i = 1; i < onsets.size(); ++i)
                steps.push_back(onsets[i] - onsets[i - 1]);
            for (std::size_t i = steps.size(); i > 1; --i)
                std::swap(steps[i - 1],
                          steps[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
            std::size_t place = 0;
            Beat now = onsets.empty() ? Beat{} : onsets.front();
            for (Note& note : notes) {
                while (place + 1 < onsets.size() && onsets[place] < note.onset)
                    now = now + steps[place++];
                note.onset = now;
                if (place < steps.size() && steps[place] < note.duration)
                    note.duration = steps[place];
                part.notes.push_back(note);
            }
        }
        sortNotes(part);
    }
}

}  // namespace

const char* nameOf(Spoil spoil) {
    static constexpr std::array kNames = {
        "wrong notes",          "one part late",       "one part in another key",
        "bars shuffled",        "rhythm mixed",        "tune a random walk",
        "one bar all the time", "half the notes gone", "notes octaves off"};
    return kNames[static_cast<std::size_t>(spoil)];
}

Score spoilt(const Score& given, Spoil spoil, std::uint64_t seed) {
    Score score = given;
    RandomStream random(seed, static_cast<std::uint64_t>(spoil));
    const std::vector<Part*> parts = pitchedParts(score);
    if (parts.empty()) return score;
    Part& one = *parts[static_cast<std::size_t>(random.below(static_cast<int>(parts.size())))];
    switch (spoil) {
        case Spoil::WrongNotes:
            for (Part* part : parts)
                for (Note& note : part->notes)
                    if (random.chance(0.15))
                        move(note, (random.chance(0.5) ? 1 : -1) * (1 + random.below(2)));
            break;
        case Spoil::OutOfStep:
            if (parts.size() < 2) break;
            for (Note& note : one.notes)
                note.onset = note.onset + (seed % 2 == 0 ? Beat{1, 2} : Beat{1, 1});
            break;
        case Spoil::OtherKey: {
            if (parts.size() < 2) break;
            static constexpr std::array kKeys = {1, 2, 3, 4, 6, -1, -2, -3};
            const int by = kKeys[static_cast<std::size_t>(random.below(8))];
            for (Note& note : one.notes) move(note, by);
            break;
        }
        case Spoil::ShuffledBars:
        case Spoil::StuckBar:
            shuffleBars(score, random, spoil == Spoil::StuckBar);
            break;
        case Spoil::MixedRhythm:
            mixRhythm(score, random);
            break;
        case Spoil::RandomWalk: {
            Part& tune = *parts.front();
            double pitch = tune.notes.front().pitch;
            for (Note& note : tune.notes) {
                note.pitch = pitch;
                note.spelled.reset();
                pitch = std::clamp(pitch + random.below(9) - 4.0, 50.0, 86.0);
            }
            break;
        }
        case Spoil::HolesInIt:
            for (Part* part : parts)
                std::erase_if(part->notes, [&](const Note&) { return random.chance(0.5); });
            break;
        case Spoil::WildLeaps:
            for (Part* part : parts)
                for (Note& note : part->notes)
                    if (random.chance(0.2)) move(note, random.chance(0.5) ? 14 : -13);
            break;
    }
    return score;
}

}  // namespace arioso::train
