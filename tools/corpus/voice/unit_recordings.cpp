#include "tools/corpus/voice/unit_recordings.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "dsp/audio_format.h"
#include "src/perform/kana.h"
#include "tools/corpus/voice/unit_song.h"

namespace arioso::corpus {
namespace {

constexpr double kPause = 0.25;          // seconds between chains
constexpr double kEdge = 0.05;           // kept before and after a chain
constexpr double kShortest = 0.015;      // of a sound
constexpr double kFade = 0.01;           // at the ends of a chain
constexpr double kFarthest = 1.2;        // from one unit of a chain to the next
constexpr std::size_t kSingleMorae = 5;  // of a bank of single morae in one piece

using Chain = std::vector<const VoiceBank::Named*>;

std::vector<Chain> chainsOf(const std::vector<VoiceBank::Named>& units, const std::string& file) {
    std::vector<const VoiceBank::Named*> here;
    for (const VoiceBank::Named& one : units) {
        if (one.unit.file == file && one.mora != "-") here.push_back(&one);
    }
    std::sort(here.begin(), here.end(),
              [](const auto* a, const auto* b) { return a->unit.offset < b->unit.offset; });
    std::vector<Chain> chains;
    for (const VoiceBank::Named* one : here) {
        const VoiceBank::Named* before = chains.empty() ? nullptr : chains.back().back();
        const bool follows = before != nullptr &&
                             one->before == vowelOfMora(before->mora, before->before) &&
                             one->unit.offset - before->unit.offset < kFarthest &&
                             !UnitTexts::isHeldOut(before->mora, one->mora);
        if (!follows) chains.emplace_back();
        chains.back().push_back(one);
    }
    return chains;
}

std::string symbolOfVowel(char vowel) {
    if (vowel == 'n') return "ŋ";
    if (vowel == 'u') return "ɯ";
    return std::string(1, vowel);
}

class RecordingBuilder {
  public:
    RecordingBuilder(BankFrames& bank, UnitRecording& out) : bank_(bank), out_(out) {}

    void add(const Chain& chain) {
        // Without a vowel there is no note that could carry the label.
        if (std::all_of(chain.begin(), chain.end(),
                        [](const auto* one) { return one->mora == "ん"; })) {
            return;
        }
        const VoiceUnit& first = chain.front()->unit;
        const VoiceUnit& last = chain.back()->unit;
        const auto& recording = bank_.of(first);
        const bool starts = chain.front()->before == '-' || chain.front()->before == '*';
        const double from = std::max(0.0, first.offset - (starts ? kEdge : 0.0));
        const double end = last.end(recording.seconds);
        const double to = std::min(recording.seconds, end + kEdge);
        if (to - from < 0.2) return;
        pause();
        const double shift = now() - from;
        open(starts ? "sil" : symbolOfVowel(chain.front()->before), now(), starts ? -1 : word_);
        // A syllabic n is labelled with the syllable beside it: it is no note of its own here.
        if (!starts && chain.front()->before != 'n') ++word_;
        bool any = false;
        for (const VoiceBank::Named* one : chain) {
            const double vowel = one->unit.offset + one->unit.preutterance;
            const auto phones = moraPhones({{one->mora}})[0];
            if (!phones.onset.empty()) {
                const bool alone = one->before == '-' || one->before == '*';
                const double begin =
                    alone ? one->unit.offset : consonantStart(recording.frames, one->unit);
                const double each = (vowel - begin) / static_cast<double>(phones.onset.size());
                for (std::size_t i = 0; i < phones.onset.size(); ++i) {
                    open(phones.onset[i].symbol, begin + each * static_cast<double>(i) + shift,
                         word_);
                }
            }
            const bool bare = phones.onset.empty() && (one->before == '-' || one->before == '*');
            const bool nasal = one->mora == "ん";
            open(phones.nucleus[0].symbol, (bare ? one->unit.offset : vowel) + shift,
                 nasal && any ? word_ - 1 : word_);
            if (!nasal) ++word_;
            any = any || !nasal;
        }
        ++word_;
        open("sil", end + shift, -1);
        append(recording, from, to);
    }

    void finish() {
        pause();
        if (!out_.said.phones.empty()) out_.said.phones.back().end = now();
    }

  private:
    [[nodiscard]] double now() const {
        return static_cast<double>(out_.audio.size()) / dsp::kSampleRate;
    }
    void open(const std::string& symbol, double seconds, int word) {
        auto& phones = out_.said.phones;
        // Entries of one recording may overlap; sounds do not.
        if (!phones.empty()) seconds = std::max(seconds, phones.back().start + kShortest);
        if (!phones.empty()) phones.back().end = seconds;
        phones.push_back({symbol, seconds, seconds, word});
    }
    void pause() {
        out_.audio.resize(out_.audio.size() + static_cast<std::size_t>(kPause * dsp::kSampleRate));
        out_.frames.resize(static_cast<std::size_t>(now() / out_.frames.framePeriod));
    }
    void append(const BankFrames::Recording& recording, double from, double to) {
        const double start = now();
        const auto first = static_cast<std::size_t>(from * dsp::kSampleRate);
        const auto count = std::min(static_cast<std::size_t>((to - from) * dsp::kSampleRate),
                                    recording.audio.size() - first);
        const double fade = kFade * dsp::kSampleRate;
        for (std::size_t i = 0; i < count; ++i) {
            const double edge = std::min(
                {1.0, static_cast<double>(i) / fade, static_cast<double>(count - i) / fade});
            out_.audio.push_back(recording.audio[first + i] * static_cast<float>(edge));
        }
        while (static_cast<double>(out_.frames.size()) * out_.frames.framePeriod < now()) {
            const double at = static_cast<double>(out_.frames.size()) * out_.frames.framePeriod;
            out_.frames.append(recording.frames.frameAt(from + at - start));
        }
    }

    BankFrames& bank_;
    UnitRecording& out_;
    int word_ = 0;
};

}  // namespace

UnitRecording unitRecording(BankFrames& bank, const std::vector<std::string>& files) {
    UnitRecording out;
    out.name = std::filesystem::path(files.front()).stem().string();
    out.frames.sampleRate = dsp::kSampleRate;
    RecordingBuilder builder(bank, out);
    const std::vector<VoiceBank::Named> units = bank.bank().all();
    for (const std::string& file : files) {
        for (const Chain& chain : chainsOf(units, file)) builder.add(chain);
    }
    builder.finish();
    return out;
}

std::vector<std::vector<std::string>> recordingGroups(const VoiceBank& bank) {
    std::map<std::string, int> files;
    for (const VoiceBank::Named& one : bank.all()) ++files[one.unit.file];
    std::vector<std::vector<std::string>> out;
    const std::size_t most = bank.joined() ? 1 : kSingleMorae;
    for (const auto& [file, count] : files) {
        if (out.empty() || out.back().size() >= most) out.emplace_back();
        out.back().push_back(file);
    }
    return out;
}

}  // namespace arioso::corpus
