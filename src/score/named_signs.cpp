#include "src/score/named_signs.h"

#include <string>

namespace arioso {
namespace {

using Name = std::optional<std::string> RepeatSigns::*;

void nameAll(std::vector<RepeatSigns>& all, Name sign, Name jump, const std::string& word,
             bool back) {
    int count = 0;
    for (RepeatSigns& signs : all) {
        std::optional<std::string>& name = signs.*sign;
        if (!name) continue;
        ++count;
        if (name->empty()) name = count == 1 ? word : word + std::to_string(count);
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::optional<std::string>& name = all[i].*jump;
        if (!name || !name->empty()) continue;
        *name = word;
        for (std::size_t k = 0; k < all.size(); ++k) {
            const std::optional<std::string>& target = all[k].*sign;
            if (!target) continue;
            if (back && k <= i) name = target;
            if (!back && k > i) {
                name = target;
                break;
            }
        }
    }
}

}  // namespace

std::vector<RepeatSigns> nameSigns(std::vector<RepeatSigns> signs) {
    nameAll(signs, &RepeatSigns::segno, &RepeatSigns::dalSegno, "segno", true);
    nameAll(signs, &RepeatSigns::coda, &RepeatSigns::toCoda, "coda", false);
    return signs;
}

}  // namespace arioso
