#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/cli/score_output.h"

namespace arioso::cli {

/// Where a written score comes from, in the form of a render's provenance: the program, the
/// `command` and what it was asked for (`request`, with its seed; no folders), the files it started
/// from, and the composing models named `models` of `folder`'s manifest with the data they learnt;
/// without models `folder` is not looked at. The kind of source is IPTC's: a piece that is there is
/// what becomes a composite. The same request gives the same document. Error(Input), Error(Model)
/// for what cannot be read.
nlohmann::json scoreProvenance(const std::string& command, const nlohmann::json& request,
                               const std::vector<std::filesystem::path>& inputs,
                               const std::filesystem::path& folder,
                               const std::vector<std::string>& models);

/// A score file that says so: MusicXML in its <identification>, MIDI as a text event at the
/// beginning, ABC in a comment. Other kinds as they are.
std::string withProvenance(std::string bytes, ScoreKind kind, const nlohmann::json& provenance);

/// Writes a score that says so. Error(Output).
void writeScore(const Score& score, const std::filesystem::path& path,
                const nlohmann::json& provenance);

}  // namespace arioso::cli
