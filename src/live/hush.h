#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

namespace arioso::live {

/// ALSA and JACK write up to a hundred lines to standard error while they are asked for devices:
/// not while one of these lives, unless ARIOSO_AUDIO_DEBUG is set. Main thread.
class Hush {
  public:
    Hush() {
        if (std::getenv("ARIOSO_AUDIO_DEBUG") != nullptr) return;
        const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (nowhere < 0) return;
        kept_ = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
        if (kept_ >= 0) dup2(nowhere, STDERR_FILENO);
        close(nowhere);
    }
    ~Hush() {
        if (kept_ < 0) return;
        dup2(kept_, STDERR_FILENO);
        close(kept_);
    }
    Hush(const Hush&) = delete;
    Hush& operator=(const Hush&) = delete;

  private:
    int kept_ = -1;
};

}  // namespace arioso::live
