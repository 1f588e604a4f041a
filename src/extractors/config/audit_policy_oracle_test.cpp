// SPDX-License-Identifier: Apache-2.0
// Audit policies against what the API server's own code decides of the same requests
// (tests/oracle/audit).
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "extractors/config/audit_policy.h"
#include "formats/json.h"
#include "formats/value_fields.h"

namespace bulwark::extractors::config {
namespace {

using formats::Value;

Value read(const std::string& line, formats::Builder& builder) {
  std::string text = line;
  text.append(formats::kJsonPadding, '\0');
  formats::DocumentOptions options;
  options.resource = false;
  formats::JsonReader reader;
  auto document = reader.read(std::string_view(text).substr(0, line.size()), builder, options);
  return document ? document->root : Value();
}

AuditRequest request_of(const Value& from) {
  AuditRequest out;
  out.user = from.text("user");
  for (const Value& group : formats::items_of(from, "groups"))
    out.groups.emplace_back(group.as_string());
  out.verb = from.text("verb");
  out.is_resource = formats::is_true(from.find("resource"));
  out.group = from.text("group");
  out.resource = from.text("resourceName");
  out.subresource = from.text("subresource");
  out.name_space = from.text("namespace");
  out.name = from.text("name");
  out.path = from.text("path");
  return out;
}

AuditStages omitted_of(const Value& from) {
  AuditStages out;
  for (const Value& one : formats::items_of(from, "omitted")) {
    out.request_received |= one.as_string() == "RequestReceived";
    out.response_started |= one.as_string() == "ResponseStarted";
    out.response_complete |= one.as_string() == "ResponseComplete";
    out.panic |= one.as_string() == "Panic";
  }
  return out;
}

TEST(AuditOracle, DecidesAsTheApiServerDoes) {
  std::ifstream file(std::string(BULWARK_SOURCE_DIR) + "/tests/oracle/audit/cases.jsonl");
  ASSERT_TRUE(file.is_open());
  std::string line;
  std::size_t number = 0, decided = 0, logged = 0, refused = 0;
  while (std::getline(file, line)) {
    formats::Pool pool(1, ++number);
    formats::Builder builder(pool);
    const Value of = read(line, builder);
    ASSERT_TRUE(of.is_map()) << number;
    const auto policy = read_audit_policy(*of.find("policy"));
    ASSERT_EQ(policy.has_value(), !formats::is_true(of.find("error"))) << number;
    if (!policy) {
      ++refused;
      continue;
    }
    for (const Value& request : formats::items_of(of, "requests")) {
      const AuditDecision found = decide(*policy, request_of(request));
      EXPECT_EQ(name_of(found.level), request.text("level")) << number;
      EXPECT_EQ(found.omitted, omitted_of(request)) << number;
      ++decided;
      logged += found.level != AuditLevel::none ? 1U : 0U;
    }
  }
  EXPECT_GT(decided, 3000U);
  EXPECT_GT(logged, 1000U);
  EXPECT_GT(refused, 20U);
}

}  // namespace
}  // namespace bulwark::extractors::config
