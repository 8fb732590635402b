#pragma once

#include <string>

#include "src/compose/event_model.h"

/// The one door into libarioso_writer, which the program opens for the commands that write with the
/// transformer: LibTorch takes longer to load than most commands take to run. The library and the
/// program are built together, so C++ types may pass. It stays loaded, and the model with it.
extern "C" {
/// True: `model` reads `weights`. False: `out` is a line for the user and `code` an exit code.
__attribute__((visibility("default"))) bool ariosoOpenWriter(const std::string& weights,
                                                             const arioso::EventModel*& model,
                                                             std::string& out, int& code);
}
