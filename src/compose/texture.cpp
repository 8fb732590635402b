#include "src/compose/texture.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

#include "dsp/error.h"

namespace arioso {
namespace {

template <class Kind, std::size_t Count>
Kind find(const char* what, std::string_view name,
          const std::array<std::pair<std::string_view, Kind>, Count>& all) {
    std::string names;
    for (const auto& [known, kind] : all) {
        if (known == name) return kind;
        names += (names.empty() ? "" : ", ") + std::string(known);
    }
    throw Error(ExitCode::Usage,
                fmt::format("{}: expected one of {}; found '{}'", what, names, name));
}

}  // namespace

Texture parseTexture(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, Texture>, 9> kNames = {{
        {"held", Texture::Held},
        {"pulse", Texture::Pulse},
        {"oom-pah", Texture::OomPah},
        {"broken", Texture::Broken},
        {"arpeggio", Texture::Arpeggio},
        {"repeated", Texture::Repeated},
        {"syncopated", Texture::Syncopated},
        {"homophonic", Texture::Homophonic},
        {"walking", Texture::Walking},
    }};
    return find("texture", name, kNames);
}

Groove parseGroove(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, Groove>, 7> kNames = {{
        {"plain", Groove::Plain},
        {"ballad", Groove::Ballad},
        {"disco", Groove::Disco},
        {"march", Groove::March},
        {"shuffle", Groove::Shuffle},
        {"swing", Groove::Swing},
        {"waltz", Groove::Waltz},
    }};
    return find("groove", name, kNames);
}

}  // namespace arioso
