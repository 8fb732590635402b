#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// A node of the graph: what a statement is about, what it says, or a value.
struct Term {
    enum class Kind { Uri, Blank, Literal };
    Kind kind = Kind::Uri;
    std::string text;      ///< the URI in full, the blank node's name, or the value as written
    std::string datatype;  ///< URI, of literals that have one
    std::string language;  ///< tag, of literals that have one

    [[nodiscard]] bool isLiteral() const { return kind == Kind::Literal; }
    /// Value of a numeric literal.
    [[nodiscard]] std::optional<double> number() const;
    bool operator==(const Term&) const = default;
    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees a zero in what is defaulted.
    auto operator<=>(const Term&) const = default;
};

/// One statement.
struct Triple {
    Term subject;
    Term predicate;
    Term object;
};

/// What is known of music: RDF statements from Turtle files (W3C, "RDF 1.1 Turtle", 2014), read by
/// serd and held by sord. Terms are written in full or with a prefix of the files ("ar:Cadence").
/// What a file calls `owl:deprecated true` is not there for any of the accessors below but
/// `match`: so a user's file can take back what the shipped ones say.
///
/// Control thread; one thread an object. Loading the shipped files takes some milliseconds.
class KnowledgeGraph {
  public:
    KnowledgeGraph();
    ~KnowledgeGraph();
    KnowledgeGraph(KnowledgeGraph&&) noexcept;
    KnowledgeGraph& operator=(KnowledgeGraph&&) noexcept;

    /// Adds the statements of a file. Error(Input) names file, line and what is wrong.
    void add(const std::filesystem::path& file);
    /// Adds the statements of a text; `name` stands for the file in errors.
    void addText(const std::string& turtle, const std::string& name);

    /// Statements held.
    [[nodiscard]] std::size_t size() const;
    /// All statements with these parts; an absent part may be anything.
    [[nodiscard]] std::vector<Triple> match(const std::optional<Term>& subject,
                                            const std::optional<Term>& predicate,
                                            const std::optional<Term>& object) const;
    /// Calls `found` for each such statement until it returns false.
    void each(const std::optional<Term>& subject, const std::optional<Term>& predicate,
              const std::optional<Term>& object,
              const std::function<bool(const Triple&)>& found) const;

    /// Things of a class, in the order of their labels; none that are deprecated.
    [[nodiscard]] std::vector<Term> instancesOf(std::string_view type) const;
    /// Objects of a subject and a predicate, sorted.
    [[nodiscard]] std::vector<Term> objects(const Term& subject, std::string_view predicate) const;
    /// The first of them.
    [[nodiscard]] std::optional<Term> object(const Term& subject, std::string_view predicate) const;
    /// Text of that; "" if there is none.
    [[nodiscard]] std::string text(const Term& subject, std::string_view predicate) const;
    /// Numbers among the objects.
    [[nodiscard]] std::vector<double> numbers(const Term& subject,
                                              std::string_view predicate) const;
    /// rdfs:label, or the short name.
    [[nodiscard]] std::string label(const Term& term) const;
    [[nodiscard]] bool isA(const Term& term, std::string_view type) const;
    [[nodiscard]] bool isDeprecated(const Term& term) const;

    /// The term of a short name ("ar:Cadence", "a") or of a URI in angle brackets. Error(Usage)
    /// for a prefix that no file declares.
    [[nodiscard]] Term term(std::string_view name) const;
    /// A URI by its prefix where it has one, a literal's text, a blank node as _:name.
    [[nodiscard]] std::string shortName(const Term& term) const;
    /// Prefixes of the files with what they stand for.
    [[nodiscard]] const std::map<std::string, std::string>& prefixes() const;

  private:
    struct Store;
    std::unique_ptr<Store> store_;
};

/// Loads all *.ttl of `folder` (configs/knowledge), of `userFolder` if it exists, and `files`. A
/// file of the user's with the name of a shipped one stands in its place. Error(Input) names file
/// and line; a `folder` that is missing or empty is one.
KnowledgeGraph loadKnowledge(const std::filesystem::path& folder,
                             const std::filesystem::path& userFolder,
                             const std::vector<std::filesystem::path>& files);

/// The rules of configs/knowledge (cadences and voice leading) as they were when the program was
/// built, for when there is no data folder.
KnowledgeGraph builtInKnowledge();

/// What programs use: `dataFolder`/configs/knowledge, or without such a folder what is built in,
/// then the user's folder and `files` as in loadKnowledge.
KnowledgeGraph openKnowledge(const std::filesystem::path& dataFolder,
                             const std::vector<std::filesystem::path>& files = {});

/// ~/.config/arioso/knowledge by XDG's rules; empty if there is no home.
std::filesystem::path userKnowledgeFolder();

}  // namespace arioso
