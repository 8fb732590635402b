#include "src/synth/choir_plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

#include "dsp/error.h"
#include "src/perform/choir.h"
#include "src/perform/curves.h"
#include "src/synth/voice_choice.h"

namespace arioso {
namespace {

constexpr int kUsualSingers = 3;
constexpr std::size_t kChoirLines = 3;
constexpr double kCounts = 0.2;      // of the notes of the fullest line
constexpr float kStage = 0.3F;       // of the stereo picture, from its middle to the outer parts
constexpr float kNeighbours = 0.1F;  // between the middle of a part and its outer singers
constexpr std::uint32_t kSingers = 1U << 16U;
constexpr int kChoirAahs = 52;
constexpr int kSynthVoice = 54;

/// Words of a name in lower case: letters of any script stay together, digits go.
std::vector<std::string> wordsOf(const std::string& name) {
    std::vector<std::string> words(1);
    for (const char c : name) {
        const bool letter = static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') ||
                            (c >= 'A' && c <= 'Z');
        if (letter) {
            words.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

template <std::size_t N>
bool anyStarts(const std::vector<std::string>& words,
               const std::array<std::string_view, N>& beginnings) {
    return std::any_of(words.begin(), words.end(), [&beginnings](const std::string& word) {
        return std::any_of(beginnings.begin(), beginnings.end(),
                           [&word](std::string_view start) { return word.rfind(start, 0) == 0; });
    });
}

bool namesChoir(const std::string& name) {
    static constexpr std::array<std::string_view, 8> kStarts{"choir",  "chorus", "choral", "coro",
                                                             "choeur", "chœur",  "satb",   "合唱"};
    const std::vector<std::string> words = wordsOf(name);
    const auto german = [](const std::string& word) {
        const std::size_t at = word.find("chor");
        return at != std::string::npos && word.compare(at, 5, "chord") != 0;
    };
    return anyStarts(words, kStarts) || std::any_of(words.begin(), words.end(), german);
}

bool namesRegister(const std::string& name) {
    static constexpr std::array<std::string_view, 16> kStarts{
        "sopran",  "alt",   "mezzo",  "tenor",  "bass", "bariton", "baryton", "treble",
        "descant", "women", "frauen", "männer", "mens", "men",     "ténor",   "contralt"};
    const std::vector<std::string> words = wordsOf(name);
    const auto letter = [](const std::string& word) {
        return word == "s" || word == "a" || word == "t" || word == "b";
    };
    return anyStarts(words, kStarts) || std::any_of(words.begin(), words.end(), letter);
}

bool namesNobody(const std::string& name) {
    static constexpr std::array<std::string_view, 10> kStarts{
        "voice", "vocal", "gesang", "singstimme", "stimme", "canto", "voix", "voz", "voce", "part"};
    const std::vector<std::string> words = wordsOf(name);
    return words.empty() || anyStarts(words, kStarts);
}

/// Sizes by stem: what the user asks for, 0 where nothing is said.
std::vector<int> askedSizes(const RenderRequest& request, const Score& score,
                            const RenderPlan& plan) {
    std::vector<int> sizes(plan.stems.size(), 0);
    for (const bool named : {false, true}) {
        for (const auto& choice : request.choir) {
            if (choice.part.empty() == named) continue;
            std::vector<std::size_t> parts;
            if (named) parts = findParts(choice.part, score, "choir");
            bool sung = !named;
            for (std::size_t i = 0; i < plan.stems.size(); ++i) {
                const bool meant = !named || std::find(parts.begin(), parts.end(),
                                                       plan.stems[i].scorePart) != parts.end();
                if (!meant || !singsWords(plan.stems[i])) continue;
                sizes[i] = choice.singers;
                sung = true;
            }
            if (!sung)
                throw Error(ExitCode::Usage,
                            fmt::format("choir: expected a part that sings words, found '{}'",
                                        choice.part));
        }
    }
    return sizes;
}

/// Sections of a choir stand side by side, as do the singers of each.
void placeOnStage(RenderPlan& plan, const std::map<std::uint32_t, float>& places) {
    std::vector<std::pair<std::size_t, int>> sections;
    for (std::size_t i = 0; i < plan.stems.size(); ++i) {
        for (const SingerPlan& singer : plan.stems[i].singers) {
            const std::pair section{i, singer.voice};
            if (places.count(singer.number) > 0 &&
                std::find(sections.begin(), sections.end(), section) == sections.end())
                sections.push_back(section);
        }
    }
    for (std::size_t s = 0; s < sections.size(); ++s) {
        const float middle =
            sections.size() < 2
                ? 0.0F
                : kStage * (2.0F * static_cast<float>(s) / static_cast<float>(sections.size() - 1) -
                            1.0F);
        for (SingerPlan& singer : plan.stems[sections[s].first].singers) {
            const auto place = places.find(singer.number);
            if (singer.voice != sections[s].second || place == places.end()) continue;
            // Who has a place in the score keeps it.
            const float own = kNeighbours * place->second;
            singer.part.pan =
                addCurves(singer.part.pan, {{0.0, singer.part.pan.empty() ? middle + own : own}});
        }
    }
}

}  // namespace

int choirSize(const PerformedPart& part, std::size_t lines) {
    static constexpr std::array<std::string_view, 3> kSolo{"solo", "soli", "lead"};
    if (anyStarts(wordsOf(part.name), kSolo)) return 1;
    if (namesChoir(part.name)) return kUsualSingers;
    if (lines < kChoirLines) return 1;
    const bool choirSound = part.program >= kChoirAahs && part.program <= kSynthVoice;
    return namesRegister(part.name) || (choirSound && namesNobody(part.name)) ? kUsualSingers : 1;
}

std::size_t linesWithWords(const RenderPlan& plan) {
    std::map<std::tuple<std::uint32_t, int, int>, std::size_t> lines;
    std::size_t most = 0;
    for (const StemPlan& stem : plan.stems) {
        if (!singsWords(stem)) continue;
        for (const PerformedNote& note : stem.part.notes)
            most = std::max(most, ++lines[{stem.number, note.voice, note.rank}]);
    }
    return static_cast<std::size_t>(
        std::count_if(lines.begin(), lines.end(), [most](const auto& line) {
            return static_cast<double>(line.second) >= kCounts * static_cast<double>(most);
        }));
}

void planChoir(const RenderRequest& request, const Score& score,
               const std::set<std::size_t>& chosen, const std::function<Performance(int)>& take,
               RenderPlan& plan) {
    std::vector<int> sizes = askedSizes(request, score, plan);
    const std::size_t lines = linesWithWords(plan);
    int most = 1;
    std::map<int, std::vector<std::string>> guessed;
    for (std::size_t i = 0; i < plan.stems.size(); ++i) {
        const StemPlan& stem = plan.stems[i];
        if (!singsWords(stem) || chosen.count(stem.scorePart) > 0) {
            sizes[i] = 0;
            continue;
        }
        if (sizes[i] == 0) {
            sizes[i] = choirSize(stem.part, lines);
            if (sizes[i] > 1) guessed[sizes[i]].push_back(stem.part.name);
        }
        most = std::max(most, sizes[i]);
    }
    for (const auto& [size, names] : guessed)
        plan.notes.push_back(fmt::format("{}: {} singers{} (--choir says how many)",
                                         fmt::join(names, ", "), size,
                                         names.size() > 1 ? " each" : ""));
    std::vector<Performance> performances;
    for (int singer = 1; most > 1 && singer <= most; ++singer) performances.push_back(take(singer));
    std::map<std::uint32_t, float> places;
    for (std::size_t i = 0; i < plan.stems.size(); ++i) {
        StemPlan& stem = plan.stems[i];
        if (sizes[i] == 0 || (sizes[i] == 1 && !hasSeveralLines(stem.part))) continue;
        std::vector<PerformedPart> takes;
        for (int s = 0; sizes[i] > 1 && s < sizes[i]; ++s)
            takes.push_back(performances[static_cast<std::size_t>(s)].parts.at(stem.number));
        ChoirOptions options;
        options.singers = sizes[i];
        options.seed = request.seed.value_or(0);
        options.stream = stem.number;
        for (ChoirSinger& one : singersOf(stem.part, takes, options)) {
            SingerPlan& singer = stem.singers.emplace_back();
            singer.number = stem.number + kSingers * static_cast<std::uint32_t>(one.number);
            singer.voice = one.voice;
            singer.part = std::move(one.part);
            if (sizes[i] > 1) places[singer.number] = one.place;
        }
    }
    placeOnStage(plan, places);
}

}  // namespace arioso
