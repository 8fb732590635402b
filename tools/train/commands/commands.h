#pragma once

#include <CLI/App.hpp>

namespace arioso::train {

// Each adds one command of arioso-train, or what belongs to one. The commands throw what they call
// throws; files and folders are as on the command line.

/// vae, generator, vocoder, composer and melody: train, continue, fork and what each has besides;
/// export.
void addNetworkCommands(CLI::App& app);

/// What the transformer that writes music has besides its training.
void addWriter(CLI::App* composer);

/// What the melody VAE has besides its training.
void addMelodies(CLI::App* melody);

/// statistics: the statistical composer.
void addStatistics(CLI::App& app);

/// harmony: chords for melodies.
void addHarmony(CLI::App& app);

/// voices: the models of four-part music.
void addVoices(CLI::App& app);

/// marks: ornaments, articulation and dynamics.
void addMarks(CLI::App& app);

/// patterns: the generator of accompaniments.
void addPatterns(CLI::App& app);

/// originality: the tunes that nothing should copy.
void addOriginality(CLI::App& app);

/// affect: the model that hears valence and arousal.
void addAffect(CLI::App& app);

/// likeness: the space in which scores, sounds and words are compared.
void addLikeness(CLI::App& app);

/// judge: the listening judge, which ranks candidates.
void addJudge(CLI::App& app);

}  // namespace arioso::train
