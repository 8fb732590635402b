#include "src/score/abc_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "dsp/error.h"
#include "src/score/abc_file.h"
#include "src/score/abc_include.h"
#include "src/score/abc_macros.h"
#include "src/score/abc_music.h"
#include "src/score/abc_symbols.h"
#include "src/score/diagnostics.h"
#include "src/score/instrument_names.h"
#include "src/score/musicxml_assemble.h"
#include "src/score/section_names.h"
#include "src/score/text_encoding.h"

namespace arioso {
namespace {

constexpr std::size_t kMostVoices = 64;
constexpr int kDrumChannel = 10;
constexpr int kPiano = 0;

bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

/// First word of a text, which is shortened by it.
std::string takeWord(std::string_view& text) {
    text = trimmed(text);
    std::size_t end = 0;
    while (end < text.size() && !isBlank(text[end]) && text[end] != '=') ++end;
    const std::string word(text.substr(0, end));
    text = trimmed(text.substr(std::min(text.size(), end + (end < text.size() ? 1 : 0))));
    return word;
}

std::optional<int> takeNumber(std::string_view& text) {
    const std::string word = takeWord(text);
    char* end = nullptr;
    const long value = std::strtol(word.c_str(), &end, 10);
    if (word.empty() || *end != '\0' || value < -100'000 || value > 100'000) return std::nullopt;
    return static_cast<int>(value);
}

class TuneReader : public AbcMusicHost {
  public:
    TuneReader(const std::string& name, const ReadOptions& options)
        : name_(name),
          options_(options),
          limits_(options.limits),
          tune_{written_, limits_, name_},
          music_(*this) {}

    Score read(const AbcTune& tune, const std::vector<std::string>& notices) {
        for (const std::string& notice : notices) diagnostics_.add("", "", notice);
        char last = '\0';
        for (const AbcLine& line : tune.lines) {
            line_ = line.number;
            const char letter = abcFieldOf(line.text, inBody_);
            if (letter == '%') {
                directive(std::string_view(line.text).substr(2));
            } else if (letter == '+') {
                // Only words and symbols are worth going on with.
                field(last, line.text.substr(2), last == 'w' || last == 's');
            } else if (letter != '\0') {
                last = letter;
                field(letter, line.text.substr(2), false);
            } else if (inBody_) {
                last = '\0';
                flushWords();
                musicLine(line.text);
            }
        }
        flushWords();
        return finish();
    }

    AbcVoice& voice() override {
        if (current_ == nullptr) current_ = voices_.empty() ? &voiceNamed("1") : &voices_.front();
        return *current_;
    }
    std::string symbol(char letter) override {
        if (const auto it = symbols_.find(letter); it != symbols_.end()) return it->second;
        return std::string(abcShorthand(letter));
    }
    void remark(const std::string& text) override {
        if (remarks_.size() < 1000 && remarks_.insert(text).second) {
            diagnostics_.add("", "", fmt::format("line {}: {}", line_, text));
        }
    }
    bool compoundMeter() override {
        return meter_.beatType == 8 && meter_.beats % 3 == 0 && !meter_.free;
    }
    void inlineField(char letter, std::string_view text) override { field(letter, text, false); }

  private:
    void field(char letter, std::string_view text, bool continues) {
        if (!continues) flushWords();
        text = trimmed(text);
        switch (letter) {
            case 'T':
                if (score_.title.empty()) score_.title = abcText(text);
                break;
            case 'C':
                if (score_.composer.empty()) score_.composer = abcText(text);
                break;
            case 'M':
                meter(text);
                break;
            case 'L':
                unitLength(text);
                break;
            case 'Q':
                tempo(text);
                break;
            case 'K':
                key(text);
                break;
            case 'V':
                voiceField(text);
                break;
            case 'P':
                section(text);
                break;
            case 'U':
                userSymbol(text);
                break;
            case 'm':
                macro(text);
                break;
            case 'I':
                directive(text);
                break;
            case 'w':
            case 's':
                sung_ = continues ? sung_ + " " + std::string(text) : std::string(text);
                laid_ = letter;
                break;
            case 'W':
                if (!text.empty()) ++endWords_;
                break;
            default:
                break;
        }
    }

    void flushWords() {
        const char kind = std::exchange(laid_, '\0');
        if (kind == 's') symbolLine(sung_);
        if (kind != 'w') return;
        const std::size_t lost = voice().lyrics(sung_);
        if (lost > 0) {
            remark(fmt::format("{} syllable{} of the words found no note", lost,
                               lost == 1 ? "" : "s"));
        }
        sung_.clear();
    }

