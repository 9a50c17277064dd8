// SPDX-License-Identifier: MIT
// cast, map_values and hash.
#include "transformer/steps/function.hpp"
#include "transformer/steps/makers.hpp"

#include "transformer/decimal.hpp"

#include <hif/sdk/json_parse.hpp>
#include <hif/sdk/json_print.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace timely::steps {
namespace {

using hif::json::Number;
using hif::json::Value;

enum class Type { string, integer, number, boolean, array, json };

std::string text_of_scalar(const Value& value) {
  return value.is_string() ? value.as_string() : hif::json::print(value);
}

std::string trimmed(const std::string& text) {
  constexpr const char* space = " \t\r\n";
  const auto begin = text.find_first_not_of(space);
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

// The number that a value is, as JSON spells it; of a boolean 0 or 1.
Number number_of(const Value& value) {
  if (value.is_number()) return value.as_number();
  if (value.is_bool()) return Number{value.as_bool() ? "1" : "0"};
  if (value.is_string()) {
    auto text = trimmed(value.as_string());
    if (text.starts_with('+')) text.erase(0, 1);
    try {
      const auto parsed = hif::json::parse(text);
      if (parsed.is_number()) return parsed.as_number();
    } catch (const hif::json::ParseError&) { // said below
    }
  }
  throw Conflict(shown(value) + " is no number");
}

class Cast final : public Function {
 public:
  explicit Cast(Type type) : type_(type) {}

  Value operator()(const Value& value, const Scope&) const override {
    switch (type_) {
    case Type::string:
      return text_of_scalar(value);
    case Type::integer:
      return integer(value);
    case Type::number:
      return number_of(value);
    case Type::boolean:
      return boolean(value);
    case Type::array:
      return value.is_array() ? value : Value(hif::json::Array{value});
    case Type::json:
      return parsed(value);
    }
    return value;
  }

 private:
  // 5.0 and "5" are 5; 5.5 is none. Numbers of any size stay exact.
  static Value integer(const Value& value) {
    const auto number = number_of(value);
    const auto digits = [](char c) { return c == '-' || (c >= '0' && c <= '9'); };
    if (std::all_of(number.text.begin(), number.text.end(), digits)) return number;
    const auto decimal = Decimal::parse(number.text);
    if (!decimal || !decimal->is_integer())
      throw Conflict(shown(value) + " is no integer; math: round() makes one");
    return Number{decimal->text()};
  }

  static Value boolean(const Value& value) {
    if (value.is_bool()) return value;
    auto text = trimmed(text_of_scalar(value));
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::array yes = {"true", "yes", "on", "1", "y", "t"};
    constexpr std::array no = {"false", "no", "off", "0", "n", "f"};
    if (std::find(yes.begin(), yes.end(), text) != yes.end()) return true;
    if (std::find(no.begin(), no.end(), text) != no.end()) return false;
    throw Conflict(shown(value) + " is neither true nor false");
  }

  static Value parsed(const Value& value) {
    if (!value.is_string()) return value;
    try {
      return hif::json::parse(value.as_string());
    } catch (const hif::json::ParseError& error) {
      throw Conflict("the text is no JSON: " + std::string(error.what()));
    }
  }

  Type type_;
};

std::unique_ptr<Function> make_cast_function(const Value& taken, const std::string& at,
                                             Compiler& compiler) {
  const auto* type = &taken;
  auto here = at;
  if (taken.is_object()) {
    if (!compiler.has_keys(taken, at, {"type"}, {"type"})) return nullptr;
    type = taken.find("type");
    here += "/type";
  }
  const auto chosen =
      compiler.choice(*type, here, {"string", "integer", "number", "boolean", "array", "json"});
  return chosen ? std::make_unique<Cast>(static_cast<Type>(*chosen)) : nullptr;
}

// Values by the text of what they replace.
class MapValues final : public Function {
 public:
  std::vector<std::pair<std::string, StepValue>> values;
  std::optional<StepValue> otherwise; // none: what has no entry stays
  bool fails = false;                 // what has no entry is an error

  Value operator()(const Value& value, const Scope& scope) const override {
    if (value.is_scalar()) {
      const auto text = text_of_scalar(value);
      for (const auto& [key, result] : values)
        if (key == text) return result.value(scope);
    }
    if (fails) throw Conflict("there is no entry for " + shown(value));
    return otherwise ? otherwise->value(scope) : value;
  }
  bool takes_nothing() const override {
    return std::any_of(values.begin(), values.end(),
                       [](const auto& entry) { return entry.first == "null"; });
  }
};

std::unique_ptr<Function> make_map_function(const Value& taken, const std::string& at,
                                            Compiler& compiler) {
  if (!compiler.has_keys(taken, at, {"values", "otherwise", "on_missing"}, {"values"}))
    return nullptr;
  const auto* values = taken.find("values");
  if (!values->is_object()) {
    compiler.problem(at + "/values", "expected an object: old value to new value");
    return nullptr;
  }
  auto made = std::make_unique<MapValues>();
  for (const auto& [key, value] : values->as_object())
    if (auto result = compiler.value(value, at + "/values" + token(key)))
      made->values.emplace_back(key, std::move(*result));
  if (const auto* otherwise = taken.find("otherwise"))
    made->otherwise = compiler.value(*otherwise, at + "/otherwise");
  if (const auto* missing = taken.find("on_missing")) {
    const auto chosen = compiler.choice(*missing, at + "/on_missing", {"keep", "fail"});
    made->fails = chosen == 1u;
    if (made->fails && made->otherwise)
      compiler.problem(at + "/on_missing", "\"otherwise\" already says what becomes of the rest",
                       "Leave one of the two out.");
  }
  return made;
}

class Hash final : public Function {
 public:
  Hash(const EVP_MD* algorithm, bool base64) : algorithm_(algorithm), base64_(base64) {}

  Value operator()(const Value& value, const Scope&) const override {
    const auto text = text_of_scalar(value);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, algorithm_, nullptr) != 1)
      throw Conflict("the hash cannot be computed here");
    return base64_ ? base64(digest.data(), size) : hexadecimal(digest.data(), size);
  }

