#include "src/theory/knowledge_graph.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "dsp/error.h"
#include "src/theory/graph_query.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

/// A folder that goes when the test ends.
class Folder {
  public:
    Folder()
        : path_(fs::temp_directory_path() /
                ("arioso-knowledge-" + std::to_string(::getpid()) + "-" +
                 testing::UnitTest::GetInstance()->current_test_info()->name() +
                 std::to_string(++count()))) {
        fs::create_directories(path_);
    }
    ~Folder() { fs::remove_all(path_); }
    fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name) << text;
        return path_ / name;
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

  private:
    static int& count() {
        static int value = 0;
        return value;
    }
    fs::path path_;
};

constexpr const char* kSmall = R"(
@prefix ar: <urn:arioso:theory:> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
ar:violin a ar:Instrument ; rdfs:label "violin"@en , "Geige"@de ; ar:lowestKey 55 .
ar:flute a ar:Instrument ; rdfs:label "flute"@en ; ar:lowestKey 60 .
ar:tuba a ar:Instrument ; rdfs:label "tuba"@en ; ar:lowestKey 26 ; ar:idiom [ ar:level "low" ] .
)";

KnowledgeGraph small() {
    KnowledgeGraph graph;
    graph.addText(kSmall, "small.ttl");
    return graph;
}

std::vector<std::string> column(const KnowledgeGraph& graph, const std::string& query) {
    std::vector<std::string> out;
    for (const auto& row : runQuery(graph, query).rows) out.push_back(graph.shortName(row.at(0)));
    return out;
}

using Names = std::vector<std::string>;

TEST(KnowledgeGraph, TellsLabelsNumbersAndClasses) {
    const KnowledgeGraph graph = small();
    const Term violin = graph.term("ar:violin");
    EXPECT_EQ(graph.label(violin), "violin");
    EXPECT_EQ(graph.numbers(violin, "ar:lowestKey"), std::vector<double>{55});
    EXPECT_TRUE(graph.isA(violin, "ar:Instrument"));
    EXPECT_EQ(graph.instancesOf("ar:Instrument").size(), 3U);
    EXPECT_EQ(graph.shortName(violin), "ar:violin");
}

TEST(KnowledgeGraph, NamesFileAndLineOfWhatItCannotRead) {
    const Folder folder;
    const fs::path file = folder.write(
        "bad.ttl", "@prefix ar: <urn:arioso:theory:> .\nar:a a ar:B .\nar:c a nowhere:D .\n");
    try {
        KnowledgeGraph().add(file);
        FAIL() << "was read";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Input);
        const std::string text = error.what();
        EXPECT_NE(text.find("bad.ttl:3:"), std::string::npos) << text;
        EXPECT_NE(text.find("nowhere"), std::string::npos) << text;
    }
    for (const char* text : {"ar:a a", "@prefix ar: <urn:x:> .\nar:a ar:b \"open .\n", "<a> <b> ."})
        EXPECT_THROW(KnowledgeGraph().addText(text, "x.ttl"), Error) << text;
    EXPECT_THROW(KnowledgeGraph().add(folder.path() / "none.ttl"), Error);
    EXPECT_THROW(loadKnowledge(folder.path() / "nowhere", {}, {}), Error);
}

TEST(KnowledgeGraph, UsersFilesAddTakeBackAndReplace) {
    const Folder shipped;
    const Folder own;
    shipped.write("things.ttl", kSmall);
    fs::create_directory(own.path() / "user");
    const std::string prefixes =
        "@prefix ar: <urn:arioso:theory:> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n";
    const fs::path more = own.write("more.ttl", prefixes +
                                                    "ar:oboe a ar:Instrument .\n"
                                                    "ar:tuba owl:deprecated true .\n");
    const KnowledgeGraph added = loadKnowledge(shipped.path(), {}, {more});
    EXPECT_EQ(added.instancesOf("ar:Instrument").size(), 3U);
    std::ofstream(own.path() / "user" / "things.ttl") << prefixes << "ar:lute a ar:Instrument .\n";
    const KnowledgeGraph replaced = loadKnowledge(shipped.path(), own.path() / "user", {});
    ASSERT_EQ(replaced.instancesOf("ar:Instrument").size(), 1U);
    EXPECT_EQ(replaced.shortName(replaced.instancesOf("ar:Instrument")[0]), "ar:lute");
}

