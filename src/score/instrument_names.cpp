#include "src/score/instrument_names.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdint>

namespace arioso {
namespace {

constexpr int kDrums = -2;
constexpr int kVoice = -3;
constexpr int kChoirAahs = 52;

struct Entry {
    std::string_view words;  ///< begins a word of the name; a trailing '.' asks for the whole word
    int program;             ///< or kDrums, kVoice
    bool maybeVoice = false;
};

/// The first entry that matches decides: particular names stand before the general ones they
/// contain.
constexpr Entry kEntries[] = {
    // Names that contain another instrument's.
    Entry{"voice oohs", 53},
    Entry{"contrabassoon", 70},
    Entry{"contrafag", 70},
    Entry{"kontrafag", 70},
    Entry{"contrebasson", 70},
    Entry{"double bassoon", 70},
    Entry{"bass clar", 71},
    Entry{"bassklar", 71},
    Entry{"clarinetto basso", 71},
    Entry{"clarinette basse", 71},
    Entry{"basset", 71},
    Entry{"corno di bassetto", 71},
    Entry{"bass trom", 57},
    Entry{"bassposaune", 57},
    Entry{"tenor trom", 57},
    Entry{"alto trom", 57},
    Entry{"tenorposaune", 57},
    Entry{"altposaune", 57},
    Entry{"trombone basso", 57},
    Entry{"bass drum", kDrums},
    Entry{"bass flute", 73},
    Entry{"alto flute", 73},
    Entry{"altflote", 73},
    Entry{"altblock", 74},
    Entry{"tenorblock", 74},
    Entry{"sopranblock", 74},
    Entry{"bassblock", 74},
    Entry{"alto recorder", 74},
    Entry{"tenor recorder", 74},
    Entry{"soprano recorder", 74},
    Entry{"bass recorder", 74},
    Entry{"flauto dolce", 74},
    Entry{"flute a bec", 74},
    Entry{"soprano sax", 64},
    Entry{"sopransax", 64},
    Entry{"alto sax", 65},
    Entry{"altsax", 65},
    Entry{"alt sax", 65},
    Entry{"tenor sax", 66},
    Entry{"tenorsax", 66},
    Entry{"baritone sax", 67},
    Entry{"baritonsax", 67},
    Entry{"bari sax", 67},
    Entry{"bariton sax", 67},
    Entry{"bass sax", 67},
    Entry{"soprano cornet", 56},
    Entry{"tenor horn", 60},
    Entry{"alto horn", 60},
    Entry{"tenorhorn", 60},
    Entry{"althorn", 60},
    Entry{"baritone horn", 58},
    Entry{"bass tuba", 58},
    Entry{"bass tromp", 56},
    Entry{"bass trump", 56},
    Entry{"piccolo trump", 56},
    Entry{"bass viol", 42},
    Entry{"bass guitar", 33},
    Entry{"bassgitarre", 33},
    Entry{"bajo electrico", 33},
    Entry{"basso elettrico", 33},
    Entry{"basse electrique", 33},
    Entry{"electric bass", 33},
    Entry{"e bass", 33},
    Entry{"fretless", 35},
    Entry{"slap bass", 36},
    Entry{"synth bass", 38},
    Entry{"acoustic bass", 32},
    Entry{"upright bass", 32},
    Entry{"double bass", 43},
    Entry{"string bass", 43},
    Entry{"english horn", 69},
    Entry{"englischhorn", 69},
    Entry{"cor anglais", 69},
    Entry{"corno inglese", 69},
    Entry{"corno ingles", 69},
    Entry{"electric piano", 4},
    Entry{"e piano", 4},
    Entry{"rhodes", 4},
    Entry{"piano electrique", 4},
    Entry{"toy piano", 10},
    Entry{"pan flute", 75},
    Entry{"panflote", 75},
    Entry{"steel drum", 114},
    Entry{"steel guitar", 25},
    Entry{"electric guitar", 27},
    Entry{"e gitarre", 27},
    Entry{"jazz guitar", 26},
    Entry{"distortion guitar", 30},
    Entry{"distorted guitar", 30},
    Entry{"overdriven guitar", 29},
    Entry{"muted guitar", 28},
    Entry{"acoustic guitar", 25},
    Entry{"wood block", kDrums},
    Entry{"woodblock", kDrums},
    Entry{"temple block", kDrums},
    Entry{"mouth organ", 22},
    Entry{"mundharm", 22},
    Entry{"string ensemble", 48},
    Entry{"synth", 81},
    // Voices.
    Entry{"soprano", kVoice},
    Entry{"sopran", kVoice},
    Entry{"mezzo", kVoice},
    Entry{"discant", kVoice},
    Entry{"treble", kVoice},
    Entry{"superius", kVoice},
    Entry{"cantus", kVoice},
    Entry{"canto.", kVoice},
    Entry{"contralto", kVoice},
    Entry{"countertenor", kVoice},
    Entry{"altus", kVoice},
    Entry{"bassus", kVoice},
    Entry{"quintus", kVoice},
    Entry{"sextus", kVoice},
    Entry{"voice", kVoice},
    Entry{"voix", kVoice},
    Entry{"voce", kVoice},
    Entry{"voci", kVoice},
    Entry{"voz", kVoice},
    Entry{"vocal", kVoice},
    Entry{"vox", kVoice},
    Entry{"chant", kVoice},
    Entry{"gesang", kVoice},
    Entry{"singstimme", kVoice},
    Entry{"stimme", kVoice},
    Entry{"singer", kVoice},
    Entry{"chor.", kVoice},
    Entry{"choir", kVoice},
    Entry{"chorus", kVoice},
    Entry{"choeur", kVoice},
    Entry{"coro", kVoice},
    Entry{"frauenchor", kVoice},
    Entry{"mannerchor", kVoice},
    Entry{"kinderchor", kVoice},
    Entry{"women", kVoice},
    Entry{"men.", kVoice},
    Entry{"satb", kVoice},
    Entry{"tiple", kVoice},
    // Strings.
    Entry{"violoncel", 42},
    Entry{"violonchel", 42},
    Entry{"cello", 42},
    Entry{"celli", 42},
    Entry{"vlc.", 42},
    Entry{"vcl.", 42},
    Entry{"vc.", 42},
    Entry{"vcs.", 42},
    Entry{"violone", 43},
    Entry{"contrabass", 43},
    Entry{"contrabbass", 43},
    Entry{"kontrabass", 43},
    Entry{"contrebasse", 43},
    Entry{"contrabajo", 43},
    Entry{"cb.", 43},
    Entry{"kb.", 43},
    Entry{"db.", 43},
    Entry{"bassi.", 43},
    Entry{"gamba", 42},
    Entry{"viola da gamba", 42},
    Entry{"viole da gamb", 42},
    Entry{"viola", 41},
    Entry{"viole.", 41},
    Entry{"violas.", 41},
    Entry{"bratsche", 41},
    Entry{"vla.", 41},
    Entry{"va.", 41},
    Entry{"br.", 41},
    Entry{"violin", 40},
    Entry{"violon.", 40},
    Entry{"violons.", 40},
    Entry{"geige", 40},
    Entry{"fiddle", 110},
    Entry{"vln", 40},
    Entry{"vl.", 40},
    Entry{"vn", 40},
    Entry{"viol.", 40},
    Entry{"vno", 40},
    Entry{"strings", 48},
    Entry{"streicher", 48},
    Entry{"cordes", 48},
    Entry{"archi.", 48},
    Entry{"cuerdas", 48},
    // Woodwind.
    Entry{"piccolo", 72},
    Entry{"ottavino", 72},
    Entry{"flautin", 72},
    Entry{"picc", 72},
    Entry{"petite flute", 72},
    Entry{"kleine flote", 72},
    Entry{"blockflote", 74},
    Entry{"recorder", 74},
    Entry{"traverso", 73},
    Entry{"flute", 73},
    Entry{"flaut", 73},
    Entry{"flote", 73},
    Entry{"querflote", 73},
    Entry{"fl.", 73},
    Entry{"oboe", 68},
    Entry{"oboi", 68},
    Entry{"hautbois", 68},
    Entry{"ob.", 68},
    Entry{"clarin", 71},
    Entry{"klarin", 71},
    Entry{"cl.", 71},
    Entry{"klar", 71},
    Entry{"fagot", 70},
    Entry{"basson", 70},
    Entry{"bassoon", 70},
    Entry{"dulcian", 70},
    Entry{"fg.", 70},
    Entry{"fag.", 70},
    Entry{"bsn.", 70},
    Entry{"bn.", 70},
    Entry{"saxo", 65},
    Entry{"sax", 65},
    Entry{"shakuhachi", 77},
    Entry{"ocarina", 79},
    Entry{"tin whistle", 78},
    Entry{"whistle", 78},
    Entry{"bagpipe", 109},
    Entry{"dudelsack", 109},
    Entry{"cornemuse", 109},
    Entry{"gaita", 109},
    // Brass.
    Entry{"corni.", 60},
    Entry{"corno", 60},
    Entry{"french horn", 60},
    Entry{"horn", 60},
    Entry{"cor.", 60},
    Entry{"cors.", 60},
    Entry{"trompa", 60},
    Entry{"hn.", 60},
    Entry{"hr.", 60},
    Entry{"waldhorn", 60},
    Entry{"flugel.", 0},
    Entry{"flugelhorn", 56},
    Entry{"cornet", 56},
    Entry{"kornett", 56},
    Entry{"cornett", 56},
    Entry{"clarino", 56},
    Entry{"trompet", 56},
    Entry{"trumpet", 56},
    Entry{"tromba", 56},
    Entry{"trombe.", 56},
    Entry{"tpt", 56},
    Entry{"trp", 56},
    Entry{"tr.", 56},
    Entry{"bugle", 56},
    Entry{"trombon", 57},
    Entry{"posaune", 57},
    Entry{"tbn", 57},
    Entry{"trb", 57},
    Entry{"pos.", 57},
    Entry{"sackbut", 57},
    Entry{"euphonium", 58},
    Entry{"sousaphon", 58},
    Entry{"ophicl", 58},
    Entry{"serpent", 58},
    Entry{"tuba", 58},
    Entry{"tba.", 58},
    Entry{"brass", 61},
    Entry{"blechblas", 61},
    Entry{"cuivres", 61},
    Entry{"ottoni", 61},
    // Keys, plucked, mallets.
    Entry{"cembalo", 6},
    Entry{"clavecin", 6},
    Entry{"clavicembalo", 6},
    Entry{"clave.", 6},
    Entry{"harpsichord", 6},
    Entry{"spinett", 6},
    Entry{"clavichord", 7},
    Entry{"clavinet", 7},
    Entry{"hammerklavier", 0},
    Entry{"pianoforte", 0},
    Entry{"fortepiano", 0},
    Entry{"piano", 0},
    Entry{"klavier", 0},
    Entry{"pno", 0},
    Entry{"pfte", 0},
    Entry{"pf.", 0},
    Entry{"keyboard", 0},
    Entry{"celesta", 8},
    Entry{"harmonium", 20},
    Entry{"accord", 21},
    Entry{"akkordeon", 21},
    Entry{"fisarmonica", 21},
    Entry{"bandoneon", 23},
    Entry{"harmonica", 22},
    Entry{"organ", 19},
    Entry{"orgel", 19},
    Entry{"orgue", 19},
    Entry{"org.", 19},
    Entry{"pedal.", 19},
    Entry{"manual", 19},
    Entry{"harp", 46},
    Entry{"harfe", 46},
    Entry{"arpa", 46},
    Entry{"hp.", 46},
    Entry{"hrp", 46},
    Entry{"guit", 24},
    Entry{"gitarre", 24},
    Entry{"chitarra", 24},
    Entry{"gtr", 24},
    Entry{"lute", 24},
    Entry{"laute", 24},
    Entry{"liuto", 24},
    Entry{"luth", 24},
    Entry{"theorbe", 24},
    Entry{"tiorba", 24},
    Entry{"mandol", 25},
    Entry{"ukulele", 24},
    Entry{"banjo", 105},
    Entry{"sitar", 104},
    Entry{"shamisen", 106},
    Entry{"koto", 107},
    Entry{"dulcimer", 15},
    Entry{"hackbrett", 15},
    Entry{"cimbal", 15},
    Entry{"zither", 15},
    Entry{"kalimba", 108},
    Entry{"glocken", 9},
    Entry{"campanelli", 9},
    Entry{"vibra", 11},
    Entry{"marimba", 12},
    Entry{"xylo", 13},
    Entry{"silofono", 13},
    Entry{"tubular", 14},
    Entry{"chimes", 14},
    Entry{"rohrenglocken", 14},
    Entry{"music box", 10},
    Entry{"timp", 47},
    Entry{"pauke", 47},
    Entry{"timbal", 47},
    Entry{"pk.", 47},
    Entry{"kettledrum", 47},
    // Unpitched percussion.
    Entry{"drum", kDrums},
    Entry{"schlagz", kDrums},
    Entry{"schlagw", kDrums},
    Entry{"batteri", kDrums},
    Entry{"percuss", kDrums},
    Entry{"perkuss", kDrums},
    Entry{"percusion", kDrums},
    Entry{"perc.", kDrums},
    Entry{"snare", kDrums},
    Entry{"tamburo", kDrums},
    Entry{"caisse", kDrums},
    Entry{"trommel", kDrums},
    Entry{"gran cassa", kDrums},
    Entry{"cymbal", kDrums},
    Entry{"piatti", kDrums},
    Entry{"becken", kDrums},
    Entry{"triang", kDrums},
    Entry{"tambour", kDrums},
    Entry{"tamburin", kDrums},
    Entry{"cowbell", kDrums},
    Entry{"bongo", kDrums},
    Entry{"conga", kDrums},
    Entry{"maracas", kDrums},
    Entry{"shaker", kDrums},
    Entry{"hi hat", kDrums},
    Entry{"tam tam", kDrums},
    Entry{"gong", kDrums},
    Entry{"tom.", kDrums},
    Entry{"castanets", kDrums},
    Entry{"claves", kDrums},
    Entry{"cajon", kDrums},
    // Voices among voices, instruments elsewhere.
    Entry{"alto", 41, true},
    Entry{"alt.", 41, true},
    Entry{"alti.", 41, true},
    Entry{"tenor", 66, true},
    Entry{"bariton", 58, true},
    Entry{"basso continuo", 42},
    Entry{"continuo", 42},
    Entry{"bass", 32, true},
    Entry{"basse", 32, true},
    Entry{"bajo", 32, true},
    // Single letters of choral scores.
    Entry{"s.", kVoice},
    Entry{"a.", 41, true},
    Entry{"t.", 66, true},
    Entry{"b.", 32, true},
};

bool matches(std::string_view name, std::string_view words) {
    const bool whole = words.back() == '.';
    if (whole) words.remove_suffix(1);
    for (std::size_t at = name.find(words); at != std::string_view::npos;
         at = name.find(words, at + 1)) {
        const bool begins = at == 0 || name[at - 1] == ' ';
        const std::size_t after = at + words.size();
        // Numbers count as separate: "Vl1" and "Vl 1" are one name.
        const bool ends = after == name.size() || name[after] < 'a' || name[after] > 'z';
        if (begins && (ends || !whole)) return true;
    }
    return false;
}

const Entry* find(const std::string& plain) {
    for (const Entry& entry : kEntries) {
        if (matches(plain, entry.words)) return &entry;
    }
    return nullptr;
}

}  // namespace

std::string plainName(std::string_view name) {
    icu::UnicodeString text = icu::UnicodeString::fromUTF8(icu::StringPiece(
        name.data(), static_cast<std::int32_t>(std::min<std::size_t>(name.size(), 256))));
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFKDInstance(status);
    if (U_SUCCESS(status) != 0) text = decompose->normalize(text, status);
    text.foldCase();
    std::string out;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (u_charType(c) == U_NON_SPACING_MARK) continue;
        if (c == 0x153) {  // the oe ligature has no decomposition
            out += "oe";
        } else if (u_isalnum(c) != 0) {
            icu::UnicodeString(c).toUTF8String(out);
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::vector<InstrumentGuess> guessInstruments(const std::vector<std::string>& names) {
    std::vector<const Entry*> found;
    found.reserve(names.size());
    std::size_t sure = 0;
    std::size_t maybe = 0;
    for (const std::string& name : names) {
        found.push_back(find(plainName(name)));
        if (found.back() == nullptr) continue;
        if (found.back()->program == kVoice) ++sure;
        if (found.back()->maybeVoice) ++maybe;
    }
    const bool choir = sure > 0 || maybe >= 2;
    std::vector<InstrumentGuess> out;
    out.reserve(names.size());
    for (const Entry* entry : found) {
        InstrumentGuess guess;
        if (entry == nullptr) {
            // Nothing is known.
        } else if (entry->program == kVoice || (entry->maybeVoice && choir)) {
            guess = {kChoirAahs, false, true};
        } else if (entry->program == kDrums) {
            guess = {0, true, false};
        } else {
            guess.program = entry->program;
        }
        out.push_back(guess);
    }
    return out;
}

}  // namespace arioso
