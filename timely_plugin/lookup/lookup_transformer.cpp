// SPDX-License-Identifier: MIT
#include "lookup/lookup_transformer.hpp"

#include <map>

namespace timely {
namespace {

using hif::sdk::Call;
using json::Value;
using lookup::Lookup;
using lookup::NotFound;
using lookup::OnMiss;

// A name that is missed may be new: the list is read again for it, this often at most.
constexpr std::int64_t seconds_between_misses = 60;

const std::string null_text = "null";

// `path` with the captures filled in.
Path path_at(const Path& path, const std::vector<Capture>& captures) {
  auto concrete = path;
  for (auto& segment : concrete.segments) {
    if (segment.pieces.empty()) continue;
    if (const auto capture = segment.whole_capture()) segment.index = captures[capture - 1].index;
    segment.name = filled(segment, captures);
  }
  return concrete;
}

Value value_at(Tree& tree, const Path& path, const std::vector<Capture>& captures) {
  const auto matches = find_all(tree, tree.root(), path_at(path, captures));
  return matches.empty() ? Value() : value_of(matches.front().node());
}

bool is_nothing(const Value& value) {
  return value.is_null() || (value.is_string() && value.as_string().empty());
}

} // namespace

LookupTransformer::LookupTransformer(const hif::sdk::Creation& creation)
    : settings_(lookup::read_settings(creation, true)) {
  if (!creation.client.present()) throw hif::sdk::ConfigError("", "a client is missing");
  std::map<std::string, lookup::CachedList*> made;
  for (const auto& one : settings_.lookups) {
    const auto parameters = lookup::request_parameters(one, settings_.path);
    auto& list = made[one.directory->id + json::print(parameters.query)];
    if (!list)
      list = lists_
                 .emplace_back(std::make_unique<lookup::CachedList>(
                     creation,
                     lookup::CachedList::Source{one.directory->entity->id, parameters.path,
                                                parameters.query, one.directory->descend},
                     settings_.max_records))
                 .get();
    finders_.push_back(std::make_unique<Finder>(Finder{one, *list, lookup::Index(one, *list)}));
  }
}

void LookupTransformer::validate(const hif::sdk::Creation& creation) {
  lookup::read_settings(creation, false);
}

void LookupTransformer::transform(const Call& call, const hif_batch& in, hif_batch* out,
                                  const hif::sdk::RejectSink& rejects) {
  record::Output output;
  std::string text;
  for (std::uint64_t i = 0; i < in.count; ++i) {
    call.throw_if_cancelled();
    const auto& record = *hif_batch_at(&in, i);
    const auto reject = [&](hif_status status, const std::string& why, const Value& details = {}) {
      rejects.push(i, status, record::name_before(record) + why,
                   details.is_null() ? "" : json::print(details));
    };
    const Lookup* at = nullptr;
    try {
      tree_.load(hif::sdk::view(record.json));
      for (const auto& finder : finders_) {
        at = &finder->lookup;
        carry_out(call, *finder);
      }
      if (!tree_.changed) {
        output.pass(record, i);
        continue;
      }
      text.clear();
      tree_.print(text);
      output.add(record, i, std::string_view(text));
    } catch (const NotFound& error) {
      reject(error.status, error.what(), json::Object{{"pointer", at->pointer()}});
    } catch (const Conflict& error) {
      reject(HIF_INVALID_ARGUMENT, at->name() + ": " + error.what(),
             json::Object{{"pointer", at->pointer()}});
    } catch (const NoRecord& error) {
      reject(HIF_DATA_LOSS, error.what());
    } catch (const TooLarge& error) {
      reject(HIF_RESOURCE_EXHAUSTED, error.what());
    }
  }
  output.finish(out);
}

Value LookupTransformer::probe(const Call& call) {
  json::Array lists;
  for (const auto& list : lists_) lists.push_back(list->probe(call));
  return json::Object{{"lists", std::move(lists)}};
}

// All values are taken before the first is put in: putting one in may move the others.
void LookupTransformer::carry_out(const Call& call, Finder& finder) {
  const auto& lookup = finder.lookup;
  struct Place {
    std::vector<Capture> captures;
    std::vector<Value> wanted;
  };
  std::vector<Place> places;
  for (const auto& match : find_all(tree_, tree_.root(), lookup.keys.front().path))
    places.push_back({match.captures, {value_of(match.node())}});
  for (auto& [captures, wanted] : places)
    for (std::size_t i = 1; i < lookup.keys.size(); ++i)
      wanted.push_back(value_at(tree_, lookup.keys[i].path, captures));
  const auto put = [&](const Place& at, const std::string& text, Placing placing) {
    place(tree_, tree_.root(), lookup.into, at.captures, placing,
          [&](Node& node) { tree_.put_text(node, tree_.keep(text)); });
  };
  for (const auto& at : places) {
    try {
      const bool list = at.wanted.front().is_array();
      const auto text = list ? found_each(call, finder, at.wanted) : found(call, finder, at.wanted);
      if (text) put(at, *text, {});
    } catch (const NotFound& error) {
      const bool missed = error.status == HIF_NOT_FOUND;
      if (missed || settings_.on_error == record::OnError::fail) throw;
      if (settings_.on_error == record::OnError::null) put(at, null_text, {.force = true});
    } catch (const Conflict&) {
      if (settings_.on_error == record::OnError::fail) throw;
      if (settings_.on_error == record::OnError::null) put(at, null_text, {.force = true});
    }
  }
}

// JSON of what is to be put in; nothing: the place is left alone.
std::optional<std::string> LookupTransformer::found(const Call& call, Finder& finder,
                                                    std::vector<Value> wanted) {
  for (const auto& value : wanted) {
    if (is_nothing(value)) return std::nullopt;
    if (!lookup::is_name(value))
      throw Conflict("an " + std::string(value.type_name()) + " cannot be looked up");
  }
  finder.list.read(call, settings_.cache_seconds);
  const auto* value = finder.index.find(wanted);
  if (!value) {
    finder.list.read(call, std::min(settings_.cache_seconds, seconds_between_misses));
    value = finder.index.find(wanted);
  }
  if (value) return json::print(*value);
  switch (finder.lookup.on_miss) {
  case OnMiss::null:
    return null_text;
  case OnMiss::skip:
    return std::nullopt;
  case OnMiss::instead:
    return finder.lookup.instead;
  case OnMiss::fail:
    break;
  }
  throw finder.index.miss(wanted);
}

// A list of names becomes the list of what is found for each; what is skipped is left out of it.
std::optional<std::string> LookupTransformer::found_each(const Call& call, Finder& finder,
                                                         const std::vector<Value>& wanted) {
  std::string list = "[";
  for (const auto& element : wanted.front().as_array()) {
    auto one = wanted;
    one.front() = element;
    const auto text = found(call, finder, std::move(one));
    if (!text) continue;
    list += (list.size() > 1 ? "," : "") + *text;
  }
  return list + "]";
}

} // namespace timely
