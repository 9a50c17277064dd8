// SPDX-License-Identifier: MIT
#include "messages.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <fstream>
#include <sstream>

namespace protocol_test {

using hif::json::Value;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

namespace {

class Shape {
 public:
  explicit Shape(const Value& schema) {
    const auto json = nlohmann::json::parse(hif::json::print(schema));
    valijson::SchemaParser().populateSchema(Adapter(json), schema_);
  }
  std::string fault_in(const Value& value) const {
    const auto json = nlohmann::json::parse(hif::json::print(value));
    valijson::ValidationResults results;
    if (valijson::Validator().validate(schema_, Adapter(json), &results)) return {};
    std::string fault;
    for (valijson::ValidationResults::Error error; results.popError(error);) {
      fault += "\n ";
      for (const auto& step : error.context) fault += step;
      fault += ": " + error.description;
    }
    return fault;
  }

 private:
  valijson::Schema schema_;
};

} // namespace

std::string fault_in(const Value& value, const Value& schema) {
  return Shape(schema).fault_in(value);
}

Value schema_file(const std::string& name) {
  std::ifstream file(std::string(PROTOCOL_SCHEMAS) + "/" + name + ".json");
  std::ostringstream text;
  text << file.rdbuf();
  return hif::json::parse(text.str());
}

std::vector<Value> messages_in(const std::string& out, const std::string& schema) {
  const Shape shape(schema_file(schema));
  std::vector<Value> messages;
  for (std::size_t from = 0, end; (end = out.find('\n', from)) != out.npos; from = end + 1) {
    const auto line = out.substr(from, end - from);
    messages.push_back(hif::json::parse(line));
    EXPECT_EQ(shape.fault_in(messages.back()), "") << line;
  }
  return messages;
}

std::vector<Value> of_type(const std::vector<Value>& messages, const std::string& type) {
  std::vector<Value> chosen;
  for (const auto& message : messages)
    if (*message.find("type") == Value(type)) chosen.push_back(message);
  return chosen;
}

} // namespace protocol_test
