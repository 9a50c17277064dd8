// SPDX-License-Identifier: MIT
#pragma once
// An account on a server that changes, a route that reads its changes run after run, and whether
// what came out is the truth.

#include "reading.hpp"

#include "calendar/day.hpp"
#include "calendar/moment.hpp"
#include "calendar/zone.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <random>

namespace timely::test {

// A host with a log and a clock that stands where it is told to.
class VirtualHost {
 public:
  VirtualHost() {
    clock_.struct_size = sizeof clock_;
    clock_.now_us = [](const hif_host* host) { return self(host).now_us; };
    clock_.steady_ns = [](const hif_host*) -> std::int64_t { return 0; };
    clock_.sleep = [](const hif_host*, const hif_call*, std::int64_t) -> hif_status {
      return HIF_OK;
    };
    log_.struct_size = sizeof log_;
    log_.level = [](const hif_host*) -> std::int32_t { return HIF_LOG_TRACE; };
    log_.write = [](const hif_host* host, std::int32_t, hif_str message, hif_str) {
      self(host).lines.emplace_back(hif::sdk::view(message));
    };
    raw_.struct_size = sizeof raw_;
    raw_.host_data = this;
    raw_.get_extension = [](const hif_host* host, hif_str id) -> const void* {
      if (hif::sdk::view(id) == HIF_EXT_CLOCK) return &self(host).clock_;
      return hif::sdk::view(id) == HIF_EXT_LOG ? &self(host).log_ : nullptr;
    };
  }
  VirtualHost(const VirtualHost&) = delete;
  const hif_host* raw() const { return &raw_; }
  void set_now(const char* day, int hour, int minute = 0) {
    now_us = calendar::to_unix_us(calendar::Zone::utc().start_of(*calendar::parse_day(day))) +
             (std::int64_t{hour} * 60 + minute) * 60'000'000;
  }

  std::int64_t now_us = 0;
  std::vector<std::string> lines;

 private:
  static VirtualHost& self(const hif_host* host) {
    return *static_cast<VirtualHost*>(host->host_data);
  }
  hif_clock clock_{};
  hif_log log_{};
  hif_host raw_{};
};

// Records with a day and a time of change: `{"id", "day", "updated_at", "note"}`, and what the
// vendor's lists do with them. Any thread.
class ChangingAccount {
 public:
  struct Record {
    calendar::Day day;
    std::int64_t updated_at;
    int note;
    bool listed = true; // else it is only to be had alone, as what is archived
  };

  std::string zone = "Etc/UTC";
  std::int64_t now = 1'790'000'000; // of the server, in seconds
  bool tells_deleted = false;       // of what is gone, a record with "deleted": true; else 404
  std::map<std::int64_t, Record> records;
  std::map<std::int64_t, Record> deleted;
  std::function<void()> after_answer;
  std::optional<int> fails_at; // the answer to a list that is a 500
  int lists = 0;

  std::int64_t insert(calendar::Day day) {
    next_id_ += 1 + static_cast<std::int64_t>(records.size() % 3);
    records[next_id_] = {day, now, 0};
    return next_id_;
  }
  std::int64_t insert(const char* day) { return insert(*calendar::parse_day(day)); }
  void change(std::int64_t id) {
    ++records.at(id).note;
    records.at(id).updated_at = now;
  }
  void move(std::int64_t id, calendar::Day day) {
    records.at(id).day = day;
    change(id);
  }
  void erase(std::int64_t id) { deleted.insert(records.extract(id)); }

  static std::string text(std::int64_t id, const Record& record, bool gone = false) {
    return "{\"id\":" + std::to_string(id) + ",\"day\":\"" + calendar::print_day(record.day) +
           "\",\"updated_at\":" + std::to_string(record.updated_at) +
           ",\"note\":" + std::to_string(record.note) + (gone ? ",\"deleted\":true}" : "}");
  }

  ScriptedClient::Script script() {
    return [this](const Asked& asked) {
      const std::lock_guard lock(mutex_);
      auto reply = answer(asked);
      if (after_answer) after_answer();
      return reply;
    };
  }

 private:
  static std::string query_text(const std::string& target, const std::string& name) {
    for (const auto* before : {"?", "&"})
      if (const auto at = target.find(before + name + "="); at != target.npos) {
        const auto begin = at + name.size() + 2;
        return target.substr(begin, target.find('&', begin) - begin);
      }
    return {};
  }

  Reply answer(const Asked& asked) {
    const auto path = asked.target.substr(0, asked.target.find('?'));
    if (path == "/1.1/accounts/1") return {.body = R"({"id":1,"name":"Acme"})"};
    if (path == "/1.1/1/users/current")
      return {.body = "{\"id\":7,\"time_zone\":\"" + zone + "\"}"};
    const auto last = path.substr(path.rfind('/') + 1);
    if (const auto id = number_of(last)) return single(static_cast<std::int64_t>(*id));
    if (++lists == fails_at) return {.http_status = 500, .body = "{}"};
    return list(asked.target);
  }

  Reply single(std::int64_t id) const {
    if (const auto found = records.find(id); found != records.end())
      return {.body = text(id, found->second)};
    const auto gone = deleted.find(id);
    if (gone == deleted.end() || !tells_deleted)
      return {.http_status = 404, .body = R"({"error":"not found"})"};
    return {.body = text(id, gone->second, true)};
  }

