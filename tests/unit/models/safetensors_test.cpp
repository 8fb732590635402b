#include "models/safetensors.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "dsp/error.h"

namespace arioso::models {
namespace {

namespace fs = std::filesystem;

class SafetensorsTest : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("arioso_st_" + std::to_string(::getpid()));
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }
    std::string bytesOf(const fs::path& path) const {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::string errorOf(const std::string& bytes) const {
        try {
            parseSafetensors(bytes, "x.safetensors");
        } catch (const Error& e) {
            EXPECT_EQ(e.code(), ExitCode::Model);
            return e.what();
        }
        return "";
    }
    fs::path folder_;
};

std::string withHeader(const std::string& header, const std::string& data = "") {
    std::string bytes(8, '\0');
    bytes[0] = static_cast<char>(header.size());
    bytes[1] = static_cast<char>(header.size() >> 8U);
    return bytes + header + data;
}

TEST_F(SafetensorsTest, EveryTypeComesBackWithShapeAndValues) {
    TensorMap tensors;
    tensors["half"] = torch::randn({3, 5}).to(torch::kFloat16);
    tensors["single"] = torch::randn({7});
    tensors["whole"] = torch::arange(6, torch::kInt64).view({2, 3});
    tensors["small"] = torch::arange(4, torch::kInt16);
    tensors["empty"] = torch::empty({0, 4});
    writeSafetensors(folder_ / "a.safetensors", tensors, {{"config", "{}"}});
    const auto file = readSafetensors(folder_ / "a.safetensors");
    ASSERT_EQ(file.tensors.size(), tensors.size());
    for (const auto& [name, tensor] : tensors) {
        EXPECT_TRUE(torch::equal(file.tensors.at(name), tensor)) << name;
        EXPECT_EQ(file.tensors.at(name).scalar_type(), tensor.scalar_type()) << name;
    }
    EXPECT_EQ(file.metadata.at("config"), "{}");
}

TEST_F(SafetensorsTest, EqualContentsGiveEqualBytesAndNoPartFileStays) {
    const TensorMap tensors{{"b", torch::ones({2})}, {"a", torch::zeros({3})}};
    writeSafetensors(folder_ / "a.safetensors", tensors);
    writeSafetensors(folder_ / "b.safetensors", tensors);
    EXPECT_EQ(bytesOf(folder_ / "a.safetensors"), bytesOf(folder_ / "b.safetensors"));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 2);
}

TEST_F(SafetensorsTest, EveryTruncationIsRefusedWithOneClearLine) {
    writeSafetensors(folder_ / "a.safetensors", {{"weight", torch::randn({4, 4})}});
    const auto whole = bytesOf(folder_ / "a.safetensors");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto text = errorOf(whole.substr(0, size));
        EXPECT_NE(text.find("x.safetensors"), std::string::npos) << size;
        EXPECT_EQ(text.find('\n'), std::string::npos) << size;
    }
}

TEST_F(SafetensorsTest, ClaimsLargerThanTheFileAreRefusedBeforeAllocation) {
    EXPECT_NE(errorOf(std::string("\xff\xff\xff\xff\xff\xff\xff\x7f", 8)), "");
    EXPECT_NE(errorOf(withHeader(
                  R"({"w":{"dtype":"F32","shape":[536870912],"data_offsets":[0,2147483648]}})")),
              "");
    EXPECT_NE(errorOf(withHeader(
                  R"({"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})")),
              "");
    EXPECT_NE(errorOf(withHeader(R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})")), "");
    EXPECT_NE(errorOf(withHeader(R"({"w":{"dtype":"Q4","shape":[1],"data_offsets":[0,1]}})", "x"))
                  .find("Q4"),
              std::string::npos);
    EXPECT_NE(errorOf(withHeader(R"({"w":[]})")), "");
}

TEST_F(SafetensorsTest, ALongWordWhereJsonEndsDoesNotMakeALongErrorLine) {
    const std::string header = R"({"w":666)" + std::string(5000, '\r') + "x";
    EXPECT_EQ(errorOf(withHeader(header)),
              "x.safetensors: bad safetensors header: not JSON at byte 5017");
}

TEST_F(SafetensorsTest, ALineBreakInANameDoesNotBreakTheErrorLine) {
    const auto text = errorOf(withHeader(R"({"w\nx":{"dtype":"Q4","shape":[1]}})"));
    EXPECT_EQ(text, R"(x.safetensors: tensor "w\nx": unknown dtype "Q4")");
}

TEST_F(SafetensorsTest, TensorsThatShareBytesAreRefused) {
    // A small file could ask for any amount of memory.
    const auto text = errorOf(withHeader(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                                         R"("b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})",
                                         "xy"));
    EXPECT_NE(text.find("expected its data at offset 2, found 0"), std::string::npos) << text;
}

TEST_F(SafetensorsTest, BytesThatNoTensorNamesAreRefused) {
    const std::string one = R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})";
    EXPECT_EQ(errorOf(withHeader(one, "xy")), "");
    EXPECT_NE(errorOf(withHeader(one, "xyz")), "");
    EXPECT_NE(
        errorOf(withHeader(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})", "xyz")), "");
}

TEST_F(SafetensorsTest, ANegativeOrFractionalSizeIsRefused) {
    for (const char* size : {"-2", "2.0", "\"2\"", "true", "1e300"}) {
        const auto text = errorOf(withHeader(
            std::string(R"({"a":{"dtype":"U8","shape":[)") + size + R"(],"data_offsets":[0,2]}})",
            "xy"));
        EXPECT_NE(text.find("expected whole numbers"), std::string::npos) << size << ": " << text;
    }
}

TEST_F(SafetensorsTest, AnEmptyTensorWithHugeOtherDimensionsIsRefused) {
    const auto text = errorOf(withHeader(
        R"({"a":{"dtype":"F32","shape":[0,1099511627776,1099511627776],"data_offsets":[0,0]}})"));
    EXPECT_NE(text.find("shape too large"), std::string::npos) << text;
}

TEST_F(SafetensorsTest, AHeaderThatIsNoObjectIsRefused) {
    for (const char* header : {"null", "[]", "7", "\"a\""}) {
        EXPECT_NE(errorOf(withHeader(header)), "") << header;
    }
}

TEST_F(SafetensorsTest, AnUnwritablePlaceIsAnOutputError) {
    try {
        writeSafetensors(folder_ / "no" / "such" / "folder.safetensors", {});
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ExitCode::Output);
    }
}

}  // namespace
}  // namespace arioso::models
