// SPDX-License-Identifier: MIT
#include "writing.hpp"

using namespace timely::test;

namespace {

const std::string name = R"({"name":"Ada"})";

KeptResult result_of(ScriptedClient::Script script, const std::string& config,
                     const std::string& record) {
  ScriptedClient client(std::move(script));
  return write_all(client, config, {record}).at(0);
}

KeptResult create(ScriptedClient::Script script) {
  return result_of(std::move(script), outgoing("POST", "Create a client"), name);
}

KeptResult remove_event(ScriptedClient::Script script) {
  return result_of(std::move(script), outgoing("DELETE", "events.delete"), R"({"path":{"id":44}})");
}

TEST(Outcome, CreatedWithTheVendorsIdAndAnswer) {
  const auto result = create(answer(200, R"({"id":61204,"name":"Ada"})"));
  EXPECT_EQ(result.outcome, HIF_OUTCOME_CREATED);
  EXPECT_EQ(result.id, "61204");
  EXPECT_EQ(result.http_status, 200);
  EXPECT_EQ(result.response, R"({"id":61204,"name":"Ada"})");
  EXPECT_EQ(result.status, HIF_OK);
}

TEST(Outcome, AnswerIsOneLine) {
  EXPECT_EQ(create(answer(200, "{\n \"id\": 1\n}")).response, R"({"id":1})");
}

TEST(Outcome, UpdatedDeletedAccepted) {
  EXPECT_EQ(result_of(answer(200, "{}"), outgoing("PUT", "clients.update"),
                      R"({"path":{"id":3},"payload":{"name":"x"}})")
                .outcome,
            HIF_OUTCOME_UPDATED);
  const auto deleted = remove_event(answer(200, "{}"));
  EXPECT_EQ(deleted.outcome, HIF_OUTCOME_DELETED);
  EXPECT_EQ(deleted.id, "44");
  EXPECT_EQ(create(answer(202, "{}")).outcome, HIF_OUTCOME_ACCEPTED);
  const auto action =
      outgoing("POST", "users.request_timesheet", R"(, "allow_undocumented": true)");
  EXPECT_EQ(result_of(answer(200, ""), action, R"({"path":{"id":3}})").outcome,
            HIF_OUTCOME_ACCEPTED);
}

TEST(Outcome, RefusalIsReadablePerField) {
  const auto result = create([](const Asked&) {
    return Reply{.http_status = 422,
                 .body = R"({"errors":{"name":["can't be blank"]},"suggested_name":"Ada 2"})",
                 .headers = {{"x-request-id", "7f3a"}}};
  });
  EXPECT_EQ(result.outcome, HIF_OUTCOME_FAILED);
  EXPECT_EQ(result.status, HIF_CONFLICT);
  EXPECT_EQ(result.http_status, 422);
  EXPECT_EQ(result.error,
            "Create a client: POST /1.1/123123/clients answered 422: name: can't be blank; the "
            "vendor suggests the name \"Ada 2\" (request id 7f3a)");
  EXPECT_EQ(result.details,
            R"({"fields":{"name":["can't be blank"]},"http_status":422,"request_id":"7f3a"})");
}

// Every shape in which Timely is known to refuse: what the record then says, and its fields.
TEST(Outcome, EveryShapeOfARefusalIsToldOnTheRecord) {
  struct Shape {
    const char *body, *text, *fields;
  };
  for (
      const auto& shape : {
          Shape{R"({"errors":{"name":["can't be blank"]}})", "name: can't be blank",
                R"({"name":["can't be blank"]})"},
          Shape{R"({"name":["can't be blank"]})", "name: can't be blank",
                R"({"name":["can't be blank"]})"},
          Shape{R"({"errors":{"project_users":["is invalid"],"client_id":"does not exist"}})",
                "project_users: is invalid; client_id: does not exist",
                R"({"project_users":["is invalid"],"client_id":["does not exist"]})"},
          Shape{
              R"({"errors":{"budget_recurrence":[{"start_date":["invalid date"],"end_date":["no"],)"
              R"("recur":["cannot be updated"]}],"budget":["cannot be changed"]}})",
              "budget_recurrence.start_date: invalid date; budget_recurrence.end_date: no; "
              "budget_recurrence.recur: cannot be updated; budget: cannot be changed",
              R"({"budget_recurrence.start_date":["invalid date"],)"
              R"("budget_recurrence.end_date":["no"],)"
              R"("budget_recurrence.recur":["cannot be updated"],"budget":["cannot be changed"]})"},
          Shape{R"({"errors":{"project_id":["is invalid. That person isn't a member of the )"
                R"(selected project."]}})",
                "project_id: is invalid. That person isn't a member of the selected project.",
                R"({"project_id":["is invalid. That person isn't a member of the selected )"
                R"(project."]})"},
          Shape{R"({"errors":{"message":"project_id is invalid. That person isn't a member."}})",
                "project_id is invalid. That person isn't a member.", ""},
          Shape{R"({"error":"Cannot delete locked or invoiced time entry"})",
                "Cannot delete locked or invoiced time entry", ""},
          Shape{R"({"errors":["Name is taken","Color is invalid"]})",
                "Name is taken, Color is invalid", ""},
          Shape{"We are experiencing a problem with our server. Try again later.",
                "We are experiencing a problem with our server. Try again later.", ""},
      }) {
    const auto result = create(answer(422, shape.body));
    EXPECT_EQ(result.error,
              std::string("Create a client: POST /1.1/123123/clients answered 422: ") + shape.text);
    const auto details = json::parse(result.details);
    const auto* fields = details.find("fields");
    EXPECT_EQ(fields ? json::print(*fields) : "", shape.fields) << shape.body;
  }
}

