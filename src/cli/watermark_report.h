#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace arioso::cli {

/// The watermarks that a sound bears: the public one, and with `keyFile` that of this secret, an
/// object each: key ("public", "secret"), id (14 hexadecimal digits), tempo and semitones by which
/// the sound was changed since, from and to (seconds) and score. Error(Input).
nlohmann::json watermarksOf(const std::filesystem::path& sound, const std::string& keyFile);

/// The id that a render's document has in its watermark.
std::string watermarkId(const std::string& document);

/// A line for people.
std::string watermarkLine(const nlohmann::json& mark);

}  // namespace arioso::cli
