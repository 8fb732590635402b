#pragma once

#include <filesystem>

#include "src/theory/knowledge_graph.h"

namespace arioso {

/// The knowledge that ships.
inline const KnowledgeGraph& shippedKnowledge() {
    static const KnowledgeGraph graph =
        loadKnowledge(std::filesystem::path(ARIOSO_SOURCE_DIR) / "configs" / "knowledge", {}, {});
    return graph;
}

}  // namespace arioso
