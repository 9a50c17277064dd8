// SPDX-License-Identifier: MIT
// Runs a fuzz target over every text of the folders that are named, and over texts made from them
// by cutting, joining and changing bytes. A file is a text; the one named `texts` has a text a
// line. The same texts every time; HIF_FUZZ_ROUNDS says how many (20,000, or under a sanitizer
// 2,000). A target that finds something aborts.

#include "../effort.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void try_one(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

std::vector<std::string> corpus_of(int folders, char** names) {
  std::vector<std::string> corpus;
  for (int i = 0; i < folders; ++i)
    for (const auto& file : std::filesystem::directory_iterator(names[i])) {
      std::ifstream stream(file.path(), std::ios::binary);
      if (file.path().filename() != "texts") {
        corpus.emplace_back(std::istreambuf_iterator<char>(stream),
                            std::istreambuf_iterator<char>());
        continue;
      }
      for (std::string line; std::getline(stream, line);) corpus.push_back(line);
    }
  return corpus;
}

class Maker {
 public:
  explicit Maker(const std::vector<std::string>& corpus) : corpus_(corpus) {}

  std::string next() {
    auto text = pick();
    for (auto changes = 1 + random_() % 4; changes > 0; --changes) change(text);
    return text;
  }

 private:
  const std::string& pick() { return corpus_[random_() % corpus_.size()]; }

  void change(std::string& text) {
    const auto at = random_() % (text.size() + 1);
    switch (random_() % 5) {
    case 0:
      text.insert(at, 1, static_cast<char>(random_() % 256));
      break;
    case 1:
      text.erase(at, 1 + random_() % 3);
      break;
    case 2: {
      const auto& other = pick();
      text.insert(at, other.substr(random_() % (other.size() + 1), 1 + random_() % 8));
      break;
    }
    case 3:
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << (random_() % 8)));
      break;
    default:
      text = text.substr(0, at) + pick();
    }
  }

  const std::vector<std::string>& corpus_;
  std::mt19937_64 random_{1};
};

} // namespace

int main(int count, char** arguments) {
  const auto corpus = corpus_of(count - 1, arguments + 1);
  if (corpus.empty()) {
    std::fputs("name folders with texts\n", stderr);
    return 2;
  }
  for (const auto& text : corpus) try_one(text);
  const char* rounds = std::getenv("HIF_FUZZ_ROUNDS");
  Maker maker(corpus);
  for (long left = rounds ? std::atol(rounds) : tests::effort(20'000L); left > 0; --left)
    try_one(maker.next());
  return 0;
}
