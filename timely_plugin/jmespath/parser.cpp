// SPDX-License-Identifier: MIT
// Operator precedence parsing (Pratt 1973): what a token means depends on whether something
// stands to its left, and an operator takes what binds tighter than itself.
#include "jmespath/function.hpp"
#include "jmespath/node.hpp"
#include "jmespath/token.hpp"

#include <algorithm>
#include <charconv>

namespace timely::jmespath {
namespace {

constexpr std::size_t max_bytes = 65536;
constexpr std::size_t max_depth = 256; // of the text's nesting, and of the tree

// How tight a token binds to what stands to its left; 0: not at all.
int binding(TokenKind kind) {
  switch (kind) {
  case TokenKind::pipe:
    return 1;
  case TokenKind::logical_or:
    return 2;
  case TokenKind::logical_and:
    return 3;
  case TokenKind::equal:
  case TokenKind::not_equal:
  case TokenKind::less:
  case TokenKind::less_or_equal:
  case TokenKind::greater:
  case TokenKind::greater_or_equal:
    return 5;
  case TokenKind::flatten:
    return 9;
  case TokenKind::star:
    return 20;
  case TokenKind::filter:
    return 21;
  case TokenKind::dot:
    return 40;
  case TokenKind::left_brace:
    return 50;
  case TokenKind::left_bracket:
    return 55;
  case TokenKind::left_parenthesis:
    return 60;
  default:
    return 0;
  }
}

constexpr int ends_projection = 10; // what binds weaker ends a projection
constexpr int binding_of_not = 45;

class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(tokens_of(text)) {}

  Node parse() {
    auto node = expression(0);
    if (kind() != TokenKind::end) fail("nothing more was expected here");
    return node;
  }

 private:
  const Token& token() const { return tokens_[at_]; }
  TokenKind kind() const { return token().kind; }
  TokenKind kind_behind() const {
    return at_ + 1 < tokens_.size() ? tokens_[at_ + 1].kind : TokenKind::end;
  }

  [[noreturn]] void fail(const std::string& why) const {
    if (kind() == TokenKind::broken) throw Error(ErrorKind::syntax, token().offset, token().name);
    throw Error(ErrorKind::syntax, token().offset,
                kind() == TokenKind::end ? "the expression ends too early" : why);
  }

  void expect(TokenKind wanted, const char* spelled) {
    if (kind() != wanted) fail(std::string("expected '") + spelled + "'");
    ++at_;
  }
  bool take(TokenKind wanted) {
    if (kind() != wanted) return false;
    ++at_;
    return true;
  }

  Node made(NodeKind node_kind, std::size_t offset, std::vector<Node> children = {}) const {
    Node node;
    node.kind = node_kind;
    node.offset = offset;
    for (const auto& child : children) node.depth = std::max(node.depth, child.depth + 1);
    if (node.depth > max_depth)
      throw Error(ErrorKind::syntax, offset,
                  "the expression has more than " + std::to_string(max_depth) + " levels");
    node.children = std::move(children);
    return node;
  }
  Node made(NodeKind node_kind, std::size_t offset, Node left, Node right) const {
    std::vector<Node> children;
    children.push_back(std::move(left));
    children.push_back(std::move(right));
    return made(node_kind, offset, std::move(children));
  }
  Node made(NodeKind node_kind, std::size_t offset, Node child) const {
    std::vector<Node> children;
    children.push_back(std::move(child));
    return made(node_kind, offset, std::move(children));
  }
  Node here() const { return made(NodeKind::current, token().offset); }

  Node expression(int bound) {
    if (++nesting_ > max_depth)
      fail("the expression is nested deeper than " + std::to_string(max_depth) + " levels");
    auto left = first();
    while (bound < binding(kind())) left = behind(std::move(left));
    --nesting_;
    return left;
  }

