#include "src/score/abc_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "dsp/error.h"
#include "src/score/abc_notes.h"
#include "src/score/direction_words.h"
#include "src/score/notation.h"
#include "src/score/reader.h"
#include "src/score/voice_streams.h"

namespace arioso {
namespace {

constexpr std::size_t kBarsPerLine = 4;
constexpr int kMostVerses = 99;

/// Whether the repeats of a page are such as ABC's readers agree on.
bool isPlain(const Notation& notation) {
    bool open = false;
    for (const NotatedBar& bar : notation.bars) {
        const RepeatSigns& signs = bar.signs;
        const bool picky = !signs.jumpOnly.empty() || !signs.codaOnly.empty() ||
                           !signs.fineOnly.empty() || signs.fineLength != Beat{};
        if (picky || signs.afterJump || signs.backward > 2 || (signs.forward && open)) {
            return false;
        }
        if (signs.forward) open = true;
        // With endings the last one has no sign; the section is over after the first.
        if (signs.backward > 0) open = false;
    }
    const auto plainNote = [](const Segment& segment) {
        return segment.passes.empty() &&
               std::all_of(segment.lyrics.begin(), segment.lyrics.end(),
                           [](const NotatedLyric& lyric) {
                               return !lyric.sometimes ||
                                      lyric.passes == std::vector<int>{lyric.lyric.verse};
                           });
    };
    for (const auto& part : notation.parts) {
        for (const auto& bar : part) {
            if (!std::all_of(bar.begin(), bar.end(), plainNote)) return false;
        }
    }
    return true;
}

std::string oneLine(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
    return text;
}

std::string quoted(const std::string& text) {
    std::string out = oneLine(text);
    std::replace(out.begin(), out.end(), '"', '\'');
    return out;
}

/// Text for an inline field, which a bracket would end.
std::string bracketed(const std::string& text) {
    std::string out = oneLine(text);
    std::replace(out.begin(), out.end(), '[', '(');
    std::replace(out.begin(), out.end(), ']', ')');
    return out;
}

/// A line of music and the words under it.
struct Line {
    std::string music;
    std::map<int, std::string> words;
};

/// One ABC voice: a voice of a part on a staff.
class Voice {
  public:
    Voice(const Score& score, const Notation& notation, std::size_t part, int staff, int voice,
          bool leads, bool first)
        : score_(score),
          notation_(notation),
          part_(score.parts[part]),
          bars_(notation.parts[part]),
          staff_(staff),
          voice_(voice),
          leads_(leads),
          first_(first),
          notes_(part_.percussion) {
        for (const Note& note : part_.notes) {
            staves_ = std::max(staves_, note.staff);
            for (const Lyric& lyric : note.lyrics) {
                verses_ = std::max(verses_, std::min(lyric.verse, kMostVerses));
            }
        }
    }

    Line line(std::size_t from, std::size_t to) {
        Line out;
        for (std::size_t i = from; i < to; ++i) bar(i, out);
        return out;
    }

  private:
    void bar(std::size_t index, Line& out) {
        const NotatedBar& notated = notation_.bars[index];
        const Measure& here = notation_.measures[notated.measure];
        openBar(index, here, out);
        notes_.startBar(here.fifths);
        const std::vector<VoiceStream> streams = voiceStreams(bars_[index], here.length, staves_);
        const auto mine = std::find_if(streams.begin(), streams.end(), [&](const auto& stream) {
            return stream.staff == staff_ && stream.voice == voice_;
        });
        VoiceStream stream;
        stream.leads = leads_;
        stream.slots.push_back({{}, here.length, {}});
        if (mine != streams.end()) stream = *mine;
        // Rests give way to chord symbols and signs inside them.
        if (first_ || leads_) splitRests(stream, notated);
        slots(stream, here, out);
        closeBar(index, out);
    }

    void openBar(std::size_t index, const Measure& here, Line& out) {
        const RepeatSigns& signs = notation_.bars[index].signs;
        if (signs.forward) out.music += "|:";
        if (!signs.voltaStart.empty()) {
            out.music += fmt::format("[{} ", fmt::join(signs.voltaStart, ","));
        }
        if (first_ && !here.section.empty())
            out.music += fmt::format("[P:{}]", bracketed(here.section));
        if (first_ && signs.segno) out.music += "!segno!";
        if (first_ && signs.coda) out.music += "!coda!";
        if (index > 0) {
            const Measure& before = notation_.measures[notation_.bars[index - 1].measure];
            if (here.beats != before.beats || here.beatType != before.beatType) {
                out.music += fmt::format("[M:{}/{}]", here.beats, here.beatType);
            }
            if (here.fifths != before.fifths || here.minor != before.minor) {
                out.music += fmt::format("[K:{}]", abcKey(here.fifths, here.minor));
            }
        }
    }

