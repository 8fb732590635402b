#include "src/cli/interrupt.h"

#include <csignal>
#include <initializer_list>

namespace arioso::cli {
namespace {

volatile std::sig_atomic_t caught = 0;

extern "C" void rememberSignal(int) {
    caught = 1;
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

}  // namespace arioso::cli
