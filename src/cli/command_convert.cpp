#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dsp/error.h"
#include "src/cli/affect_name.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/score_output.h"
#include "src/report/image.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"
#include "src/synth/data_folder.h"
#include "src/synth/render_plan.h"

namespace arioso::cli {
namespace {

struct ConvertFlags {
    std::string in;
    std::string out;
    std::string repeats = "written";
    int tune = 0;
    std::string affect;
    std::string affectCurve;
    std::vector<std::string> rules;
    bool asWritten = false;
    bool force = false;
    bool json = false;
    bool quiet = false;
};

std::string lineOf(const Diagnostic& diagnostic) {
    std::string place = diagnostic.part;
    if (!diagnostic.measure.empty()) {
        place += fmt::format("{}measure {}", place.empty() ? "" : ", ", diagnostic.measure);
    }
    return place.empty() ? diagnostic.text : place + ": " + diagnostic.text;
}

/// Whether rules are asked for, which only what is played can show.
bool performs(const ConvertFlags& flags, ScoreKind kind) {
    const bool asked = !flags.affect.empty() || !flags.affectCurve.empty() || !flags.rules.empty();
    if (asked && kind != ScoreKind::Performance)
        throw Error(ExitCode::Usage,
                    fmt::format("affect, affect-curve, rule: expected an OUT that ends in "
                                ".performance.json, found '{}'",
                                flags.out));
    return asked;
}

PerformanceStyle styleOf(const ConvertFlags& flags) {
    const std::filesystem::path dataFolder = findDataFolder({});
    RenderRequest request;
    request.affect = affectOf(flags.affect, dataFolder);
    request.affectCurve = flags.affectCurve;
    request.rules = flags.rules;
    return arioso::styleOf(request, Palettes::inFolder(dataFolder));
}

void convert(const ConvertFlags& flags) {
    const ScoreKind kind = scoreKindOf(flags.out);
    checkOutput(flags.out, flags.force);
    ReadOptions options(parseRepeatMode(flags.repeats));
    if (flags.tune != 0) options.tune = flags.tune;
    const Score score = readScore(flags.in, options);
    const std::string bytes = performs(flags, kind) ? performanceText(score, styleOf(flags))
                                                    : scoreBytes(score, kind, flags.asWritten);
    writeFileAtomically(flags.out, bytes.data(), bytes.size());

    std::size_t notes = 0;
    for (const Part& part : score.parts) notes += part.notes.size();
    if (flags.json) {
        nlohmann::json remarks = nlohmann::json::array();
        for (const Diagnostic& one : score.diagnostics) {
            remarks.push_back({{"part", one.part}, {"measure", one.measure}, {"text", one.text}});
        }
        const nlohmann::json report = {{"input", flags.in},
                                       {"output", flags.out},
                                       {"kind", nameOf(kind)},
                                       {"parts", score.parts.size()},
                                       {"measures", score.measures.size()},
                                       {"notes", notes},
                                       {"bytes", bytes.size()},
                                       {"not_understood", remarks}};
        fmt::print("{}\n", report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    if (flags.quiet) return;
    for (const Diagnostic& one : score.diagnostics) {
        fmt::print(stderr, "arioso: note: {}\n", lineOf(one));
    }
    fmt::print("{}: {}, {} parts, {} measures, {} notes\n", flags.out, nameOf(kind),
               score.parts.size(), score.measures.size(), notes);
}

}  // namespace

void addConvertCommand(CLI::App& program) {
    CLI::App* command =
        program.add_subcommand("convert", "Write a score as MusicXML, MIDI, ABC or what is played");
    const auto flags = std::make_shared<ConvertFlags>();
    command->add_option("in", flags->in, "score to read: MusicXML, MIDI, ABC or MuseScore")
        ->type_name("IN")
        ->required();
    command
        ->add_option("out", flags->out,
                     "file to write: .musicxml, .mxl, .mid, .abc or .performance.json")
        ->type_name("OUT")
        ->required();
    command
        ->add_option("--repeats", flags->repeats,
                     "written (as musicians play them), all (inner repeats again after D.C. and "
                     "D.S.) or none")
        ->type_name("MODE");
    addTuneOption(*command, flags->tune);
    command
        ->add_option("--affect", flags->affect,
                     "of .performance.json: perform with feeling, as render does; notes say what "
                     "each rule did to them")
        ->type_name("AFFECT");
    command
        ->add_option("--affect-curve", flags->affectCurve,
                     "of .performance.json: how the feeling changes, as render takes it")
        ->type_name("FILE");
    command
        ->add_option("--rule", flags->rules,
                     "of .performance.json: how much of one performance rule, as phrase-arch=1.5; "
                     "may be given again")
        ->type_name("RULE=K")
        ->take_all()
        ->expected(1);
    command->add_flag("--as-written", flags->asWritten,
                      "MIDI: the notes of the page, without ornaments, swing and articulation");
    addReportFlags(*command, flags->force, flags->json, flags->quiet);
    command->callback([flags] { convert(*flags); });
}

}  // namespace arioso::cli
