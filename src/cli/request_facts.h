#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "src/synth/render_request.h"

namespace arioso::cli {

/// What decides how a request sounds, by name and value, for a reader; what is as usual is left
/// out. `saved` is the file that it was read from: where --save-request wrote it, the version of
/// the program and the models are told, too.
std::vector<std::pair<std::string, std::string>> requestFacts(const RenderRequest& request,
                                                              const std::filesystem::path& saved);

}  // namespace arioso::cli
