#pragma once

#include <array>
#include <filesystem>
#include <span>
#include <vector>

#include "src/features/key_correlation.h"

namespace arioso {

/// A note of a melody heard in a recording of one voice.
struct HeardTone {
    double onset = 0.0;     ///< seconds
    double duration = 0.0;  ///< seconds
    int pitch = 0;          ///< MIDI
    double cents = 0.0;     ///< median deviation from it
};

/// What a recording is like. Times in seconds, frequencies in Hz.
struct AudioFeatures {
    double seconds = 0.0;
    int sampleRate = 0;
    int channels = 0;
    double loudness = 0.0;       ///< LUFS, gated (EBU R 128)
    double loudnessRange = 0.0;  ///< LU (EBU Tech 3342)
    double truePeak = 0.0;       ///< dBTP
    double rms = 0.0;            ///< dB of full scale

    double hopSeconds = 0.0;           ///< of onsetStrength
    std::vector<float> onsetStrength;  ///< rise of the log-mel spectrum; largest = 1
    std::vector<double> onsets;
    double attack = 0.0;         ///< dB in the steepest 10 ms of an onset, median
    double attackTime = 0.0;     ///< seconds from 10 to 90 % of an onset's rise, median
    double tempo = 0.0;          ///< beats a minute; 0 = none found
    double tempoStrength = 0.0;  ///< autocorrelation at the beat's period, 0…1
    std::vector<double> beats;

    std::array<double, 12> chroma{};  ///< shares, from C
    double tuning = 0.0;              ///< cents by which it lies above A = 440 Hz
    KeyGuess key;
    double chromaSeconds = 0.0;                        ///< of chromaFrames
    std::vector<std::array<double, 12>> chromaFrames;  ///< each sums to 1, or 0 in silence

    double centroid = 0.0;  ///< Hz, mean of the spectral centroid where anything sounds
    double centroidDeviation = 0.0;
    double rolloff = 0.0;   ///< Hz below which 85 % of the power lies, mean
    double flatness = 0.0;  ///< 0 tones … 1 noise, mean (geometric by arithmetic mean of power)

    double f0Seconds = 0.0;  ///< of f0
    std::vector<float> f0;   ///< Hz, 0 = none; means little for several voices
    double voiced = 0.0;     ///< share of the frames with a pitch
    std::vector<HeardTone> tones;
};

/// Onset strength by the spectral flux of the log-mel spectrum against the largest of three
/// neighbouring bands two frames before (after Boeck and Widmer, DAFx 2013), onsets its peaks,
/// moved to where the level rises most; tempo by its autocorrelation, weighted about 120, and beats
/// by dynamic programming (Ellis, Journal of New Music Research 36(1), 2007); chroma of spectral
/// peaks with the recording's tuning; key by Krumhansl and Schmuckler; pitch by estimateF0.
/// `channels` are planes of equal length. Error(Input) if there are no samples. Allocates; any
/// thread.
AudioFeatures audioFeatures(const std::vector<std::span<const float>>& channels, int sampleRate);

/// The same of a WAV, FLAC or Ogg file. Error(Input).
AudioFeatures audioFeaturesOf(const std::filesystem::path& path);

}  // namespace arioso