 private:
  static std::string hexadecimal(const unsigned char* bytes, std::size_t size) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
      text += digits[bytes[i] >> 4];
      text += digits[bytes[i] & 15];
    }
    return text;
  }

  static std::string base64(const unsigned char* bytes, std::size_t size) {
    std::string text((size + 2) / 3 * 4 + 1, '\0'); // EVP_EncodeBlock ends with a zero byte
    const auto length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes,
                                        static_cast<int>(size));
    text.resize(static_cast<std::size_t>(length));
    return text;
  }

  const EVP_MD* algorithm_;
  bool base64_;
};

std::unique_ptr<Function> make_hash_function(const Value& taken, const std::string& at,
                                             Compiler& compiler) {
  const auto* algorithm = &taken;
  auto here = at;
  bool base64 = false;
  if (taken.is_object()) {
    if (!compiler.has_keys(taken, at, {"algorithm", "encoding"}, {"algorithm"})) return nullptr;
    algorithm = taken.find("algorithm");
    here += "/algorithm";
    if (const auto* encoding = taken.find("encoding")) {
      const auto chosen = compiler.choice(*encoding, at + "/encoding", {"hex", "base64"});
      if (!chosen) return nullptr;
      base64 = *chosen == 1;
    }
  }
  const auto chosen =
      compiler.choice(*algorithm, here, {"sha256", "sha384", "sha512", "sha1", "md5"});
  if (!chosen) return nullptr;
  const std::array algorithms = {EVP_sha256(), EVP_sha384(), EVP_sha512(), EVP_sha1(), EVP_md5()};
  return std::make_unique<Hash>(algorithms[*chosen], base64);
}

} // namespace

std::unique_ptr<Step> make_cast(const Value& taken, const std::string& at, Compiler& compiler) {
  return make_function_step(taken, at, compiler, make_cast_function);
}

std::unique_ptr<Step> make_map_values(const Value& taken, const std::string& at,
                                      Compiler& compiler) {
  return make_function_step(taken, at, compiler, make_map_function);
}

std::unique_ptr<Step> make_hash(const Value& taken, const std::string& at, Compiler& compiler) {
  return make_function_step(taken, at, compiler, make_hash_function);
}

} // namespace timely::steps
