#include "src/theory/graph_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <set>

#include "dsp/error.h"

namespace arioso {
namespace {

constexpr const char* kInteger = "http://www.w3.org/2001/XMLSchema#integer";
constexpr const char* kDecimal = "http://www.w3.org/2001/XMLSchema#decimal";
constexpr const char* kBoolean = "http://www.w3.org/2001/XMLSchema#boolean";

struct Token {
    enum class Kind { End, Word, Variable, Uri, Name, Text, Number, Sign } kind = Kind::End;
    std::string text;
    std::string language;
};

[[noreturn]] void refuse(const std::string& expected, const Token& found) {
    throw Error(ExitCode::Usage,
                fmt::format("query: expected {}, found {}", expected,
                            found.kind == Token::Kind::End ? "its end" : "'" + found.text + "'"));
}

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) { next(); }

    [[nodiscard]] const Token& now() const { return now_; }
    [[nodiscard]] bool at(std::string_view sign) const {
        return now_.kind == Token::Kind::Sign && now_.text == sign;
    }
    [[nodiscard]] bool atWord(std::string_view word) const {
        return now_.kind == Token::Kind::Word && upper(now_.text) == word;
    }
    bool take(std::string_view sign) {
        if (!at(sign)) return false;
        next();
        return true;
    }
    bool takeWord(std::string_view word) {
        if (!atWord(word)) return false;
        next();
        return true;
    }
    void demand(std::string_view sign) {
        if (!take(sign)) refuse(fmt::format("'{}'", sign), now_);
    }
    Token pop() {
        Token out = now_;
        next();
        return out;
    }

  private:
    static bool isName(char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' ||
               static_cast<unsigned char>(c) >= 0x80;
    }

    [[nodiscard]] std::size_t nameEnd(std::size_t from) const {
        while (from < text_.size() && isName(text_[from])) ++from;
        return from;
    }

    void set(Token::Kind kind, std::size_t end) {
        now_ = {kind, std::string(text_.substr(place_, end - place_)), {}};
        place_ = end;
    }

    void next() {
        while (place_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[place_])))
            ++place_;
        if (place_ >= text_.size()) {
            now_ = {};
            return;
        }
        const char c = text_[place_];
        const std::size_t close = c == '<' ? text_.find_first_of("> \n", place_) : text_.npos;
        if (c == '?' || c == '$') {
            ++place_;
            set(Token::Kind::Variable, nameEnd(place_));
            if (now_.text.empty()) refuse("a name behind '?'", now_);
        } else if (c == '<' && close != text_.npos && text_[close] == '>' && close > place_ + 1) {
            set(Token::Kind::Uri, close + 1);
        } else if (c == '"' || c == '\'') {
            literal(c);
        } else if (std::isdigit(static_cast<unsigned char>(c)) != 0 ||
                   ((c == '-' || c == '+') && place_ + 1 < text_.size() &&
                    std::isdigit(static_cast<unsigned char>(text_[place_ + 1])) != 0)) {
            std::size_t end = place_ + 1;
            while (end < text_.size() &&
                   (std::isdigit(static_cast<unsigned char>(text_[end])) != 0 ||
                    (text_[end] == '.' && end + 1 < text_.size() &&
                     std::isdigit(static_cast<unsigned char>(text_[end + 1])) != 0)))
                ++end;
            set(Token::Kind::Number, end);
        } else if (isName(c) || c == ':') {
            std::size_t end = nameEnd(place_);
            if (end < text_.size() && text_[end] == ':')
                set(Token::Kind::Name, nameEnd(end + 1));
            else
                set(Token::Kind::Word, end);
        } else {
            const std::string_view two = text_.substr(place_, 2);
            const bool pair = two == "&&" || two == "!=" || two == "<=" || two == ">=" ||
                              two == "[]" || two == "||" || two == "^^";
            set(Token::Kind::Sign, place_ + (pair ? 2 : 1));
        }
    }

    void literal(char quote) {
        std::string value;
        std::size_t end = place_ + 1;
        for (; end < text_.size() && text_[end] != quote; ++end) {
            if (text_[end] == '\\' && end + 1 < text_.size()) ++end;
            value += text_[end];
        }
        if (end >= text_.size())
            throw Error(ExitCode::Usage, fmt::format("query: expected a closing {}", quote));
        place_ = end + 1;
        now_ = {Token::Kind::Text, value, {}};
        if (place_ < text_.size() && text_[place_] == '@') {
            const std::size_t tag = nameEnd(place_ + 1);
            now_.language = std::string(text_.substr(place_ + 1, tag - place_ - 1));
            place_ = tag;
        }
    }

    std::string_view text_;
    std::size_t place_ = 0;
    Token now_;
};

