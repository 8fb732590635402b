#include "src/score/midi_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "dsp/error.h"

namespace arioso {
namespace {

/// Events a note may cost on the average before a file is refused: bounds the memory of reading.
constexpr std::size_t kEventsPerNote = 4;
constexpr std::size_t kMostTracks = 65535;

class Bytes {
  public:
    explicit Bytes(std::span<const std::byte> data) : data_(data) {}
    [[nodiscard]] std::size_t size() const { return data_.size(); }
    [[nodiscard]] std::uint8_t at(std::size_t i) const {
        return std::to_integer<std::uint8_t>(data_[i]);
    }
    [[nodiscard]] std::uint32_t big(std::size_t i, int count) const {
        std::uint32_t value = 0;
        for (int k = 0; k < count; ++k) value = value << 8U | at(i + static_cast<std::size_t>(k));
        return value;
    }
    [[nodiscard]] bool has(std::size_t i, std::string_view id) const {
        if (i > size() || size() - i < id.size()) return false;
        for (std::size_t k = 0; k < id.size(); ++k) {
            if (at(i + k) != static_cast<std::uint8_t>(id[k])) return false;
        }
        return true;
    }

  private:
    std::span<const std::byte> data_;
};

/// Where "MThd" begins: at once, or inside the data chunk of a RIFF file.
std::size_t findHeader(const Bytes& in, const std::string& name) {
    if (in.has(0, "MThd")) return 0;
    if (in.has(0, "RIFF") && in.has(8, "RMID")) {
        for (std::size_t i = 12; i < std::min<std::size_t>(in.size(), 65536); ++i) {
            if (in.has(i, "MThd")) return i;
        }
    }
    throw Error(ExitCode::Input,
                fmt::format("{}: expected a Standard MIDI File (\"MThd\" at byte 0), found {}",
                            name, in.size() == 0 ? "an empty file" : "something else"));
}

class TrackParser {
  public:
    TrackParser(const Bytes& in, MidiFile& file, const std::string& name, const ReadLimits& limits)
        : in_(in), file_(file), name_(name), maxEvents_(limits.notes * kEventsPerNote) {}

    /// Parses the chunk whose content is [begin, declaredEnd); returns where the next one begins.
    std::size_t parse(std::size_t begin, std::size_t declaredEnd, std::uint16_t track) {
        pos_ = begin;
        track_ = track;
        tick_ = 0;
        running_ = 0;
        bool ended = false;
        const bool truncated = declaredEnd > in_.size();
        // A wrong length shows by what follows: neither a track nor the end of the file.
        const bool trustEnd =
            !truncated && (declaredEnd == in_.size() || in_.has(declaredEnd, "MTrk"));
        if (truncated) warn("ends before its stated length");
        while (!ended) {
            if (trustEnd && pos_ >= declaredEnd) break;
            if (pos_ >= in_.size() || in_.has(pos_, "MTrk")) break;
            if (!event(ended)) break;
        }
        if (!ended && !truncated) warn("has no end-of-track");
        file_.trackEnds.push_back(tick_);
        if (trustEnd) return declaredEnd;
        if (!truncated && pos_ != declaredEnd) warn("has a wrong length");
        for (std::size_t i = pos_; i < in_.size(); ++i) {
            if (in_.has(i, "MTrk")) return i;
        }
        return in_.size();
    }

  private:
    void warn(std::string_view what) {
        if (file_.warnings.size() < 100) {
            file_.warnings.push_back(fmt::format("track {} {}", track_ + 1, what));
        }
    }

    bool variableLength(std::uint32_t& value) {
        value = 0;
        for (int i = 0; i < 4; ++i) {
            if (pos_ >= in_.size()) return false;
            const std::uint8_t byte = in_.at(pos_++);
            value = value << 7U | (byte & 0x7FU);
            if ((byte & 0x80U) == 0) return true;
        }
        warn(fmt::format("has a number longer than four bytes at byte {}", pos_));
        return false;
    }

    /// Reads one event; false when the track cannot go on.
    bool event(bool& ended) {
        std::uint32_t delta = 0;
        if (!variableLength(delta) || pos_ >= in_.size()) return false;
        tick_ += delta;
        const std::uint8_t first = in_.at(pos_);
        if (first == 0xFF || first == 0xF0 || first == 0xF7) return longEvent(first, ended);
        if (first >= 0xF1) return systemCommon(first);
        if ((first & 0x80U) != 0) {
            running_ = first;
            ++pos_;
        } else if (running_ == 0) {
            warn(fmt::format("has data without a status at byte {}", pos_));
            return false;
        }
        const bool two = (running_ & 0xE0U) != 0xC0U;
        if (in_.size() - pos_ < (two ? 2U : 1U)) return false;
        MidiEvent out;
        out.status = running_;
        out.data1 = in_.at(pos_++);
        if (two) out.data2 = in_.at(pos_++);
        if (((out.data1 | out.data2) & 0x80U) != 0) {
            warn(fmt::format("has a status where data was expected at byte {}", pos_ - 1));
            return false;
        }
        push(out);
        return true;
    }