TEST(KnowledgeGraph, BlankNodesOfFilesStayApart) {
    KnowledgeGraph graph = small();
    graph.addText("@prefix ar: <urn:arioso:theory:> .\nar:harp ar:idiom [ ar:level \"high\" ] .",
                  "more.ttl");
    EXPECT_EQ(column(graph, "SELECT ?l WHERE { ar:harp ar:idiom ?i . ?i ar:level ?l }"),
              Names{"high"});
    EXPECT_EQ(column(graph, "SELECT ?l WHERE { ar:tuba ar:idiom ?i . ?i ar:level ?l }"),
              Names{"low"});
}

TEST(GraphQuery, JoinsFiltersAndOrders) {
    const KnowledgeGraph graph = small();
    EXPECT_EQ(column(graph, "SELECT ?x WHERE { ?x a ar:Instrument ; ar:lowestKey ?k } ORDER BY ?k"),
              (Names{"ar:tuba", "ar:violin", "ar:flute"}));
    EXPECT_EQ(column(graph, "select ?x where { ?x ar:lowestKey ?k . filter(?k >= 50 && ?k < 60) }"),
              Names{"ar:violin"});
    EXPECT_EQ(column(graph, "SELECT ?x { ?x ar:lowestKey ?k } ORDER BY DESC(?k) LIMIT 1"),
              Names{"ar:flute"});
    EXPECT_EQ(column(graph, "SELECT ?x { ?x ar:lowestKey ?k } ORDER BY ?k LIMIT 1 OFFSET 1"),
              Names{"ar:violin"});
    EXPECT_EQ(column(graph, "SELECT DISTINCT ?t { ?x a ?t }"), Names{"ar:Instrument"});
    EXPECT_EQ(column(graph, "SELECT ?x { ?x rdfs:label \"Geige\"@de }"), Names{"ar:violin"});
    EXPECT_EQ(column(graph, "SELECT ?x { ?x rdfs:label \"flute\" }"), Names{"ar:flute"});
    EXPECT_EQ(column(graph, "SELECT ?x { ?x rdfs:label ?l . FILTER CONTAINS(?l, \"ut\") }"),
              Names{"ar:flute"});
    EXPECT_EQ(column(graph, "PREFIX x: <urn:arioso:theory:> SELECT ?k { x:tuba x:lowestKey ?k }"),
              Names{"26"});
    EXPECT_EQ(runQuery(graph, "SELECT * { ?x a ar:Instrument . ?x ar:lowestKey 60 }").variables,
              Names{"x"});
    EXPECT_EQ(runQuery(graph, "ASK { ar:tuba a ar:Instrument }").rows.size(), 1U);
    EXPECT_TRUE(runQuery(graph, "ASK { ar:tuba a ar:Cadence }").rows.empty());
    EXPECT_EQ(column(graph, "SELECT ?x { ?x ar:idiom [] }"), Names{"ar:tuba"});
}

TEST(GraphQuery, SaysWhatItExpected) {
    const KnowledgeGraph graph = small();
    for (const char* query :
         {"", "SELECT", "SELECT ?x", "SELECT ?x {", "SELECT ?x { }", "SELECT ?x { ?x a }",
          "SELECT ?y { ?x a ar:B }", "SELECT ?x { ?x a ar:B } LIMIT ?x", "SELECT ?x { ?x no:b ?y }",
          "SELECT ?x { ?x a ar:B } ORDER ?x", "SELECT ?x { ?x a \"open }",
          "SELECT ?x { ?x a ar:B . FILTER(?x ~ 3) }", "SELECT ?x { ?x a ar:B } nonsense",
          "DELETE { ?x ?y ?z }"}) {
        try {
            (void)runQuery(graph, query);
            ADD_FAILURE() << query;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Usage) << query;
        }
    }
}

}  // namespace
}  // namespace arioso
