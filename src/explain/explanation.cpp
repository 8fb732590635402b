#include "src/explain/explanation.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "src/explain/feeling_section.h"
#include "src/explain/harmony_section.h"
#include "src/originality/melody_lines.h"

namespace arioso {
namespace {

constexpr std::size_t kAffectBars = 4;

nlohmann::json numberOrNull(double value) {
    return std::isnan(value) ? nlohmann::json() : nlohmann::json(value);
}

/// Harmony and what the graph says of the marks; marks of rules that it has not are dropped.
void readTheory(const KnowledgeGraph& graph, Explanation& out) {
    out.harmony = readHarmony(out.score, out.features, graph);
    out.rules.insert(out.rules.end(), out.harmony.marks.begin(), out.harmony.marks.end());
    std::ranges::stable_sort(out.rules,
                             [](const RuleMark& a, const RuleMark& b) { return a.at < b.at; });
    std::erase_if(out.rules, [&](const RuleMark& mark) {
        if (std::ranges::find(out.statements, mark.term, &Statement::term) != out.statements.end())
            return false;
        auto statement = statementOf(graph, mark.term);
        if (statement) out.statements.push_back(std::move(*statement));
        return !statement;
    });
}

nlohmann::json nearJson(const std::vector<NearPiece>& pieces) {
    nlohmann::json out = nlohmann::json::array();
    for (const NearPiece& one : pieces)
        out.push_back({{"title", one.title}, {"composer", one.composer}, {"share", one.share}});
    return out;
}

}  // namespace

Explanation explain(const Score& score, const ExplainModels& models, const std::string& modelName) {
    Explanation out;
    out.score = score;
    out.features = scoreFeatures(score);
    out.notes = traceNotes(score, *models.events);
    out.rules = ruleMarks(score);
    out.affect = models.affect->estimate(score);
    out.curve = models.affect->curve(score, kAffectBars);
    out.known = compare(score, *models.pieces, *models.chances, true);
    try {
        out.verdict = models.judge->judge(score, *models.embedding);
    } catch (const Error& error) {
        if (error.code() != ExitCode::Input) throw;
    }
    if (models.knowledge != nullptr) readTheory(*models.knowledge, out);
    out.attention = barAttention(score, *models.events);
    if (models.melodies != nullptr) out.latents = traceLatents(score, *models.melodies);
    out.model = modelName;
    return out;
}

std::string explanationJson(const Explanation& e) {
    using nlohmann::json;
    json notes = json::array();
    for (const NoteTrace& note : e.notes) {
        json expected = json::array();
        for (const auto& [pitch, probability] : note.expected)
            expected.push_back({{"pitch", pitch}, {"probability", probability}});
        notes.push_back({{"bar", e.score.measures[note.bar].number},
                         {"part", note.part},
                         {"onset", note.onset.value()},
                         {"pitch", note.pitch},
                         {"probability", note.probability},
                         {"bits", note.bits()},
                         {"expected", std::move(expected)}});
    }
    json rules = json::array();
    for (const RuleMark& mark : e.rules)
        rules.push_back({{"bar", e.score.measures[mark.bar].number},
                         {"at", mark.at.value()},
                         {"rule", mark.rule},
                         {"text", mark.text},
                         {"statement", mark.term}});
    json runs = json::array();
    for (const SharedFigure& figure : e.known.figures)
        runs.push_back({{"what", nameOf(figure.facet)},
                        {unitOf(figure.facet), figure.place.notes},
                        {"line", figure.place.line},
                        {"from", figure.place.from},
                        {"to", figure.place.to},
                        {"title", figure.place.title},
                        {"composer", figure.place.composer},
                        {"tune_from", figure.place.tuneFrom},
                        {"tune_to", figure.place.tuneTo},
                        {"chance", figure.chance}});
    json chords = json::array();
    for (const PlacedChord& chord : e.features.chords)
        chords.push_back({{"bar", chord.bar}, {"at", chord.beat.value()}, {"chord", chord.text}});
    json tension = json::array();
    for (const BarTension& bar : e.features.tension)
        tension.push_back(
            {{"diameter", bar.diameter}, {"momentum", bar.momentum}, {"strain", bar.strain}});
    json curve = json::array();
    for (const AffectWindow& window : e.curve)
        curve.push_back({{"from", e.score.measures[window.firstBar].number},
                         {"bars", window.bars},
                         {"valence", window.affect.valence},
                         {"arousal", window.affect.arousal}});
    json out = {{"title", e.score.title},
                {"composer", e.score.composer},
                {"model", e.model},
                {"notes", std::move(notes)},
                {"rules", std::move(rules)},
                {"known_runs", std::move(runs)},
                {"nearest_harmony", nearJson(e.known.harmonies)},
                {"nearest_rhythm", nearJson(e.known.rhythms)},
                {"chords", std::move(chords)},
                {"tension", std::move(tension)},
                {"affect", {{"valence", e.affect.valence}, {"arousal", e.affect.arousal}}},
                {"affect_curve", std::move(curve)}};
    out["harmony"] = harmonyJson(e);
    if (!e.feeling.empty()) out["performance"] = feelingJson(e);
    if (!e.attention.empty()) out["attention"] = attentionJson(e.score, e.attention);
    if (!e.latents.empty()) out["latents"] = latentJson(e.score, e.latents);
    if (!e.sound.is_null()) out["sound"] = e.sound;
    for (const auto& [name, value] : e.made)
        out["made"].push_back({{"name", name}, {"value", value}});
    if (e.verdict) {
        json why = json::array();
        for (const JudgeReason& reason : e.verdict->reasons)
            why.push_back({{"feature", reason.feature},
                           {"value", numberOrNull(reason.value)},
                           {"adds", reason.adds}});
        out["judge"] = {{"score", e.verdict->score}, {"why", std::move(why)}};
    }
    return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace arioso
