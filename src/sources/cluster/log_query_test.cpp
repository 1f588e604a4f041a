// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/log_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulwark::sources::cluster {
namespace {

using testing::HasSubstr;

std::string fault(const LogQuery& query) {
  const Result<void> checked = check_log_query(query);
  return checked ? "" : checked.error().text();
}
std::string fault_of(std::vector<std::string> queries) {
  return fault({.queries = std::move(queries)});
}

TEST(LogQuery, IsOfUpToFourServicesOrOneFile) {
  EXPECT_EQ(fault_of({"kubelet"}), "");
  EXPECT_EQ(fault_of({"kubelet", "containerd", "user@1000", "a_b-c.d:1"}), "");
  EXPECT_EQ(fault_of({"/kubelet.log"}), "");
  EXPECT_EQ(fault_of({R"(containers\web.log)"}), "");
  EXPECT_THAT(fault_of({"a", "b", "c", "d", "e"}), HasSubstr("at most 4 services"));
  EXPECT_THAT(fault_of({"kubelet", "pods/a.log"}), HasSubstr("a file and a service"));
  EXPECT_THAT(fault_of({"/a.log", "/b.log"}), HasSubstr("several files"));
}

TEST(LogQuery, NamesSomething) {
  EXPECT_THAT(fault_of({}), HasSubstr("--query is missing"));
  EXPECT_THAT(fault_of({""}), HasSubstr("--query is empty"));
  EXPECT_THAT(fault_of({"  "}), HasSubstr("--query is empty"));
  EXPECT_THAT(fault_of({"/"}), HasSubstr("is a folder"));
  EXPECT_THAT(fault_of({"pods/"}), HasSubstr("is a folder"));
}

TEST(LogQuery, HoldsNothingThatAShellOrAPathWouldFollow) {
  EXPECT_THAT(fault_of({"a;reboot"}), HasSubstr("letters, digits"));
  EXPECT_THAT(fault_of({"$(whoami)"}), HasSubstr("letters, digits"));
  EXPECT_THAT(fault_of({std::string(257, 'a')}), HasSubstr("at most 256"));
  EXPECT_THAT(fault_of({"../shadow"}), HasSubstr("leads out of /var/log"));
  EXPECT_THAT(fault_of({R"(a\..\..\shadow)"}), HasSubstr("leads out of /var/log"));
  EXPECT_THAT(fault_of({".."}), HasSubstr("is a folder"));
  EXPECT_THAT(fault_of({"kubelet", "."}), HasSubstr("is a folder"));
  EXPECT_THAT(fault_of({"/var/log/a.log"}), HasSubstr("below /var/log already"));
  EXPECT_THAT(fault_of({"/a\nb"}), HasSubstr("control character"));
  EXPECT_EQ(fault_of({"/a..b"}), "");
}

TEST(LogQuery, OfAFileTakesNoLimits) {
  EXPECT_THAT(fault({.queries = {"/a.log"}, .tail = 5}), HasSubstr("of a file all is given"));
  EXPECT_THAT(fault({.queries = {"/a.log"}, .pattern = "x"}), HasSubstr("of a file all is given"));
}

TEST(LogQuery, LimitsAreThoseOfTheKubelet) {
  const auto with = [](LogQuery query) {
    query.queries = {"kubelet"};
    return fault(query);
  };
  EXPECT_EQ(with({.tail = 0}), "");
  EXPECT_EQ(with({.tail = 100000}), "");
  EXPECT_THAT(with({.tail = 100001}), HasSubstr("0 to 100000"));
  EXPECT_THAT(with({.tail = -1}), HasSubstr("0 to 100000"));
  EXPECT_EQ(with({.boot = -2}), "");
  EXPECT_THAT(with({.boot = 1}), HasSubstr("0 for this boot"));
  EXPECT_EQ(with({.pattern = "a|b.*"}), "");
  EXPECT_THAT(with({.pattern = "a("}), HasSubstr("missing )"));
  EXPECT_THAT(with({.pattern = "a\nb"}), HasSubstr("one line"));
}

TEST(LogQuery, BeginsBeforeItEnds) {
  LogQuery query{.queries = {"kubelet"}, .since = "2026-11-24T10:00:00+02:00"};
  query.until = "2026-11-24T08:00:01Z";
  EXPECT_EQ(fault(query), "");
  query.until = "2026-11-24T07:59:59Z";
  EXPECT_THAT(fault(query), HasSubstr("--since is after --until"));
  query.until = "tomorrow";
  EXPECT_THAT(fault(query), HasSubstr("--until is no time"));
}

TEST(LogQuery, IsEscapedInItsPath) {
  LogQuery query{.queries = {"kubelet", "user@1"}};
  query.since = "2026-11-24T10:00:00+02:00";
  query.tail = 5;
  query.boot = -1;
  query.pattern = "a&b=c d";
  EXPECT_EQ(log_path("n1", query),
            "/api/v1/nodes/n1/proxy/logs/?query=kubelet&query=user%401"
            "&sinceTime=2026-11-24T10%3A00%3A00%2B02%3A00&tailLines=5&boot=-1"
            "&pattern=a%26b%3Dc%20d");
}

TEST(LogQuery, OfAFileStaysAPathWithoutItsFirstSlash) {
  EXPECT_EQ(log_path("a/b", {.queries = {"/kubelet.log"}}),
            "/api/v1/nodes/a%2Fb/proxy/logs/?query=.%2Fkubelet.log");
  EXPECT_EQ(log_path("n", {.queries = {"pods/a.log"}}),
            "/api/v1/nodes/n/proxy/logs/?query=pods%2Fa.log");
}

TEST(LogQuery, TimesMayBeToldByHowLongAgo) {
  constexpr std::string_view kNow = "2026-11-24T10:25:16Z";
  EXPECT_EQ(log_time("90m", kNow).value_or(""), "2026-11-24T08:55:16Z");
  EXPECT_EQ(log_time("0", kNow).value_or(""), "2026-11-24T10:25:16Z");
  EXPECT_EQ(log_time("2026-01-01T00:00:00Z", kNow).value_or(""), "2026-01-01T00:00:00Z");
  EXPECT_FALSE(log_time("-5m", kNow));
  EXPECT_FALSE(log_time("yesterday", kNow));
  EXPECT_FALSE(log_time("2026-01-01", kNow));
}

TEST(LogQuery, OfWindowsKnowsNoBoot) {
  EXPECT_FALSE(check_for_node({.queries = {"kubelet"}, .boot = 0}, {"v1.34.4", true}));
  EXPECT_TRUE(check_for_node({.queries = {"kubelet"}, .boot = 0}, {"v1.34.4", false}));
  EXPECT_TRUE(check_for_node({.queries = {"kubelet"}, .tail = 1}, {"v1.34.4", true}));
}

TEST(LogNode, OfWindowsRunsCommandsUpToTheMendedPatch) {
  for (const char* bad : {"v1.27.16", "v1.28.0", "v1.29.12", "v1.30.8", "v1.31.4", "v1.32.0"})
    EXPECT_TRUE(runs_commands({bad, true})) << bad;
  for (const char* good : {"v1.26.1", "v1.29.13", "v1.30.9", "v1.31.5", "v1.32.1", "v1.33.0", ""})
    EXPECT_FALSE(runs_commands({good, true})) << good;
  EXPECT_FALSE(runs_commands({"v1.30.8", false}));
}

TEST(LogNode, IsToldWhatItsVersionNeeds) {
  EXPECT_THAT(how_to_turn_on({"v1.26.3", false}), HasSubstr("1.27 is the first"));
  EXPECT_EQ(
      how_to_turn_on({"v1.34.4", false}),
      "set enableSystemLogQuery: true and featureGates: {NodeLogQuery: true} in the kubelet's "
      "configuration");
  EXPECT_EQ(how_to_turn_on({"v1.36.0", false}),
            "set enableSystemLogQuery: true in the kubelet's configuration");
  EXPECT_THAT(how_to_turn_on({}), HasSubstr("before 1.36"));
}

}  // namespace
}  // namespace bulwark::sources::cluster
