#include "src/provenance/jumbf_box.h"

#include <cstdint>

#include "dsp/error.h"

namespace arioso {
namespace {

constexpr int kDeepest = 16;
// What follows the type in every UUID that JUMBF and C2PA make of four characters.
constexpr std::string_view kUuidEnd("\x00\x11\x00\x10\x80\x00\x00\xAA\x00\x38\x9B\x71", 12);

[[noreturn]] void fail(const std::string& what) {
    throw Error(ExitCode::Input, "JUMBF: " + what);
}

std::uint64_t bigEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

void readDescription(std::string_view content, JumbfBox& box) {
    constexpr std::size_t kUuid = 16;
    if (content.size() <= kUuid) fail("expected a description, found a box too short for one");
    if (content.substr(4, kUuidEnd.size()) == kUuidEnd) box.purpose = content.substr(0, 4);
    // C2PA's superboxes can be asked for by the label that they have.
    constexpr unsigned kFindableByLabel = 3;
    if ((static_cast<unsigned char>(content[kUuid]) & kFindableByLabel) != kFindableByLabel)
        fail("expected a box with a label");
    const std::size_t end = content.find('\0', kUuid + 1);
    if (end == std::string_view::npos) fail("expected the end of a label, found that of its box");
    box.label = content.substr(kUuid + 1, end - kUuid - 1);
}

/// Reads a box and takes its bytes away.
JumbfBox takeBox(std::string_view& bytes, int depth) {
    if (depth > kDeepest) fail("boxes nest too deep");
    std::size_t header = 8;
    if (bytes.size() < header) fail("expected a box, found the end");
    std::uint64_t size = bigEndian(bytes.substr(0, 4));
    if (size == 1) {
        header = 16;
        if (bytes.size() < header) fail("expected a box, found the end");
        size = bigEndian(bytes.substr(8, 8));
    }
    if (size == 0) size = bytes.size();
    if (size < header || size > bytes.size()) fail("a box is longer than what it lies in");
    JumbfBox box;
    box.type = bytes.substr(4, 4);
    box.content = bytes.substr(header, size - header);
    bytes.remove_prefix(size);
    if (box.type != "jumb") return box;
    std::string_view inside = box.content;
    const JumbfBox description = takeBox(inside, depth + 1);
    if (description.type != "jumd") fail("expected a description, found " + description.type);
    readDescription(description.content, box);
    while (!inside.empty()) box.children.push_back(takeBox(inside, depth + 1));
    return box;
}

}  // namespace

const JumbfBox* JumbfBox::child(std::string_view wanted) const {
    for (const JumbfBox& box : children)
        if (box.type == "jumb" && box.label == wanted) return &box;
    return nullptr;
}

std::string_view JumbfBox::contentOf(std::string_view wanted) const {
    for (const JumbfBox& box : children)
        if (box.type == wanted) return box.content;
    return {};
}

JumbfBox readJumbf(std::string_view bytes) {
    JumbfBox box = takeBox(bytes, 0);
    if (box.type != "jumb") fail("expected a superbox, found " + box.type);
    return box;
}

}  // namespace arioso
