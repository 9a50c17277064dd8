// SPDX-License-Identifier: MIT
#pragma once
// The JSON value of the SDK: key order is kept, and a number keeps the text it was written with,
// so that 12345678901234567890 and 1.10 come out as they went in (RFC 8259).
// Values have value semantics; no function here is safe for concurrent writes to one value.

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace hif::json {

class Value;
struct Member;
using Array = std::vector<Value>;

// A number by its RFC 8259 spelling.
struct Number {
  std::string text;
  bool operator==(const Number&) const = default;
};

// Members in the order in which they were added; names are unique.
class Object {
 public:
  Object();
  Object(std::initializer_list<Member> members);
  Object(const Object& other);
  Object(Object&& other) noexcept;
  Object& operator=(const Object& other);
  Object& operator=(Object&& other) noexcept;
  ~Object();

  const Value* find(std::string_view name) const;
  Value* find(std::string_view name);
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  // The member's value; added as null at the end when there is none.
  Value& operator[](std::string_view name);
  void set(std::string_view name, Value value);
  // False when there is no such member.
  bool erase(std::string_view name);
  // Adds without looking for an earlier member of that name: for parsers that have looked.
  void append(std::string name, Value value);

  bool empty() const;
  std::size_t size() const;
  const Member* begin() const;
  const Member* end() const;
  Member* begin();
  Member* end();
  std::vector<Member>& members() { return members_; }

  // Equal when the same names have equal values, in any order.
  bool operator==(const Object& other) const;

 private:
  std::vector<Member> members_;
};

// The wrong type was asked of a value.
class TypeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Value {
 public:
  Value() : data_(nullptr) {}
  Value(std::nullptr_t) : data_(nullptr) {}
  Value(bool value) : data_(value) {}
  Value(std::int64_t value) : data_(Number{std::to_string(value)}) {}
  Value(std::uint64_t value) : data_(Number{std::to_string(value)}) {}
  Value(int value) : Value(static_cast<std::int64_t>(value)) {}
  Value(unsigned value) : Value(static_cast<std::uint64_t>(value)) {}
  // Shortest spelling that reads back the same. JSON has no NaN or infinity: those become null.
  Value(double value);
  Value(Number value) : data_(std::move(value)) {}
  Value(std::string value) : data_(std::move(value)) {}
  Value(std::string_view value) : data_(std::string(value)) {}
  Value(const char* value) : data_(std::string(value)) {}
  Value(Array value) : data_(std::move(value)) {}
  Value(Object value) : data_(std::move(value)) {}

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(data_); }
  bool is_bool() const { return std::holds_alternative<bool>(data_); }
  bool is_number() const { return std::holds_alternative<Number>(data_); }
  bool is_string() const { return std::holds_alternative<std::string>(data_); }
  bool is_array() const { return std::holds_alternative<Array>(data_); }
  bool is_object() const { return std::holds_alternative<Object>(data_); }
  bool is_scalar() const { return !is_array() && !is_object(); }
  // A number without fraction whose value fits 64 bits, signed or unsigned.
  bool is_integer() const { return to_int64() || to_uint64(); }

  // The parts. Each throws TypeError when the value is of another type.
  bool as_bool() const { return get<bool>("a boolean"); }
  const Number& as_number() const { return get<Number>("a number"); }
  const std::string& as_string() const { return get<std::string>("a string"); }
  const Array& as_array() const { return get<Array>("an array"); }
  const Object& as_object() const { return get<Object>("an object"); }
  std::string& as_string() { return get<std::string>("a string"); }
  Array& as_array() { return get<Array>("an array"); }
  Object& as_object() { return get<Object>("an object"); }
  std::int64_t as_int64() const;
  double as_double() const;

  // Empty when it is no number, has a fraction, or does not fit.
  std::optional<std::int64_t> to_int64() const { return to_integer<std::int64_t>(); }
  std::optional<std::uint64_t> to_uint64() const { return to_integer<std::uint64_t>(); }
  std::optional<double> to_double() const;

  // Member of an object, or null where there is none or this is no object.
  const Value* find(std::string_view name) const {
    const auto* object = std::get_if<Object>(&data_);
    return object ? object->find(name) : nullptr;
  }
  Value* find(std::string_view name) {
    auto* object = std::get_if<Object>(&data_);
    return object ? object->find(name) : nullptr;
  }

  // "null", "boolean", "integer", "number", "string", "array", "object".
  std::string_view type_name() const;

  // Numbers are equal when they are spelled alike or have the same value.
  bool operator==(const Value& other) const;

 private:
  template <typename T>
  const T& get(const char* wanted) const {
    if (const T* part = std::get_if<T>(&data_)) return *part;
    throw TypeError(std::string("expected ") + wanted + ", got " + std::string(type_name()));
  }
  template <typename T>
  T& get(const char* wanted) {
    return const_cast<T&>(std::as_const(*this).template get<T>(wanted));
  }
  template <typename T>
  std::optional<T> to_integer() const;

  std::variant<std::nullptr_t, bool, Number, std::string, Array, Object> data_;
};

