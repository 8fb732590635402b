#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// Shorthand for music that a tune defines (ABC standard 2.1, section 9): "m:~G3 = G{A}G{F}G"
/// stands for itself, "m:~n3 = n{o}n{m}n" for every note, where the letters h to z of the
/// replacement are notes so many steps of the scale below or above n.
class AbcMacros {
  public:
    enum class Taken { Yes, Incomplete, TooMany, NoSign };

    /// The text behind "m:". Not taken are definitions without "=" or name, those after the 64th,
    /// and an n that stands alone: it would be every note of the tune.
    Taken define(std::string_view text);

    /// A line of music with its macros written out, up to 64 KiB.
    [[nodiscard]] std::string expand(const std::string& line) const;

  private:
    struct Macro {
        std::string before;  ///< the note, or all of the target
        std::string after;
        bool anyNote = false;
        std::string replacement;
    };
    static void apply(const Macro& macro, std::string& line);

    std::vector<Macro> macros_;
};

}  // namespace arioso
