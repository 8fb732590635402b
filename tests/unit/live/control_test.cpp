#include "src/live/control.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <lo/lo.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "dsp/error.h"
#include "src/live/osc_message.h"

namespace arioso::live {
namespace {

using nlohmann::json;

json osc(const std::string& path, const std::vector<json>& arguments) {
    std::string error;
    return oscChange(path, arguments, error);
}

TEST(OscMessage, SaysTheSameAsAChangeInJson) {
    EXPECT_EQ(osc("/arioso/tempo", {1.25}), json::parse(R"({"tempo": 1.25})"));
    EXPECT_EQ(osc("/arioso/pause", {1}), json::parse(R"({"pause": true})"));
    EXPECT_EQ(osc("/arioso/part/Violin I/mute", {0.0}),
              json::parse(R"({"parts": {"Violin I": {"mute": false}}})"));
    EXPECT_EQ(osc("/arioso/part/2/instrument", {"cello"}),
              json::parse(R"({"parts": {"2": {"instrument": "cello"}}})"));
    EXPECT_EQ(osc("/arioso/steer/mood", {"sad"}), json::parse(R"({"steer": {"mood": "sad"}})"));
    EXPECT_EQ(osc("/arioso/seek", {"+1"}), json::parse(R"({"seek": "+1"})"));
}

TEST(OscMessage, WhatItDoesNotKnowIsAnErrorAndNoChange) {
    for (const auto& [path, arguments] :
         std::vector<std::pair<std::string, std::vector<json>>>{{"/other/tempo", {1.0}},
                                                                {"/arioso/tempo", {"fast"}},
                                                                {"/arioso/tempo", {}},
                                                                {"/arioso/part/1/colour", {1}},
                                                                {"/arioso/part/", {1}},
                                                                {"/arioso/", {}}}) {
        std::string error;
        EXPECT_TRUE(oscChange(path, arguments, error).is_null()) << path;
        EXPECT_FALSE(error.empty()) << path;
    }
}

/// What reaches the player, and what the user is told.
struct Listener {
    std::mutex mutex;
    std::vector<json> changes;
    std::vector<std::string> lines;
    Change change() {
        return [this](const json& wanted) {
            const std::lock_guard lock(mutex);
            changes.push_back(wanted);
            return std::string();
        };
    }
    Tell tell() {
        return [this](const std::string& line) {
            const std::lock_guard lock(mutex);
            lines.push_back(line);
        };
    }
    template <typename Condition>
    bool wait(Condition&& condition) {
        for (int i = 0; i < 500; ++i) {
            {
                const std::lock_guard lock(mutex);
                if (condition()) return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }
};

void sendRaw(int port, const std::string& bytes) {
    const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    sendto(socket, bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
    close(socket);
}

TEST(OscControl, HearsMessagesAndBundlesAndSurvivesRubbish) {
    Listener listener;
    const int port = 20000 + ::getpid() % 20000;
    const auto control = oscControl(std::to_string(port), listener.change(), listener.tell());
    lo_address to = lo_address_new("127.0.0.1", std::to_string(port).c_str());
    lo_send(to, "/arioso/tempo", "f", 1.5);
    ASSERT_TRUE(listener.wait([&] { return listener.changes.size() == 1; }));
    EXPECT_EQ(listener.changes[0], json::parse(R"({"tempo": 1.5})"));
    for (const std::string& rubbish :
         {std::string(), std::string("\0\0\0", 3), std::string("/arioso/tempo"),
          std::string("#bundle\0\0\0\0\0\0\0\0\1\xff\xff\xff\xff", 20), std::string(60000, 'x')})
        sendRaw(port, rubbish);
    lo_bundle bundle = lo_bundle_new(LO_TT_IMMEDIATE);
    lo_message first = lo_message_new();
    lo_message_add_float(first, 0.5F);
    lo_bundle_add_message(bundle, "/arioso/volume", first);
    lo_send_bundle(to, bundle);
    lo_bundle_free_recursive(bundle);
    lo_address_free(to);
    ASSERT_TRUE(listener.wait([&] { return listener.changes.size() == 2; }));
    EXPECT_EQ(listener.changes[1], json::parse(R"({"volume": 0.5})"));
}

TEST(OscControl, RefusesAddressesItCannotListenOn) {
    for (const char* where : {"", "x", "70000", "127.0.0.1:", ":9000", "203.0.113.1:9000"})
        EXPECT_THROW(oscControl(where, {}, {}), Error) << where;
}

class MidiMappingTest : public testing::Test {
  protected:
    std::vector<MidiMapping> read(const std::string& text) {
        file_ = std::filesystem::path(testing::TempDir()) /
                ("arioso-midi-" + std::to_string(::getpid()) + ".toml");
        std::ofstream(file_) << text;
        return readMidiMapping(file_.string());
    }
    std::string refused(const std::string& text) {
        try {
            read(text);
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    }
    ~MidiMappingTest() override { std::filesystem::remove(file_); }
    std::filesystem::path file_;
};

TEST_F(MidiMappingTest, ControllersSwitchesAndKeysBecomeChanges) {
    const auto mappings = read(R"(
[[controller]]
number = 7
to = "parts/1/gain"
low = -60
high = 0
[[controller]]
number = 64
channel = 2
to = "pause"
switch = true
[[key]]
number = 36
send = '{"seek": "-1"}'
)");
    EXPECT_EQ(changeFor(mappings, {0xB0, 7, 127}), json::parse(R"({"parts":{"1":{"gain":0.0}}})"));
    EXPECT_EQ(changeFor(mappings, {0xB1, 64, 127}), json::parse(R"({"pause":true})"));
    EXPECT_TRUE(changeFor(mappings, {0xB0, 64, 127}).is_null()) << "another channel";
    EXPECT_EQ(changeFor(mappings, {0x95, 36, 100}), json::parse(R"({"seek":"-1"})"));
    EXPECT_TRUE(changeFor(mappings, {0x95, 36, 0}).is_null()) << "a note-off in disguise";
    for (const std::vector<unsigned char>& odd :
         {std::vector<unsigned char>{}, {0xB0}, {0xB0, 7}, {0xB0, 200, 1}, {0xF8, 0, 0}})
        EXPECT_TRUE(changeFor(mappings, odd).is_null());
}

TEST_F(MidiMappingTest, TheShippedMappingIsRead) {
    EXPECT_GE(readMidiMapping(std::string(ARIOSO_SOURCE_DIR) + "/configs/midi-control.toml").size(),
              5U);
}

TEST_F(MidiMappingTest, MistakesAreNamedWithTheirLine) {
    EXPECT_THAT(refused("[[controller]]\nnumber = 300\nto = \"tempo\"\n"),
                testing::AllOf(testing::HasSubstr("line 2"), testing::HasSubstr("number")));
    EXPECT_THAT(refused("[[controller]]\nnumber = 3\n"), testing::HasSubstr("to: expected"));
    EXPECT_THAT(refused("[[key]]\nnumber = 3\nsend = \"stop\"\n"),
                testing::HasSubstr("JSON object"));
    EXPECT_THAT(refused("[[knob]]\nnumber = 3\n"), testing::HasSubstr("expected [[controller]]"));
    EXPECT_THAT(refused("[[controller]]\nnumber = 3\nto = \"tempo\"\nspeed = 2\n"),
                testing::HasSubstr("unknown field 'speed'"));
    EXPECT_THAT(refused("[[controller\n"), testing::HasSubstr("line 1"));
}

}  // namespace
}  // namespace arioso::live
