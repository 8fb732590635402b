#include "src/synth/render_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "dsp/error.h"
#include "src/lyrics/lay.h"
#include "src/perform/performer.h"
#include "src/score/gm_programs.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"
#include "src/synth/choir_plan.h"
#include "src/synth/voice_choice.h"

namespace arioso {
namespace {

double parseNumber(const std::string& text, bool& good) {
    double value = 0.0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    good = result.ec == std::errc() && result.ptr == end && std::isfinite(value) && value >= 0.0;
    return value;
}

/// Seconds of "1:30", "1:02:03.5" or "90s"; false if the text is not a time.
bool parseTime(std::string text, double& seconds) {
    bool good = false;
    if (text.size() > 1 && text.back() == 's') {
        text.pop_back();
        seconds = parseNumber(text, good);
        return good;
    }
    if (text.find(':') == std::string::npos) return false;
    seconds = 0.0;
    std::size_t at = 0;
    while (at <= text.size()) {
        const std::size_t colon = std::min(text.find(':', at), text.size());
        const double field = parseNumber(text.substr(at, colon - at), good);
        if (!good) return false;
        seconds = seconds * 60.0 + field;
        at = colon + 1;
    }
    return true;
}

std::string remark(const Diagnostic& diagnostic) {
    std::string text = diagnostic.part.empty() ? "" : diagnostic.part + ": ";
    if (!diagnostic.measure.empty()) text += "measure " + diagnostic.measure + ": ";
    return text + diagnostic.text;
}

/// What a user hears of the remarks on the score and its words: the first few, then a count.
void tellDiagnostics(const Score& score, std::vector<std::string>& notes) {
    constexpr std::size_t kTold = 5;
    for (std::size_t i = 0; i < std::min(kTold, score.diagnostics.size()); ++i)
        notes.push_back(remark(score.diagnostics[i]));
    if (score.diagnostics.size() > kTold)
        notes.push_back(fmt::format("and {} remarks more on this score (see arioso info)",
                                    score.diagnostics.size() - kTold));
}

/// Stems of a performance whose parts were named by their index in the score: the performer names a
/// stem after its part and program, and the names in a score need not be unique.
std::vector<StemPlan> makeStems(Performance& performance, const std::vector<std::string>& names) {
    std::vector<StemPlan> stems;
    for (PerformedPart& part : performance.parts) {
        StemPlan stem;
        stem.number = static_cast<std::uint32_t>(stems.size());
        const char* text = part.name.data();
        const char* end = text + part.name.size();
        const auto parsed = std::from_chars(text, end, stem.scorePart);
        part.name = names.at(stem.scorePart) + std::string(parsed.ptr, end);
        stem.part = std::move(part);
        stems.push_back(std::move(stem));
    }
    performance.parts.clear();
    return stems;
}

std::vector<std::string> replaceNamesByIndex(Score& score) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        Part& part = score.parts[i];
        std::string name = part.name.empty() ? part.id : part.name;
        names.push_back(name.empty() ? fmt::format("Part {}", i + 1) : name);
        part.name = fmt::format("{}", i);
    }
    return names;
}

/// `chosen`: parts whose instrument the user has named, which is not second-guessed.
void findInstruments(const InstrumentTable& table, const std::set<std::size_t>& chosen,
                     RenderPlan& plan) {
    std::set<std::string> told;
    for (StemPlan& stem : plan.stems) {
        bool exact = true;
        const bool sings =
            stem.part.vocal && chosen.count(stem.scorePart) == 0 &&
            std::any_of(stem.part.notes.begin(), stem.part.notes.end(),
                        [](const PerformedNote& note) { return !note.phonemes.empty(); });
        stem.instrument = playerOf(table, stem.part.program, stem.part.percussion, sings, &exact);
        if (exact || stem.part.percussion) continue;
        const std::string line = fmt::format(
            "{} (General MIDI {}) is played by the nearest instrument, {}",
            gmProgramName(stem.part.program), stem.part.program + 1, stem.instrument.name);
        if (told.insert(line).second) plan.notes.push_back(line);
    }
}