  // An expression's beginning.
  Node first() {
    const auto offset = token().offset;
    switch (kind()) {
    case TokenKind::literal: {
      auto node = made(NodeKind::literal, offset);
      node.literal = token().literal;
      ++at_;
      return node;
    }
    case TokenKind::identifier:
      return kind_behind() == TokenKind::left_parenthesis ? call() : field();
    case TokenKind::quoted_identifier:
      return field();
    case TokenKind::current:
      ++at_;
      return made(NodeKind::current, offset);
    case TokenKind::logical_not:
      ++at_;
      return made(NodeKind::logical_not, offset, expression(binding_of_not));
    case TokenKind::left_parenthesis: {
      ++at_;
      auto node = expression(0);
      expect(TokenKind::right_parenthesis, ")");
      return node;
    }
    case TokenKind::left_brace:
      return multi_hash();
    case TokenKind::left_bracket:
      return begins_index() || begins_list_star() ? bracket(here()) : multi_list();
    case TokenKind::star:
    case TokenKind::filter:
    case TokenKind::flatten:
      return projection(here());
    case TokenKind::reference:
      fail("'&' stands only before an argument of a function");
    default:
      fail("an expression was expected here");
    }
  }

  // What an operator makes of the expression to its left.
  Node behind(Node left) {
    const auto offset = token().offset;
    const auto operation = kind();
    switch (operation) {
    case TokenKind::dot:
      ++at_;
      if (kind() == TokenKind::star) return projection(std::move(left));
      return made(NodeKind::then, offset, std::move(left), behind_dot(binding(operation)));
    case TokenKind::pipe:
      return binary(NodeKind::then, std::move(left));
    case TokenKind::logical_or:
      return binary(NodeKind::logical_or, std::move(left));
    case TokenKind::logical_and:
      return binary(NodeKind::logical_and, std::move(left));
    case TokenKind::left_bracket:
      if (!begins_index() && !begins_list_star()) {
        ++at_;
        fail("expected a number, ':' or '*' here; a name is reached by a dot");
      }
      return bracket(std::move(left));
    case TokenKind::filter:
    case TokenKind::flatten:
      return projection(std::move(left));
    case TokenKind::star:
      fail("a dot is missing before '*'");
    case TokenKind::left_brace:
      fail("a dot is missing before '{'");
    case TokenKind::left_parenthesis:
      fail("only a name without quotes calls a function");
    default:
      return comparison(std::move(left));
    }
  }

  Node binary(NodeKind node_kind, Node left) {
    const auto offset = token().offset;
    const auto bound = binding(kind());
    ++at_;
    return made(node_kind, offset, std::move(left), expression(bound));
  }

  Node comparison(Node left) {
    const auto operation = kind();
    auto node = binary(NodeKind::compare, std::move(left));
    node.comparison = operation == TokenKind::equal           ? Comparison::equal
                      : operation == TokenKind::not_equal     ? Comparison::not_equal
                      : operation == TokenKind::less          ? Comparison::less
                      : operation == TokenKind::less_or_equal ? Comparison::less_or_equal
                      : operation == TokenKind::greater       ? Comparison::greater
                                                              : Comparison::greater_or_equal;
    return node;
  }

  Node field() {
    auto node = made(NodeKind::field, token().offset);
    node.name = token().name;
    const bool quoted = kind() == TokenKind::quoted_identifier;
    ++at_;
    if (quoted && kind() == TokenKind::left_parenthesis)
      fail("the name of a function stands without quotes");
    return node;
  }

  Node call() {
    const auto name = token();
    at_ += 2;
    std::vector<Node> arguments;
    if (!take(TokenKind::right_parenthesis)) {
      do arguments.push_back(argument());
      while (take(TokenKind::comma));
      expect(TokenKind::right_parenthesis, ")");
    }
    const auto& function = find_function(name.name, name.offset);
    check_arguments(function, arguments, name.offset);
    auto node = made(NodeKind::call, name.offset, std::move(arguments));
    node.function = &function;
    return node;
  }

  Node argument() {
    const auto offset = token().offset;
    if (!take(TokenKind::reference)) return expression(0);
    return made(NodeKind::reference, offset, expression(0));
  }

  Node multi_list() {
    const auto offset = token().offset;
    expect(TokenKind::left_bracket, "[");
    std::vector<Node> items;
    do items.push_back(expression(0));
    while (take(TokenKind::comma));
    expect(TokenKind::right_bracket, "]");
    return made(NodeKind::multi_list, offset, std::move(items));
  }

  Node multi_hash() {
    const auto offset = token().offset;
    expect(TokenKind::left_brace, "{");
    std::vector<Node> values;
    std::vector<std::string> names;
    do {
      if (kind() != TokenKind::identifier && kind() != TokenKind::quoted_identifier)
        fail("expected a key; one that is no plain word stands in double quotes");
      names.push_back(token().name);
      ++at_;
      expect(TokenKind::colon, ":");
      values.push_back(expression(0));
    } while (take(TokenKind::comma));
    expect(TokenKind::right_brace, "}");
    auto node = made(NodeKind::multi_hash, offset, std::move(values));
    node.names = std::move(names);
    return node;
  }

