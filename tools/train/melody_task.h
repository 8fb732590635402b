#pragma once

#include <memory>

#include "tools/train/task.h"

namespace arioso::train {

/// Training of the melody VAE (models/melody_vae.h) on the tunes of folders of scores.
std::unique_ptr<Task> makeMelodyTask(const RunSettings& settings);

}  // namespace arioso::train
