#include "tools/bench/child_process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "dsp/error.h"

namespace arioso::bench {
namespace {

constexpr int kCannotExecute = 127;

[[noreturn]] void becomeChild(const std::vector<std::string>& arguments, int output) {
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nowhere, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    std::vector<char*> pointers;
    for (const auto& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    execv(pointers[0], pointers.data());
    _exit(kCannotExecute);
}

}  // namespace

ChildRun runChild(const std::vector<std::string>& arguments) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw Error(ExitCode::Processing, std::string("pipe: ") + std::strerror(errno));
    }
    const auto start = std::chrono::steady_clock::now();
    const auto elapsed = [start] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    const pid_t child = fork();
    if (child < 0) throw Error(ExitCode::Processing, std::string("fork: ") + std::strerror(errno));
    if (child == 0) becomeChild(arguments, ends[1]);
    close(ends[1]);
    ChildRun run;
    std::array<char, 4096> buffer{};
    while (true) {
        const ssize_t count = read(ends[0], buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        if (run.firstOutput == 0.0) run.firstOutput = elapsed();
    }
    close(ends[0]);
    int status = 0;
    rusage usage{};
    while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
    }
    run.seconds = elapsed();
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    run.peakMebibytes = static_cast<double>(usage.ru_maxrss) / 1024.0;
    if (run.status == kCannotExecute) {
        throw Error(ExitCode::Processing, arguments.front() + ": cannot be run");
    }
    return run;
}

}  // namespace arioso::bench