    /// "To Coda", "Fine" and jumps, which stand behind the last note of a bar.
    void jumps(const RepeatSigns& signs, Line& out) const {
        const auto any = [&](auto has) {
            return std::any_of(notation_.bars.begin(), notation_.bars.end(),
                               [&](const NotatedBar& bar) { return has(bar.signs); });
        };
        const bool coda = any([](const RepeatSigns& one) { return one.toCoda.has_value(); });
        const bool fine = any([](const RepeatSigns& one) { return one.fine; });
        const char* goal = coda ? "alcoda" : fine ? "alfine" : "";
        if (signs.toCoda) out.music += "!dacoda! ";
        if (signs.fine) out.music += "!fine! ";
        if (signs.daCapo) out.music += fmt::format("!D.C.{}! ", goal);
        if (signs.dalSegno) out.music += fmt::format("!D.S.{}! ", goal);
    }

    void closeBar(std::size_t index, Line& out) const {
        const RepeatSigns& signs = notation_.bars[index].signs;
        if (first_) jumps(signs, out);
        const bool last = index + 1 == notation_.bars.size();
        // "|:" is the barline of what it opens, ":||:" of what it parts.
        const bool opens = !last && notation_.bars[index + 1].signs.forward;
        if (signs.backward > 0) {
            out.music += opens || last ? ":|" : ":| ";
        } else if (last) {
            out.music += "|]";
        } else if (!opens) {
            out.music += signs.voltaEnd ? "|| " : "| ";
        }
    }

    void splitRests(VoiceStream& stream, const NotatedBar& notated) const {
        const Measure& here = notation_.measures[notated.measure];
        std::vector<Beat> places;
        const Beat end = here.start + here.length;
        const auto take = [&](const auto& marks) {
            for (const auto& mark : marks) {
                if (here.start < mark.at && mark.at < end) places.push_back(mark.at - here.start);
            }
        };
        if (first_) take(score_.chords);
        if (first_) take(score_.tempos);
        std::vector<Slot> out;
        for (Slot& slot : stream.slots) {
            if (!slot.notes.empty()) {
                out.push_back(std::move(slot));
                continue;
            }
            for (const Beat place : places) {
                if (!(slot.at < place) || !(place < slot.at + slot.length)) continue;
                out.push_back({slot.at, place - slot.at, {}});
                slot.length = slot.at + slot.length - place;
                slot.at = place;
            }
            out.push_back(std::move(slot));
        }
        stream.slots = std::move(out);
    }

    /// Chord symbols, tempo and dynamics at the place of a slot, or inside it.
    std::string signsAt(const Slot& slot, const Measure& here, bool lastSlot) {
        const Beat from = here.start + slot.at;
        const Beat until = lastSlot ? here.start + here.length : from + slot.length;
        const auto inside = [&](Beat at) { return from <= at && at < until; };
        std::string out;
        if (first_) {
            for (const TempoChange& change : score_.tempos) {
                if (Beat{} < change.at && inside(change.at)) {
                    out += fmt::format("[Q:1/4={}]", std::lround(change.quartersPerMinute));
                }
            }
            for (const ChordSymbol& chord : score_.chords) {
                if (inside(chord.at)) out += fmt::format("\"{}\"", quoted(chord.text));
            }
        }
        if (leads_) {
            const DynamicMark* before = nullptr;
            const DynamicMark* open = nullptr;
            for (const DynamicMark& mark : part_.dynamics) {
                if (mark.staff != 0 && mark.staff != staff_) continue;
                if (open != nullptr && open->level != mark.level) {
                    out += open->level < mark.level ? "!<(!" : "!>(!";
                }
                open = nullptr;
                if (inside(mark.at)) {
                    if (before != nullptr && before->ramp && before->level != mark.level) {
                        out += before->level < mark.level ? "!<)!" : "!>)!";
                    }
                    out += dynamic(mark.level);
                    if (mark.ramp) open = &mark;
                }
                before = &mark;
            }
        }
        return out;
    }

    std::string dynamic(float level) {
        static constexpr std::array kSigns = {"pppp", "ppp", "pp", "p",   "mp",
                                              "mf",   "f",   "ff", "fff", "ffff"};
        const auto miss = [&](const char* sign) {
            return std::abs(*readDynamic(sign)->level - static_cast<double>(level));
        };
        const char* best =
            *std::min_element(kSigns.begin(), kSigns.end(),
                              [&](const char* a, const char* b) { return miss(a) < miss(b); });
        if (dynamic_ == best) return {};
        dynamic_ = best;
        return fmt::format("!{}!", best);
    }

