#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "src/affect/affect_features.h"
#include "src/explain/explanation.h"
#include "src/explain/feeling_section.h"
#include "src/explain/harmony_section.h"
#include "src/explain/page_parts.h"
#include "src/explain/roll_svg.h"
#include "src/explain/sound_section.h"

namespace arioso {
namespace {

constexpr const char* kRollStyle = R"(<style>
.roll { overflow-x: auto; border: 1px solid #ddd; background: #fff }
.roll text { font: 10px system-ui, sans-serif; fill: #555 }
.roll text.c { font-size: 11px; fill: #222; font-weight: 600 }
.roll text.l { font-size: 9px; fill: #333 }
.roll .n { stroke: #fff; stroke-width: .5 } .roll .n:hover { stroke: #000; stroke-width: 1.2 }
.roll .r { fill: #d28a00 }
.key { display: inline-block; width: 10em; height: .8em; vertical-align: middle;
       background: linear-gradient(90deg, #9ecae1, #5e4fa2, #c81e2d) }
.roll svg { display: block }
.words td, .words th { text-align: left; vertical-align: top }
.last td:last-child, .last th:last-child { text-align: left }
.wide { overflow-x: auto } .heat td { min-width: 1.4em; border: 1px solid #fff }
.heat th { text-align: left; font-weight: 500 }
details { margin: .6em 0 }
</style>
)";

constexpr std::size_t kReasons = 8;
constexpr std::size_t kSurprises = 12;
constexpr std::size_t kRuns = 20;

std::string readable(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return name;
}

std::string keyText(const Explanation& e) {
    std::string out;
    for (const KeySegment& segment : e.features.keys) {
        const auto first = static_cast<std::size_t>(segment.firstBar);
        std::string tonic = pitchName(60 + segment.tonic, e.score.measures[first].fifths);
        tonic.pop_back();  // the octave
        out += fmt::format("{}{} {} from bar {}", out.empty() ? "" : ", ", tonic,
                           segment.minor ? "minor" : "major", e.score.measures[first].number);
    }
    return out;
}

std::string summary(const Explanation& e) {
    HtmlRows rows = {{{"what", ""}, {"value", ""}}};
    const ScoreFeatures& f = e.features;
    rows.push_back(
        {{"bars, parts, notes", ""}, {fmt::format("{}, {}, {}", f.bars, f.parts, f.notes), ""}});
    rows.push_back({{"keys", ""}, {keyText(e), ""}});
    rows.push_back({{"tempo", ""}, {fmt::format("{:.0f} quarters a minute", f.meanTempo), ""}});
    double bits = 0.0;
    for (const NoteTrace& note : e.notes) bits += note.bits();
    if (!e.notes.empty())
        rows.push_back(
            {{"mean surprise of a pitch", ""},
             {fmt::format("{:.2f} bits ({})", bits / static_cast<double>(e.notes.size()), e.model),
              ""}});
    rows.push_back({{"valence, arousal", ""},
                    {fmt::format("{:+.2f}, {:+.2f}", e.affect.valence, e.affect.arousal), ""}});
    if (e.verdict)
        rows.push_back({{"listening judge (0 = the average human piece)", ""},
                        {fmt::format("{:+.2f}", e.verdict->score), ""}});
    rows.push_back(
        {{"marks of voice leading and harmony", ""}, {std::to_string(e.rules.size()), ""}});
    rows.push_back(
        {{"runs shared with known pieces, rarer than chance makes them in one of a hundred", ""},
         {std::to_string(std::ranges::count_if(e.known.figures,
                                               [](const auto& one) { return one.chance < 0.01; })),
          ""}});
    return htmlTable(rows);
}

std::string made(const Explanation& e) {
    HtmlRows rows = {{{"of the sound", ""}, {"value", ""}}};
    for (const auto& [name, value] : e.made) rows.push_back({{name, ""}, {value, ""}});
    return heading("How the sound is made") + htmlTable(rows);
}

std::string bars(const Explanation& e) {
    const std::size_t count = e.score.measures.size();
    std::vector<std::string> chords(count);
    for (const PlacedChord& chord : e.features.chords)
        if (chord.bar >= 0 && static_cast<std::size_t>(chord.bar) < count) {
            std::string& text = chords[static_cast<std::size_t>(chord.bar)];
            text += (text.empty() ? "" : " ") + chord.text;
        }
    std::vector<double> bits(count, 0.0);
    std::vector<double> notes(count, 0.0);
    for (const NoteTrace& note : e.notes) {
        bits[note.bar] += note.bits();
        notes[note.bar] += 1.0;
    }
    std::vector<std::set<std::string>> marks(count);
    for (const RuleMark& mark : e.rules) marks[mark.bar].insert(mark.rule);
    std::vector<const AffectWindow*> feeling(count, nullptr);
    for (const AffectWindow& window : e.curve)
        for (std::size_t i = 0; i < window.bars && window.firstBar + i < count; ++i)
            feeling[window.firstBar + i] = &window;
    HtmlRows rows = {{{"bar", ""},
                      {"chords", ""},
                      {"in the key", ""},
                      {"function", ""},
                      {"surprise, bits a note", ""},
                      {"dissonance", ""},
                      {"distance from the key", ""},
                      {"valence", ""},
                      {"arousal", ""},
                      {"remarks", ""}}};
    const std::vector<BarHarmony> harmony = barHarmony(e);
    for (std::size_t i = 0; i < count; ++i) {
        std::string remarks = harmony[i].cadence;
        for (const std::string& mark : marks[i]) remarks += (remarks.empty() ? "" : ", ") + mark;
        const bool tense = i < e.features.tension.size();
        const double mean = notes[i] > 0.0 ? bits[i] / notes[i] : 0.0;
        rows.push_back(
            {{e.score.measures[i].number, ""},
             {chords[i], ""},
             {harmony[i].numerals, ""},
             {harmony[i].functions, ""},
             {notes[i] > 0.0 ? fmt::format("{:.1f}", mean) : "", mean > 5.0 ? "bad" : ""},
             {tense ? fmt::format("{:.2f}", e.features.tension[i].diameter) : "", ""},
             {tense ? fmt::format("{:.2f}", e.features.tension[i].strain) : "", ""},
             {feeling[i] ? fmt::format("{:+.2f}", feeling[i]->affect.valence) : "", ""},
             {feeling[i] ? fmt::format("{:+.2f}", feeling[i]->affect.arousal) : "", ""},
             {remarks, ""}});
    }
    return folded(std::to_string(count) + " bars", htmlTable(rows), true);
}

std::string surprises(const Explanation& e) {
    std::vector<const NoteTrace*> all;
    for (const NoteTrace& note : e.notes) all.push_back(&note);
    const std::size_t count = std::min(kSurprises, all.size());
    std::partial_sort(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(),
        [](const NoteTrace* a, const NoteTrace* b) { return a->probability < b->probability; });
    HtmlRows rows = {
        {{"bar", ""}, {"part", ""}, {"chosen", ""}, {"probability", ""}, {"expected instead", ""}}};
    for (std::size_t i = 0; i < count; ++i) {
        const NoteTrace& note = *all[i];
        const int fifths = e.score.measures[note.bar].fifths;
        std::string expected;
        for (const auto& [pitch, probability] : note.expected)
            expected += fmt::format("{}{} {:.0f} %", expected.empty() ? "" : ", ",
                                    pitchName(pitch, fifths), 100.0 * probability);
        rows.push_back({{e.score.measures[note.bar].number, ""},
                        {e.score.parts[note.part].name, ""},
                        {pitchName(note.pitch, fifths), ""},
                        {fmt::format("{:.2g} %", 100.0 * note.probability), ""},
                        {expected, ""}});
    }
    return htmlTable(rows);
}

std::string feelings(const Explanation& e) {
    HtmlRows rows = {{{"feature", ""}, {"value", ""}, {"valence", ""}, {"arousal", ""}}};
    for (std::size_t i = 0; i < std::min(kReasons, e.affect.reasons.size()); ++i) {
        const AffectReason& reason = e.affect.reasons[i];
        const AffectFeature& feature = affectFeatureList()[reason.feature];
        rows.push_back(
            {{feature.meaning, ""},
             {std::isnan(reason.value) ? std::string("not said")
                                       : fmt::format("{:.3g} {}", reason.value, feature.unit),
              ""},
             {fmt::format("{:+.2f}", reason.valence), ""},
             {fmt::format("{:+.2f}", reason.arousal), ""}});
    }
    return htmlTable(rows);
}

std::string verdict(const Verdict& given) {
    HtmlRows rows = {{{"feature", ""}, {"value", ""}, {"adds", ""}}};
    for (const JudgeReason& reason : given.reasons) {
        if (rows.size() > kReasons) break;
        if (reason.feature.starts_with("place.")) continue;  // tells a reader nothing
        rows.push_back({{readable(reason.feature), ""},
                        {std::isnan(reason.value) ? std::string("not said")
                                                  : fmt::format("{:.3g}", reason.value),
                         ""},
                        {fmt::format("{:+.2f}", reason.adds), reason.adds < 0.0 ? "bad" : "good"}});
    }
    return htmlTable(rows);
}

std::string byComposer(const std::string& title, const std::string& composer) {
    return title + (composer.empty() ? "" : " by " + composer);
}

/// What is rarest first, melodies before chords and rhythms only where they are rarer.
std::string known(const Explanation& e) {
    std::vector<const SharedFigure*> figures;
    for (const SharedFigure& one : e.known.figures) figures.push_back(&one);
    std::ranges::stable_sort(figures, {}, [](const SharedFigure* one) { return one->chance; });
    HtmlRows rows = {{{"bars", ""},
                      {"what", ""},
                      {"line", ""},
                      {"as in", ""},
                      {"its bars", ""},
                      {"by chance", ""}}};
    for (std::size_t i = 0; i < std::min(kRuns, figures.size()); ++i) {
        const KnownRun& run = figures[i]->place;
        rows.push_back({{run.from + "–" + run.to, ""},
                        {fmt::format("{} {}", run.notes, unitOf(figures[i]->facet)), ""},
                        {run.line, ""},
                        {byComposer(run.title, run.composer), ""},
                        {fmt::format("{}–{}", run.tuneFrom, run.tuneTo), ""},
                        {chanceText(figures[i]->chance), figures[i]->chance < 0.01 ? "bad" : ""}});
    }
    return htmlTable(rows);
}

std::string nearest(const Explanation& e) {
    HtmlRows rows = {{{"nearest piece", ""}, {"in", ""}, {"has of it", ""}}};
    const auto add = [&](const std::vector<NearPiece>& pieces, const std::string& what) {
        for (const NearPiece& one : pieces)
            rows.push_back({{byComposer(one.title, one.composer), ""},
                            {what, ""},
                            {fmt::format("{:.0f} %", 100.0 * one.share), ""}});
    };
    add(e.known.harmonies, "harmony");
    add(e.known.rhythms, "rhythm");
    return rows.size() == 1 ? std::string() : htmlTable(rows);
}

}  // namespace

std::string explanationPage(const Explanation& e) {
    const std::string title = e.score.title.empty() ? "A score" : e.score.title;
    std::string body = kRollStyle;
    if (!e.score.composer.empty()) body += paragraph(e.score.composer);
    body += summary(e);
    if (!e.made.empty()) body += made(e);
    body += heading("Note by note");
    body +=
        "<p>expected <span class=\"key\"></span> surprising; point at a note to see what "
        "was likely. Triangles below mark voice leading; grey notes were not asked.</p>\n";
    body += "<div class=\"roll\">" + rollSvg(e) + feelingSvg(e) + "</div>\n";
    body += heading("What was least expected");
    body += surprises(e);
    body += feelingSection(e);
    body += heading("Bar by bar");
    body += bars(e);
    body += cadenceSection(e);
    body += ruleSection(e);
    body += attentionSection(e.score, e.attention);
    body += latentSection(e.score, e.latents);
    body += soundSection(e.sound);
    body += heading("Why it feels so");
    body += feelings(e);
    if (e.verdict) {
        body += heading("What the listening judge goes by");
        body += verdict(*e.verdict);
    }
    body += heading("What is known of it");
    body += e.known.figures.empty() ? paragraph(
                                          "no run of 8 notes, 4 changes of chords or 4 bars of "
                                          "rhythm is shared with the pieces that the composer "
                                          "learnt from")
                                    : known(e);
    body += nearest(e);
    body += heading("How to read this");
    body += paragraph(
        "Probabilities of pitches are those of " + e.model +
        ", which had read the bars up to the note, given that a note comes there; rare is not "
        "wrong. Valence and arousal are estimates of a regression on weakly labelled songs, the "
        "judge's score one of a model that learnt to prefer human music to the same music spoilt. "
        "Marks of voice leading are observations: many styles want what others forbid. Functions "
        "and cadences are read from the chords and the ends of phrases by the statements of the "
        "knowledge files; arioso theory tells more of them. By chance: in how many pieces by other "
        "hands a run as rare is found in common with as many. Dissonance and distance are lengths "
        "in "
        "the spiral array (Chew 2000).");
    return htmlPage(title + ": why it is so", body);
}

}  // namespace arioso