/// The curves of a file by part of the score; those of a part itself stand over those of all.
std::map<std::size_t, std::vector<ExpressionCurve>> expressionsOf(const std::string& file,
                                                                  const Score& score) {
    std::map<std::size_t, std::vector<ExpressionCurve>> out;
    const ExpressionSheet sheet = readExpressions(file);
    for (const bool named : {false, true}) {
        for (const auto& [part, curves] : sheet) {
            if ((part != "*") != named) continue;
            std::vector<std::size_t> meant;
            for (std::size_t i = 0; !named && i < score.parts.size(); ++i)
                if (score.parts[i].vocal) meant.push_back(i);
            if (named) {
                try {
                    meant = findParts(part, score, "curves");
                } catch (const Error& error) {
                    throw Error(ExitCode::Input, fmt::format("{}: {}", file, error.what()));
                }
            }
            for (const std::size_t index : meant) {
                auto& all = out[index];
                all.insert(all.end(), curves.begin(), curves.end());
            }
        }
    }
    return out;
}

void chooseAudible(const RenderRequest& request, const Score& score, RenderPlan& plan) {
    const auto marked = [&score](const std::vector<std::string>& names, const char* field) {
        std::set<std::size_t> parts;
        for (const std::string& name : names)
            for (const std::size_t part : findParts(name, score, field)) parts.insert(part);
        return parts;
    };
    const auto solo = marked(request.solo, "solo");
    const auto mute = marked(request.mute, "mute");
    for (StemPlan& stem : plan.stems)
        stem.audible =
            (solo.empty() || solo.count(stem.scorePart) > 0) && mute.count(stem.scorePart) == 0;
}

void cutRange(const RenderRequest& request, RenderPlan& plan) {
    double end = plan.performance.duration;
    if (!request.from.empty()) {
        plan.start = placeInSeconds(request.from, "from", plan.performance, false);
        plan.start = std::max(0.0, plan.start - kRangeLeadIn);
    }
    if (!request.to.empty())
        end = std::min(end, placeInSeconds(request.to, "to", plan.performance, true, plan.start));
    if (end <= plan.start + kRangeLeadIn && plan.performance.duration > 0.0)
        throw Error(
            ExitCode::Usage,
            fmt::format("from, to: expected a range that holds music, found '{}' to '{}' of "
                        "{:.1f} seconds",
                        request.from, request.to, plan.performance.duration));
    const auto cut = [&](std::vector<PerformedNote>& notes) {
        if (!request.to.empty())
            std::erase_if(notes,
                          [end](const auto& note) { return note.onset >= end - kRangeLeadIn; });
        for (PerformedNote& note : notes)
            note.offset = std::min(note.offset, std::max(end, note.onset));
    };
    for (StemPlan& stem : plan.stems) {
        cut(stem.part.notes);
        for (SingerPlan& singer : stem.singers) cut(singer.part.notes);
    }
    plan.end = end;
}

}  // namespace

std::vector<RenderTrack> tracksOf(std::span<const StemPlan> stems) {
    std::vector<RenderTrack> tracks;
    for (std::size_t i = 0; i < stems.size(); ++i) {
        const StemPlan& stem = stems[i];
        if (stem.singers.empty()) tracks.push_back({i, stem.number, &stem.part, &stem.instrument});
        for (const SingerPlan& singer : stem.singers)
            tracks.push_back({i, singer.number, &singer.part, &singer.instrument});
    }
    return tracks;
}

double placeInSeconds(const std::string& place, const char* field, const Performance& performance,
                      bool after, double earliest) {
    double seconds = 0.0;
    if (parseTime(place, seconds)) return seconds;
    const auto& measures = performance.measures;
    for (std::size_t i = 0; i < measures.size(); ++i) {
        const double next =
            i + 1 < measures.size() ? measures[i + 1].seconds : performance.duration;
        if (measures[i].number != place || next <= earliest) continue;
        return after ? next : measures[i].seconds;
    }
    throw Error(ExitCode::Usage,
                fmt::format("{}: expected a measure ({} to {}) or a time (1:30, 90s), found '{}'",
                            field, measures.empty() ? "none" : measures.front().number,
                            measures.empty() ? "none" : measures.back().number, place));
}

