// SPDX-License-Identifier: MIT
#pragma once
// Paths into a record: `user.name`, `products.*.name`, `items.0`, `"a.b".c`, `a\.b.c`.
// README.md has the grammar.

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace timely {

// One part of a path. A name may be put together from captures: `item_$1`.
struct Segment {
  struct Piece {
    std::string text;        // as JSON spells it between quotes
    std::size_t capture = 0; // 1 for $1; 0 when it is the text
  };

  bool any = false;                 // `*`
  std::string name;                 // as JSON spells it between quotes
  std::optional<std::size_t> index; // what it means in an array; none for names that are no number
  std::vector<Piece> pieces;        // of a name with captures; empty for others

  // The one capture that the whole segment is, or 0.
  std::size_t whole_capture() const { return pieces.size() == 1 ? pieces.front().capture : 0; }
};

struct Path {
  std::string text; // as written
  std::vector<Segment> segments;

  std::size_t wildcards() const;
};

// Why a text is no path.
class PathError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A path that says where to look. Throws PathError.
Path parse_path(std::string_view text);

// A path that says where to put things, with captures up to `captures`, and without `*`. Throws
// PathError.
Path parse_target(std::string_view text, std::size_t captures);

// How JSON spells `text` between quotes.
std::string spelled(std::string_view text);
// The other way round.
std::string meant(std::string_view spelled);

// As same_spelled, for spellings that differ or have an escape.
bool same_meaning(std::string_view a, std::string_view b);

// Whether two spellings between quotes are of the same text: "\u0061" is "a". Most names differ in
// their first character, which costs nothing to see.
inline bool same_spelled(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.empty() && b.empty();
  if (a[0] != b[0]) return (a[0] == '\\' || b[0] == '\\') && same_meaning(a, b);
  return a == b || same_meaning(a, b);
}

} // namespace timely
