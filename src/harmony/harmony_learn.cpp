#include "src/harmony/harmony_learn.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/error.h"

namespace arioso {
namespace {

constexpr std::size_t kStates = kChords;
/// Half precision and a chain that can always go on: nothing is rarer.
constexpr double kRarest = 1e-8;

float logOf(double share) {
    return static_cast<float>(std::log(std::max(share, kRarest)));
}

/// Chord that sounds in each slot, as root × quality of absolute pitch; -1 = unknown.
std::vector<int> chordsOnGrid(const std::vector<StudyChord>& chords,
                              const std::vector<HarmonySlot>& grid) {
    std::vector<int> out(grid.size(), -1);
    std::size_t next = 0;
    for (std::size_t s = 0; s < grid.size(); ++s) {
        // What comes in the second half of a beat is for the beat after it.
        while (next < chords.size() && chords[next].start < grid[s].start + grid[s].length / 2)
            ++next;
        if (next == 0) continue;
        const StudyChord& chord = chords[next - 1];
        out[s] = Chord{chord.root, chord.quality}.index();
    }
    return out;
}

std::size_t longestSilence(const HarmonySlot& slot) {
    return static_cast<std::size_t>(std::max(2, slot.beats));
}

using Table = std::vector<double>;

struct ModeCounts {
    Table first = Table(kStates);
    Table chord = Table(kStates);
    Table next = Table(2 * kStates * kStates);
    Table end = Table(kStates * kSlotEnds);
    Table note = Table(kStates * kNoteKinds * 12);
    Table above = Table(std::size_t{kQualities} * kNoteKinds * 12);  // the chord's root
};

void count(const HarmonySequence& sequence, ModeCounts& counts, Table& durations) {
    std::size_t begin = 0;
    int before = -1;
    for (std::size_t s = 0; s < sequence.chords.size(); ++s) {
        const auto chord = static_cast<std::size_t>(sequence.chords[s]);
        const bool entered =
            s == 0 || sequence.chords[s] != sequence.chords[s - 1] || s - begin == kLongestChord;
        if (entered) {
            begin = s;
            counts.chord[chord] += 1.0;
            if (before >= 0) {
                const bool barStart = sequence.grid[s].place == 0;
                counts.next[(barStart ? kStates * kStates : 0) +
                            static_cast<std::size_t>(before) * kStates + chord] += 1.0;
            } else {
                counts.first[chord] += 1.0;
            }
            before = sequence.chords[s];
            std::size_t length = 1;
            while (length < kLongestChord && s + length < sequence.chords.size() &&
                   sequence.chords[s + length] == sequence.chords[s])
                ++length;
            const auto metre = static_cast<std::size_t>(metreClass(sequence.grid[s].beats));
            const auto place =
                static_cast<std::size_t>(std::min(sequence.grid[s].place, kPlaces - 1));
            durations[(metre * kPlaces + place) * kLongestChord + length - 1] += 1.0;
        }
        counts.end[chord * kSlotEnds + static_cast<std::size_t>(sequence.melody[s].end)] += 1.0;
        const Chord here = Chord::fromIndex(sequence.chords[s]);
        for (const HeardNote& note : sequence.melody[s].notes) {
            const auto kind = static_cast<std::size_t>(note.kind);
            const auto degree = static_cast<std::size_t>(pitchClassOf(note.pitch));
            const auto above = static_cast<std::size_t>(pitchClassOf(note.pitch - here.root));
            counts.note[(chord * kNoteKinds + kind) * 12 + degree] += 1.0;
            counts
                .above[(static_cast<std::size_t>(here.quality) * kNoteKinds + kind) * 12 + above] +=
                1.0;
        }
    }
}

double sumOf(const Table& table, std::size_t begin, std::size_t count) {
    double sum = 0.0;
    for (std::size_t i = begin; i < begin + count; ++i) sum += table[i];
    return sum;
}

/// Counts shared out so that what was never seen has the share of `behind`, the more the more
/// different things were seen.
void wittenBell(const double* counts, const double* behind, std::size_t n, double* out) {
    double sum = 0.0;
    double kinds = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        sum += counts[i];
        kinds += counts[i] > 0.0 ? 1.0 : 0.0;
    }
    kinds = std::max(kinds, 1.0);
    for (std::size_t i = 0; i < n; ++i) out[i] = (counts[i] + kinds * behind[i]) / (sum + kinds);
}

void learnNext(const ModeCounts& counts, const Table& share, HarmonyMode& mode) {
    mode.next.resize(2 * kStates * kStates);
    for (std::size_t a = 0; a < kStates; ++a) {
        Table both(kStates);
        for (std::size_t b = 0; b < kStates; ++b)
            both[b] =
                counts.next[a * kStates + b] + counts.next[kStates * kStates + a * kStates + b];
        // A chord that is entered again has only lasted too long.
        Table others = share;
        others[a] = 0.0;
        const double rest = sumOf(others, 0, kStates);
        for (double& one : others) one /= rest;
        Table pooled(kStates);
        wittenBell(both.data(), others.data(), kStates, pooled.data());
        for (std::size_t strong = 0; strong < 2; ++strong) {
            Table out(kStates);
            wittenBell(&counts.next[strong * kStates * kStates + a * kStates], pooled.data(),
                       kStates, out.data());
            for (std::size_t b = 0; b < kStates; ++b)
                mode.next[(strong * kStates + a) * kStates + b] = logOf(out[b]);
        }
    }
}

void learnNotes(const ModeCounts& counts, HarmonyMode& mode) {
    constexpr double kLikeQuality = 6.0;  // notes that the chord's kind counts for
    mode.note.resize(kStates * kNoteKinds * 12);
    for (std::size_t c = 0; c < kStates; ++c) {
        const Chord chord = Chord::fromIndex(static_cast<int>(c));
        for (std::size_t kind = 0; kind < kNoteKinds; ++kind) {
            const std::size_t row = (c * kNoteKinds + kind) * 12;
            const std::size_t like =
                (static_cast<std::size_t>(chord.quality) * kNoteKinds + kind) * 12;
            const double total = sumOf(counts.note, row, 12);
            const double all = sumOf(counts.above, like, 12) + 12 * 0.5;
            for (std::size_t degree = 0; degree < 12; ++degree) {
                const auto above =
                    static_cast<std::size_t>(pitchClassOf(static_cast<int>(degree) - chord.root));
                const double kin = (counts.above[like + above] + 0.5) / all;
                mode.note[row + degree] = logOf((counts.note[row + degree] + kLikeQuality * kin) /
                                                (total + kLikeQuality));
            }
        }
    }
}

HarmonyMode learnMode(const ModeCounts& counts) {
    HarmonyMode mode;
    Table share(kStates);
    const double total = sumOf(counts.chord, 0, kStates);
    // Every chord may be needed: what was never seen has seen half of one.
    for (std::size_t c = 0; c < kStates; ++c)
        share[c] = (counts.chord[c] + 0.5) / (total + 0.5 * kStates);
    Table first(kStates);
    wittenBell(counts.first.data(), share.data(), kStates, first.data());
    for (const double one : first) mode.first.push_back(logOf(one));
    learnNext(counts, share, mode);
    learnNotes(counts, mode);
    std::array<double, kSlotEnds> ends{};
    for (std::size_t i = 0; i < counts.end.size(); ++i) ends[i % kSlotEnds] += counts.end[i];
    const double slots = ends[0] + ends[1] + ends[2];
    for (std::size_t c = 0; c < kStates; ++c) {
        const double seen = sumOf(counts.end, c * kSlotEnds, kSlotEnds);
        for (std::size_t e = 0; e < kSlotEnds; ++e)
            mode.end.push_back(
                logOf((counts.end[c * kSlotEnds + e] + 5.0 * ends[e] / slots) / (seen + 5.0)));
    }
    return mode;
}

}  // namespace

