#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/eval/report/evaluation.h"

namespace arioso::eval {
namespace {

using nlohmann::json;

json number(double value) {
    return std::isfinite(value) ? json(value) : json(nullptr);
}

json toJson(const Figures& figures) {
    json row = json::object();
    for (const auto& column : figureColumns()) {
        row[std::string(column.key)] = number(figures.*column.value);
    }
    return row;
}

}  // namespace

std::string jsonReport(const Evaluation& evaluation) {
    json report;
    report["format"] = 1;
    report["program"] = evaluation.program;
    report["corpus"] = evaluation.corpus;
    report["teacher"] = evaluation.teacher;
    report["split"] = evaluation.split;
    report["seed"] = evaluation.seed;
    report["steps"] = evaluation.steps;
    report["seconds_per_instrument"] = evaluation.secondsPerInstrument;
    report["classifier_seconds"] = evaluation.classifierSeconds;
    report["models"] = json::array();
    for (const auto& model : evaluation.models) {
        report["models"].push_back({{"name", model.name},
                                    {"architecture", model.architecture},
                                    {"version", model.version},
                                    {"sha256", model.sha256},
                                    {"parameters", model.parameters}});
    }
    report["instruments"] = json::array();
    for (const auto& instrument : evaluation.instruments) {
        json one = {{"id", instrument.id},
                    {"name", instrument.name},
                    {"stems", instrument.stems},
                    {"notes", instrument.notes},
                    {"seconds", instrument.seconds}};
        for (const Version version : kVersions) {
            const auto& row = instrument.versions[indexOf(version)];
            if (row) one["versions"][std::string(nameOf(version))] = toJson(*row);
        }
        one["targets"] = json::array();
        for (const auto& verdict : verdicts(instrument)) {
            one["targets"].push_back({{"target", verdict.target},
                                      {"found", number(verdict.found)},
                                      {"met", verdict.met}});
        }
        report["instruments"].push_back(std::move(one));
    }
    for (const Version version : kVersions) {
        if (const auto row = average(evaluation, version)) {
            report["mean"][std::string(nameOf(version))] = toJson(*row);
        }
    }
    return report.dump(2) + "\n";
}

}  // namespace arioso::eval
