#pragma once

namespace arioso::dsp {

enum class Priority {
    Engine,  ///< mixes just before the listener hears: real-time round robin, low, if allowed
    Render,  ///< works seconds ahead: a little below other programs of the user
};

/// Asks the system for the priority of the calling thread. False where it is not allowed: playing
/// then depends on how busy the machine is. On the thread itself.
bool askForPriority(Priority priority) noexcept;

/// Whether this process may run threads in real time. Any thread.
bool realTimeAllowed() noexcept;

}  // namespace arioso::dsp
