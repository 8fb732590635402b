#pragma once

#include <stdexcept>
#include <string>

namespace arioso {

/// Exit status of the programs, one value a kind of failure. Scripts may rely on the numbers.
enum class ExitCode {
    Ok = 0,
    General = 1,
    Usage = 2,
    Model = 3,        ///< weights or manifest missing, tampered with, or of the wrong shape
    Input = 4,        ///< a score, lyric, audio or configuration file cannot be read or understood
    Output = 5,       ///< a file cannot be written: path, permission, space, or it exists already
    Device = 6,       ///< no usable audio device
    Processing = 10,  ///< the engine failed although its inputs were sound
    Interrupted = 130,
};

/// The one exception type of the library. `what()` is a single line for the user that names the
/// file, the place in it, what was expected and what was found. Thrown on control and engine
/// threads, never on the real-time thread.
class Error : public std::runtime_error {
  public:
    Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
    [[nodiscard]] ExitCode code() const noexcept { return code_; }

  private:
    ExitCode code_;
};

}  // namespace arioso