double tempoScale(const std::string& tempo, const Score& score) {
    if (tempo.empty()) return 1.0;
    std::string digits = tempo;
    const bool percent = digits.back() == '%';
    if (percent) digits.pop_back();
    bool good = false;
    double scale = parseNumber(digits, good);
    scale /= percent ? 100.0 : TempoMap(score.tempos).tempoAt(0.0);
    if (!good || !(scale >= 0.1 && scale <= 10.0))
        throw Error(
            ExitCode::Usage,
            fmt::format("tempo: expected quarter notes a minute or a percentage, a tenth to "
                        "ten times as written, found '{}'",
                        tempo));
    return scale;
}

PerformanceStyle styleOf(const RenderRequest& request, const Palettes& palettes) {
    if (!request.affect.empty() && !request.affectCurve.empty())
        throw Error(ExitCode::Usage,
                    fmt::format("affect: expected '{}' or the curve of {}, found both",
                                request.affect, request.affectCurve));
    PerformanceStyle style;
    const bool fileOfCurves = !request.curves.empty() && request.curves != "none";
    if (!request.affectCurve.empty()) {
        style = readAffectCurve(request.affectCurve, palettes);
    } else if (!request.affect.empty()) {
        style = constantStyle(palettes.named(request.affect));
    } else if (fileOfCurves && hasAffectCurve(request.curves)) {
        style = readAffectCurve(request.curves, palettes);
    }
    if (style.points.empty() && !request.rules.empty()) style = constantStyle({});
    for (const std::string& rule : request.rules)
        for (StylePoint& point : style.points) applyRule(rule, point.quantities);
    return style;
}

Score readScoreOf(const RenderRequest& request) {
    ReadOptions reading(parseRepeatMode(request.repeats));
    if (request.tune != 0) reading.tune = request.tune;
    Score score = readScore(request.score, reading);
    if (!request.lyrics.empty()) {
        LayOptions lay;
        lay.language = request.language;
        layLyrics(score, readLyrics(request.lyrics), lay);
    }
    return score;
}

RenderPlan makePlan(const RenderRequest& request, const InstrumentTable& instruments,
                    const InstrumentTable* voices, const PhoneLengths* lengths,
                    const Palettes* palettes) {
    return planScore(readScoreOf(request), request, instruments, voices, lengths, palettes);
}

RenderPlan planScore(Score score, const RenderRequest& request, const InstrumentTable& instruments,
                     const InstrumentTable* voices, const PhoneLengths* lengths,
                     const Palettes* palettes) {
    std::set<std::size_t> chosen;
    for (const auto& choice : request.parts) {
        for (const std::size_t part : findParts(choice.part, score, "part")) {
            chooseInstrument(choice.instrument, instruments, score.parts[part]);
            chosen.insert(part);
        }
    }

    PerformOptions options;
    options.tempoScale = tempoScale(request.tempo, score);
    options.transpose = request.transpose;
    options.humanize = request.humanize;
    options.seed = request.seed.value_or(0);
    options.language = request.language;
    options.lengths = lengths;
    options.style = styleOf(request, palettes != nullptr ? *palettes : Palettes::builtIn());
    options.keepRules = !request.dump.empty();
    if (!request.curves.empty() && request.curves != "none")
        options.expression = expressionsOf(request.curves, score);
    RenderPlan plan;
    plan.title = score.title;
    tellDiagnostics(score, plan.notes);
    Score numbered = score;
    const std::vector<std::string> names = replaceNamesByIndex(numbered);
    options.partNames = names;
    plan.performance = perform(numbered, options);
    plan.notes.insert(plan.notes.end(), plan.performance.diagnostics.begin(),
                      plan.performance.diagnostics.end());
    plan.stems = makeStems(plan.performance, names);
    if (plan.stems.empty())
        throw Error(ExitCode::Input, fmt::format("{}: the score holds no notes", request.score));
    findInstruments(instruments, chosen, plan);
    if (voices != nullptr) {
        const auto take = [&numbered, &options](int singer) {
            PerformOptions own = options;
            own.singer = singer;
            own.words = false;
            return perform(numbered, own);
        };
        planChoir(request, score, chosen, take, plan);
        assignVoices(request, score, *voices, chosen, plan);
    } else if (!request.voices.empty() || !request.choir.empty()) {
        throw Error(ExitCode::Model, fmt::format("{}: these models have no voices",
                                                 request.voices.empty() ? "choir" : "voice"));
    }
    chooseAudible(request, score, plan);
    cutRange(request, plan);
    return plan;
}

}  // namespace arioso
