#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/perform/japanese.h"
#include "src/perform/pronounce.h"

namespace arioso::cli {
namespace {

struct PhonemesFlags {
    std::vector<std::string> words;
    std::string language = "en";
};

std::vector<std::string> splitAtBlanks(const std::vector<std::string>& texts) {
    std::vector<std::string> words;
    for (const std::string& text : texts) {
        std::istringstream stream(text);
        for (std::string word; stream >> word;) words.push_back(word);
    }
    return words;
}

void phonemes(const PhonemesFlags& flags) {
    const Pronouncer pronouncer(flags.language);
    if (!pronouncer.problem().empty())
        fmt::print(stderr, "arioso: note: {}\n", pronouncer.problem());
    if (!pronouncer.speaks())
        throw Error(ExitCode::General, "phonemes: espeak-ng has no voices; is its data installed?");
    const std::vector<std::string> words = splitAtBlanks(flags.words);
    if (pronouncer.japanese()) {
        const std::string problem = japaneseProblem(words);
        if (!problem.empty()) fmt::print(stderr, "arioso: note: {}\n", problem);
    }
    const auto phrase = pronouncer.phrase(words);
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string line = words[i] + ":";
        for (const Phone& phone : phrase[i]) line += " " + phone.symbol;
        fmt::print("{}\n", line);
    }
}

}  // namespace

void addPhonemesCommand(CLI::App& program) {
    CLI::App* command =
        program.add_subcommand("phonemes", "Tell how words will be sung: IPA, a line a word");
    const auto flags = std::make_shared<PhonemesFlags>();
    command->add_option("text", flags->words, "words")->type_name("TEXT")->required();
    command->add_option("--language", flags->language, "e.g. en, de, la")->type_name("TAG");
    command->callback([flags] { phonemes(*flags); });
}

}  // namespace arioso::cli
