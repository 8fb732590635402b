#include "tools/corpus/voice/unit_track.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/audio_format.h"
#include "dsp/voice_analysis.h"
#include "src/perform/ipa.h"
#include "src/perform/kana.h"
#include "tools/corpus/mono.h"

namespace arioso::corpus {
namespace {

constexpr double kClosure = 0.045;    // seconds of silence before the burst of a plosive
constexpr double kStop = 0.1;         // of a stop of the breath
constexpr double kPause = 0.2;        // between phrases
constexpr double kMostVowel = 0.45;   // of a held vowel: what there is to go through
constexpr double kBlend = 0.02;       // between sounds that differ
constexpr double kVowelBlend = 0.06;  // between vowels and into nasals
constexpr double kSpare = 0.04;       // that goes on after a segment, for the next blend
constexpr double kEnding = 0.09;      // after a phrase's last vowel, while the voice fades
constexpr double kVoiceShare = 0.12;  // of the vowel's low power, below which there is no voice
constexpr float kCalm = 1.5F;
constexpr int kBands = 16;

bool isStop(const std::string& symbol) {
    static constexpr std::array<std::string_view, 10> kStops{"p", "t",  "k",  "b",  "d",
                                                             "ɡ", "tɕ", "ts", "dʑ", "q"};
    return std::find(kStops.begin(), kStops.end(), symbol) != kStops.end();
}

bool isVoicelessSymbol(const std::string& symbol) {
    static constexpr std::array<std::string_view, 10> kVoiceless{"p", "t", "k", "s",  "ɕ",
                                                                 "h", "ç", "ɸ", "tɕ", "ts"};
    return std::find(kVoiceless.begin(), kVoiceless.end(), symbol) != kVoiceless.end();
}

/// Log powers in bands of equal width on the Bark-like scale asinh(f / 600).
std::array<double, kBands> bandsOf(const dsp::VoiceFrames& frames, std::size_t frame) {
    std::array<double, kBands> sum{};
    std::array<int, kBands> count{};
    const auto envelope = frames.envelopeOf(frame);
    const double binHz = static_cast<double>(frames.sampleRate) / frames.fftSize;
    const double top = std::asinh(10000.0 / 600.0);
    for (std::size_t k = 4; k < envelope.size(); ++k) {
        const double place = std::asinh(static_cast<double>(k) * binHz / 600.0) / top;
        if (place >= 1.0) break;
        const auto band = static_cast<std::size_t>(place * kBands);
        sum[band] += static_cast<double>(envelope[k]);
        ++count[band];
    }
    std::array<double, kBands> out{};
    for (std::size_t b = 0; b < kBands; ++b) {
        out[b] = std::log(sum[b] / std::max(1, count[b]) + 1e-9);
    }
    return out;
}

dsp::VoiceFrame mixed(const dsp::VoiceFrame& first, const dsp::VoiceFrame& second, double share) {
    dsp::VoiceFrame out = share < 0.5 ? first : second;
    for (std::size_t k = 0; k < out.envelope.size(); ++k) {
        const double a = std::log(static_cast<double>(first.envelope[k]));
        const double b = std::log(static_cast<double>(second.envelope[k]));
        out.envelope[k] = static_cast<float>(std::exp(a + share * (b - a)));
        out.aperiodicity[k] = static_cast<float>((1.0 - share) * first.aperiodicity[k] +
                                                 share * second.aperiodicity[k]);
    }
    return out;
}

/// Where the voice sets in after a voiceless consonant, near `vowel`, where the bank's maker put
/// it: after the last frame that is still much weaker below 600 Hz than the vowel.
double voiceStart(const dsp::VoiceFrames& frames, double vowel) {
    const double binHz = static_cast<double>(frames.sampleRate) / frames.fftSize;
    const auto top = static_cast<std::size_t>(600.0 / binHz);
    const auto low = [&](double seconds) {
        const auto frame =
            std::min(frames.size() - 1,
                     static_cast<std::size_t>(std::max(0.0, seconds / frames.framePeriod + 0.5)));
        const auto envelope = frames.envelopeOf(frame);
        double sum = 0.0;
        for (std::size_t k = 2; k < top; ++k) sum += static_cast<double>(envelope[k]);
        return sum;
    };
    std::array<double, 9> later{};
    for (std::size_t i = 0; i < later.size(); ++i) {
        later[i] = low(vowel + 0.03 + frames.framePeriod * static_cast<double>(i));
    }
    std::nth_element(later.begin(), later.begin() + later.size() / 2, later.end());
    const double reference = kVoiceShare * later[later.size() / 2];
    for (double t = vowel + 0.015; t > vowel - 0.035; t -= frames.framePeriod) {
        if (low(t) < reference) return t + 0.5 * frames.framePeriod;
    }
    return vowel;
}

/// Segments of recordings one after another, each blended with the end of the one before.
class Splicer {
  public:
    explicit Splicer(dsp::VoiceFrames& out) : out_(out) {
        dsp::VoiceFrames one = out_;
        one.resize(1);
        silence_ = one.frameAt(0.0);
        for (float& value : silence_.envelope) value = 1e-12F;
        std::fill(silence_.aperiodicity.begin(), silence_.aperiodicity.end(), 1.0F);
    }

