#include "models/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>

#include "dsp/error.h"

namespace arioso::models {

namespace {

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Context begin() {
    Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
    return context;
}

std::string finish(const Context& context) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_DigestFinal_ex(context.get(), digest.data(), &length);
    std::string hex;
    for (unsigned i = 0; i < length; ++i) {
        constexpr const char* kDigits = "0123456789abcdef";
        hex += kDigits[digest[i] >> 4U];
        hex += kDigits[digest[i] & 15U];
    }
    return hex;
}

}  // namespace

std::string sha256File(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw Error(ExitCode::Model, path.string() + ": cannot be opened");
    const Context context = begin();
    std::array<char, 1U << 16U> buffer{};
    while (in) {
        in.read(buffer.data(), buffer.size());
        EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) throw Error(ExitCode::Model, path.string() + ": cannot be read");
    return finish(context);
}

std::string sha256Text(const std::string& text) {
    const Context context = begin();
    EVP_DigestUpdate(context.get(), text.data(), text.size());
    return finish(context);
}

}  // namespace arioso::models
