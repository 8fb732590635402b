#include "src/score/abc_symbols.h"

#include <algorithm>

namespace arioso {

std::vector<AbcSymbol> readAbcSymbols(std::string_view line) {
    using Kind = AbcSymbol::Kind;
    std::vector<AbcSymbol> out;
    bool open = false;
    for (std::size_t i = 0; i < line.size();) {
        const char c = line[i];
        if (c == ' ' || c == '\t' || c == '*' || c == '|') {
            open = false;
            if (c == '*') out.push_back({Kind::Skip, {}});
            if (c == '|') out.push_back({Kind::Bar, {}});
            ++i;
            continue;
        }
        std::size_t end = i + 1;
        if (c == '"' || c == '!' || c == '+') {
            end = std::min(line.size(), line.find(c, i + 1));
            end = std::min(line.size(), end + 1);
        }
        if (!open) out.push_back({Kind::Text, {}});
        open = true;
        out.back().text += line.substr(i, end - i);
        i = end;
    }
    return out;
}

}  // namespace arioso
