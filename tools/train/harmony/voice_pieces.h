#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "src/harmony/four_voices.h"

namespace arioso::train {

/// A piece of four voices, felt beat by felt beat.
struct VoicePiece {
    std::vector<VoiceFrame> frames;
    std::vector<HarmonySlot> grid;
    std::vector<SlotKey> keys;
    std::string title;
    std::string composer;
};

/// The scores of four voices (quartets, choirs) below folders, split by composer.
struct VoiceCorpus {
    std::vector<VoicePiece> training;
    std::vector<VoicePiece> heldOut;
};

/// Which times the voices are looked at.
enum class VoiceGrid { FeltBeats, Quarters };

/// Error(Input) for a folder that is not there.
VoiceCorpus readVoiceCorpus(const std::vector<std::filesystem::path>& folders, double heldOut,
                            int threads, VoiceGrid grid = VoiceGrid::FeltBeats);

/// Their names by comma, each once.
std::string composersOf(const std::vector<VoicePiece>& pieces);

/// The first (0) or second (1) half of a piece.
VoicePiece halfOf(const VoicePiece& piece, std::size_t half);
/// How often each pitch class above the tonic sounds.
std::vector<double> pitchClassesOf(const VoicePiece& piece);
/// Measures of first and second halves, one a piece.
using Halves = std::array<std::vector<std::vector<double>>, 2>;
/// How many first halves are nearer to their own second half than to all others, by cosine without
/// what all have in common.
int halvesFound(const Halves& halves);

}  // namespace arioso::train
