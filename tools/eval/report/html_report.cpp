#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "src/report/html.h"
#include "src/report/spectrogram.h"
#include "tools/eval/report/evaluation.h"

namespace arioso::eval {
namespace {

using Rows = std::vector<std::vector<HtmlCell>>;

std::string show(double value, int decimals) {
    return std::isnan(value) ? "–" : fmt::format("{:.{}f}", value, decimals);
}

std::vector<HtmlCell> heading(const std::string& first) {
    std::vector<HtmlCell> cells = {{first, ""}};
    for (const auto& column : figureColumns()) {
        cells.push_back({std::string(column.heading), ""});
    }
    return cells;
}

std::vector<HtmlCell> figuresRow(const std::string& name, const Figures& figures) {
    std::vector<HtmlCell> cells = {{name, ""}};
    for (const auto& column : figureColumns()) {
        cells.push_back({show(figures.*column.value, column.decimals),
                         std::isnan(figures.*column.value) ? "faint" : ""});
    }
    return cells;
}

std::string instrumentSection(const InstrumentResult& instrument) {
    std::string html =
        fmt::format("<h2 id=\"{0}\">{1}</h2>\n<p>{2} stems, {3:.0f} s, {4} notes</p>\n",
                    escapeHtml(instrument.id), escapeHtml(instrument.name), instrument.stems,
                    instrument.seconds, instrument.notes);
    Rows rows = {heading("version")};
    for (const Version version : kVersions) {
        const auto& row = instrument.versions[indexOf(version)];
        if (row) rows.push_back(figuresRow(std::string(nameOf(version)), *row));
    }
    html += htmlTable(rows);
    Rows targets = {{{"target", ""}, {"found", ""}, {"met", ""}}};
    for (const auto& verdict : verdicts(instrument)) {
        const std::string style = verdict.met ? "good" : "bad";
        targets.push_back({{verdict.target, ""},
                           {fmt::format("{:.2f}", verdict.found), style},
                           {verdict.met ? "yes" : "no", style}});
    }
    if (targets.size() > 1) html += htmlTable(targets);
    SpectrogramOptions options;
    options.topDb = loudestDb(instrument.excerpts[indexOf(Version::Teacher)]);
    for (const Version version :
         {Version::Teacher, Version::Ceiling, Version::Generated, Version::GriffinLim}) {
        const auto& excerpt = instrument.excerpts[indexOf(version)];
        if (excerpt.empty()) continue;
        options.title = instrument.name + ": " + std::string(nameOf(version));
        html += htmlImage(drawMelSpectrogram(excerpt, options), options.title);
    }
    return html;
}

std::string overview(const Evaluation& evaluation) {
    Rows rows = {heading("generated")};
    for (const auto& instrument : evaluation.instruments) {
        const auto& row = instrument.versions[indexOf(Version::Generated)];
        if (row) rows.push_back(figuresRow(instrument.name, *row));
    }
    std::string html = rows.size() > 1 ? htmlTable(rows) : "";
    rows = {heading("mean")};
    for (const Version version : kVersions) {
        if (const auto row = average(evaluation, version)) {
            rows.push_back(figuresRow(std::string(nameOf(version)), *row));
        }
    }
    html += htmlTable(rows) + "<ul>\n";
    for (const auto& column : figureColumns()) {
        html += fmt::format("<li><b>{}</b>: {}</li>\n", escapeHtml(column.heading),
                            escapeHtml(column.meaning));
    }
    return html + "</ul>\n";
}

}  // namespace

std::string htmlReport(const Evaluation& evaluation) {
    std::string body = fmt::format(
        "<p>Corpus {} ({}), split {}, seed {}, {} steps, program {}.</p>\n<ul>\n",
        escapeHtml(evaluation.corpus), escapeHtml(evaluation.teacher), escapeHtml(evaluation.split),
        evaluation.seed, evaluation.steps, escapeHtml(evaluation.program));
    for (const auto& model : evaluation.models) {
        body += fmt::format("<li>{}: {} {}, {:.2f} M parameters, SHA-256 {}</li>\n",
                            escapeHtml(model.name), escapeHtml(model.architecture),
                            escapeHtml(model.version), static_cast<double>(model.parameters) / 1e6,
                            escapeHtml(model.sha256));
    }
    body += "</ul>\n" + overview(evaluation);
    for (const auto& instrument : evaluation.instruments) body += instrumentSection(instrument);
    return htmlPage("Arioso: evaluation on held-out pieces", body);
}

}  // namespace arioso::eval