    void symbolLine(std::string_view line) {
        AbcVoice& here = voice();
        std::size_t next = 0;
        std::size_t lost = 0;
        for (const AbcSymbol& symbol : readAbcSymbols(line)) {
            if (symbol.kind == AbcSymbol::Kind::Bar) {
                // As in w: lines, the bar of the note before is left.
                if (next > 0) next = here.noteBehindBar(next - 1);
                continue;
            }
            const std::size_t index = next++;
            if (symbol.kind == AbcSymbol::Kind::Skip) continue;
            if (!here.enterNote(index)) {
                ++lost;
                continue;
            }
            if (!music_.readSymbols(symbol.text)) {
                remark(fmt::format("\"{}\" in a symbol line (s:) is not understood",
                                   symbol.text.substr(0, 40)));
            }
            here.leaveNote();
        }
        here.endSymbols();
        if (lost > 0) {
            remark(
                fmt::format("{} symbol{} of an s: line found no note", lost, lost == 1 ? "" : "s"));
        }
    }

    void meter(std::string_view text) {
        const auto meter = readAbcMeter(text);
        if (!meter) return remark("an impossible meter is ignored");
        meter_ = *meter;
        if (inBody_) {
            voice().meter(*meter);
        } else if (!unitStated_) {
            unit_ = defaultAbcLength(*meter);
        }
    }

    void unitLength(std::string_view text) {
        const auto length = readAbcLength(text);
        if (!length) return remark("an impossible unit length is ignored");
        if (inBody_) {
            voice().unit = *length;
        } else {
            unit_ = *length;
            unitStated_ = true;
            for (AbcVoice& one : voices_) one.unit = *length;
        }
    }

    void tempo(std::string_view text) {
        if (!inBody_) {
            headTempo_ = std::string(text);
            return;
        }
        const AbcTempo tempo = readAbcTempo(text, voice().unit);
        if (!tempo.quartersPerMinute && tempo.words.empty()) {
            return remark("a tempo without a number is ignored");
        }
        voice().tempo(tempo);
    }

    void key(std::string_view text) {
        AbcProperties properties;
        AbcVoice* target = inBody_ ? &voice() : nullptr;
        const auto found = readAbcKey(text, target != nullptr ? target->key : key_, properties);
        if (!found && !text.empty() && properties.unknown.size() == abcWords(text).size()) {
            remark(fmt::format("key \"{}\" is not understood", text.substr(0, 40)));
        }
        if (target != nullptr) {
            if (found) {
                target->key = *found;
                target->showKey();
            }
            apply(properties, *target);
            return;
        }
        if (found) key_ = *found;
        properties_ = properties;
        beginBody();
    }

    /// K: ends the header: what it has said holds for every voice.
    void beginBody() {
        inBody_ = true;
        if (voices_.empty()) voiceNamed("1");
        for (AbcVoice& one : voices_) prepare(one);
        AbcVoice& first = voices_.front();
        first.meter(meter_);
        first.showKey();
        if (!headTempo_.empty()) tempo(headTempo_);
    }

    void prepare(AbcVoice& one) {
        one.key = key_;
        one.unit = unit_;
        // What V: has said for itself stands over what K: says for all.
        const AbcProperties own = own_[one.id];
        apply(properties_, one);
        apply(own, one);
    }

    void apply(const AbcProperties& properties, AbcVoice& to) {
        if (properties.name) to.part.head.name = *properties.name;
        if (properties.shortName) to.part.head.abbreviation = *properties.shortName;
        if (properties.octave) to.octave = *properties.octave;
        if (properties.clefOctave) to.clefOctave = *properties.clefOctave;
        if (properties.transpose) to.transpose = *properties.transpose;
        for (const std::string& word : properties.unknown) {
            remark(fmt::format("\"{}\" in a voice or key is not understood", word.substr(0, 40)));
        }
    }

    AbcVoice& voiceNamed(const std::string& id) {
        const auto it = std::find_if(voices_.begin(), voices_.end(),
                                     [&](const AbcVoice& one) { return one.id == id; });
        if (it != voices_.end()) return *it;
        if (voices_.size() >= kMostVoices) {
            throw Error(ExitCode::Input, fmt::format("{}: line {}: expected at most {} voices",
                                                     name_, line_, kMostVoices));
        }
        AbcVoice& fresh = voices_.emplace_back(tune_, id);
        if (inBody_) prepare(fresh);
        return fresh;
    }

