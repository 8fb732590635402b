#include <arpa/inet.h>
#include <fmt/format.h>
#include <lo/lo.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <thread>

#include "dsp/error.h"
#include "src/live/control.h"
#include "src/live/osc_message.h"

namespace arioso::live {
namespace {

using nlohmann::json;

struct Where {
    std::string address = "127.0.0.1";
    int port = 0;
};

Where parseWhere(const std::string& text) {
    Where out;
    const std::size_t colon = text.rfind(':');
    const std::string port = colon == std::string::npos ? text : text.substr(colon + 1);
    if (colon != std::string::npos) out.address = text.substr(0, colon);
    const auto parsed = std::from_chars(port.data(), port.data() + port.size(), out.port);
    if (parsed.ec != std::errc() || parsed.ptr != port.data() + port.size() || out.port < 1 ||
        out.port > 65535 || out.address.empty())
        throw Error(ExitCode::Usage,
                    fmt::format("osc: expected PORT or ADDRESS:PORT, found '{}'", text));
    return out;
}

/// Bundles inside bundles deeper than this are nobody's music.
constexpr int kDeepest = 8;
constexpr std::size_t kLargestPacket = 65536;

/// A socket of our own, since liblo's servers listen on every interface; liblo takes the messages
/// apart.
class OscControl : public Control {
  public:
    OscControl(const Where& where, Change change, Tell tell)
        : change_(std::move(change)), tell_(std::move(tell)), socket_(listenOn(where)) {
        thread_ = std::thread([this] { run(); });
    }
    ~OscControl() override {
        stop_ = true;
        thread_.join();
        close(socket_);
    }
    OscControl(const OscControl&) = delete;
    OscControl& operator=(const OscControl&) = delete;

  private:
    static int listenOn(const Where& where) {
        addrinfo hints{};
        hints.ai_socktype = SOCK_DGRAM;
        hints.ai_flags = AI_NUMERICSERV | AI_PASSIVE;
        addrinfo* found = nullptr;
        const std::string port = fmt::format("{}", where.port);
        if (getaddrinfo(where.address.c_str(), port.c_str(), &hints, &found) != 0)
            throw Error(
                ExitCode::Usage,
                fmt::format("osc: expected an address of this machine, found '{}'", where.address));
        const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
        const int socket = ::socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (socket < 0 || bind(socket, found->ai_addr, found->ai_addrlen) != 0) {
            const std::string reason = std::strerror(errno);
            if (socket >= 0) close(socket);
            throw Error(ExitCode::Usage, fmt::format("osc: cannot listen on {}:{}: {}",
                                                     where.address, where.port, reason));
        }
        return socket;
    }

    void run() {
        std::vector<char> packet(kLargestPacket);
        while (!stop_) {
            pollfd input{socket_, POLLIN, 0};
            if (poll(&input, 1, 100) <= 0) continue;
            const ssize_t size = recv(socket_, packet.data(), packet.size(), 0);
            if (size > 0) take(packet.data(), static_cast<std::size_t>(size), 0);
        }
    }

    /// A message, or a bundle of them: its time tag is ignored, everything happens when it comes.
    void take(char* data, std::size_t size, int depth) {
        constexpr std::size_t kHead = 16;  // "#bundle", time tag
        if (size < kHead || std::memcmp(data, "#bundle", 8) != 0) {
            message(data, size);
            return;
        }
        std::size_t at = kHead;
        while (depth < kDeepest && at + 4 <= size) {
            std::uint32_t length = 0;
            std::memcpy(&length, data + at, 4);
            length = ntohl(length);
            at += 4;
            if (length > size - at) break;
            take(data + at, length, depth + 1);
            at += length;
        }
    }

    void message(char* data, std::size_t size) {
        const std::size_t end = strnlen(data, size);
        int failed = 0;
        lo_message parsed = end == size ? nullptr : lo_message_deserialise(data, size, &failed);
        if (parsed == nullptr) {
            tell_("osc: a packet that is no OSC message is left out");
            return;
        }
        const std::unique_ptr<void, void (*)(lo_message)> owner(parsed, lo_message_free);
        const std::string path(data);
        const char* types = lo_message_get_types(parsed);
        lo_arg** arguments = lo_message_get_argv(parsed);
        std::vector<json> values;
        for (int i = 0; i < lo_message_get_argc(parsed); ++i)
            values.push_back(valueOf(types[i], arguments[i]));
        std::string error;
        const json change = oscChange(path, values, error);
        if (error.empty()) error = change_(change);
        if (!error.empty()) tell_(fmt::format("osc {}: {}", path.substr(0, 60), error));
    }

    static json valueOf(char type, const lo_arg* argument) {
        switch (type) {
            case LO_INT32:
                return argument->i;
            case LO_INT64:
                return argument->h;
            case LO_FLOAT:
                return static_cast<double>(argument->f);
            case LO_DOUBLE:
                return argument->d;
            case LO_STRING:
                return std::string(&argument->s);
            case LO_SYMBOL:
                return std::string(&argument->S);
            case LO_TRUE:
                return true;
            case LO_FALSE:
                return false;
            default:
                return nullptr;
        }
    }

    Change change_;
    Tell tell_;
    int socket_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

}  // namespace

std::unique_ptr<Control> oscControl(const std::string& where, Change change, Tell tell) {
    return std::make_unique<OscControl>(parseWhere(where), std::move(change), std::move(tell));
}

}  // namespace arioso::live
