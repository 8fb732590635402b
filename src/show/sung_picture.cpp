#include "src/show/sung_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdint>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/stft.h"
#include "src/report/image.h"

namespace arioso {
namespace {

// In points. A PDF page is A4 on its side.
constexpr double kPageWidth = 842.0;
constexpr double kPageHeight = 595.0;
constexpr double kMargin = 26.0;
constexpr double kGutter = 30.0;
constexpr double kSeconds = 6.0;  ///< a line, at most
constexpr double kPlot = 128.0;
constexpr double kSoundRow = 15.0;
constexpr double kWordRow = 14.0;
constexpr double kNoteRow = 13.0;
constexpr double kTimeRow = 12.0;
constexpr double kGap = 12.0;
constexpr double kHeading = 26.0;
constexpr double kLine = kPlot + kTimeRow + kSoundRow + kWordRow + kNoteRow + kGap;
constexpr double kScale = 1.5;
constexpr double kMostPixels = 32000.0;

constexpr double kLowHz = 60.0;
constexpr double kHighHz = 10000.0;
constexpr int kRows = 220;  ///< of the spectrogram's own pixels
constexpr float kRangeDb = 60.0F;
/// Sounds of speech fall with frequency; lifted, their formants and hisses are seen.
constexpr float kLiftDbPerOctave = 3.0F;
constexpr double kLiftFromHz = 500.0;

constexpr Colour kInk{0.13, 0.14, 0.17};
constexpr Colour kFaintInk{0.45, 0.47, 0.52};
constexpr Colour kVowel{0.86, 0.91, 0.98};
constexpr Colour kConsonant{0.99, 0.91, 0.84};
constexpr Colour kBreath{0.92, 0.92, 0.92};
constexpr Colour kNote{0.80, 0.90, 0.84};
constexpr Colour kBorder{1.0, 1.0, 1.0, 0.45};
constexpr Colour kPitch{0.40, 0.95, 1.0, 0.9};

double melOf(double hertz) {
    return 2595.0 * std::log10(1.0 + hertz / 700.0);
}

/// Place of a frequency in the plot: 0 at the bottom, 1 at the top.
double heightOf(double hertz) {
    return (melOf(hertz) - melOf(kLowHz)) / (melOf(kHighHz) - melOf(kLowHz));
}

double hertzAt(double height) {
    const double mel = melOf(kLowHz) + height * (melOf(kHighHz) - melOf(kLowHz));
    return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0);
}

std::string noteName(float pitch) {
    constexpr std::array kNames = {"C",       "C\u266f", "D",       "E\u266d", "E",       "F",
                                   "F\u266f", "G",       "A\u266d", "A",       "B\u266d", "B"};
    const int key = std::clamp(static_cast<int>(std::lround(pitch)), 0, 127);
    return fmt::format("{}{}", kNames.at(static_cast<std::size_t>(key % 12)), key / 12 - 1);
}

/// Frames of levels in dB by kRows frequencies, from low to high.
class Levels {
  public:
    explicit Levels(const SungAudio& sung) {
        constexpr auto kBins = static_cast<std::size_t>(dsp::kBins);
        first_ = static_cast<std::int64_t>(sung.from * dsp::kSampleRate) / dsp::kHop;
        const auto last = static_cast<std::int64_t>(sung.to * dsp::kSampleRate) / dsp::kHop + 1;
        frames_ = std::max<std::int64_t>(1, last - first_);
        values_.resize(static_cast<std::size_t>(frames_) * kRows);
        dsp::Stft stft;
        std::vector<std::complex<float>> bins(kBins);
        for (std::int64_t frame = 0; frame < frames_; ++frame) {
            stft.analyse(sung.samples, 0, first_ + frame, 1, bins);
            for (int row = 0; row < kRows; ++row) {
                const double hertz = hertzAt((row + 0.5) / kRows);
                const double place = hertz * dsp::kFftSize / dsp::kSampleRate;
                const auto below = std::min(static_cast<std::size_t>(place), kBins - 2);
                const auto share = static_cast<float>(place - static_cast<double>(below));
                const float level =
                    (1.0F - share) * std::abs(bins[below]) + share * std::abs(bins[below + 1]);
                const auto octaves =
                    static_cast<float>(std::max(0.0, std::log2(hertz / kLiftFromHz)));
                values_[static_cast<std::size_t>(frame) * kRows + static_cast<std::size_t>(row)] =
                    20.0F * std::log10(level + 1e-6F) + kLiftDbPerOctave * octaves;
            }
        }
        std::vector<float> sorted = values_;
        const auto loud = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 998 / 1000);
        std::nth_element(sorted.begin(), loud, sorted.end());
        // Silence stays dark.
        top_ = std::max(*loud, 0.0F);
    }

