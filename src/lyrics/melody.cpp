#include "src/lyrics/melody.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "dsp/error.h"

namespace arioso {
namespace {

std::string lowerAscii(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

std::size_t namedPart(const Score& score, const std::string& wanted) {
    const std::string lower = lowerAscii(wanted);
    for (const bool whole : {true, false}) {
        for (std::size_t i = 0; i < score.parts.size(); ++i) {
            const std::string name = lowerAscii(score.parts[i].name);
            const bool same = name == lower || lowerAscii(score.parts[i].id) == lower ||
                              lowerAscii(score.parts[i].abbreviation) == lower;
            if (whole ? same : name.find(lower) != std::string::npos) return i;
        }
    }
    std::string names;
    for (const Part& part : score.parts) {
        if (!names.empty()) names += ", ";
        names += part.name.empty() ? part.id : part.name;
    }
    throw Error(ExitCode::Input,
                fmt::format("lyrics: no part is called \"{}\"; the score has: {}", wanted, names));
}

/// How much a part is like a tune to sing: one note at a time, in a voice's range, named so.
double likeness(const Part& part) {
    if (part.percussion || part.notes.empty()) return -1.0;
    std::size_t alone = 0;
    double reached = -1.0;
    double sum = 0.0;
    for (const Note& note : part.notes) {
        const double onset = note.onset.value();
        if (onset >= reached - 0.05) ++alone;
        reached = std::max(reached, onset + note.duration.value());
        sum += note.pitch;
    }
    const auto count = static_cast<double>(part.notes.size());
    double score = 2.0 * static_cast<double>(alone) / count;
    const double mean = sum / count;
    score += mean >= 52.0 && mean <= 80.0 ? (mean - 52.0) / 40.0 : -1.0;
    score += std::min(1.0, count / 16.0);
    const std::string name = lowerAscii(part.name);
    for (const std::string_view known : {"melod", "vocal", "voice", "lead", "sing", "sopran",
                                         "gesang", "stimme", "canto", "chant", "tune"}) {
        if (name.find(known) != std::string::npos) score += 3.0;
    }
    if (part.program >= 52 && part.program <= 54) score += 2.0;
    if (part.program >= 32 && part.program <= 39) score -= 2.0;
    return score;
}

int sungVoice(const Part& part) {
    std::map<int, std::size_t> words;
    for (const Note& note : part.notes) words[note.voice] += note.lyrics.empty() ? 0U : 1U;
    int best = words.empty() ? 1 : words.begin()->first;
    for (const auto& [voice, count] : words) {
        if (count > words[best]) best = voice;
    }
    return best;
}

}  // namespace

std::size_t singingPart(const Score& score, const std::string& wanted) {
    if (!wanted.empty()) return namedPart(score, wanted);
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        const Part& part = score.parts[i];
        if (part.vocal && !part.percussion && !part.notes.empty()) return i;
    }
    std::size_t best = score.parts.size();
    double most = -0.5;
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        const double value = likeness(score.parts[i]);
        if (value > most) {
            most = value;
            best = i;
        }
    }
    if (best == score.parts.size()) {
        throw Error(ExitCode::Input,
                    "lyrics: expected a part with a melody to sing, found none in the score");
    }
    return best;
}

float metricWeight(const Measure& measure, double beat) {
    constexpr double kNear = 0.01;
    const double unit = 4.0 / std::max(1, measure.beatType);
    const bool compound = measure.beatType >= 8 && measure.beats % 3 == 0 && measure.beats > 3;
    const double pulse = compound ? 3.0 * unit : unit;
    const int pulses = std::max(1, compound ? measure.beats / 3 : measure.beats);
    // A pickup counts from the end of its bar, a bar that is too long begins again.
    const double full = pulse * pulses;
    double inside = beat - measure.start.value();
    if (measure.length.value() < full - kNear) inside += full - measure.length.value();
    inside = std::fmod(std::max(0.0, inside), full);
    const double place = inside / pulse;
    const double whole = std::round(place);
    if (std::abs(place - whole) > kNear) {
        const double half = inside / unit;
        return std::abs(half - std::round(half)) > kNear && !compound ? 0.2F : 0.3F;
    }
    const int index = static_cast<int>(whole) % pulses;
    if (index == 0) return 1.0F;
    return pulses % 2 == 0 && index == pulses / 2 ? 0.8F : 0.6F;
}

std::vector<MelodySlot> melodyOf(const Score& score, const Part& part) {
    const TempoMap tempo(score.tempos);
    const int voice = sungVoice(part);
    std::vector<MelodySlot> slots;
    double reached = -1.0;
    bool breath = true;
    bool slurred = false;
    for (std::size_t i = 0; i < part.notes.size(); ++i) {
        const Note& note = part.notes[i];
        if (note.voice != voice || note.grace != Grace::None) continue;
        const double onset = note.onset.value();
        const double end = onset + std::max(0.0, note.duration.value());
        if (!slots.empty() && slots.back().beat == onset) {
            if (note.pitch >= part.notes[slots.back().note].pitch) slots.back().note = i;
        } else {
            MelodySlot slot;
            slot.note = i;
            slot.beat = onset;
            slot.seconds = tempo.seconds(onset);
            slot.phraseStart = breath || onset > reached + 0.24;
            slot.tiedOn = slurred && onset <= reached + 0.01;
            const auto measure = static_cast<std::size_t>(std::max(0, note.measure));
            if (measure < score.measures.size()) {
                slot.weight = metricWeight(score.measures[measure], onset);
            }
            slots.push_back(slot);
            slurred = breath = false;
        }
        reached = std::max(reached, end);
        slots.back().length = reached - slots.back().beat;
        slurred = slurred || has(note.articulation, Articulation::Slurred);
        breath = breath || has(note.articulation, Articulation::BreathAfter) ||
                 has(note.articulation, Articulation::Fermata);
    }
    return slots;
}

}  // namespace arioso
