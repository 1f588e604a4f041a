// SPDX-License-Identifier: Apache-2.0
// First whether we may, then node by node.
#include "sources/cluster/kubelets.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include "base/tasks.h"
#include "formats/json.h"
#include "sources/cluster/access_review.h"
#include "sources/cluster/configz.h"
#include "sources/cluster/resource_type.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::size_t kAtOnce = 16;
constexpr std::chrono::seconds kDeadline{10};
constexpr unsigned kSilentForGood = 32;  // nodes in a row that nobody reached
constexpr int kForbidden = 403;

class Kubelets {
 public:
  Kubelets(ApiClient& client, const ReadOptions& options, Receiver& receiver, Reading& reading)
      : client_(client), options_(options), receiver_(receiver), reading_(reading) {}

  void ask(const std::vector<std::string>& nodes) {
    for_each_parallel(nodes.size(), kAtOnce, [&](std::size_t i) { ask(nodes[i]); });
    if (denied_) {
      problem("",
              {ErrorCode::denied, "missing permission: get nodes/proxy (" + *denied_ + ")", {}});
    }
    if (left_ > 0) {
      problem(fmt::format(" of {} more nodes", left_.load()),
              {ErrorCode::unavailable,
               "not asked for: the API server reached none of those before",
               {}});
    }
  }

  void problem(const std::string& whose, const Error& error) {
    if (error.code == ErrorCode::cancelled && options_.stop.stop_requested()) return;
    model::Problem one;
    one.what = std::string(kKubeletConfigurations) + whose;
    one.reason = error.text();
    one.code = error.code;
    one.cluster = client_.access().context;
    const std::lock_guard lock(mutex_);
    reading_.problems.push_back(std::move(one));
  }

 private:
  void ask(const std::string& node) {
    if (options_.stop.stop_requested() || !receiver_.wants_more()) return;
    if (silent_ >= kSilentForGood) {
      ++left_;
      return;
    }
    const std::string path = fmt::format("/api/v1/nodes/{}/proxy/configz", url_encoded(node));
    Result<ApiResponse> response = client_.get(
        path, "application/json",
        {.deadline = kDeadline, .tries = 1, .most_body = kLargestConfigz, .take = {}});
    if (!response) {
      const ErrorCode code = response.error().code;
      if (code == ErrorCode::timeout || code == ErrorCode::unavailable) ++silent_;
      return problem(" of node " + node, response.error());
    }
    const bool reached = response->status < 502 || response->status > 504;
    silent_ = reached ? 0 : silent_ + 1;
    if (response->status < 200 || response->status > 299) return refused(node, *response);
    if (const auto kept = keep(node, std::move(*response)); !kept)
      problem(" of node " + node, kept.error());
  }

  // The API server sends a Status, a kubelet that refuses the API server a line of text.
  void refused(const std::string& node, const ApiResponse& response) {
    const Error error = api_error(response, "");
    if (response.status == kForbidden && response.body.starts_with('{')) {
      const std::lock_guard lock(mutex_);
      if (!denied_ || error.message < *denied_) denied_ = error.message;
      return;
    }
    problem(" of node " + node, error);
  }

  Result<void> keep(const std::string& node, ApiResponse response) {
    const std::size_t size = response.body.size();
    response.body.resize(size + formats::kJsonPadding);
    const std::lock_guard lock(receiving_);
    Workspace& workspace = receiver_.workspace(0);
    const formats::Value object = workspace.redactor.redact(
        TRY(read_configz({response.body.data(), size}, node, workspace.builder)));
    receiver_.take(0, {&object, 1});
    ++reading_.objects;
    return {};
  }

  ApiClient& client_;
  const ReadOptions& options_;
  Receiver& receiver_;
  Reading& reading_;
  std::atomic<unsigned> silent_ = 0;
  std::atomic<std::size_t> left_ = 0;
  std::mutex receiving_;
  std::mutex mutex_;  ///< of the problems, and of what follows
  std::optional<std::string> denied_;
};

// Why they are not asked though nobody said so; nothing where they may be.
std::optional<std::string> why_not(ApiClient& client) {
  AccessReview review;
  review.verb = "get";
  review.resource = "nodes";
  review.subresource = "proxy";
  const Result<AccessAnswer> answer = review_own_access(client, review);
  if (!answer) return "whether get nodes/proxy is allowed was not told: " + answer.error().text();
  if (answer->allowed) return std::nullopt;
  return "it needs get nodes/proxy, which allows more than to read: bulwark rbac required "
         "--node-config";
}

}  // namespace

std::vector<std::string> spread(std::vector<std::string> names, std::size_t most) {
  std::ranges::sort(names);
  if (names.size() <= most) return names;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < most; ++i) out.push_back(std::move(names[i * names.size() / most]));
  return out;
}

void read_kubelets(ApiClient& client, const ReadOptions& options, std::vector<std::string> nodes,
                   Receiver& receiver, Reading& reading) {
  const KubeletsWanted& wanted = options.kubelets;
  if (nodes.empty() || !wanted.any) return;
  Kubelets kubelets(client, options, receiver, reading);
  const std::size_t all = nodes.size();
  if (wanted.most == 0)
    return kubelets.problem("", {ErrorCode::cancelled, "left out by --node-config none", {}});
  if (!wanted.asked_for) {
    if (const auto reason = why_not(client))
      return kubelets.problem("", {ErrorCode::cancelled, *reason, {}});
  }
  nodes = spread(std::move(nodes), wanted.most);
  if (nodes.size() < all) {
    kubelets.problem(
        fmt::format(" of {} of {} nodes", all - nodes.size(), all),
        {ErrorCode::cancelled,
         fmt::format("left out: {} are asked, --node-config all asks every one", nodes.size()),
         {}});
  }
  kubelets.ask(nodes);
}

}  // namespace bulwark::sources::cluster
