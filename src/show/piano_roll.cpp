#include "src/show/piano_roll.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/error.h"
#include "src/score/drum_map.h"
#include "src/show/roll_layout.h"

namespace arioso {
namespace {

// In points. A PDF page is A4 on its side.
constexpr double kPageWidth = 842.0;
constexpr double kPageHeight = 595.0;
constexpr double kMargin = 30.0;
constexpr double kGutter = 30.0;  ///< names of octaves and drums
constexpr double kSemitone = 4.2;
constexpr double kDrumRow = 7.0;
constexpr double kHead = 24.0;  ///< over the roll: bar numbers, tempo, chord symbols
constexpr double kWordRow = 12.0;
constexpr double kDynamicRow = 11.0;
constexpr double kGap = 14.0;
constexpr double kScale = 2.0;
constexpr double kMostPixels = 32000.0;
constexpr double kLeastScale = 0.5;

constexpr Colour kInk{0.13, 0.14, 0.17};
constexpr Colour kFaintInk{0.45, 0.47, 0.52};
constexpr Colour kPaper{0.985, 0.985, 0.99};
constexpr Colour kBlackKey{0.945, 0.95, 0.96};
constexpr Colour kGrid{0.86, 0.87, 0.89};
constexpr Colour kBar{0.62, 0.64, 0.68};

/// Hues that stay apart for colour-blind eyes as far as ten can.
constexpr std::array kColours = {
    Colour{0.16, 0.40, 0.72}, Colour{0.84, 0.37, 0.10}, Colour{0.10, 0.55, 0.42},
    Colour{0.58, 0.28, 0.62}, Colour{0.76, 0.58, 0.05}, Colour{0.20, 0.60, 0.76},
    Colour{0.78, 0.24, 0.42}, Colour{0.45, 0.36, 0.26}, Colour{0.40, 0.60, 0.16},
    Colour{0.38, 0.42, 0.52},
};

Colour colourOf(int part) {
    return kColours[static_cast<std::size_t>(part) % kColours.size()];
}

/// Soft notes are paler: mixed with the paper.
Colour shaded(Colour colour, float level) {
    const double depth = std::clamp(0.35 + 0.85 * static_cast<double>(level), 0.45, 1.0);
    const auto mix = [&](double channel) { return 1.0 - (1.0 - channel) * depth; };
    return {mix(colour.r), mix(colour.g), mix(colour.b)};
}

bool isBlackKey(int key) {
    constexpr std::array kBlack = {false, true,  false, true,  false, false,
                                   true,  false, true,  false, true,  false};
    return kBlack[static_cast<std::size_t>((key % 12 + 12) % 12)];
}

double rollHeight(const RollSystem& system) {
    return (system.highest - system.lowest) * kSemitone;
}

double drumHeight(const RollSystem& system) {
    return system.drumKeys.empty() ? 0.0
                                   : 6.0 + static_cast<double>(system.drumKeys.size()) * kDrumRow;
}

double heightOf(const RollSystem& system) {
    return kHead + rollHeight(system) + drumHeight(system) +
           static_cast<double>(system.verses.size()) * kWordRow +
           (system.dynamics.empty() ? 0.0 : kDynamicRow) + kGap;
}

class Painter {
  public:
    Painter(const Score& score, PictureKind kind)
        : score_(score), layout_(layRoll(score, kPageWidth - 2.0 * kMargin - kGutter)) {
        kind_ = kind;
        perQuarter_ = (kPageWidth - 2.0 * kMargin - kGutter) / layout_.quartersPerLine;
    }

    std::string paint() {
        double height = kPageHeight;
        double scale = kScale;
        if (kind_ != PictureKind::Pdf) {
            height = headingHeight() + 2.0 * kMargin;
            for (const RollSystem& system : layout_.systems) height += heightOf(system);
            scale = std::min(kScale, kMostPixels / height);
            if (kind_ == PictureKind::Png && scale < kLeastScale) {
                throw Error(ExitCode::Output,
                            fmt::format("a picture of {} measures would be {:.0f} points high: "
                                        "write a .pdf or .svg",
                                        score_.measures.size(), height));
            }
        } else {
            for (const RollSystem& system : layout_.systems) {
                height = std::max(height, headingHeight() + 2.0 * kMargin + heightOf(system));
            }
        }
        Canvas canvas(kind_, kPageWidth, height, scale);
        canvas_ = &canvas;
        double y = kMargin + heading();
        for (const RollSystem& system : layout_.systems) {
            if (kind_ == PictureKind::Pdf && y + heightOf(system) - kGap > height - kMargin) {
                canvas.nextPage();
                y = kMargin;
            }
            this->system(system, y);
            y += heightOf(system);
        }
        return canvas.finish();
    }

  private:
    [[nodiscard]] static std::string nameOf(const Part& part, std::size_t index) {
        if (!part.name.empty()) return part.name;
        return part.id.empty() ? fmt::format("Part {}", index + 1) : part.id;
    }

