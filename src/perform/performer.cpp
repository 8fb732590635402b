#include "src/perform/performer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "dsp/error.h"
#include "src/lyrics/words_language.h"
#include "src/perform/curves.h"
#include "src/perform/dynamics.h"
#include "src/perform/humanize.h"
#include "src/perform/pitch_curves.h"
#include "src/perform/plan.h"
#include "src/perform/rules/rule_performance.h"
#include "src/perform/shared_words.h"
#include "src/perform/sing.h"
#include "src/perform/singer_pitch.h"
#include "src/perform/swell.h"

namespace arioso {
namespace {

constexpr double kShortest = 0.005;  // seconds
constexpr float kSoftest = 0.05F;
constexpr std::uint64_t kSingerStreams = 4096;  // more than there are parts

void check(const PerformOptions& options) {
    if (!(options.humanize >= 0.0 && options.humanize <= 1.0)) {
        throw Error(ExitCode::Usage,
                    fmt::format("humanize: expected 0 … 1, found {}", options.humanize));
    }
    if (!(std::abs(options.transpose) <= 127.0)) {
        throw Error(
            ExitCode::Usage,
            fmt::format("transpose: expected -127 … 127 semitones, found {}", options.transpose));
    }
}

/// Performs one part of the score; what it plays on several instruments becomes several stems.
class PartPerformer {
  public:
    PartPerformer(const Score& score, const Part& part, std::size_t index,
                  const PerformanceClock& clock, const RulePerformance* rules,
                  const PerformOptions& options, std::vector<std::string>& diagnostics)
        : score_(score),
          part_(part),
          stream_(index),
          clock_(clock),
          rules_(rules),
          options_(options),
          diagnostics_(diagnostics),
          dynamics_(part) {
        placeCurves();
    }

    void run(Performance& out) {
        notes_ = planNotes(score_, part_, clock_);
        for (PlannedNote& note : notes_) note.velocity = velocityOf(note, dynamics_);
        if (rules_ != nullptr) rules_->shape(part_, clock_, notes_);
        humanize(notes_, options_.humanize, options_.seed, stream_, part_.percussion);
        settle();
        holdPedal();
        const int first = firstProgram();
        const bool one = part_.percussion ||
                         std::all_of(notes_.begin(), notes_.end(),
                                     [first](const auto& note) { return note.program == first; });
        if (one && notes_.empty()) return;
        if (one) {
            out.parts.push_back(stem(first, notes_, true));
            return;
        }
        std::map<int, std::vector<PlannedNote>> instruments;
        for (const PlannedNote& note : notes_) instruments[note.program].push_back(note);
        for (auto& [program, notes] : instruments) {
            out.parts.push_back(stem(program, notes, program == first));
        }
    }

  private:
    /// The curves in seconds. What a user draws stands over what the score asks for; what means
    /// nothing to an instrument is told.
    void placeCurves() {
        for (const ExpressionRange& range : expressionRanges()) {
            const auto kind = static_cast<Expression>(&range - expressionRanges().data());
            if (range.singersOnly && !part_.vocal) continue;
            std::vector<CurvePoint> written = writtenCurve(part_, kind, clock_);
            if (!written.empty()) curves_[kind] = std::move(written);
        }
        const auto found = options_.expression.find(stream_);
        if (found == options_.expression.end()) return;
        for (const ExpressionCurve& curve : found->second) {
            const ExpressionRange& range =
                expressionRanges().at(static_cast<std::size_t>(curve.kind));
            if (range.singersOnly && !part_.vocal) {
                diagnostics_.push_back(fmt::format("{}: {} is for parts that sing: it is not used",
                                                   curve.origin, range.name));
                continue;
            }
            curves_[curve.kind] = placeExpression(curve, score_, clock_);
        }
    }

    [[nodiscard]] std::vector<CurvePoint> curve(Expression kind, float scale = 1.0F) const {
        const auto found = curves_.find(kind);
        if (found == curves_.end()) return {};
        std::vector<CurvePoint> out = found->second;
        for (CurvePoint& point : out) point.value *= scale;
        return out;
    }

    /// Joins slurred notes again after the deviations and puts all in order.
    void settle() {
        const std::vector<std::ptrdiff_t> next = nextInVoice(notes_);
        for (std::size_t i = 0; i < notes_.size(); ++i) {
            PlannedNote& note = notes_[i];
            note.velocity = std::clamp(note.velocity, kSoftest, 1.0F);
            if (next[i] >= 0) {
                const double follower = notes_[static_cast<std::size_t>(next[i])].onset;
                if (note.legato) note.offset = follower;
            }
            note.offset = std::max(note.offset, note.onset + kShortest);
            if (!part_.percussion) {
                note.pitch = static_cast<float>(
                    std::clamp(static_cast<double>(note.pitch) + options_.transpose, 0.0, 127.0));
            }
        }
        const auto inOrder = [](const PlannedNote& a, const PlannedNote& b) {
            return a.onset != b.onset ? a.onset < b.onset : a.id < b.id;
        };
        if (!std::is_sorted(notes_.begin(), notes_.end(), inOrder)) {
            std::stable_sort(notes_.begin(), notes_.end(), inOrder);
        }
    }

