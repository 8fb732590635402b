#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dsp/error.h"
#include "src/perform/performer.h"
#include "src/score/reader.h"
#include "tools/corpus/etude.h"
#include "tools/corpus/etude_bends.h"
#include "tools/corpus/pieces.h"
#include "tools/corpus/teacher.h"

namespace arioso::corpus {
namespace {

/// How an excerpt departs from the score.
struct Variation {
    double tempo = 1.0;
    int transpose = 0;
    double humanize = 0.3;
    float loudness = 1.0F;  ///< exponent on the velocity: below 1 louder, above softer
    float floor = 0.0F;
    double cents = 0.0;
    bool bends = false;
    double start = 0.0;  ///< place of the excerpt in the part, 0…1
    double seconds = 30.0;
    double lead = 0.3;  ///< silence before the first note, seconds
    std::uint64_t seed = 0;
};

Variation vary(Random& random, const Instrument& instrument, int transpose) {
    Variation out;
    out.tempo = std::exp2(random.range(-0.45, 0.45));
    out.transpose = transpose;
    out.humanize = random.chance(0.25) ? 0.0 : random.range(0.1, 0.9);
    out.loudness = static_cast<float>(std::exp2(random.range(-1.2, 1.6)));
    out.floor = static_cast<float>(random.range(0.05, 0.25));
    out.cents = random.chance(0.4) ? 0.0 : random.range(-15.0, 15.0);
    out.bends = canBend(instrument) && random.chance(0.15);
    out.start = random.uniform();
    out.seconds = random.range(24.0, 40.0);
    out.lead = random.chance(0.2) ? 0.0 : random.range(0.0, 0.6);
    out.seed = static_cast<std::uint64_t>(random.integer(0, 1 << 23));
    return out;
}

/// Cuts [start, start + seconds) out of a part; its first note begins at `lead`.
void cutExcerpt(PerformedPart& part, double start, double seconds, double lead) {
    std::erase_if(part.notes, [&](const PerformedNote& note) {
        return note.onset < start || note.onset >= start + seconds;
    });
    if (part.notes.empty()) return;
    const double shift = part.notes.front().onset - lead;
    for (PerformedNote& note : part.notes) {
        note.onset -= shift;
        note.offset = std::min(note.offset - shift, seconds + 1.0);
        for (PhonemeSpan& span : note.phonemes) {
            span.start = std::max(0.0, span.start - shift);
            span.end = std::max(span.start, span.end - shift);
        }
    }
    // Rests of many bars teach nothing: the music closes up over them.
    constexpr double kLongestRest = 2.5;
    double end = 0.0;
    double closed = 0.0;
    for (PerformedNote& note : part.notes) {
        const double gap = note.onset - closed - end;
        if (gap > kLongestRest) closed += gap - kLongestRest;
        note.onset -= closed;
        note.offset -= closed;
        for (PhonemeSpan& span : note.phonemes) {
            span.start -= closed;
            span.end -= closed;
        }
        end = std::max(end, note.offset);
    }
}

void revoice(PerformedPart& part, const Instrument& instrument, const Variation& how,
             bool keepsWords) {
    const auto low = static_cast<float>(instrument.lowest);
    const auto high = static_cast<float>(instrument.highest);
    std::erase_if(part.notes, [&](const PerformedNote& note) {
        return std::round(note.pitch) < low || std::round(note.pitch) > high;
    });
    part.name = instrument.name;
    part.program = instrument.program;
    part.percussion = instrument.percussion;
    part.vocal = instrument.family == "voice";
    // The teacher plays without them; they are applied to the finished stem.
    part.gainDb.clear();
    part.pan.clear();
    for (PerformedNote& note : part.notes) {
        const float shaped = std::pow(std::clamp(note.velocity, 0.0F, 1.0F), how.loudness);
        note.velocity = how.floor + (1.0F - how.floor) * shaped;
        if (!instrument.percussion) note.pitch += static_cast<float>(how.cents / 100.0);
        if (!canBend(instrument)) note.bend.clear();
        if (!keepsWords) {
            note.phonemes.clear();
            note.syllable.clear();
        }
    }
}

PerformedPart playExcerpt(const std::filesystem::path& path, std::size_t index,
                          const Instrument& instrument, const Variation& how) {
    PerformOptions options;
    options.tempoScale = how.tempo;
    options.transpose = how.transpose;
    options.humanize = how.humanize;
    options.seed = how.seed;
    options.breaths = false;
    Performance performance = perform(readScore(path), options);
    if (index >= performance.parts.size()) {
        throw Error(ExitCode::Processing,
                    fmt::format("{}: part {} is gone since the scan", path.string(), index));
    }
    const PerformedPart& whole = performance.parts[index];
    double end = 0.0;
    for (const PerformedNote& note : whole.notes) end = std::max(end, note.offset);
    PerformedPart part;
    // A part may rest for pages: look further until something is played.
    constexpr std::size_t kFewestNotes = 8;
    constexpr int kPlaces = 8;
    double place = how.start;
    for (int tries = 0; tries < kPlaces && part.notes.size() < kFewestNotes; ++tries) {
        part = whole;
        cutExcerpt(part, place * std::max(0.0, end - how.seconds), how.seconds, how.lead);
        revoice(part, instrument, how, whole.vocal && instrument.family == "voice");
        place = std::fmod(place + 1.0 / kPlaces, 1.0);
    }
    untangle(part);
    if (how.bends) {
        Random random(how.seed, 1);
        for (PerformedNote& note : part.notes) {
            if (note.bend.empty()) addBend(note, random);
        }
    }
    return part;
}

/// Whether the instrument can play the part moved by `shift`.
bool fits(const ScorePart& part, const Instrument& instrument, int shift) {
    return part.lowest + shift >= instrument.lowest && part.highest + shift <= instrument.highest;
}

/// A transposition that fits, near where it is written for the part's own instrument, any octave
/// for another; false if there is none.
bool chooseShift(const ScorePart& part, const Instrument& instrument, bool own, Random& random,
                 int& shift) {
    shift = 0;
    if (instrument.percussion) return true;
    std::vector<int> possible;
    const int reach = own ? 6 : 36;
    for (int candidate = -reach; candidate <= reach; ++candidate) {
        if (fits(part, instrument, candidate)) possible.push_back(candidate);
    }
    if (possible.empty()) return false;
    shift = random.pick(possible);
    return true;
}

}  // namespace

std::vector<Piece> scorePieces(const MakeOptions& options, const ScoreLibrary& library,
                               const Instrument& instrument, double& seconds) {
    std::vector<const ScorePart*> own;
    std::vector<const ScorePart*> others;
    for (const ScorePart& part : library.parts) {
        if (part.percussion != instrument.percussion) continue;
        if (part.instrument == instrument.index) {
            own.push_back(&part);
        } else if (!part.chords || isPolyphonic(instrument)) {
            others.push_back(&part);
        }
    }
    std::vector<Piece> out;
    Random random(options.seed, stableHash("scores/" + instrument.id));
    int misses = 0;
    while (seconds < options.secondsPerInstrument && misses < 400) {
        const bool asWritten = !own.empty() && (others.empty() || random.chance(0.5));
        const auto& choice = asWritten ? own : others;
        if (choice.empty()) break;
        const ScorePart& part = *random.pick(choice);
        int shift = 0;
        if (!chooseShift(part, instrument, asWritten, random, shift)) {
            ++misses;
            continue;
        }
        const Variation how = vary(random, instrument, shift);
        const LibraryScore& score = library.scores[part.score];
        Piece piece;
        piece.id = fmt::format("{}_s{:04}", instrument.id, out.size());
        piece.split = options.split.at(score.place);
        piece.source = score.source;
        piece.instrument = &instrument;
        piece.play = [path = score.path, place = part.part, &instrument, how] {
            return playExcerpt(path, place, instrument, how);
        };
        seconds += std::min(how.seconds, part.seconds / how.tempo) + 1.5;
        out.push_back(std::move(piece));
    }
    return out;
}

}  // namespace arioso::corpus