    [[nodiscard]] double end() const { return end_; }

    void silence(double seconds, double blend) {
        add(seconds, blend, [this](double) { return silence_; });
    }
    void segment(const dsp::VoiceFrames& source, double from, double to, double blend) {
        add(to - from, blend, [&](double at) { return source.frameAt(from + at); });
    }

  private:
    template <class FrameAt>
    void add(double seconds, double blend, FrameAt frameAt) {
        const double start = end_ - 0.5 * blend;
        end_ += std::max(0.0, seconds);
        const auto last = static_cast<std::size_t>((end_ + kSpare) / out_.framePeriod);
        const auto first = static_cast<std::size_t>(std::max(0.0, start / out_.framePeriod + 1.0));
        std::vector<dsp::VoiceFrame> blended;
        for (std::size_t i = first; i <= last; ++i) {
            const double time = static_cast<double>(i) * out_.framePeriod;
            dsp::VoiceFrame frame = frameAt(time - (end_ - std::max(0.0, seconds)));
            const double share = blend > 0.0 ? (time - start) / blend : 1.0;
            if (share < 1.0 && i < out_.size()) {
                frame = mixed(out_.frameAt(time), frame, std::max(0.0, share));
            }
            blended.push_back(std::move(frame));
        }
        if (first < out_.size()) out_.resize(first);
        for (const dsp::VoiceFrame& frame : blended) out_.append(frame);
    }

    dsp::VoiceFrames& out_;
    dsp::VoiceFrame silence_;
    double end_ = 0.0;
};

class TrackBuilder {
  public:
    TrackBuilder(BankFrames& bank, UnitTrack& out) : bank_(bank), out_(out), splicer_(out.frames) {}

    void run(const std::vector<UnitSyllable>& syllables) {
        pause();
        for (std::size_t s = 0; s < syllables.size(); ++s) {
            word_ = static_cast<int>(s);
            const auto& morae = syllables[s].morae;
            for (std::size_t m = 0; m < morae.size(); ++m) {
                const bool more = m + 1 < morae.size();
                const std::string* next = more ? &morae[m + 1] : nullptr;
                if (!more && s + 1 < syllables.size() && !syllables[s + 1].morae.empty())
                    next = &syllables[s + 1].morae.front();
                if (morae[m] == "っ") {
                    stop(m == 0, next);
                } else {
                    mora(morae[m]);
                }
            }
            if (syllables[s].pauseAfter || s + 1 == syllables.size()) endPhrase();
        }
    }

  private:
    /// The sound before the new one ends here.
    void closeAt(double seconds) {
        if (!out_.said.phones.empty()) out_.said.phones.back().end = seconds;
    }
    void open(const std::string& symbol, double seconds, int word) {
        closeAt(seconds);
        out_.said.phones.push_back({symbol, seconds, seconds, word});
    }

    void pause() {
        open("sil", splicer_.end(), -1);
        splicer_.silence(kPause, kBlend);
        before_ = '-';
    }

    void endPhrase() {
        if (const VoiceUnit* unit = bank_.bank().ending(before_); unit != nullptr) {
            const auto& recording = bank_.of(*unit);
            const double blend = std::clamp(unit->overlap, kBlend, 2.0 * kSpare);
            const double from = unit->offset + 0.5 * blend;
            const double start = splicer_.end();
            const double vowelEnd = unit->offset + unit->preutterance;
            splicer_.segment(recording.frames, from, vowelEnd + kEnding, blend);
            open("sil", start + vowelEnd - from, -1);
            splicer_.silence(kPause, kBlend);
            before_ = '-';
            return;
        }
        pause();
    }

