#include "dsp/watermark_key.h"

#include <openssl/sha.h>

#include <array>

namespace arioso::dsp {

WatermarkKey watermarkKey(std::string_view secret) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), digest.data());
    WatermarkKey key;
    for (std::size_t i = 0; i < 8; ++i) {
        key.seed = key.seed << 8 | digest[i];
        key.stream = key.stream << 8 | digest[i + 8];
    }
    return key;
}

WatermarkKey publicWatermarkKey() {
    return watermarkKey("Arioso public watermark 1");
}

}  // namespace arioso::dsp
