// SPDX-License-Identifier: MIT
#include "catalogue/outline.hpp"

#include "catalogue/entity_reader.hpp"
#include "json/json_tokens.hpp"

#include <hif/sdk/error.hpp>
#include <hif/sdk/json_parse.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace timely {
namespace {

using Token = JsonTokens::Token;
using hif::sdk::Error;

constexpr std::array<std::string_view, 8> head_names{
    R"("id")",   R"("title")",   R"("group")",     R"("method")",
    R"("path")", R"("aliases")", R"("direction")", R"("documented")"};

struct Malformed {};

// Over the tokens of a text. What is passed over is not looked at but for its brackets; each
// function is given the token at which something begins, and gives the one behind it.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {
    try {
      tokens_.find(text);
    } catch (const simdjson::simdjson_error&) {
      throw Malformed();
    }
  }

  // Calls `take` with each name, in its quotes, and the token of its value.
  template <typename Take>
  Token members(Token at, Take&& take) const {
    expect(at, '{');
    if (byte(++at) == '}') return at + 1;
    for (;; ++at) {
      expect(at, '"');
      expect(at + 1, ':');
      take(json(at), at + 2);
      at = behind(at + 2);
      if (byte(at) == '}') return at + 1;
      expect(at, ',');
    }
  }

  // Calls `take` with the token of each item.
  template <typename Take>
  Token items(Token at, Take&& take) const {
    expect(at, '[');
    if (byte(++at) == ']') return at + 1;
    for (;; ++at) {
      take(at);
      at = behind(at);
      if (byte(at) == ']') return at + 1;
      expect(at, ',');
    }
  }

  std::string_view json(Token at) const { return JsonTokens::spelled(text_, at, behind(at)); }
  bool is_object(Token at) const { return byte(at) == '{'; }
  Token begin() const { return tokens_.begin(); }
  Token end() const { return tokens_.end(); }

 private:
  // 0 behind the last.
  char byte(Token at) const { return at < end() ? text_[*at] : '\0'; }
  void expect(Token at, char wanted) const {
    if (byte(at) != wanted) throw Malformed();
  }

  Token behind(Token at) const {
    std::size_t depth = 0;
    do {
      const auto here = byte(at);
      if (here == '\0') throw Malformed();
      if (here == '{' || here == '[') ++depth;
      if (here == '}' || here == ']') {
        if (depth == 0) throw Malformed();
        --depth;
      }
      ++at;
    } while (depth > 0);
    return at;
  }

  std::string_view text_;
  JsonTokens tokens_;
};

json::Object head_of(const Walk& walk, Token entity) {
  json::Object head;
  if (!walk.is_object(entity)) return head;
  walk.members(entity, [&](std::string_view name, Token value) {
    if (std::ranges::find(head_names, name) != head_names.end())
      head.append(std::string(name.substr(1, name.size() - 2)), json::parse(walk.json(value)));
  });
  return head;
}

Outline::Listed listed_at(const Walk& walk, Token entity) {
  const json::Value head = head_of(walk, entity);
  try {
    return {read_head(head), walk.json(entity)};
  } catch (const std::runtime_error& error) {
    const auto* id = head.find("id");
    throw Error(HIF_INVALID_ARGUMENT, "the catalogue's entity " +
                                          (id && id->is_string() ? id->as_string() : "without id") +
                                          " cannot be read: " + error.what());
  }
}

Outline walked(std::string_view text) {
  const Walk walk(text);
  Outline outline;
  json::Value version;
  bool has_entities = false;
  const auto end = walk.members(walk.begin(), [&](std::string_view name, Token value) {
    if (name == R"("catalogue_version")") version = json::parse(walk.json(value));
    if (name == R"("time_zone")") outline.time_zone = walk.json(value);
    if (name == R"("directories")") outline.directories = walk.json(value);
    if (name != R"("entities")") return;
    has_entities = true;
    walk.items(value, [&](Token item) { outline.entities.push_back(listed_at(walk, item)); });
  });
  if (end != walk.end()) throw Malformed();
  if (version.to_int64() != 1)
    throw Error(HIF_INVALID_ARGUMENT,
                "the catalogue cannot be read: its \"catalogue_version\" is not 1");
  if (!has_entities)
    throw Error(HIF_INVALID_ARGUMENT, "the catalogue cannot be read: it has no \"entities\"");
  return outline;
}

} // namespace

// What the walk refuses is read again as a whole, which says why and where.
Outline outline_of(std::string_view text) {
  try {
    try {
      return walked(text);
    } catch (const Malformed&) {
      json::parse(text);
    }
  } catch (const json::ParseError& error) {
    throw Error(HIF_INVALID_ARGUMENT, std::string("the catalogue is not JSON: ") + error.what());
  }
  throw Error(HIF_INVALID_ARGUMENT,
              "the catalogue cannot be read: it is no object with a list of \"entities\"");
}

} // namespace timely
