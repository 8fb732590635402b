#include "dsp/audio_tags.h"

#include <openssl/evp.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "dsp/audio_tags_chunks.h"
#include "dsp/error.h"

namespace arioso::dsp {
namespace {

namespace fs = std::filesystem;

using File = std::unique_ptr<SNDFILE, int (*)(SNDFILE*)>;

File openAudio(const fs::path& path, SF_INFO& info) {
    std::error_code ignored;
    std::string reason;
    if (fs::is_directory(path, ignored)) {
        reason = "expected a file, found a directory";
    } else if (File file(sf_open(path.c_str(), SFM_READ, &info), &sf_close); file != nullptr) {
        return file;
    } else {
        reason = sf_strerror(nullptr);
    }
    throw Error(ExitCode::Input, path.string() + ": cannot read audio: " + reason);
}

/// The text of a chunk; empty if there is none.
std::string chunkText(SNDFILE* file, const char* id) {
    SF_CHUNK_INFO wanted{};
    std::snprintf(wanted.id, sizeof wanted.id, "%s", id);
    wanted.id_size = 4;
    SF_CHUNK_ITERATOR* at = sf_get_chunk_iterator(file, &wanted);
    if (at == nullptr) return {};
    SF_CHUNK_INFO found{};
    if (sf_get_chunk_size(at, &found) != SF_ERR_NO_ERROR || found.datalen > kLongestChunk)
        return {};
    std::string text(found.datalen, '\0');
    found.data = text.data();
    if (sf_get_chunk_data(at, &found) != SF_ERR_NO_ERROR) return {};
    text.resize(std::strlen(text.c_str()));
    return text;
}

/// Takes the samples of a file as 32-bit words, interleaved.
template <typename Sample, typename Read>
void digestSamples(EVP_MD_CTX* digest, SNDFILE* file, int channels, const Read& read) {
    constexpr sf_count_t kFrames = 4096;
    std::vector<Sample> samples(static_cast<std::size_t>(kFrames * channels));
    for (;;) {
        const sf_count_t frames = read(file, samples.data(), kFrames);
        if (frames <= 0) return;
        EVP_DigestUpdate(digest, samples.data(),
                         static_cast<std::size_t>(frames * channels) * sizeof(Sample));
    }
}

}  // namespace

AudioTags readAudioTags(const fs::path& path) {
    SF_INFO info{};
    const File file = openAudio(path, info);
    const auto text = [&file](int field) {
        const char* found = sf_get_string(file.get(), field);
        return std::string(found == nullptr ? "" : found);
    };
    AudioTags tags;
    tags.title = text(SF_STR_TITLE);
    tags.artist = text(SF_STR_ARTIST);
    tags.software = text(SF_STR_SOFTWARE);
    tags.copyright = text(SF_STR_COPYRIGHT);
    tags.comment = text(SF_STR_COMMENT);
    SF_BROADCAST_INFO broadcast{};
    if (sf_command(file.get(), SFC_GET_BROADCAST_INFO, &broadcast, sizeof broadcast) == SF_TRUE)
        tags.reference.assign(
            broadcast.originator_reference,
            ::strnlen(broadcast.originator_reference, sizeof broadcast.originator_reference));
    tags.document = userTextOf(chunkText(file.get(), "iXML"));
    if (tags.document.empty() && tags.comment.starts_with('{')) {
        tags.document = tags.comment;
        tags.comment.clear();
    }
    return tags;
}

std::string audioDigest(const fs::path& path) {
    SF_INFO info{};
    const File file = openAudio(path, info);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(),
                                                                         EVP_MD_CTX_free);
    EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
    const std::array<std::int32_t, 2> head{info.samplerate, info.channels};
    EVP_DigestUpdate(digest.get(), head.data(), sizeof head);
    const int coding = info.format & SF_FORMAT_SUBMASK;
    const bool floats = coding == SF_FORMAT_FLOAT || coding == SF_FORMAT_DOUBLE ||
                        coding == SF_FORMAT_VORBIS || coding == SF_FORMAT_OPUS;
    if (floats)
        digestSamples<float>(digest.get(), file.get(), info.channels, &sf_readf_float);
    else
        digestSamples<int>(digest.get(), file.get(), info.channels, &sf_readf_int);
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    EVP_DigestFinal_ex(digest.get(), bytes.data(), &length);
    std::string text;
    constexpr const char* kHex = "0123456789abcdef";
    for (unsigned i = 0; i < length; ++i) {
        text += kHex[bytes[i] >> 4];
        text += kHex[bytes[i] & 15];
    }
    return text;
}

}  // namespace arioso::dsp
