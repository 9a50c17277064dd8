// SPDX-License-Identifier: MIT
#include "transformer/path.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>

namespace timely {
namespace {

constexpr std::size_t most_segments = 64;
constexpr std::size_t most_index_digits = 9;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<std::size_t> index_of(std::string_view name) {
  if (name.empty() || name.size() > most_index_digits || (name.size() > 1 && name[0] == '0'))
    return std::nullopt;
  if (!std::all_of(name.begin(), name.end(), is_digit)) return std::nullopt;
  return std::stoul(std::string(name));
}

class PathParser {
 public:
  // `captures` is 0 where `$` has no meaning of its own.
  PathParser(std::string_view text, bool target, std::size_t captures)
      : text_(text), target_(target), captures_(captures) {}

  Path parse() {
    Path path{.text = std::string(text_), .segments = {}};
    while (true) {
      if (path.segments.size() == most_segments)
        throw PathError("has more than " + std::to_string(most_segments) + " parts");
      path.segments.push_back(segment());
      if (at_ == text_.size()) return path;
      ++at_; // the dot
    }
  }

 private:
  Segment segment() {
    if (at_ == text_.size() || text_[at_] == '.')
      throw PathError("has an empty part at character " + std::to_string(at_ + 1) +
                      "; write \\. for a dot in a name");
    if (text_[at_] == '"') return quoted();
    if (ends_after(at_) && text_[at_] == '*') return wildcard();
    return plain();
  }

  bool ends_after(std::size_t at) const { return at + 1 == text_.size() || text_[at + 1] == '.'; }

  Segment wildcard() {
    if (target_)
      throw PathError("has a * where one place must be named; write $1 for what a * of the other "
                      "side matched");
    ++at_;
    Segment result;
    result.any = true;
    return result;
  }

  Segment quoted() {
    const auto start = at_++;
    std::string name;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') ++at_;
      if (at_ < text_.size()) name.push_back(text_[at_++]);
    }
    if (at_ >= text_.size())
      throw PathError("has a quote at character " + std::to_string(start + 1) +
                      " that is not closed");
    if (!ends_after(at_))
      throw PathError("has text after the closing quote at character " + std::to_string(at_ + 1));
    ++at_;
    Segment result;
    result.name = spelled(name);
    return result;
  }

  Segment plain() {
    std::string name;
    bool escaped = false;
    std::vector<Segment::Piece> pieces;
    while (at_ < text_.size() && text_[at_] != '.') {
      const char c = text_[at_];
      if (c == '*')
        throw PathError("has a * beside other characters at character " + std::to_string(at_ + 1) +
                        "; it matches whole names, write \\* for the "
                        "character");
      if (c == '$' && target_ && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
        if (!name.empty()) pieces.push_back({spelled(std::exchange(name, {})), 0});
        pieces.push_back({"", capture()});
        continue;
      }
      escaped |= c == '\\';
      name.push_back(c == '\\' ? escape() : c);
      ++at_;
    }
    Segment result;
    if (pieces.empty()) {
      result.name = spelled(name);
      if (!escaped) result.index = index_of(name);
    } else if (!name.empty()) {
      pieces.push_back({spelled(name), 0});
    }
    result.pieces = std::move(pieces);
    return result;
  }

  char escape() {
    ++at_;
    if (at_ == text_.size()) throw PathError("ends in a backslash; write \\\\ for the character");
    constexpr std::string_view special = ".*$\\\"";
    if (special.find(text_[at_]) == std::string_view::npos)
      throw PathError("has a backslash before '" + std::string(1, text_[at_]) +
                      "', which needs none; write \\\\ for the character");
    return text_[at_];
  }

  std::size_t capture() {
    const std::size_t number = static_cast<std::size_t>(text_[++at_] - '0');
    ++at_;
    if (number == 0 || number > captures_)
      throw PathError("names $" + std::to_string(number) + ", but the other side has " +
                      (captures_ == 0 ? "no *" : std::to_string(captures_) + " *") +
                      "; write \\$ for the character");
    return number;
  }

  std::string_view text_;
  bool target_;
  std::size_t captures_;
  std::size_t at_ = 0;
};

} // namespace

std::size_t Path::wildcards() const {
  return static_cast<std::size_t>(
      std::count_if(segments.begin(), segments.end(), [](const auto& part) { return part.any; }));
}

Path parse_path(std::string_view text) {
  return PathParser(text, false, 0).parse();
}

Path parse_target(std::string_view text, std::size_t captures) {
  return PathParser(text, true, captures).parse();
}

std::string spelled(std::string_view text) {
  std::string quoted;
  hif::json::print_string(quoted, text);
  return quoted.substr(1, quoted.size() - 2);
}

std::string meant(std::string_view spelled) {
  if (spelled.find('\\') == std::string_view::npos) return std::string(spelled);
  return hif::json::parse('"' + std::string(spelled) + '"').as_string();
}

bool same_meaning(std::string_view a, std::string_view b) {
  const auto escaped = [](std::string_view text) {
    return text.find('\\') != std::string_view::npos;
  };
  return (escaped(a) || escaped(b)) && meant(a) == meant(b);
}

} // namespace timely
