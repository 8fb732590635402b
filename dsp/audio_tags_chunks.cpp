#include "dsp/audio_tags_chunks.h"

#include <sndfile.h>

#include <array>
#include <cstdio>
#include <utility>

namespace arioso::dsp {
namespace {

constexpr std::array<std::pair<char, const char*>, 3> kEntities = {
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}}};

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const char* entity = nullptr;
        for (const auto& [plain, name] : kEntities)
            if (c == plain) entity = name;
        if (entity != nullptr)
            out += entity;
        else
            out += c;
    }
    return out;
}

std::string plain(std::string text) {
    // The ampersand last, or what it stands for would be read again.
    for (auto entity = kEntities.rbegin(); entity != kEntities.rend(); ++entity) {
        const std::string name = entity->second;
        for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; ++at)
            text.replace(at, name.size(), 1, entity->first);
    }
    return text;
}

template <std::size_t N>
void fill(char (&field)[N], const std::string& text) {
    // These fields of bext need no final zero, but readers are grateful for one.
    std::snprintf(field, N, "%s", text.c_str());
}

void writeBroadcast(SNDFILE* file, const AudioTags& tags) {
    SF_BROADCAST_INFO info{};
    fill(info.description, tags.comment);
    fill(info.originator, tags.software);
    // Exactly 32 characters are allowed here.
    for (std::size_t i = 0; i < sizeof info.originator_reference && i < tags.reference.size(); ++i)
        info.originator_reference[i] = tags.reference[i];
    info.version = 1;
    sf_command(file, SFC_SET_BROADCAST_INFO, &info, sizeof info);
}

void writeIxml(SNDFILE* file, const AudioTags& tags) {
    std::string xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><BWFXML><IXML_VERSION>2.10</IXML_VERSION>"
        "<PROJECT>" +
        escaped(tags.title) + "</PROJECT><USER>" + escaped(tags.document) + "</USER></BWFXML>";
    SF_CHUNK_INFO chunk{};
    std::snprintf(chunk.id, sizeof chunk.id, "iXML");
    chunk.id_size = 4;
    chunk.data = xml.data();
    chunk.datalen = static_cast<unsigned>(xml.size());
    sf_set_chunk(file, &chunk);
}

}  // namespace

void writeTags(sf_private_tag* file, const AudioTags& tags, bool wav) {
    const auto set = [file](int field, const std::string& text) {
        if (!text.empty()) sf_set_string(file, field, text.c_str());
    };
    set(SF_STR_TITLE, tags.title);
    set(SF_STR_ARTIST, tags.artist);
    set(SF_STR_SOFTWARE, tags.software);
    set(SF_STR_COPYRIGHT, tags.copyright);
    set(SF_STR_COMMENT, wav || tags.document.empty() ? tags.comment : tags.document);
    if (!wav) return;
    writeBroadcast(file, tags);
    if (!tags.document.empty()) writeIxml(file, tags);
}

std::string userTextOf(const std::string& xml) {
    const std::size_t begin = xml.find("<USER>");
    const std::size_t end = xml.rfind("</USER>");
    if (begin == std::string::npos || end == std::string::npos || end < begin + 6) return {};
    return plain(xml.substr(begin + 6, end - begin - 6));
}

}  // namespace arioso::dsp
