#pragma once

namespace arioso::cli {

/// Catches SIGINT and SIGTERM so that a render can end cleanly; a second signal ends the program at
/// once.
void catchInterrupts();
/// Whether one of them has come. Any thread.
bool interrupted() noexcept;

/// Catches SIGTSTP (Ctrl-Z), for a program that must not stop in the middle of a sound.
void catchSuspend();
/// Whether one has come since the last call. Any thread.
bool takeSuspend() noexcept;
/// Stops the program as the signal would have, until it is continued. Main thread.
void suspendNow();

}  // namespace arioso::cli
