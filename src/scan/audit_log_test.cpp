// SPDX-License-Identifier: Apache-2.0
#include "scan/audit_log.h"

#include <gtest/gtest.h>

#include "io/test_folder.h"

namespace bulwark::scan {
namespace {

std::string event(const std::string& verb, const std::string& user = "jane") {
  return R"({"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"ResponseComplete","verb":")" +
         verb + R"(","user":{"username":")" + user +
         R"("},"objectRef":{"resource":"pods"},"annotations":{"authorization.k8s.io/decision":"allow"}})";
}

std::unique_ptr<AuditLog> read(const std::vector<std::string>& texts) {
  const io::TestFolder folder;
  LineFiles options;
  for (const std::string& text : texts)
    options.files.push_back(folder.write(std::to_string(options.files.size()), text));
  auto log = read_audit_log(options);
  EXPECT_TRUE(log) << log.error().text();
  return log ? std::move(*log) : std::make_unique<AuditLog>();
}

std::size_t distinct(const AuditLog& log) {
  std::size_t out = 0;
  for (const auto& [user, person] : log.usage.people()) out += person.requests.size();
  return out;
}

TEST(AuditLog, ReadsEventsOfSeveralFiles) {
  const auto log = read({event("get") + "\n" + event("get") + "\r\n\n", event("list", "joe")});
  EXPECT_EQ(log->events, 3U);
  EXPECT_EQ(log->faults.count, 0U);
  EXPECT_EQ(log->usage.people().size(), 2U);
  EXPECT_EQ(distinct(*log), 2U);
}

TEST(AuditLog, ReadsLists) {
  const auto log = read({R"({"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[)" +
                         event("get") + "," + event("list") + ",7]}\n"});
  EXPECT_EQ(log->events, 2U);
  EXPECT_EQ(log->faults.count, 1U);
  EXPECT_EQ(distinct(*log), 2U);
}

TEST(AuditLog, TellsEachLineThatIsNoEventAndLosesNoOther) {
  const std::string bad = event("get").substr(0, 40) + "\nkind: Event\n[]\n" +
                          R"({"kind":"Event","apiVersion":"v1"})" + "\n" + event("get", "") + "\n";
  const auto log = read({event("get") + "\n" + bad + event("list") + "\n" + std::string(1, '\0') +
                         "\n" + event("watch")});
  EXPECT_EQ(log->events, 3U);
  EXPECT_EQ(log->faults.count, 6U);
  ASSERT_EQ(log->faults.first.size(), 6U);
  EXPECT_EQ(log->faults.first[0].line, 2U);
  EXPECT_EQ(log->faults.first[3].reason, "no Event of audit.k8s.io/v1");
  EXPECT_EQ(log->faults.first[4].reason, "an event without a user");
  EXPECT_EQ(log->faults.first[5].line, 8U);
  EXPECT_EQ(distinct(*log), 3U);
}

TEST(AuditLog, KeepsAFewOfManyFaults) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "{\n";
  const auto log = read({text});
  EXPECT_EQ(log->faults.count, 1000U);
  EXPECT_EQ(log->faults.first.size(), 10U);
}

// More text than a pool is kept for: what was read stays.
TEST(AuditLog, KeepsRequestsWhenItsMemoryIsRenewed) {
  std::string text;
  for (int i = 0; i < 60'000; ++i) text += event("get" + std::to_string(i % 50)) + "\n";
  ASSERT_GT(text.size(), std::size_t{9} << 20);
  const auto log = read({text});
  EXPECT_EQ(log->events, 60'000U);
  EXPECT_EQ(distinct(*log), 50U);
  EXPECT_EQ(log->usage.people().find("jane")->second.count, 60'000U);
}

TEST(AuditLog, SaysWhichFileIsMissing) {
  LineFiles options;
  options.files = {"/no/such/audit.log"};
  const auto log = read_audit_log(options);
  ASSERT_FALSE(log);
  EXPECT_NE(log.error().text().find("/no/such/audit.log"), std::string::npos);
}

TEST(AuditLog, EndsWhenItIsToldTo) {
  const io::TestFolder folder;
  std::stop_source stop;
  stop.request_stop();
  LineFiles options;
  options.files = {folder.write("log", event("get"))};
  options.stop = stop.get_token();
  const auto log = read_audit_log(options);
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace bulwark::scan
