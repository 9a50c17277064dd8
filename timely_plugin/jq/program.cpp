// SPDX-License-Identifier: MIT
#include "jq/program.hpp"

#include "jmespath/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace timely::jq {
namespace {

struct Word {
  std::string_view name, why;
};

constexpr std::string_view reads_outside = "reads the environment";
constexpr std::string_view takes_records = "takes other records than the one at hand";
constexpr std::string_view reads_files = "reads files";
constexpr std::string_view writes_aside =
    "writes beside the records; hif transform --step shows them";
constexpr std::string_view stops = "stops the program for all records";

constexpr std::array<Word, 13> words = {{{"env", reads_outside},
                                         {"input", takes_records},
                                         {"inputs", takes_records},
                                         {"input_filename", takes_records},
                                         {"input_line_number", takes_records},
                                         {"import", reads_files},
                                         {"include", reads_files},
                                         {"modulemeta", reads_files},
                                         {"get_search_list", reads_files},
                                         {"debug", writes_aside},
                                         {"stderr", writes_aside},
                                         {"halt", stops},
                                         {"halt_error", stops}}};

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class Checker {
 public:
  explicit Checker(std::string_view text) : text_(text) {}

  void check() {
    while (at_ < text_.size()) step();
    if (!open_.empty()) throw Refused(open_.back().offset, "this is not closed");
  }

 private:
  struct Open {
    char sign; // of the bracket; '"' for the \( of a text
    std::size_t offset;
  };

  void step() {
    const char c = text_[at_];
    if (c == '#')
      at_ = std::min(text_.find('\n', at_), text_.size());
    else if (c == '"')
      text(at_);
    else if (c == '(' || c == '[' || c == '{')
      sign(c), open_.push_back({c, at_++});
    else if (c == ')' || c == ']' || c == '}')
      close(c);
    else if (is_name(c) || c == '$' || c == '@')
      word();
    else if (c == ' ' || c == '\n' || c == '\t' || c == '\r')
      ++at_;
    else
      sign(c), ++at_;
  }

  void sign(char c) { before_ = c; }

  // A text from its quote, or from where a \( in it has ended.
  void text(std::size_t begun) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        sign('"');
        return;
      }
      if (text_[at_] != '\\') continue;
      if (++at_ < text_.size() && text_[at_] == '(') {
        open_.push_back({'"', begun});
        ++at_;
        sign('(');
        return;
      }
    }
    throw Refused(begun, "this text is not closed");
  }

  void close(char c) {
    const char opening = c == ')' ? '(' : c == ']' ? '[' : '{';
    if (open_.empty()) throw Refused(at_, std::string("nothing is open for this '") + c + "'");
    const auto open = open_.back();
    if (open.sign == '"' && c == ')') {
      open_.pop_back();
      return text(open.offset);
    }
    if (open.sign != opening)
      throw Refused(at_, std::string("this '") + c + "' does not close what is open");
    open_.pop_back();
    sign(c);
    ++at_;
  }

  void word() {
    const auto begin = at_++;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    const auto name = text_.substr(begin, at_ - begin);
    if (name == "$ENV" || name == "$__prog_args")
      throw Refused(begin, "\"" + std::string(name) + "\" reads the environment");
    const auto found =
        std::find_if(words.begin(), words.end(), [&](const Word& w) { return w.name == name; });
    if (found != words.end() && before_ != '.' && !is_key(begin))
      throw Refused(begin,
                    "\"" + std::string(name) + "\" is not allowed: it " + std::string(found->why));
    sign('a');
  }

  // Whether the word that ends here is a key: `{env: …}`, `{env}`.
  bool is_key(std::size_t) const {
    const auto next = text_.find_first_not_of(" \t\r\n", at_);
    const char behind = next < text_.size() ? text_[next] : '\0';
    const bool in_object = !open_.empty() && open_.back().sign == '{';
    const bool begins = before_ == '{' || before_ == ',';
    return in_object && begins && (behind == ':' || behind == ',' || behind == '}');
  }

  std::string_view text_;
  std::size_t at_ = 0;
  char before_ = '\0'; // the sign before, 'a' for a word, '"' for a text
  std::vector<Open> open_;
};

// The bytes of line `number`, from 1.
std::pair<std::size_t, std::size_t> line_of(std::string_view program, std::size_t number) {
  std::size_t begin = 0;
  while (--number > 0) {
    const auto end = program.find('\n', begin);
    if (end == std::string_view::npos) break;
    begin = end + 1;
  }
  return {begin, std::min(program.find('\n', begin), program.size())};
}

void take_out(std::string& text, std::string_view part) {
  if (const auto at = text.find(part); at != std::string::npos) text.erase(at, part.size());
}

} // namespace

void check_program(std::string_view program) {
  if (const auto zero = program.find('\0'); zero != std::string_view::npos)
    throw Refused(zero, "a program has no zero bytes");
  Checker(program).check();
}

std::string readable(std::string_view messages, std::string_view program) {
  std::string message(messages.substr(0, messages.find('\n')));
  take_out(message, "jq: ");
  take_out(message, "error: ");
  take_out(message, " (Unix shell quoting issues?)");
  constexpr std::string_view place = " at <top-level>, line ";
  const auto at = message.find(place);
  if (at == std::string::npos) return message;
  std::size_t number = 1;
  std::from_chars(message.data() + at + place.size(), message.data() + message.size(), number);
  message.erase(at);
  const auto [begin, end] = line_of(program, std::max<std::size_t>(number, 1));
  const auto line = program.substr(begin, end - begin);
  // jq tells the line alone; of a name that is unknown the place in it can be found.
  const auto name = message.substr(0, message.find('/'));
  const auto column = message.ends_with(" is not defined") ? line.find(name) : std::string::npos;
  if (column != std::string_view::npos)
    return jmespath::with_caret(message, program, begin + column);
  return message + " in line " + std::to_string(number) + "\n  " + std::string(line);
}

} // namespace timely::jq
