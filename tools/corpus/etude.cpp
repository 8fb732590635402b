#include "tools/corpus/etude.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tools/corpus/etude_bends.h"
#include "tools/corpus/teacher.h"

namespace arioso::corpus {
namespace {

using Scale = std::vector<int>;
const std::vector<Scale> kScales{
    {0, 2, 4, 5, 7, 9, 11},  // major
    {0, 2, 3, 5, 7, 8, 10},  // natural minor
    {0, 2, 3, 5, 7, 8, 11},  // harmonic minor
    {0, 2, 3, 5, 7, 9, 10},  // dorian
    {0, 2, 4, 7, 9},         // pentatonic
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
};
const std::vector<std::vector<int>> kChords{{0, 4, 7},     {0, 3, 7}, {0, 4, 7, 11}, {0, 3, 7, 10},
                                            {0, 4, 7, 10}, {0, 3, 6}, {0, 5, 7},     {0, 7}};

/// Writes one piece, section by section.
class Composer {
  public:
    Composer(const Instrument& instrument, Random& random, double seconds)
        : instrument_(instrument), random_(random), end_(seconds) {
        beat_ = 60.0 / random_.range(50.0, 180.0);
        tonic_ = random_.integer(0, 11);
        scale_ = random_.pick(kScales);
        // A fifth of the pieces exactly in tune: that is what a score asks for.
        cents_ = random_.chance(0.2) ? 0.0 : random_.range(-15.0, 15.0);
        time_ = random_.chance(0.2) ? 0.0 : random_.range(0.0, 0.5);
        bends_ = canBend(instrument) && random_.chance(0.3);
        const int width = instrument.highest - instrument.lowest;
        // Most music stays in a part of the range; some pieces use all of it.
        const int part = random_.chance(0.4) ? width : std::min(width, random_.integer(12, 30));
        low_ = instrument.lowest + random_.integer(0, width - part);
        high_ = low_ + part;
    }

    PerformedPart write() {
        while (time_ < end_) {
            newManner();
            writeSection();
            if (random_.chance(0.3)) time_ += random_.range(0.2, 1.6);
        }
        std::erase_if(part_.notes, [this](const PerformedNote& n) { return n.onset >= end_; });
        const double latest = end_ + 1.0;
        for (PerformedNote& note : part_.notes) note.offset = std::min(note.offset, latest);
        part_.name = instrument_.name;
        part_.program = instrument_.program;
        part_.vocal = instrument_.family == "voice";
        untangle(part_);
        if (bends_) {
            for (PerformedNote& note : part_.notes) addBend(note, random_);
        }
        return std::move(part_);
    }

  private:
    /// Loudness and articulation of the section to come.
    void newManner() {
        velocity_ = random_.range(0.15, 1.0);
        swell_ = random_.chance(0.4) ? random_.range(-0.05, 0.05) : 0.0;
        const double kind = random_.uniform();
        overlap_ = 0.0;
        if (kind < 0.2) {
            gate_ = random_.range(0.15, 0.5);
        } else if (kind < 0.45) {
            gate_ = random_.range(0.6, 0.95);
        } else if (kind < 0.8) {
            gate_ = 1.0;
        } else {
            gate_ = 1.0;
            overlap_ = random_.range(0.01, 0.12);
        }
        loose_ = random_.chance(0.7) ? random_.range(0.0, 0.012) : 0.0;
        sectionEnd_ = std::min(end_, time_ + random_.range(2.0, 7.0));
    }

    void writeSection() {
        const bool chords = isPolyphonic(instrument_);
        const double kind = random_.uniform();
        if (chords && kind < 0.38) {
            if (kind < 0.16) return writeChords();
            if (kind < 0.28) return writeTwoHands();
            return writePedalled();
        }
        const double solo = random_.uniform();
        if (solo < 0.16) return writeScale();
        if (solo < 0.30) return writeArpeggio();
        if (solo < 0.58) return writeMelody();
        if (solo < 0.68) return writeRepeated();
        if (solo < 0.82) return writeLong();
        if (solo < 0.91) return writeShort();
        writeLeaps();
    }