    /// Pixels of the frames of a stretch of time, 0xRRGGBB, from the top down.
    [[nodiscard]] std::vector<std::uint32_t> pixels(double from, int columns) const {
        std::vector<std::uint32_t> out(static_cast<std::size_t>(columns) * kRows);
        const auto start =
            static_cast<std::int64_t>(std::lround(from * dsp::kSampleRate / dsp::kHop)) - first_;
        for (int x = 0; x < columns; ++x) {
            const auto frame =
                static_cast<std::size_t>(std::clamp<std::int64_t>(start + x, 0, frames_ - 1));
            for (int y = 0; y < kRows; ++y) {
                const auto row = static_cast<std::size_t>(kRows - 1 - y);
                const float level = (values_[frame * kRows + row] - top_) / kRangeDb + 1.0F;
                const Rgb colour = perceptualColour(level);
                out[static_cast<std::size_t>(y) * static_cast<std::size_t>(columns) +
                    static_cast<std::size_t>(x)] =
                    std::uint32_t{colour.r} << 16U | std::uint32_t{colour.g} << 8U | colour.b;
            }
        }
        return out;
    }

  private:
    std::int64_t first_ = 0;
    std::int64_t frames_ = 1;
    float top_ = 0.0F;
    std::vector<float> values_;
};

class Painter {
  public:
    Painter(const SungAudio& sung, PictureKind kind) : sung_(sung), kind_(kind), levels_(sung) {
        lines_ = std::max(1, static_cast<int>(std::ceil((sung.to - sung.from) / kSeconds - 1e-6)));
        seconds_ = lines_ == 1 ? std::max(0.5, sung.to - sung.from) : kSeconds;
        perSecond_ = (kPageWidth - 2.0 * kMargin - kGutter) / seconds_;
    }

    std::string paint() {
        double height = kPageHeight;
        if (kind_ != PictureKind::Pdf) height = 2.0 * kMargin + kHeading + lines_ * kLine - kGap;
        if (kind_ == PictureKind::Png && height * kScale > kMostPixels) {
            throw Error(
                ExitCode::Output,
                fmt::format("a picture of {:.0f} seconds would be {:.0f} points high: write "
                            "a .pdf or .svg, or less by --from and --to",
                            sung_.to - sung_.from, height));
        }
        Canvas canvas(kind_, kPageWidth, height, kScale);
        canvas_ = &canvas;
        double y = kMargin;
        canvas.text(kMargin + kGutter, y + 12.0, sung_.title, {14.0, kInk, true});
        canvas.text(kPageWidth - kMargin, y + 12.0, sung_.part.name,
                    {10.0, kFaintInk, false, false, 1.0});
        y += kHeading;
        for (int i = 0; i < lines_; ++i) {
            if (kind_ == PictureKind::Pdf && y + kLine - kGap > height - kMargin) {
                canvas.nextPage();
                y = kMargin;
            }
            line(sung_.from + i * seconds_, y);
            y += kLine;
        }
        return canvas.finish();
    }

  private:
    [[nodiscard]] double xOf(double seconds) const {
        return kMargin + kGutter + (seconds - start_) * perSecond_;
    }

    void line(double start, double top) {
        start_ = start;
        end_ = std::min(start + seconds_, sung_.to);
        const int columns =
            std::max(2, static_cast<int>(std::ceil((end_ - start) * dsp::kSampleRate / dsp::kHop)));
        const double width = (end_ - start) * perSecond_;
        canvas_->image(xOf(start), top, width, kPlot, levels_.pixels(start, columns), columns,
                       kRows);
        frequencies(top);
        pitch(top);
        double y = top + kPlot;
        times(y);
        y += kTimeRow;
        sounds(top, y);
        y += kSoundRow;
        words(y);
        y += kWordRow;
        notes(y);
    }

    void frequencies(double top) {
        for (const int hertz : {200, 500, 1000, 2000, 4000, 8000}) {
            const double y = top + kPlot * (1.0 - heightOf(hertz));
            canvas_->line(xOf(start_) - 3.0, y, xOf(start_), y, kFaintInk, 0.6);
            const std::string label =
                hertz < 1000 ? std::to_string(hertz) : fmt::format("{} k", hertz / 1000);
            canvas_->text(xOf(start_) - 5.0, y + 2.3, label, {6.5, kFaintInk, false, false, 1.0});
        }
    }

