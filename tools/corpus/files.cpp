#include "tools/corpus/files.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>

#include "dsp/error.h"

namespace arioso::corpus {

std::string sha256OfFile(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
    }
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
    std::array<char, 1U << 16U> buffer{};
    while (in) {
        in.read(buffer.data(), buffer.size());
        EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(in.gcount()));
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_DigestFinal_ex(context.get(), digest.data(), &length);
    std::string out;
    for (unsigned int i = 0; i < length; ++i) out += fmt::format("{:02x}", digest[i]);
    return out;
}

std::string readText(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
    }
    return {std::istreambuf_iterator<char>(in), {}};
}

void writeTextAtomically(const std::filesystem::path& path, const std::string& text) {
    const std::filesystem::path beside = path.string() + ".part";
    {
        std::ofstream out(beside, std::ios::binary | std::ios::trunc);
        out << text;
        out.flush();
        if (!out) {
            const int reason = errno;
            std::error_code ignored;
            std::filesystem::remove(beside, ignored);
            throw Error(ExitCode::Output, fmt::format("{}: cannot be written: {}", path.string(),
                                                      std::strerror(reason)));
        }
    }
    std::error_code error;
    std::filesystem::rename(beside, path, error);
    if (error) {
        throw Error(ExitCode::Output,
                    fmt::format("{}: cannot be written: {}", path.string(), error.message()));
    }
}

void makeFolder(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) {
        throw Error(ExitCode::Output,
                    fmt::format("{}: cannot be made: {}", path.string(), error.message()));
    }
}

}  // namespace arioso::corpus
