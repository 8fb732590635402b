#include "src/score/musicxml_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>

#include "dsp/error.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

constexpr std::size_t kMostNumbers = 100;
constexpr char kDashLead = '\xE2';  // first byte of an en dash in UTF-8

/// Markup that a document may hold: each costs the parser some 64 bytes.
constexpr std::ptrdiff_t kMostTags = 16'000'000;
constexpr std::size_t kMostBytes = 192U << 20U;

bool startsWith(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

/// Encoding named by the byte order mark, the zero bytes of UTF-16, or the declaration.
std::string encodingOf(std::string_view text) {
    if (startsWith(text, "\xEF\xBB\xBF")) return "UTF-8";
    if (startsWith(text, std::string_view("\xFF\xFE\0\0", 4))) return "UTF-32LE";
    if (startsWith(text, std::string_view("\0\0\xFE\xFF", 4))) return "UTF-32BE";
    if (startsWith(text, "\xFF\xFE")) return "UTF-16LE";
    if (startsWith(text, "\xFE\xFF")) return "UTF-16BE";
    if (startsWith(text, std::string_view("<\0", 2))) return "UTF-16LE";
    if (startsWith(text, std::string_view("\0<", 2))) return "UTF-16BE";
    const std::string_view head = text.substr(0, 256);
    const std::size_t declared = head.find("encoding=");
    if (startsWith(head, "<?xml") && declared != std::string_view::npos &&
        declared < head.find("?>") && declared + 10 < head.size()) {
        const char quote = head[declared + 9];
        const std::size_t end = head.find(quote, declared + 10);
        if (end != std::string_view::npos) {
            return std::string(head.substr(declared + 10, end - declared - 10));
        }
    }
    return isUtf8(text) ? "UTF-8" : "windows-1252";
}

std::string decoded(std::string text) {
    std::string encoding = encodingOf(text);
    // A file that says UTF-16 but could be read this far without it is 8-bit text after all.
    if (startsWith(text, "<?") && startsWith(encoding, "UTF-16")) encoding = "UTF-8";
    const bool utf8 = encoding == "UTF-8" || encoding == "utf-8";
    if (utf8 && isUtf8(text)) return text;
    return toUtf8(text, utf8 ? guessEncoding(text) : encoding);
}

/// Line of a byte, for messages.
std::size_t lineOf(std::string_view text, std::ptrdiff_t offset) {
    const auto end = std::clamp<std::ptrdiff_t>(offset, 0, std::ssize(text));
    return 1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + end, '\n'));
}

void collectPartwise(MusicXmlDocument& out) {
    for (const pugi::xml_node part : out.root.children("part")) {
        MusicXmlDocument::PartNodes nodes;
        nodes.id = part.attribute("id").value();
        for (const pugi::xml_node measure : part.children("measure")) {
            nodes.measures.push_back(measure);
        }
        out.parts.push_back(std::move(nodes));
    }
}

void collectTimewise(MusicXmlDocument& out) {
    std::map<std::string, std::size_t> known;
    std::size_t index = 0;
    for (const pugi::xml_node measure : out.root.children("measure")) {
        for (const pugi::xml_node part : measure.children("part")) {
            const std::string id = part.attribute("id").value();
            const auto [it, fresh] = known.try_emplace(id, out.parts.size());
            if (fresh) out.parts.push_back({id, {}});
            auto& measures = out.parts[it->second].measures;
            // Bars that a part leaves out are empty ones, so that later ones stay in place.
            if (out.parts.size() * index < static_cast<std::size_t>(kMostTags)) {
                measures.resize(index);
            }
            measures.push_back(part);
        }
        ++index;
    }
}

}  // namespace

void parseXmlText(std::string text, const std::string& kind, const std::string& name,
                  const ReadLimits& limits, pugi::xml_document& out) {
    const std::size_t most = std::min(limits.fileBytes, kMostBytes);
    if (text.size() > most) {
        throw Error(ExitCode::Input, fmt::format("{}: expected at most {} bytes of XML, found {}",
                                                 name, most, text.size()));
    }
    text = decoded(std::move(text));
    if (std::count_if(text.begin(), text.end(), [](char c) { return c == '<' || c == '='; }) >
        kMostTags) {
        throw Error(ExitCode::Input, fmt::format("{}: expected at most {} elements and attributes, "
                                                 "found more",
                                                 name, kMostTags));
    }
    const pugi::xml_parse_result result =
        out.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!result) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: line {}: expected {}, found broken XML: {}", name,
                                lineOf(text, result.offset), kind, result.description()));
    }
}

void parseMusicXmlDocument(std::string text, const std::string& name, const ReadLimits& limits,
                           MusicXmlDocument& out) {
    parseXmlText(std::move(text), "MusicXML", name, limits, out.xml);
    out.root = out.xml.child("score-partwise");
    if (!out.root) out.root = out.xml.child("score-timewise");
    if (!out.root) {
        const std::string found = out.xml.document_element().name();
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected <score-partwise> or <score-timewise>, found {}", name,
                                found.empty() ? "no element" : "<" + found.substr(0, 40) + ">"));
    }
    if (std::string_view(out.root.name()) == "score-timewise") {
        collectTimewise(out);
    } else {
        collectPartwise(out);
    }
}

std::string childText(pugi::xml_node node, const char* child) {
    return std::string(trimmed(node.child(child).text().get()));
}

std::optional<double> parseNumber(std::string_view text) {
    text = trimmed(text);
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    double value = 0.0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

std::optional<double> childNumber(pugi::xml_node node, const char* child) {
    return parseNumber(node.child(child).text().get());
}

std::optional<double> attributeNumber(pugi::xml_node node, const char* attribute) {
    return parseNumber(node.attribute(attribute).value());
}

std::optional<int> childInt(pugi::xml_node node, const char* child) {
    const std::optional<double> value = childNumber(node, child);
    if (!value) return std::nullopt;
    return static_cast<int>(std::clamp(*value, -1e9, 1e9));
}

std::vector<int> parseNumberList(std::string_view text) {
    std::vector<int> out;
    int value = 0;
    bool range = false;
    const auto close = [&] {
        if (value == 0) return;
        const int from = range && !out.empty() ? out.back() + 1 : value;
        for (int i = from; i < value && out.size() < kMostNumbers; ++i) out.push_back(i);
        out.push_back(std::exchange(value, 0));
        range = false;
    };
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            value = std::min(value * 10 + (c - '0'), 100'000);
            continue;
        }
        close();
        if (c == '-' || c == kDashLead) range = true;
        if (c == ',' || c == '+') range = false;
        if (out.size() > kMostNumbers) break;
    }
    close();
    return out;
}

}  // namespace arioso
