#include "src/cli/progress_bar.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace arioso::cli {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr auto kLineEvery = std::chrono::seconds(5);

bool isTerminal() {
    const char* term = std::getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && (term == nullptr || std::string(term) != "dumb");
}

int terminalWidth() {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}

}  // namespace

std::string clockTime(double seconds) {
    const auto whole = static_cast<long>(std::lround(std::max(0.0, seconds)));
    if (whole >= 3600)
        return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

ProgressBar::ProgressBar(bool quiet)
    : quiet_(quiet),
      terminal_(isTerminal()),
      colour_(terminal_ && std::getenv("NO_COLOR") == nullptr) {}

ProgressBar::~ProgressBar() {
    clear();
}

void ProgressBar::clear() {
    if (!drawn_) return;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    drawn_ = false;
}

void ProgressBar::update(const std::string& stage, double fraction, double audioSeconds) {
    if (quiet_) return;
    const auto now = Clock::now();
    if (stage != stage_) {
        stage_ = stage;
        stageStart_ = now;
        lastShown_ = now;
        lastFraction_ = 0.0;
        if (!terminal_) return;
    }
    fraction = std::clamp(fraction, 0.0, 1.0);
    const bool finished = fraction >= 1.0 && lastFraction_ < 1.0;
    const auto since = now - lastShown_;
    if (!finished && since < (terminal_ ? Clock::duration(kRedraw) : Clock::duration(kLineEvery)))
        return;
    lastShown_ = now;
    lastFraction_ = fraction;

    const double spent = std::chrono::duration<double>(now - stageStart_).count();
    std::string figures = fmt::format("{:3.0f} %", fraction * 100.0);
    if (spent > 0.2 && fraction > 0.0) {
        if (audioSeconds > 0.0)
            figures += fmt::format("  {:.1f} x real time", fraction * audioSeconds / spent);
        if (fraction < 1.0)
            figures += fmt::format("  {} left", clockTime(spent * (1.0 - fraction) / fraction));
    }
    if (terminal_) {
        drawBar(fraction, figures);
    } else {
        fmt::print(stderr, "{}: {}\n", stage_, figures);
        std::fflush(stderr);
    }
}

void ProgressBar::drawBar(double fraction, const std::string& figures) {
    const int room = terminalWidth() - static_cast<int>(stage_.size() + figures.size()) - 6;
    const int width = std::clamp(room, 0, 40);
    const int full = static_cast<int>(std::lround(fraction * width));
    std::string bar;
    for (int i = 0; i < width; ++i) bar += i < full ? "━" : "─";
    if (colour_) bar = "\x1b[36m" + bar + "\x1b[0m";
    fmt::print(stderr, "\r\x1b[K{} {} {}", stage_, bar, figures);
    std::fflush(stderr);
    drawn_ = true;
}

}  // namespace arioso::cli
