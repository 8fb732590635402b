#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace arioso::cli {

/// --knowledge FILE, once or more: Turtle files that are read behind those of configs/knowledge and
/// of the user's folder; one with the name of a shipped file stands in its place.
void addKnowledgeOption(CLI::App* command, std::vector<std::string>& files);

}  // namespace arioso::cli
