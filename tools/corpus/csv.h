#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace arioso::corpus {

/// A table with named columns.
struct Csv {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;

    /// Reads RFC 4180 text: commas, quoted fields, line breaks inside quotes. Error(Input) names
    /// file and line of a row whose number of fields is not the header's.
    static Csv read(const std::filesystem::path& path);
    /// Index of a column; Error(Input) if there is none of that name.
    [[nodiscard]] std::size_t column(const std::string& name) const;

    std::string file;  ///< for error texts
};

}  // namespace arioso::corpus
