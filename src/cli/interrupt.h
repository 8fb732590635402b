#pragma once

namespace arioso::cli {

/// Catches SIGINT and SIGTERM so that a render can end cleanly; a second signal ends the program at
/// once.
void catchInterrupts();
/// Whether one of them has come. Any thread.
bool interrupted() noexcept;

}  // namespace arioso::cli
