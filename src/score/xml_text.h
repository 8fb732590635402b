#pragma once

#include <pugixml.hpp>
#include <string>

namespace arioso {

/// Adds <name>text</name>. Characters that XML cannot hold are left out.
pugi::xml_node addText(pugi::xml_node parent, const char* name, const std::string& text);
pugi::xml_node addNumber(pugi::xml_node parent, const char* name, std::int64_t number);
void setAttribute(pugi::xml_node node, const char* name, const std::string& text);
void setAttribute(pugi::xml_node node, const char* name, std::int64_t number);

/// The shortest decimal that reads back as the same value, never with an exponent.
std::string decimal(double value);
std::string decimal(float value);

/// A document as UTF-8 text, indented.
std::string xmlText(const pugi::xml_document& document);

}  // namespace arioso
