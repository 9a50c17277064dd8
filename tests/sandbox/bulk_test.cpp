// SPDX-License-Identifier: MIT
#include "asking.hpp"

namespace timely::sandbox {
namespace {

class BulkTest : public SandboxTest {};

std::string rows(int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += std::string(i ? "," : "") + R"({"day":"2026-03-18","hours":1})";
  return "[" + text + "]";
}

TEST_F(BulkTest, CreatesUpdatesAndDeletesInOneRequest) {
  const auto first = timely.post("bulk/hours", "{\"create\":" + rows(2) + "}");
  ASSERT_EQ(first.status, 200);
  const auto a = compact(first["created_ids"].as_array()[0]);
  const auto b = compact(first["created_ids"].as_array()[1]);
  const auto second = timely.post("bulk/hours", R"({"create":[],"update":[{"id":)" + a +
                                                    R"(,"note":"n"}],"delete":[)" + b + "]}");
  EXPECT_EQ(second.body, R"({"deleted_ids":[)" + b + R"(],"created_ids":[],"updated_ids":[)" + a +
                             R"(],"errors":{"create":[],"update":[],"delete":[]},"job":null})");
  EXPECT_EQ(timely.get("events/" + a).text("note"), "n");
  EXPECT_EQ(timely.get("events/" + b).status, 404);
}

TEST_F(BulkTest, GoodRowsAreAppliedAndBadOnesNamedByIndex) {
  const auto before = timely.sandbox.event_count();
  const auto answer = timely.post(
      "bulk/events",
      R"({"create":[{"day":"2026-03-18","hours":1},{"hours":1},{"day":"2026-03-18","project_id":1}],)"
      R"("update":[{"id":1,"note":"x"}],"delete":[2]})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer["created_ids"].as_array().size(), 1u);
  EXPECT_EQ(answer.printed("errors"),
            R"({"create":[{"index":1,"errors":{"day":["can't be blank"]}},)"
            R"({"index":2,"errors":{"project_id":["is invalid"]}}],)"
            R"("update":[{"index":0,"errors":{"id":["Not found"]}}],)"
            R"("delete":[{"index":0,"errors":{"id":["Not found"]}}]})");
  EXPECT_EQ(timely.sandbox.event_count(), before + 1);
}

TEST_F(BulkTest, MoreThanAHundredRowsAreRefusedWhole) {
  const auto before = timely.sandbox.event_count();
  EXPECT_EQ(timely.post("bulk/events", "{\"create\":" + rows(100) + "}").status, 200);
  EXPECT_EQ(timely.post("bulk/events", "{\"create\":" + rows(101) + "}").status, 422);
  EXPECT_EQ(timely.sandbox.event_count(), before + 100);
}

TEST_F(BulkTest, ListsMustBeLists) {
  EXPECT_EQ(timely.post("bulk/events", R"({"create":{}})").printed("errors"),
            R"({"create":["is not an array"]})");
  EXPECT_EQ(timely.post("bulk/events", "{}").status, 422);
}

TEST_F(BulkTest, LockedRowCannotBeDeleted) {
  const auto id = timely.post("events", R"({"event":{"day":"2026-03-18","billed":true}})").id();
  const auto answer = timely.post("bulk/events", "{\"delete\":[" + std::to_string(id) + "]}");
  EXPECT_EQ(answer["errors"].find("delete")->as_array().size(), 1u);
  EXPECT_EQ(timely.get("events/" + std::to_string(id)).status, 200);
}

TEST_F(BulkTest, EntriesOfAProposalGoTogether) {
  timely.post("events",
              R"({"event":{"day":"2026-03-18","autosheet_proposal_id":"p-1","hours":1}})");
  const auto answer = timely.post("bulk/hours", R"({"delete_by_autosheet_proposal_id":"p-1"})");
  EXPECT_EQ(answer["deleted_ids"].as_array().size(), 1u);
}

TEST(BulkAsync, AnswersWithAJobOverTheThreshold) {
  Options options;
  options.bulk_async_threshold = 20;
  const Asking timely(options);
  EXPECT_EQ(timely.post("bulk/events", "{\"create\":" + rows(20) + "}").status, 200);
  const auto before = timely.sandbox.event_count();
  const auto answer = timely.post("bulk/events", "{\"create\":" + rows(21) + "}");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.printed("created_ids"), "[]");
  EXPECT_EQ(answer["job"].find("status")->as_string(), "created");
  EXPECT_EQ(timely.sandbox.event_count(), before + 21);
}

} // namespace
} // namespace timely::sandbox
