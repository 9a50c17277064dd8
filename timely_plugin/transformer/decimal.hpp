// SPDX-License-Identifier: MIT
#pragma once
// Exact decimal numbers of up to 38 digits: what amounts and hours need and doubles cannot do.

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace timely {

// A result that has no place in 38 digits, or none at all.
class ArithmeticError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Rounding { half_even, half_up, up, down }; // up: away from zero; down: towards it

// coefficient × 10^-scale, without zeros at its end. Every operation is exact save division; what
// does not fit throws ArithmeticError.
class Decimal {
 public:
  static constexpr int most_scale = 30;     // digits behind the point
  static constexpr int division_scale = 20; // digits behind the point of a quotient

  Decimal(std::int64_t value = 0) : coefficient_(value) {}
  // A number as JSON spells it, exponents too; nothing when it is none or has no place.
  static std::optional<Decimal> parse(std::string_view text);

  // As JSON spells it, without exponent: "-12.5".
  std::string text() const;
  bool is_integer() const { return scale_ == 0; }
  bool is_zero() const { return coefficient_ == 0; }
  bool is_negative() const { return coefficient_ < 0; }
  // Nothing when it has a fraction or does not fit.
  std::optional<std::int64_t> to_int64() const;

  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a, const Decimal& b);
  friend Decimal operator*(const Decimal& a, const Decimal& b);
  // Rounded half to even at `division_scale` digits behind the point.
  friend Decimal operator/(const Decimal& a, const Decimal& b);
  // The remainder of a division cut towards zero: it has the sign of `a`.
  friend Decimal operator%(const Decimal& a, const Decimal& b);
  // The quotient as an integer, rounded once and exactly.
  friend Decimal quotient(const Decimal& a, const Decimal& b, Rounding how);
  Decimal operator-() const;
  // Less than 0, 0 or more than 0.
  friend int compare(const Decimal& a, const Decimal& b);
  // With `digits` behind the point (negative: before it).
  Decimal rounded(int digits, Rounding how) const;
  // The largest integer not above it, and the smallest not below.
  Decimal floor() const;
  Decimal ceil() const;

 private:
  __extension__ typedef __int128 Coefficient;
  Decimal(Coefficient coefficient, int scale);
  static Coefficient power_of_ten(int exponent);
  static Coefficient checked_product(Coefficient a, Coefficient b);
  // `a / b` as an integer, rounded.
  static Coefficient divided(Coefficient a, Coefficient b, Rounding how);
  // Both with the same scale.
  static int align(Coefficient& a, int a_scale, Coefficient& b, int b_scale);

  Coefficient coefficient_ = 0;
  int scale_ = 0; // 0 to most_scale
};

} // namespace timely
