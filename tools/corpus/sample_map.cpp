#include "tools/corpus/sample_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include "dsp/error.h"
#include "tools/corpus/files.h"

namespace arioso::corpus {
namespace {

/// Middle of a dynamic mark's share of the velocities.
double velocityOf(const std::string& mark) {
    static const std::map<std::string, double> kMarks{
        {"pp", 0.2},  {"p", 0.35},   {"mp", 0.5},   {"mf", 0.65},  {"f", 0.8},    {"ff", 0.95},
        {"vl1", 0.1}, {"vl2", 0.28}, {"vl3", 0.46}, {"vl4", 0.64}, {"vl5", 0.82}, {"vl6", 0.97}};
    const auto found = kMarks.find(mark);
    return found != kMarks.end() ? found->second : 0.65;
}

std::vector<std::string> splitTabs(const std::string& line) {
    std::vector<std::string> out;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, '\t');) out.push_back(field);
    return out;
}

/// Each note of a layer is used as far as half way to its neighbours, the outermost without end.
void spreadKeys(std::vector<SampleRegion>& layer) {
    std::sort(layer.begin(), layer.end(),
              [](const auto& a, const auto& b) { return a.centre < b.centre; });
    for (std::size_t i = 0; i < layer.size(); ++i) {
        std::size_t below = i;
        while (below > 0 && std::lround(layer[below].centre) == std::lround(layer[i].centre))
            --below;
        std::size_t above = i;
        while (above + 1 < layer.size() &&
               std::lround(layer[above].centre) == std::lround(layer[i].centre)) {
            ++above;
        }
        const double here = std::round(layer[i].centre);
        const double low = std::round(layer[below].centre);
        const double high = std::round(layer[above].centre);
        if (low < here) layer[i].lowKey = static_cast<int>(std::floor((low + here) / 2.0)) + 1;
        if (high > here) layer[i].highKey = static_cast<int>(std::floor((here + high) / 2.0));
    }
}

class ManifestReader {
  public:
    ManifestReader(const std::filesystem::path& folder, const std::string& name)
        : folder_(folder), path_(folder / "MANIFEST.tsv"), name_(name) {}

    std::vector<SampleRegion> read() {
        std::istringstream in(readText(path_));
        std::string line;
        std::getline(in, line);
        const auto header = splitTabs(line);
        for (std::size_t i = 0; i < header.size(); ++i) columns_[header[i]] = i;
        // articulation -> dynamic mark -> notes
        std::map<std::string, std::map<std::string, std::vector<SampleRegion>>> found;
        std::map<std::string, std::size_t> counts;
        for (int number = 2; std::getline(in, line); ++number) {
            const auto row = splitTabs(line);
            if (field(row, "instrument", number) != name_) continue;
            SampleRegion region;
            region.file = folder_ / field(row, "file", number);
            region.centre = numberOf(row, "midi", number) + numberOf(row, "cents", number) / 100.0;
            const std::string articulation = field(row, "articulation", number);
            const std::string dynamic = field(row, "dynamic", number);
            region.velocity = velocityOf(dynamic);
            found[articulation][dynamic].push_back(std::move(region));
            ++counts[articulation];
        }
        if (found.empty()) {
            throw Error(ExitCode::Input, fmt::format("{}: expected samples of '{}', found none",
                                                     path_.string(), name_));
        }
        const auto common =
            std::max_element(counts.begin(), counts.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; });
        std::vector<SampleRegion> out;
        for (auto& [dynamic, layer] : found[common->first]) {
            spreadKeys(layer);
            out.insert(out.end(), layer.begin(), layer.end());
        }
        return out;
    }

  private:
    std::string field(const std::vector<std::string>& row, const std::string& column,
                      int line) const {
        const auto found = columns_.find(column);
        if (found == columns_.end() || found->second >= row.size()) {
            throw Error(ExitCode::Input, fmt::format("{}:{}: expected a column '{}', found none",
                                                     path_.string(), line, column));
        }
        return row[found->second];
    }
    double numberOf(const std::vector<std::string>& row, const std::string& column,
                    int line) const {
        const std::string text = field(row, column, line);
        std::istringstream in(text);
        double value = 0.0;
        if (!(in >> value)) {
            throw Error(ExitCode::Input,
                        fmt::format("{}:{}: column '{}': expected a number, found '{}'",
                                    path_.string(), line, column, text));
        }
        return value;
    }

    std::filesystem::path folder_;
    std::filesystem::path path_;
    std::string name_;
    std::map<std::string, std::size_t> columns_;
};

}  // namespace

std::vector<SampleRegion> readSamples(const std::filesystem::path& folder,
                                      const std::string& name) {
    const auto sfz = folder / (name + ".sfz");
    if (std::filesystem::exists(sfz)) return readSfz(sfz);
    return ManifestReader(folder, name).read();
}

}  // namespace arioso::corpus
