#include "src/provenance/cbor_item.h"

#include <fmt/format.h>

#include "dsp/error.h"

namespace arioso {
namespace {

// Manifests nest a handful of levels; a hostile file must not exhaust the stack.
constexpr int kDeepest = 32;
constexpr std::uint64_t kIndefinite = ~std::uint64_t{0};

class CborReader {
  public:
    explicit CborReader(std::string_view bytes) : bytes_(bytes) {}

    CborItem item(int depth) {
        if (depth > kDeepest) fail("items nest too deep");
        const unsigned first = byte();
        const unsigned major = first >> 5U;
        const unsigned low = first & 31U;
        CborItem out;
        if (major == 7) {
            out.kind = low >= 25 && low <= 27 ? CborItem::Kind::Float : CborItem::Kind::Simple;
            out.number = argument(low, false);
            return out;
        }
        out.kind = static_cast<CborItem::Kind>(major);
        out.number = argument(low, major >= 2 && major <= 5);
        switch (out.kind) {
            case CborItem::Kind::Bytes:
            case CborItem::Kind::Text:
                string(out, depth);
                break;
            case CborItem::Kind::Array:
                children(out, 1, depth);
                break;
            case CborItem::Kind::Map:
                children(out, 2, depth);
                break;
            case CborItem::Kind::Tag:
                out.items.push_back(item(depth + 1));
                break;
            default:
                break;
        }
        return out;
    }

    void demandEnd() const {
        if (at_ != bytes_.size()) fail("bytes follow the item");
    }

  private:
    [[noreturn]] void fail(const char* what) const {
        throw Error(ExitCode::Input, fmt::format("CBOR: {} at byte {}", what, at_));
    }

    unsigned byte() {
        if (at_ >= bytes_.size()) fail("expected an item, found the end");
        return static_cast<unsigned char>(bytes_[at_++]);
    }

    std::uint64_t argument(unsigned low, bool mayBeIndefinite) {
        if (low < 24) return low;
        if (low == 31 && mayBeIndefinite) return kIndefinite;
        if (low > 27) fail("expected a length or number, found a reserved code");
        std::uint64_t value = 0;
        for (unsigned left = 1U << (low - 24); left > 0; --left) value = value << 8U | byte();
        return value;
    }

    bool atBreak() {
        if (at_ >= bytes_.size() || static_cast<unsigned char>(bytes_[at_]) != 0xFF) return false;
        ++at_;
        return true;
    }

    void string(CborItem& out, int depth) {
        if (out.number == kIndefinite) {
            while (!atBreak()) {
                const CborItem piece = item(depth + 1);
                if (piece.kind != out.kind) fail("expected a piece of a string");
                out.bytes += piece.bytes;
            }
            return;
        }
        if (out.number > bytes_.size() - at_) fail("a string is longer than what there is");
        out.bytes = bytes_.substr(at_, out.number);
        at_ += out.number;
    }

    void children(CborItem& out, std::uint64_t each, int depth) {
        // Every item takes a byte or more: a count beyond that is a lie.
        if (out.number != kIndefinite && out.number > (bytes_.size() - at_) / each)
            fail("a list is longer than what there is");
        for (std::uint64_t i = 0; out.number == kIndefinite ? !atBreak() : i < out.number; ++i)
            for (std::uint64_t part = 0; part < each; ++part) out.items.push_back(item(depth + 1));
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
};

template <typename Matches>
const CborItem* valueOf(const CborItem& map, const Matches& matches) {
    if (map.kind != CborItem::Kind::Map) return nullptr;
    for (std::size_t i = 0; i + 1 < map.items.size(); i += 2)
        if (matches(map.items[i])) return &map.items[i + 1];
    return nullptr;
}

}  // namespace

const CborItem* CborItem::find(std::string_view key) const {
    return valueOf(*this, [key](const CborItem& item) {
        return item.kind == Kind::Text && item.bytes == key;
    });
}

const CborItem* CborItem::find(std::int64_t key) const {
    const Kind wanted = key < 0 ? Kind::Negative : Kind::Unsigned;
    const auto coded = static_cast<std::uint64_t>(key < 0 ? -1 - key : key);
    return valueOf(*this, [wanted, coded](const CborItem& item) {
        return item.kind == wanted && item.number == coded;
    });
}

std::string CborItem::text(std::string_view key) const {
    const CborItem* found = find(key);
    const bool good = found != nullptr && (found->is(Kind::Text) || found->is(Kind::Bytes));
    return good ? found->bytes : std::string();
}

CborItem readCbor(std::string_view bytes) {
    CborReader reader(bytes);
    CborItem out = reader.item(0);
    reader.demandEnd();
    return out;
}

}  // namespace arioso
