#include "src/cli/interrupt.h"

#include <csignal>
#include <initializer_list>

namespace arioso::cli {
namespace {

volatile std::sig_atomic_t caught = 0;
volatile std::sig_atomic_t suspended = 0;

extern "C" void rememberSignal(int) {
    caught = 1;
}

extern "C" void rememberSuspend(int) {
    suspended = 1;
}

}  // namespace

void catchInterrupts() {
    for (const int number : {SIGINT, SIGTERM}) {
        struct sigaction action {};
        action.sa_handler = rememberSignal;
        // The handler serves once, so whoever is out of patience can press Ctrl-C again.
        action.sa_flags = static_cast<int>(SA_RESETHAND);
        sigemptyset(&action.sa_mask);
        sigaction(number, &action, nullptr);
    }
}

bool interrupted() noexcept {
    return caught != 0;
}

void catchSuspend() {
    struct sigaction action {};
    action.sa_handler = rememberSuspend;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTSTP, &action, nullptr);
}

bool takeSuspend() noexcept {
    const bool was = suspended != 0;
    suspended = 0;
    return was;
}

void suspendNow() {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTSTP, &action, nullptr);
    raise(SIGTSTP);
    // Here it has been continued.
    catchSuspend();
}

}  // namespace arioso::cli
