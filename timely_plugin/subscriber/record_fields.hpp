// SPDX-License-Identifier: MIT
#pragma once
// Single members of a record, without reading the rest of it.

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>

namespace timely {

// Of records of a page (page_reader.hpp): what follows them in memory can be read. One thread.
class RecordFields {
 public:
  // Nothing when there is no such member, or it is no text.
  std::optional<std::string> text(std::string_view record, std::string_view name);
  bool is_true(std::string_view record, std::string_view name);

 private:
  template <typename T>
  std::optional<T> member(std::string_view record, std::string_view name);

  simdjson::ondemand::parser parser_;
};

} // namespace timely
