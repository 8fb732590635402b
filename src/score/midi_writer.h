#pragma once

#include <string>

#include "src/score/score.h"

namespace arioso {

/// A score as a Standard MIDI File of type 1: one track a part after the one with tempo, metre and
/// key. Beats are exact where their denominators allow a common division up to 32767. Glides in
/// tempo become steps of an eighth; grace notes are put before their main notes; dynamics become
/// velocities; microtones bend the channel.
std::string writeMidi(const Score& score);

}  // namespace arioso