    void slots(const VoiceStream& stream, const Measure& here, Line& out) {
        const auto pieces = writtenPieces(stream);
        std::string graces;
        for (std::size_t i = 0; i < stream.slots.size(); ++i) {
            const Slot& slot = stream.slots[i];
            if (slot.length == Beat{}) {
                if (graces.empty() && slot.notes.front().note->grace == Grace::Acciaccatura) {
                    graces = "/";
                }
                graces += notes_.pitch(*slot.notes.front().note);
                continue;
            }
            if (!graces.empty()) out.music += "{" + std::exchange(graces, {}) + "}";
            out.music += signsAt(slot, here, i + 1 == stream.slots.size());
            if (slot.notes.empty()) {
                rest(stream, slot, pieces, i, out);
            } else {
                chord(slot, pieces, i, out);
            }
            out.music += ' ';
        }
        // Grace notes at the end of a bar lead to nothing in it.
        if (!graces.empty()) out.music += "{" + graces + "}";
    }

    static std::string tuplet(const std::vector<std::vector<WrittenPiece>>& pieces,
                              std::size_t slot, std::size_t piece) {
        const WrittenPiece& first = pieces[slot][piece];
        if (!first.tupletStart) return {};
        int count = 0;
        for (std::size_t i = slot; i < pieces.size(); ++i) {
            for (std::size_t p = i == slot ? piece : 0; p < pieces[i].size(); ++p) {
                ++count;
                if (!pieces[i][p].tupletStop) continue;
                return fmt::format("({}:{}:{}", first.value.actual, first.value.normal, count);
            }
        }
        return {};
    }

    static Beat drawn(const NoteValue& value) {
        return value.length * Beat(value.actual, value.normal);
    }

    static void rest(const VoiceStream& stream, const Slot& slot,
                     const std::vector<std::vector<WrittenPiece>>& pieces, std::size_t index,
                     Line& out) {
        if (!stream.leads) {
            for (const NoteValue& value : noteValues(slot.length)) {
                if (value.tuplet())
                    out.music += fmt::format("({}:{}:1", value.actual, value.normal);
                out.music += "x" + AbcNotes::length(drawn(value));
            }
            return;
        }
        for (std::size_t p = 0; p < pieces[index].size(); ++p) {
            out.music += tuplet(pieces, index, p);
            out.music += "z" + AbcNotes::length(drawn(pieces[index][p].value));
        }
    }

    void chord(const Slot& slot, const std::vector<std::vector<WrittenPiece>>& pieces,
               std::size_t index, Line& out) {
        const std::vector<WrittenPiece>& own = pieces[index];
        const bool under = underSlur(slot, slurred_);
        Articulation marks = Articulation::None;
        for (const Segment& segment : slot.notes) {
            if (segment.head) marks |= segment.note->articulation;
        }
        for (std::size_t p = 0; p < own.size(); ++p) {
            out.music += tuplet(pieces, index, p);
            if (p == 0) {
                if (under && !slurred_) out.music += '(';
                out.music += AbcNotes::decorations(marks);
            }
            const bool many = slot.notes.size() > 1;
            if (many) out.music += '[';
            for (const Segment& segment : slot.notes) {
                out.music += notes_.pitch(*segment.note);
                if (!many) out.music += AbcNotes::length(drawn(own[p].value));
                if (segment.tieStart || p + 1 < own.size()) out.music += '-';
            }
            if (many) out.music += "]" + AbcNotes::length(drawn(own[p].value));
            if (p == 0 && !under && slurred_) out.music += ')';
            words(slot, p == 0, out);
        }
        slurred_ = under;
    }

    void words(const Slot& slot, bool firstPiece, Line& out) {
        for (int verse = 1; verse <= verses_; ++verse) {
            const Lyric* lyric = nullptr;
            for (const Segment& segment : slot.notes) {
                for (const NotatedLyric& one : segment.lyrics) {
                    if (firstPiece && one.lyric.verse == verse) lyric = &one.lyric;
                }
            }
            std::string& line = out.words[verse];
            if (lyric == nullptr) {
                line += holds_[verse] ? "_ " : "* ";
                continue;
            }
            const bool leadsOn =
                lyric->syllabic == Syllabic::Begin || lyric->syllabic == Syllabic::Middle;
            line += abcSyllable(lyric->text) + (leadsOn ? "- " : " ");
            holds_[verse] = lyric->extend;
        }
    }

