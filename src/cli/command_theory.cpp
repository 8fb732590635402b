#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/knowledge_option.h"
#include "src/synth/data_folder.h"
#include "src/theory/graph_query.h"
#include "src/theory/questions.h"

namespace arioso::cli {
namespace {

using nlohmann::json;

struct TheoryFlags {
    std::vector<std::string> words;
    std::string query;
    std::vector<std::string> knowledge;
    bool list = false;
    bool json = false;
    std::string dataFolder;
};

void printResult(const KnowledgeGraph& graph, const QueryResult& result, bool asJson) {
    if (result.ask) {
        const bool yes = !result.rows.empty();
        if (asJson)
            fmt::print("{}\n", json{{"boolean", yes}}.dump(2));
        else
            fmt::print("{}\n", yes ? "yes" : "no");
        return;
    }
    if (asJson) {
        json rows = json::array();
        for (const auto& row : result.rows) {
            json one = json::object();
            for (std::size_t i = 0; i < row.size(); ++i)
                one[result.variables[i]] = graph.shortName(row[i]);
            rows.push_back(one);
        }
        const json out = {{"variables", result.variables}, {"rows", rows}};
        fmt::print("{}\n", out.dump(2, ' ', false, json::error_handler_t::replace));
        return;
    }
    for (std::size_t i = 0; i < result.variables.size(); ++i)
        fmt::print("{}?{}", i == 0 ? "" : "\t", result.variables[i]);
    fmt::print("\n");
    for (const auto& row : result.rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            fmt::print("{}{}", i == 0 ? "" : "\t", graph.shortName(row[i]));
        fmt::print("\n");
    }
}

void printKinds(const KnowledgeGraph& graph, bool asJson) {
    if (asJson) {
        const json out = {{"statements", graph.size()}, {"questions", questionExamples()}};
        fmt::print("{}\n", out.dump(2));
        return;
    }
    fmt::print("{} statements. Questions, by example:\n", graph.size());
    for (const std::string& one : questionExamples()) fmt::print("  arioso theory \"{}\"\n", one);
}

void theory(const TheoryFlags& flags) {
    std::string question;
    for (const std::string& word : flags.words) question += (question.empty() ? "" : " ") + word;
    const int asked =
        (question.empty() ? 0 : 1) + (flags.query.empty() ? 0 : 1) + (flags.list ? 1 : 0);
    if (asked != 1)
        throw Error(ExitCode::Usage,
                    "theory: expected one of a question, --query and --list (see arioso theory "
                    "--help)");
    const KnowledgeGraph graph = openKnowledge(findDataFolder(flags.dataFolder),
                                               {flags.knowledge.begin(), flags.knowledge.end()});
    if (flags.list) return printKinds(graph, flags.json);
    if (!flags.query.empty()) return printResult(graph, runQuery(graph, flags.query), flags.json);
    const Answer answer = answerQuestion(graph, question);
    if (flags.json)
        fmt::print("{}\n", jsonOf(answer).dump(2, ' ', false, json::error_handler_t::replace));
    else
        fmt::print("{}", textOf(answer));
}

}  // namespace

void addTheoryCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "theory", "Answer questions of music theory from the knowledge files");
    const auto flags = std::make_shared<TheoryFlags>();
    command
        ->add_option("question", flags->words,
                     "as \"cadences in D dorian\", \"range of violin\", \"what sounds sad\"")
        ->type_name("QUESTION");
    command
        ->add_option("--query", flags->query,
                     "a basic SPARQL query, as 'SELECT ?x WHERE { ?x a ar:Cadence }'")
        ->type_name("SPARQL");
    command->add_flag("--list", flags->list, "tell what can be asked");
    addKnowledgeOption(command, flags->knowledge);
    addDataFolderOption(*command, flags->dataFolder);
    command->add_flag("--json", flags->json, "as JSON");
    command->callback([flags] { theory(*flags); });
}

}  // namespace arioso::cli