/// A part of a pattern: a variable's number, or a term.
struct Slot {
    int variable = -1;
    Term term;
    bool plainText = false;  ///< a literal without language or type matches any of that text
};

struct Pattern {
    Slot parts[3];
};

struct Filter {
    Slot left;
    Slot right;
    std::string sign;
};

struct Query {
    bool ask = false;
    bool distinct = false;
    bool all = false;
    std::vector<std::string> names;  ///< of all variables, by number
    std::vector<int> selected;
    std::vector<Pattern> patterns;
    std::vector<Filter> filters;
    std::vector<std::pair<int, bool>> order;  ///< variable, descending
    std::size_t limit = static_cast<std::size_t>(-1);
    std::size_t offset = 0;
};

class Parser {
  public:
    Parser(const KnowledgeGraph& graph, std::string_view text) : graph_(graph), scan_(text) {}

    Query parse() {
        while (scan_.takeWord("PREFIX")) {
            const Token name = scan_.pop();
            const Token uri = scan_.pop();
            if (name.kind != Token::Kind::Name || name.text.back() != ':')
                refuse("a prefix as ar:", name);
            if (uri.kind != Token::Kind::Uri) refuse("a URI as <…>", uri);
            prefixes_[name.text] = uri.text.substr(1, uri.text.size() - 2);
        }
        if (scan_.takeWord("ASK")) {
            query_.ask = true;
        } else {
            if (!scan_.takeWord("SELECT")) refuse("SELECT or ASK", scan_.now());
            select();
        }
        scan_.takeWord("WHERE");
        group();
        modifiers();
        if (scan_.now().kind != Token::Kind::End) refuse("the query's end", scan_.now());
        return std::move(query_);
    }

  private:
    int variable(const std::string& name) {
        for (std::size_t i = 0; i < query_.names.size(); ++i)
            if (query_.names[i] == name) return static_cast<int>(i);
        query_.names.push_back(name);
        return static_cast<int>(query_.names.size()) - 1;
    }

    void select() {
        query_.distinct = scan_.takeWord("DISTINCT");
        if (scan_.take("*")) {
            query_.all = true;
            return;
        }
        while (scan_.now().kind == Token::Kind::Variable)
            query_.selected.push_back(variable(scan_.pop().text));
        if (query_.selected.empty()) refuse("variables as ?x, or *", scan_.now());
    }

    Slot slot(const char* what) {
        Slot out;
        const Token token = scan_.pop();
        switch (token.kind) {
            case Token::Kind::Variable:
                out.variable = variable(token.text);
                return out;
            case Token::Kind::Uri:
                out.term = graph_.term(token.text);
                return out;
            case Token::Kind::Name:
                out.term = named(token.text);
                return out;
            case Token::Kind::Number:
                out.term = {Term::Kind::Literal,
                            token.text,
                            token.text.find('.') == std::string::npos ? kInteger : kDecimal,
                            {}};
                return out;
            case Token::Kind::Text:
                out.term = {Term::Kind::Literal, token.text, {}, token.language};
                out.plainText = token.language.empty();
                if (scan_.take("^^")) {
                    out.term.datatype = slot("a datatype").term.text;
                    out.plainText = false;
                }
                return out;
            case Token::Kind::Word:
                if (token.text == "a") {
                    out.term = graph_.term("a");
                    return out;
                }
                if (token.text == "true" || token.text == "false") {
                    out.term = {Term::Kind::Literal, token.text, kBoolean, {}};
                    return out;
                }
                break;
            case Token::Kind::Sign:
                if (token.text == "[]") {
                    out.variable = variable(fmt::format(" {}", query_.names.size()));
                    return out;
                }
                break;
            case Token::Kind::End:
                break;
        }
        refuse(what, token);
    }

    Term named(const std::string& name) {
        const std::size_t colon = name.find(':');
        const auto own = prefixes_.find(name.substr(0, colon + 1));
        if (own != prefixes_.end())
            return {Term::Kind::Uri, own->second + name.substr(colon + 1), {}, {}};
        return graph_.term(name);
    }

