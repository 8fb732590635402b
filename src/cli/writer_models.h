#pragma once

#include <filesystem>
#include <string>

#include "src/compose/event_model.h"

namespace arioso::cli {

/// The model that writes: "transformer" or "tuned" (the same, tuned by a reward), whose library
/// with LibTorch behind it is loaded here and not before, or "ppm". `folder` is the composer's,
/// with its manifest.json. The model lives as long as the program. Error(Model) names file, field,
/// expected and found.
const EventModel& openWriter(const std::filesystem::path& folder, const std::string& method);

}  // namespace arioso::cli
