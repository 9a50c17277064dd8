// SPDX-License-Identifier: MIT
#pragma once
// One named endpoint of the vendor's reference, as the catalogue describes it. The meaning of each
// member is that of the key of the same name in manifests/README.md, "The catalogue".

#include <hif/sdk/json.hpp>

#include <Poco/RegularExpression.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace timely {

namespace json = hif::json;

enum class Type { integer, number, boolean, string, date, date_time, object, array, any };

// How a list is written in a query: `a=1%2C2`, `a[]=1&a[]=2`, `a=1&a=2`.
enum class Encoding { csv, brackets, repeat };

// What a text is, where the catalogue says it.
enum class Format { none, uri, date, date_time };

// A parameter or a field of a body.
struct Field {
  std::string name;
  Type type = Type::any;
  std::optional<Type> items;
  std::optional<Encoding> encoding;
  Format format = Format::none;
  std::vector<std::string> keywords;
  std::vector<Type> also;
  bool required = false;
  bool nullable = false;
  bool outside_envelope = false;
  bool secret = false;
  bool replaces = false;
  bool clears_with_empty = false; // an update takes "" to clear it, and ignores null
  std::string from_path;
  std::string in_record; // JSON Pointer; empty: under its own name
  std::vector<json::Value> enumeration;
  std::optional<double> minimum, maximum;
  std::optional<std::size_t> min_length, max_length;
  std::shared_ptr<const Poco::RegularExpression> pattern;
  std::vector<Field> fields;
};

struct Body {
  std::string envelope; // empty: none
  bool required = false;
  std::vector<std::vector<std::string>> require_one_of;
  std::vector<std::vector<std::string>> one_value;
  std::vector<Field> fields;
};

// Parameter or body field → the value it must have; "*" stands for any.
struct When {
  std::string name;
  json::Value value;
};

enum class AnswerKind { object, array, empty };

struct Answer {
  AnswerKind kind = AnswerKind::object;
  std::vector<std::string> record_key;
  std::string records_at; // JSON Pointer; empty: the answer itself
};

struct Variant {
  std::vector<When> when;
  Answer answer;
};

enum class PagingStyle { none, page, offset };

struct Paging {
  PagingStyle style = PagingStyle::none;
  std::string position_parameter; // of the page or of the offset
  std::string size_parameter;
  std::int64_t size = 0;
  std::int64_t first = 0; // first position: 1 or what the catalogue says for pages, 0 for offsets
  std::vector<When> stable_order;
  std::vector<When> when;
  bool in_body = false;
};

struct Window {
  std::string from, to;
  std::string field; // empty: not told
  std::string default_range;
  bool both_required = false;
  std::vector<std::string> alternatives;
  bool in_body = false;
};

struct Cursor {
  std::string field;
  bool unix_seconds = false;
  std::string filter; // empty: there is none
};

// How a record made earlier is found again.
struct LookupRule {
  std::string entity, query;
  std::vector<When> fixed;
  std::vector<std::pair<std::string, std::string>> filters; // query parameter → payload field
  std::string descend;
  std::vector<std::string> match;
};

struct ExternalId {
  std::string field;
  LookupRule lookup;
  std::string update;
};

// The request that several of these can be gathered into.
struct Bulk {
  std::string entity, list;
  std::size_t maximum = 0;
  std::string id_parameter; // empty: rows have no id
  std::string ids;
  std::string errors, job; // JSON Pointers; `job` may be empty
};

// Where the vendor tells the time zone of an account.
struct ZoneSource {
  std::string entity, field;
  std::vector<std::pair<std::string, std::string>> path; // placeholder there → placeholder here
};

// How to know beforehand that a day is locked. Empty texts: there is none.
struct Locks {
  struct Places { // JSON Pointers into a record
    std::string day, user, locked;
  };
  std::string entity, days, users;
  Places shown;
  std::string day, user, caller;
  std::optional<Places> record; // of the record that is changed or deleted
  std::vector<std::string> unlocked_by;
};

// What an entity is known by.
struct EntityHead {
  std::string id, title, group, method, path;
  std::vector<std::string> aliases;
  bool reads = false; // else it writes
  bool documented = true;
};

struct Entity : EntityHead {
  std::vector<Field> path_parameters, query_parameters;
  std::optional<Body> body;
  Answer answer;
  std::vector<Variant> variants;
  std::optional<Paging> paging;
  std::optional<Window> window;
  std::optional<Cursor> cursor;
  std::string single; // entity that reads one record of a list
  std::optional<ExternalId> external_id;
  std::optional<Bulk> bulk;
  std::optional<Locks> locks;
  std::string cascades; // what a delete takes with it; empty: nothing
};

// A list that names are looked up in. Its fields are dotted where they lie deeper.
struct Directory {
  std::string id; // "project"
  const Entity* entity = nullptr;
  std::vector<When> fixed;
  std::string descend; // empty: records nest none of their kind
  std::vector<std::string> by, ignore_case, give;
};

} // namespace timely
