// SPDX-License-Identifier: MIT
#include "transformer/decimal.hpp"

#include <algorithm>
#include <charconv>

namespace timely {
namespace {

constexpr int most_digits = 38;

[[noreturn]] void overflow() {
  throw ArithmeticError("the result has more than 38 digits");
}

} // namespace

Decimal::Decimal(Coefficient coefficient, int scale) : coefficient_(coefficient), scale_(scale) {
  Coefficient opposite;
  if (__builtin_sub_overflow(Coefficient{0}, coefficient, &opposite)) overflow();
  while (scale_ > 0 && coefficient_ % 10 == 0) {
    coefficient_ /= 10;
    --scale_;
  }
  if (scale_ > most_scale) {
    coefficient_ = divided(coefficient_, power_of_ten(scale_ - most_scale), Rounding::half_even);
    scale_ = most_scale;
    while (scale_ > 0 && coefficient_ % 10 == 0) {
      coefficient_ /= 10;
      --scale_;
    }
  }
}

Decimal::Coefficient Decimal::power_of_ten(int exponent) {
  if (exponent > most_digits) overflow();
  Coefficient power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

Decimal::Coefficient Decimal::checked_product(Coefficient a, Coefficient b) {
  Coefficient product;
  if (__builtin_mul_overflow(a, b, &product)) overflow();
  return product;
}

Decimal::Coefficient Decimal::divided(Coefficient a, Coefficient b, Rounding how) {
  const auto quotient = a / b;
  const auto rest = a % b;
  if (rest == 0) return quotient;
  const Coefficient away = (a < 0) == (b < 0) ? 1 : -1;
  const auto absolute = [](Coefficient value) { return value < 0 ? -value : value; };
  // Twice the rest may not fit: compare with what is left to the divisor.
  const auto left = absolute(b) - absolute(rest);
  const int order = absolute(rest) < left ? -1 : absolute(rest) > left ? 1 : 0;
  switch (how) {
  case Rounding::down:
    return quotient;
  case Rounding::up:
    return quotient + away;
  case Rounding::half_up:
    return order >= 0 ? quotient + away : quotient;
  case Rounding::half_even:
    return order > 0 || (order == 0 && quotient % 2 != 0) ? quotient + away : quotient;
  }
  return quotient;
}

int Decimal::align(Coefficient& a, int a_scale, Coefficient& b, int b_scale) {
  if (a_scale < b_scale) a = checked_product(a, power_of_ten(b_scale - a_scale));
  if (b_scale < a_scale) b = checked_product(b, power_of_ten(a_scale - b_scale));
  return std::max(a_scale, b_scale);
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto e = text.find_first_of("eE");
  int exponent = 0;
  if (e != std::string_view::npos) {
    auto digits = text.substr(e + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (error != std::errc{} || end != digits.data() + digits.size() ||
        std::abs(exponent) > 2 * most_digits)
      return std::nullopt;
    text = text.substr(0, e);
  }
  Coefficient coefficient = 0;
  int scale = -exponent;
  bool behind_point = false, any = false;
  for (const char c : text) {
    if (c == '.' && !behind_point) {
      behind_point = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    any = true;
    if (behind_point) ++scale;
    if (__builtin_mul_overflow(coefficient, Coefficient{10}, &coefficient) ||
        __builtin_add_overflow(coefficient, Coefficient{c - '0'}, &coefficient))
      return std::nullopt;
  }
  if (!any) return std::nullopt;
  if (negative) coefficient = -coefficient;
  while (scale > 0 && coefficient % 10 == 0) coefficient /= 10, --scale;
  if (coefficient == 0) scale = 0;
  if (scale > most_scale || -scale > most_digits) return std::nullopt;
  if (scale < 0 && __builtin_mul_overflow(coefficient, power_of_ten(-scale), &coefficient))
    return std::nullopt;
  return Decimal(coefficient, std::max(scale, 0));
}

std::string Decimal::text() const {
  if (coefficient_ == 0) return "0";
  std::string digits;
  for (auto rest = coefficient_; rest != 0; rest /= 10) {
    const auto digit = static_cast<int>(rest % 10);
    digits += static_cast<char>('0' + std::abs(digit));
  }
  while (static_cast<int>(digits.size()) <= scale_) digits += '0';
  if (scale_ > 0) digits.insert(static_cast<std::size_t>(scale_), 1, '.');
  if (coefficient_ < 0) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::optional<std::int64_t> Decimal::to_int64() const {
  const auto value = static_cast<std::int64_t>(coefficient_);
  if (scale_ != 0 || value != coefficient_) return std::nullopt;
  return value;
}

Decimal operator+(const Decimal& a, const Decimal& b) {
  auto x = a.coefficient_, y = b.coefficient_;
  const auto scale = Decimal::align(x, a.scale_, y, b.scale_);
  Decimal::Coefficient sum;
  if (__builtin_add_overflow(x, y, &sum)) overflow();
  return Decimal(sum, scale);
}

Decimal operator-(const Decimal& a, const Decimal& b) {
  return a + -b;
}

Decimal Decimal::operator-() const {
  Coefficient negated;
  if (__builtin_sub_overflow(Coefficient{0}, coefficient_, &negated)) overflow();
  return Decimal(negated, scale_);
}

Decimal operator*(const Decimal& a, const Decimal& b) {
  return Decimal(Decimal::checked_product(a.coefficient_, b.coefficient_), a.scale_ + b.scale_);
}

Decimal operator/(const Decimal& a, const Decimal& b) {
  if (b.is_zero()) throw ArithmeticError("division by zero");
  // As many digits behind the point as have a place; whole numbers stay exact in any case.
  auto numerator = a.coefficient_;
  auto divisor = b.coefficient_;
  int scale = a.scale_ - b.scale_;
  if (scale < 0) {
    numerator = Decimal::checked_product(numerator, Decimal::power_of_ten(-scale));
    scale = 0;
  }
  Decimal::Coefficient more;
  while (scale < Decimal::division_scale && numerator % divisor != 0 &&
         !__builtin_mul_overflow(numerator, Decimal::Coefficient{10}, &more)) {
    numerator = more;
    ++scale;
  }
  return Decimal(Decimal::divided(numerator, divisor, Rounding::half_even), scale);
}

Decimal operator%(const Decimal& a, const Decimal& b) {
  if (b.is_zero()) throw ArithmeticError("division by zero");
  auto x = a.coefficient_, y = b.coefficient_;
  const auto scale = Decimal::align(x, a.scale_, y, b.scale_);
  return Decimal(x % y, scale);
}

Decimal quotient(const Decimal& a, const Decimal& b, Rounding how) {
  if (b.is_zero()) throw ArithmeticError("division by zero");
  auto x = a.coefficient_, y = b.coefficient_;
  Decimal::align(x, a.scale_, y, b.scale_);
  return Decimal(Decimal::divided(x, y, how), 0);
}

int compare(const Decimal& a, const Decimal& b) {
  const auto difference = a - b;
  return difference.is_negative() ? -1 : difference.is_zero() ? 0 : 1;
}

Decimal Decimal::rounded(int digits, Rounding how) const {
  if (digits >= scale_) return *this;
  const int less = scale_ - digits;
  if (less > most_digits) return Decimal(0);
  const auto cut = divided(coefficient_, power_of_ten(less), how);
  if (digits >= 0) return Decimal(cut, digits);
  return Decimal(checked_product(cut, power_of_ten(-digits)), 0);
}

Decimal Decimal::floor() const {
  return rounded(0, is_negative() ? Rounding::up : Rounding::down);
}

Decimal Decimal::ceil() const {
  return rounded(0, is_negative() ? Rounding::down : Rounding::up);
}

} // namespace timely
