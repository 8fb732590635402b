#include "src/perform/japanese_reader.h"

#include <mecab.h>

#include <string_view>

namespace arioso {
namespace {

std::vector<std::string> fieldsOf(const std::string& feature) {
    std::vector<std::string> out(1);
    for (const char c : feature) {
        if (c == ',') {
            out.emplace_back();
        } else {
            out.back() += c;
        }
    }
    return out;
}

bool isUtf8(std::string_view charset) {
    return charset == "UTF-8" || charset == "utf-8" || charset == "UTF8" || charset == "utf8";
}

}  // namespace

struct JapaneseReader::Tagger {
    std::unique_ptr<MeCab::Model> model;
    std::unique_ptr<MeCab::Tagger> tagger;
};

JapaneseReader::JapaneseReader(const std::string& folder) : tagger_(std::make_unique<Tagger>()) {
    const std::string options = folder.empty() ? "" : "-d " + folder;
    tagger_->model.reset(MeCab::createModel(options.c_str()));
    if (tagger_->model && isUtf8(tagger_->model->dictionary_info()->charset)) {
        tagger_->tagger.reset(tagger_->model->createTagger());
    }
    if (!tagger_->tagger) {
        problem_ =
            "no dictionary of MeCab in UTF-8 found (Debian: mecab-naist-jdic): words in kanji are "
            "sung without their sounds, and every は as \"ha\"";
    }
}

JapaneseReader::~JapaneseReader() = default;

const JapaneseReader& JapaneseReader::shared() {
    static const JapaneseReader reader("");
    return reader;
}

std::vector<JapaneseToken> JapaneseReader::read(const std::string& text) const {
    std::vector<JapaneseToken> out;
    if (!tagger_->tagger) return out;
    const std::unique_ptr<MeCab::Lattice> lattice(tagger_->model->createLattice());
    lattice->set_sentence(text.data(), text.size());
    if (!tagger_->tagger->parse(lattice.get())) return out;
    for (const MeCab::Node* node = lattice->bos_node(); node != nullptr; node = node->next) {
        if (node->stat == MECAB_BOS_NODE || node->stat == MECAB_EOS_NODE) continue;
        JapaneseToken token;
        token.surface.assign(node->surface, node->length);
        const auto fields = fieldsOf(node->feature);
        // IPAdic: reading and sound last; UniDic: sound in the tenth place, kana in the twentieth.
        const bool uniDic = fields.size() >= 17;
        const std::size_t sound = uniDic ? 9 : 8;
        const std::size_t reading = uniDic ? 20 : 7;
        if (fields.size() > sound && fields[sound] != "*") token.sound = fields[sound];
        token.reading = token.sound;
        if (fields.size() > reading && fields[reading] != "*") token.reading = fields[reading];
        out.push_back(std::move(token));
    }
    return out;
}

}  // namespace arioso