struct Member {
  std::string name;
  Value value;
  bool operator==(const Member&) const = default;
};

// ---------------------------------------------------------------------------------------------

inline Object::Object() = default;
inline Object::Object(std::initializer_list<Member> members) : members_(members) {}
inline Object::Object(const Object& other) = default;
inline Object::Object(Object&& other) noexcept = default;
inline Object& Object::operator=(const Object& other) = default;
inline Object& Object::operator=(Object&& other) noexcept = default;
inline Object::~Object() = default;

inline bool Object::empty() const {
  return members_.empty();
}
inline std::size_t Object::size() const {
  return members_.size();
}
inline const Member* Object::begin() const {
  return members_.data();
}
inline const Member* Object::end() const {
  return members_.data() + members_.size();
}
inline Member* Object::begin() {
  return members_.data();
}
inline Member* Object::end() {
  return members_.data() + members_.size();
}

inline const Value* Object::find(std::string_view name) const {
  for (const auto& member : members_)
    if (member.name == name) return &member.value;
  return nullptr;
}

inline Value* Object::find(std::string_view name) {
  return const_cast<Value*>(std::as_const(*this).find(name));
}

inline Value& Object::operator[](std::string_view name) {
  if (auto* value = find(name)) return *value;
  return members_.emplace_back(Member{std::string(name), Value()}).value;
}

inline void Object::set(std::string_view name, Value value) {
  (*this)[name] = std::move(value);
}

inline void Object::append(std::string name, Value value) {
  members_.push_back(Member{std::move(name), std::move(value)});
}

inline bool Object::erase(std::string_view name) {
  return std::erase_if(members_, [&](const Member& member) { return member.name == name; }) > 0;
}

inline bool Object::operator==(const Object& other) const {
  if (members_.size() != other.members_.size()) return false;
  for (const auto& member : members_) {
    const auto* value = other.find(member.name);
    if (!value || !(*value == member.value)) return false;
  }
  return true;
}

inline Value::Value(double value) : data_(nullptr) {
  if (!std::isfinite(value)) return;
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  data_ = Number{std::string(text, end)};
}

template <typename T>
std::optional<T> Value::to_integer() const {
  const auto* number = std::get_if<Number>(&data_);
  if (!number) return std::nullopt;
  const auto& text = number->text;
  T result{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
  if (error != std::errc{}) return std::nullopt;
  if (end == text.data() + text.size()) return result;
  // 5.0 and 5e0 are the integer 5 as well (JSON Schema draft-06 §6.1.1), while they are exact.
  const auto value = to_double();
  if (!value || *value != std::floor(*value) || std::abs(*value) > 9007199254740992.0)
    return std::nullopt;
  if (std::is_unsigned_v<T> && *value < 0) return std::nullopt;
  return static_cast<T>(*value);
}

inline std::optional<double> Value::to_double() const {
  const auto* number = std::get_if<Number>(&data_);
  if (!number) return std::nullopt;
  double result{};
  const auto& text = number->text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return result;
}

inline std::int64_t Value::as_int64() const {
  if (const auto value = to_int64()) return *value;
  throw TypeError("expected an integer of 64 bits, got " +
                  (is_number() ? as_number().text : std::string(type_name())));
}

inline double Value::as_double() const {
  if (const auto value = to_double()) return *value;
  throw TypeError("expected a number, got " + std::string(type_name()));
}

inline std::string_view Value::type_name() const {
  switch (data_.index()) {
  case 0:
    return "null";
  case 1:
    return "boolean";
  case 2:
    return to_int64() || to_uint64() ? "integer" : "number";
  case 3:
    return "string";
  case 4:
    return "array";
  default:
    return "object";
  }
}

inline bool Value::operator==(const Value& other) const {
  if (is_number() && other.is_number()) {
    if (as_number() == other.as_number()) return true;
    if (const auto a = to_int64(), b = other.to_int64(); a && b) return *a == *b;
    if (const auto a = to_uint64(), b = other.to_uint64(); a && b) return *a == *b;
    if (is_integer() != other.is_integer()) return false;
    const auto a = to_double(), b = other.to_double();
    return a && b && *a == *b;
  }
  return data_ == other.data_;
}

} // namespace hif::json