    /// A stop of the breath: `own` on a note of its own, where it closes a vowel that goes on.
    void stop(bool own, const std::string* next) {
        auto& phones = out_.said.phones;
        if (own && !phones.empty() && phones.back().word >= 0) {
            const PhoneTime held = phones.back();
            open(held.symbol, 0.5 * (held.start + splicer_.end()), word_);
        }
        const auto stops = moraPhones(
            {{"っ"},
             next != nullptr ? std::vector<std::string>{*next} : std::vector<std::string>{}});
        const std::string symbol = stops[0].onset.front().symbol;
        if (symbol == "q") {
            open("q", splicer_.end(), word_);
            splicer_.silence(kStop, kBlend);
            before_ = '-';
        } else {
            doubled_ = symbol;
            doubledWord_ = word_;
        }
    }

    void mora(const std::string& mora) {
        const std::string name = mora == "ー" ? longMora() : mora;
        const VoiceUnit* unit = bank_.bank().find(before_, name);
        const auto& recording = bank_.of(*unit);
        const auto phones = moraPhones({{name}})[0];
        const bool starts = before_ == '-';
        const bool joined = bank_.bank().joined();
        double vowel = unit->offset + unit->preutterance;
        if (phones.onset.size() == 1 && isVoicelessSymbol(phones.onset.front().symbol)) {
            vowel = voiceStart(recording.frames, vowel);
        }
        double end = unit->end(recording.seconds) - kSpare;
        end = std::max(vowel + 0.06, std::min(end, vowel + kMostVowel));
        if (phones.onset.empty()) {
            double from = starts ? unit->offset : vowel;
            double blend = starts ? kBlend : kVowelBlend;
            double label = from;
            if (joined && !starts) {
                blend = std::clamp(unit->overlap, kBlend, 2.0 * kSpare);
                from = unit->offset + 0.5 * blend;
                label = vowel;
            }
            const double start = splicer_.end();
            splicer_.segment(recording.frames, from, end, blend);
            open(phones.nucleus.front().symbol, start + label - from, word_);
        } else {
            syllable(*unit, recording, phones, vowel, end, starts);
        }
        before_ = vowelOfMora(name, before_);
    }

    void syllable(const VoiceUnit& unit, const BankFrames::Recording& recording,
                  const SyllablePhones& phones, double vowel, double end, bool starts) {
        const bool joined = bank_.bank().joined() && !starts;
        const std::string& first = phones.onset.front().symbol;
        double from = unit.offset;
        double consonants = unit.offset;
        double blend = isVoicelessSymbol(first) || isStop(first) ? kBlend : kVowelBlend;
        double closure = 0.0;
        if (joined) {
            blend = std::clamp(unit.overlap, kBlend, 2.0 * kSpare);
            from = unit.offset + 0.5 * blend;
            consonants = std::min(consonantStart(recording.frames, unit), vowel - 0.015);
        } else if (isStop(first)) {
            closure = kClosure;
            splicer_.silence(closure, kBlend);
            blend = 0.01;
        }
        const double start = splicer_.end();
        splicer_.segment(recording.frames, from, end, blend);
        const auto placed = [&](double source) { return start + source - from; };
        double at = placed(consonants) - closure;
        const double vowelAt = placed(vowel);
        if (!doubled_.empty()) {
            open(doubled_, at, doubledWord_);
            at += 0.5 * (vowelAt - at);
            doubled_.clear();
        }
        open(first, at, word_);
        if (phones.onset.size() > 1) {
            open(phones.onset[1].symbol,
                 glideStart(recording.frames, unit, first, at, vowelAt, start - from), word_);
        }
        open(phones.nucleus.front().symbol, vowelAt, word_);
    }

    /// Where the glide after a consonant begins in the track: with the voice, if the consonant has
    /// none.
    [[nodiscard]] double glideStart(const dsp::VoiceFrames& frames, const VoiceUnit& unit,
                                    const std::string& consonant, double at, double vowelAt,
                                    double shift) const {
        const double length = vowelAt - at;
        if (isVoicelessSymbol(consonant)) {
            for (double t = at + 0.3 * length; t < at + 0.8 * length; t += frames.framePeriod) {
                const auto frame = static_cast<std::size_t>(
                    std::lround(std::max(unit.offset, t - shift) / frames.framePeriod));
                if (frame < frames.size() && frames.f0[frame] > 0.0F) return t;
            }
        }
        return at + 0.5 * length;
    }

