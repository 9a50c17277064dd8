// SPDX-License-Identifier: MIT
#pragma once
// A text that must not be shown.

#include <iosfwd>
#include <string>
#include <string_view>

namespace timely::oauth {

// Overwrites `text` in a way that the compiler keeps, and empties it.
void wipe(std::string& text) noexcept;

// A token or a password. Nothing prints or converts it by accident: who needs the text says
// reveal(). Overwritten when it goes; what a reader copies is the reader's to wipe.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text) : text_(text) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : text_(other.text_) { wipe(other.text_); }
  Secret& operator=(const Secret& other) {
    if (this != &other) wipe(text_), text_ = other.text_;
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) wipe(text_), text_.swap(other.text_);
    return *this;
  }
  ~Secret() { wipe(text_); }

  bool empty() const { return text_.empty(); }
  // Lives as long as this.
  const std::string& reveal() const { return text_; }

  // In a time that does not tell where they differ.
  friend bool operator==(const Secret& a, std::string_view b);
  friend bool operator==(const Secret& a, const Secret& b) {
    return a == std::string_view(b.text_);
  }

  friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;

 private:
  std::string text_;
};

// For test output.
void PrintTo(const Secret&, std::ostream* out);

// In a time that does not tell where they differ.
bool equal_secrets(std::string_view a, std::string_view b);

// For people: no part of a short token, the last four characters of a long one.
std::string masked(const Secret& token);

} // namespace timely::oauth
