#include "src/features/features_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "src/compose/steering_text.h"

namespace arioso {
namespace {

using nlohmann::json;

constexpr std::array kNames = {"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};

std::string pitchName(int pitch) {
    const int octave = pitch >= 0 ? pitch / 12 - 1 : -2;
    return fmt::format("{}{}", kNames[static_cast<std::size_t>(((pitch % 12) + 12) % 12)], octave);
}

json pitchClassJson(const std::array<double, 12>& values) {
    json out;
    for (std::size_t i = 0; i < 12; ++i) out[kNames[i]] = values[i];
    return out;
}

json toJson(const KeyGuess& key) {
    return {{"key", keyName(key.tonic, key.minor)},
            {"correlation", key.correlation},
            {"margin", key.margin}};
}

const std::string& number(const Score& score, int bar) {
    return score.measures[static_cast<std::size_t>(bar)].number;
}

std::string formOf(const ScoreFeatures& features) {
    std::string out;
    for (const std::string& one : features.form.sections)
        out += (out.empty() || one.size() == 1 ? "" : " ") + one;
    return out;
}

json tuneJson(const TuneFeatures& tune) {
    json intervals;
    for (std::size_t i = 0; i < tune.intervals.size(); ++i)
        if (tune.intervals[i] > 0.0)
            intervals[std::to_string(static_cast<int>(i) - 12)] = tune.intervals[i];
    return {{"part", tune.part},
            {"notes", tune.notes},
            {"lowest", tune.lowest},
            {"highest", tune.highest},
            {"intervals", intervals},
            {"mean_interval", tune.meanInterval},
            {"repeated", tune.repeated},
            {"steps", tune.steps},
            {"leaps", tune.leaps},
            {"parsons", tune.parsons},
            {"contours_huron", tune.contours},
            {"syncopation_longuet_higgins_lee", tune.syncopation}};
}

std::string topShares(const std::array<double, 12>& values) {
    std::vector<std::size_t> order(12);
    for (std::size_t i = 0; i < 12; ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
    std::string out;
    for (const std::size_t i : order)
        if (values[i] >= 0.005)
            out +=
                fmt::format("{}{} {:.0f} %", out.empty() ? "" : ", ", kNames[i], 100.0 * values[i]);
    return out;
}

class Page {
  public:
    template <class... Args>
    void line(const char* label, fmt::format_string<Args...> text, Args&&... args) {
        out_ += fmt::format("{:<12} {}\n", label, fmt::format(text, std::forward<Args>(args)...));
    }
    [[nodiscard]] const std::string& text() const { return out_; }

  private:
    std::string out_;
};

}  // namespace

json toJson(const ScoreFeatures& f, const Score& score, bool frames) {
    json keys = json::array();
    for (std::size_t i = 0; i < f.keys.size(); ++i)
        keys.push_back({{"from_measure", number(score, f.keys[i].firstBar)},
                        {"bars", f.keys[i].bars},
                        {"key", keyName(f.keys[i].tonic, f.keys[i].minor)},
                        {"confidence", f.keys[i].confidence},
                        {"krumhansl_schmuckler", toJson(f.keyGuesses[i])}});
    json chords = json::array();
    for (const PlacedChord& chord : f.chords)
        chords.push_back({{"measure", number(score, chord.bar)},
                          {"beat", chord.beat.value()},
                          {"chord", chord.text}});
    double diameter = 0.0;
    double strain = 0.0;
    json tension = json::array();
    for (std::size_t i = 0; i < f.tension.size(); ++i) {
        diameter += f.tension[i].diameter / static_cast<double>(f.tension.size());
        strain += f.tension[i].strain / static_cast<double>(f.tension.size());
        tension.push_back({{"measure", number(score, static_cast<int>(i))},
                           {"diameter", f.tension[i].diameter},
                           {"momentum", f.tension[i].momentum},
                           {"strain", f.tension[i].strain}});
    }
    json out = {
        {"kind", "score"},
        {"bars", f.bars},
        {"parts", f.parts},
        {"notes", f.notes},
        {"seconds", f.seconds},
        {"tempo", {{"start", f.startTempo}, {"mean", f.meanTempo}}},
        {"density", {{"notes_per_second", f.notesPerSecond}, {"notes_per_bar", f.notesPerBar}}},
        {"range", {{"lowest", f.lowest}, {"highest", f.highest}}},
        {"pitch_classes", pitchClassJson(f.pitchClasses)},
        {"pitch_class_entropy_bits",
         {{"whole_piece", f.pitchClassEntropy},
          {"one_bar_h1", f.entropyOneBar},
          {"four_bars_h4", f.entropyFourBars}}},
        {"scale_consistency", f.scaleConsistency},
        {"polyphony", {{"mean_notes", f.polyphony}, {"rate", f.polyphonyRate}}},
        {"key", toJson(f.key)},
        {"keys", keys},
        {"chords", chords},
        {"chords_written", f.chordsWritten},
        {"chords_per_bar", f.chordsPerBar},
        {"chord_progression_irregularity_cpi", f.progressionNovelty},
        {"tension_spiral_array", {{"mean_diameter", diameter}, {"mean_strain", strain}}},
        {"form",
         {{"sections_of_four_bars", f.form.sections}, {"repeated_bars", f.form.repeatedBars}}},
        {"rhythm",
         {{"lengths_in_quarters", f.rhythm.lengths},
          {"groove_all_pairs_musdr", f.rhythm.grooveAllPairs},
          {"groove_neighbours_muspy", f.rhythm.grooveNeighbours},
          {"empty_beats", f.rhythm.emptyBeats}}},
        {"tune", tuneJson(f.tune)},
        {"words", {{"syllables", f.syllables}, {"notes_per_syllable", f.notesPerSyllable}}}};
    if (frames) {
        out["tension_spiral_array"]["bars"] = tension;
        out["form"]["similarity"] = f.form.similarity;
    }
    return out;
}

json toJson(const AudioFeatures& f, bool frames) {
    json tones = json::array();
    for (const HeardTone& tone : f.tones)
        tones.push_back({{"onset", tone.onset},
                         {"duration", tone.duration},
                         {"pitch", tone.pitch},
                         {"cents", tone.cents}});
    const auto level = [](double value) {
        return std::isfinite(value) ? json(value) : json(nullptr);
    };
    json out = {
        {"kind", "audio"},
        {"seconds", f.seconds},
        {"sample_rate", f.sampleRate},
        {"channels", f.channels},
        {"loudness_lufs", level(f.loudness)},
        {"loudness_range_lu", level(f.loudnessRange)},
        {"true_peak_dbtp", level(f.truePeak)},
        {"rms_db", level(f.rms)},
        {"onsets", f.onsets},
        {"attack_db", f.attack},
        {"attack_ms", 1000.0 * f.attackTime},
        {"tempo", f.tempo},
        {"tempo_strength", f.tempoStrength},
        {"beats", f.beats},
        {"chroma", pitchClassJson(f.chroma)},
        {"tuning_cents", f.tuning},
        {"key", toJson(f.key)},
        {"spectral_centroid_hz", {{"mean", f.centroid}, {"deviation", f.centroidDeviation}}},
        {"rolloff_85_hz", f.rolloff},
        {"flatness", f.flatness},
        {"voiced", f.voiced},
        {"tones", tones}};
    if (frames) {
        out["onset_strength"] = {{"hop_seconds", f.hopSeconds}, {"values", f.onsetStrength}};
        out["f0_hz"] = {{"hop_seconds", f.f0Seconds}, {"values", f.f0}};
        out["chroma_frames"] = {{"hop_seconds", f.chromaSeconds}, {"values", f.chromaFrames}};
    }
    return out;
}

std::string toText(const ScoreFeatures& f, const Score& score) {
    Page page;
    page.line("size", "{} bars, {} parts, {} notes, {:.1f} s", f.bars, f.parts, f.notes, f.seconds);
    page.line("tempo", "{:.0f} quarters a minute at the start, {:.0f} on average", f.startTempo,
              f.meanTempo);
    page.line("density",
              "{:.1f} notes a second, {:.1f} a bar; {:.2f} sound at once (two or more {:.0f} %)",
              f.notesPerSecond, f.notesPerBar, f.polyphony, 100.0 * f.polyphonyRate);
    page.line("pitches", "{} to {}: {}", pitchName(f.lowest), pitchName(f.highest),
              topShares(f.pitchClasses));
    page.line("entropy",
              "{:.2f} bits of pitch class (whole piece), {:.2f} a bar, {:.2f} in four; {:.0f} % in "
              "one scale",
              f.pitchClassEntropy, f.entropyOneBar, f.entropyFourBars, 100.0 * f.scaleConsistency);
    page.line("key", "{} (correlation {:.2f}, {:.2f} before the next)",
              keyName(f.key.tonic, f.key.minor), f.key.correlation, f.key.margin);
    for (const KeySegment& key : f.keys)
        page.line("", "from measure {}: {}, {} bars, {:.0f} % sure", number(score, key.firstBar),
                  keyName(key.tonic, key.minor), key.bars, 100.0 * key.confidence);
    std::map<std::string, int> counts;
    for (const PlacedChord& chord : f.chords) ++counts[chord.text];
    std::vector<std::pair<int, std::string>> common;
    for (const auto& [name, count] : counts) common.emplace_back(-count, name);
    std::sort(common.begin(), common.end());
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(8, common.size()); ++i)
        names +=
            fmt::format("{}{} {}", names.empty() ? "" : ", ", common[i].second, -common[i].first);
    page.line("chords", "{} ({}), {:.2f} a bar: {}", f.chords.size(),
              f.chordsWritten ? "written" : "found", f.chordsPerBar, names);
    double most = 0.0;
    int where = 0;
    double mean = 0.0;
    for (std::size_t i = 0; i < f.tension.size(); ++i) {
        mean += f.tension[i].diameter / static_cast<double>(f.tension.size());
        if (f.tension[i].diameter <= most) continue;
        most = f.tension[i].diameter;
        where = static_cast<int>(i);
    }
    page.line("tension", "cloud diameter {:.2f} on average, most in measure {} ({:.2f})", mean,
              number(score, where), most);
    page.line("form", "{} (a letter for four bars), {:.0f} % of the bars heard before", formOf(f),
              100.0 * f.form.repeatedBars);
    std::vector<std::pair<double, std::string>> lengths;
    for (const auto& [name, share] : f.rhythm.lengths) lengths.emplace_back(-share, name);
    std::sort(lengths.begin(), lengths.end());
    std::string shares;
    for (std::size_t i = 0; i < std::min<std::size_t>(6, lengths.size()); ++i)
        shares += fmt::format("{}{} {:.0f} %", shares.empty() ? "" : ", ", lengths[i].second,
                              -100.0 * lengths[i].first);
    page.line("rhythm",
              "quarters: {}; groove {:.2f} (all pairs of bars), {:.2f} (neighbours); {:.0f} % "
              "empty beats",
              shares, f.rhythm.grooveAllPairs, f.rhythm.grooveNeighbours,
              100.0 * f.rhythm.emptyBeats);
    if (f.tune.notes > 0) {
        page.line("tune",
                  "{}: {} notes {} to {}, intervals {:.1f} semitones on average; {:.0f} % "
                  "repeated, {:.0f} % steps, {:.0f} % leaps; syncopation {:.2f} a bar",
                  f.tune.part, f.tune.notes, pitchName(f.tune.lowest), pitchName(f.tune.highest),
                  f.tune.meanInterval, 100.0 * f.tune.repeated, 100.0 * f.tune.steps,
                  100.0 * f.tune.leaps, f.tune.syncopation);
        std::string contours;
        for (const auto& [name, count] : f.tune.contours)
            contours += fmt::format("{}{} {}", contours.empty() ? "" : ", ", name, count);
        page.line("contour", "{}{}; phrases: {}", f.tune.parsons.substr(0, 48),
                  f.tune.parsons.size() > 48 ? " ..." : "", contours);
    }
    if (f.syllables > 0)
        page.line("words", "{} syllables, {:.2f} notes each", f.syllables, f.notesPerSyllable);
    return page.text();
}

std::string toText(const AudioFeatures& f) {
    Page page;
    page.line("size", "{:.2f} s, {} Hz, {} channel{}", f.seconds, f.sampleRate, f.channels,
              f.channels == 1 ? "" : "s");
    page.line("loudness", "{:.1f} LUFS, range {:.1f} LU, true peak {:.1f} dBTP, RMS {:.1f} dB",
              f.loudness, f.loudnessRange, f.truePeak, f.rms);
    page.line("onsets",
              "{} ({:.2f} a second), rising by {:.1f} dB in 10 ms, in {:.0f} ms from 10 to 90 %",
              f.onsets.size(), static_cast<double>(f.onsets.size()) / f.seconds, f.attack,
              1000.0 * f.attackTime);
    if (f.tempo > 0.0)
        page.line("tempo", "{:.1f} beats a minute (strength {:.2f}), {} beats", f.tempo,
                  f.tempoStrength, f.beats.size());
    else
        page.line("tempo", "none found");
    page.line("key", "{} (correlation {:.2f}, {:.2f} before the next), tuned {:+.0f} cents",
              keyName(f.key.tonic, f.key.minor), f.key.correlation, f.key.margin, f.tuning);
    page.line("chroma", "{}", topShares(f.chroma));
    page.line("spectrum",
              "centroid {:.0f} Hz (deviation {:.0f}), 85 % below {:.0f} Hz, flatness {:.4f}",
              f.centroid, f.centroidDeviation, f.rolloff, f.flatness);
    std::string tones;
    for (std::size_t i = 0; i < std::min<std::size_t>(24, f.tones.size()); ++i)
        tones += (tones.empty() ? "" : " ") + pitchName(f.tones[i].pitch);
    page.line("melody", "a pitch in {:.0f} % of the time, {} tones{}{}", 100.0 * f.voiced,
              f.tones.size(), tones.empty() ? "" : ": " + tones, f.tones.size() > 24 ? " ..." : "");
    return page.text();
}

}  // namespace arioso
