// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/pull_secret.h"

#include <fmt/core.h>

#include <algorithm>

#include "formats/base64.h"
#include "sources/cluster/api_document.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::size_t kLargest = std::size_t{4} << 20;  // of a Secret etcd takes 1.5 MiB

// RFC 1123: no other name can be there, and none leads out of its folder.
bool may_be_name(std::string_view name) {
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && is_alphanumeric(name.front()) && is_alphanumeric(name.back()) &&
         std::ranges::all_of(name,
                             [&](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; });
}

}  // namespace

Result<std::string> read_pull_secret(ApiClient& client, const std::string& name_space,
                                     const std::string& name) {
  const std::string what = fmt::format("secret {}/{}", name_space, name);
  if (!may_be_name(name_space) || !may_be_name(name))
    return fail(ErrorCode::malformed, what + ": no Secret can be called so");
  RequestOptions how;
  how.most_body = kLargest;
  ApiResponse response = TRY(
      client.get(fmt::format("/api/v1/namespaces/{}/secrets/{}", name_space, name),
                 "application/json", std::move(how)));
  const ApiDocument document = TRY(read_document(std::move(response), what));
  const formats::Value* current = document.root.at("data", ".dockerconfigjson");
  const formats::Value* older = document.root.at("data", ".dockercfg");
  const formats::Value* found = current != nullptr ? current : older;
  const auto text = found != nullptr && found->is_string()
                        ? formats::decode_base64(found->as_string())
                        : std::nullopt;
  if (!text) return fail(ErrorCode::malformed, what + " holds no credentials for registries");
  return current != nullptr ? *text : fmt::format(R"({{"auths":{}}})", *text);
}

}  // namespace bulwark::sources::cluster