    void voiceField(std::string_view text) {
        std::size_t end = 0;
        while (end < text.size() && !isBlank(text[end])) ++end;
        const std::string id(text.substr(0, end));
        if (id.empty()) return remark("a voice without a name is ignored");
        AbcVoice& named = voiceNamed(id);
        const AbcProperties properties = readAbcProperties(text.substr(end));
        if (!inBody_) own_[id] = properties;
        apply(properties, named);
        (inBody_ ? current_ : headVoice_) = &named;
    }

    /// P: in the header orders the sections that P: in the body names.
    void section(std::string_view text) {
        if (!inBody_) {
            order_ = std::string(text);
            return;
        }
        if (text.empty()) return;
        AbcVoice& here = voice();
        // A letter may be called for by the order, and so ends the bar before; a name does not.
        const bool isLabel = text.size() == 1 || isBlank(text[1]) || text[1] == '.';
        if (isLabel) {
            here.barLine();
            labels_.try_emplace(text[0], here.bar());
        }
        sections_.try_emplace(here.bar() + (here.insideBar() ? 1 : 0), sectionName(abcText(text)));
    }

    void userSymbol(std::string_view text) {
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos || trimmed(text.substr(0, equals)).size() != 1) return;
        std::string_view value = trimmed(text.substr(equals + 1));
        if (value.size() > 2 && (value.front() == '!' || value.front() == '+')) {
            value = value.substr(1, value.size() - 2);
        }
        symbols_[trimmed(text.substr(0, equals))[0]] = std::string(value.substr(0, 32));
    }

    void macro(std::string_view text) {
        if (macros_.define(text) == AbcMacros::Taken::NoSign) {
            remark("a macro (m:) for every note is not read: its n needs a sign or a length");
        }
    }

    void musicLine(const std::string& text) { music_.read(macros_.expand(text)); }

    void directive(std::string_view text) {
        const std::string name = takeWord(text);
        if (name == "MIDI") {
            midi(text);
        } else if (name == "propagate-accidentals") {
            const std::string reach = takeWord(text);
            tune_.reach = reach == "not"      ? AbcReach::Note
                          : reach == "octave" ? AbcReach::Octave
                                              : AbcReach::Pitch;
        }
    }

    void midi(std::string_view text) {
        const std::string command = takeWord(text);
        const auto first = takeNumber(text);
        const auto second = takeNumber(text);
        if (command == "program" && first) {
            const int program = std::clamp(second.value_or(*first), 0, 127);
            setProgram(program);
        } else if (command == "channel" && first) {
            const int channel = std::clamp(*first, 1, 16);
            eachTarget([&](AbcVoice& one) {
                instrument(one).channel = channel;
                one.percussion = channel == kDrumChannel;
            });
        } else if (command == "transpose" && first) {
            eachTarget([&](AbcVoice& one) { one.transpose = std::clamp(*first, -96, 96); });
        } else if (command == "drummap") {
            remark("%%MIDI drummap is read by MIDI numbers only");
            if (first && second) voice().drumKeys[*first] = std::clamp(*second, 0, 127);
        } else if (command == "control" && first && second) {
            const double unit = std::clamp(*second, 0, 127) / 127.0;
            eachTarget([&](AbcVoice& one) {
                if (*first == 7) instrument(one).volume = unit;
                if (*first == 10) instrument(one).pan = std::clamp(unit * 2.0 - 1.0, -1.0, 1.0);
            });
            if (*first != 7 && *first != 10)
                remark(fmt::format("%%MIDI control {} has no effect", *first));
        } else {
            remark(fmt::format("%%MIDI {} has no effect", command.substr(0, 40)));
        }
    }

    static WrittenInstrument& instrument(AbcVoice& one) {
        if (one.part.head.instruments.empty()) one.part.head.instruments.emplace_back();
        return one.part.head.instruments.front();
    }

    /// For the voice that goes on; in the header before any V: for all.
    template <class Action>
    void eachTarget(Action action) {
        if (inBody_) return action(voice());
        if (headVoice_ != nullptr) return action(*headVoice_);
        if (voices_.empty()) voiceNamed("1");
        for (AbcVoice& one : voices_) action(one);
    }

