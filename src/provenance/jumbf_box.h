#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// A box of JUMBF (ISO/IEC 19566-5) as it lies in memory. A superbox ("jumb") has a description
/// and boxes inside; every other box has bytes alone.
struct JumbfBox {
    std::string type;                ///< four characters
    std::string_view content;        ///< behind the box's header; what C2PA hashes of a superbox
    std::string purpose;             ///< of a superbox: the first four characters of its UUID
    std::string label;               ///< of a superbox
    std::vector<JumbfBox> children;  ///< of a superbox, without its description

    /// The superbox of that label directly inside; null if there is none.
    [[nodiscard]] const JumbfBox* child(std::string_view wanted) const;
    /// What the first box of that type directly inside holds; empty if there is none.
    [[nodiscard]] std::string_view contentOf(std::string_view wanted) const;
};

/// Reads the one superbox at the beginning of `bytes`, which must outlive the result. What follows
/// it is left alone. Error(Input) if boxes overlap, or a description is not one.
JumbfBox readJumbf(std::string_view bytes);

}  // namespace arioso
