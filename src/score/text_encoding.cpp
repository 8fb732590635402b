#include "src/score/text_encoding.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace arioso {
namespace {

constexpr const char* kFallback = "windows-1252";
/// ICU's confidence, 0…100, above which its guess is taken; short Latin text rarely reaches it.
constexpr int kSure = 50;
constexpr std::size_t kSampleBytes = 65536;

struct CloseDetector {
    void operator()(UCharsetDetector* detector) const { ucsdet_close(detector); }
};

std::size_t sequenceLength(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xF0 && lead < 0xF5) return 4;
    return 0;
}

bool overlongOrSurrogate(unsigned char lead, unsigned char next) {
    return (lead == 0xE0 && next < 0xA0) || (lead == 0xED && next > 0x9F) ||
           (lead == 0xF0 && next < 0x90) || (lead == 0xF4 && next > 0x8F);
}

std::string withoutControls(std::string text) {
    std::erase_if(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == 0x7F || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r');
    });
    return text;
}

}  // namespace

bool isUtf8(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        const auto lead = static_cast<unsigned char>(bytes[i]);
        const std::size_t length = sequenceLength(lead);
        if (length == 0 || bytes.size() - i < length) return false;
        for (std::size_t k = 1; k < length; ++k) {
            if ((static_cast<unsigned char>(bytes[i + k]) & 0xC0U) != 0x80U) return false;
        }
        if (length > 1 && overlongOrSurrogate(lead, static_cast<unsigned char>(bytes[i + 1]))) {
            return false;
        }
        i += length;
    }
    return true;
}

std::string guessEncoding(std::string_view sample) {
    if (isUtf8(sample)) return "UTF-8";
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UCharsetDetector, CloseDetector> detector(ucsdet_open(&status));
    if (U_FAILURE(status) != 0) return kFallback;
    const auto length = static_cast<std::int32_t>(std::min(sample.size(), kSampleBytes));
    ucsdet_setText(detector.get(), sample.data(), length, &status);
    const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
    if (U_FAILURE(status) != 0 || match == nullptr) return kFallback;
    const int confidence = ucsdet_getConfidence(match, &status);
    const char* found = ucsdet_getName(match, &status);
    if (U_FAILURE(status) != 0 || confidence < kSure) return kFallback;
    const std::string name = found;
    // windows-1252 holds all of ISO 8859-1 and the typographic quotes besides.
    return name == "ISO-8859-1" || name == "UTF-8" ? kFallback : name;
}

std::string toUtf8(std::string_view bytes, const std::string& encoding) {
    if (bytes.empty()) return {};
    if (encoding == "UTF-8" && isUtf8(bytes)) return withoutControls(std::string(bytes));
    UErrorCode status = U_ZERO_ERROR;
    const auto length = static_cast<std::int32_t>(std::min<std::size_t>(
        bytes.size(), static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max() / 4)));
    std::string out(bytes.size() * 3 + 16, '\0');
    for (const char* from : {encoding.c_str(), kFallback}) {
        status = U_ZERO_ERROR;
        std::int32_t written =
            ucnv_convert("UTF-8", from, out.data(),
                         static_cast<std::int32_t>(std::min<std::size_t>(
                             out.size(), std::numeric_limits<std::int32_t>::max())),
                         bytes.data(), length, &status);
        if (status == U_BUFFER_OVERFLOW_ERROR) {
            out.resize(static_cast<std::size_t>(written) + 1);
            status = U_ZERO_ERROR;
            written =
                ucnv_convert("UTF-8", from, out.data(), written + 1, bytes.data(), length, &status);
        }
        if (U_FAILURE(status) == 0) {
            out.resize(static_cast<std::size_t>(written));
            return withoutControls(std::move(out));
        }
    }
    return {};
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank(" \t\r\n\0", 5);
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace arioso