    void setProgram(int program) {
        eachTarget([&](AbcVoice& one) {
            if (one.bar() > 0 || one.insideBar()) {
                one.program(program);
            } else {
                instrument(one).program = program;
            }
        });
    }

    Score finish() {
        if (!inBody_) {
            throw Error(ExitCode::Input, fmt::format("{}: line {}: expected a key (K:) before the "
                                                     "music, found none",
                                                     name_, line_));
        }
        for (AbcVoice& one : voices_) one.finish();
        if (tune_.notes == 0) diagnostics_.add("", "", "the score has no notes");
        const bool music = std::any_of(voices_.begin(), voices_.end(),
                                       [](const AbcVoice& one) { return !one.part.bars.empty(); });
        if (!music) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: line {}: expected music, found none", name_, line_));
        }
        if (endWords_ > 0) {
            diagnostics_.add("", "",
                             fmt::format("{} lines of words after the tune (W:) lie under no "
                                         "notes",
                                         endWords_));
        }
        std::size_t number = 0;
        for (AbcVoice& one : voices_) {
            const bool silent = one.part.bars.empty();
            if (silent && voices_.size() > 1) continue;
            settleInstrument(one);
            one.part.head.id = one.id;
            one.part.head.name = partName(one, ++number);
            written_.parts.push_back(std::move(one.part));
        }
        dropEmptyEnd();
        for (auto& [bar, name] : sections_)
            if (bar < written_.frames.size()) written_.frames[bar].section = std::move(name);
        orderSections();
        for (const WrittenPart& part : written_.parts) {
            for (std::size_t i = 0; i < part.bars.size(); ++i) {
                written_.frames[i].notes += part.bars[i].notes.size();
            }
        }
        nameBars();
        assembleScore(written_, name_, options_, score_, diagnostics_);
        score_.diagnostics = diagnostics_.take();
        return std::move(score_);
    }

    [[nodiscard]] std::string partName(const AbcVoice& one, std::size_t number) const {
        if (!one.part.head.name.empty()) return one.part.head.name;
        if (voices_.size() == 1) return "Melody";
        const bool digits = one.id.find_first_not_of("0123456789") == std::string::npos;
        return digits ? fmt::format("Voice {}", number) : one.id;
    }

    /// ABC's players use a piano where nothing else is said; words ask for a voice.
    static void settleInstrument(AbcVoice& one) {
        WrittenInstrument& own = instrument(one);
        if (own.program >= 0) return;
        bool words = false;
        for (const WrittenBar& bar : one.part.bars) {
            for (const WrittenNote& note : bar.notes) words = words || !note.lyrics.empty();
        }
        const std::string& name = one.part.head.name.empty() ? one.id : one.part.head.name;
        const InstrumentGuess guess = guessInstruments({name})[0];
        if (!words && guess.program < 0 && !guess.vocal) own.program = kPiano;
    }

    void orderSections() {
        const std::string order = readAbcOrder(order_, 1000);
        if (order.empty() || labels_.empty()) return;
        std::vector<std::size_t> starts;
        for (const auto& [letter, bar] : labels_) starts.push_back(bar);
        std::sort(starts.begin(), starts.end());
        std::vector<std::size_t> bars;
        for (std::size_t i = 0; i < std::min(starts.front(), written_.frames.size()); ++i) {
            bars.push_back(i);
        }
        for (const char letter : order) {
            const auto label = labels_.find(letter);
            if (label == labels_.end()) {
                diagnostics_.add("", "",
                                 fmt::format("section {} of P: is not in the tune", letter));
                continue;
            }
            const auto next = std::upper_bound(starts.begin(), starts.end(), label->second);
            const std::size_t end = next == starts.end() ? written_.frames.size() : *next;
            for (std::size_t i = label->second; i < std::min(end, written_.frames.size()); ++i) {
                bars.push_back(i);
            }
        }
        layOut(bars);
    }

