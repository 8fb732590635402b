#include "src/score/abc_include.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>

#include "src/score/abc_file.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 4;

bool climbs(const fs::path& path) {
    return path.is_absolute() ||
           std::any_of(path.begin(), path.end(), [](const fs::path& step) { return step == ".."; });
}

std::optional<std::string> textOf(const fs::path& path, std::size_t most) {
    std::error_code code;
    const std::uintmax_t size = fs::file_size(path, code);
    if (code || size > most) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    std::string bytes(static_cast<std::size_t>(size), '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file) return std::nullopt;
    return toUtf8(bytes, guessEncoding(bytes));
}

}  // namespace

std::string_view abcIncludeOf(std::string_view line) {
    const std::string_view head = line.substr(0, 2);
    if (head != "%%" && head != "I:") return {};
    line = trimmed(line.substr(2));
    constexpr std::string_view kName = "abc-include";
    if (line.substr(0, kName.size()) != kName) return {};
    line.remove_prefix(kName.size());
    if (line.empty() || (line[0] != ' ' && line[0] != '\t')) return {};
    return trimmed(line);
}

AbcIncludes::AbcIncludes(std::optional<fs::path> folder, std::size_t mostBytes)
    : folder_(std::move(folder)), bytesLeft_(mostBytes) {
    if (folder_ && folder_->empty()) folder_ = ".";
}

std::vector<std::string> AbcIncludes::read(std::string_view file) {
    std::vector<std::string> out;
    if (folder_) {
        read(file, *folder_, 1, out);
    } else {
        problem(file, "is not followed: the tune came without a folder");
    }
    return out;
}

void AbcIncludes::read(std::string_view file, const fs::path& from, int depth,
                       std::vector<std::string>& out) {
    const fs::path path = from / fs::path(file);
    if (climbs(fs::path(file)) || !staysInside(path)) {
        return problem(file, "is not followed: it leads out of the tune's folder");
    }
    std::error_code code;
    if (!fs::is_regular_file(path, code)) return problem(file, "is not a file that can be opened");
    if (depth > kDeepest) {
        return problem(file, fmt::format("is not followed: expected at most {} files inside each "
                                         "other",
                                         kDeepest));
    }
    if (filesLeft_ == 0) return problem(file, "is not followed: there are too many");
    --filesLeft_;
    const auto text = textOf(path, bytesLeft_);
    if (!text) return problem(file, "is too large or cannot be read");
    bytesLeft_ -= std::min(bytesLeft_, text->size());
    for (const std::string_view line : abcLinesOf(*text)) {
        if (trimmed(line).empty()) continue;
        if (const std::string_view inner = abcIncludeOf(line); !inner.empty()) {
            read(inner, path.parent_path(), depth + 1, out);
        } else if (line.substr(0, 2) == "X:") {
            problem(file, "holds a tune; only its fields and music are taken");
        } else {
            out.emplace_back(line);
        }
    }
}

bool AbcIncludes::staysInside(const fs::path& path) const {
    std::error_code code;
    const fs::path root = fs::weakly_canonical(*folder_, code);
    if (code) return false;
    const fs::path real = fs::weakly_canonical(path, code);
    if (code) return false;
    return std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first == root.end();
}

void AbcIncludes::problem(std::string_view file, std::string_view text) {
    constexpr std::size_t kMost = 100;
    const std::string whole = fmt::format("included file \"{}\" {}", file.substr(0, 80), text);
    const bool known = std::find(problems_.begin(), problems_.end(), whole) != problems_.end();
    if (!known && problems_.size() < kMost) problems_.push_back(whole);
}

}  // namespace arioso
