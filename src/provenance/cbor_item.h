#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// One data item of CBOR (RFC 8949) with everything inside it. nlohmann's reader knows neither the
/// numbers that COSE has for keys nor its tags.
struct CborItem {
    enum class Kind { Unsigned, Negative, Bytes, Text, Array, Map, Tag, Simple, Float };

    Kind kind = Kind::Simple;
    /// An Unsigned; of a Negative what is subtracted from -1; the number of a Tag or Simple; the
    /// bits of a Float.
    std::uint64_t number = 0;
    std::string bytes;            ///< of Bytes and Text
    std::vector<CborItem> items;  ///< of an Array; of a Map keys and values in turn; of a Tag one

    [[nodiscard]] bool is(Kind wanted) const { return kind == wanted; }
    [[nodiscard]] bool isNull() const { return kind == Kind::Simple && number == 22; }
    /// The value of a Map's key; null if there is none, or no map.
    [[nodiscard]] const CborItem* find(std::string_view key) const;
    [[nodiscard]] const CborItem* find(std::int64_t key) const;
    /// The text or bytes of a Map's key; empty if it has no such text or bytes.
    [[nodiscard]] std::string text(std::string_view key) const;
};

/// Reads one item that fills `bytes` to the end. Error(Input) says what was expected.
CborItem readCbor(std::string_view bytes);

}  // namespace arioso
