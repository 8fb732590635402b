#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "src/theory/knowledge_graph.h"

namespace arioso {

/// One of the things that answer a question.
struct AnswerLine {
    std::string name;               ///< "dorian cadence"
    std::string text;               ///< "i–IV: Dm G"
    std::vector<std::string> more;  ///< comments and references, a line each
    nlohmann::json fields;          ///< the same for programs
};

struct Answer {
    std::string title;  ///< "Cadences in D dorian"
    std::vector<AnswerLine> lines;
};

/// Answers a question out of the graph, in plain words: "cadences in D dorian", "chords in A
/// minor", "scale of E phrygian", "notes of Cmaj7", "range of violin", "chords with C E G",
/// "instruments that reach C7", "what sounds sad", "rule parallel fifths", "modes", or the name of
/// anything. Names of notes are spelled as the key has them. Error(Usage) for what is not
/// understood names what can be asked.
Answer answerQuestion(const KnowledgeGraph& graph, std::string_view question);

/// The kinds of question, with an example each.
std::vector<std::string> questionExamples();

/// The answer as text, an empty line behind the title.
std::string textOf(const Answer& answer);
nlohmann::json jsonOf(const Answer& answer);

}  // namespace arioso