    /// Puts written bars into another order, some of them several times.
    void layOut(const std::vector<std::size_t>& bars) {
        std::size_t notes = 0;
        for (const WrittenPart& part : written_.parts) {
            for (const std::size_t bar : bars) {
                if (bar < part.bars.size()) notes += part.bars[bar].notes.size() + 1;
            }
        }
        if (notes > limits_.notes) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: expected at most {} notes in the order of P:, found more",
                                    name_, limits_.notes));
        }
        std::vector<BarFrame> frames;
        for (const std::size_t bar : bars) frames.push_back(written_.frames[bar]);
        // A section is a whole: repeats do not reach into the one before.
        for (WrittenPart& part : written_.parts) {
            std::vector<WrittenBar> fresh;
            for (const std::size_t bar : bars) {
                fresh.push_back(bar < part.bars.size() ? part.bars[bar] : WrittenBar{});
            }
            part.bars = std::move(fresh);
        }
        written_.frames = std::move(frames);
    }

    /// Signs behind the last bar line are no bar.
    void dropEmptyEnd() {
        std::size_t used = 1;
        for (const WrittenPart& part : written_.parts) used = std::max(used, part.bars.size());
        if (written_.frames.size() > used) written_.frames.resize(used);
    }

    /// A first bar that is short is counted as the bar before the first.
    void nameBars() {
        auto& frames = written_.frames;
        const bool pickup = frames.size() > 1 && Beat{} < frames[0].length &&
                            frames[0].length < frames[0].nominal && !meter_.free;
        for (std::size_t i = 0; i < frames.size(); ++i) {
            frames[i].number = std::to_string(pickup ? i : i + 1);
        }
    }

    const std::string& name_;
    const ReadOptions& options_;
    const ReadLimits& limits_;
    WrittenScore written_;
    AbcTuneState tune_;
    AbcMusic music_;
    Score score_;
    Diagnostics diagnostics_;
    std::set<std::string> remarks_;
    std::deque<AbcVoice> voices_;  ///< never moved: the music holds on to them
    AbcVoice* current_ = nullptr;
    AbcVoice* headVoice_ = nullptr;  ///< that V: in the header has named last
    std::map<std::string, AbcProperties> own_;
    std::size_t line_ = 0;
    bool inBody_ = false;
    AbcMeter meter_;
    AbcKey key_;
    AbcProperties properties_;
    Beat unit_{1, 2};
    bool unitStated_ = false;
    std::string headTempo_;
    std::string order_;
    std::map<char, std::size_t> labels_;
    std::map<std::size_t, std::string> sections_;  ///< by the bar that they begin with
    std::map<char, std::string> symbols_;
    AbcMacros macros_;
    std::string sung_;
    char laid_ = '\0';  ///< field whose line waits: w, s or none
    std::size_t endWords_ = 0;
};

std::string decoded(std::span<const std::byte> bytes) {
    std::string raw(bytes.size(), '\0');
    std::transform(bytes.begin(), bytes.end(), raw.begin(), [](std::byte b) {
        return static_cast<char>(std::to_integer<unsigned char>(b));
    });
    return toUtf8(raw, guessEncoding(raw));
}

Score readTunes(AbcIncludes includes, std::span<const std::byte> bytes, const std::string& name,
                const ReadOptions& options) {
    const ReadLimits& limits = options.limits;
    if (bytes.size() > limits.fileBytes) {
        throw Error(ExitCode::Input, fmt::format("{}: expected at most {} bytes, found {}", name,
                                                 limits.fileBytes, bytes.size()));
    }
    const std::vector<AbcTune> tunes =
        splitAbc(decoded(bytes), [&](std::string_view file) { return includes.read(file); });
    if (tunes.empty()) {
        throw Error(ExitCode::Input, name + ": expected a tune (\"X:1\"), found none");
    }
    std::vector<std::string> notices = includes.problems();
    auto tune = tunes.begin();
    if (options.tune) {
        tune = std::find_if(tunes.begin(), tunes.end(),
                            [&](const AbcTune& one) { return one.reference == *options.tune; });
        if (tune == tunes.end()) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: expected tune {}, found {} tune{} from X:{} to X:{}", name,
                                    *options.tune, tunes.size(), tunes.size() == 1 ? "" : "s",
                                    tunes.front().reference, tunes.back().reference));
        }
    } else if (tunes.size() > 1) {
        notices.push_back(
            fmt::format("the file has {} tunes; this is the first, X:{} (--tune N takes "
                        "another)",
                        tunes.size(), tune->reference));
    }
    return TuneReader(name, options).read(*tune, notices);
}

}  // namespace

Score readAbc(std::span<const std::byte> bytes, const std::string& name,
              const ReadOptions& options) {
    return readTunes({std::nullopt, options.limits.fileBytes}, bytes, name, options);
}

Score readAbcIn(const std::filesystem::path& folder, std::span<const std::byte> bytes,
                const std::string& name, const ReadOptions& options) {
    return readTunes({folder, options.limits.fileBytes}, bytes, name, options);
}

}  // namespace arioso
