#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/score/abc_voice.h"

namespace arioso {

/// What music text needs from the tune that it stands in.
class AbcMusicHost {
  public:
    virtual ~AbcMusicHost() = default;
    /// The voice that the music belongs to.
    virtual AbcVoice& voice() = 0;
    /// An inline field, "[K:Dm]".
    virtual void inlineField(char letter, std::string_view text) = 0;
    /// Decoration that a letter stands for, by U: or custom; empty if none.
    virtual std::string symbol(char letter) = 0;
    virtual void remark(const std::string& text) = 0;
    /// Whether the meter counts in threes (for tuplets).
    virtual bool compoundMeter() = 0;
};

/// Reads one line of music into the host's voice.
class AbcMusic {
  public:
    explicit AbcMusic(AbcMusicHost& host) : host_(host) {}
    void read(std::string_view line);
    /// Reads decorations and quoted texts alone; false if there is anything else.
    bool readSymbols(std::string_view text);

  private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < line_.size() ? line_[at_ + ahead] : '\0';
    }
    [[nodiscard]] int number();
    Beat lengthFactor();
    void step();
    bool noteOrRest();
    bool readNote(AbcNote& note);
    void rest();
    void bracket();
    void chord();
    void graces();
    void tupletOrSlur();
    void brokenRhythm();
    void barLine();
    void ending();
    void quoted();
    void namedDecoration(char mark);
    void decorate(const std::string& name);

    AbcMusicHost& host_;
    std::string_view line_;
    std::size_t at_ = 0;
};

}  // namespace arioso
