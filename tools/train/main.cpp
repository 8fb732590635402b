#include <CLI/CLI.hpp>

#include "dsp/error.h"
#include "tools/common/blas_env.h"
#include "tools/common/program.h"
#include "tools/train/commands/commands.h"

namespace {

using namespace arioso::train;

int run(int argc, char** argv) {
    CLI::App app{"Trains Arioso's networks and the composer's statistics."};
    app.set_version_flag("--version", ARIOSO_VERSION);
    app.require_subcommand(1);
    addNetworkCommands(app);
    addAffect(app);
    addLikeness(app);
    addJudge(app);
    addOriginality(app);
    addStatistics(app);
    addHarmony(app);
    addVoices(app);
    addMarks(app);
    addPatterns(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : static_cast<int>(arioso::ExitCode::Usage);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    arioso::ensureBlasCoreType(argv);
    return arioso::runProgram("arioso-train", [&] { return run(argc, argv); });
}
