#include "src/compose/tune_corpus.h"

#include <algorithm>
#include <map>

namespace arioso {
namespace {

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
    hash ^= value + 0x9E3779B97F4A7C15ULL + (hash << 6U) + (hash >> 2U);
    hash *= 0xFF51AFD7ED558CCDULL;
    return hash ^ (hash >> 33U);
}

/// Lower-case words of a name in alphabetical order: "Schubert, Franz" is "Franz Schubert". Bytes
/// above ASCII stay as they are.
std::vector<std::string> wordsOf(const std::string& text) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c >= 'A' && c <= 'Z') {
            words.back() += static_cast<char>(c - 'A' + 'a');
        } else if ((c >= 'a' && c <= 'z') || byte >= 0x80) {
            words.back() += c;
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    if (words.back().empty()) words.pop_back();
    std::sort(words.begin(), words.end());
    return words;
}

}  // namespace

std::vector<std::uint64_t> TuneIndex::grams(const std::vector<StudyNote>& melody) const {
    const std::vector<int> shape = tuneShape(melody);
    std::vector<std::uint64_t> out;
    for (std::size_t i = 0; i + notes_ <= shape.size() + 1; ++i) {
        std::uint64_t hash = 0;
        for (std::size_t k = 0; k + 1 < notes_; ++k)
            hash = mixed(hash, static_cast<std::uint64_t>(shape[i + k]));
        out.push_back(hash);
    }
    return out;
}

void TuneIndex::add(const std::vector<StudyNote>& melody, std::size_t number) {
    for (const std::uint64_t gram : grams(melody)) {
        auto& tunes = tunes_[gram];
        if (tunes.empty() || tunes.back() != number) tunes.push_back(number);
    }
}

std::vector<bool> TuneIndex::known(const std::vector<StudyNote>& melody,
                                   std::optional<std::size_t> but) const {
    std::vector<bool> out;
    for (const std::uint64_t gram : grams(melody)) {
        const auto found = tunes_.find(gram);
        out.push_back(found != tunes_.end() &&
                      std::any_of(found->second.begin(), found->second.end(),
                                  [&](std::size_t tune) { return tune != but; }));
    }
    return out;
}

double TuneIndex::share(const std::vector<StudyNote>& melody) const {
    const std::vector<bool> all = known(melody);
    if (all.empty()) return 0.0;
    return static_cast<double>(std::count(all.begin(), all.end(), true)) /
           static_cast<double>(all.size());
}

TuneIndex::Nearest TuneIndex::nearest(const std::vector<StudyNote>& melody) const {
    const auto all = grams(melody);
    std::map<std::size_t, std::size_t> hits;
    std::size_t most = 0;
    Nearest out;
    for (const std::uint64_t gram : all) {
        const auto found = tunes_.find(gram);
        if (found == tunes_.end()) continue;
        for (const std::size_t tune : found->second) {
            if (++hits[tune] <= most) continue;
            most = hits[tune];
            out.number = tune;
        }
    }
    if (!all.empty()) out.share = static_cast<double>(most) / static_cast<double>(all.size());
    return out;
}

std::vector<std::size_t> withoutDuplicates(const std::vector<StudyPiece>& pieces) {
    TuneIndex index(kDuplicateNotes);
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (index.nearest(pieces[i].melody).share > kDuplicateShare) continue;
        index.add(pieces[i].melody, i);
        kept.push_back(i);
    }
    return kept;
}

bool isHeldOut(const std::string& composer, const std::string& title, double share) {
    const std::vector<std::string> names = wordsOf(composer);
    const auto isNobody = [](const std::string& word) {
        return word == "traditional" || word == "trad" || word == "anonymous" || word == "anon" ||
               word == "unknown" || word == "folk";
    };
    const bool known = !names.empty() && std::none_of(names.begin(), names.end(), isNobody);
    std::uint64_t hash = 0;
    for (const std::string& word : known ? names : wordsOf(title))
        for (const char c : word + " ") hash = mixed(hash, static_cast<unsigned char>(c));
    return static_cast<double>(hash >> 11U) * 0x1p-53 < share;
}

}  // namespace arioso
