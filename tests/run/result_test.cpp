// SPDX-License-Identifier: MIT
#include "run/call_failure.hpp"
#include "run/result_json.hpp"
#include "text/failure.hpp"

#include <hif/sdk/json_print.hpp>
#include <hif/sdk/text.hpp>

#include <gtest/gtest.h>

namespace {

using hif::sdk::str;
using host::Exit;

hif_result result(std::int32_t outcome) {
  hif_result result{};
  result.struct_size = sizeof result;
  result.outcome = outcome;
  return result;
}

std::string id_of(std::string_view id) {
  auto created = result(HIF_OUTCOME_CREATED);
  created.id = str(id);
  return hif::json::print(*host::result_json(created).find("id"));
}

TEST(ResultJson, HasItsSixFieldsAlways) {
  auto created = result(HIF_OUTCOME_CREATED);
  created.index = 3;
  EXPECT_EQ(hif::json::print(host::result_json(created)),
            R"({"index":3,"status":"created","http_status":null,"id":null,"response":null,)"
            R"("error":null})");
}

TEST(ResultJson, BearsWhatTheVendorSaid) {
  auto failed = result(HIF_OUTCOME_FAILED);
  failed.http_status = 422;
  failed.error = str("name is taken");
  failed.response_json = str(R"({"errors":{"message":"no"}})");
  failed.details_json = str(R"({"fields":{"name":["is taken"]}})");
  failed.ambiguous = 1;
  EXPECT_EQ(hif::json::print(host::result_json(failed)),
            R"({"index":0,"status":"failed","http_status":422,"id":null,)"
            R"("response":{"errors":{"message":"no"}},"error":"name is taken",)"
            R"("details":{"fields":{"name":["is taken"]}},"ambiguous":true})");
}

TEST(ResultJson, NamesEveryOutcomeAndTakesUnknownOnesForFailed) {
  const std::vector<std::pair<std::int32_t, std::string>> names = {
      {HIF_OUTCOME_FAILED, "failed"},       {HIF_OUTCOME_CREATED, "created"},
      {HIF_OUTCOME_UPDATED, "updated"},     {HIF_OUTCOME_DELETED, "deleted"},
      {HIF_OUTCOME_ACCEPTED, "accepted"},   {HIF_OUTCOME_UNCHANGED, "unchanged"},
      {HIF_OUTCOME_PREVIEWED, "previewed"}, {99, "failed"}};
  for (const auto& [outcome, name] : names)
    EXPECT_EQ(host::result_json(result(outcome)).find("status")->as_string(), name);
}

TEST(ResultJson, HasANumberForAnIdOnlyWhenItIsSpelledAsOne) {
  EXPECT_EQ(id_of("61234"), "61234");
  EXPECT_EQ(id_of("0"), "0");
  for (const char* text : {"007", "-1", "1e5", "5.0", "12a", "99999999999999999999999"})
    EXPECT_EQ(id_of(text), hif::json::print(hif::json::Value(text)));
}

TEST(ResultJson, KeepsAResponseThatIsNoJsonAsText) {
  auto created = result(HIF_OUTCOME_CREATED);
  created.response_json = str("<html>");
  EXPECT_EQ(host::result_json(created).find("response")->as_string(), "<html>");
}

TEST(ExitOfAFailedRecord, IsThatOfItsCause) {
  const std::vector<std::pair<hif_status, int>> exits = {
      {HIF_INVALID_ARGUMENT, Exit::failed},
      {HIF_NOT_FOUND, Exit::failed},
      {HIF_UNAUTHENTICATED, Exit::unauthorised},
      {HIF_PERMISSION_DENIED, Exit::unauthorised},
      {HIF_RATE_LIMITED, Exit::unreachable},
      {HIF_UNAVAILABLE, Exit::unreachable},
      {HIF_INTERNAL, Exit::failed},
      {HIF_CANCELLED, Exit::failed}};
  for (const auto& [status, exit] : exits) {
    auto failed = result(HIF_OUTCOME_FAILED);
    failed.status = status;
    EXPECT_EQ(host::exit_of_failed(failed), exit) << status;
  }
}

TEST(ExitOfAFailedRecord, ThatMayHaveBeenActedOnIsOne) {
  auto lost = result(HIF_OUTCOME_FAILED);
  lost.status = HIF_UNAVAILABLE;
  lost.ambiguous = 1;
  EXPECT_EQ(host::exit_of_failed(lost), Exit::failed);
}

TEST(CallFailure, IsThrownForEveryStatusThatIsNotOneOfTheThreeGoodOnes) {
  const host::HostCall call;
  for (const hif_status good : {HIF_OK, HIF_END, HIF_PENDING})
    EXPECT_NO_THROW(host::throw_if_failed(good, call, "in"));
  for (const hif_status bad : {-1, -13, -99, 3, 1000})
    EXPECT_THROW(host::throw_if_failed(bad, call, "in"), host::Failure) << bad;
}

TEST(CallFailure, SaysWhoFailedAndWhatItSaid) {
  host::HostCall call;
  const auto text = [&](hif_status status) {
    try {
      host::throw_if_failed(status, call, "in");
    } catch (const host::Failure& failure) {
      return std::to_string(failure.exit_code) + " " + failure.what();
    }
    return std::string();
  };
  EXPECT_EQ(text(HIF_NOT_FOUND), "1 in failed with status -5 and said no more");
  EXPECT_EQ(text(77), "1 in failed with status 77 and said no more");
  call.raw()->fail(call.raw(), HIF_UNAVAILABLE, str("no route to host"), hif_str{});
  EXPECT_EQ(text(HIF_UNAVAILABLE), "5 in: no route to host");
  EXPECT_EQ(text(HIF_CANCELLED), "130 in: no route to host");
}

} // namespace