    void group() {
        scan_.demand("{");
        while (!scan_.take("}")) {
            if (scan_.takeWord("FILTER")) {
                filters();
                scan_.take(".");
                continue;
            }
            triples();
            if (!scan_.at("}") && !scan_.atWord("FILTER")) scan_.demand(".");
        }
        if (query_.patterns.empty()) refuse("a pattern as ?x a ar:Cadence", scan_.now());
    }

    void triples() {
        const Slot subject = slot("a subject: a variable or a name");
        do {
            if (scan_.at(".") || scan_.at("}")) break;
            const Slot predicate = slot("a predicate: a variable, a name or 'a'");
            do query_.patterns.push_back({{subject, predicate, slot("an object")}});
            while (scan_.take(","));
        } while (scan_.take(";"));
    }

    void filters() {
        const bool bracketed = scan_.take("(");
        do {
            Filter filter;
            if (scan_.takeWord("CONTAINS")) {
                scan_.demand("(");
                filter.left = slot("a variable");
                scan_.demand(",");
                filter.right = slot("a text");
                scan_.demand(")");
                filter.sign = "CONTAINS";
            } else {
                filter.left = slot("a variable or a value");
                const Token sign = scan_.pop();
                static const std::set<std::string> kSigns = {"=", "!=", "<", "<=", ">", ">="};
                if (kSigns.count(sign.text) == 0) refuse("a comparison as <", sign);
                filter.sign = sign.text;
                filter.right = slot("a variable or a value");
            }
            query_.filters.push_back(filter);
        } while (scan_.take("&&"));
        if (bracketed) scan_.demand(")");
    }

    std::size_t count(const char* what) {
        const Token token = scan_.pop();
        std::size_t value = 0;
        const char* end = token.text.data() + token.text.size();
        const auto result = std::from_chars(token.text.data(), end, value);
        if (token.kind != Token::Kind::Number || result.ec != std::errc() || result.ptr != end)
            refuse(what, token);
        return value;
    }

    void modifiers() {
        while (true) {
            if (scan_.takeWord("ORDER")) {
                if (!scan_.takeWord("BY")) refuse("BY", scan_.now());
                orders();
            } else if (scan_.takeWord("LIMIT")) {
                query_.limit = count("a number behind LIMIT");
            } else if (scan_.takeWord("OFFSET")) {
                query_.offset = count("a number behind OFFSET");
            } else {
                return;
            }
        }
    }

    void orders() {
        do {
            const bool descending = scan_.takeWord("DESC");
            if (!descending) scan_.takeWord("ASC");
            const bool bracketed = scan_.take("(");
            const Token name = scan_.pop();
            if (name.kind != Token::Kind::Variable) refuse("a variable to order by", name);
            query_.order.emplace_back(variable(name.text), descending);
            if (bracketed) scan_.demand(")");
        } while (scan_.now().kind == Token::Kind::Variable || scan_.atWord("DESC") ||
                 scan_.atWord("ASC"));
    }

    const KnowledgeGraph& graph_;
    Scanner scan_;
    Query query_;
    std::map<std::string, std::string> prefixes_;
};

using Binding = std::vector<std::optional<Term>>;

