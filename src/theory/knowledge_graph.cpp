#include "src/theory/knowledge_graph.h"

#include <fmt/format.h>
#include <sord/sord.h>

#include <algorithm>
#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "built_in_turtle.h"
#include "dsp/error.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;

constexpr const char* kType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
constexpr const char* kLabel = "http://www.w3.org/2000/01/rdf-schema#label";
constexpr const char* kDeprecated = "http://www.w3.org/2002/07/owl#deprecated";

struct WorldDeleter {
    void operator()(SordWorld* world) const { sord_world_free(world); }
};
struct ModelDeleter {
    void operator()(SordModel* model) const { sord_free(model); }
};
struct InserterDeleter {
    void operator()(SordInserter* inserter) const { sord_inserter_free(inserter); }
};
struct EnvDeleter {
    void operator()(SerdEnv* env) const { serd_env_free(env); }
};
struct ReaderDeleter {
    void operator()(SerdReader* reader) const { serd_reader_free(reader); }
};
struct IterDeleter {
    void operator()(SordIter* iter) const { sord_iter_free(iter); }
};

const std::uint8_t* bytes(const std::string& text) {
    return reinterpret_cast<const std::uint8_t*>(text.c_str());
}

std::string textOf(const SordNode* node) {
    std::size_t length = 0;
    const std::uint8_t* text = sord_node_get_string_counted(node, &length);
    return {reinterpret_cast<const char*>(text), length};
}

Term termOf(const SordNode* node) {
    Term out;
    out.text = textOf(node);
    switch (sord_node_get_type(node)) {
        case SORD_URI:
            break;
        case SORD_BLANK:
            out.kind = Term::Kind::Blank;
            break;
        case SORD_LITERAL:
            out.kind = Term::Kind::Literal;
            if (const SordNode* type = sord_node_get_datatype(node)) out.datatype = textOf(type);
            if (const char* language = sord_node_get_language(node)) out.language = language;
            break;
    }
    return out;
}

/// The first error of a file, as serd words it.
struct Complaint {
    unsigned line = 0;
    std::string text;
};

SerdStatus noteError(void* handle, const SerdError* error) {
    auto& complaint = *static_cast<Complaint*>(handle);
    if (!complaint.text.empty()) return SERD_SUCCESS;
    char buffer[512];
    va_list arguments;
    va_copy(arguments, *error->args);
    std::vsnprintf(buffer, sizeof buffer, error->fmt, arguments);
    va_end(arguments);
    complaint.line = error->line;
    complaint.text = buffer;
    while (!complaint.text.empty() && complaint.text.back() == '\n') complaint.text.pop_back();
    return SERD_SUCCESS;
}

/// Where serd's callbacks put what they read.
struct Sink {
    SordInserter* inserter;
    std::map<std::string, std::string>* prefixes;
};

SerdStatus takeBase(void* handle, const SerdNode* uri) {
    return sord_inserter_set_base_uri(static_cast<Sink*>(handle)->inserter, uri);
}
SerdStatus takePrefix(void* handle, const SerdNode* name, const SerdNode* uri) {
    auto& sink = *static_cast<Sink*>(handle);
    sink.prefixes->emplace(std::string(reinterpret_cast<const char*>(name->buf), name->n_bytes),
                           std::string(reinterpret_cast<const char*>(uri->buf), uri->n_bytes));
    return sord_inserter_set_prefix(sink.inserter, name, uri);
}
SerdStatus takeStatement(void* handle, SerdStatementFlags flags, const SerdNode* graph,
                         const SerdNode* subject, const SerdNode* predicate, const SerdNode* object,
                         const SerdNode* datatype, const SerdNode* language) {
    return sord_inserter_write_statement(static_cast<Sink*>(handle)->inserter, flags, graph,
                                         subject, predicate, object, datatype, language);
}

