// SPDX-License-Identifier: MIT
#include "flatten/row.hpp"

#include "record/each_record.hpp"

#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <unordered_map>

namespace timely::flatten {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;
using hif::sdk::Error;

std::string text_of(const Value& value) {
  if (value.is_string()) return value.as_string();
  return value.is_null() ? std::string() : hif::json::print(value);
}

std::string joined(const Array& list, const std::string& with) {
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i) text += (i > 0 ? with : "") + text_of(list[i]);
  return text;
}

class Row {
 public:
  explicit Row(const Layout& layout) : layout_(layout) {}

  // Columns of the members of `object`, which stands at `path`; `stem` begins their names.
  void take_apart(const Object& object, const std::string& stem, const std::string& path,
                  std::size_t depth) {
    for (const auto& [name, value] : object)
      add(stem + name, path + record::pointer_token(name), value, depth);
  }

  Object row() && { return std::move(row_); }

 private:
  // What is empty has nothing to take apart: it stays, as text.
  void add(std::string name, const std::string& path, const Value& value, std::size_t depth) {
    if (value.is_object() && depth < layout_.depth && !value.as_object().empty())
      return take_apart(value.as_object(), name + layout_.separator, path, depth + 1);
    if (value.is_array() && depth < layout_.depth && layout_.lists != Lists::json) {
      if (layout_.lists == Lists::join)
        return put(std::move(name), path, joined(value.as_array(), layout_.join_with));
      if (!value.as_array().empty()) return number(value.as_array(), name, path, depth + 1);
    }
    put(std::move(name), path, value.is_scalar() ? value : Value(hif::json::print(value)));
  }

  void number(const Array& list, const std::string& name, const std::string& path,
              std::size_t depth) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto index = std::to_string(i);
      add(name + layout_.separator + index, path + "/" + index, list[i], depth);
    }
  }

  void put(std::string name, const std::string& path, Value value) {
    name_bytes_ += name.size();
    if (name_bytes_ > most_name_bytes)
      throw Error(HIF_RESOURCE_EXHAUSTED, path + ": the names of the columns take more than " +
                                              std::to_string(most_name_bytes) + " bytes");
    const auto [known, is_new] = columns_.emplace(name, row_.size());
    if (is_new) return row_.append(std::move(name), std::move(value));
    if (!layout_.null_on_collision)
      throw Error(HIF_INVALID_ARGUMENT,
                  path + ": there is a column \"" + name +
                      "\" already; another separator keeps the two apart",
                  Object{{"pointer", path}});
    row_.members()[known->second].value = nullptr;
  }

  const Layout& layout_;
  Object row_;
  std::unordered_map<std::string, std::size_t> columns_; // place in row_
  std::size_t name_bytes_ = 0;
};

} // namespace

bool is_flat(const Object& record, const Layout& layout) {
  return layout.prefix.empty() && std::all_of(record.begin(), record.end(), [](const auto& member) {
           return member.value.is_scalar();
         });
}

Object row_of(const Object& record, const Layout& layout) {
  Row row(layout);
  row.take_apart(record, layout.prefix, {}, 0);
  return std::move(row).row();
}

} // namespace timely::flatten
