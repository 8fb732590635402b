#include "src/score/voice_streams.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace arioso {
namespace {

constexpr std::size_t kVoices = 4;

bool overlap(const Segment& a, const Segment& b) {
    const Beat endA = a.at + a.length;
    const Beat endB = b.at + b.length;
    return a.at < endB && b.at < endA;
}

bool isBinary(Beat beat) {
    return (beat.den & (beat.den - 1)) == 0;
}

/// Whether the notes of one voice that stand on several staves take turns there.
bool takesTurns(const std::vector<const Segment*>& notes) {
    const Segment* latest = nullptr;
    for (const Segment* note : notes) {
        if (note->length == Beat{}) continue;
        if (latest != nullptr && latest->note->staff != note->note->staff &&
            overlap(*latest, *note)) {
            return false;
        }
        if (latest == nullptr || latest->at + latest->length < note->at + note->length) {
            latest = note;
        }
    }
    return true;
}

class Slicer {
  public:
    explicit Slicer(const std::vector<const Segment*>& notes) : notes_(notes) {
        for (const Segment* note : notes) {
            if (note->length == Beat{}) continue;
            cuts_.insert(note->at);
            cuts_.insert(note->at + note->length);
        }
    }

    std::vector<Slot> slots() {
        std::vector<Slot> out;
        for (const Segment* note : notes_) {
            if (note->length == Beat{}) {
                graces_[note->at].push_back({note->at, {}, {*note}});
            } else {
                slice(*note);
            }
        }
        for (auto& [at, chord] : chords_) {
            takeGraces(at, out);
            out.push_back(std::move(chord));
        }
        for (auto& [at, graces] : graces_) {
            const auto place =
                std::upper_bound(out.begin(), out.end(), at,
                                 [](Beat beat, const Slot& slot) { return beat < slot.at; });
            out.insert(place, graces.begin(), graces.end());
        }
        return out;
    }

  private:
    struct Less {
        bool operator()(Beat a, Beat b) const { return a < b; }
    };

    void slice(const Segment& note) {
        const Beat end = note.at + note.length;
        Segment piece = note;
        for (auto cut = std::next(cuts_.find(note.at)); cut != cuts_.end(); ++cut) {
            piece.length = *cut - piece.at;
            const bool more = *cut < end;
            piece.tieStart = more || note.tieStart;
            piece.last = !more && note.last;
            Slot& slot = chords_[piece.at];
            slot.at = piece.at;
            slot.length = piece.length;
            slot.notes.push_back(piece);
            if (!more) break;
            piece.at = *cut;
            piece.head = false;
            piece.tieStop = true;
            piece.lyrics.clear();
        }
    }

    void takeGraces(Beat at, std::vector<Slot>& out) {
        const auto it = graces_.find(at);
        if (it == graces_.end()) return;
        out.insert(out.end(), it->second.begin(), it->second.end());
        graces_.erase(it);
    }

    const std::vector<const Segment*>& notes_;
    std::set<Beat, Less> cuts_;
    std::map<Beat, Slot, Less> chords_;
    std::map<Beat, std::vector<Slot>, Less> graces_;
};

void fillGaps(std::vector<Slot>& slots, Beat length) {
    std::vector<Slot> out;
    Beat at;
    for (Slot& slot : slots) {
        if (at < slot.at) {
            out.push_back({at, slot.at - at, {}});
            at = slot.at;
        }
        at = std::max(at, slot.at + slot.length);
        out.push_back(std::move(slot));
    }
    if (at < length) out.push_back({at, length - at, {}});
    slots = std::move(out);
}

}  // namespace

