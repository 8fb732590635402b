#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/theory/knowledge_graph.h"

namespace arioso {

/// What a query found: a row a solution, a column a variable.
struct QueryResult {
    std::vector<std::string> variables;  ///< without their question marks
    std::vector<std::vector<Term>> rows;
    bool ask = false;  ///< an ASK query: a row, without columns, says yes
};

/// Answers a query in the basic part of SPARQL (W3C, "SPARQL 1.1 Query Language", 2013):
/// PREFIX, SELECT [DISTINCT] of variables or *, or ASK; one group of triple patterns (with `a`,
/// `;` and `,`, [] for anything) and FILTERs that compare (=, !=, <, <=, >, >=) or ask
/// CONTAINS(?x, "text"), joined by &&; ORDER BY [DESC(?x)], LIMIT, OFFSET. Numbers compare as
/// numbers. Prefixes of the files need no PREFIX. Error(Usage) says what was expected and found.
QueryResult runQuery(const KnowledgeGraph& graph, std::string_view query);

}  // namespace arioso
