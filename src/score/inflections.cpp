#include "src/score/inflections.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace arioso {
namespace {

using Points = std::vector<Inflection>;

/// Gliding into a note and out of it, as brass players and guitarists do.
const std::map<std::string, Points>& signs() {
    static const std::map<std::string, Points> kSigns = {
        {"scoop", {{0.0F, -2.0F}, {0.25F, 0.0F}}},
        {"plop", {{0.0F, 4.0F}, {0.2F, 0.0F}}},
        {"doit", {{0.5F, 0.0F}, {1.0F, 5.0F}}},
        {"falloff", {{0.5F, 0.0F}, {1.0F, -7.0F}}},
        {"flip", {{0.7F, 0.0F}, {0.85F, 2.0F}, {1.0F, 0.0F}}},
        {"smear", {{0.0F, -1.0F}, {0.5F, 0.0F}}},
        {"brass-bend", {{0.3F, 0.0F}, {0.6F, -1.0F}, {0.9F, 0.0F}}}};
    return kSigns;
}

}  // namespace

const Points* inflectionNamed(const std::string& name) {
    const auto it = signs().find(name);
    return it == signs().end() ? nullptr : &it->second;
}

std::string inflectionName(const Points& points) {
    for (const auto& [name, shape] : signs()) {
        if (shape == points) return name;
    }
    return {};
}

Points pointsOf(const Bend& bend) {
    switch (bend.kind) {
        case Bend::Kind::Release:
            return {{0.6F, bend.semitones}, {0.9F, 0.0F}};
        case Bend::Kind::PreBend:
            return {{0.0F, bend.semitones}};
        case Bend::Kind::Up:
            break;
    }
    return {{0.1F, 0.0F}, {0.4F, bend.semitones}};
}

std::vector<Bend> bendsOf(const Points& points) {
    std::vector<Bend> out;
    std::size_t i = 0;
    while (i < points.size()) {
        const auto fits = [&](const Bend& bend) {
            const Points shape = pointsOf(bend);
            return i + shape.size() <= points.size() &&
                   std::equal(shape.begin(), shape.end(),
                              points.begin() + static_cast<std::ptrdiff_t>(i));
        };
        const float next = i + 1 < points.size() ? points[i + 1].semitones : 0.0F;
        const Bend up{Bend::Kind::Up, next};
        const Bend release{Bend::Kind::Release, points[i].semitones};
        const Bend before{Bend::Kind::PreBend, points[i].semitones};
        const Bend* bend = nullptr;
        for (const Bend* one : {&up, &release, &before}) {
            if (bend == nullptr && fits(*one)) bend = one;
        }
        if (bend == nullptr) break;
        out.push_back(*bend);
        i += pointsOf(*bend).size();
    }
    if (i == points.size()) return out;
    const auto far = std::max_element(points.begin(), points.end(), [](auto& a, auto& b) {
        return std::abs(a.semitones) < std::abs(b.semitones);
    });
    out = {{far == points.begin() ? Bend::Kind::PreBend : Bend::Kind::Up, far->semitones}};
    if (points.back().semitones == 0.0F) out.push_back({Bend::Kind::Release, far->semitones});
    return out;
}

}  // namespace arioso
