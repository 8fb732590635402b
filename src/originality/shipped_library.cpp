#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "models/tensor_file.h"
#include "src/compose/composer_weights.h"
#include "src/originality/music_library.h"

namespace arioso {
namespace {

constexpr const char* kName = "progressions";
constexpr const char* kArchitecture = "arioso-progressions-1";
/// Whole numbers that half precision holds exactly.
constexpr int kLargest = 2048;
constexpr std::uint64_t kLongest = 10'000'000;

using nlohmann::json;

int barAt(const std::vector<StudyBar>& bars, int tick) {
    const auto after = std::ranges::upper_bound(bars, tick, {}, &StudyBar::start);
    return std::max(0, static_cast<int>(after - bars.begin()) - 1);
}

json scaleJson(const ChanceScale& scale) {
    return {scale.offset, scale.slope};
}

class ProgressionsReader {
  public:
    ProgressionsReader(const ComposerWeights& weights, const TuneLibrary& tunes)
        : reader_(weights.bytes, weights.file.string(), kArchitecture), tunes_(tunes) {
        const json& list = reader_.config().value("pieces", json());
        if (!list.is_array()) reader_.fail("expected a list 'pieces' in the config");
        std::size_t chords = 0;
        std::size_t bars = 0;
        for (const json& one : list) {
            if (!one.is_array() || one.size() != 5 || !one[0].is_string() || !one[1].is_string() ||
                !one[2].is_number_integer() || !one[3].is_number_unsigned() ||
                !one[4].is_number_unsigned() || one[3].get<std::uint64_t>() > kLongest ||
                one[4].get<std::uint64_t>() > kLongest)
                reader_.fail("expected title, composer, tune, chords and bars of every piece");
            const std::int64_t tune = one[2];
            if (tune < -1 || tune >= static_cast<std::int64_t>(tunes.tunes().size()))
                reader_.fail("expected a tune of the file of tunes, found " + std::to_string(tune));
            chords += one[3].get<std::size_t>();
            bars += one[4].get<std::size_t>();
        }
        chords_ = reader_.values("chords", chords);
        chordBars_ = reader_.values("chord_bars", chords);
        lengths_ = reader_.values("bar_lengths", bars);
        offsets_ = reader_.values("offsets", list.size());
        read(list);
    }

    SymbolLibrary harmonies;
    SymbolLibrary rhythms;

    [[nodiscard]] ChanceScale scale(const std::string& name) const {
        const json& all = reader_.config().value("chance", json());
        const json found = all.is_object() ? all.value(name, json()) : json();
        if (!found.is_array() || found.size() != 2 || !found[0].is_number() ||
            !found[1].is_number())
            reader_.fail("expected offset and slope of chance." + name);
        return {found[0], found[1]};
    }

  private:
    void read(const json& list) {
        std::size_t chord = 0;
        std::size_t bar = 0;
        for (std::size_t p = 0; p < list.size(); ++p) {
            const std::string title = list[p][0];
            const std::string composer = list[p][1];
            const std::int64_t tune = list[p][2];
            const auto chords = list[p][3].get<std::size_t>();
            const auto bars = list[p][4].get<std::size_t>();
            harmonies.add(title, composer, harmony(chord, chords));
            if (tune >= 0)
                rhythms.add(title, composer, rhythm(static_cast<std::size_t>(tune), bar, bars, p));
            chord += chords;
            bar += bars;
        }
    }

    [[nodiscard]] std::vector<PlacedSymbol> harmony(std::size_t first, std::size_t count) const {
        std::vector<StudyChord> chords;
        std::vector<int> placed;
        int root = 0;
        int bar = 0;
        for (std::size_t i = first; i < first + count; ++i) {
            const Chord change = Chord::fromIndex(
                std::clamp(static_cast<int>(std::lround(chords_[i])), 0, kChords - 1));
            root = (root + change.root) % 12;
            bar += static_cast<int>(std::lround(chordBars_[i]));
            chords.push_back({static_cast<int>(placed.size()), root, change.quality});
            placed.push_back(bar);
        }
        std::vector<StudyBar> unit(chords.size());
        for (std::size_t i = 0; i < unit.size(); ++i) unit[i].start = static_cast<int>(i);
        // Each chord in a bar of its own: which these are, is told after.
        std::vector<PlacedSymbol> out = harmonySymbols(chords, unit);
        for (PlacedSymbol& one : out) {
            one.from = static_cast<std::uint16_t>(std::clamp(placed[one.from], 0, 65535));
            one.to = static_cast<std::uint16_t>(std::clamp(placed[one.to], 0, 65535));
        }
        return out;
    }

