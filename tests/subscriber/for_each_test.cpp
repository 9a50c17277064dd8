// SPDX-License-Identifier: MIT
#include "reading.hpp"

#include "subscriber/for_each_reading.hpp"

#include <map>
#include <random>
#include <set>

using namespace timely::test;

namespace {

const std::string capacities_of_users =
    R"({"method": "GET", "entity": "Retrieve user's capacities",
        "request_parameters": {"path": {"account_id": 1}},
        "for_each": {"entity": "List all users", "into": {"path.user_id": "id"},
                     "add": {"user_id": "id", "user": "name"}}})";

std::string events_of_users(const std::string& more = "") {
  return R"({"method": "GET", "entity": "List all events for a user", "page_size": 4,
             "request_parameters": {"path": {"account_id": 1},
                                    "query": {"since": "2026-11-01", "upto": "2026-11-30"}},
             "for_each": {"entity": "List all users", "into": {"path.user_id": "id"},
                          "add": {"of": "id"})" +
         more + "}}";
}

// What a list of these records answers.
Reply page_of(const Asked& asked, const std::vector<std::string>& records) {
  const auto skip = query_number(asked.target, "offset", 0);
  const auto end = std::min(skip + query_number(asked.target, "limit", 50), std::ssize(records));
  std::string body = "[";
  for (auto at = skip; at < end; ++at)
    body += (body.size() > 1 ? "," : "") + records[static_cast<std::size_t>(at)];
  return {.body = body + "]"};
}

// Users 1 to `users`, each with as many rows as its id modulo 11, numbered from 100 × id.
class Account {
 public:
  explicit Account(std::int64_t users) : users_(users) {}

  std::set<std::int64_t> gone; // listed, and not found when their rows are asked for
  std::function<void(const Asked&)> on_request; // before it is answered

  ScriptedClient::Script script() {
    return [this](const Asked& asked) {
      if (on_request) on_request(asked);
      const auto at = asked.target.find("/users/");
      if (at == asked.target.npos) return users(asked);
      const auto user = std::stoll(asked.target.substr(at + 7));
      if (gone.contains(user))
        return Reply{.http_status = 404, .body = R"({"errors":{"message":"Not found"}})"};
      return rows_of(user, asked);
    };
  }

  // What is to come out, as {"id":…,"of":…}.
  std::vector<std::string> truth() const {
    std::vector<std::string> all;
    for (std::int64_t user = 1; user <= users_; ++user)
      for (std::int64_t row = 0; row < user % 11 && !gone.contains(user); ++row)
        all.push_back("{\"id\":" + std::to_string(100 * user + row) +
                      ",\"of\":" + std::to_string(user) + "}");
    return all;
  }

 private:
  Reply users(const Asked& asked) const {
    const auto skip = query_number(asked.target, "offset", 0);
    const auto limit = query_number(asked.target, "limit", 1000);
    std::string body = "[";
    for (auto id = skip + 1; id <= std::min(users_, skip + limit); ++id)
      body += (body.size() > 1 ? "," : "") + std::string("{\"id\":") + std::to_string(id) +
              ",\"name\":\"u" + std::to_string(id) + "\"}";
    return {.body = body + "]"};
  }

  static Reply rows_of(std::int64_t user, const Asked& asked) {
    const auto size = query_number(asked.target, "per_page", 1000);
    const auto skip = (query_number(asked.target, "page", 1) - 1) * size;
    const auto count = std::clamp<std::int64_t>(user % 11 - skip, 0, size);
    return {.body = rows(100 * user + skip, count)};
  }

  std::int64_t users_;
};

