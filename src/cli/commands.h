#pragma once

#include <CLI/App.hpp>

namespace arioso::cli {

/// Each adds one command to the program: its flags, its help and, as its callback, what it does.
/// The callbacks throw Error.
void addRenderCommand(CLI::App& program);
void addInfoCommand(CLI::App& program);
void addModelsCommand(CLI::App& program);
void addPhonemesCommand(CLI::App& program);
void addVoicesCommand(CLI::App& program);
void addConvertCommand(CLI::App& program);
void addShowCommand(CLI::App& program);
void addPlayCommand(CLI::App& program);
void addDevicesCommand(CLI::App& program);
void addComposeCommand(CLI::App& program);
void addVerifyCommand(CLI::App& program);
void addAffectCommand(CLI::App& program);
void addOriginalityCommand(CLI::App& program);
void addSimilarCommand(CLI::App& program);
void addJudgeCommand(CLI::App& program);
void addExplainCommand(CLI::App& program);
void addTheoryCommand(CLI::App& program);
void addArrangeCommand(CLI::App& program);
void addSetLyricsCommand(CLI::App& program);
void addHarmonizeCommand(CLI::App& program);
void addFeaturesCommand(CLI::App& program);
/// fill, continue and vary.
void addFillCommands(CLI::App& program);

}  // namespace arioso::cli