std::vector<VoiceStream> voiceStreams(const std::vector<Segment>& segments, Beat length,
                                      int staves) {
    std::map<int, std::vector<const Segment*>> voices;
    for (const Segment& segment : segments) voices[segment.note->voice].push_back(&segment);
    std::vector<VoiceStream> out;
    const auto addStream = [&](int voice, const std::vector<const Segment*>& notes) {
        VoiceStream stream;
        stream.voice = voice;
        stream.staff = notes.front()->note->staff;
        stream.slots = Slicer(notes).slots();
        out.push_back(std::move(stream));
    };
    for (auto& [voice, notes] : voices) {
        std::stable_sort(notes.begin(), notes.end(),
                         [](const Segment* a, const Segment* b) { return a->at < b->at; });
        if (takesTurns(notes)) {
            addStream(voice, notes);
            continue;
        }
        std::map<int, std::vector<const Segment*>> byStaff;
        for (const Segment* note : notes) byStaff[note->note->staff].push_back(note);
        for (const auto& [staff, own] : byStaff) addStream(voice, own);
    }
    for (int staff = 1; staff <= staves; ++staff) {
        const auto has = [&](const VoiceStream& stream) { return stream.staff == staff; };
        if (std::none_of(out.begin(), out.end(), has)) {
            int voice = (staff - 1) * static_cast<int>(kVoices) + 1;
            while (voices.count(voice) > 0) ++voice;
            voices[voice];
            VoiceStream rest;
            rest.voice = voice;
            rest.staff = staff;
            out.push_back(std::move(rest));
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const VoiceStream& a, const VoiceStream& b) {
        return a.staff != b.staff ? a.staff < b.staff : a.voice < b.voice;
    });
    int staff = 0;
    for (VoiceStream& stream : out) {
        stream.leads = stream.staff != staff;
        staff = stream.staff;
        fillGaps(stream.slots, length);
    }
    return out;
}

std::vector<std::vector<WrittenPiece>> writtenPieces(const VoiceStream& stream) {
    std::vector<std::vector<WrittenPiece>> out(stream.slots.size());
    WrittenPiece* latest = nullptr;  // of the open bracket
    Beat inside;
    const auto close = [&] {
        if (latest != nullptr) latest->tupletStop = true;
        latest = nullptr;
    };
    for (std::size_t i = 0; i < stream.slots.size(); ++i) {
        const Slot& slot = stream.slots[i];
        if (slot.length == Beat{}) continue;
        if (slot.notes.empty() && !stream.leads) {
            close();
            continue;
        }
        for (const NoteValue& value : noteValues(slot.length)) out[i].push_back({value});
        for (WrittenPiece& piece : out[i]) {
            if (latest != nullptr && piece.value.actual != latest->value.actual) close();
            if (!piece.value.tuplet()) continue;
            if (latest == nullptr) {
                piece.tupletStart = true;
                inside = {};
            }
            latest = &piece;
            inside = inside + piece.value.length;
            if (isBinary(inside)) close();
        }
    }
    close();
    return out;
}

bool underSlur(const Slot& slot, bool open) {
    const auto slurred = [](const Segment& segment) {
        return has(segment.note->articulation, Articulation::Slurred);
    };
    const auto ends = [](const Segment& segment) { return segment.last; };
    const auto begins = [](const Segment& segment) { return segment.head; };
    const auto& notes = slot.notes;
    if (std::any_of(notes.begin(), notes.end(), ends)) {
        return std::any_of(notes.begin(), notes.end(),
                           [&](const Segment& one) { return one.last && slurred(one); });
    }
    if (std::none_of(notes.begin(), notes.end(), begins)) return open;
    return std::all_of(notes.begin(), notes.end(),
                       [&](const Segment& one) { return !one.head || slurred(one); });
}

void separateVoices(Part& part) {
    for (const Note& note : part.notes) {
        if (note.voice != 1 || note.staff != 1 || !note.velocity || note.grace != Grace::None)
            return;
    }
    std::array<Beat, kVoices> busyUntil{};
    const Note* chord = nullptr;
    for (Note& note : part.notes) {
        if (chord != nullptr && chord->onset == note.onset && chord->duration == note.duration) {
            note.voice = chord->voice;
            continue;
        }
        for (std::size_t v = 0; v < kVoices; ++v) {
            if (note.onset < busyUntil[v]) continue;
            note.voice = static_cast<int>(v) + 1;
            break;
        }
        Beat& busy = busyUntil[static_cast<std::size_t>(note.voice) - 1];
        busy = std::max(busy, note.onset + note.duration);
        chord = &note;
    }
}

}  // namespace arioso
