// SPDX-License-Identifier: MIT
#include "builtin/ndjson_reader.hpp"

#include <hif/sdk/error.hpp>
#include <hif/sdk/json_parse.hpp>

namespace host {
namespace {

static_assert(BlockPool::padding >= simdjson::SIMDJSON_PADDING);

constexpr std::string_view white_space = " \t\r";

std::string_view trimmed(std::string_view line) {
  const auto first = line.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(white_space) - first + 1);
}

} // namespace

NdjsonReader::NdjsonReader(InputBlocks& blocks, std::string name, std::size_t max_line)
    : RecordReader(blocks, std::move(name), max_line) {}

// The next line without its end, taken from the blocks; none while it is not there as a whole.
std::optional<std::string_view> NdjsonReader::line() {
  const auto rest = blocks_.rest();
  auto end = rest.find('\n', searched_);
  if (end == std::string_view::npos) {
    searched_ = rest.size();
    if (!blocks_.ended() || rest.empty()) {
      check_bound();
      return std::nullopt;
    }
    end = rest.size();
  }
  searched_ = 0;
  blocks_.take(std::min(end + 1, rest.size()));
  ++lines_;
  return rest.substr(0, end);
}

RecordReader::Step NdjsonReader::next(hif::sdk::BatchBuilder& batch) {
  while (const auto whole = line()) {
    if (whole->size() > max_line_)
      throw hif::sdk::Error(HIF_RESOURCE_EXHAUSTED,
                            place(lines_) + ": longer than " + std::to_string(max_line_) +
                                " bytes, the most that one record may have");
    const auto json = trimmed(*whole);
    if (json.empty()) continue;
    check(json);
    if (is_compact(json))
      batch.add(json);
    else
      add_compact(json, batch);
    return Step::record;
  }
  return blocks_.ended() ? Step::end : Step::more;
}

// The quick parser decides what is good; what it refuses is read again by the one that can say
// why and where, and that knows numbers of any size.
void NdjsonReader::check(std::string_view json) {
  simdjson::dom::element element;
  auto object = false;
  tokens_known_ = parser_.parse(json.data(), json.size(), false).get(element) == simdjson::SUCCESS;
  if (tokens_known_) {
    object = element.is_object();
  } else {
    try {
      object = hif::json::parse(json).is_object();
    } catch (const hif::json::ParseError& error) {
      throw hif::sdk::Error(HIF_DATA_LOSS, place(lines_) + ":" + std::to_string(error.column) +
                                               ": " + error.why +
                                               "; each line must be one whole JSON object");
    }
  }
  if (object) return;
  throw hif::sdk::Error(HIF_DATA_LOSS,
                        place(lines_) + ": the line is JSON but no object" +
                            (json.front() == '[' ? "; a list must be written one object a line"
                                                 : "; each line must be one JSON object"));
}

// Where the quick parser saw tokens begin: what lies just before one belongs to the token before
// it, or is white space. In JSON that was checked nothing else is as low as a blank.
bool NdjsonReader::is_compact(std::string_view json) const {
  if (!tokens_known_) return false;
  const auto* token = parser_.implementation->structural_indexes.get();
  const auto* end = token + parser_.implementation->n_structural_indexes;
  bool compact = true;
  while (++token < end) compact &= static_cast<unsigned char>(json[*token - 1]) > ' ';
  return compact;
}

void NdjsonReader::add_compact(std::string_view json, hif::sdk::BatchBuilder& batch) {
  compact_.resize(json.size() + simdjson::SIMDJSON_PADDING);
  std::size_t size = 0;
  const auto error = simdjson::minify(json.data(), json.size(), compact_.data(), size);
  if (error == simdjson::SUCCESS && size < json.size())
    batch.add(batch.copy(std::string_view(compact_).substr(0, size)));
  else
    batch.add(json);
}

} // namespace host
