#include "src/explain/feeling_trace.h"

#include <algorithm>
#include <cmath>

#include "src/perform/clock.h"
#include "src/perform/performer.h"
#include "src/perform/rules/rule_performance.h"

namespace arioso {
namespace {

constexpr double kMostVelocity = 127.0;

double tempoBetween(const PerformanceClock& clock, double from, double to) {
    const double seconds = clock.seconds(to) - clock.seconds(from);
    return seconds > 0.0 ? 60.0 * (to - from) / seconds : 0.0;
}

Deviation sumOf(const std::vector<RuleShare>& shares) {
    Deviation out;
    for (const RuleShare& share : shares) {
        out.ms += share.deviation.ms;
        out.db += share.deviation.db;
        out.gapMs += share.deviation.gapMs;
    }
    return out;
}

/// Mean velocity of each bar.
std::vector<double> velocities(const Score& score, const PerformOptions& options) {
    std::vector<double> sum(score.measures.size(), 0.0);
    std::vector<double> notes(score.measures.size(), 0.0);
    for (const PerformedPart& part : perform(score, options).parts)
        for (const PerformedNote& note : part.notes) {
            const auto bar = static_cast<std::size_t>(std::max(0, note.measure));
            if (bar >= sum.size()) continue;
            sum[bar] += kMostVelocity * static_cast<double>(note.velocity);
            notes[bar] += 1.0;
        }
    for (std::size_t i = 0; i < sum.size(); ++i)
        if (notes[i] > 0.0) sum[i] /= notes[i];
    return sum;
}

void traceBars(const Score& score, const PerformanceStyle& style, double tempoScale,
               FeelingTrace& out) {
    PerformOptions options;
    options.tempoScale = tempoScale;
    options.humanize = 0.0;
    options.words = false;
    const std::vector<double> written = velocities(score, options);
    options.style = style;
    const std::vector<double> played = velocities(score, options);
    for (std::size_t i = 0; i < out.bars.size(); ++i) {
        out.bars[i].writtenVelocity = written[i];
        out.bars[i].playedVelocity = played[i];
    }
}

void traceRules(const StyleCurve& style, FeelingTrace& out) {
    for (std::size_t r = 0; r < kRules; ++r) {
        const auto rule = static_cast<Rule>(r);
        FeltRule one;
        one.rule = rule;
        one.lowest = one.highest = style.at(0.0)[rule];
        for (const FeltBeat& beat : out.beats) {
            one.lowest = std::min(one.lowest, style.at(beat.at)[rule]);
            one.highest = std::max(one.highest, style.at(beat.at)[rule]);
        }
        const double neutral = performanceRules().at(r).neutral;
        if (one.lowest == neutral && one.highest == neutral) continue;
        for (const NoteShares& note : out.notes)
            for (const RuleShare& share : note.rules) {
                if (share.rule != rule) continue;
                ++one.notes;
                one.mean.ms += std::abs(share.deviation.ms);
                one.mean.db += std::abs(share.deviation.db);
                one.mean.gapMs += std::abs(share.deviation.gapMs);
            }
        const auto notes = static_cast<double>(std::max<std::size_t>(1, one.notes));
        one.mean.ms /= notes;
        one.mean.db /= notes;
        one.mean.gapMs /= notes;
        out.rules.push_back(one);
    }
}

}  // namespace

FeelingTrace traceFeeling(const Score& score, const PerformanceStyle& style, double tempoScale) {
    FeelingTrace out;
    if (style.points.empty() || score.measures.empty()) return out;
    const PerformanceClock plain(score, tempoScale);
    const RulePerformance rules(score, plain, style);
    PerformanceClock felt = plain;
    felt.bend(rules.time());
    const double end = score.end().value();
    out.writtenSeconds = plain.seconds(end);
    out.playedSeconds = felt.seconds(end);
    for (double at = 0.0; at < end; at += 1.0) {
        FeltBeat beat;
        beat.at = at;
        beat.length = std::min(1.0, end - at);
        beat.written = tempoBetween(plain, at, at + beat.length);
        beat.played = tempoBetween(felt, at, at + beat.length);
        out.beats.push_back(beat);
    }
    std::vector<double> heard(score.measures.size(), 0.0);
    for (const Measure& measure : score.measures) {
        const double from = measure.start.value();
        const double to = from + measure.length.value();
        FeltBar bar;
        bar.written = tempoBetween(plain, from, to);
        bar.played = tempoBetween(felt, from, to);
        out.bars.push_back(bar);
    }
    for (std::size_t p = 0; p < score.parts.size(); ++p)
        for (const Note& note : score.parts[p].notes) {
            NoteShares shares{static_cast<std::size_t>(std::max(0, note.measure)), p, note.onset,
                              static_cast<int>(std::lround(note.pitch)), rules.sharesOf(note)};
            if (shares.bar >= out.bars.size()) continue;
            const Deviation all = sumOf(shares.rules);
            out.bars[shares.bar].db += all.db;
            out.bars[shares.bar].gapMs += all.gapMs;
            heard[shares.bar] += 1.0;
            const auto beat = static_cast<std::size_t>(std::max(0.0, note.onset.value()));
            if (beat < out.beats.size()) {
                out.beats[beat].db += all.db;
                ++out.beats[beat].notes;
            }
            if (!shares.rules.empty()) out.notes.push_back(std::move(shares));
        }
    for (std::size_t i = 0; i < out.bars.size(); ++i) {
        out.bars[i].db /= std::max(1.0, heard[i]);
        out.bars[i].gapMs /= std::max(1.0, heard[i]);
    }
    for (FeltBeat& beat : out.beats)
        beat.db /= static_cast<double>(std::max<std::size_t>(1, beat.notes));
    traceBars(score, style, tempoScale, out);
    traceRules(rules.style(), out);
    return out;
}

}  // namespace arioso
