#include "src/cli/terminal.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace arioso::cli {
namespace {

termios before;

std::size_t columns() {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}

/// At most so many columns of UTF-8 text, each character taken for one column.
std::string cut(const std::string& text, std::size_t most) {
    std::size_t columnsUsed = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t next = at + 1;
        while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U)
            ++next;
        if (++columnsUsed > most) break;
        at = next;
    }
    return text.substr(0, at);
}

}  // namespace

Terminal::Terminal(bool readsKeys, bool quiet)
    : reads_(readsKeys && isatty(STDIN_FILENO) == 1), shows_(!quiet && isatty(STDERR_FILENO) == 1) {
    acquire();
}

Terminal::~Terminal() {
    release();
}

void Terminal::acquire() {
    if (!reads_ || held_ || tcgetattr(STDIN_FILENO, &before) != 0) return;
    termios raw = before;
    // Keys one by one and unseen; Ctrl-C and Ctrl-Z stay what they are.
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    held_ = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

void Terminal::release() {
    if (shows_ && shown_ > 0) fmt::print(stderr, "\n");
    shown_ = 0;
    if (held_) tcsetattr(STDIN_FILENO, TCSANOW, &before);
    held_ = false;
}

std::string Terminal::key(int milliseconds) {
    pollfd input{held_ ? STDIN_FILENO : -1, POLLIN, 0};
    if (poll(&input, 1, milliseconds) <= 0) return {};
    char bytes[8] = {};
    const ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count <= 0) return {};
    const std::string text(bytes, static_cast<std::size_t>(count));
    // ECMA-48 cursor keys, as every terminal sends them.
    if (text == "\x1b[A" || text == "\x1bOA") return "up";
    if (text == "\x1b[B" || text == "\x1bOB") return "down";
    if (text == "\x1b[C" || text == "\x1bOC") return "right";
    if (text == "\x1b[D" || text == "\x1bOD") return "left";
    return text.substr(0, 1);
}

void Terminal::show(const std::string& line) {
    if (!shows_) return;
    const std::string text = cut(line, columns() - 1);
    fmt::print(stderr, "\r{}{}", text, "\x1b[K");
    std::fflush(stderr);
    shown_ = text.size();
}

void Terminal::tell(const std::string& line) {
    if (shows_ && shown_ > 0) fmt::print(stderr, "\r\x1b[K");
    shown_ = 0;
    fmt::print(stderr, "{}\n", line);
}

}  // namespace arioso::cli
