#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <clocale>
#include <cstdio>
#include <exception>
#include <new>

#include "dsp/error.h"
#include "src/cli/command_blend.h"
#include "src/cli/commands.h"

namespace {

int fail(arioso::ExitCode code, const char* message) {
    fmt::print(stderr, "arioso: {}\n", message);
    return static_cast<int>(code);
}

int run(int argc, char** argv) {
    CLI::App program("Score and lyrics in, finished music out.", "arioso");
    program.set_version_flag("-V,--version", "arioso " ARIOSO_VERSION,
                             "Print the version and exit");
    program.set_help_flag("-h,--help", "Print this help and exit");
    program.require_subcommand(1);
    program.footer(
        "Try: arioso render song.musicxml -o song.wav\n"
        "Help on a command: arioso COMMAND --help. Exit codes: 0 good, 2 usage, 3 models, 4 "
        "input,\n"
        "5 output, 6 device, 10 processing, 130 interrupted.");
    arioso::cli::addRenderCommand(program);
    arioso::cli::addPlayCommand(program);
    arioso::cli::addDevicesCommand(program);
    arioso::cli::addInfoCommand(program);
    arioso::cli::addConvertCommand(program);
    arioso::cli::addShowCommand(program);
    arioso::cli::addComposeCommand(program);
    arioso::cli::addAffectCommand(program);
    arioso::cli::addOriginalityCommand(program);
    arioso::cli::addSimilarCommand(program);
    arioso::cli::addJudgeCommand(program);
    arioso::cli::addExplainCommand(program);
    arioso::cli::addTheoryCommand(program);
    arioso::cli::addVerifyCommand(program);
    arioso::cli::addArrangeCommand(program);
    arioso::cli::addSetLyricsCommand(program);
    arioso::cli::addHarmonizeCommand(program);
    arioso::cli::addFeaturesCommand(program);
    arioso::cli::addFillCommands(program);
    arioso::cli::addBlendCommand(program);
    arioso::cli::addModelsCommand(program);
    arioso::cli::addPhonemesCommand(program);
    arioso::cli::addVoicesCommand(program);
    try {
        program.parse(argc, argv);
    } catch (const CLI::Success& request) {
        return program.exit(request);
    } catch (const CLI::ParseError& error) {
        std::string line = error.what();
        for (char& c : line)
            if (c == '\n') c = ' ';
        return fail(arioso::ExitCode::Usage, (line + " (see arioso --help)").c_str());
    }
    return static_cast<int>(arioso::ExitCode::Ok);
}

}  // namespace

int main(int argc, char** argv) {
    // Numbers keep their point whatever the user's locale; text is UTF-8 throughout.
    std::setlocale(LC_ALL, "C.UTF-8");
    std::setlocale(LC_NUMERIC, "C");
    try {
        return run(argc, argv);
    } catch (const arioso::Error& error) {
        return fail(error.code(), error.what());
    } catch (const std::bad_alloc&) {
        return fail(arioso::ExitCode::Processing, "out of memory");
    } catch (const std::exception& error) {
        return fail(arioso::ExitCode::General, error.what());
    }
}
