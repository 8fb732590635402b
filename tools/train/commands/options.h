#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace arioso::train {

// What several commands of arioso-train are told, declared once.

/// A number with its default, within `limits` (CLI::Range and the like).
template <typename Number>
void addNumber(CLI::App* command, const char* name, Number& number, const char* what,
               const CLI::Validator& limits) {
    command->add_option(name, number, what)->check(limits)->capture_default_str();
}

/// --threads N.
void addThreads(CLI::App* command, int& threads, const char* what);

/// --seed N.
void addSeed(CLI::App* command, std::uint64_t& seed, const char* what);

/// --model-version TEXT.
void addModelVersion(CLI::App* command, std::string& version);

/// --held-out SHARE of the composers.
void addHeldOut(CLI::App* command, double& share, const char* what);

/// --instruments FILE; configs/instruments.toml if it is not given.
void addInstruments(CLI::App* command, std::filesystem::path& table);

/// What all models that are counted on scores are told.
template <typename Settings>
void addScoreOptions(CLI::App* train, const std::shared_ptr<Settings>& settings) {
    train->add_option("--scores", settings->scores, "folder of scores; may be given several times")
        ->required();
    train->add_option("--out", settings->out, "model folder")->required();
    addModelVersion(train, settings->version);
    addHeldOut(train, settings->heldOut, "share of composers that is held out");
    addThreads(train, settings->threads, "threads that read scores");
}

}  // namespace arioso::train
