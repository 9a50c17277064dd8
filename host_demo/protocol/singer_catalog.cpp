// SPDX-License-Identifier: MIT
#include "protocol/singer_catalog.hpp"

#include "text/failure.hpp"
#include "text/nearest.hpp"

#include <algorithm>

namespace host {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

Array texts(const std::vector<std::string>& list) {
  return {list.begin(), list.end()};
}

// Those that may be deleted say when.
Value schema_of(const Stream& stream) {
  auto schema = stream.schema;
  if (stream.gives_deletions)
    schema.as_object()["properties"].as_object().set(
        singer_deleted_at, Object{{"type", Array{"null", "string"}}, {"format", "date-time"}});
  return schema;
}

Value metadata_of_stream(const Stream& stream) {
  Object facts{{"inclusion", "available"},
               {"selected-by-default", true},
               {"table-key-properties", texts(stream.key)}};
  if (!stream.gives_changes) facts.set("forced-replication-method", "FULL_TABLE");
  if (stream.gives_changes && !stream.cursor.empty())
    facts.set("valid-replication-keys", Array{stream.cursor});
  return Object{{"breadcrumb", Array()}, {"metadata", std::move(facts)}};
}

Value metadata_of_field(const Stream& stream, const std::string& name) {
  const bool always =
      name == stream.cursor || std::ranges::find(stream.key, name) != stream.key.end();
  Object facts{{"inclusion", always ? "automatic" : "available"}};
  if (!always) facts.set("selected-by-default", true);
  return Object{{"breadcrumb", Array{"properties", name}}, {"metadata", std::move(facts)}};
}

Value catalog_entry(const Stream& stream) {
  Array metadata{metadata_of_stream(stream)};
  const auto schema = schema_of(stream);
  for (const auto& [name, field] : schema.find("properties")->as_object())
    metadata.push_back(metadata_of_field(stream, name));
  return Object{{"tap_stream_id", stream.name},
                {"stream", stream.name},
                {"schema", schema},
                {"key_properties", texts(stream.key)},
                {"metadata", std::move(metadata)}};
}

// What is said of a node: by `selected`, else by default; nothing when nothing is.
std::optional<bool> opinion(const Value& facts) {
  for (const char* word : {"selected", "selected-by-default"})
    if (const auto* said = facts.find(word); said && said->is_bool()) return said->as_bool();
  return std::nullopt;
}

// ["properties", "user", "properties", "name"] is the field user.name; elements of lists are
// looked through.
std::vector<std::string> field_path(const Value& breadcrumb) {
  std::vector<std::string> path;
  const auto& words = breadcrumb.as_array();
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == Value("properties") && i + 1 < words.size())
      path.push_back(words[++i].as_string());
  return path;
}

void leave_out(Value& schema, const std::vector<std::string>& path, std::size_t at) {
  if (auto* items = schema.find("items")) leave_out(*items, path, at);
  auto* properties = schema.find("properties");
  if (!properties || !properties->is_object()) return;
  if (at + 1 == path.size())
    properties->as_object().erase(path[at]);
  else if (auto* within = properties->find(path[at]))
    leave_out(*within, path, at + 1);
}

class Entry {
 public:
  Entry(const Value& entry, const Stream& stream) : entry_(entry) {
    choice_.stream = &stream;
    choice_.key = stream.key;
    const auto* schema = entry.find("schema");
    choice_.schema = schema && schema->is_object() ? *schema : schema_of(stream);
    if (const auto said = opinion(entry)) selected_ = *said;
    if (const auto said = opinion(choice_.schema)) selected_ = *said;
  }