TEST(ForEach, RecordsOfEachOuterRecordComeInItsOrderWithItsFields) {
  ScriptedClient client([](const Asked& asked) {
    if (asked.target.find("/capacities") == asked.target.npos)
      return page_of(asked, {R"({"id":7,"name":"Ann"})", R"({"id":8,"name":null})"});
    const bool seven = asked.target.find("/users/7/") != asked.target.npos;
    return Reply{.body = seven ? R"([{"start_date":"2026-01-01","n":12345678901234567890},{}])"
                               : R"([{"user_id":5,"start_date":"2026-02-01"}])"};
  });
  const auto read = read_all(client, capacities_of_users);
  EXPECT_EQ(read.records,
            (std::vector<std::string>{
                R"({"start_date":"2026-01-01","n":12345678901234567890,"user_id":7,"user":"Ann"})",
                R"({"user_id":7,"user":"Ann"})",
                R"({"user_id":8,"start_date":"2026-02-01","user":null})"}));
  EXPECT_EQ(read.keys, (std::vector<std::string>{"7/2026-01-01", "", "8/2026-02-01"}));
  EXPECT_NE(read.checkpoints.back().find("\"complete\":true"), std::string::npos);
  // The account is that of the inner entity.
  EXPECT_TRUE(client.asked.front().target.starts_with("/1.1/1/users?"));
}

TEST(ForEach, EveryConcurrencyGivesTheSameInTheSameOrder) {
  Account account(60);
  for (const int concurrency : {1, 2, 7, 64}) {
    ScriptedClient client(account.script());
    const auto read =
        read_all(client, events_of_users(", \"concurrency\": " + std::to_string(concurrency)));
    EXPECT_EQ(read.records, account.truth()) << concurrency;
  }
}

TEST(ForEach, NoMoreIsUnderWayThanAllowed) {
  Account account(200);
  ScriptedClient client(account.script());
  LoggingHost host;
  timely::Subscriber subscriber(creation(host, &client, events_of_users(", \"concurrency\": 3")));
  PlainCall call;
  subscriber.open(call.call(), {});
  // One batch is taken and no more: what runs ahead of it is bounded.
  hif::sdk::Batch batch;
  ASSERT_EQ(subscriber.next(call.call(), {1, 1u << 20}, batch.out()), HIF_OK);
  ::usleep(50'000);
  subscriber.close(); // nothing asks any more
  std::size_t inner = 0;
  for (const auto& asked : client.asked) inner += asked.target.find("/users/") != asked.target.npos;
  EXPECT_LE(inner, 3u + 2u);
}

TEST(ForEach, GoesOnAfterEveryBatch) {
  Account account(25);
  ScriptedClient client(account.script());
  LoggingHost host;
  timely::Subscriber subscriber(creation(host, &client, events_of_users()));
  const auto truth = account.truth();
  for (const std::uint64_t size : {1, 3, 10}) {
    for (std::size_t batches = 1;; ++batches) {
      auto first = read_from(subscriber, {}, size, batches);
      const auto at = first.checkpoints.back();
      const auto rest = read_from(subscriber, at, size);
      const bool complete = at.find("\"complete\":true") != at.npos;
      if (!complete)
        first.records.insert(first.records.end(), rest.records.begin(), rest.records.end());
      ASSERT_EQ(first.records, truth) << size << " x " << batches << " " << at;
      if (complete) break;
    }
  }
}

TEST(ForEach, WhatWasDeletedSinceItWasListedIsPassedOver) {
  Account account(12);
  account.gone = {1, 5, 12};
  ScriptedClient client(account.script());
  LoggingHost host;
  timely::Subscriber subscriber(creation(host, &client, events_of_users()));
  EXPECT_EQ(read_from(subscriber).records, account.truth());
  ASSERT_EQ(host.lines.size(), 3u);
  EXPECT_NE(host.lines[1].find("/users/5/events"), std::string::npos) << host.lines[1];
  EXPECT_NE(host.lines[1].find("passed over"), std::string::npos) << host.lines[1];
}

TEST(ForEach, NothingFoundForAnyIsAnError) {
  Account account(3);
  account.gone = {1, 2, 3};
  ScriptedClient client(account.script());
  const auto error = failure_of(client, events_of_users());
  EXPECT_EQ(error.status, HIF_NOT_FOUND);
  EXPECT_NE(std::string(error.what()).find("for_each.into"), std::string::npos) << error.what();
}

TEST(ForEach, AnyOtherFailureOfOneIsAFailure) {
  ScriptedClient client([](const Asked& asked) {
    if (asked.target.find("/users/") == asked.target.npos)
      return Reply{.body = R"([{"id":1},{"id":2}])"};
    return Reply{.http_status = 403, .body = R"({"errors":{"message":"Forbidden"}})"};
  });
  EXPECT_EQ(failure_of(client, events_of_users()).status, HIF_PERMISSION_DENIED);
}

TEST(ForEach, MissingFieldIsNamedWithWhatWasMeant) {
  ScriptedClient client([](const Asked&) { return Reply{.body = R"([{"user_id":1}])"}; });
  const auto error = failure_of(client, events_of_users());
  EXPECT_EQ(error.status, HIF_INVALID_ARGUMENT);
  EXPECT_NE(std::string(error.what()).find("\"id\""), std::string::npos) << error.what();
}

TEST(ForEach, NullHasNothingToRead) {
  ScriptedClient client([](const Asked& asked) {
    if (asked.target.find("/projects?") != asked.target.npos)
      return page_of(asked, {R"({"id":1,"client":null})", R"({"id":2,"client":{"id":30}})"});
    return Reply{.body = R"({"id":30})"};
  });
  const auto read = read_all(client, R"({"method": "GET", "entity": "Show client",
      "request_parameters": {"path": {"account_id": 1}},
      "for_each": {"entity": "List all projects", "into": {"path.id": "client.id"}}})");
  EXPECT_EQ(read.records, std::vector<std::string>{R"({"id":30})"});
}