  bool begins_index() const {
    return kind() == TokenKind::left_bracket &&
           (kind_behind() == TokenKind::number || kind_behind() == TokenKind::colon);
  }
  bool begins_list_star() const {
    return kind() == TokenKind::left_bracket && kind_behind() == TokenKind::star &&
           at_ + 2 < tokens_.size() && tokens_[at_ + 2].kind == TokenKind::right_bracket;
  }

  // [0], [1:2] or [*] of `left`.
  Node bracket(Node left) {
    const auto offset = token().offset;
    if (begins_list_star()) {
      at_ += 3;
      return made(NodeKind::list_project, offset, std::move(left),
                  projected(binding(TokenKind::star)));
    }
    ++at_;
    if (kind() == TokenKind::number && kind_behind() != TokenKind::colon) {
      const auto index = number();
      expect(TokenKind::right_bracket, "]");
      auto node = made(NodeKind::index, offset);
      node.index = index;
      return made(NodeKind::then, offset, std::move(left), std::move(node));
    }
    const auto slice = slice_behind_bracket();
    auto node =
        made(NodeKind::slice_project, offset, std::move(left), projected(binding(TokenKind::star)));
    node.slice = slice;
    return node;
  }

  Slice slice_behind_bracket() {
    Slice slice;
    if (kind() == TokenKind::number) slice.start = number();
    expect(TokenKind::colon, ":");
    if (kind() == TokenKind::number) slice.stop = number();
    auto offset = token().offset;
    if (take(TokenKind::colon) && kind() == TokenKind::number) {
      offset = token().offset;
      slice.step = number();
    }
    expect(TokenKind::right_bracket, "]");
    if (slice.step == 0) throw Error(ErrorKind::invalid_value, offset, "a slice of step 0");
    return slice;
  }

  std::int64_t number() {
    const auto text = token().text;
    std::int64_t value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{})
      fail("the number does not fit 64 bits");
    ++at_;
    return value;
  }

  // `*`, `[?…]` or `[]` of `left`.
  Node projection(Node left) {
    const auto offset = token().offset;
    const auto operation = kind();
    ++at_;
    if (operation == TokenKind::star)
      return made(NodeKind::value_project, offset, std::move(left), projected(binding(operation)));
    if (operation == TokenKind::flatten)
      return made(NodeKind::flatten_project, offset, std::move(left),
                  projected(binding(operation)));
    auto condition = expression(0);
    expect(TokenKind::right_bracket, "]");
    std::vector<Node> children;
    children.push_back(std::move(left));
    children.push_back(projected(binding(operation)));
    children.push_back(std::move(condition));
    return made(NodeKind::filter_project, offset, std::move(children));
  }

  // What is done with each element of a projection; it ends at the first weaker operator.
  Node projected(int bound) {
    if (binding(kind()) < ends_projection) return here();
    if (take(TokenKind::dot)) return behind_dot(bound);
    if (kind() == TokenKind::filter || begins_index() || begins_list_star())
      return expression_from(here(), bound);
    fail(kind() == TokenKind::left_bracket ? "a dot is missing before '['"
                                           : "this cannot stand behind a projection");
  }

  // An expression whose beginning is known.
  Node expression_from(Node left, int bound) {
    do left = behind(std::move(left));
    while (bound < binding(kind()));
    return left;
  }

  Node behind_dot(int bound) {
    switch (kind()) {
    case TokenKind::identifier:
    case TokenKind::quoted_identifier:
    case TokenKind::star:
      return expression(bound);
    case TokenKind::left_bracket:
      return multi_list();
    case TokenKind::left_brace:
      return multi_hash();
    default:
      fail("expected a name, '*', '[' or '{' behind the dot");
    }
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t nesting_ = 0;
};

} // namespace

Node parse(std::string_view text) {
  if (text.size() > max_bytes)
    throw Error(ErrorKind::syntax, max_bytes,
                "the expression has more than " + std::to_string(max_bytes) + " bytes");
  return Parser(text).parse();
}

} // namespace timely::jmespath
