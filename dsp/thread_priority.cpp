#include "dsp/thread_priority.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace arioso::dsp {
namespace {

// Below what sound servers give their own threads (JACK 10 and up, PipeWire 20 and more).
constexpr int kEngineRank = 5;
constexpr int kRenderNice = 2;

}  // namespace

bool askForPriority(Priority priority) noexcept {
    if (priority == Priority::Render)
        return setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kRenderNice) == 0;
    sched_param rank{};
    rank.sched_priority = kEngineRank;
    return pthread_setschedparam(pthread_self(), SCHED_RR, &rank) == 0;
}

bool realTimeAllowed() noexcept {
    rlimit limit{};
    if (geteuid() == 0) return true;
    return getrlimit(RLIMIT_RTPRIO, &limit) == 0 && limit.rlim_cur >= kEngineRank;
}

}  // namespace arioso::dsp
