#pragma once

#include <CLI/App.hpp>

namespace arioso::cli {

void addBlendCommand(CLI::App& program);

}  // namespace arioso::cli
