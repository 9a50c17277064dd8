// SPDX-License-Identifier: MIT
// date: a day or moment in another spelling, moved, or said relative to now.
#include "calendar/relative.hpp"
#include "transformer/steps/date_format.hpp"
#include "transformer/steps/function.hpp"
#include "transformer/steps/makers.hpp"

namespace timely::steps {
namespace {

using calendar::Instant;
using calendar::Moment;
using calendar::Zone;
using hif::json::Value;

class Date final : public Function {
 public:
  DateFormat from, to;
  Zone zone = Zone::utc();
  std::optional<Zone> to_zone;
  std::optional<std::string> relative; // to now, instead of the value
  std::string add;                     // relative to the value

  bool takes_nothing() const override { return relative.has_value(); }

  Value operator()(const Value& value, const Scope& scope) const override {
    Moment moment;
    if (relative) {
      moment = resolved(*relative, calendar::from_unix_us(scope.host.now_us()));
    } else {
      const auto parsed = from.parse(value, zone);
      if (!parsed) throw Conflict(shown(value) + " is no date of that format");
      moment = *parsed;
    }
    if (!add.empty()) {
      const bool whole_day = moment.whole_day;
      const auto start = moment.instant;
      moment = resolved(add, start);
      // A day moved by days is a day; moved by hours it is not.
      if (whole_day && zone.start_of(zone.day_of(moment.instant)) == moment.instant)
        moment.whole_day = true;
    }
    return to.print(moment, to_zone.value_or(zone));
  }

 private:
  Moment resolved(const std::string& text, Instant at) const {
    try {
      return calendar::resolve(text, at, zone);
    } catch (const calendar::BadExpression& error) {
      throw Conflict(error.what());
    }
  }
};

// Reads the members of a date's configuration.
class Reader {
 public:
  Reader(const Value& taken, const std::string& at, Compiler& compiler)
      : taken_(taken), at_(at), compiler_(compiler) {}

  std::unique_ptr<Function> read() {
    auto made = std::make_unique<Date>();
    if (taken_.is_string()) { // the format out alone
      format(taken_, at_, made->to);
      return made;
    }
    if (!compiler_.has_keys(taken_, at_, {"from", "to", "zone", "to_zone", "relative", "add"}))
      return nullptr;
    member("from", [&](const Value& v, const std::string& at) { format(v, at, made->from); });
    member("to", [&](const Value& v, const std::string& at) { format(v, at, made->to); });
    member("zone", [&](const Value& v, const std::string& at) {
      if (auto read = zone(v, at)) made->zone = *read;
    });
    member("to_zone", [&](const Value& v, const std::string& at) { made->to_zone = zone(v, at); });
    member("relative",
           [&](const Value& v, const std::string& at) { made->relative = expression(v, at); });
    member("add", [&](const Value& v, const std::string& at) { made->add = expression(v, at); });
    if (made->relative && taken_.find("from"))
      compiler_.problem(at_ + "/from", "a date relative to now reads nothing",
                        "Leave \"from\" out.");
    return made;
  }

 private:
  template <typename Use>
  void member(const char* name, Use use) {
    if (const auto* value = taken_.find(name)) use(*value, at_ + "/" + name);
  }

  void format(const Value& value, const std::string& at, DateFormat& format) {
    if (!value.is_string()) return compiler_.problem(at, "expected a format, such as %d.%m.%Y");
    try {
      format = DateFormat::named(value.as_string());
    } catch (const std::invalid_argument& error) {
      compiler_.problem(at, error.what());
    }
  }

  std::optional<Zone> zone(const Value& value, const std::string& at) {
    if (!value.is_string()) {
      compiler_.problem(at, "expected a time zone, such as Europe/Oslo");
      return std::nullopt;
    }
    try {
      return Zone::named(value.as_string());
    } catch (const calendar::UnknownZone& error) {
      compiler_.problem(at, error.what());
      return std::nullopt;
    }
  }

  // Checked against a day in the middle of all days, on which every expression has a meaning.
  std::string expression(const Value& value, const std::string& at) {
    if (!value.is_string()) {
      compiler_.problem(at, "expected a relative date, such as \"start of month\" or \"-7 days\"");
      return {};
    }
    try {
      const calendar::Day some_day = std::chrono::year(5000) / 6 / 15;
      calendar::resolve(value.as_string(), Instant(some_day), Zone::utc());
    } catch (const calendar::BadExpression& error) {
      compiler_.problem(at, error.what());
    }
    return value.as_string();
  }

  const Value& taken_;
  const std::string& at_;
  Compiler& compiler_;
};

std::unique_ptr<Function> make_date_function(const Value& taken, const std::string& at,
                                             Compiler& compiler) {
  return Reader(taken, at, compiler).read();
}

} // namespace

std::unique_ptr<Step> make_date(const Value& taken, const std::string& at, Compiler& compiler) {
  return make_function_step(taken, at, compiler, make_date_function);
}

} // namespace timely::steps
