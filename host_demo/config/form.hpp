// SPDX-License-Identifier: MIT
#pragma once
// A part of a form (JSON Schema draft-07) and what its keywords say about single values.

#include <hif/sdk/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

// Borrows the form, which must live longer.
class Form {
 public:
  // null: anything goes.
  explicit Form(const hif::json::Value* root) : part_(root), root_(root) {}

  // The same with local references (#/…) followed. One that leads nowhere allows anything.
  Form resolved() const;

  const hif::json::Value* find(std::string_view keyword) const;
  bool has(std::string_view keyword) const { return find(keyword) != nullptr; }
  bool is_true(std::string_view keyword) const;
  // The text of a keyword, or "".
  std::string text(std::string_view keyword) const;
  // Allows nothing (the schema `false`).
  bool is_false() const { return part_ && part_->is_bool() && !part_->as_bool(); }
  // A part of this part.
  Form part(const hif::json::Value& value) const { return Form(&value, root_); }

  // Empty: any type.
  std::vector<std::string_view> types() const;
  // Whether `type` is one of types(), or there are none.
  bool allows(std::string_view type) const;
  // oneOf or anyOf, when that alone says what is allowed.
  std::vector<Form> branches() const;
  // Names of the known keys of an object.
  std::vector<std::string> keys() const;
  // What the value of a key of an object has to be; nothing when there may be no such key.
  std::optional<Form> key(const std::string& name) const;
  // What an item of a list has to be.
  Form item(std::size_t index) const;

 private:
  Form(const hif::json::Value* part, const hif::json::Value* root) : part_(part), root_(root) {}

  const hif::json::Value* part_;
  const hif::json::Value* root_;
};

struct Complaint {
  std::string message, hint;
};

// What enum, const, minimum, maximum, minLength, maxLength, pattern and format say of a scalar.
// `shown` is how a message calls the value.
std::optional<Complaint> check_scalar(const Form& form, const hif::json::Value& value,
                                      const std::string& shown);
// What the keywords of form `kind` ("Items" or "Properties") say of a number of parts.
std::optional<Complaint> check_count(const Form& form, std::size_t count, std::string_view kind,
                                     std::string_view noun);
// Whether `text` matches; a pattern that cannot be understood matches everything.
bool matches(const std::string& pattern, std::string_view text);
// "an integer or text", "anything".
std::string expectation(const std::vector<std::string_view>& types);

// The keywords that reading by the form leaves unchecked, over a finished value: allOf, not, if,
// contains, multipleOf and the like. The first thing wrong, if any; `pointer` is within `value`.
struct FormFault {
  std::string pointer, message;
};
std::optional<FormFault> check_rest(const hif::json::Value& form, const hif::json::Value& value);

} // namespace host