    bool longEvent(std::uint8_t status, bool& ended) {
        MidiEvent out;
        out.status = status == 0xF7 ? std::uint8_t{0xF0} : status;
        ++pos_;
        if (status == 0xFF) {
            if (pos_ >= in_.size()) return false;
            out.data1 = in_.at(pos_++);
        }
        std::uint32_t length = 0;
        if (!variableLength(length)) return false;
        if (length > in_.size() - pos_) {
            warn(fmt::format("claims {} bytes at byte {}, where {} are left", length, pos_,
                             in_.size() - pos_));
            return false;
        }
        out.offset = static_cast<std::uint32_t>(pos_);
        out.length = length;
        pos_ += length;
        if (out.isMeta(0x2F)) {
            ended = true;
        } else {
            push(out);
        }
        return true;
    }

    /// Messages that have no business in a file but appear in some; running status goes on.
    bool systemCommon(std::uint8_t status) {
        const std::size_t length = status == 0xF2 ? 2 : status == 0xF1 || status == 0xF3 ? 1 : 0;
        if (in_.size() - pos_ < length + 1) return false;
        pos_ += length + 1;
        return true;
    }

    void push(MidiEvent event) {
        if (file_.events.size() >= maxEvents_) {
            throw Error(ExitCode::Input, fmt::format("{}: track {}: expected at most {} events",
                                                     name_, track_ + 1, maxEvents_));
        }
        event.tick = tick_;
        event.track = track_;
        file_.events.push_back(event);
    }

    const Bytes& in_;
    MidiFile& file_;
    const std::string& name_;
    std::size_t maxEvents_;
    std::size_t pos_ = 0;
    std::int64_t tick_ = 0;
    std::uint16_t track_ = 0;
    std::uint8_t running_ = 0;
};

MidiDivision parseDivision(std::uint32_t raw, std::vector<std::string>& warnings) {
    MidiDivision out;
    if ((raw & 0x8000U) == 0) {
        if (raw == 0) {
            warnings.emplace_back("the header has a division of 0; 480 ticks a quarter assumed");
        } else {
            out.ticksPerUnit = raw;
        }
        return out;
    }
    const int frames = 256 - static_cast<int>(raw >> 8U);
    const int perFrame = std::max(1, static_cast<int>(raw & 0xFFU));
    out.smpte = true;
    // Two quarters a second; 29 stands for 30000/1001 frames.
    out.quartersPerUnit = frames == 29 ? 2 * 1001 : 2;
    out.ticksPerUnit = std::int64_t{frames == 29 ? 30000 : frames} * perFrame;
    return out;
}

void placeTracksInTime(MidiFile& file) {
    if (file.format == 2) {
        std::vector<std::int64_t> starts{0};
        for (const std::int64_t end : file.trackEnds) starts.push_back(starts.back() + end);
        for (MidiEvent& event : file.events) event.tick += starts[event.track];
        for (std::size_t i = 0; i < file.trackEnds.size(); ++i) file.trackEnds[i] += starts[i];
    }
    std::stable_sort(file.events.begin(), file.events.end(),
                     [](const MidiEvent& a, const MidiEvent& b) { return a.tick < b.tick; });
}

}  // namespace

Beat MidiDivision::beat(std::int64_t tick) const {
    return Beat(tick, ticksPerUnit) * Beat::whole(quartersPerUnit);
}

MidiFile parseMidiFile(std::span<const std::byte> bytes, const std::string& name,
                       const ReadLimits& limits) {
    if (bytes.size() >
        std::min<std::size_t>(limits.fileBytes, std::numeric_limits<std::uint32_t>::max())) {
        throw Error(ExitCode::Input, fmt::format("{}: expected at most {} bytes, found {}", name,
                                                 limits.fileBytes, bytes.size()));
    }
    const Bytes in(bytes);
    const std::size_t header = findHeader(in, name);
    if (in.size() - header < 14) {
        throw Error(ExitCode::Input, fmt::format("{}: byte {}: expected a MIDI header of 14 bytes, "
                                                 "found {}",
                                                 name, header, in.size() - header));
    }
    MidiFile file;
    const std::uint32_t headerLength = in.big(header + 4, 4);
    file.format = static_cast<int>(in.big(header + 8, 2));
    const std::uint32_t declaredTracks = in.big(header + 10, 2);
    file.division = parseDivision(in.big(header + 12, 2), file.warnings);
    if (file.format > 2) {
        file.warnings.push_back(
            fmt::format("the header names type {}; read as type 1", file.format));
        file.format = 1;
    }

    std::size_t pos = header + 8 + std::max<std::size_t>(6, headerLength);
    if (headerLength > 1024) pos = header + 14;
    TrackParser parser(in, file, name, limits);
    while (pos < in.size() && in.size() - pos >= 8) {
        const std::size_t content = pos + 8;
        const std::size_t end = content + in.big(pos + 4, 4);
        if (!in.has(pos, "MTrk")) {
            // An alien chunk is stepped over where its length makes sense, else searched behind.
            pos = end <= in.size() ? end : pos + 1;
            continue;
        }
        if (static_cast<std::size_t>(file.tracks) >= kMostTracks) break;
        pos = parser.parse(content, end, static_cast<std::uint16_t>(file.tracks));
        ++file.tracks;
    }
    if (file.tracks == 0) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: byte {}: expected a track (\"MTrk\"), found none", name,
                                std::min(header + 14, in.size())));
    }
    if (static_cast<std::uint32_t>(file.tracks) != declaredTracks) {
        file.warnings.push_back(fmt::format("the header names {} tracks, the file has {}",
                                            declaredTracks, file.tracks));
    }
    placeTracksInTime(file);
    return file;
}

}  // namespace arioso
