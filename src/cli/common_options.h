#pragma once

#include <CLI/App.hpp>
#include <string>

namespace arioso::cli {

/// --data-dir DIR: where configs/ is looked for, instead of where the program finds it.
void addDataFolderOption(CLI::App& command, std::string& data);

/// --models-dir DIR and --data-dir DIR: where manifest.json and configs/ are looked for.
void addFolderOptions(CLI::App& command, std::string& models, std::string& data);

/// --tune N: of an ABC file of several tunes, the one that X: numbers so; 0 stands for its first.
void addTuneOption(CLI::App& command, int& tune);

/// --force, --json and -q of a command that writes a score and reports on it.
void addReportFlags(CLI::App& command, bool& force, bool& json, bool& quiet);

}  // namespace arioso::cli
