#include "tools/corpus/csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "dsp/error.h"
#include "tools/corpus/files.h"

namespace arioso::corpus {

Csv Csv::read(const std::filesystem::path& path) {
    Csv out;
    out.file = path.string();
    const std::string text = readText(path) + "\n";
    std::vector<std::string> row;
    std::string field;
    bool quoted = false;
    int line = 1;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') ++line;
        if (quoted) {
            if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
                field += text[++i];
            } else if (c == '"') {
                quoted = false;
            } else {
                field += c;
            }
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            row.push_back(std::move(field));
            field.clear();
        } else if (c == '\n') {
            if (row.empty() && field.empty()) continue;
            row.push_back(std::move(field));
            field.clear();
            if (out.header.empty()) {
                out.header = std::move(row);
            } else if (row.size() != out.header.size()) {
                throw Error(ExitCode::Input,
                            fmt::format("{}:{}: expected {} fields, found {}", out.file, line - 1,
                                        out.header.size(), row.size()));
            } else {
                out.rows.push_back(std::move(row));
            }
            row.clear();
        } else if (c != '\r') {
            field += c;
        }
    }
    return out;
}

std::size_t Csv::column(const std::string& name) const {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) {
        throw Error(ExitCode::Input,
                    fmt::format("{}:1: expected a column '{}', found none", file, name));
    }
    return static_cast<std::size_t>(std::distance(header.begin(), found));
}

}  // namespace arioso::corpus