TEST(Outcome, StatusesSayWhatCanBeDone) {
  EXPECT_EQ(create(answer(403, "{}")).status, HIF_PERMISSION_DENIED);
  EXPECT_EQ(create(answer(404, "{}")).status, HIF_NOT_FOUND);
  EXPECT_EQ(create(answer(503, "down")).status, HIF_UNAVAILABLE);
}

TEST(Outcome, LostAnswerIsAmbiguous) {
  const auto result = create([](const Asked&) {
    return Reply{.ambiguous = true,
                 .status = HIF_UNAVAILABLE,
                 .message = "connection reset",
                 .phase = HIF_PHASE_SENT};
  });
  EXPECT_EQ(result.outcome, HIF_OUTCOME_FAILED);
  EXPECT_TRUE(result.ambiguous);
  EXPECT_NE(result.error.find("may or may not have been carried out: the answer was lost"),
            std::string::npos)
      << result.error;
}

TEST(Outcome, CreateIsNeverVouchedForAsRepeatable) {
  ScriptedClient client(answer(200, "{}"));
  write_all(client, outgoing("POST", "Create a client"), {name});
  EXPECT_EQ(client.asked.at(0).repeat, HIF_REPEAT_BY_METHOD);
}

TEST(Outcome, DeleteOfWhatIsGoneAfterALostAnswerIsASuccess) {
  const auto gone = [](bool ambiguous) {
    return [=](const Asked&) {
      return Reply{.http_status = 404,
                   .body = R"({"errors":{"message":"Not found"}})",
                   .ambiguous = ambiguous};
    };
  };
  EXPECT_EQ(remove_event(gone(true)).outcome, HIF_OUTCOME_DELETED);
  EXPECT_EQ(remove_event(gone(false)).status, HIF_NOT_FOUND);
}

TEST(Outcome, SuccessWithABrokenBodyIsAmbiguous) {
  const auto result = create(answer(200, R"({"id":)"));
  EXPECT_EQ(result.status, HIF_DATA_LOSS);
  EXPECT_TRUE(result.ambiguous);
}

TEST(Outcome, RowsRefusedInAnAnswerToManyAreAFailure) {
  const auto bulk = outgoing("POST", "hours.bulk");
  const auto record = R"({"delete":[1,2]})";
  EXPECT_EQ(result_of(answer(200, R"({"deleted_ids":[1,2],"errors":{"delete":[]},"job":null})"),
                      bulk, record)
                .outcome,
            HIF_OUTCOME_ACCEPTED);
  const auto result = result_of(
      answer(200, R"({"deleted_ids":[1],"errors":{"delete":[{"index":1,"message":"locked"}]}})"),
      bulk, record);
  EXPECT_EQ(result.outcome, HIF_OUTCOME_FAILED);
  EXPECT_NE(result.error.find("locked"), std::string::npos) << result.error;
}

TEST(Outcome, DryRunIsPreviewed) {
  ScriptedClient client(answer(200, "{}"));
  const auto results =
      write_all(client, outgoing("POST", "Create a client"), {name}, HIF_CALL_DRY_RUN);
  EXPECT_EQ(results.at(0).outcome, HIF_OUTCOME_PREVIEWED);
  EXPECT_EQ(results.at(0).http_status, 0);
}

TEST(Outcome, WhatNoRecordCanGetPastStopsTheWrite) {
  for (const auto status : {HIF_UNAUTHENTICATED, HIF_UNAVAILABLE, HIF_RATE_LIMITED}) {
    ScriptedClient client([&](const Asked&) {
      return Reply{.status = status, .message = "no", .phase = HIF_PHASE_NOT_SENT};
    });
    ResultList list;
    try {
      write_all(client, outgoing("POST", "Create a client"), {name, name}, 0, &list);
      ADD_FAILURE() << status;
    } catch (const hif::sdk::Error& error) {
      EXPECT_EQ(error.status, status);
    }
    EXPECT_EQ(client.asked.size(), 1u);
    EXPECT_TRUE(list.results.empty());
  }
}

TEST(Outcome, RecordThatMayHaveBeenActedOnIsToldBeforeTheWriteStops) {
  ScriptedClient client([&](const Asked&) {
    return Reply{.ambiguous = true,
                 .status = HIF_CANCELLED,
                 .message = "interrupted",
                 .phase = HIF_PHASE_SENT};
  });
  ResultList list;
  EXPECT_THROW(write_all(client, outgoing("POST", "Create a client"), {name, name}, 0, &list),
               hif::sdk::Error);
  ASSERT_EQ(list.results.size(), 1u);
  EXPECT_TRUE(list.results[0].ambiguous);
  EXPECT_EQ(list.results[0].index, 5u);
}

} // namespace
