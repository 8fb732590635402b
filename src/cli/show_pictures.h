#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "src/score/score.h"
#include "src/show/sung_picture.h"

namespace arioso::cli {

/// 0 SVG, 1 PNG, 2 PDF by a file's name. Error(Usage) for another ending.
int pictureKindOf(const std::filesystem::path& path);

/// A piano roll. The library that draws is loaded by the first call.
std::string drawRoll(const Score& score, int kind);

/// A sung stem's spectrogram with what is sung.
std::string drawSung(const SungAudio& sung, int kind);

/// A stem as drawSung wants it: one channel at the engine's rate. Error(Input).
std::vector<float> stemSamples(const std::filesystem::path& audio);

/// The part named so or, without a name, the first that sings words. Error(Usage) names those there
/// are.
const PerformedPart& sungPart(const Performance& performance, const std::string& name);

/// What a file of performance.json's form holds. Error(Input).
Performance readPerformance(const std::filesystem::path& path);

/// After a render with --dump, whose report this is: a picture of every stem with words, beside its
/// other stages (phonemes.png).
void drawDumpedStems(const std::filesystem::path& dump, const nlohmann::json& report);

}  // namespace arioso::cli
