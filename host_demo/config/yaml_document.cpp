// SPDX-License-Identifier: MIT
#include "config/yaml_document.hpp"

#include "config/json_text.hpp"
#include "config/pointer.hpp"
#include "config/source_text.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_set>

namespace host {

namespace {

// So many bytes of text count as a value, so that aliases cannot multiply a long one for nothing.
constexpr std::size_t bytes_of_one = 256;

// Ends the reading: what follows cannot be trusted.
struct Stop {
  Problem problem;
};

// Whether the text in quotes at the beginning of `text` has its end; true when there is none.
bool is_closed(std::string_view text) {
  if (!text.starts_with('"') && !text.starts_with('\'')) return true;
  const char quote = text[0];
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || text.substr(i + 1, 1) != "'") return true;
      ++i;
    }
  }
  return false;
}

// The null that is written at the beginning of `text`, or "".
std::string_view written_null(std::string_view text) {
  for (const std::string_view null : {"null", "Null", "NULL", "~"}) {
    if (!text.starts_with(null)) continue;
    const auto next = text.substr(null.size(), 1);
    if (next.empty() || std::string_view(" \t\r\n,]}:#").find(next) != std::string_view::npos)
      return null;
  }
  return {};
}

} // namespace

// Makes the tree out of the parser's events.
class YamlBuilder : public YAML::EventHandler {
 public:
  YamlBuilder(YamlDocument& document, const SourceText& source, const std::string& file,
              std::vector<Problem>& problems)
      : document_(document), source_(source), file_(file), problems_(problems) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (document_.root_)
      stop(mark, "a second document begins here", "Keep one document in a file.");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto& node = add(mark, YamlNode::Kind::null);
    node.text = written_null(source_.from(at(mark.line), at(mark.column)));
    last_null_ = node.text.empty() ? nullptr : &node;
    last_null_at_ = mark.pos;
    leaf(node, anchor, mark, true);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    auto& node = add(mark, YamlNode::Kind::scalar);
    refuse_tag(mark, tag);
    node.plain = tag == "?";
    if (!node.plain && !is_closed(source_.from(at(mark.line), at(mark.column))))
      stop(mark, "the text in quotes has no end", "Add the closing quote.");
    node.text = value;
    node.size += value.size() / bytes_of_one;
    leaf(node, anchor, mark, node.plain);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    settle_null(mark);
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      stop(mark, "an alias refers to a value that holds it", "Write the value out.");
    if (wants_key()) stop(mark, "a key must be text, not an alias", "Write the key out.");
    attach(*found->second, mark);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, YamlNode::Kind::list, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, YamlNode::Kind::map, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Key {
    std::string text;
    Position position;
    bool dropped = false; // its value is not kept: the key is at fault
  };
  struct Frame {
    YamlNode* node;
    YAML::anchor_t anchor;
    YAML::Mark mark;
    std::unordered_set<std::string> keys;
    bool has_key = false;
    Key key;
  };

  static std::size_t at(int number) { return number < 0 ? 0 : static_cast<std::size_t>(number); }
  Position position(const YAML::Mark& mark) const {
    return source_.position(at(mark.line), at(mark.column));
  }

  Problem problem(Position position, std::string message, std::string hint) const {
    std::string path;
    for (const auto& frame : frames_) {
      if (frame.node->kind == YamlNode::Kind::list)
        path = child_pointer(path, std::to_string(frame.node->items.size()));
      else if (frame.has_key)
        path = child_pointer(path, frame.key.text);
    }
    return {.file = file_,
            .line = position.line,
            .column = position.column,
            .path = std::move(path),
            .message = std::move(message),
            .hint = std::move(hint)};
  }
  [[noreturn]] void stop(const YAML::Mark& mark, std::string message, std::string hint) const {
    throw Stop{problem(position(mark), std::move(message), std::move(hint))};
  }

  bool wants_key() const {
    return !frames_.empty() && frames_.back().node->kind == YamlNode::Kind::map &&
           !frames_.back().has_key;
  }

  // A null that is not written stands where the next thing begins; should that look like a null,
  // it was not this one's.
  void settle_null(const YAML::Mark& mark) {
    if (last_null_ && last_null_at_ == mark.pos) last_null_->text.clear();
    last_null_ = nullptr;
  }

  YamlNode& add(const YAML::Mark& mark, YamlNode::Kind kind) {
    settle_null(mark);
    if (document_.nodes_.size() >= YamlDocument::max_nodes)
      stop(mark, "more than " + std::to_string(YamlDocument::max_nodes) + " values", {});
    auto& node = document_.nodes_.emplace_back();
    node.kind = kind;
    node.position = position(mark);
    return node;
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    if (tag.empty() || tag == "?" || tag == "!" || tag == "tag:yaml.org,2002:str") return;
    stop(mark, "the tag \"" + tag + "\" is not supported", "Leave it out; the form says the type.");
  }

  void leaf(YamlNode& node, YAML::anchor_t anchor, const YAML::Mark& mark, bool plain) {
    if (wants_key()) return take_key(node, plain);
    remember(node, anchor);
    attach(node, mark);
  }