TEST(ForEach, OuterRecordsThatComeAndGoLoseNothingOfTheOthers) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    std::mutex mutex;
    std::map<std::int64_t, bool> listed; // user → there all the time
    for (std::int64_t id = 1; id <= 30; ++id) listed[id] = true;
    ScriptedClient client([&](const Asked& asked) {
      const std::lock_guard lock(mutex);
      const auto at = asked.target.find("/users/");
      Reply reply;
      if (at != asked.target.npos) {
        const auto user = std::stoll(asked.target.substr(at + 7));
        reply = listed.contains(user)
                    ? Reply{.body = "[{\"start_date\":\"d\",\"u\":" + std::to_string(user) + "}]"}
                    : Reply{.http_status = 404, .body = "{}"};
      } else {
        const auto skip = query_number(asked.target, "offset", 0);
        const auto limit = query_number(asked.target, "limit", 1000);
        std::int64_t row = 0;
        std::string body = "[";
        for (const auto& [id, always] : listed)
          if (row++ >= skip && row <= skip + limit)
            body += (body.size() > 1 ? "," : "") + std::string("{\"id\":") + std::to_string(id) +
                    ",\"name\":\"\"}";
        reply = {.body = body + "]"};
      }
      if (random() % 3 == 0 && listed.size() > 2)
        listed.erase(std::next(listed.begin(), static_cast<long>(random() % listed.size())));
      if (random() % 3 == 0) listed[100 + static_cast<std::int64_t>(random() % 100)] = false;
      return reply;
    });
    auto config = capacities_of_users;
    config.insert(config.find("\"into\""), "\"request_parameters\": {\"query\": {\"limit\": 4}}, ");
    LoggingHost host;
    timely::Subscriber subscriber(creation(host, &client, config));
    std::map<std::string, int> times;
    std::string at;
    // In several processes.
    for (int part = 0; part < 200; ++part) {
      const auto read = read_from(subscriber, at, 2, 1 + random() % 3);
      for (const auto& key : read.keys) ++times[key];
      if (read.checkpoints.empty()) break;
      at = read.checkpoints.back();
      if (at.find("\"complete\":true") != at.npos) break;
    }
    EXPECT_NE(at.find("\"complete\":true"), at.npos) << "seed " << seed;
    for (const auto& [id, always] : listed) {
      if (always) {
        EXPECT_EQ(times[std::to_string(id) + "/d"], 1) << "user " << id << " seed " << seed;
      }
    }
    for (const auto& [key, count] : times) EXPECT_EQ(count, 1) << key << " seed " << seed;
  }
}

