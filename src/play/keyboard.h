#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "src/play/note_bank.h"

namespace arioso::play {

/// Keys, pedals and wheels of a MIDI keyboard, and the notes that sound under them, read from a
/// NoteBank. All channels count as one. Engine thread.
///
/// Understood: note on and off, pitch bend and its range (RPN 0), sustain (64), sostenuto (66),
/// soft pedal (67), volume (7), expression (11), modulation (1: vibrato of held instruments), all
/// sound off (120), reset (121), all notes off (123).
class Keyboard {
  public:
    static constexpr std::size_t kVoices = 64;

    explicit Keyboard(int sampleRate) : sampleRate_(sampleRate) {}

    void setSampleRate(int sampleRate) { sampleRate_ = sampleRate; }
    /// What keys sound like from now on; notes under way keep their instrument.
    void setBank(std::shared_ptr<const NoteBank> bank) { bank_ = std::move(bank); }
    /// Semitones that keys sound above their names.
    void setTranspose(int semitones) { transpose_ = semitones; }

    /// One message; what is not understood changes nothing.
    void message(std::span<const std::uint8_t> bytes, RenderPool& pool);
    /// Replaces `out` by the next samples.
    void mix(std::span<float> out, RenderPool& pool);
    /// What the pool must have next, most urgent by deadline (samples from now).
    void need(std::vector<RenderPool::Need>& needs) const;
    /// What may be dropped of tracks that nobody plays any more.
    void tidy(RenderPool& pool);
    /// Whether needs have changed since the last call.
    [[nodiscard]] bool takeChanged();

    /// Names of the keys that are held, low to high: "C4 E4 G4".
    [[nodiscard]] std::string heldNames() const;
    [[nodiscard]] std::size_t sounding() const { return voices_.size(); }
    /// Notes that were cut short because a render came too late.
    [[nodiscard]] std::int64_t late() const { return late_; }

  private:
    struct Voice {
        int key = 0;  // as struck
        float velocity = 0.0F;
        std::shared_ptr<const NoteBank> bank;
        std::shared_ptr<LiveTrack> track;  // nullptr while nothing is ready
        double position = 0.0;             // sample of the track
        double ratio = 1.0;
        float gain = 1.0F;
        float level = 1.0F;   // of the release
        float decay = 1.0F;   // a sample
        bool down = true;     // the key is held
        bool caught = false;  // by the sostenuto pedal
        std::int64_t begun = 0;
        std::int64_t window = 0;  // that its needs were told for
    };

    void noteOn(int key, int velocity, RenderPool& pool);
    void noteOff(int key);
    void control(int number, int value);
    void let(Voice& voice, double seconds) const;
    void letGo();
    void begin(Voice& voice, RenderPool& pool) const;
    void makeRoom();
    [[nodiscard]] bool held(const Voice& voice) const;
    [[nodiscard]] double bendAt(std::int64_t time) const;
    bool add(Voice& voice, std::span<float> out, double stepFrom, double stepTo, RenderPool& pool);

    int sampleRate_;
    std::shared_ptr<const NoteBank> bank_;
    std::vector<Voice> voices_;
    std::vector<float> source_;
    std::vector<std::shared_ptr<LiveTrack>> played_;  // that may hold windows nobody needs
    int transpose_ = 0;
    double bend_ = 0.0;       // -1…1
    double bendRange_ = 2.0;  // semitones
    double lastBend_ = 0.0;   // semitones, at the end of the last block
    double vibrato_ = 0.0;    // 0…1
    int parameter_ = 0x3FFF;  // registered parameter that data entry goes to
    bool sustain_ = false;
    bool soft_ = false;
    float volume_ = 1.0F;
    float expression_ = 1.0F;
    float gain_ = 1.0F;  // of both, as it is at this moment
    std::int64_t time_ = 0;
    std::int64_t late_ = 0;
    bool changed_ = false;
};

}  // namespace arioso::play
