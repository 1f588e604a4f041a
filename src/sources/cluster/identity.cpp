// SPDX-License-Identifier: Apache-2.0
// SelfSubjectReview and SelfSubjectRulesReview.
#include "sources/cluster/identity.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>

#include "formats/json_write.h"
#include "formats/value_fields.h"
#include "sources/cluster/api_document.h"

namespace bulwark::sources::cluster {
namespace {

using formats::is_true;
using formats::items_of;
using formats::Value;

constexpr int kForbidden = 403;
constexpr int kNotFound = 404;
constexpr int kNotAllowed = 405;

std::vector<std::string> texts(std::span<const Value> items) {
  std::vector<std::string> out;
  for (const Value& item : items) {
    if (item.is_string()) out.emplace_back(item.as_string());
  }
  return out;
}

UserInfo user_of(const Value& user, std::string_view api_version) {
  UserInfo info;
  info.known = true;
  info.api_version = api_version;
  info.user = user.text("username");
  info.uid = user.text("uid");
  info.groups = texts(items_of(user, "groups"));
  const Value* extra = user.find("extra");
  if (extra == nullptr || !extra->is_map()) return info;
  for (std::size_t i = 0; i < extra->size(); ++i) {
    const Value& values = extra->values()[i];
    if (!values.is_list()) continue;
    info.extra.emplace_back(extra->shape()->keys[i], texts(values.items()));
  }
  return info;
}

}  // namespace

Result<UserInfo> who_am_i(ApiClient& client) {
  for (const std::string_view version : {"v1", "v1beta1", "v1alpha1"}) {
    const std::string api_version = fmt::format("authentication.k8s.io/{}", version);
    ApiResponse response = TRY(client.post(
        fmt::format("/apis/{}/selfsubjectreviews", api_version),
        fmt::format(R"({{"apiVersion":"{}","kind":"SelfSubjectReview"}})", api_version)));
    // Who may not ask, and proxies that know no such path, answer otherwise than by 404.
    if (response.status == kNotFound || response.status == kForbidden ||
        response.status == kNotAllowed)
      continue;
    const ApiDocument document = TRY(read_document(std::move(response), "SelfSubjectReview"));
    const Value* user = document.root.at("status", "userInfo");
    if (user == nullptr || !user->is_map())
      return fail(ErrorCode::malformed, "the answer to SelfSubjectReview names no user");
    return user_of(*user, api_version);
  }
  return UserInfo();
}

Result<Rules> rules_in(ApiClient& client, const std::string& name_space) {
  std::string body =
      R"({"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectRulesReview","spec":{"namespace":)";
  formats::write_json_string(body, name_space);
  body += "}}";
  ApiResponse response = TRY(
      client.post("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", body));
  const ApiDocument document = TRY(read_document(std::move(response), "SelfSubjectRulesReview"));
  const Value* status = document.root.find("status");
  if (status == nullptr || !status->is_map())
    return fail(ErrorCode::malformed, "the answer to SelfSubjectRulesReview has no status");
  Rules rules;
  rules.name_space = name_space;
  rules.incomplete = is_true(status->find("incomplete"));
  rules.evaluation_error = status->text("evaluationError");
  for (const Value& rule : items_of(*status, "resourceRules")) {
    rules.resources.push_back(
        {texts(items_of(rule, "apiGroups")), texts(items_of(rule, "resources")),
         texts(items_of(rule, "resourceNames")), texts(items_of(rule, "verbs"))});
  }
  for (const Value& rule : items_of(*status, "nonResourceRules"))
    rules.paths.push_back(
        {texts(items_of(rule, "nonResourceURLs")), texts(items_of(rule, "verbs"))});
  std::sort(rules.resources.begin(), rules.resources.end());
  std::sort(rules.paths.begin(), rules.paths.end());
  return rules;
}

}  // namespace bulwark::sources::cluster
