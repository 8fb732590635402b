#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace arioso {

/// Everything that decides what a render sounds like and where it goes. Plain data; `toJson` and
/// `requestFromJson` carry it through files and through the C API without loss, so a request kept
/// beside a WAV renders that WAV again.
struct RenderRequest {
    struct PartChoice {
        std::string part;        ///< name, id or number (from 1) of a part
        std::string instrument;  ///< instrument id, General MIDI name or number 1…128, "drums"
        bool operator==(const PartChoice&) const = default;
    };

    struct ChoirChoice {
        std::string part;  ///< as in PartChoice; empty = every part that sings words
        int singers = 1;   ///< 1…16; 1 = a soloist
        bool operator==(const ChoirChoice&) const = default;
    };

    std::string score;   ///< file
    int tune = 0;        ///< of an ABC file: number of its X: field; 0 = the first
    std::string lyrics;  ///< file; empty = those in the score
    /// File of the user's curves (readExpressions); empty = the one beside the score, if there is
    /// one; "none" = none.
    std::string curves;
    /// How it is performed: a palette of configs/performance.toml or "valence,arousal"; empty =
    /// without performance rules, unless `rules` or `affectCurve` asks for some.
    std::string affect;
    /// File of readAffectCurve, in place of `affect`; empty = `curves`, if it has one and `affect`
    /// is empty.
    std::string affectCurve;
    std::vector<std::string> rules;  ///< "phrase-arch=1.5": quantities of single rules
    std::string language;            ///< of the lyrics; empty = the score's
    std::string output;              ///< file
    std::string format;              ///< as parseAudioFormat; empty = by the output's name
    std::string stems;               ///< folder for one file a stem; empty = none
    std::string dump;                ///< folder for every stage; empty = none
    std::vector<PartChoice> parts;
    /// Who sings what: `instrument` is a voice of configs/voices.toml, `part` may be empty for all.
    std::vector<PartChoice> voices;
    /// How many sing each part; parts that are not named follow choirSize.
    std::vector<ChoirChoice> choir;
    bool strict = false;  ///< what a voice cannot sing is an error, not moved by an octave
    std::vector<std::string> solo;
    std::vector<std::string> mute;
    std::string repeats = "written";  ///< or "all", "none"
    std::string tempo;       ///< quarters a minute at the start ("96") or "80%"; empty = written
    double transpose = 0.0;  ///< semitones, -48…48
    std::string from;        ///< measure number, m:ss or seconds ("12.5s"); empty = start
    std::string to;          ///< likewise; a measure is included
    int steps = 0;           ///< generator steps, 1…64; 0 = the model's default
    std::optional<std::uint64_t> seed;       ///< absent = a random one, told in the report
    std::string vocoder = "neural";          ///< or "griffin-lim"
    int sampleRate = 44100;                  ///< of the output, 8000…192000
    std::optional<double> loudness = -16.0;  ///< LUFS, -40…-6; absent = as mixed
    double gain = 0.0;                       ///< dB on top of that, -60…40
    std::string reverb = "hall";             ///< preset[:amount 0…1] or "off"
    double humanize = 0.3;                   ///< 0…1
    int threads = 0;                         ///< 0 = one a core
    bool overwrite = false;
    bool tags = true;        ///< the file says where it comes from (provenanceOf)
    std::string provenance;  ///< file for detachedProvenance; empty = none
    /// Who can read the watermark: "public" (everyone), a file that holds a secret, or "off".
    std::string watermark = "off";

    bool operator==(const RenderRequest&) const = default;
};

nlohmann::json toJson(const RenderRequest& request);
/// Fields that are absent keep their defaults. Error(Input) names `source` and the field that is
/// unknown, of the wrong type or out of range.
RenderRequest requestFromJson(const nlohmann::json& json, const std::string& source);
/// The request's `gain` as a factor.
float linearGain(const RenderRequest& request);
/// Checks ranges; Error(Usage) names the value, what was expected and what was found.
void validate(const RenderRequest& request);

}  // namespace arioso