    void times(double y) {
        for (int s = static_cast<int>(std::ceil(start_)); s <= end_ + 1e-6; ++s) {
            canvas_->line(xOf(s), y, xOf(s), y + 3.0, kFaintInk, 0.6);
            canvas_->text(xOf(s), y + 9.5, fmt::format("{}:{:02}", s / 60, s % 60),
                          {6.5, kFaintInk, false, false, 0.5});
        }
    }

    /// The pitch that was asked for, at the fundamental.
    void pitch(double top) {
        for (const PerformedNote& note : sung_.part.notes) {
            if (note.offset <= start_ || note.onset >= end_) continue;
            double before = 0.0;
            double x = 0.0;
            bool begun = false;
            const auto point = [&](double seconds, float cents) {
                const double time = note.onset + seconds;
                if (time < start_ || time > end_) {
                    begun = false;
                    return;
                }
                const double semitones =
                    static_cast<double>(note.pitch) + static_cast<double>(cents) / 100.0;
                const double hertz = 440.0 * std::exp2((semitones - 69.0) / 12.0);
                const double y = top + kPlot * (1.0 - heightOf(hertz));
                if (begun) canvas_->line(x, before, xOf(time), y, kPitch, 0.8);
                begun = true;
                x = xOf(time);
                before = y;
            };
            if (note.bend.empty()) {
                point(std::max(0.0, start_ - note.onset), 0.0F);
                point(std::min(note.offset, end_) - note.onset, 0.0F);
                continue;
            }
            for (const dsp::PitchPoint& one : note.bend) {
                if (note.onset + one.seconds <= note.offset) point(one.seconds, one.cents);
            }
        }
    }

    [[nodiscard]] std::pair<double, double> across(double from, double to) const {
        return {xOf(std::max(from, start_)), xOf(std::min(to, end_))};
    }

    void sounds(double top, double y) {
        const TextStyle style{9.5, kInk, false, false, 0.5};
        double free = 0.0;
        for (const PerformedNote& note : sung_.part.notes) {
            for (const PhonemeSpan& span : note.phonemes) {
                if (span.end <= start_ || span.start >= end_) continue;
                const auto [left, right] = across(span.start, span.end);
                const bool breath = span.symbol == "br";
                canvas_->rectangle(left, y, right - left, kSoundRow - 1.5,
                                   breath       ? kBreath
                                   : span.vowel ? kVowel
                                                : kConsonant);
                for (const double edge : {left, right}) {
                    canvas_->line(edge, top, edge, top + kPlot, kBorder, 0.35);
                    canvas_->line(edge, y, edge, y + kSoundRow - 1.5, {1.0, 1.0, 1.0}, 0.6);
                }
                // What began on the line before has its letter there.
                if (span.start < start_ - 0.05 && right - left < 12.0) continue;
                const double half = 0.5 * canvas_->textWidth(span.symbol, style);
                const double x = std::max(0.5 * (left + right), free + half);
                labels_.push_back({x, span.symbol});
                free = x + half + 0.8;
            }
        }
        for (const auto& [x, symbol] : labels_) {
            const bool breath = symbol == "br";
            canvas_->text(x, y + 10.2, breath ? "\u2019" : symbol, style);
        }
        labels_.clear();
    }

    void words(double y) {
        const TextStyle style{9.5, kInk};
        double free = 0.0;
        for (const PerformedNote& note : sung_.part.notes) {
            if (note.syllable.empty() || note.onset < start_ || note.onset >= end_) continue;
            const double x = std::max(xOf(note.onset), free);
            free = x + canvas_->text(x, y + 9.5, note.syllable, style) + 2.5;
        }
    }

    void notes(double y) {
        const TextStyle style{7.5, kInk};
        for (const PerformedNote& note : sung_.part.notes) {
            if (note.offset <= start_ || note.onset >= end_) continue;
            const auto [left, right] = across(note.onset, note.offset);
            canvas_->rectangle(left + 0.3, y, std::max(1.0, right - left - 0.6), kNoteRow - 2.0,
                               kNote, 2.0);
            const std::string name = noteName(note.pitch);
            if (canvas_->textWidth(name, style) + 3.0 < right - left)
                canvas_->text(left + 2.5, y + 8.2, name, style);
        }
    }

    const SungAudio& sung_;
    PictureKind kind_;
    Levels levels_;
    int lines_ = 1;
    double seconds_ = kSeconds;
    double perSecond_ = 1.0;
    double start_ = 0.0;
    double end_ = 0.0;
    Canvas* canvas_ = nullptr;
    std::vector<std::pair<double, std::string>> labels_;
};

}  // namespace

std::string drawSungPicture(const SungAudio& sung, PictureKind kind) {
    return Painter(sung, kind).paint();
}

}  // namespace arioso
