#include "src/originality/library_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "dsp/error.h"
#include "models/atomic_file.h"
#include "models/safetensors_header.h"

namespace arioso {
namespace {

static_assert(std::endian::native == std::endian::little, "columns are mapped as they lie");

constexpr const char* kFormat = "arioso-library-1";

using nlohmann::json;

/// The tensors of a file: what is widest first, so that every column is aligned.
class Writer {
  public:
    template <typename T>
    void add(const std::string& name, std::span<const T> values) {
        const std::uint64_t bytes = values.size_bytes();
        header_[name] = {{"dtype", sizeof(T) == 4   ? "I32"
                                   : sizeof(T) == 2 ? "I16"
                                                    : "U8"},
                         {"shape", {values.size()}},
                         {"data_offsets", {size_, size_ + bytes}}};
        size_ += bytes;
        data_.emplace_back(reinterpret_cast<const char*>(values.data()), bytes);
    }

    void write(const std::filesystem::path& path) {
        header_["__metadata__"] = {{"format", kFormat}};
        std::string head = header_.dump();
        head.append((8 - head.size() % 8) % 8, ' ');
        const auto length = static_cast<std::uint64_t>(head.size());
        models::AtomicFile file(path);
        file.write({reinterpret_cast<const char*>(&length), sizeof length});
        file.write(head);
        for (const std::string_view bytes : data_) file.write(bytes);
        file.commit();
    }

  private:
    json header_ = json::object();
    std::uint64_t size_ = 0;
    std::vector<std::string_view> data_;
};

/// A file in memory for as long as anything holds it.
class Mapping {
  public:
    explicit Mapping(const std::filesystem::path& path) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) fail(path);
        struct stat status {};
        if (::fstat(file, &status) == 0 && status.st_size > 0) {
            size_ = static_cast<std::size_t>(status.st_size);
            data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
        }
        const int error = errno;
        ::close(file);
        errno = error;
        if (data_ == MAP_FAILED) fail(path);
    }
    ~Mapping() {
        if (data_ != nullptr && data_ != MAP_FAILED) ::munmap(data_, size_);
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;

    [[nodiscard]] std::string_view bytes() const {
        return {static_cast<const char*>(data_), size_};
    }

  private:
    [[noreturn]] static void fail(const std::filesystem::path& path) {
        throw Error(ExitCode::Input, path.string() + ": " + std::strerror(errno));
    }
    void* data_ = nullptr;
    std::size_t size_ = 0;
};

class Reader {
  public:
    Reader(std::string_view bytes, std::string name) : name_(std::move(name)) {
        try {
            header_ = models::parseSafetensorsHeader(bytes, name_);
        } catch (const Error& error) {
            throw Error(ExitCode::Input, error.what());
        }
        const auto format = header_.metadata.find("format");
        if (format == header_.metadata.end() || format->second != kFormat)
            fail(fmt::format("expected the format {}, found {}", kFormat,
                             format == header_.metadata.end() ? "none" : format->second));
    }

    template <typename T>
    [[nodiscard]] std::span<const T> values(const std::string& name) const {
        for (const models::SafetensorsEntry& entry : header_.entries) {
            if (entry.name != name) continue;
            const char* data = entry.data.data();
            if (models::safetensorsElementBytes(entry.dtype) != sizeof(T) ||
                reinterpret_cast<std::uintptr_t>(data) % alignof(T) != 0)
                fail(fmt::format("{}: expected aligned numbers of {} bytes, found {}", name,
                                 sizeof(T), entry.dtype));
            return {reinterpret_cast<const T*>(data), entry.data.size() / sizeof(T)};
        }
        fail("expected a column " + name);
    }
    template <typename T>
    [[nodiscard]] Column<T> column(const std::string& name) const {
        return Column<T>(values<T>(name));
    }

    /// Titles, composers and where each begins, of pieces of at least `gram` entries.
    template <typename Piece>
    [[nodiscard]] std::vector<Piece> pieces(const std::string& name, std::size_t gram,
                                            std::size_t size) const {
        const auto counts = values<std::uint32_t>(name + ".counts");
        const auto text = values<char>(name + ".titles");
        std::string_view rest(text.data(), text.size());
        const auto next = [&] {
            const std::size_t end = rest.find('\0');
            if (end == std::string_view::npos)
                fail(name + ".titles: expected a title and a composer for every piece");
            const std::string out(rest.substr(0, end));
            rest.remove_prefix(end + 1);
            return out;
        };
        std::vector<Piece> out;
        std::size_t first = 0;
        for (const std::uint32_t count : counts) {
            if (count < gram || count > size - first)
                fail(fmt::format("{}.counts: expected from {} to {}, found {}", name, gram,
                                 size - first, count));
            Piece piece;
            piece.title = next();
            piece.composer = next();
            piece.first = first;
            piece.count = count;
            first += count;
            out.push_back(std::move(piece));
        }
        if (first != size)
            fail(fmt::format("{}.counts: expected {} in all, found {}", name, size, first));
        return out;
    }