    const Score& score_;
    const Notation& notation_;
    const Part& part_;
    const std::vector<std::vector<Segment>>& bars_;
    int staff_;
    int voice_;
    bool leads_;
    bool first_;
    AbcNotes notes_;
    int staves_ = 1;
    int verses_ = 0;
    bool slurred_ = false;
    std::string dynamic_;
    std::map<int, bool> holds_;  ///< by verse: a line holds the syllable
};

struct VoiceName {
    std::size_t part;
    int staff;
    int voice;
    bool leads;
    std::string id;
};

std::vector<VoiceName> voicesOf(const Score& score, const Notation& notation) {
    std::vector<VoiceName> out;
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        int staves = 1;
        for (const Note& note : score.parts[p].notes) staves = std::max(staves, note.staff);
        std::set<std::pair<int, int>> places;
        for (std::size_t b = 0; b < notation.bars.size(); ++b) {
            const Beat length = notation.measures[notation.bars[b].measure].length;
            for (const VoiceStream& stream : voiceStreams(notation.parts[p][b], length, staves)) {
                // A rest that only fills an empty staff needs no voice where others have notes.
                const bool silent = stream.slots.size() == 1 && stream.slots.front().notes.empty();
                if (!silent) places.insert({stream.staff, stream.voice});
            }
        }
        if (places.empty()) places.insert({1, 1});
        int staff = 0;
        for (const auto& [onStaff, voice] : places) {
            out.push_back({p, onStaff, voice, onStaff != staff, std::to_string(out.size() + 1)});
            staff = onStaff;
        }
    }
    return out;
}

void header(const Score& score, const Notation& notation, const std::vector<VoiceName>& voices,
            std::string& out) {
    out += "%abc-2.1\nX:1\n";
    out += "T:" + oneLine(score.title) + "\n";
    if (!score.composer.empty()) out += "C:" + oneLine(score.composer) + "\n";
    if (!score.lyricist.empty()) out += "C:Words: " + oneLine(score.lyricist) + "\n";
    const Measure& first = notation.measures[notation.bars.front().measure];
    out += fmt::format("M:{}/{}\nL:1/8\n", first.beats, first.beatType);
    const double tempo = TempoMap(score.tempos).tempoAt(0.0);
    out += fmt::format("Q:1/4={}\n", std::lround(tempo));
    for (const VoiceName& voice : voices) {
        const Part& part = score.parts[voice.part];
        out += fmt::format("V:{}", voice.id);
        if (!part.name.empty()) out += fmt::format(" name=\"{}\"", quoted(part.name));
        if (!part.abbreviation.empty())
            out += fmt::format(" snm=\"{}\"", quoted(part.abbreviation));
        if (part.percussion) out += " clef=perc";
        out += "\n";
    }
    out += "K:" + abcKey(first.fifths, first.minor) + "\n";
    for (const VoiceName& voice : voices) {
        const Part& part = score.parts[voice.part];
        out += fmt::format("[V:{}]\n", voice.id);
        out += part.percussion ? std::string("%%MIDI channel 10\n")
                               : fmt::format("%%MIDI program {}\n", part.program);
    }
}

std::string write(const Score& score, const Notation& notation) {
    const std::vector<VoiceName> names = voicesOf(score, notation);
    std::string out;
    header(score, notation, names, out);
    std::vector<Voice> voices;
    for (const VoiceName& name : names) {
        voices.emplace_back(score, notation, name.part, name.staff, name.voice, name.leads,
                            voices.empty());
    }
    for (std::size_t from = 0; from < notation.bars.size(); from += kBarsPerLine) {
        const std::size_t to = std::min(from + kBarsPerLine, notation.bars.size());
        for (std::size_t v = 0; v < voices.size(); ++v) {
            const Line line = voices[v].line(from, to);
            out += fmt::format("[V:{}] {}\n", names[v].id, line.music);
            int last = 0;
            for (const auto& [verse, words] : line.words) {
                if (words.find_first_not_of("* _") != std::string::npos) last = verse;
            }
            for (const auto& [verse, words] : line.words) {
                if (verse <= last) out += "w: " + words + "\n";
            }
        }
    }
    return out;
}

/// Whether a page with signs is played as the score is.
bool readsBack(const std::string& text, const Score& score) {
    try {
        const Score again =
            readAbc(std::as_bytes(std::span(text.data(), text.size())), "written score");
        return std::equal(again.measures.begin(), again.measures.end(), score.measures.begin(),
                          score.measures.end(), [](const Measure& a, const Measure& b) {
                              return a.written == b.written && a.length == b.length;
                          });
    } catch (const Error&) {
        return false;
    }
}

}  // namespace

std::string writeAbc(const Score& original) {
    Score score = original;
    for (Part& part : score.parts) separateVoices(part);
    if (score.parts.empty()) score.parts.emplace_back();
    if (canFold(score)) {
        const Notation notation = notate(score, true);
        if (isPlain(notation)) {
            std::string out = write(score, notation);
            if (readsBack(out, score)) return out;
        }
    }
    return write(score, notate(score, false));
}

}  // namespace arioso