    void add(int key, double onset, double length, double velocity) {
        PerformedNote note;
        key = std::clamp(key, instrument_.lowest, instrument_.highest);
        note.onset = std::max(0.0, onset + random_.range(-loose_, loose_));
        note.offset = note.onset + std::max(0.03, length);
        note.pitch = static_cast<float>(key + cents_ / 100.0);
        note.velocity =
            static_cast<float>(std::clamp(velocity + random_.range(-0.07, 0.07), 0.12, 1.0));
        part_.notes.push_back(std::move(note));
    }
    /// A note in the section's manner; the piece moves on by `length`.
    void step(int key, double length) {
        add(key, time_, length * gate_ + overlap_, velocity_);
        time_ += length;
        velocity_ = std::clamp(velocity_ + swell_, 0.15, 1.0);
    }

    int degreeKey(int degree) const {
        const int size = static_cast<int>(scale_.size());
        const int octave = degree >= 0 ? degree / size : -((-degree + size - 1) / size);
        return 12 * octave + scale_[static_cast<std::size_t>(degree - octave * size)];
    }
    /// Key of a scale degree counted from the tonic nearest above the lowest key in use.
    int keyOf(int degree) const {
        const int base = low_ + ((tonic_ - low_) % 12 + 12) % 12;
        return base + degreeKey(degree);
    }
    int topDegree() const {
        int degree = 0;
        while (keyOf(degree + 1) <= high_) ++degree;
        return degree;
    }
    double shortLength() {
        static const std::vector<double> kParts{0.125, 0.25, 0.25, 0.3333333, 0.5, 0.5};
        return std::max(0.06, beat_ * random_.pick(kParts));
    }

    void writeScale() {
        const double length = shortLength();
        const int top = topDegree();
        int degree = random_.integer(0, top);
        int direction = random_.chance(0.5) ? 1 : -1;
        while (time_ < sectionEnd_) {
            step(keyOf(degree), length);
            if (degree + direction < 0 || degree + direction > top) direction = -direction;
            if (top > 0) degree += direction;
        }
    }
    void writeArpeggio() {
        const double length = shortLength();
        while (time_ < sectionEnd_) {
            const std::vector<int>& chord = random_.pick(kChords);
            const int root = random_.integer(low_, std::max(low_, high_ - 7));
            std::vector<int> keys;
            const int octaves = random_.integer(1, 3);
            for (int octave = 0; octave < octaves; ++octave) {
                for (const int tone : chord) {
                    if (root + tone + 12 * octave <= high_)
                        keys.push_back(root + tone + 12 * octave);
                }
            }
            if (keys.empty()) keys.push_back(root);
            if (random_.chance(0.4)) std::reverse(keys.begin(), keys.end());
            for (const int key : keys) step(key, length);
        }
    }
    void writeMelody() {
        static const std::vector<double> kLengths{0.25, 0.5, 0.5, 0.5, 1.0,
                                                  1.0,  1.0, 1.5, 2.0, 0.75};
        const int top = topDegree();
        int degree = random_.integer(0, top);
        while (time_ < sectionEnd_) {
            if (random_.chance(0.08)) time_ += beat_ * 0.5;
            step(keyOf(degree), std::max(0.08, beat_ * random_.pick(kLengths)));
            const int leap = random_.chance(0.75) ? random_.integer(-2, 2) : random_.integer(-6, 6);
            degree = std::clamp(degree + leap, 0, top);
        }
    }
    void writeRepeated() {
        const double length = std::max(0.08, shortLength());
        while (time_ < sectionEnd_) {
            const int key = random_.integer(low_, high_);
            for (int count = random_.integer(3, 10); count > 0; --count) step(key, length);
        }
    }
    void writeLong() {
        while (time_ < sectionEnd_) {
            velocity_ = random_.range(0.15, 1.0);
            const double length = random_.range(0.8, 5.0);
            const int key = random_.integer(low_, high_);
            add(key, time_, length, velocity_);
            // Now and then two at once, and a silence in which the release is heard.
            if (random_.chance(isPolyphonic(instrument_) ? 0.4 : 0.1)) {
                add(key + random_.pick(std::vector<int>{3, 4, 5, 7, 8, 9, 12}), time_, length,
                    velocity_);
            }
            time_ += length + (random_.chance(0.5) ? random_.range(0.3, 1.5) : 0.0);
        }
    }
    void writeShort() {
        while (time_ < sectionEnd_) {
            velocity_ = random_.range(0.15, 1.0);
            add(random_.integer(low_, high_), time_, random_.range(0.03, 0.12), velocity_);
            time_ += random_.chance(0.5) ? random_.range(0.12, 0.3) : random_.range(0.3, 0.9);
        }
    }
    void writeLeaps() {
        while (time_ < sectionEnd_) {
            velocity_ = random_.range(0.15, 1.0);
            step(random_.integer(instrument_.lowest, instrument_.highest),
                 std::max(0.1, beat_ * random_.range(0.25, 1.5)));
        }
    }
    std::vector<int> chordKeys() {
        const std::vector<int>& chord = random_.pick(kChords);
        const int root = random_.integer(low_, std::max(low_, high_ - 12));
        std::vector<int> keys;
        for (const int tone : chord) keys.push_back(root + tone);
        if (random_.chance(0.4)) keys.push_back(root + 12);
        if (random_.chance(0.3) && root - 12 >= instrument_.lowest) keys.push_back(root - 12);
        std::erase_if(keys, [this](int key) { return key > instrument_.highest; });
        return keys;
    }
    void writeChords() {
        static const std::vector<double> kLengths{0.5, 1.0, 1.0, 2.0, 4.0};
        while (time_ < sectionEnd_) {
            const double length = std::max(0.12, beat_ * random_.pick(kLengths));
            const double roll = random_.chance(0.25) ? random_.range(0.01, 0.05) : 0.0;
            double at = time_;
            for (const int key : chordKeys()) {
                add(key, at, (length - (at - time_)) * gate_ + overlap_, velocity_);
                at += roll;
            }
            time_ += length;
            velocity_ = std::clamp(velocity_ + random_.range(-0.15, 0.15), 0.15, 1.0);
        }
    }
    void writeTwoHands() {
        const double length = std::max(0.1, beat_ * 0.5);
        const int middle = (low_ + high_) / 2;
        const int top = topDegree();
        int degree = random_.integer(top / 2, top);
        while (time_ < sectionEnd_) {
            const std::vector<int>& chord = random_.pick(kChords);
            const int root = random_.integer(low_, std::max(low_, middle - 7));
            const double bar = time_;
            for (int i = 0; i < 8; ++i) {
                const auto tone = static_cast<std::size_t>(i % 2 == 0 ? i / 2 : 1) % chord.size();
                add(root + chord[tone], time_, length * gate_, velocity_ * 0.75);
                time_ += length;
            }
            double at = bar;
            while (at < time_ - 0.01) {
                const double own = length * random_.integer(1, 4);
                add(keyOf(degree), at, own * gate_ + overlap_, velocity_);
                degree = std::clamp(degree + random_.integer(-2, 2), top / 2, top);
                at += own;
            }
        }
    }
    /// Broken chords under one pedal: every note sounds until it is lifted.
    void writePedalled() {
        const double length = shortLength();
        while (time_ < sectionEnd_) {
            const std::size_t first = part_.notes.size();
            const int count = random_.integer(3, 12);
            const std::vector<int> keys = chordKeys();
            for (int i = 0; i < count; ++i)
                step(random_.pick(keys) + 12 * random_.integer(0, 1), length);
            const double lifted = time_ + random_.range(0.0, 0.1);
            for (std::size_t i = first; i < part_.notes.size(); ++i) {
                part_.notes[i].offset = std::max(part_.notes[i].offset, lifted);
            }
        }
    }