/// -1, 0 or 1; numbers by value and before all else, the rest by text.
int compare(const Term& a, const Term& b) {
    const auto x = a.number();
    const auto y = b.number();
    if (x && y) return *x < *y ? -1 : *x > *y ? 1 : 0;
    if (x || y) return x ? -1 : 1;
    const int order = a.text.compare(b.text);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

class Solver {
  public:
    Solver(const KnowledgeGraph& graph, const Query& query)
        : graph_(graph), query_(query), binding_(query.names.size()) {}

    std::vector<Binding> solve() {
        std::vector<char> left(query_.patterns.size(), 1);
        search(left, query_.patterns.size());
        return std::move(found_);
    }

  private:
    [[nodiscard]] const Term* valueOf(const Slot& slot) const {
        if (slot.variable < 0) return &slot.term;
        const auto& bound = binding_[static_cast<std::size_t>(slot.variable)];
        return bound ? &*bound : nullptr;
    }

    /// How many parts of a pattern are known: the more, the fewer answers it has.
    [[nodiscard]] int known(const Pattern& pattern) const {
        int out = 0;
        for (int i = 0; i < 3; ++i)
            if (valueOf(pattern.parts[i]) != nullptr && !pattern.parts[i].plainText)
                out += i == 1 ? 1 : 2;
        return out;
    }

    void search(std::vector<char>& left, std::size_t remaining) {
        if (remaining == 0) {
            if (passes()) found_.push_back(binding_);
            return;
        }
        std::size_t best = left.size();
        for (std::size_t i = 0; i < left.size(); ++i)
            if (left[i] != 0 &&
                (best == left.size() || known(query_.patterns[i]) > known(query_.patterns[best])))
                best = i;
        const Pattern& pattern = query_.patterns[best];
        std::optional<Term> asked[3];
        for (int i = 0; i < 3; ++i)
            if (const Term* value = valueOf(pattern.parts[i]);
                value != nullptr && !pattern.parts[i].plainText)
                asked[i] = *value;
        left[best] = 0;
        for (const Triple& one : graph_.match(asked[0], asked[1], asked[2])) {
            const Binding before = binding_;
            if (bind(pattern.parts[0], one.subject) && bind(pattern.parts[1], one.predicate) &&
                bind(pattern.parts[2], one.object))
                search(left, remaining - 1);
            binding_ = before;
        }
        left[best] = 1;
    }

    bool bind(const Slot& slot, const Term& value) {
        if (slot.plainText) return value.isLiteral() && value.text == slot.term.text;
        if (slot.variable < 0) return true;
        auto& bound = binding_[static_cast<std::size_t>(slot.variable)];
        if (bound) return *bound == value;
        bound = value;
        return true;
    }

    [[nodiscard]] bool passes() const {
        return std::all_of(query_.filters.begin(), query_.filters.end(), [&](const Filter& one) {
            const Term* a = valueOf(one.left);
            const Term* b = valueOf(one.right);
            if (a == nullptr || b == nullptr) return false;
            if (one.sign == "CONTAINS") return a->text.find(b->text) != std::string::npos;
            const int order = compare(*a, *b);
            if (one.sign == "=") return order == 0;
            if (one.sign == "!=") return order != 0;
            if (one.sign == "<") return order < 0;
            if (one.sign == "<=") return order <= 0;
            if (one.sign == ">") return order > 0;
            return order >= 0;
        });
    }

    const KnowledgeGraph& graph_;
    const Query& query_;
    Binding binding_;
    std::vector<Binding> found_;
};

}  // namespace

QueryResult runQuery(const KnowledgeGraph& graph, std::string_view text) {
    Query query = Parser(graph, text).parse();
    QueryResult out;
    out.ask = query.ask;
    std::vector<Binding> found = Solver(graph, query).solve();
    if (query.ask) {
        if (!found.empty()) out.rows.emplace_back();
        return out;
    }
    if (query.all)
        for (std::size_t i = 0; i < query.names.size(); ++i)
            if (query.names[i].front() != ' ') query.selected.push_back(static_cast<int>(i));
    std::set<int> used;
    for (const Pattern& pattern : query.patterns)
        for (const Slot& slot : pattern.parts) used.insert(slot.variable);
    const auto demandUsed = [&](int variable) {
        if (used.count(variable) == 0)
            throw Error(ExitCode::Usage,
                        fmt::format("query: ?{} is in no pattern",
                                    query.names[static_cast<std::size_t>(variable)]));
    };
    for (const int variable : query.selected) demandUsed(variable);
    for (const auto& [variable, descending] : query.order) demandUsed(variable);
    std::stable_sort(found.begin(), found.end(), [&](const Binding& a, const Binding& b) {
        for (const auto& [variable, descending] : query.order) {
            const auto i = static_cast<std::size_t>(variable);
            const int order = compare(*a[i], *b[i]);
            if (order != 0) return descending ? order > 0 : order < 0;
        }
        return false;
    });
    for (const int variable : query.selected)
        out.variables.push_back(query.names[static_cast<std::size_t>(variable)]);
    std::set<std::vector<Term>> seen;
    std::size_t skipped = 0;
    for (const Binding& one : found) {
        if (out.rows.size() >= query.limit) break;
        std::vector<Term> row;
        for (const int variable : query.selected)
            row.push_back(*one[static_cast<std::size_t>(variable)]);
        if (query.distinct && !seen.insert(row).second) continue;
        if (skipped++ < query.offset) continue;
        out.rows.push_back(std::move(row));
    }
    return out;
}

}  // namespace arioso