    /// Rows that the legend takes; names are estimated by their letters before there is a canvas.
    [[nodiscard]] std::size_t legendRows() const {
        std::size_t rows = 1;
        double x = 0.0;
        for (std::size_t i = 0; i < score_.parts.size(); ++i) {
            const double width = legendWidth(nameOf(score_.parts[i], i));
            if (x > 0.0 && x + width > kPageWidth - 2.0 * kMargin) {
                ++rows;
                x = 0.0;
            }
            x += width;
        }
        return rows;
    }
    [[nodiscard]] static double legendWidth(const std::string& name) {
        return 34.0 + 5.2 * static_cast<double>(name.size());
    }
    [[nodiscard]] std::string makers() const {
        std::string out = score_.composer;
        if (!score_.lyricist.empty() && score_.lyricist != score_.composer) {
            out += (out.empty() ? "" : "  \u00b7  ") + score_.lyricist;
        }
        return out;
    }
    /// Beside a long title there is no room for names.
    [[nodiscard]] bool makersBelow() const {
        constexpr double kTitleLetter = 10.6;
        constexpr double kNameLetter = 6.0;
        return static_cast<double>(score_.title.size()) * kTitleLetter +
                   static_cast<double>(makers().size()) * kNameLetter >
               kPageWidth - 2.0 * kMargin;
    }
    [[nodiscard]] double headingHeight() const {
        const bool names = !score_.title.empty() || !score_.composer.empty();
        return (names ? 26.0 : 0.0) + (makersBelow() ? 13.0 : 0.0) +
               static_cast<double>(legendRows()) * 14.0 + 12.0;
    }

    double heading() {
        double y = kMargin;
        if (!score_.title.empty() || !score_.composer.empty()) {
            y += 14.0;
            canvas_->text(kMargin, y, score_.title, {17.0, kInk, true});
            if (makersBelow()) {
                y += 13.0;
                canvas_->text(kMargin, y, makers(), {10.0, kFaintInk});
            } else {
                canvas_->text(kPageWidth - kMargin, y, makers(),
                              {10.0, kFaintInk, false, false, 1.0});
            }
            y += 12.0;
        }
        double x = kMargin;
        y += 9.0;
        for (std::size_t i = 0; i < score_.parts.size(); ++i) {
            const std::string name = nameOf(score_.parts[i], i);
            const double width = legendWidth(name);
            if (x > kMargin && x + width > kPageWidth - kMargin) {
                x = kMargin;
                y += 14.0;
            }
            canvas_->rectangle(x, y - 7.0, 14.0, 7.5, colourOf(static_cast<int>(i)), 2.0);
            canvas_->text(x + 18.0, y, name, {9.0, kInk});
            x += width;
        }
        return headingHeight();
    }

    [[nodiscard]] double xOf(const RollSystem& system, double quarters) const {
        return kMargin + kGutter + (quarters - system.start) * perQuarter_;
    }

    void system(const RollSystem& system, double top) {
        const double left = kMargin + kGutter;
        const double width = (system.end - system.start) * perQuarter_;
        const double roll = top + kHead;
        const double height = rollHeight(system);
        if (height > 0.0) keys(system, left, roll, width);
        const double drums = roll + height + (system.drumKeys.empty() ? 0.0 : 6.0);
        drumRows(system, left, drums, width);
        const double bottom = roll + height + drumHeight(system);
        bars(system, top, roll, bottom);
        for (const RollNote& note : system.notes) {
            if (!note.percussion) tone(system, note, roll);
        }
        for (const RollNote& note : system.notes) {
            if (note.percussion) stroke(system, note, drums);
        }
        labels(system, top);
        double y = bottom;
        if (!system.dynamics.empty()) {
            y += kDynamicRow;
            for (const RollText& sign : system.dynamics) {
                const Colour colour = sign.part < 0 ? kInk : colourOf(sign.part);
                canvas_->text(xOf(system, sign.at), y - 2.0, sign.text, {9.0, colour, true, true});
            }
        }
        words(system, y);
    }

    void keys(const RollSystem& system, double left, double top, double width) {
        const double height = rollHeight(system);
        canvas_->rectangle(left, top, width, height, kPaper);
        const auto low = static_cast<int>(system.lowest);
        const auto high = static_cast<int>(system.highest);
        for (int key = low; key < high; ++key) {
            const double y = top + (system.highest - key - 1) * kSemitone;
            if (isBlackKey(key)) canvas_->rectangle(left, y, width, kSemitone, kBlackKey);
            if (key % 12 == 0) {
                canvas_->line(left, y + kSemitone, left + width, y + kSemitone, kGrid, 0.7);
                canvas_->text(left - 4.0, y + kSemitone - 0.4, fmt::format("C{}", key / 12 - 1),
                              {6.5, kFaintInk, false, false, 1.0});
            }
        }
    }

