#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>

#include "src/live/control.h"

namespace arioso::live {
namespace {

/// A line longer than this is no change of settings.
constexpr std::size_t kLongestLine = 65536;

class JsonControl : public Control {
  public:
    JsonControl(Change change, Tell tell)
        : change_(std::move(change)), tell_(std::move(tell)), thread_([this] { run(); }) {}
    ~JsonControl() override {
        stop_ = true;
        thread_.join();
    }
    JsonControl(const JsonControl&) = delete;
    JsonControl& operator=(const JsonControl&) = delete;

  private:
    void run() {
        std::string rest;
        std::array<char, 4096> bytes{};
        while (!stop_) {
            pollfd input{STDIN_FILENO, POLLIN, 0};
            if (poll(&input, 1, 100) <= 0) continue;
            const ssize_t count = read(STDIN_FILENO, bytes.data(), bytes.size());
            if (count <= 0) {
                if (!rest.empty()) line(rest);
                return;
            }
            rest.append(bytes.data(), static_cast<std::size_t>(count));
            for (std::size_t end = rest.find('\n'); end != std::string::npos;
                 end = rest.find('\n')) {
                line(rest.substr(0, end));
                rest.erase(0, end + 1);
            }
            if (rest.size() > kLongestLine) {
                tell_("standard input: a line of more than 64 KiB is left out");
                rest.clear();
            }
        }
    }

    void line(const std::string& text) {
        if (text.find_first_not_of(" \t\r") == std::string::npos) return;
        const auto json = nlohmann::json::parse(text, nullptr, false);
        if (json.is_discarded()) {
            tell_(fmt::format("standard input: expected a JSON object a line, found '{}'",
                              text.substr(0, 60)));
            return;
        }
        const std::string error = change_(json);
        if (!error.empty()) tell_("standard input: " + error);
    }

    Change change_;
    Tell tell_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

}  // namespace

std::unique_ptr<Control> jsonControl(Change change, Tell tell) {
    return std::make_unique<JsonControl>(std::move(change), std::move(tell));
}

}  // namespace arioso::live
