// SPDX-License-Identifier: MIT
// duration: a length of time in another spelling.
#include "transformer/steps/duration_format.hpp"
#include "transformer/steps/function.hpp"
#include "transformer/steps/makers.hpp"

namespace timely::steps {
namespace {

using hif::json::Value;

class Duration final : public Function {
 public:
  std::optional<DurationFormat> from; // none: as the value tells
  DurationPrinting to;
  std::optional<Decimal> round_to; // seconds
  Rounding rounding = Rounding::half_up;

  Value operator()(const Value& value, const Scope&) const override {
    const auto format = from ? from : format_of(value);
    if (!format)
      throw Conflict(shown(value) + " does not tell its format: say \"from\", as hours, minutes "
                                    "or seconds");
    auto seconds = parse_duration(value, *format);
    if (!seconds) throw Conflict(shown(value) + " is no duration of that format");
    try {
      if (round_to) seconds = quotient(*seconds, *round_to, rounding) * *round_to;
      return print_duration(*seconds, to);
    } catch (const ArithmeticError& error) {
      throw Conflict(error.what());
    }
  }
};

std::optional<DurationFormat> format_named(const Value& value, const std::string& at,
                                           Compiler& compiler) {
  const auto chosen =
      compiler.choice(value, at, {"h:mm", "hours", "minutes", "seconds", "iso", "object"});
  return chosen ? std::optional(static_cast<DurationFormat>(*chosen)) : std::nullopt;
}

// "h:mm", "hh:mm", "h:mm:ss" and "hh:mm:ss" besides the names of formats.
void read_target(const Value& value, const std::string& at, Compiler& compiler,
                 DurationPrinting& how) {
  if (value.is_string() &&
      (value.as_string().ends_with(":mm") || value.as_string().ends_with(":mm:ss"))) {
    const auto chosen = compiler.choice(value, at, {"h:mm", "hh:mm", "h:mm:ss", "hh:mm:ss"});
    how.pad_hours = chosen && *chosen % 2 == 1;
    how.with_seconds = chosen && *chosen >= 2;
    return;
  }
  if (const auto format = format_named(value, at, compiler)) how.format = *format;
}

// {minutes: 15, mode: up}
void read_rounding(const Value& value, const std::string& at, Compiler& compiler,
                   Duration& duration) {
  if (!compiler.has_keys(value, at, {"minutes", "seconds", "mode"})) return;
  const auto* minutes = value.find("minutes");
  const auto* seconds = value.find("seconds");
  const auto* given = minutes ? minutes : seconds;
  if (!given || (minutes && seconds))
    return compiler.problem(at, "either \"minutes\" or \"seconds\" is needed");
  const auto step = given->is_number() ? Decimal::parse(given->as_number().text) : std::nullopt;
  if (!step || step->is_negative() || step->is_zero())
    return compiler.problem(at + (minutes ? "/minutes" : "/seconds"), "expected a number above 0");
  duration.round_to = *step * Decimal(minutes ? 60 : 1);
  if (const auto* mode = value.find("mode"))
    if (const auto chosen =
            compiler.choice(*mode, at + "/mode", {"half_even", "half_up", "up", "down"}))
      duration.rounding = static_cast<Rounding>(*chosen);
}

std::unique_ptr<Function> make_duration_function(const Value& taken, const std::string& at,
                                                 Compiler& compiler) {
  auto made = std::make_unique<Duration>();
  if (taken.is_string()) {
    read_target(taken, at, compiler, made->to);
    return made;
  }
  if (!compiler.has_keys(taken, at, {"from", "to", "digits", "round"}, {"to"})) return nullptr;
  if (const auto* from = taken.find("from"); from && !(*from == Value("auto")))
    made->from = format_named(*from, at + "/from", compiler);
  read_target(*taken.find("to"), at + "/to", compiler, made->to);
  if (const auto* digits = taken.find("digits")) {
    const auto number = digits->to_int64();
    if (!number || *number < 0 || *number > Decimal::division_scale)
      compiler.problem(at + "/digits", "expected an integer from 0 to 20");
    else
      made->to.digits = static_cast<int>(*number);
  }
  if (const auto* round = taken.find("round"))
    read_rounding(*round, at + "/round", compiler, *made);
  return made;
}

} // namespace

std::unique_ptr<Step> make_duration(const Value& taken, const std::string& at, Compiler& compiler) {
  return make_function_step(taken, at, compiler, make_duration_function);
}

} // namespace timely::steps