/// serd does not say where a prefix is that it does not know, only what was named with it: `a:b'.
unsigned lineOfQuoted(const std::string& turtle, const std::string& complaint) {
    const std::size_t open = complaint.find('`');
    const std::size_t close = complaint.find('\'', open + 1);
    if (open == std::string::npos || close == std::string::npos) return 0;
    const std::size_t place = turtle.find(complaint.substr(open + 1, close - open - 1));
    if (place == std::string::npos) return 0;
    return 1 + static_cast<unsigned>(std::count(
                   turtle.begin(), turtle.begin() + static_cast<std::ptrdiff_t>(place), '\n'));
}

std::vector<fs::path> turtleFiles(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed))
        if (entry.path().extension() == ".ttl") out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

std::optional<double> Term::number() const {
    if (kind != Kind::Literal || !language.empty()) return std::nullopt;
    double value = 0.0;
    const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(begin, end, value);
    if (begin == end || result.ec != std::errc() || result.ptr != end) return std::nullopt;
    return value;
}

struct KnowledgeGraph::Store {
    std::unique_ptr<SordWorld, WorldDeleter> world{sord_world_new()};
    std::unique_ptr<SordModel, ModelDeleter> model{
        sord_new(world.get(), SORD_SPO | SORD_OPS | SORD_PSO, false)};
    /// The usual ones are known without a file; a file cannot give them another meaning outside it.
    std::map<std::string, std::string> prefixes = {
        {"ar", "urn:arioso:theory:"},
        {"chord", "http://purl.org/ontology/chord/"},
        {"note", "http://purl.org/ontology/chord/note/"},
        {"mode", "http://purl.org/ontology/tonality/mode/"},
        {"mo", "http://purl.org/ontology/mo/"},
        {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
        {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
        {"dcterms", "http://purl.org/dc/terms/"},
        {"skos", "http://www.w3.org/2004/02/skos/core#"},
        {"owl", "http://www.w3.org/2002/07/owl#"},
        {"xsd", "http://www.w3.org/2001/XMLSchema#"},
    };
    int blanks = 0;  ///< files read: their blank nodes are told apart by it

    /// nullptr for an absent part. Owned by the caller.
    SordNode* node(const std::optional<Term>& term) const {
        if (!term) return nullptr;
        switch (term->kind) {
            case Term::Kind::Uri:
                return sord_new_uri(world.get(), bytes(term->text));
            case Term::Kind::Blank:
                return sord_new_blank(world.get(), bytes(term->text));
            case Term::Kind::Literal:
                break;
        }
        SordNode* type =
            term->datatype.empty() ? nullptr : sord_new_uri(world.get(), bytes(term->datatype));
        SordNode* out = sord_new_literal(world.get(), type, bytes(term->text),
                                         term->language.empty() ? nullptr : term->language.c_str());
        sord_node_free(world.get(), type);
        return out;
    }
};

KnowledgeGraph::KnowledgeGraph() : store_(std::make_unique<Store>()) {}
KnowledgeGraph::~KnowledgeGraph() = default;
KnowledgeGraph::KnowledgeGraph(KnowledgeGraph&&) noexcept = default;
KnowledgeGraph& KnowledgeGraph::operator=(KnowledgeGraph&&) noexcept = default;

void KnowledgeGraph::add(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in || fs::is_directory(file))
        throw Error(ExitCode::Input, file.string() + ": cannot be read");
    addText({std::istreambuf_iterator<char>(in), {}}, file.string());
}

void KnowledgeGraph::addText(const std::string& turtle, const std::string& name) {
    const std::unique_ptr<SerdEnv, EnvDeleter> env(serd_env_new(nullptr));
    const std::unique_ptr<SordInserter, InserterDeleter> inserter(
        sord_inserter_new(store_->model.get(), env.get()));
    Sink sink{inserter.get(), &store_->prefixes};
    Complaint complaint;
    sord_world_set_error_sink(store_->world.get(), noteError, &complaint);
    const std::unique_ptr<SerdReader, ReaderDeleter> reader(
        serd_reader_new(SERD_TURTLE, &sink, nullptr, takeBase, takePrefix, takeStatement, nullptr));
    serd_reader_set_strict(reader.get(), true);
    serd_reader_set_error_sink(reader.get(), noteError, &complaint);
    const std::string prefix = fmt::format("f{}", ++store_->blanks);
    serd_reader_add_blank_prefix(reader.get(), bytes(prefix));
    const SerdStatus status = serd_reader_read_string(reader.get(), bytes(turtle));
    sord_world_set_error_sink(store_->world.get(), nullptr, nullptr);
    if (status == SERD_SUCCESS && complaint.text.empty()) return;
    if (complaint.text.empty())
        complaint.text = reinterpret_cast<const char*>(serd_strerror(status));
    if (complaint.line == 0) complaint.line = lineOfQuoted(turtle, complaint.text);
    throw Error(ExitCode::Input, fmt::format("{}:{}: {}", name, complaint.line, complaint.text));
}

std::size_t KnowledgeGraph::size() const {
    return sord_num_quads(store_->model.get());
}

void KnowledgeGraph::each(const std::optional<Term>& subject, const std::optional<Term>& predicate,
                          const std::optional<Term>& object,
                          const std::function<bool(const Triple&)>& found) const {
    SordWorld* world = store_->world.get();
    SordNode* s = store_->node(subject);
    SordNode* p = store_->node(predicate);
    SordNode* o = store_->node(object);
    {
        const std::unique_ptr<SordIter, IterDeleter> iter(
            sord_search(store_->model.get(), s, p, o, nullptr));
        for (SordIter* it = iter.get(); it != nullptr && !sord_iter_end(it); sord_iter_next(it)) {
            SordQuad quad;
            sord_iter_get(it, quad);
            if (!found({termOf(quad[SORD_SUBJECT]), termOf(quad[SORD_PREDICATE]),
                        termOf(quad[SORD_OBJECT])}))
                break;
        }
    }
    sord_node_free(world, s);
    sord_node_free(world, p);
    sord_node_free(world, o);
}

std::vector<Triple> KnowledgeGraph::match(const std::optional<Term>& subject,
                                          const std::optional<Term>& predicate,
                                          const std::optional<Term>& object) const {
    std::vector<Triple> out;
    each(subject, predicate, object, [&](const Triple& triple) {
        out.push_back(triple);
        return true;
    });
    return out;
}

std::vector<Term> KnowledgeGraph::instancesOf(std::string_view type) const {
    std::vector<std::pair<std::string, Term>> found;
    each({}, Term{Term::Kind::Uri, kType, {}, {}}, term(type), [&](const Triple& one) {
        if (!isDeprecated(one.subject)) found.emplace_back(label(one.subject), one.subject);
        return true;
    });
    std::sort(found.begin(), found.end());
    std::vector<Term> out;
    for (auto& [text, subject] : found) out.push_back(std::move(subject));
    return out;
}

std::vector<Term> KnowledgeGraph::objects(const Term& subject, std::string_view predicate) const {
    std::vector<Term> out;
    each(subject, term(predicate), {}, [&](const Triple& one) {
        if (one.object.isLiteral() || !isDeprecated(one.object)) out.push_back(one.object);
        return true;
    });
    std::sort(out.begin(), out.end());
    return out;
}

std::optional<Term> KnowledgeGraph::object(const Term& subject, std::string_view predicate) const {
    const std::vector<Term> all = objects(subject, predicate);
    if (all.empty()) return std::nullopt;
    return all.front();
}

std::string KnowledgeGraph::text(const Term& subject, std::string_view predicate) const {
    const auto found = object(subject, predicate);
    return found ? found->text : std::string();
}

std::vector<double> KnowledgeGraph::numbers(const Term& subject, std::string_view predicate) const {
    std::vector<double> out;
    for (const Term& one : objects(subject, predicate))
        if (const auto value = one.number()) out.push_back(*value);
    std::sort(out.begin(), out.end());
    return out;
}

std::string KnowledgeGraph::label(const Term& term) const {
    if (term.isLiteral()) return term.text;
    std::string out;
    each(term, Term{Term::Kind::Uri, kLabel, {}, {}}, {}, [&](const Triple& one) {
        const bool better = out.empty() || one.object.language == "en";
        if (better) out = one.object.text;
        return true;
    });
    return out.empty() ? shortName(term) : out;
}

bool KnowledgeGraph::isA(const Term& subject, std::string_view type) const {
    return !match(subject, Term{Term::Kind::Uri, kType, {}, {}}, term(type)).empty();
}

bool KnowledgeGraph::isDeprecated(const Term& term) const {
    bool out = false;
    if (term.isLiteral()) return out;
    each(term, Term{Term::Kind::Uri, kDeprecated, {}, {}}, {}, [&](const Triple& one) {
        out = out || one.object.text == "true" || one.object.text == "1";
        return !out;
    });
    return out;
}

Term KnowledgeGraph::term(std::string_view name) const {
    if (name == "a") return {Term::Kind::Uri, kType, {}, {}};
    if (name.size() > 2 && name.front() == '<' && name.back() == '>')
        return {Term::Kind::Uri, std::string(name.substr(1, name.size() - 2)), {}, {}};
    const std::size_t colon = name.find(':');
    if (colon != std::string_view::npos) {
        const auto found = store_->prefixes.find(std::string(name.substr(0, colon)));
        if (found != store_->prefixes.end())
            return {Term::Kind::Uri, found->second + std::string(name.substr(colon + 1)), {}, {}};
    }
    throw Error(
        ExitCode::Usage,
        fmt::format("expected a name with a prefix of the knowledge files, found '{}'", name));
}

std::string KnowledgeGraph::shortName(const Term& term) const {
    if (term.isLiteral()) return term.text;
    if (term.kind == Term::Kind::Blank) return "_:" + term.text;
    std::string best;
    std::size_t length = 0;
    for (const auto& [prefix, uri] : store_->prefixes) {
        if (uri.size() <= length || !term.text.starts_with(uri)) continue;
        length = uri.size();
        best = prefix + ":" + term.text.substr(uri.size());
    }
    return best.empty() ? "<" + term.text + ">" : best;
}

const std::map<std::string, std::string>& KnowledgeGraph::prefixes() const {
    return store_->prefixes;
}

KnowledgeGraph loadKnowledge(const fs::path& folder, const fs::path& userFolder,
                             const std::vector<fs::path>& files) {
    std::vector<fs::path> own = turtleFiles(folder);
    if (own.empty())
        throw Error(ExitCode::Input,
                    folder.string() + ": expected the knowledge's .ttl files, found none");
    std::vector<fs::path> others = turtleFiles(userFolder);
    others.insert(others.end(), files.begin(), files.end());
    KnowledgeGraph graph;
    for (const fs::path& shipped : own) {
        const bool replaced = std::any_of(others.begin(), others.end(), [&](const fs::path& one) {
            return one.filename() == shipped.filename();
        });
        if (!replaced) graph.add(shipped);
    }
    for (const fs::path& file : others) graph.add(file);
    return graph;
}

KnowledgeGraph builtInKnowledge() {
    KnowledgeGraph graph;
    graph.addText(kCadencesTurtle, "cadences.ttl");
    graph.addText(kVoiceLeadingTurtle, "voice-leading.ttl");
    return graph;
}

KnowledgeGraph openKnowledge(const fs::path& dataFolder, const std::vector<fs::path>& files) {
    std::error_code ignored;
    const fs::path folder = dataFolder / "configs" / "knowledge";
    if (!dataFolder.empty() && fs::exists(folder, ignored))
        return loadKnowledge(folder, userKnowledgeFolder(), files);
    KnowledgeGraph graph = builtInKnowledge();
    for (const fs::path& file : turtleFiles(userKnowledgeFolder())) graph.add(file);
    for (const fs::path& file : files) graph.add(file);
    return graph;
}

fs::path userKnowledgeFolder() {
    if (const char* config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config == '/')
        return fs::path(config) / "arioso" / "knowledge";
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
        return fs::path(home) / ".config" / "arioso" / "knowledge";
    return {};
}

}  // namespace arioso
