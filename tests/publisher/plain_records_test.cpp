// SPDX-License-Identifier: MIT
// The short way of a plain record against the long one: they make the same request of it.
#include "writing.hpp"

#include "catalogue/payload.hpp"
#include "publisher/lookup.hpp"
#include "publisher/plain_records.hpp"
#include "publisher/record_request.hpp"

#include <random>

using namespace timely::test;
using timely::Draft;
using timely::Entity;
using timely::Field;
using timely::Type;

namespace {

class Writer {
 public:
  explicit Writer(const Entity& entity, const std::string& more = "")
      : settings_(timely::write_settings(creation(host_, nullptr, config(entity, more)), true)),
        plain_(settings_) {}

  std::optional<Draft> short_way(const std::string& record) { return plain_.draft(record, 3); }

  // Nothing when the record is refused, or is told a warning.
  std::optional<Draft> long_way(const std::string& record) const {
    try {
      auto parameters =
          timely::lay_over(*settings_.entity, settings_.parameters, json::parse(record));
      const auto findings = check_request(*settings_.entity, parameters, {});
      if (!findings.problems.empty() || !findings.warnings.empty()) return std::nullopt;
      return Draft::of(*settings_.entity, std::move(parameters), 3);
    } catch (const std::runtime_error&) {
      return std::nullopt;
    }
  }
  const timely::WriteSettings& settings() const { return settings_; }

 private:
  static std::string config(const Entity& entity, const std::string& more) {
    json::Object path;
    for (const auto& field : entity.path_parameters) path.set(field.name, 7);
    json::Object config{{"method", entity.method},
                        {"entity", entity.id},
                        {"allow_undocumented", true},
                        {"confirm", "cascade"},
                        {"request_parameters", json::Object{{"path", std::move(path)}}}};
    if (!more.empty()) config.set("create", more);
    return json::print(config);
  }

  Vault vault_;
  JournalHost host_{vault_};
  timely::WriteSettings settings_;
  timely::PlainRecords plain_;
};

// Records that are good as a rule, and bad in one of many ways now and then; as texts, since some
// of them are no JSON.
class Records {
 public:
  Records(const Entity& entity, std::uint64_t seed) : entity_(entity), random_(seed) {}

