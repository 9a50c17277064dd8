// SPDX-License-Identifier: MIT
#include "builtin/sql/database.hpp"

#include <Poco/Data/AbstractBinding.h>
#include <Poco/Data/RecordSet.h>

namespace host::sql {
namespace {

// Binds a Value by what it holds.
class ValueBinding : public Poco::Data::AbstractBinding {
 public:
  explicit ValueBinding(const Value& value) : value_(value) {}

  std::size_t numOfColumnsHandled() const override { return 1; }
  std::size_t numOfRowsHandled() const override { return 1; }
  bool canBind() const override { return !bound_; }
  void bind(std::size_t position) override {
    auto& binder = *getBinder();
    if (const auto* number = std::get_if<std::int64_t>(&value_))
      binder.bind(position, *number, pd_in);
    else if (const auto* real = std::get_if<double>(&value_))
      binder.bind(position, *real, pd_in);
    else if (const auto* text = std::get_if<std::string>(&value_))
      binder.bind(position, *text, pd_in);
    else
      binder.bind(position, Poco::Data::Keywords::null, pd_in);
    bound_ = true;
  }
  void reset() override {
    bound_ = false;
    getBinder()->reset();
  }

 private:
  static constexpr auto pd_in = Poco::Data::AbstractBinder::PD_IN;
  const Value& value_;
  bool bound_ = false;
};

// `values` must live until the statement is executed.
void add(Poco::Data::Statement& statement, const std::string& sql,
         const std::vector<Value>& values) {
  statement << sql;
  for (const auto& value : values)
    statement.addBind(Poco::Data::AbstractBinding::Ptr(new ValueBinding(value)));
}

std::string text_of(const Poco::Dynamic::Var& value) {
  return value.isEmpty() ? std::string() : value.convert<std::string>();
}

} // namespace

void Database::commit() {
  try {
    session_->commit();
  } catch (const Poco::Exception& error) {
    rethrow(error);
  }
}

void Database::roll_back() noexcept {
  try {
    session_->rollback();
  } catch (...) { // the connection is gone, and so is what was not committed
  }
}

void Database::execute(const std::string& sql, const std::vector<Value>& values) {
  try {
    Poco::Data::Statement statement(*session_);
    add(statement, sql, values);
    statement.execute();
  } catch (const Poco::Exception& error) {
    rethrow(error);
  }
}

std::vector<std::vector<std::string>> Database::rows(const std::string& sql,
                                                     const std::vector<Value>& values) {
  try {
    Poco::Data::Statement query(*session_);
    add(query, sql, values);
    query.execute();
    std::vector<std::vector<std::string>> all;
    Poco::Data::RecordSet records(query);
    for (bool more = records.moveFirst(); more; more = records.moveNext()) {
      auto& row = all.emplace_back();
      for (std::size_t i = 0; i < records.columnCount(); ++i)
        row.push_back(text_of(records.value(i)));
    }
    return all;
  } catch (const Poco::Exception& error) {
    rethrow(error);
  }
}

} // namespace host::sql
