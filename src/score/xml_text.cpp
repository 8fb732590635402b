#include "src/score/xml_text.h"

#include <array>
#include <charconv>
#include <sstream>

namespace arioso {
namespace {

std::string clean(const std::string& text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code >= 0x20 || c == '\n' || c == '\t') out.push_back(c);
    }
    return out;
}

template <class Number>
std::string shortest(Number value) {
    std::array<char, 400> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
    return {text.data(), end};
}

}  // namespace

pugi::xml_node addText(pugi::xml_node parent, const char* name, const std::string& text) {
    pugi::xml_node node = parent.append_child(name);
    node.text().set(clean(text).c_str());
    return node;
}

pugi::xml_node addNumber(pugi::xml_node parent, const char* name, std::int64_t number) {
    return addText(parent, name, std::to_string(number));
}

void setAttribute(pugi::xml_node node, const char* name, const std::string& text) {
    node.append_attribute(name).set_value(clean(text).c_str());
}

void setAttribute(pugi::xml_node node, const char* name, std::int64_t number) {
    setAttribute(node, name, std::to_string(number));
}

std::string decimal(double value) {
    return shortest(value);
}

std::string decimal(float value) {
    return shortest(value);
}

std::string xmlText(const pugi::xml_document& document) {
    std::ostringstream out;
    document.save(out, "  ", pugi::format_indent, pugi::encoding_utf8);
    return out.str();
}

}  // namespace arioso
