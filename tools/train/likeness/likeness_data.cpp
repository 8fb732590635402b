#include "tools/train/likeness/likeness_data.h"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "models/ridge.h"

namespace arioso::train {
namespace {

using nlohmann::json;

std::vector<double> numbersOf(const json& list) {
    std::vector<double> out;
    for (const json& one : list)
        out.push_back(one.is_null() ? models::kUnknown : one.get<double>());
    return out;
}

}  // namespace

std::vector<LikenessRow> readLikenessRows(const std::filesystem::path& path) {
    std::ifstream stream(path);
    if (!stream)
        throw Error(ExitCode::Input,
                    path.string() + ": expected rows of arioso-corpus likeness, cannot read it");
    std::vector<LikenessRow> out;
    std::map<std::string, int> works;
    std::string line;
    for (std::size_t number = 1; std::getline(stream, line); ++number) {
        try {
            const json row = json::parse(line);
            LikenessRow one;
            const auto work = row.at("work").get<std::string>();
            one.work = works.emplace(work, static_cast<int>(works.size())).first->second;
            one.composer = row.at("composer").get<std::string>();
            one.heldOut = row.at("held_out").get<bool>();
            one.score = numbersOf(row.at("score"));
            if (row.contains("audio")) one.audio = numbersOf(row["audio"]);
            if (row.contains("words")) {
                one.words.language = row["words"].at("language").get<std::string>();
                one.words.lines = row["words"].at("lines").get<std::vector<std::string>>();
                one.language = one.words.language.substr(0, 2);
            }
            if (!out.empty() && out.front().score.size() != one.score.size())
                throw Error(ExitCode::Input,
                            fmt::format("expected {} values of the score, found {}",
                                        out.front().score.size(), one.score.size()));
            out.push_back(std::move(one));
        } catch (const std::exception& error) {
            throw Error(ExitCode::Input,
                        fmt::format("{} line {}: {}", path.string(), number, error.what()));
        }
    }
    if (out.empty()) throw Error(ExitCode::Input, path.string() + ": expected rows, found none");
    return out;
}

Retrieval retrieve(const std::vector<JointEmbedding::Place>& queries,
                   const std::vector<JointEmbedding::Place>& targets,
                   const std::vector<int>& groups, const std::vector<std::string>& kinds,
                   std::size_t others, std::uint64_t seed) {
    Retrieval out;
    models::RandomStream random(seed);
    for (std::size_t i = 0; i < queries.size(); ++i) {
        std::vector<std::size_t> pool;
        for (std::size_t j = 0; j < targets.size(); ++j)
            if (groups[j] != groups[i] && kinds[j] == kinds[i]) pool.push_back(j);
        if (pool.size() < others) continue;
        for (std::size_t k = 0; k < others; ++k)
            std::swap(pool[k], pool[k + static_cast<std::size_t>(
                                            random.below(static_cast<int>(pool.size() - k)))]);
        const double right = models::cosine(queries[i], targets[i]);
        std::size_t rank = 1;
        for (std::size_t k = 0; k < others; ++k)
            rank += models::cosine(queries[i], targets[pool[k]]) >= right ? 1 : 0;
        ++out.queries;
        out.first += rank == 1 ? 1.0 : 0.0;
        out.firstTen += rank <= 10 ? 1.0 : 0.0;
        out.reciprocal += 1.0 / static_cast<double>(rank);
    }
    const auto count = static_cast<double>(std::max<std::size_t>(1, out.queries));
    out.first /= count;
    out.firstTen /= count;
    out.reciprocal /= count;
    return out;
}

}  // namespace arioso::train