  std::string record() {
    const auto& envelope = entity_.body->envelope;
    auto text = fields(entity_.body->fields, 2);
    const auto style = below(12);
    if (!envelope.empty() && style < 5) text = "{\"" + envelope + "\":" + text + "}";
    if (style == 5) text = "{\"" + envelope + "\":" + text + ",\"" + envelope + "\":{}}";
    if (style == 6) text = "{\"payload\":" + text + "}";
    if (style == 7) text += " ";
    if (style == 8) text += "}";
    return text;
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  std::string pick(std::initializer_list<const char*> texts) {
    return *(texts.begin() + static_cast<std::ptrdiff_t>(below(texts.size())));
  }

  std::string fields(const std::vector<Field>& fields, int depth) {
    std::string text = "{";
    const auto add = [&](const std::string& name, const std::string& value) {
      if (text.size() > 1) text += pick({",", ",", ",", " , "});
      text += "\"" + name + "\"" + pick({":", ":", ": "}) + value;
    };
    for (const auto& field : fields)
      if (field.required ? below(20) > 0 : below(5) == 0) add(field.name, value(field, depth));
    if (below(12) == 0 && !fields.empty()) add(fields[below(fields.size())].name, "1"); // twice
    if (below(12) == 0) add(pick({"unknown", "id", "n\\u006fte", "path", "query"}), "1");
    return text + "}";
  }

  std::string value(const Field& field, int depth) {
    if (below(15) == 0)
      return pick({"null", "\"\"", "-1", "1.5", "true", "[]", "{}", "[1,\"x\"]", "\"x\"",
                   "99999999999999999999", "01", "1e3", "\"\\ud800\"", "\"\x80\"", "tru", "[1"});
    if (!field.enumeration.empty() && below(4) > 0)
      return json::print(field.enumeration[below(field.enumeration.size())]);
    return value_of(field, field.type, depth);
  }

  std::string value_of(const Field& field, Type type, int depth) {
    switch (type) {
    case Type::integer:
      return pick({"0", "1", "7", "59", "9007199254740993", "-3"});
    case Type::number:
      return pick({"0", "1.10", "95.0", "1e2", "-0.5", "12345678901234567890"});
    case Type::boolean:
      return pick({"true", "false"});
    case Type::date:
      return pick({"\"2026-03-09\"", "\"2024-02-29\"", "\"2026-02-30\""});
    case Type::date_time:
      return pick({"\"2026-03-09T14:02:11Z\"", "\"2026-03-09\"", "\"soon\""});
    case Type::array: {
      std::string list = "[";
      for (auto left = below(4); left > 0; --left)
        list += value_of(field, field.items.value_or(Type::any), depth) + (left > 1 ? ", " : "");
      return list + "]";
    }
    case Type::object:
      return depth > 0 ? fields(field.fields, depth - 1) : "{}";
    default:
      return pick({"\"work\"", "\"caf\\u00e9 \\\"x\\\"\\n\"", "\"日本 \\/ 🚀\"", "\"\"",
                   "\"2026-03-09T14:02:11+01:00\"", "\"14:30\"", "\"https://a.example/b\"",
                   "\"ada@a.example\"", "\"ext-1\"", "\"a\\\\b\""});
    }
  }

  const Entity& entity_;
  std::mt19937_64 random_;
};

// The entities that take a payload.
const std::vector<const Entity*>& writers() {
  static const auto catalogue = timely::Catalogue::of_package(TIMELY_DATA);
  static const auto found = [] {
    std::vector<const Entity*> entities;
    for (const auto& entity : catalogue->entities())
      if (!entity.reads && entity.body) entities.push_back(&entity);
    return entities;
  }();
  return found;
}

class ShortWay : public testing::TestWithParam<std::size_t> {
 protected:
  const Entity& entity() const { return *writers()[GetParam()]; }
};

TEST_P(ShortWay, MakesTheRequestsOfTheLongWay) {
  Writer writer(entity());
  std::optional<timely::Lookup> lookup;
  if (entity().external_id) lookup.emplace(*writer.settings().catalogue, entity());
  Records records(entity(), GetParam());
  std::size_t taken = 0, good = 0;
  for (int i = 0; i < 600; ++i) {
    const auto record = records.record();
    const auto plain = writer.short_way(record);
    const auto wanted = writer.long_way(record);
    good += wanted.has_value();
    if (!plain) continue;
    ++taken;
    ASSERT_TRUE(wanted) << entity().id << " takes " << record;
    EXPECT_EQ(plain->request.method, wanted->request.method);
    EXPECT_EQ(plain->request.target, wanted->request.target);
    ASSERT_EQ(plain->request.body, wanted->request.body) << entity().id << " " << record;
    EXPECT_EQ(plain->external_id, wanted->external_id) << record;
    EXPECT_EQ(plain->order_key, wanted->order_key) << record;
    EXPECT_EQ(plain->index, wanted->index);
    const auto inside = timely::payload_parts(entity(), wanted->parameters()).inside;
    const auto text = std::string_view(plain->request.body)
                          .substr(plain->plain->inside_at, plain->plain->inside_size);
    ASSERT_EQ(json::parse(text), json::Value(inside)) << plain->request.body;
    if (lookup) {
      EXPECT_EQ(json::parse("{" + lookup->wanted_json(*plain) + "}"),
                json::parse("{" + lookup->wanted_json(*wanted) + "}"))
          << record;
    }
    EXPECT_EQ(timely::payload_parts(entity(), plain->parameters()).inside, inside) << record;
  }
  if (entity().id == "events.create" || entity().id == "clients.create") {
    EXPECT_GT(taken, good / 2) << "what is plain goes the short way";
  }
}

std::string name_of(const testing::TestParamInfo<std::size_t>& info) {
  auto name = writers()[info.param]->id;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, ShortWay, testing::Range<std::size_t>(0, writers().size()),
                         name_of);

TEST(ShortWay, IsOpenForNearlyEveryWriter) {
  std::size_t open = 0;
  for (const auto* entity : writers()) {
    Writer writer(*entity);
    Records records(*entity, 1);
    bool taken = false;
    for (int i = 0; i < 600 && !taken; ++i) taken = writer.short_way(records.record()).has_value();
    open += taken;
  }
  EXPECT_GE(open, 39u); // of 44 at the time of writing
}

TEST(ShortWay, IsNotForAPayloadThatIsLaidOverAnother) {
  Entries entries;
  const auto config = R"({"method":"POST","entity":"Create an event","request_parameters":)"
                      R"({"path":{"account_id":123123},"payload":{"hours":2,"note":"base"}}})";
  entries.run(config, {R"({"day":"2026-03-09","note":"own"})"});
  EXPECT_EQ(entries.client.asked.at(0).body,
            R"({"event":{"hours":2,"note":"own","day":"2026-03-09"}})");
}

} // namespace
