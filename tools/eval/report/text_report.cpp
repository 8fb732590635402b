#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "tools/eval/report/evaluation.h"

namespace arioso::eval {
namespace {

constexpr std::size_t kNameWidth = 14;

std::string cell(double value, int decimals, std::size_t width) {
    if (std::isnan(value)) return fmt::format("{:>{}}", "-", width);
    return fmt::format("{:>{}.{}f}", value, width, decimals);
}

std::size_t widthOf(const FigureColumn& column) {
    return std::max<std::size_t>(column.heading.size(), 7) + 1;
}

/// Columns that hold a figure for anyone: nobody reads of vowels where nobody sings.
std::vector<FigureColumn> columnsOf(const Evaluation& evaluation) {
    std::vector<FigureColumn> out;
    for (const auto& column : figureColumns()) {
        const auto measured = [&](const auto& row) {
            return row && !std::isnan((*row).*column.value);
        };
        if (std::ranges::any_of(evaluation.instruments, [&](const auto& instrument) {
                return std::ranges::any_of(instrument.versions, measured);
            }))
            out.push_back(column);
    }
    return out;
}

void addRow(std::string& text, const std::vector<FigureColumn>& columns, Version version,
            const Figures& figures) {
    text += fmt::format("  {:<{}}", nameOf(version), kNameWidth);
    for (const auto& column : columns) {
        text += cell(figures.*column.value, column.decimals, widthOf(column));
    }
    text += '\n';
}

}  // namespace

std::string textReport(const Evaluation& evaluation) {
    std::string text;
    const auto columns = columnsOf(evaluation);
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "corpus {} ({}), split {}, seed {}, {} steps, program {}\n",
                   evaluation.corpus, evaluation.teacher, evaluation.split, evaluation.seed,
                   evaluation.steps, evaluation.program);
    for (const auto& model : evaluation.models) {
        fmt::format_to(out, "{}: {} {}, {:.2f} M parameters, {}\n", model.name, model.architecture,
                       model.version, static_cast<double>(model.parameters) / 1e6,
                       model.sha256.substr(0, 12));
    }
    fmt::format_to(out, "\n  {:<{}}", "", kNameWidth);
    for (const auto& column : columns) {
        fmt::format_to(out, "{:>{}}", column.heading, widthOf(column));
    }
    text += '\n';
    std::size_t met = 0;
    std::size_t asked = 0;
    for (const auto& instrument : evaluation.instruments) {
        fmt::format_to(out, "{} ({} stems, {:.0f} s, {} notes)\n", instrument.id, instrument.stems,
                       instrument.seconds, instrument.notes);
        for (const Version version : kVersions) {
            const auto& row = instrument.versions[indexOf(version)];
            if (row) addRow(text, columns, version, *row);
        }
        for (const auto& verdict : verdicts(instrument)) {
            ++asked;
            if (verdict.met) {
                ++met;
            } else {
                fmt::format_to(out, "    not met: {} ({:.2f})\n", verdict.target, verdict.found);
            }
        }
    }
    text += "mean of the instruments\n";
    for (const Version version : kVersions) {
        if (const auto row = average(evaluation, version)) addRow(text, columns, version, *row);
    }
    fmt::format_to(out, "\n{} of {} targets met\n", met, asked);
    for (const auto& column : columns) {
        fmt::format_to(out, "  {:<12} {}\n", column.heading, column.meaning);
    }
    return text;
}

}  // namespace arioso::eval