TEST(ForEach, OtherConfigurationStartsAnew) {
  Account account(25);
  ScriptedClient client(account.script());
  LoggingHost host;
  timely::Subscriber one(creation(host, &client, events_of_users()));
  const auto at = read_from(one, {}, 3, 4).checkpoints.back();
  auto config = events_of_users();
  config.replace(config.find("\"of\": \"id\""), 10, "\"of\": \"name\"");
  timely::Subscriber other(creation(host, &client, config));
  EXPECT_EQ(read_from(other, at).records.size(), account.truth().size());
  // How many are worked on at once is no matter.
  timely::Subscriber wider(creation(host, &client, events_of_users(", \"concurrency\": 9")));
  EXPECT_LT(read_from(wider, at).records.size(), account.truth().size());
}

TEST(ForEach, PlanCountsTheOuterRecords) {
  Account account(700);
  ScriptedClient client(account.script());
  LoggingHost host;
  PlainCall call;
  timely::Subscriber subscriber(creation(host, &client, capacities_of_users));
  const auto plan = subscriber.plan(call.call(), {});
  EXPECT_LE(client.asked.size(), 14u);
  EXPECT_NEAR(static_cast<double>(plan.find("requests")->as_int64()), 702, 12);
}

TEST(ForEach, ProbeAsksForOneOfBoth) {
  Account account(3);
  ScriptedClient client(account.script());
  LoggingHost host;
  PlainCall call;
  timely::Subscriber subscriber(creation(host, &client, events_of_users()));
  const auto found = subscriber.probe(call.call());
  ASSERT_EQ(client.asked.size(), 2u);
  EXPECT_EQ(query_number(client.asked[0].target, "limit", 0), 1);
  EXPECT_EQ(found.find("path")->as_string(), "/1.1/1/users/1/events");
}

TEST(WithMember, PutsAMemberIntoARecord) {
  using timely::with_member;
  EXPECT_EQ(with_member("{}", "a", "1"), R"({"a":1})");
  EXPECT_EQ(with_member("{ }", "a", "1"), R"({ "a":1})");
  EXPECT_EQ(with_member(R"({"b":1.10})", "a", "\"x\""), R"({"b":1.10,"a":"x"})");
  EXPECT_EQ(with_member(R"({"a":1,"b":12345678901234567890})", "a", "null"),
            R"({"a":null,"b":12345678901234567890})");
  EXPECT_EQ(with_member(R"({"\u0061":1})", "a", "2"), R"({"a":2})");
  EXPECT_EQ(with_member(R"({"b":"\"a\"}"})", "a", "2"), R"({"b":"\"a\"}","a":2})");
}

// ---------------------------------------------------------------------------------------------

// Problems of validate(), "pointer: message (hint)" each.
std::string problems(const std::string& config) {
  LoggingHost host;
  try {
    timely::Subscriber::validate(creation(host, nullptr, config));
  } catch (const hif::sdk::ConfigError& error) {
    return error.what();
  }
  return "";
}

std::string for_each(const std::string& each, const std::string& path = R"("account_id": 1)",
                     const std::string& more = "") {
  return R"({"method": "GET", "entity": "Retrieve user's capacities",
             "request_parameters": {"path": {)" +
         path + "}" + more + R"(}, "for_each": )" + each + "}";
}

TEST(ValidateForEach, WhatItProvidesIsNotMissing) {
  EXPECT_EQ(problems(for_each(R"({"entity": "users.list", "into": {"path.user_id": "id"}})")), "");
}

TEST(ValidateForEach, UnknownOuterEntity) {
  const auto text =
      problems(for_each(R"({"entity": "List all user", "into": {"path.user_id": "id"}})"));
  EXPECT_TRUE(text.starts_with("/for_each/entity: ")) << text;
  EXPECT_NE(text.find("List all users"), std::string::npos) << text;
}

TEST(ValidateForEach, UnknownInnerEntityIsOneProblem) {
  const auto text = problems(R"({"method": "GET", "entity": "capacities.user",
                   "for_each": {"entity": "users.list", "into": {"path.user_id": "id"}}})");
  EXPECT_TRUE(text.starts_with("/entity: ")) << text;
  EXPECT_EQ(text.find("account_id"), text.npos) << text;
}