    [[nodiscard]] std::vector<PlacedSymbol> rhythm(std::size_t tune, std::size_t first,
                                                   std::size_t count, std::size_t piece) const {
        const TuneLibrary::Tune& one = tunes_.tunes()[tune];
        const TuneLibrary::Columns& columns = tunes_.columns();
        const int firstBar = columns.bars[one.first];
        std::vector<StudyBar> bars(static_cast<std::size_t>(firstBar));
        int start = 0;
        for (std::size_t i = first; i < first + count; ++i) {
            StudyBar bar;
            bar.start = start;
            bar.length = static_cast<int>(std::lround(lengths_[i]));
            start += bar.length;
            bars.push_back(bar);
        }
        std::vector<StudyNote> notes(one.count);
        for (std::size_t i = 0; i < one.count; ++i) {
            notes[i].onset = columns.onsets[one.first + i] - columns.onsets[one.first] +
                             static_cast<int>(std::lround(offsets_[piece]));
            notes[i].bar = columns.bars[one.first + i];
        }
        return rhythmSymbols(notes, bars);
    }

    models::HalfTensorReader reader_;
    const TuneLibrary& tunes_;
    std::vector<float> chords_;
    std::vector<float> chordBars_;
    std::vector<float> lengths_;
    std::vector<float> offsets_;
};

bool hasTune(const StudyPiece& piece) {
    return piece.melody.size() >= TuneLibrary::kGram;
}

}  // namespace

ShippedLibrary ShippedLibrary::load(const std::filesystem::path& folder) {
    ShippedLibrary out;
    out.music.tunes = TuneLibrary::load(folder);
    const ComposerWeights weights = readComposerWeights(folder, kName);
    ProgressionsReader reader(weights, out.music.tunes);
    out.music.harmonies = std::move(reader.harmonies);
    out.music.rhythms = std::move(reader.rhythms);
    out.music.harmonies.index();
    out.music.rhythms.index();
    out.scales = {reader.scale("melody"), reader.scale("harmony"), reader.scale("rhythm")};
    return out;
}

void ShippedLibraryWriter::add(const StudyPiece& piece) {
    pieces_.push_back(piece);
}

MusicLibrary ShippedLibraryWriter::library() const {
    MusicLibrary out;
    for (const StudyPiece& piece : pieces_)
        out.add(piece.title, piece.composer, {{"tune", piece.melody}}, pieceSymbols(piece));
    out.index();
    return out;
}

void ShippedLibraryWriter::save(const std::filesystem::path& folder, const std::string& version,
                                const ChanceScales& scales) const {
    TuneLibrary tunes;
    json list = json::array();
    std::vector<float> chords;
    std::vector<float> chordBars;
    std::vector<float> lengths;
    std::vector<float> offsets;
    for (const StudyPiece& piece : pieces_) {
        int root = 0;
        int last = 0;
        for (const StudyChord& chord : piece.chords) {
            const Chord change{((chord.root - root) % 12 + 12) % 12, chord.quality};
            const int bar = barAt(piece.bars, chord.start);
            chords.push_back(static_cast<float>(change.index()));
            chordBars.push_back(static_cast<float>(std::min(bar - last, kLargest)));
            root = chord.root;
            last = bar;
        }
        std::size_t bars = 0;
        float offset = 0.0F;
        if (hasTune(piece)) {
            const auto first = static_cast<std::size_t>(piece.melody.front().bar);
            const auto end = static_cast<std::size_t>(piece.melody.back().bar) + 1;
            for (std::size_t bar = first; bar < end; ++bar)
                lengths.push_back(
                    static_cast<float>(std::min(piece.bars.at(bar).length, kLargest)));
            bars = end - first;
            offset = static_cast<float>(
                std::min(piece.melody.front().onset - piece.bars.at(first).start, kLargest));
        }
        offsets.push_back(offset);
        list.push_back({piece.title, piece.composer,
                        hasTune(piece) ? static_cast<int>(tunes.tunes().size()) : -1,
                        piece.chords.size(), bars});
        tunes.add(piece.title, piece.composer, piece.melody);
    }
    tunes.save(folder, version);
    models::HalfTensorWriter writer;
    const auto write = [&](const std::string& name, const std::vector<float>& values) {
        writer.add(name, {static_cast<std::int64_t>(values.size())}, values);
    };
    write("chords", chords);
    write("chord_bars", chordBars);
    write("bar_lengths", lengths);
    write("offsets", offsets);
    const json config = {{"architecture", kArchitecture},
                         {"pieces", list},
                         {"chance",
                          {{"melody", scaleJson(scales.melody)},
                           {"harmony", scaleJson(scales.harmony)},
                           {"rhythm", scaleJson(scales.rhythm)}}}};
    writeComposerWeights(folder, kName, writer.bytes(config), version);
}

}  // namespace arioso