    [[nodiscard]] std::string longMora() const {
        switch (before_) {
            case 'i':
                return "い";
            case 'u':
                return "う";
            case 'e':
                return "え";
            case 'o':
                return "お";
            case 'n':
                return "ん";
            default:
                return "あ";
        }
    }

    BankFrames& bank_;
    UnitTrack& out_;
    Splicer splicer_;
    int word_ = 0;
    char before_ = '-';
    std::string doubled_;
    int doubledWord_ = 0;
};

/// Held sounds have no more noise anywhere than half as much again as they mostly have: what is
/// more is the analysis in doubt, and would be heard as a crackle once the frame is held.
void calmNoise(UnitTrack& track) {
    dsp::VoiceFrames& frames = track.frames;
    std::vector<float> values;
    for (const PhoneTime& phone : track.said.phones) {
        if (!isVowelSymbol(phone.symbol) && phone.symbol != "ŋ") continue;
        const auto first = static_cast<std::size_t>(phone.start / frames.framePeriod + 1.0);
        const auto last =
            std::min(frames.size(), static_cast<std::size_t>(phone.end / frames.framePeriod));
        if (first + 4 > last) continue;
        for (std::size_t k = 0; k < frames.bins(); ++k) {
            values.clear();
            for (std::size_t i = first; i < last; ++i) {
                values.push_back(frames.aperiodicityOf(i)[k]);
            }
            const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
            std::nth_element(values.begin(), middle, values.end());
            for (std::size_t i = first; i < last; ++i) {
                float& value = frames.aperiodicityOf(i)[k];
                value = std::min(value, kCalm * *middle);
            }
        }
    }
}

}  // namespace

const BankFrames::Recording& BankFrames::of(const VoiceUnit& unit) {
    const std::lock_guard lock(mutex_);
    auto& recording = recordings_[unit.file];
    if (!recording) {
        std::vector<float> audio = readMono(bank_->folder() / unit.file);
        dsp::F0Settings sung;
        sung.sampleRate = dsp::kSampleRate;
        sung.speech = true;
        auto made = std::make_unique<Recording>();
        made->frames = dsp::analyseVoice(audio, sung);
        for (float& value : made->frames.envelope) value = std::max(value, 1e-12F);
        made->seconds = static_cast<double>(audio.size()) / dsp::kSampleRate;
        made->audio = std::move(audio);
        recording = std::move(made);
    }
    return *recording;
}

double consonantStart(const dsp::VoiceFrames& frames, const VoiceUnit& unit) {
    const auto frameOf = [&frames](double seconds) {
        return std::min(frames.size() - 1, static_cast<std::size_t>(
                                               std::max(0.0, seconds / frames.framePeriod + 0.5)));
    };
    const double vowel = unit.offset + unit.preutterance;
    const std::size_t first = frameOf(unit.offset);
    const std::size_t last = frameOf(vowel - 0.005);
    const std::size_t from = frameOf(unit.offset + std::min(unit.overlap, 0.04));
    const std::size_t to = frameOf(vowel - 0.02);
    if (from >= to) return std::max(unit.offset, vowel - 0.02);
    std::vector<std::array<double, kBands>> bands;
    for (std::size_t i = first; i <= last; ++i) bands.push_back(bandsOf(frames, i));
    const auto scatter = [&bands](std::size_t begin, std::size_t end) {
        double sum = 0.0;
        for (std::size_t b = 0; b < kBands; ++b) {
            double mean = 0.0;
            for (std::size_t i = begin; i < end; ++i) mean += bands[i][b];
            mean /= static_cast<double>(end - begin);
            for (std::size_t i = begin; i < end; ++i) {
                sum += (bands[i][b] - mean) * (bands[i][b] - mean);
            }
        }
        return sum;
    };
    std::size_t best = from;
    double least = 1e300;
    for (std::size_t i = std::max(from, first + 1); i <= to; ++i) {
        const double sum = scatter(0, i - first) + scatter(i - first, bands.size());
        if (sum >= least) continue;
        least = sum;
        best = i;
    }
    return static_cast<double>(best) * frames.framePeriod;
}

UnitTrack unitTrack(BankFrames& bank, const std::vector<UnitSyllable>& syllables) {
    UnitTrack out;
    out.frames.sampleRate = dsp::kSampleRate;
    TrackBuilder(bank, out).run(syllables);
    if (!out.said.phones.empty()) {
        out.said.phones.back().end =
            static_cast<double>(out.frames.size()) * out.frames.framePeriod;
    }
    calmNoise(out);
    return out;
}

}  // namespace arioso::corpus