TEST(ValidateForEach, UnknownTargetIsNamedWhereItStands) {
  const auto text = problems(for_each(R"({"entity": "users.list", "into": {"path.usr_id": "id"}})",
                                      R"("account_id": 1, "user_id": 5)"));
  EXPECT_TRUE(text.starts_with("/for_each/into/path.usr_id: ")) << text;
  EXPECT_NE(text.find("user_id"), std::string::npos) << text;
  EXPECT_EQ(text.find("; /"), std::string::npos) << text;
}

TEST(ValidateForEach, ParameterThatIsNamedWronglyIsNotMissingBesides) {
  const auto text =
      problems(for_each(R"({"entity": "users.list", "into": {"path.usr_id": "id"}})"));
  EXPECT_TRUE(text.starts_with("/for_each/into/path.usr_id: ")) << text;
  EXPECT_EQ(text.find("; /"), std::string::npos) << text;
}

TEST(ValidateForEach, UnknownQueryOfEitherIsRefused) {
  EXPECT_TRUE(problems(for_each(R"({"entity": "users.list",
                                    "into": {"path.user_id": "id", "query.nme": "name"}})"))
                  .starts_with("/for_each/into/query.nme: "));
  EXPECT_TRUE(problems(for_each(R"({"entity": "users.list", "into": {"path.user_id": "id"},
                                    "request_parameters": {"query": {"fliter": "active"}}})"))
                  .starts_with("/for_each/request_parameters/query/fliter: "));
}

TEST(ValidateForEach, GivenTwice) {
  EXPECT_TRUE(problems(for_each(R"({"entity": "users.list", "into": {"path.user_id": "id"}})",
                                R"("account_id": 1, "user_id": 5)"))
                  .starts_with("/for_each/into/path.user_id: "));
}

TEST(ValidateForEach, OneMistakeIsOneProblem) {
  const auto text = problems(for_each(R"({"entity": "users.list", "into": {"path.user_id": "id"}})",
                                      R"("account_id": "x")"));
  EXPECT_TRUE(text.starts_with("/request_parameters/path/account_id: ")) << text;
  EXPECT_EQ(text.find("; /"), std::string::npos) << text;
}

TEST(ValidateForEach, DoesNotGoWithIncremental) {
  const auto text = problems(with(events_of_users(), "\"incremental\": true"));
  EXPECT_TRUE(text.starts_with("/incremental: ")) << text;
  EXPECT_EQ(text.find("; /"), std::string::npos) << text;
}

TEST(ValidateForEach, WindowMayBeFilledByIt) {
  EXPECT_EQ(problems(R"({"method": "GET", "entity": "events.list_for_user",
      "request_parameters": {"path": {"account_id": 1}, "query": {"upto": "2026-11-30"}},
      "for_each": {"entity": "users.list", "into": {"path.user_id": "id", "query.since": "day"}}})"),
            "");
}

constexpr auto reports_of_users = R"({"method": "POST", "entity": "All Reports",
    "request_parameters": {"path": {"account_id": 1},
                           "payload": {"since": "2026-11-01", "until": "2026-11-30"}},
    "for_each": {"entity": "users.list", "into": {"payload.user_ids": "id"}}})";

TEST(ValidateForEach, PayloadFieldsAreKnown) {
  EXPECT_EQ(problems(reports_of_users), "");
}

TEST(ForEach, ValueGoesIntoThePayloadAsTheListThatIsWanted) {
  ScriptedClient client([](const Asked& asked) {
    if (asked.method == "GET") return page_of(asked, {R"({"id":7})", R"({"id":8})"});
    return Reply{.body = R"({"total":1})"};
  });
  read_all(client, reports_of_users);
  std::set<std::string> bodies;
  for (const auto& asked : client.asked)
    if (asked.method == "POST") bodies.insert(asked.body);
  EXPECT_EQ(bodies, (std::set<std::string>{
                        R"({"since":"2026-11-01","until":"2026-11-30","user_ids":[7]})",
                        R"({"since":"2026-11-01","until":"2026-11-30","user_ids":[8]})"}));
}

} // namespace
