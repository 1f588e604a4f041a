// SPDX-License-Identifier: Apache-2.0
// Tells the API server's refusals from the kubelet's, and a log from a listing of /var/log.
#include "sources/cluster/node_logs.h"

#include <fmt/core.h>

#include <utility>
#include <vector>

#include "base/text.h"
#include "formats/value_fields.h"
#include "sources/cluster/api_document.h"
#include "sources/cluster/resource_type.h"

namespace bulwark::sources::cluster {
namespace {

constexpr int kForbidden = 403;
constexpr int kNotFound = 404;
constexpr int kNotAllowed = 405;
constexpr int kNotAcceptable = 406;
constexpr int kBadRequest = 400;
constexpr std::size_t kLargestRefusal = std::size_t{1} << 20;
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kNamesAlone =
    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

// Of whoever may list nodes; a suggestion is no reason for an error of its own.
std::string meant(ApiClient& client, const std::string& name) {
  auto response = client.get("/api/v1/nodes?limit=1000", kNamesAlone);
  if (!response) return "";
  const auto document = read_document(std::move(*response), "nodes");
  if (!document) return "";
  std::vector<std::string> names;
  for (const formats::Value& item : formats::items_of(document->root, "items")) {
    const formats::Value* one = item.at("metadata", "name");
    if (one != nullptr && one->is_string()) names.emplace_back(one->as_string());
  }
  return did_you_mean(name, names);
}

// The API server's own words are a Status; a kubelet's come as a line of text.
bool of_api_server(const ApiResponse& response) { return response.body.starts_with('{'); }

Error not_turned_on(const std::string& name, const LogNode& node) {
  return {ErrorCode::unsupported,
          fmt::format("the kubelet of {} does not take log queries, it listed /var/log instead: {}",
                      name, how_to_turn_on(node)),
          {}};
}

// "logs endpoint is disabled.", "Debug endpoints are disabled."
Error no_endpoint(const std::string& name, const ApiResponse& response) {
  const bool all = response.body.find("Debug endpoints") != std::string::npos;
  return {ErrorCode::unsupported,
          fmt::format("the kubelet of {} has its {} turned off: set {}: true in its configuration",
                      name, all ? "endpoints for debugging" : "logs",
                      all ? "enableDebuggingHandlers" : "enableSystemLogHandler"),
          {}};
}

Error refusal(const std::string& name, const ApiResponse& response) {
  Error error = api_error(response, "");
  if (of_api_server(response)) {
    if (response.status == kForbidden)
      error.message = fmt::format("missing permission: get nodes/proxy ({})", error.message);
    // An address that it cannot find is a bad request to it, and no mistake of ours.
    if (response.status == kBadRequest) error.code = ErrorCode::unavailable;
    return error;
  }
  switch (response.status) {
    case kNotAllowed: return no_endpoint(name, response);
    case kForbidden:
      error.message = fmt::format("the kubelet of {} does not let the API server in: {}", name,
                                  error.message);
      return error;
    case kBadRequest:
    case kNotAcceptable:
    case kNotFound:
      return {ErrorCode::malformed,
              fmt::format("the kubelet of {} refuses the query: {}", name, error.message),
              {}};
    default: return error;
  }
}

}  // namespace

Result<LogNode> look_at_node(ApiClient& client, const std::string& name) {
  ApiResponse response = TRY(client.get("/api/v1/nodes/" + url_encoded(name), kJson));
  if (response.status == kForbidden) return LogNode();
  if (response.status == kNotFound && of_api_server(response)) {
    return fail(ErrorCode::not_found,
                fmt::format("there is no node '{}'{}", name, meant(client, name)));
  }
  const ApiDocument document = TRY(read_document(std::move(response), "node " + name));
  const formats::Value* info = document.root.at("status", "nodeInfo");
  if (info == nullptr || !info->is_map()) return LogNode();
  return LogNode{std::string(info->text("kubeletVersion")),
                 info->text("operatingSystem") == "windows"};
}

Result<void> read_log(ApiClient& client, const std::string& name, const LogNode& node,
                      const LogQuery& query, const LogTaker& take) {
  bool listing = false;
  RequestOptions how;
  how.most_body = kLargestRefusal;
  const bool page = query.queries[0].ends_with(".html") || query.queries[0].ends_with(".htm");
  how.take = [&](std::string_view type, std::string_view block) {
    listing = type.starts_with("text/html") && !page;
    return !listing && take(block);
  };
  const Result<ApiResponse> response = client.get(log_path(name, query), "text/plain, */*", how);
  if (listing) return std::unexpected(not_turned_on(name, node));
  if (!response) return std::unexpected(response.error());
  if (response->status >= 200 && response->status <= 299) return {};
  return std::unexpected(refusal(name, *response));
}

}  // namespace bulwark::sources::cluster
