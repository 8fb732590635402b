#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/lyrics_report.h"
#include "src/cli/sound_lengths.h"
#include "src/perform/japanese.h"
#include "src/perform/performer.h"
#include "src/perform/phoneme_names.h"
#include "src/perform/pronounce.h"
#include "src/perform/sung_text.h"
#include "src/score/reader.h"

namespace arioso::cli {
namespace {

struct PhonemesFlags {
    std::vector<std::string> words;
    std::string language;
    std::string score;
    std::string lyrics;
    std::string dataFolder;
};

std::vector<std::string> wordsOf(const std::vector<std::string>& texts) {
    std::vector<std::string> words;
    for (const std::string& text : texts) {
        for (std::string& word : sungFragments(text)) {
            if (!word.empty()) words.push_back(std::move(word));
        }
    }
    return words;
}

void note(const std::string& text) {
    fmt::print(stderr, "arioso: note: {}\n", text);
}

/// The sounds that a word's brackets spell; empty if it has none or they are not understood.
std::vector<Phone> spelledOf(const SungText& text) {
    if (!text.phones) return {};
    SpelledPhones spelled = spelledPhones(*text.phones);
    for (const std::string& symbol : spelled.unknown) {
        note(fmt::format("\"[{}]\": \"{}\" is no known sound; near it: {}", *text.phones, symbol,
                         fmt::join(nearestSymbols(symbol), ", ")));
    }
    return spelled.unknown.empty() ? std::move(spelled.phones) : std::vector<Phone>();
}

/// Words that stand in one language, said as a phrase.
void sayPhrase(const std::vector<SungText>& texts, const std::string& language) {
    const Pronouncer pronouncer(language);
    if (!pronouncer.problem().empty()) note(pronouncer.problem());
    if (!pronouncer.speaks())
        throw Error(ExitCode::General, "phonemes: espeak-ng has no voices; is its data installed?");
    std::vector<std::string> words;
    for (const SungText& text : texts) words.push_back(text.word);
    if (pronouncer.japanese()) {
        if (const std::string problem = japaneseProblem(words); !problem.empty()) note(problem);
    }
    const auto phrase = pronouncer.phrase(words);
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::vector<Phone> phones = spelledOf(texts[i]);
        std::string line = isOnlyPunctuation(words[i]) && texts[i].phones
                               ? "[" + *texts[i].phones + "]:"
                               : words[i] + ":";
        for (const Phone& phone : phones.empty() ? phrase[i] : phones) line += " " + phone.symbol;
        fmt::print("{}\n", line);
        if (phones.empty() && phrase[i].empty() && !isOnlyPunctuation(words[i]))
            note(fmt::format("\"{}\" cannot be pronounced: a vowel is sung", words[i]));
    }
}

void sayWords(const PhonemesFlags& flags) {
    const std::string usual = flags.language.empty() ? "en" : flags.language;
    std::string language = usual;
    std::vector<SungText> phrase;
    for (const std::string& word : wordsOf(flags.words)) {
        SungText text = sungText(word);
        const std::string before = language;
        if (text.language) language = text.language->empty() ? usual : *text.language;
        if (language != before && !phrase.empty()) {
            sayPhrase(phrase, before);
            phrase.clear();
        }
        if (!text.word.empty() || text.phones) phrase.push_back(std::move(text));
    }
    if (!phrase.empty()) sayPhrase(phrase, language);
}

/// Every sung note of a score with its sounds in time, breaths ("br") among them.
void saySung(const PhonemesFlags& flags) {
    Score score = readScore(flags.score);
    layLyricsOf(flags.lyrics, flags.language, score);
    PerformOptions options;
    options.language = flags.language;
    options.humanize = 0.0;
    const PhoneLengths lengths = soundLengths(flags.dataFolder);
    options.lengths = &lengths;
    const Performance performance = perform(score, options);
    bool any = false;
    for (const PerformedPart& part : performance.parts) {
        const bool sings = std::any_of(part.notes.begin(), part.notes.end(),
                                       [](const auto& one) { return !one.phonemes.empty(); });
        if (!sings) continue;
        any = true;
        fmt::print("{}\n", part.name);
        for (const PerformedNote& one : part.notes) {
            std::string sounds;
            for (const PhonemeSpan& span : one.phonemes) {
                sounds += fmt::format(" {}:{:.0f}", span.symbol, (span.end - span.start) * 1000.0);
            }
            const auto measure = static_cast<std::size_t>(std::max(0, one.measure));
            fmt::print(
                "  measure {:<4} {:8.3f} s  {:<12}{}\n",
                measure < performance.measures.size() ? performance.measures[measure].number : "?",
                one.onset, one.syllable, sounds);
        }
    }
    for (const std::string& line : performance.diagnostics) note(line);
    if (!any) fmt::print("no part has words\n");
}

void phonemes(const PhonemesFlags& flags) {
    if (flags.score.empty() == flags.words.empty())
        throw Error(ExitCode::Usage, "phonemes: expected either words or --score FILE");
    if (flags.score.empty()) {
        sayWords(flags);
    } else {
        saySung(flags);
    }
}

}  // namespace

void addPhonemesCommand(CLI::App& program) {
    CLI::App* command =
        program.add_subcommand("phonemes", "Tell how words will be sung: IPA, a line a word");
    const auto flags = std::make_shared<PhonemesFlags>();
    command->add_option("text", flags->words, "words; {de} before one changes the language")
        ->type_name("TEXT");
    command->add_option("--language", flags->language, "e.g. en, de, la")->type_name("TAG");
    command
        ->add_option("--score", flags->score,
                     "the words of a score instead: each note's sounds and their milliseconds")
        ->type_name("FILE");
    command->add_option("--lyrics", flags->lyrics, "with --score: words to sing")
        ->type_name("FILE");
    addDataFolderOption(*command, flags->dataFolder);
    command->callback([flags] { phonemes(*flags); });
}

}  // namespace arioso::cli
