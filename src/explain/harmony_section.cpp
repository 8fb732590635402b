#include "src/explain/harmony_section.h"

#include <algorithm>
#include <map>
#include <set>

#include "src/explain/page_parts.h"

namespace arioso {
namespace {

std::string joined(const std::vector<std::string>& words, const char* between) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : between) + word;
    return out;
}

/// "dominant function" -> "dominant".
std::string shortFunction(const std::string& function) {
    const std::string tail = " function";
    return function.ends_with(tail) ? function.substr(0, function.size() - tail.size()) : function;
}

const Statement* statementFor(const Explanation& e, const std::string& term) {
    const auto found = std::ranges::find(e.statements, term, &Statement::term);
    return found == e.statements.end() ? nullptr : &*found;
}

void append(std::string& text, const std::string& word) {
    if (!word.empty()) text += (text.empty() ? "" : " ") + word;
}

/// All sources that the page has named, in full.
std::string bibliography(const Explanation& e) {
    std::set<std::string> citations;
    for (const Statement& one : e.statements)
        citations.insert(one.citations.begin(), one.citations.end());
    for (const CadenceReading& one : e.harmony.cadences)
        citations.insert(one.statement.citations.begin(), one.statement.citations.end());
    if (citations.empty()) return {};
    std::string list = "<ul>\n";
    for (const std::string& one : citations) list += "<li>" + escapeHtml(one) + "</li>\n";
    return folded("Literature", list + "</ul>\n");
}

}  // namespace

std::vector<BarHarmony> barHarmony(const Explanation& e) {
    std::vector<BarHarmony> out(e.score.measures.size());
    for (const ChordReading& chord : e.harmony.chords) {
        append(out[chord.bar].numerals, chord.numeral.empty() ? "?" : chord.numeral);
        append(out[chord.bar].functions, shortFunction(chord.function));
    }
    for (const CadenceReading& cadence : e.harmony.cadences)
        out[cadence.bar].cadence = cadence.statement.label;
    return out;
}

std::string cadenceSection(const Explanation& e) {
    if (e.harmony.cadences.empty()) return {};
    HtmlRows rows = {
        {{"bar", ""}, {"cadence", ""}, {"chords", ""}, {"what it is", ""}, {"by", ""}}};
    for (const CadenceReading& one : e.harmony.cadences)
        rows.push_back({{e.score.measures[one.bar].number, ""},
                        {one.statement.label, ""},
                        {one.chords, ""},
                        {one.statement.comment, ""},
                        {joined(one.statement.sources, "; "), ""}});
    return heading("How its phrases close") + "<div class=\"words\">" + htmlTable(rows) +
           "</div>\n";
}

std::string ruleSection(const Explanation& e) {
    std::string out = heading("Voice leading and harmony");
    if (e.rules.empty()) return out + paragraph("no mark") + bibliography(e);
    std::map<std::string, std::pair<std::string, std::size_t>> kinds;  // by rule: term, how often
    for (const RuleMark& mark : e.rules) {
        kinds[mark.rule].first = mark.term;
        ++kinds[mark.rule].second;
    }
    HtmlRows rows = {
        {{"heard", ""}, {"places", ""}, {"rule", ""}, {"what it says", ""}, {"by", ""}}};
    for (const auto& [rule, kind] : kinds) {
        const Statement* statement = statementFor(e, kind.first);
        rows.push_back({{rule, ""},
                        {std::to_string(kind.second), ""},
                        {statement == nullptr ? "" : statement->label, ""},
                        {statement == nullptr ? "" : statement->comment, ""},
                        {statement == nullptr ? "" : joined(statement->sources, "; "), ""}});
    }
    out += "<div class=\"words\">" + htmlTable(rows) + "</div>\n";
    HtmlRows places = {{{"bar", ""}, {"heard", ""}, {"where", ""}}};
    for (const RuleMark& mark : e.rules)
        places.push_back(
            {{e.score.measures[mark.bar].number, ""}, {mark.rule, ""}, {mark.text, ""}});
    return out + folded(std::to_string(e.rules.size()) + " places", htmlTable(places)) +
           bibliography(e);
}

nlohmann::json toJson(const Statement& statement) {
    return {{"term", statement.term},
            {"label", statement.label},
            {"comment", statement.comment},
            {"sources", statement.citations}};
}

nlohmann::json harmonyJson(const Explanation& e) {
    using nlohmann::json;
    json chords = json::array();
    for (const ChordReading& chord : e.harmony.chords)
        chords.push_back({{"bar", e.score.measures[chord.bar].number},
                          {"at", chord.at.value()},
                          {"chord", chord.chord},
                          {"numeral", chord.numeral},
                          {"function", chord.function}});
    json cadences = json::array();
    for (const CadenceReading& cadence : e.harmony.cadences)
        cadences.push_back({{"bar", e.score.measures[cadence.bar].number},
                            {"at", cadence.at.value()},
                            {"chords", cadence.chords},
                            {"cadence", toJson(cadence.statement)}});
    json statements = json::array();
    for (const Statement& one : e.statements) statements.push_back(toJson(one));
    return {{"chords", std::move(chords)},
            {"cadences", std::move(cadences)},
            {"statements", std::move(statements)}};
}

}  // namespace arioso