    void holdPedal() {
        if (part_.percussion || notes_.empty()) return;
        double last = 0.0;
        for (const PlannedNote& note : notes_) last = std::max(last, note.offset);
        holdSostenuto(last);
        const std::vector<PedalSpan> pedal =
            pedalSpans(part_, ControlChange::Kind::Sustain, clock_);
        if (pedal.empty()) return;
        for (PlannedNote& note : notes_) {
            const auto after =
                std::upper_bound(pedal.begin(), pedal.end(), note.offset,
                                 [](double t, const PedalSpan& span) { return t <= span.down; });
            if (after == pedal.begin()) continue;
            note.offset = std::max(note.offset, std::min(std::prev(after)->up, last));
        }
    }

    /// It holds the keys that are down when it goes down, and only those: by the written beats,
    /// because a key that is struck with the pedal is meant, however late it comes.
    void holdSostenuto(double last) {
        const std::vector<PedalSpan> pedal =
            pedalSpans(part_, ControlChange::Kind::Sostenuto, clock_);
        if (pedal.empty()) return;
        for (PlannedNote& note : notes_) {
            const Beat onset = note.written->onset;
            const auto next =
                std::lower_bound(pedal.begin(), pedal.end(), onset,
                                 [](const PedalSpan& span, Beat beat) { return span.at < beat; });
            if (next == pedal.end() || !(next->at < onset + note.written->duration)) continue;
            note.offset = std::max(note.offset, std::min(next->up, last));
        }
    }

    /// The same key struck again ends the earlier note.
    static void endRestruck(std::vector<PlannedNote>& notes) {
        std::unordered_map<float, std::size_t> sounding;
        for (std::size_t i = 0; i < notes.size(); ++i) {
            const auto [entry, isNew] = sounding.try_emplace(notes[i].pitch, i);
            if (isNew) continue;
            PlannedNote& earlier = notes[entry->second];
            earlier.offset =
                std::max(std::min(earlier.offset, notes[i].onset), earlier.onset + kShortest);
            entry->second = i;
        }
    }

    PerformedPart stem(int program, std::vector<PlannedNote>& notes, bool first) {
        if (!part_.percussion) endRestruck(notes);
        PerformedPart stem;
        stem.name = part_.name.empty() ? part_.id : part_.name;
        if (stem.name.empty()) stem.name = fmt::format("Part {}", stream_ + 1);
        if (!first) stem.name += fmt::format(" (program {})", program + 1);
        stem.program = program;
        stem.percussion = part_.percussion;
        stem.vocal = part_.vocal;
        stem.notes.reserve(notes.size());
        const std::vector<int> ranks =
            part_.vocal ? chordRanks(notes) : std::vector<int>(notes.size(), 0);
        for (const PlannedNote& note : notes) {
            PerformedNote& played = stem.notes.emplace_back();
            if (part_.vocal) {
                played.voice = note.written->voice;
                played.rank = ranks[stem.notes.size() - 1];
            }
            played.onset = note.onset;
            played.offset = note.offset;
            played.pitch = note.pitch;
            played.velocity = note.velocity;
            played.measure = note.written->measure;
            played.id = note.id;
            if (rules_ != nullptr && options_.keepRules)
                played.rules = rules_->sharesOf(*note.written);
        }
        shapePitch(notes, stem);
        if (part_.vocal && options_.words) {
            const std::string& name =
                stream_ < options_.partNames.size() ? options_.partNames[stream_] : stem.name;
            singWords(score_, notes, {language(), name, options_.breaths, options_.lengths}, stem,
                      diagnostics_);
        }
        stem.gainDb = controllerGain(part_, clock_);
        if (!part_.percussion && (part_.vocal || holdsItsLevel(program))) {
            stem.gainDb = addCurves(stem.gainDb, swellCurve(notes, dynamics_, clock_));
        }
        stem.gainDb = addCurves(stem.gainDb, curve(Expression::Dynamics, 0.1F));
        if (const auto attack = curve(Expression::Attack); !attack.empty())
            stem.gainDb = addCurves(stem.gainDb, attackGain(stem.notes, attack));
        stem.voice.breathiness = curve(Expression::Breathiness);
        stem.voice.tension = curve(Expression::Tension);
        stem.voice.gender = curve(Expression::Gender);
        stem.voice.voicing = curve(Expression::Voicing);
        if (rules_ != nullptr && !part_.percussion) {
            stem.brightness = rules_->style().curve(Rule::Brightness, clock_);
            shapeAttack(notes, stem);
        }
        stem.pan = controlCurve(part_, ControlChange::Kind::Pan, clock_, 0.0F);
        return stem;
    }