    template <typename A, typename B>
    void sameSize(const std::string& name, const Column<A>& a, const Column<B>& b) const {
        if (a.size() != b.size())
            fail(fmt::format("{}: expected {} entries, found {}", name, a.size(), b.size()));
    }

    [[noreturn]] void fail(const std::string& text) const {
        throw Error(ExitCode::Input, name_ + ": " + text);
    }

  private:
    std::string name_;
    models::SafetensorsHeader header_;
};

template <typename Piece>
void describe(const std::vector<Piece>& pieces, std::vector<std::uint32_t>& counts,
              std::string& titles) {
    for (const Piece& piece : pieces) {
        counts.push_back(static_cast<std::uint32_t>(piece.count));
        for (const std::string& text : {piece.title, piece.composer}) {
            for (const char c : text)
                if (c != '\0') titles += c;
            titles += '\0';
        }
    }
}

template <typename T>
std::span<const T> spanOf(const std::vector<T>& values) {
    return values;
}

SymbolLibrary symbolsFrom(const Reader& reader, const std::string& name) {
    SymbolLibrary::Columns columns{reader.column<std::uint32_t>(name + ".symbols"),
                                   reader.column<std::uint16_t>(name + ".from"),
                                   reader.column<std::uint16_t>(name + ".to")};
    reader.sameSize(name + ".from", columns.symbols, columns.from);
    reader.sameSize(name + ".to", columns.symbols, columns.to);
    auto pieces =
        reader.pieces<SymbolLibrary::Piece>(name, SymbolLibrary::kGram, columns.symbols.size());
    return {std::move(pieces), std::move(columns),
            PostingIndex(reader.column<std::uint32_t>(name + ".buckets"),
                         reader.column<std::uint32_t>(name + ".places"))};
}

}  // namespace

void writeLibraryFile(const std::filesystem::path& path, const MusicLibrary& library) {
    struct Description {
        std::vector<std::uint32_t> counts;
        std::string titles;
    };
    std::array<Description, 3> described;
    describe(library.tunes.tunes(), described[0].counts, described[0].titles);
    describe(library.harmonies.pieces(), described[1].counts, described[1].titles);
    describe(library.rhythms.pieces(), described[2].counts, described[2].titles);
    const std::array<std::string, 3> names = {"tunes", "harmonies", "rhythms"};
    const std::array<const PostingIndex*, 3> indices = {
        &library.tunes.postings(), &library.harmonies.postings(), &library.rhythms.postings()};
    const std::array<const SymbolLibrary*, 2> symbols = {&library.harmonies, &library.rhythms};
    Writer writer;
    for (std::size_t i = 0; i < names.size(); ++i) {
        writer.add(names[i] + ".counts", spanOf(described[i].counts));
        writer.add(names[i] + ".buckets", indices[i]->offsets().all());
        writer.add(names[i] + ".places", indices[i]->all().all());
    }
    writer.add("tunes.onsets", library.tunes.columns().onsets.all());
    for (std::size_t i = 0; i < symbols.size(); ++i)
        writer.add(names[i + 1] + ".symbols", symbols[i]->columns().symbols.all());
    writer.add("tunes.pitches", library.tunes.columns().pitches.all());
    writer.add("tunes.bars", library.tunes.columns().bars.all());
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        writer.add(names[i + 1] + ".from", symbols[i]->columns().from.all());
        writer.add(names[i + 1] + ".to", symbols[i]->columns().to.all());
    }
    for (std::size_t i = 0; i < names.size(); ++i)
        writer.add(names[i] + ".titles",
                   std::span<const char>(described[i].titles.data(), described[i].titles.size()));
    writer.write(path);
}

MusicLibrary readLibraryFile(const std::filesystem::path& path) {
    const auto mapping = std::make_shared<const Mapping>(path);
    const Reader reader(mapping->bytes(), path.string());
    MusicLibrary out;
    out.file = mapping;
    TuneLibrary::Columns columns{reader.column<std::int32_t>("tunes.onsets"),
                                 reader.column<std::int16_t>("tunes.pitches"),
                                 reader.column<std::uint16_t>("tunes.bars")};
    reader.sameSize("tunes.pitches", columns.onsets, columns.pitches);
    reader.sameSize("tunes.bars", columns.onsets, columns.bars);
    auto tunes =
        reader.pieces<TuneLibrary::Tune>("tunes", TuneLibrary::kGram, columns.onsets.size());
    out.tunes = TuneLibrary(std::move(tunes), std::move(columns),
                            PostingIndex(reader.column<std::uint32_t>("tunes.buckets"),
                                         reader.column<std::uint32_t>("tunes.places")));
    out.harmonies = symbolsFrom(reader, "harmonies");
    out.rhythms = symbolsFrom(reader, "rhythms");
    return out;
}

bool isLibraryFile(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string head(9, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    // No score begins so: the length of a header, which no file has of 16 MB, and its first brace.
    return file.good() && head[8] == '{' && head[5] == '\0' && head[6] == '\0' && head[7] == '\0';
}

}  // namespace arioso
