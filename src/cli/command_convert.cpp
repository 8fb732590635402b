#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/score_output.h"
#include "src/report/image.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"

namespace arioso::cli {
namespace {

struct ConvertFlags {
    std::string in;
    std::string out;
    std::string repeats = "written";
    int tune = 0;
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

void convert(const ConvertFlags& flags) {
    const ScoreKind kind = scoreKindOf(flags.out);
    checkOutput(flags.out, flags.force);
    ReadOptions options(parseRepeatMode(flags.repeats));
    if (flags.tune != 0) options.tune = flags.tune;
    const Score score = readScore(flags.in, options);
    const std::string bytes = scoreBytes(score, kind, flags.asWritten);
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
    command->add_option("--tune", flags->tune, "of an ABC file: the tune X:N")->type_name("N");
    command->add_flag("--as-written", flags->asWritten,
                      "MIDI: the notes of the page, without ornaments, swing and articulation");
    command->add_flag("--force", flags->force, "replace a file that exists");
    command->add_flag("--json", flags->json, "report as JSON");
    command->add_flag("-q,--quiet", flags->quiet, "nothing but errors");
    command->callback([flags] { convert(*flags); });
}

}  // namespace arioso::cli
