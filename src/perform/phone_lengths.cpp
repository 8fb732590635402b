#include "src/perform/phone_lengths.h"

#include <algorithm>

namespace arioso {

double usualSeconds(const std::vector<Phone>& phones) {
    double sum = 0.0;
    for (const Phone& phone : phones) sum += typicalSeconds(phone.symbol);
    return sum;
}

std::size_t spreadPhones(std::vector<Phone> phones, double start, double end,
                         std::vector<PhonemeSpan>& out) {
    const double room = end - start;
    std::size_t left = 0;
    while (!phones.empty() && static_cast<double>(phones.size()) * kShortestPhone > room + 1e-9) {
        // Of equals the last: min_element over the reversed list.
        const auto least =
            std::min_element(phones.rbegin(), phones.rend(), [](const Phone& a, const Phone& b) {
                return typicalSeconds(a.symbol) < typicalSeconds(b.symbol);
            });
        phones.erase(std::next(least).base());
        ++left;
    }
    if (phones.empty()) return left;
    const double total = usualSeconds(phones);
    const auto count = static_cast<double>(phones.size());
    double least = room;
    for (const Phone& phone : phones) {
        least = std::min(least, room * typicalSeconds(phone.symbol) / total);
    }
    // In a hurry each has a frame first, and what is left in proportion.
    const double each = least < kShortestPhone ? kShortestPhone : 0.0;
    const double rest = std::max(0.0, room - each * count);
    double time = start;
    double used = 0.0;
    for (std::size_t i = 0; i < phones.size(); ++i) {
        used += each + rest * typicalSeconds(phones[i].symbol) / total;
        const double next = i + 1 < phones.size() ? start + used : end;
        out.push_back({phones[i].symbol, time, next, phones[i].vowel});
        time = next;
    }
    return left;
}

}  // namespace arioso
