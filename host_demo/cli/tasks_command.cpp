// SPDX-License-Identifier: MIT
// tasks: records that were not delivered, and what to do about them.

#include "cli/commands.hpp"
#include "cli/given_text.hpp"
#include "cli/output.hpp"
#include "run/route_lock.hpp"
#include "run/task_retry.hpp"
#include "services/clock.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <algorithm>
#include <iostream>
#include <map>

namespace host {
namespace {

using hif::json::Array;
using hif::json::Object;
using hif::json::Value;

struct TaskOptions {
  std::string route, status;
  std::uint64_t limit = 0; // 0: all
  std::vector<std::int64_t> ids;
  std::string payload;
};

constexpr std::int64_t page = 1000;
constexpr std::size_t shown_record_bytes = 60, shown_error_bytes = 80;

Value json_or_text(const std::string& text) {
  if (text.empty()) return nullptr;
  try {
    return hif::json::parse(text);
  } catch (const hif::json::ParseError&) {
    return text;
  }
}

Value text_or_null(const std::string& text) {
  return text.empty() ? Value() : Value(text);
}

Object to_json(const Task& task) {
  return {{"id", task.id},
          {"route", task.route},
          {"outgoing", text_or_null(task.outgoing)},
          {"status", task.status},
          {"attempts", task.attempts},
          {"error", text_or_null(task.error)},
          {"record", json_or_text(task.record)},
          {"stage", task.stage},
          {"created", iso_time(task.created_us)},
          {"updated", iso_time(task.updated_us)}};
}

// On one line, cut where a character ends.
std::string shortened(std::string text, std::size_t bytes) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' '; }, ' ');
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes) + "…";
}

// Secrets of the configuration are masked in what is shown, where there is a configuration.
void know_secrets(Environment& environment) {
  if (std::filesystem::exists(environment.options().config)) environment.examine();
}

std::vector<std::string> table_row(const Environment& environment, const Task& task) {
  const auto masked = [&](const std::string& text) { return environment.masker().masked(text); };
  return {std::to_string(task.id),
          task.route,
          task.outgoing.empty() ? "-" : task.outgoing,
          task.status,
          std::to_string(task.attempts),
          shortened(masked(task.error), shown_error_bytes),
          shortened(masked(task.record), shown_record_bytes)};
}

// Page by page: a store may hold very many.
int list_tasks(Environment& environment, const TaskOptions& options) {
  know_secrets(environment);
  const bool json = environment.options().json;
  TaskFilter filter;
  filter.route = options.route;
  filter.status = options.status;
  Table table({"ID", "ROUTE", "OUTGOING", "STATUS", "ATTEMPTS", "ERROR", "RECORD"});
  auto left = options.limit ? static_cast<std::int64_t>(options.limit)
                            : std::numeric_limits<std::int64_t>::max();
  bool first = true;
  if (json) write_out("[");
  while (left > 0) {
    filter.limit = std::min(left, page);
    const auto tasks = environment.store().kept_tasks().list(filter);
    std::string text;
    for (const auto& task : tasks) {
      if (json)
        text += (std::exchange(first, false) ? "" : ",") + hif::json::print(to_json(task));
      else
        table.add(table_row(environment, task));
    }
    write_out(environment.masker().masked(text));
    left -= std::ssize(tasks);
    if (std::ssize(tasks) < filter.limit) break;
    filter.after_id = tasks.back().id;
  }
  write_out(json ? "]\n" : table.text());
  return Exit::done;
}

Task task_of(Environment& environment, std::int64_t id) {
  if (auto task = environment.store().kept_tasks().find(id)) return std::move(*task);
  throw Failure(Exit::usage,
                "there is no task " + std::to_string(id) + "; `hif tasks list` shows all");
}

int show_task(Environment& environment, std::int64_t id) {
  know_secrets(environment);
  auto task = to_json(task_of(environment, id));
  Array history;
  for (const auto& attempt : environment.store().kept_tasks().attempts(id))
    history.push_back(Object{{"number", attempt.number},
                             {"at", iso_time(attempt.at_us)},
                             {"request", json_or_text(attempt.request)},
                             {"answer", json_or_text(attempt.answer)},
                             {"error", text_or_null(attempt.error)}});
  if (environment.options().json) {
    task.set("history", std::move(history));
    write_out(environment.masker().masked(hif::json::print(task)) + "\n");
    return Exit::done;
  }
  std::string text;
  for (const auto& [name, value] : task)
    text += name + ": " + (value.is_string() ? value.as_string() : hif::json::print(value)) + "\n";
  for (const auto& attempt : history) {
    text += "\nattempt " + hif::json::print(*attempt.find("number")) + " at " +
            attempt.find("at")->as_string() + "\n";
    for (const char* part : {"request", "answer"})
      text += "  " + std::string(part) + ": " + hif::json::print(*attempt.find(part)) + "\n";
    if (attempt.find("error")->is_string())
      text += "  error: " + attempt.find("error")->as_string() + "\n";
  }
  write_out(environment.masker().masked(text));
  return Exit::done;
}

// What became of each task that was named.
class Report {
 public:
  explicit Report(Environment& environment) : environment_(environment) {}
  void add(const Task& task) {
    if (environment_.options().json)
      rows_.push_back(to_json(task));
    else
      write_out(environment_.masker().masked("task " + std::to_string(task.id) + ": " +
                                             task.status +
                                             (task.error.empty() ? "" : ": " + task.error) + "\n"));
  }
  void end() {
    if (environment_.options().json)
      write_out(environment_.masker().masked(hif::json::print(rows_)) + "\n");
  }

