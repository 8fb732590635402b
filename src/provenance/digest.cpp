#include "src/provenance/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <vector>

#include "dsp/error.h"

namespace arioso {
namespace {

const EVP_MD* functionOf(std::string_view algorithm) {
    if (algorithm == "sha256") return EVP_sha256();
    if (algorithm == "sha384") return EVP_sha384();
    if (algorithm == "sha512") return EVP_sha512();
    throw Error(ExitCode::Input, "digest: expected sha256, sha384 or sha512, found '" +
                                     std::string(algorithm) + "'");
}

}  // namespace

Digest::Digest(std::string_view algorithm) : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), functionOf(algorithm), nullptr);
}

Digest::~Digest() = default;

void Digest::update(std::string_view bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
}

std::string Digest::finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    EVP_DigestFinal_ex(context_.get(), bytes.data(), &length);
    return {bytes.begin(), bytes.begin() + length};
}

std::string digestOf(std::string_view bytes, std::string_view algorithm) {
    Digest digest(algorithm);
    digest.update(bytes);
    return digest.finish();
}

std::string digestOfFile(const std::filesystem::path& path, std::span<const ByteRange> without,
                         std::string_view algorithm) {
    Digest digest(algorithm);
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error(ExitCode::Input, path.string() + ": cannot be opened");
    std::vector<char> block(1U << 16U);
    std::uint64_t at = 0;
    const auto take = [&](std::uint64_t end) {
        while (at < end) {
            const auto wanted = std::min<std::uint64_t>(block.size(), end - at);
            file.read(block.data(), static_cast<std::streamsize>(wanted));
            const auto got = static_cast<std::size_t>(file.gcount());
            digest.update({block.data(), got});
            at += got;
            if (got < wanted) return;
        }
    };
    for (const ByteRange& range : without) {
        take(range.start);
        at = range.start + range.length;
        file.seekg(static_cast<std::streamoff>(at));
    }
    take(~std::uint64_t{0});
    if (file.bad()) throw Error(ExitCode::Input, path.string() + ": cannot be read");
    return digest.finish();
}

}  // namespace arioso
