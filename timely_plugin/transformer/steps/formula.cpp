// SPDX-License-Identifier: MIT
#include "transformer/steps/formula.hpp"

#include "transformer/steps/formula_functions.hpp"

namespace timely::steps {

struct Formula::Node {
  enum class Kind { number, path, call };
  Kind kind = Kind::number;
  Decimal number;
  Path path;
  const FormulaFunction* function = nullptr; // of a call; operators are functions too
  std::vector<Node> arguments;
};

namespace {

using Node = Formula::Node;

constexpr std::size_t most_levels = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A plain word of a path: letters of any language, digits and underscores.
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Node parse() {
    auto node = sum(0);
    if (at_ < text_.size()) fail("an operator was expected here");
    return node;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const { throw FormulaError(why, at_); }

  char peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n'))
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  static Node call(std::string_view name, std::vector<Node> arguments) {
    Node node;
    node.kind = Node::Kind::call;
    node.function = find_function(name);
    node.arguments = std::move(arguments);
    return node;
  }

  static Node binary(char name, Node left, Node right) {
    std::vector<Node> arguments;
    arguments.push_back(std::move(left));
    arguments.push_back(std::move(right));
    return call({&name, 1}, std::move(arguments));
  }

  Node sum(std::size_t level) {
    if (level > most_levels) fail("it is nested too deeply here");
    auto node = product(level);
    while (peek() == '+' || peek() == '-') {
      const char name = text_[at_++];
      node = binary(name, std::move(node), product(level));
      count();
    }
    return node;
  }

  Node product(std::size_t level) {
    auto node = factor(level);
    while (peek() == '*' || peek() == '/' || peek() == '%') {
      const char name = text_[at_++];
      node = binary(name, std::move(node), factor(level));
      count();
    }
    return node;
  }

  // A long chain of operators is a deep tree.
  void count() {
    constexpr std::size_t most_operators = 500;
    if (++operators_ > most_operators) fail("there are too many operators before this place");
  }

  Node factor(std::size_t level) {
    const char c = peek();
    if (take('(')) {
      auto node = sum(level + 1);
      if (!take(')')) fail("a ')' is missing here");
      return node;
    }
    if (take('-')) {
      if (level > most_levels) fail("it is nested too deeply here");
      Node zero;
      return binary('-', std::move(zero), factor(level + 1));
    }
    if (is_digit(c)) return number();
    if (is_word(c) || c == '"') return path_or_call(level);
    fail(at_ < text_.size() ? "a number, a path or a function was expected here"
                            : "it ends where a number, a path or a function was expected");
  }

  Node number() {
    const auto start = at_;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    const auto value = Decimal::parse(text_.substr(start, at_ - start));
    if (!value) {
      at_ = start;
      fail("the number here is none, or too long");
    }
    Node node;
    node.number = *value;
    return node;
  }

  Node path_or_call(std::size_t level) {
    const auto start = at_;
    segment();
    const auto name = text_.substr(start, at_ - start);
    const auto behind = at_;
    if (text_[start] != '"' && take('(')) return function(name, start, level);
    at_ = behind;
    while (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      segment();
    }
    Node node;
    node.kind = Node::Kind::path;
    try {
      node.path = parse_path(text_.substr(start, at_ - start));
    } catch (const PathError& error) {
      at_ = start;
      fail(std::string("the path here ") + error.what());
    }
    return node;
  }

  void segment() {
    if (at_ < text_.size() && text_[at_] == '"') {
      ++at_;
      while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
      if (at_ >= text_.size()) {
        at_ = text_.size();
        fail("a quote is not closed");
      }
      ++at_;
    } else if (at_ < text_.size() && text_[at_] == '*') {
      ++at_;
    } else {
      const auto start = at_;
      while (at_ < text_.size() && is_word(text_[at_])) ++at_;
      if (at_ == start) fail("a part of a path was expected here");
    }
  }

  Node function(std::string_view name, std::size_t start, std::size_t level) {
    std::vector<Node> arguments;
    if (peek() != ')') {
      do {
        arguments.push_back(sum(level + 1));
      } while (take(','));
    }
    if (!take(')')) fail("a ')' is missing here");
    auto node = call(name, std::move(arguments));
    const auto complain = [&](const std::string& why) { throw FormulaError(why, start); };
    if (!node.function || !is_word(name.front()))
      complain("there is no function \"" + std::string(name) + "\"; there are " + function_names());
    const auto count = node.arguments.size();
    if (count < node.function->least || count > node.function->most)
      complain("the function \"" + std::string(name) + "\" does not take " + std::to_string(count) +
               " values");
    return node;
  }

  std::string_view text_;
  std::size_t at_ = 0, operators_ = 0;
};

Decimal number_at(const Match& match, const Path& path) {
  const auto& node = match.node();
  if (node.type_name() != "number")
    throw Conflict("\"" + path.text + "\" is " +
                   (node.is_null() ? "null" : "a " + std::string(node.type_name())) +
                   ", no number; cast makes one of a text");
  const auto value = Decimal::parse(node.text);
  if (!value)
    throw Conflict("\"" + path.text +
                   "\" has more than 38 digits: " + std::string(node.text.substr(0, 60)));
  return *value;
}

class Evaluator {
 public:
  explicit Evaluator(const Scope& scope) : scope_(scope) {}

  Decimal one(const Node& node) const {
    if (node.kind == Node::Kind::number) return node.number;
    if (node.kind == Node::Kind::call) return call(node);
    if (node.path.wildcards() > 0)
      throw Conflict("\"" + node.path.text +
                     "\" may be many values; sum, min, max, avg or count "
                     "make one of them");
    const auto matches = find_all(scope_.tree, scope_.root, node.path);
    if (matches.empty()) throw Conflict("there is no \"" + node.path.text + "\"");
    return number_at(matches.front(), node.path);
  }

 private:
  Decimal call(const Node& node) const {
    std::vector<Decimal> values;
    for (const auto& argument : node.arguments) {
      if (!node.function->of_many || argument.kind != Node::Kind::path) {
        values.push_back(one(argument));
        continue;
      }
      for (const auto& match : find_all(scope_.tree, scope_.root, argument.path))
        if (!match.node().is_null()) values.push_back(number_at(match, argument.path));
    }
    return node.function->compute(values);
  }

  const Scope& scope_;
};

} // namespace

Formula Formula::parse(std::string_view text) {
  Formula formula;
  formula.root_ = std::make_shared<const Node>(Parser(text).parse());
  return formula;
}

Decimal Formula::evaluate(const Scope& scope) const {
  try {
    return Evaluator(scope).one(*root_);
  } catch (const ArithmeticError& error) {
    throw Conflict(error.what());
  }
}

} // namespace timely::steps