    void shapeAttack(const std::vector<PlannedNote>& notes, PerformedPart& stem) const {
        if (stem.vocal) return;
        for (std::size_t i = 0; i < notes.size(); ++i) {
            const Quantities here = rules_->style().at(notes[i].written->onset.value());
            stem.notes[i].rise = static_cast<float>(here[Rule::Attack] / 1000.0);
        }
    }

    void shapePitch(const std::vector<PlannedNote>& notes, PerformedPart& stem) const {
        if (stem.percussion) return;
        expressPitch(stem);
        for (std::size_t i = 0; i < notes.size(); ++i) {
            PerformedNote& note = stem.notes[i];
            const std::vector<dsp::PitchPoint> own =
                writtenBend(note.offset - note.onset, notes[i].written->inflection, notes[i].glide);
            if (!own.empty()) note.bend = addBends(note.bend, own);
        }
        const std::vector<CurvePoint> drawn = curve(Expression::Pitch, 0.01F);
        for (PerformedNote& note : stem.notes) {
            if (!drawn.empty()) note.bend = addBends(note.bend, bendOf(note, drawn));
        }
    }

    void expressPitch(PerformedPart& stem) const {
        const std::vector<CurvePoint> wheel = bendCurve(part_, clock_);
        if (!wheel.empty()) {
            for (PerformedNote& note : stem.notes) note.bend = bendOf(note, wheel);
            return;
        }
        const float depth = vibratoCents(stem.program, stem.vocal);
        if (options_.humanize <= 0.0 || depth <= 0.0F) return;
        if (!stem.vocal && !isOneLine(stem.notes)) return;
        if (stem.vocal) return singPitch(stem, depth);
        for (PerformedNote& note : stem.notes)
            note.bend = expressivePitch(note, depth, options_.humanize, options_.seed, stream_);
    }

    /// Every place of a voice's chords is a singer of its own, with a line of its own.
    void singPitch(PerformedPart& stem, float depth) const {
        std::map<std::pair<int, int>, std::vector<std::size_t>> lines;
        for (std::size_t i = 0; i < stem.notes.size(); ++i)
            lines[{stem.notes[i].voice, stem.notes[i].rank}].push_back(i);
        SingerManner manner;
        manner.chorister = options_.singer > 0;
        const std::vector<CurvePoint> vibrato = curve(Expression::Vibrato);
        manner.vibrato = vibrato;
        const std::uint64_t stream =
            stream_ + kSingerStreams * static_cast<std::uint64_t>(options_.singer);
        for (const auto& [place, line] : lines) {
            for (std::size_t i = 0; i < line.size(); ++i) {
                const PerformedNote* previous = i > 0 ? &stem.notes[line[i - 1]] : nullptr;
                const PerformedNote* next =
                    i + 1 < line.size() ? &stem.notes[line[i + 1]] : nullptr;
                PerformedNote& note = stem.notes[line[i]];
                note.bend = singerPitch(note, previous, next, depth, options_.humanize,
                                        options_.seed, stream, manner);
                note.levels = singerLevels(note, options_.humanize, options_.seed, stream, manner);
            }
        }
    }

    [[nodiscard]] std::string language() const {
        if (!options_.language.empty()) return options_.language;
        const std::string own = wordsLanguage(score_);
        return own.empty() ? "en" : own;
    }

    /// The program that keeps the part's plain name.
    [[nodiscard]] int firstProgram() const {
        return part_.percussion || notes_.empty() ? 0 : notes_.front().program;
    }

    const Score& score_;
    const Part& part_;
    std::uint64_t stream_;
    const PerformanceClock& clock_;
    const RulePerformance* rules_;
    const PerformOptions& options_;
    std::vector<std::string>& diagnostics_;
    Dynamics dynamics_;
    std::vector<PlannedNote> notes_;
    std::map<Expression, std::vector<CurvePoint>> curves_;
};

}  // namespace

Performance perform(const Score& page, const PerformOptions& options) {
    check(options);
    Performance out;
    const std::optional<Score> shared =
        options.words ? withSharedWords(page, options.partNames, out.diagnostics) : std::nullopt;
    const Score& score = shared ? *shared : page;
    PerformanceClock clock(score, options.tempoScale);
    std::optional<RulePerformance> rules;
    if (!options.style.points.empty()) {
        rules.emplace(score, clock, options.style);
        clock.bend(rules->time());
    }
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        PartPerformer(score, score.parts[i], i, clock, rules ? &*rules : nullptr, options,
                      out.diagnostics)
            .run(out);
    }
    for (const PerformedPart& part : out.parts) {
        for (const PerformedNote& note : part.notes) {
            out.duration = std::max(out.duration, note.offset);
        }
    }
    for (const Measure& measure : score.measures) {
        out.measures.push_back({measure.number, clock.seconds(measure.start.value()), measure.beats,
                                measure.beatType});
    }
    return out;
}

}  // namespace arioso
