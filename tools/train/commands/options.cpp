#include "tools/train/commands/options.h"

namespace arioso::train {

void addThreads(CLI::App* command, int& threads, const char* what) {
    addNumber(command, "--threads", threads, what, CLI::Range(1, 64));
}

void addSeed(CLI::App* command, std::uint64_t& seed, const char* what) {
    command->add_option("--seed", seed, what)->capture_default_str();
}

void addModelVersion(CLI::App* command, std::string& version) {
    command->add_option("--model-version", version, "version in the manifest")
        ->capture_default_str();
}

void addHeldOut(CLI::App* command, double& share, const char* what) {
    addNumber(command, "--held-out", share, what, CLI::Range(0.0, 0.9));
}

void addInstruments(CLI::App* command, std::filesystem::path& table) {
    table = "configs/instruments.toml";
    command->add_option("--instruments", table, "instrument table")->capture_default_str();
}

}  // namespace arioso::train