std::vector<HarmonySequence> harmonySequences(const StudyPiece& piece, std::size_t least) {
    std::vector<HarmonySequence> out;
    if (piece.melody.empty()) return out;
    const std::vector<HarmonySlot> grid = harmonyGrid(piece.bars);
    const std::vector<EvidenceSlot> melody = melodyOnGrid(piece.melody, grid);
    const std::vector<int> chords = chordsOnGrid(piece.chords, grid);
    HarmonySequence open;
    std::size_t silent = 0;
    const auto close = [&] {
        const std::size_t kept = open.chords.size() - std::min(silent, open.chords.size());
        open.grid.resize(kept);
        open.melody.resize(kept);
        open.chords.resize(kept);
        if (kept >= least) out.push_back(std::move(open));
        open = {};
        silent = 0;
    };
    bool heard = false;
    int tonic = -1;
    for (std::size_t s = 0; s < grid.size(); ++s) {
        const StudyBar& bar = piece.bars[static_cast<std::size_t>(grid[s].bar)];
        const bool rests = melody[s].notes.empty();
        if (chords[s] < 0 || bar.tonic != tonic || bar.minor != open.minor ||
            silent >= longestSilence(grid[s]))
            close();
        if (chords[s] < 0 || (rests && open.chords.empty())) continue;
        if (open.chords.empty()) {
            tonic = bar.tonic;
            open.minor = bar.minor;
            open.begins = !heard;
        }
        heard = heard || !rests;
        silent = rests ? silent + 1 : 0;
        const Chord chord = Chord::fromIndex(chords[s]);
        open.grid.push_back(grid[s]);
        open.chords.push_back(Chord{pitchClassOf(chord.root - tonic), chord.quality}.index());
        open.melody.push_back(melody[s]);
        for (HeardNote& note : open.melody.back().notes) note.pitch -= tonic;
    }
    close();
    return out;
}

HarmonyTables learnHarmony(const std::vector<HarmonySequence>& sequences) {
    HarmonyTables tables;
    std::array<ModeCounts, 2> counts;
    Table durations(std::size_t{kMetreClasses} * kPlaces * kLongestChord);
    for (const HarmonySequence& sequence : sequences)
        count(sequence, counts[sequence.minor ? 1 : 0], durations);
    for (std::size_t mode = 0; mode < 2; ++mode) {
        if (sumOf(counts[mode].chord, 0, kStates) == 0.0)
            throw Error(ExitCode::Processing, std::string("no melodies with chords in ") +
                                                  (mode == 0 ? "major" : "minor"));
        tables.modes[mode] = learnMode(counts[mode]);
    }
    for (std::size_t row = 0; row < durations.size(); row += kLongestChord) {
        // A geometric share for lengths that were not met.
        Table behind(kLongestChord);
        for (std::size_t d = 0; d < kLongestChord; ++d)
            behind[d] = std::exp2(-static_cast<double>(d) / 2.0);
        const double sum = sumOf(behind, 0, kLongestChord);
        for (double& one : behind) one /= sum;
        Table out(kLongestChord);
        wittenBell(&durations[row], behind.data(), kLongestChord, out.data());
        for (const double one : out) tables.duration.push_back(logOf(one));
    }
    return tables;
}

}  // namespace arioso
