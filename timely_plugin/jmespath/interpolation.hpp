// SPDX-License-Identifier: MIT
#pragma once
// Text with expressions in it: "Hours of &{user.name}". `&{` ends at its matching brace; braces
// inside literals, raw strings and quoted names do not count. A text that shall have "&{" in it
// writes &{'&{'}.

#include "jmespath/expression.hpp"

#include <optional>
#include <vector>

namespace timely::jmespath {

// Where an expression stands in a text.
struct Found {
  std::size_t begin, end;      // of the whole "&{…}"; end is the byte behind it
  std::string_view expression; // what is between the braces
};

// The first expression of `text` at or behind `from`. Throws Error `syntax` when it is not closed.
std::optional<Found> find_expression(std::string_view text, std::size_t from = 0);

// A compiled text. Cheap to copy; any number of threads may fill it at once.
class Text {
 public:
  // False: the text says itself, and fill() gives it for every root.
  bool has_expressions() const { return !pieces_.empty(); }
  // A text that is one whole "&{…}" becomes the value of the expression, with its type. Other
  // texts become strings, in which every expression is replaced by the text of its value: strings
  // as they are, null as nothing, everything else as compact JSON. Throws Error; its offset is in
  // text().
  hif::json::Value fill(const hif::json::Value& root, std::span<const Binding> bindings = {}) const;
  const std::string& text() const { return text_; }

 private:
  friend Text compile_text(std::string_view text);
  struct Piece {
    std::string before; // text in front of the expression
    std::size_t offset; // of the expression in text_
    Expression expression;
  };
  explicit Text(std::string_view text) : text_(text) {}
  hif::json::Value value_of(const Piece& piece, const hif::json::Value& root,
                            std::span<const Binding> bindings) const;

  std::string text_;
  std::vector<Piece> pieces_;
  std::string rest_; // text behind the last expression
};

// Throws Error; its offset is in `text`.
Text compile_text(std::string_view text);

} // namespace timely::jmespath