  void take_key(const YamlNode& node, bool plain) {
    auto& frame = frames_.back();
    if (node.is_nothing() && plain) throw Stop{problem(node.position, "a key is missing", {})};
    frame.key = {node.text, node.position};
    frame.has_key = true;
    if (plain && node.text == "<<") {
      frame.key.dropped = true;
      problems_.push_back(problem(node.position, "merge keys (<<) are not supported",
                                  "Write the keys out, or name the whole value with an alias."));
    } else if (!frame.keys.insert(node.text).second) {
      frame.key.dropped = true;
      problems_.push_back(problem(node.position, "the key \"" + node.text + "\" is there twice",
                                  "Keep one of them."));
    }
  }

  void open(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& tag,
            YAML::anchor_t anchor) {
    if (wants_key()) stop(mark, "a key must be text, not a list or a map", {});
    if (frames_.size() >= YamlDocument::max_depth)
      stop(mark, "nested deeper than " + std::to_string(YamlDocument::max_depth) + " levels", {});
    auto& node = add(mark, kind);
    refuse_tag(mark, tag);
    frames_.push_back({.node = &node, .anchor = anchor, .mark = mark, .keys = {}, .key = {}});
  }

  void close() {
    const auto frame = std::move(frames_.back());
    frames_.pop_back();
    remember(*frame.node, frame.anchor);
    attach(*frame.node, frame.mark);
  }

  void remember(YamlNode& node, YAML::anchor_t anchor) {
    if (anchor) anchors_[anchor] = &node;
  }

  // Puts a finished value where it belongs.
  void attach(const YamlNode& node, const YAML::Mark& mark) {
    if (frames_.empty()) {
      document_.root_ = &node;
      return;
    }
    auto& frame = frames_.back();
    auto& parent = *frame.node;
    if (frames_.size() + node.depth > YamlDocument::max_depth)
      stop(mark, "nested deeper than " + std::to_string(YamlDocument::max_depth) + " levels", {});
    if (parent.size + node.size > YamlDocument::max_nodes)
      stop(mark,
           "more than " + std::to_string(YamlDocument::max_nodes) +
               " values once the aliases are followed",
           {});
    if (parent.kind == YamlNode::Kind::list) {
      parent.items.push_back(&node);
    } else {
      if (!frame.key.dropped)
        parent.entries.push_back({std::move(frame.key.text), frame.key.position, &node});
      frame.has_key = false;
    }
    parent.depth = std::max(parent.depth, node.depth + 1);
    parent.size += node.size;
  }

  YamlDocument& document_;
  const SourceText& source_;
  const std::string& file_;
  std::vector<Problem>& problems_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, const YamlNode*> anchors_;
  YamlNode* last_null_ = nullptr;
  int last_null_at_ = 0;
};

namespace {

bool is_indented_by_tab(std::string_view line) {
  return line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
}

Problem syntax_problem(const YAML::ParserException& error, const SourceText& source,
                       const std::string& file) {
  const auto line = static_cast<std::size_t>(std::max(error.mark.line, 0));
  const auto column = static_cast<std::size_t>(std::max(error.mark.column, 0));
  const auto position = source.position(line, column);
  Problem problem{.file = file,
                  .line = position.line,
                  .column = position.column,
                  .path = {},
                  .message = "not YAML: " + error.msg,
                  .hint = "Look at this line and the one before it."};
  for (const auto near : {line, line ? line - 1 : 0}) {
    if (!is_indented_by_tab(source.line(near))) continue;
    problem.line = static_cast<std::uint32_t>(near + 1);
    problem.column = static_cast<std::uint32_t>(source.line(near).find('\t') + 1);
    problem.message = "a tab in the indentation";
    problem.hint = "YAML is indented with spaces.";
    return problem;
  }
  if (source.line(line).find("${") != std::string_view::npos)
    problem.hint = "${…} inside { } or [ ] needs quotes: \"${…}\".";
  else if (error.msg == "illegal map value")
    problem.hint =
        "Text that holds a colon and a blank needs quotes; keys of one map begin in one column.";
  return problem;
}

} // namespace

void YamlDocument::read(std::string text, const std::string& file, std::vector<Problem>& problems) {
  const SourceText source(with_joined_surrogates(std::move(text)));
  if (const auto foreign = source.first_foreign_byte()) {
    const auto [line, column] = source.position(*foreign);
    problems.push_back({.file = file,
                        .line = line,
                        .column = column,
                        .path = {},
                        .message = "not UTF-8 text",
                        .hint = "Save the file as UTF-8, without control characters."});
    return;
  }
  try {
    std::istringstream stream(source.text());
    YAML::Parser parser(stream);
    YamlBuilder builder(*this, source, file, problems);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop& stopped) {
    root_ = nullptr;
    problems.push_back(stopped.problem);
  } catch (const YAML::ParserException& error) {
    root_ = nullptr;
    problems.push_back(syntax_problem(error, source, file));
  }
}

} // namespace host