    const Instrument& instrument_;
    Random& random_;
    PerformedPart part_;
    Scale scale_;
    double end_;
    double sectionEnd_ = 0.0;
    double time_ = 0.0;
    double beat_ = 0.5;
    double cents_ = 0.0;
    double velocity_ = 0.6;
    double swell_ = 0.0;
    double gate_ = 1.0;
    double overlap_ = 0.0;
    double loose_ = 0.0;
    int tonic_ = 0;
    int low_ = 0;
    int high_ = 127;
    bool bends_ = false;
};

bool oneOf(const std::string& family, std::initializer_list<const char*> names) {
    return std::find(names.begin(), names.end(), family) != names.end();
}

}  // namespace

bool canBend(const Instrument& instrument) {
    return oneOf(instrument.family,
                 {"guitar", "bass", "solo_strings", "voice", "brass", "reed", "pipe", "lead"});
}

bool isPolyphonic(const Instrument& instrument) {
    return oneOf(instrument.family,
                 {"piano", "mallet", "organ", "guitar", "plucked", "ensemble", "choir", "pad"});
}

PerformedPart makeEtude(const Instrument& instrument, Random& random, double seconds) {
    if (instrument.percussion) return makeDrumEtude(instrument, random, seconds);
    return Composer(instrument, random, seconds).write();
}

}  // namespace arioso::corpus