  Reply list(const std::string& target) const {
    const auto since = calendar::parse_day(query_text(target, "since"));
    const auto upto = calendar::parse_day(query_text(target, "upto"));
    const auto after = query_text(target, "updated_after");
    const auto after_day = calendar::parse_day(after.substr(0, 10));
    std::vector<std::int64_t> ids;
    for (const auto& [id, record] : records) {
      if (!record.listed || (since && record.day < *since) || (upto && record.day > *upto))
        continue;
      if (after_day && record.updated_at <= seconds_of(after)) continue;
      ids.push_back(id);
    }
    const bool paged = target.find("per_page=") != std::string::npos;
    const auto size = query_number(target, paged ? "per_page" : "limit", 1'000'000);
    const auto skip =
        paged ? (query_number(target, "page", 1) - 1) * size : query_number(target, "offset", 0);
    std::string body = "[";
    for (auto at = skip; at < std::min<std::int64_t>(skip + size, std::ssize(ids)); ++at) {
      const auto id = ids[static_cast<std::size_t>(at)];
      body += (body.size() > 1 ? "," : "") + text(id, records.at(id));
    }
    return Reply{.body = body + "]"};
  }

  // Of "2026-11-26T08%3A30%3A00Z".
  static std::int64_t seconds_of(std::string text) {
    for (auto at = text.find("%3A"); at != text.npos; at = text.find("%3A"))
      text.replace(at, 3, ":");
    const auto moment = calendar::parse_moment(text, calendar::Zone::utc());
    EXPECT_TRUE(moment) << text;
    return moment ? calendar::to_unix_us(moment->instant) / 1'000'000 : 0;
  }

  std::mutex mutex_;
  std::int64_t next_id_ = 1000;
};

// The route: keeps the checkpoint, its parts and what was given in one step, as the host does.
class ChangesRoute {
 public:
  struct Line {
    std::uint32_t op;
    std::string key, json;
  };

  std::string checkpoint;
  std::map<std::string, std::string> parts;
  std::vector<Line> lines; // of all runs

  // One run, or as much of it as `batches`; false when it did not come to its end. Throws
  // hif::sdk::Error, with what was given until then kept.
  bool run(Subscriber& subscriber, std::uint64_t max_records = 1000,
           std::size_t batches = std::numeric_limits<std::size_t>::max(), bool keeps_last = true) {
    PlainCall call;
    Source source(*this);
    subscriber.attach_parts(hif::sdk::PartSource(source.raw()));
    subscriber.open(call.call(), checkpoint);
    for (std::size_t i = 0; i < batches; ++i) {
      hif::sdk::Batch batch;
      try {
        if (subscriber.next(call.call(), {max_records, 1u << 20}, batch.out()) == HIF_END) {
          subscriber.close();
          return true;
        }
      } catch (...) {
        subscriber.close();
        throw;
      }
      EXPECT_LE(batch.size(), max_records);
      EXPECT_LE(batch.checkpoint().size(), std::size_t{HIF_MAX_CHECKPOINT_BYTES});
      // Killed between a batch and its being kept.
      if (!keeps_last && i + 1 == batches) break;
      keep(subscriber, call, batch);
    }
    subscriber.close();
    return false;
  }

  // The lines of the last run, as "id" or "-id" where it is gone.
  std::vector<std::string> since(std::size_t from) const {
    std::vector<std::string> texts;
    for (auto i = from; i < lines.size(); ++i)
      texts.push_back((lines[i].op == HIF_RECORD_DELETE ? "-" : "") + lines[i].key);
    return texts;
  }

  // What one has who does what the lines say; every line must change something.
  std::map<std::string, std::string> applied() const {
    std::map<std::string, std::string> all;
    for (const auto& line : lines) {
      if (line.op == HIF_RECORD_DELETE) {
        const auto seen = all.find(line.key);
        if (seen == all.end()) {
          ADD_FAILURE() << line.key << " is gone and was never there";
          continue;
        }
        if (line.json.find("deleted") == std::string::npos) {
          EXPECT_EQ(line.json, seen->second) << "not as last seen";
        }
        all.erase(seen);
        continue;
      }
      auto& text = all[line.key];
      EXPECT_NE(text, line.json) << "given twice";
      text = line.json;
    }
    return all;
  }

 private:
  class Source {
   public:
    explicit Source(ChangesRoute& route) : route_(route) {
      raw_.struct_size = sizeof raw_;
      raw_.host_data = this;
      raw_.get = [](const hif_part_source* source, const hif_call*, hif_str name, void* data,
                    void (*reader)(void*, hif_slice)) -> hif_status {
        const auto& parts = static_cast<Source*>(source->host_data)->route_.parts;
        const auto found = parts.find(std::string(hif::sdk::view(name)));
        if (found == parts.end()) return HIF_NOT_FOUND;
        reader(data, hif::sdk::slice(found->second));
        return HIF_OK;
      };
    }
    const hif_part_source* raw() const { return &raw_; }

   private:
    ChangesRoute& route_;
    hif_part_source raw_{};
  };

  void keep(Subscriber& subscriber, PlainCall& call, const hif::sdk::Batch& batch) {
    ASSERT_FALSE(batch.checkpoint().empty());
    checkpoint = batch.checkpoint();
    hif_part_sink sink{};
    sink.struct_size = sizeof sink;
    sink.host_data = this;
    sink.put = [](const hif_part_sink* to, hif_str name, hif_slice value) {
      auto& parts = static_cast<ChangesRoute*>(to->host_data)->parts;
      if (value.size == 0)
        parts.erase(std::string(hif::sdk::view(name)));
      else
        parts[std::string(hif::sdk::view(name))] = hif::sdk::view(value);
    };
    subscriber.changed_parts(call.call(), hif::sdk::PartSink(&sink));
    for (std::size_t i = 0; i < batch.size(); ++i)
      lines.push_back({batch[i].op, std::string(hif::sdk::view(batch[i].key)),
                       std::string(hif::sdk::view(batch[i].json))});
  }
};

} // namespace timely::test
