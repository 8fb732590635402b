#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "src/compose/tables.h"

namespace arioso {

/// Tables as the bytes of a safetensors file; equal tables give equal bytes.
std::string tablesBytes(const ComposerTables& tables);

/// The reverse. `name` stands for the file. Error(Model), one line.
std::unique_ptr<ComposerTables> parseTables(const std::string& bytes, const std::string& name);

}  // namespace arioso
