#include "src/cli/common_options.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace arioso::cli {

void addDataFolderOption(CLI::App& command, std::string& data) {
    command.add_option("--data-dir", data, "folder that holds configs/")->type_name("DIR");
}

void addFolderOptions(CLI::App& command, std::string& models, std::string& data) {
    command.add_option("--models-dir", models, "folder of manifest.json")->type_name("DIR");
    addDataFolderOption(command, data);
}

void addTuneOption(CLI::App& command, int& tune) {
    command.add_option("--tune", tune, "of an ABC file: the tune X:N")->type_name("N");
}

void addReportFlags(CLI::App& command, bool& force, bool& json, bool& quiet) {
    command.add_flag("--force", force, "replace files that exist");
    command.add_flag("--json", json, "report as JSON");
    command.add_flag("-q,--quiet", quiet, "nothing but errors");
}

}  // namespace arioso::cli
