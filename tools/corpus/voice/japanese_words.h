#pragma once

#include <string>
#include <vector>

namespace arioso::corpus {

/// Words as they are usual in Japanese children's and folk songs, in kana; with particles.
const std::vector<std::string>& japaneseSongWords();

}  // namespace arioso::corpus