 private:
  Environment& environment_;
  Array rows_;
};

bool is_settled(const Task& task) {
  return task.status == "Finished" || task.status == "Skipped";
}

[[noreturn]] void refuse_settled(const Task& task, const char* what) {
  throw Failure(Exit::usage, "task " + std::to_string(task.id) + " is " + task.status +
                                 " already: it cannot be " + what);
}

int retry_named(Environment& environment, const TaskOptions& options) {
  std::map<std::string, std::vector<Task>> by_route;
  for (const auto id : options.ids) {
    auto task = task_of(environment, id);
    if (is_settled(task)) refuse_settled(task, "sent again");
    by_route[task.route].push_back(std::move(task));
  }
  const RetrySurroundings around{environment.configuration(), environment.packages(),
                                 environment.services(), environment.store(),
                                 environment.options().data_dir};
  Report report(environment);
  int exit = Exit::done;
  for (const auto& [route, tasks] : by_route) {
    try {
      retry_tasks(around, route, tasks, [&](const RetryOutcome& outcome) {
        report.add(outcome.task);
        exit = std::max(exit, outcome.exit_code);
      });
    } catch (const Failure& failure) { // the tasks of the other routes are tried all the same
      exit = std::max(exit, failure.exit_code);
      std::cerr << environment.masker().masked(std::string("hif: ") + failure.what()) << "\n";
      if (failure.exit_code == Exit::interrupted) break;
    }
  }
  report.end();
  return exit;
}

// A task that is Processing is being sent by who holds its route; when nobody does, that process
// ended, and the task waits like any failed one. Throws Failure while it is being sent.
void settle_left_behind(Environment& environment, const Task& task) {
  if (task.status != "Processing") return;
  const auto lock = lock_route(environment.options().data_dir, task.route);
  environment.store().kept_tasks().set_status(task.id, "Failed");
}

[[noreturn]] void refuse_sending(std::int64_t id) {
  throw Failure(Exit::failed,
                "task " + std::to_string(id) + " is being sent by another process; wait for it");
}

int skip_named(Environment& environment, const TaskOptions& options) {
  auto& tasks = environment.store().kept_tasks();
  for (const auto id : options.ids)
    if (task_of(environment, id).status == "Finished")
      refuse_settled(task_of(environment, id), "skipped");
  Report report(environment);
  for (const auto id : options.ids) {
    const auto task = task_of(environment, id);
    settle_left_behind(environment, task);
    if (task.status != "Skipped" && !tasks.set_status(id, "Skipped")) refuse_sending(id);
    report.add(task_of(environment, id));
  }
  report.end();
  return Exit::done;
}

bool is_form(const Value& record) {
  return record.is_object() &&
         (record.find("path") || record.find("query") || record.find("payload"));
}

int edit_named(Environment& environment, const TaskOptions& options) {
  auto task = task_of(environment, options.ids.front());
  if (is_settled(task)) refuse_settled(task, "edited");
  Value payload;
  try {
    payload = hif::json::parse(text_given(options.payload, "--payload"));
  } catch (const hif::json::ParseError& error) {
    throw Failure(Exit::usage, std::string("--payload is not JSON: ") + error.what());
  }
  auto record = json_or_text(task.record);
  if (is_form(record) && !is_form(payload))
    record.as_object().set("payload", std::move(payload));
  else
    record = std::move(payload);
  settle_left_behind(environment, task);
  if (!environment.store().kept_tasks().set_record(task.id, hif::json::print(record)))
    refuse_sending(task.id);
  Report report(environment);
  report.add(task_of(environment, task.id));
  report.end();
  return Exit::done;
}

} // namespace

void add_tasks(Commands& commands) {
  const auto options = std::make_shared<TaskOptions>();
  auto* group = commands.add_group("tasks", "records that were not delivered");
  const auto add = [&](const char* name, const char* what,
                       int (*work)(Environment&, const TaskOptions&), const char* examples) {
    return commands.add(
        name, what, [options, work](Environment& e) { return work(e, *options); }, examples, group);
  };
  auto* list =
      add("list", "all kept tasks", list_tasks, "hif tasks list --route nightly --status Failed");
  list->add_option("--route", options->route, "only those of a route")->type_name("ROUTE");
  list->add_option("--status", options->status, "New, Processing, Finished, Failed, Skipped, Retry")
      ->type_name("STATUS")
      ->transform(CLI::IsMember(
          std::vector<std::string>(std::begin(task_statuses), std::end(task_statuses)),
          CLI::ignore_case));
  list->add_option("--limit", options->limit, "so many at most")->type_name("N");
  const auto id = [&](CLI::App* sub, int most) {
    sub->add_option("id", options->ids, "as `hif tasks list` shows it")
        ->type_name("ID")
        ->required()
        ->expected(1, most);
  };
  id(add(
         "show", "one task with each attempt's request and answer",
         [](Environment& e, const TaskOptions& o) { return show_task(e, o.ids.front()); },
         "hif tasks show 7"),
     1);
  id(add("retry", "sends the records again, through their outgoing", retry_named,
         "hif tasks retry 7 8 9"),
     CLI::detail::expected_max_vector_size);
  id(add("skip", "gives the records up", skip_named, "hif tasks skip 7"),
     CLI::detail::expected_max_vector_size);
  auto* edit = add("edit", "replaces what a retry will send", edit_named,
                   "hif tasks edit 7 --payload '{\"name\": \"Northwind\"}'");
  id(edit, 1);
  edit->add_option("--payload", options->payload, "JSON, @FILE, or - for stdin")
      ->type_name("JSON")
      ->required();
}

} // namespace host