    void drumRows(const RollSystem& system, double left, double top, double width) {
        for (std::size_t i = 0; i < system.drumKeys.size(); ++i) {
            const std::size_t row = system.drumKeys.size() - 1 - i;
            const double y = top + static_cast<double>(row) * kDrumRow;
            canvas_->rectangle(left, y, width, kDrumRow, row % 2 == 0 ? kPaper : kBlackKey);
            std::string name = drumSign(system.drumKeys[i]).name;
            constexpr std::size_t kMostLetters = 8;
            if (const auto blank = name.rfind(' ');
                name.size() > kMostLetters && blank > 2 && blank != std::string::npos) {
                name = name.substr(blank + 1).size() > 2 ? name.substr(blank + 1)
                                                         : name.substr(0, blank);
            }
            canvas_->text(left - 3.0, y + kDrumRow - 1.6, name.substr(0, kMostLetters),
                          {5.2, kFaintInk, false, false, 1.0});
        }
    }

    void bars(const RollSystem& system, double top, double from, double to) {
        const auto line = [&](double at, Colour colour, double width) {
            const double x = xOf(system, at);
            canvas_->line(x, from, x, to, colour, width);
        };
        for (std::size_t i = system.firstMeasure; i < system.lastMeasure; ++i) {
            const Measure& measure = score_.measures[i];
            const double start = measure.start.value();
            const double end = (measure.start + measure.length).value();
            const double beat = 4.0 / measure.beatType;
            if (beat * perQuarter_ > 5.0) {
                for (double at = start + beat; at < end - 1e-6; at += beat) line(at, kGrid, 0.4);
            }
            line(start, kBar, 0.8);
            canvas_->text(xOf(system, start) + 1.0, top + 7.0, measure.number, {6.5, kFaintInk});
        }
        line(system.end, kBar, &system == &layout_.systems.back() ? 1.8 : 0.8);
    }

    void tone(const RollSystem& system, const RollNote& note, double top) {
        const double x = xOf(system, note.start);
        const double y = top + (system.highest - note.pitch - 1.0) * kSemitone;
        const Colour colour = colourOf(note.part);
        if (note.grace) {
            canvas_->diamond(x, y + kSemitone / 2.0, kSemitone * 0.6, colour);
            return;
        }
        const double width = std::max(1.6, (note.end - note.start) * perQuarter_ - 0.7);
        canvas_->rectangle(x + 0.3, y + 0.15, width, kSemitone - 0.3, shaded(colour, note.level),
                           1.4);
        canvas_->outline(x + 0.3, y + 0.15, width, kSemitone - 0.3,
                         {colour.r * 0.7, colour.g * 0.7, colour.b * 0.7, 0.8}, 1.4);
    }

    void stroke(const RollSystem& system, const RollNote& note, double top) {
        const auto key = static_cast<int>(std::lround(note.pitch));
        const auto found = std::find(system.drumKeys.begin(), system.drumKeys.end(), key);
        const auto row = static_cast<double>(system.drumKeys.end() - found - 1);
        canvas_->diamond(xOf(system, note.start) + 2.6, top + (row + 0.5) * kDrumRow, 2.6,
                         shaded(colourOf(note.part), note.level));
    }

    /// Tempo beside the bar numbers, chord symbols under them; what would run into its neighbour
    /// gives way.
    void labels(const RollSystem& system, double top) {
        double free = 0.0;
        const TextStyle tempo{7.5, kInk, true};
        for (const RollText& text : system.tempos) {
            const double x = xOf(system, text.at) + 16.0;
            if (x < free) continue;
            free = x + canvas_->text(x, top + 7.5, text.text, tempo) + 6.0;
        }
        free = 0.0;
        const TextStyle chord{9.5, kInk, true};
        for (const RollText& text : system.chords) {
            const double x = xOf(system, text.at);
            if (x < free) continue;
            free = x + canvas_->text(x, top + 19.0, text.text, chord) + 3.0;
        }
    }

    void words(const RollSystem& system, double top) {
        for (std::size_t v = 0; v < system.verses.size(); ++v) {
            const double y = top + static_cast<double>(v + 1) * kWordRow - 2.5;
            const RollVerse& verse = system.verses[v];
            const Colour colour = colourOf(verse.part);
            const Colour dark{colour.r * 0.62, colour.g * 0.62, colour.b * 0.62};
            const auto same = [&](const RollVerse& one) { return one.part == verse.part; };
            const bool several =
                std::count_if(system.verses.begin(), system.verses.end(), same) > 1;
            canvas_->rectangle(kMargin + kGutter - 7.0, y - 6.4, 2.6, 7.6, colour, 1.0);
            if (several) {
                canvas_->text(kMargin + kGutter - 9.5, y, fmt::format("{}.", verse.verse),
                              {6.5, kFaintInk, false, false, 1.0});
            }
            double free = 0.0;
            for (const RollText& syllable : system.words[v]) {
                TextStyle style{8.5, dark};
                const double x = std::max(xOf(system, syllable.at), free);
                free = x + canvas_->text(x, y, syllable.text, style) + 1.2;
            }
        }
    }

    const Score& score_;
    RollLayout layout_;
    PictureKind kind_ = PictureKind::Pdf;
    double perQuarter_ = 1.0;
    Canvas* canvas_ = nullptr;
};

}  // namespace

std::string drawPianoRoll(const Score& score, PictureKind kind) {
    return Painter(score, kind).paint();
}

}  // namespace arioso
