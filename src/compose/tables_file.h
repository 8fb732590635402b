#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "models/ppm.h"
#include "src/compose/tables.h"

namespace arioso {

/// Tables as the bytes of a safetensors file; equal tables give equal bytes.
std::string tablesBytes(const ComposerTables& tables);

/// The reverse. `name` stands for the file. Error(Model), one line.
std::unique_ptr<ComposerTables> parseTables(const std::string& bytes, const std::string& name);

/// A single model of counts, and the reverse.
std::string ppmBytes(const models::Ppm& ppm);
models::Ppm parsePpm(const std::string& bytes, const std::string& name);

}  // namespace arioso
