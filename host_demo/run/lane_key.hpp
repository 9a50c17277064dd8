// SPDX-License-Identifier: MIT
#pragma once
// Which lane of an outgoing a record takes.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace host {

// Where in a record its key stands: the name of a field, or a JSON Pointer (RFC 6901).
class LaneKey {
 public:
  explicit LaneKey(std::string_view text);

  // The lane of a record (JSON), below `lanes`: the same for every record with the same key, in
  // every process. A record without the key, or with null there, goes by its whole text.
  std::size_t lane_of(std::string_view record, std::size_t lanes) const;

 private:
  std::vector<std::string> segments_;
};

} // namespace host
