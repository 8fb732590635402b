#include "src/play/performer.h"

#include "dsp/error.h"

namespace arioso::play {

void Performer::seek(const std::string&) {
    throw Error(ExitCode::Usage, "seek: nothing to go to: keys are being played");
}

void Performer::steer(const nlohmann::json&) {
    throw Error(ExitCode::Usage, "steer: only composed music can be steered");
}

void Performer::midi(std::span<const std::uint8_t>) {
    throw Error(ExitCode::Usage, "midi: notes are played with \"follow\" only");
}

}  // namespace arioso::play
