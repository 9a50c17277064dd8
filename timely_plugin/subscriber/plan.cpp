// SPDX-License-Identifier: MIT
// What a read would cost (hif.plan/1).
#include "subscriber/subscriber.hpp"

#include "subscriber/for_each_reading.hpp"
#include "subscriber/row_count.hpp"

namespace timely {
namespace {

// How well outer records are counted, each of which is a read.
constexpr std::int64_t rows_apart = 1;

json::Object unpaged_plan(const ReadSettings& settings) {
  json::Object plan{{"pages", 1}, {"requests", 1}, {"note", "all in one answer"}};
  if (settings.answer.kind == AnswerKind::object && settings.answer.records_at.empty())
    plan.set("records", 1);
  return plan;
}

// The middle of what is possible.
std::int64_t likely(const RowCount& count) {
  return count.at_least + (count.at_most - count.at_least) / 2;
}

// Where a paged list is read on, counted from its beginning: after `reached`, if there is one.
std::int64_t begin_of(const ReadSettings& settings, const std::optional<ListPosition>& reached) {
  const auto base = settings.first_row();
  return reached && !reached->complete ? std::max(base, reached->index) : base;
}

// The rows of a paged list that will be read. Throws hif::sdk::Error.
RowCount count_list(const ReadSettings& settings, PageSource& source, const hif::sdk::Call& call,
                    std::int64_t from, std::int64_t within) {
  const auto count = count_rows(settings, source, call, from, within);
  if (!count)
    throw hif::sdk::Error(HIF_UNIMPLEMENTED,
                          settings.entity->title +
                              ": the server gives more rows than it is asked for, so that they "
                              "cannot be counted but by reading them");
  if (!settings.max_pages) return *count;
  const auto most = from + static_cast<std::int64_t>(*settings.max_pages) * settings.page_size;
  return {std::min(count->at_least, most), std::min(count->at_most, most)};
}

} // namespace

json::Value Subscriber::plan(const hif::sdk::Call& call, std::string_view text) {
  if (settings_.incremental)
    throw hif::sdk::Error(HIF_UNIMPLEMENTED,
                          settings_.entity->title + ": how much has changed is not known before");
  if (settings_.for_each) return plan_for_each(call, text);
  if (!settings_.paging) return unpaged_plan(settings_);
  std::optional<ListPosition> reached;
  if (!text.empty())
    if (const auto checkpoint = read_checkpoint(text); is_ours(checkpoint))
      reached = read_part([&] { return read_list_position(checkpoint.at); });
  const auto from = begin_of(settings_, reached);
  Fetcher fetcher(client_, host_);
  PageSource source(*settings_.entity, settings_.answer, client_, fetcher);
  const auto count = count_list(settings_, source, call, from, settings_.page_size);
  const auto cost = cost_of_list(settings_, from, likely(count));
  return json::Object{{"records", likely(count) - from},
                      {"records_at_least", count.at_least - from},
                      {"records_at_most", count.at_most - from},
                      {"pages", cost.pages},
                      {"requests", cost.requests},
                      {"note", "the end of the list was looked for"}};
}

// As many reads as there are outer records, of one page each: more is not known before.
json::Value Subscriber::plan_for_each(const hif::sdk::Call& call, std::string_view text) {
  const auto& each = *settings_.for_each;
  std::optional<ListPosition> reached;
  if (!text.empty())
    if (const auto checkpoint = read_checkpoint(text); is_ours(checkpoint))
      reached = read_part([&] { return read_for_each_position(checkpoint.at).outer; });
  Fetcher fetcher(client_, host_);
  PageSource source(*each.outer.entity, each.outer.answer, client_, fetcher);
  std::int64_t reads = 0, requests = 1;
  if (each.outer.paging) {
    const auto from = begin_of(each.outer, reached);
    const auto rows = likely(count_list(each.outer, source, call, from, rows_apart));
    reads = rows - from;
    requests = cost_of_list(each.outer, from, rows).requests;
  } else {
    const auto asked = source.ask(call, each.outer.request_at(0, 0));
    const auto page = source.read(call, *asked, source.receive(call, *asked));
    const auto rows = page ? std::ssize(page->records()) : 0; // none on a dry run
    reads = std::max<std::int64_t>(0, rows - (reached ? reached->index : 0));
  }
  const auto requests_a_read = settings_.paging ? 2 : 1; // one sees the end
  return json::Object{{"pages", reads},
                      {"requests", requests + reads * requests_a_read},
                      {"note", "one read for each of about " + std::to_string(reads) + " of \"" +
                                   each.outer.entity->title + "\", of one page each"}};
}

} // namespace timely