  // Nothing when the stream is not selected.
  std::optional<SingerChoice> choice() {
    if (const auto* metadata = entry_.find("metadata"); metadata && metadata->is_array())
      for (const auto& node : metadata->as_array()) apply(node);
    if (const auto* properties = choice_.schema.find("properties"))
      for (const auto& [name, schema] : properties->as_object())
        if (const auto said = opinion(schema); said && !*said) leave_field_out({name});
    if (!selected_) return std::nullopt;
    for (const auto& path : choice_.left_out) leave_out(choice_.schema, path, 0);
    return std::move(choice_);
  }

 private:
  void apply(const Value& node) {
    const auto* breadcrumb = node.find("breadcrumb");
    const auto* facts = node.find("metadata");
    if (!breadcrumb || !breadcrumb->is_array() || !facts || !facts->is_object()) return;
    if (breadcrumb->as_array().empty()) return apply_to_stream(*facts);
    const auto* inclusion = facts->find("inclusion");
    const auto is = [&](const char* word) { return inclusion && *inclusion == Value(word); };
    const auto said = opinion(*facts);
    if (is("unsupported") || (said && !*said && !is("automatic")))
      leave_field_out(field_path(*breadcrumb));
  }

  void apply_to_stream(const Value& facts) {
    if (const auto said = opinion(facts)) selected_ = *said;
    if (const auto* method = facts.find("replication-method"))
      choice_.full_table = *method == Value("FULL_TABLE");
    const auto* key = facts.find("table-key-properties");
    if (!key || !key->is_array()) return;
    choice_.key.clear();
    for (const auto& name : key->as_array()) choice_.key.push_back(name.as_string());
  }

  // The key stays, whatever is said of it: without it nobody could tell the records apart.
  void leave_field_out(std::vector<std::string> path) {
    if (path.empty() || (path.size() == 1 && std::ranges::count(choice_.key, path.front()))) return;
    choice_.left_out.push_back(std::move(path));
  }

  const Value& entry_;
  SingerChoice choice_;
  bool selected_ = true;
};

std::string name_of(const Value& entry) {
  for (const char* word : {"tap_stream_id", "stream"})
    if (const auto* name = entry.find(word); name && name->is_string()) return name->as_string();
  throw Failure(Exit::usage, "the catalog lists a stream without its tap_stream_id");
}

std::optional<SingerChoice> choice_of(const std::string& name, const Value& entry,
                                      const Stream& stream) {
  try {
    return Entry(entry, stream).choice();
  } catch (const hif::json::TypeError& error) {
    throw Failure(Exit::usage, "the catalog's entry of the stream \"" + name +
                                   "\" is not as the protocol has it: " + error.what() +
                                   "; `hif protocol singer --discover` writes a good one");
  }
}

} // namespace

Value singer_catalog(const std::vector<Stream>& streams) {
  Array entries;
  for (const auto& stream : streams) entries.push_back(catalog_entry(stream));
  return Object{{"streams", std::move(entries)}};
}

std::vector<SingerChoice> choose_streams(const std::vector<Stream>& streams,
                                         const std::optional<Value>& catalog) {
  std::vector<SingerChoice> choices;
  if (!catalog) {
    for (const auto& stream : streams) {
      auto& choice = choices.emplace_back();
      choice.stream = &stream;
      choice.schema = schema_of(stream);
      choice.key = stream.key;
    }
    return choices;
  }
  const auto* entries = catalog->find("streams");
  if (!entries || !entries->is_array())
    throw Failure(Exit::usage, "the catalog has no list \"streams\"; `hif protocol singer "
                               "--discover` writes one");
  for (const auto& entry : entries->as_array()) {
    const auto name = name_of(entry);
    static const Stream unknown;
    const auto* stream = find_stream(streams, name);
    auto choice = choice_of(name, entry, stream ? *stream : unknown);
    if (choice && !stream)
      throw Failure(Exit::usage, "the catalog selects the stream \"" + name +
                                     "\", and no incoming of the configuration bears that name." +
                                     did_you_mean(name, names_of(streams)));
    if (choice) choices.push_back(std::move(*choice));
  }
  return choices;
}

} // namespace host
