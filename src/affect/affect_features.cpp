#include "src/affect/affect_features.h"

#include <algorithm>
#include <cmath>

#include "dsp/error.h"
#include "models/ridge.h"
#include "src/features/score_features.h"

namespace arioso {
namespace {

using models::kUnknown;

struct Sounding {
    double notes = 0.0;
    double quarters = 0.0;
    double pitch = 0.0;  // weighted by length
    double bass = 0.0;   // the lowest tenth
    double staccato = 0.0;
    double slurred = 0.0;
    double accented = 0.0;
};

Sounding soundingOf(const Score& score) {
    Sounding out;
    std::vector<double> pitches;
    for (const Part& part : score.parts) {
        if (part.percussion) continue;
        for (const Note& note : part.notes) {
            if (note.grace != Grace::None) continue;
            const double length = note.duration.value();
            out.notes += 1.0;
            out.quarters += length;
            out.pitch += length * note.pitch;
            pitches.push_back(note.pitch);
            const auto is = [&](Articulation mark) {
                return has(note.articulation, mark) ? 1.0 : 0.0;
            };
            out.staccato += is(Articulation::Staccato | Articulation::Staccatissimo);
            out.slurred += is(Articulation::Slurred | Articulation::Tenuto);
            out.accented += is(Articulation::Accent | Articulation::Marcato);
        }
    }
    if (pitches.empty() || out.quarters <= 0.0)
        throw Error(ExitCode::Input, "expected a score with pitched notes, found none");
    out.pitch /= out.quarters;
    const auto tenth = static_cast<std::ptrdiff_t>(pitches.size() / 10);
    std::nth_element(pitches.begin(), pitches.begin() + tenth, pitches.end());
    out.bass = pitches[static_cast<std::size_t>(tenth)];
    for (double* share : {&out.staccato, &out.slurred, &out.accented}) *share /= out.notes;
    return out;
}

/// Levels of all parts over the time for which they hold; unknown without marks.
double loudness(const Score& score) {
    const double end = score.end().value();
    double sum = 0.0;
    double time = 0.0;
    for (const Part& part : score.parts)
        for (std::size_t i = 0; i < part.dynamics.size(); ++i) {
            const double from = part.dynamics[i].at.value();
            const double to = i + 1 < part.dynamics.size() ? part.dynamics[i + 1].at.value() : end;
            const double length = std::max(0.0, to - from);
            sum += length * part.dynamics[i].level;
            time += length;
        }
    if (time > 0.0) return sum / time;
    double notes = 0.0;
    for (const Part& part : score.parts)
        for (const Note& note : part.notes)
            if (note.velocity) {
                sum += *note.velocity;
                notes += 1.0;
            }
    return notes > 0.0 ? sum / notes : kUnknown;
}

double shareInMinor(const ScoreFeatures& f) {
    double minor = 0.0;
    double all = 0.0;
    for (const KeySegment& key : f.keys) {
        all += key.bars;
        minor += key.minor ? key.bars : 0;
    }
    return all > 0.0 ? minor / all : kUnknown;
}

double meanOf(const std::vector<BarTension>& bars, double BarTension::*value) {
    double sum = 0.0;
    for (const BarTension& bar : bars) sum += bar.*value;
    return bars.empty() ? kUnknown : sum / static_cast<double>(bars.size());
}

double logarithm(double value) {
    return value > 0.0 ? std::log2(value) : kUnknown;
}

}  // namespace

const std::vector<AffectFeature>& affectFeatureList() {
    static const std::vector<AffectFeature> kList = {
        {"tempo", "tempo", "log2 quarters a minute"},
        {"minor", "minor mode", "share of bars"},
        {"key_clarity", "clarity of the key", "correlation"},
        {"register", "register", "MIDI"},
        {"bass", "lowest tenth of the notes", "MIDI"},
        {"tune_register", "middle of the tune", "MIDI"},
        {"tune_compass", "compass of the tune", "semitones"},
        {"density", "notes a quarter", "log2"},
        {"tune_density", "notes of the tune a quarter", "log2"},
        {"polyphony", "notes at once", "notes"},
        {"dynamics", "dynamics", "level 0…1"},
        {"staccato", "staccato", "share of notes"},
        {"slurred", "legato", "share of notes"},
        {"accented", "accents", "share of notes"},
        {"dissonance", "dissonance", "spiral array"},
        {"harmonic_motion", "motion of the harmony", "spiral array"},
        {"strain", "distance from the key", "spiral array"},
        {"interval", "size of steps in the tune", "semitones"},
        {"leaps", "leaps in the tune", "share of intervals"},
        {"repeated", "repeated notes in the tune", "share of intervals"},
        {"syncopation", "syncopation", "a bar"},
        {"chords", "chords a bar", "chords"},
        {"chroma", "different notes a bar", "bits"},
        {"silence", "silence", "share of quarters"},
        {"groove", "likeness of rhythm from bar to bar", "share"},
        {"triple", "triple or compound metre", "0 or 1"},
    };
    return kList;
}

std::vector<double> affectFeatures(const Score& given) {
    Score score = given;
    // Written symbols would be counted where found chords are counted elsewhere.
    score.chords.clear();
    const Sounding sounding = soundingOf(score);
    const ScoreFeatures f = scoreFeatures(score);
    const double quarters = std::max(score.end().value(), 1e-9);
    const bool tune = f.tune.notes > 0;
    const bool triple = score.measures.front().beats % 3 == 0;
    return {
        score.tempos.empty() ? kUnknown : logarithm(f.meanTempo),
        shareInMinor(f),
        f.key.correlation,
        sounding.pitch,
        sounding.bass,
        tune ? 0.5 * (f.tune.lowest + f.tune.highest) : kUnknown,
        tune ? f.tune.highest - f.tune.lowest : kUnknown,
        logarithm(sounding.notes / quarters),
        logarithm(f.tune.notes / quarters),
        f.polyphony,
        loudness(score),
        sounding.staccato,
        sounding.slurred,
        sounding.accented,
        meanOf(f.tension, &BarTension::diameter),
        meanOf(f.tension, &BarTension::momentum),
        meanOf(f.tension, &BarTension::strain),
        tune ? f.tune.meanInterval : kUnknown,
        tune ? f.tune.leaps : kUnknown,
        tune ? f.tune.repeated : kUnknown,
        tune ? f.tune.syncopation : kUnknown,
        f.chordsPerBar,
        f.entropyOneBar,
        f.rhythm.emptyBeats,
        f.rhythm.grooveNeighbours,
        triple ? 1.0 : 0.0,
    };
}

Score someBars(const Score& score, std::size_t first, std::size_t count) {
    Score out;
    out.title = score.title;
    out.composer = score.composer;
    first = std::min(first, score.measures.size());
    count = std::min(count, score.measures.size() - first);
    if (count == 0) return out;
    const Beat start = score.measures[first].start;
    const Measure& last = score.measures[first + count - 1];
    const Beat end = last.start + last.length;
    for (std::size_t i = 0; i < count; ++i) {
        Measure bar = score.measures[first + i];
        bar.start = bar.start - start;
        bar.written = static_cast<int>(i);
        bar.signs = {};
        out.measures.push_back(bar);
    }
    if (!score.tempos.empty()) {
        const TempoMap map(score.tempos);
        out.tempos.push_back({Beat{}, map.tempoAt(start.value()), false});
        for (const TempoChange& change : score.tempos)
            if (start < change.at && change.at < end) {
                out.tempos.push_back(change);
                out.tempos.back().at = change.at - start;
            }
    }
    for (const Part& part : score.parts) {
        Part one = part;
        one.notes.clear();
        one.dynamics.clear();
        one.controls.clear();
        one.programs.clear();
        for (const Note& note : part.notes) {
            if (note.onset < start || !(note.onset < end)) continue;
            one.notes.push_back(note);
            Note& cut = one.notes.back();
            if (end < cut.onset + cut.duration) cut.duration = end - cut.onset;
            cut.onset = cut.onset - start;
            cut.measure -= static_cast<int>(first);
        }
        for (const DynamicMark& mark : part.dynamics) {
            if (!(mark.at < end)) break;
            const bool before = !(start < mark.at);
            if (before) one.dynamics.clear();
            one.dynamics.push_back(mark);
            one.dynamics.back().at = before ? Beat{} : mark.at - start;
        }
        out.parts.push_back(std::move(one));
    }
    return out;
}

}  // namespace arioso
