#include "src/perform/rules/rule_performance.h"

#include <algorithm>
#include <cmath>

#include "src/perform/rules/rules.h"

namespace arioso {
namespace {

/// Decibels that a whole unit of velocity is worth to the instruments, about.
constexpr double kDecibelsPerVelocity = 40.0;
/// However much the rules add up, an interval keeps this much of its length, and no more.
constexpr double kShortestShare = 0.4;
constexpr double kLongestShare = 4.0;
/// Of its length that a note always sounds.
constexpr double kSounds = 0.4;
/// The gap that is usual behind a note (see planNotes).
constexpr double kUsualGap = 0.08;
constexpr double kWidestGap = 0.1;  // seconds

using RuleFunction = void (*)(rules::Line, rules::Amounts, rules::Out);
struct RuleEntry {
    Rule rule;
    RuleFunction add;
};
constexpr std::array kFunctions{
    RuleEntry{Rule::DurationContrast, rules::durationContrast},
    RuleEntry{Rule::DurationContrastArticulation, rules::durationContrastArticulation},
    RuleEntry{Rule::DoubleDuration, rules::doubleDuration},
    RuleEntry{Rule::Punctuation, rules::punctuation},
    RuleEntry{Rule::PhraseArch, rules::phraseArch},
    RuleEntry{Rule::SubPhraseArch, rules::subPhraseArch},
    RuleEntry{Rule::FinalRitard, rules::finalRitard},
    RuleEntry{Rule::HighLoud, rules::highLoud},
    RuleEntry{Rule::MelodicCharge, rules::melodicCharge},
    RuleEntry{Rule::HarmonicCharge, rules::harmonicCharge},
    RuleEntry{Rule::FasterUphill, rules::fasterUphill},
    RuleEntry{Rule::LeapTone, rules::leapTone},
    RuleEntry{Rule::LeapArticulation, rules::leapArticulation},
    RuleEntry{Rule::RepetitionArticulation, rules::repetitionArticulation},
    RuleEntry{Rule::ScoreLegato, rules::scoreLegato},
    RuleEntry{Rule::ScoreStaccato, rules::scoreStaccato},
    RuleEntry{Rule::Inegales, rules::inegales},
    RuleEntry{Rule::EnsembleSwing, rules::ensembleSwing},
    RuleEntry{Rule::MetricAccents, rules::metricAccents},
};

Deviation& shareOf(std::array<Deviation, kRules>& shares, Rule rule) {
    return shares[static_cast<std::size_t>(rule)];
}

}  // namespace

std::vector<RulePerformance::Shares> RulePerformance::apply(const RuleLine& line) {
    std::vector<Shares> out(line.notes.size());
    std::vector<double> k(line.notes.size());
    std::vector<Deviation> one(line.notes.size());
    for (const RuleEntry& entry : kFunctions) {
        std::transform(line.amounts.begin(), line.amounts.end(), k.begin(),
                       [&entry](const Quantities& amounts) { return amounts[entry.rule]; });
        if (std::all_of(k.begin(), k.end(), [](double amount) { return amount == 0.0; })) continue;
        std::fill(one.begin(), one.end(), Deviation{});
        entry.add(line.notes, k, one);
        for (std::size_t i = 0; i < one.size(); ++i) shareOf(out[i], entry.rule) = one[i];
    }
    return out;
}

RulePerformance::RulePerformance(const Score& score, const PerformanceClock& clock,
                                 const PerformanceStyle& style)
    : style_(style, score, clock) {
    const ScoreLines lines(score, clock, style_);
    for (const Part& part : score.parts) {
        for (const RuleLine& line : lines.voices(part)) {
            std::vector<Shares> shares = apply(line);
            for (std::size_t i = 0; i < shares.size(); ++i) {
                for (Deviation& one : shares[i]) one.ms = 0.0;
                shareOf(shares[i], Rule::Level).db = line.amounts[i][Rule::Level];
                for (const Note* note : line.written[i]) shares_[note] = shares[i];
            }
        }
    }
    bendTime(lines.everyone(), clock);
}

void RulePerformance::bendTime(const RuleLine& line, const PerformanceClock& clock) {
    if (line.notes.empty()) return;
    const std::vector<Shares> shares = apply(line);
    const double first = clock.seconds(line.at.front());
    double played = first / style_.at(0.0)[Rule::Tempo];
    if (first > 0.0) time_.add(0.0, 0.0);
    time_.add(first, played);
    for (std::size_t i = 0; i < line.notes.size(); ++i) {
        const double base = line.notes[i].ms;
        double ms = base;
        for (const Deviation& one : shares[i]) ms += one.ms;
        played += std::clamp(ms, kShortestShare * base, kLongestShare * base) / 1000.0;
        const bool last = i + 1 == line.notes.size();
        const double nominal = clock.seconds(last ? line.end : line.at[i + 1]);
        time_.add(nominal, played);
        for (const Note* note : line.written[i]) {
            Shares& own = shares_[note];
            for (std::size_t r = 0; r < kRules; ++r) own[r].ms = shares[i][r].ms;
            shareOf(own, Rule::Tempo).ms = base - 1000.0 * (nominal - clock.seconds(line.at[i]));
        }
    }
}

void RulePerformance::shape(const Part& part, const PerformanceClock& clock,
                            std::vector<PlannedNote>& notes) const {
    std::unordered_map<const Note*, int> heard;
    for (const PlannedNote& note : notes) ++heard[note.written];
    for (PlannedNote& note : notes) {
        const auto found = shares_.find(note.written);
        if (found == shares_.end()) continue;
        double db = 0.0;
        double gapMs = 0.0;
        for (const Deviation& one : found->second) {
            db += one.db;
            gapMs += one.gapMs;
        }
        note.velocity += static_cast<float>(db / kDecibelsPerVelocity);
        if (part.vocal || part.percussion || heard[note.written] > 1) continue;
        const double length = clock.seconds(note.endBeat) - note.onset;
        const double sounds = note.offset - note.onset;
        if (!(length > 0.0)) continue;
        if (note.legato) {
            // A slur is kept; on keys that ring it may overlap.
            if (gapMs >= 0.0) continue;
            note.legato = false;
            note.offset -= gapMs / 1000.0;
            continue;
        }
        const double gap = std::max(0.0, length - sounds);
        const double usual = std::min(kUsualGap * length, kWidestGap);
        const double scale = style_.at(note.written->onset.value())[Rule::Articulation] - 1.0;
        const double wanted = gap + scale * std::max(usual, gap) + gapMs / 1000.0;
        const double most = std::max(gap, length - kSounds * sounds);
        note.offset = note.onset + length - std::clamp(wanted, 0.0, most);
    }
}

std::vector<RuleShare> RulePerformance::sharesOf(const Note& written) const {
    std::vector<RuleShare> out;
    const auto found = shares_.find(&written);
    if (found == shares_.end()) return out;
    for (std::size_t r = 0; r < kRules; ++r) {
        if (found->second[r] == Deviation{}) continue;
        out.push_back({static_cast<Rule>(r), found->second[r]});
    }
    return out;
}

}  // namespace arioso
