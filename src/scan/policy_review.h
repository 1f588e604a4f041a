// SPDX-License-Identifier: Apache-2.0
// PolicyReview: a user's admission policies and the documents that they are asked about, read from
// files.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "admission/policy_set.h"
#include "admission/request.h"
#include "base/result.h"
#include "model/inventory.h"
#include "scan/policy_documents.h"
#include "scan/user_policies.h"

namespace bulwark::scan {

/// Files, folders, or - for standard input; each may hold several documents.
struct PolicyReviewOptions {
  std::vector<std::string> policies;    ///< with their bindings and, if any, parameters
  std::vector<std::string> parameters;  ///< more objects that paramRef may name
  std::vector<std::string> resources;
  std::vector<std::string> old_resources;  ///< of UPDATE, in the order of `resources`
  std::vector<std::string> namespaces;
  admission::Operation operation = admission::Operation::create;
  std::optional<admission::User> user;
  std::string subresource;
  bool dry_run = false;
  /// Where an object of a namespaced kind lives that does not say so.
  std::string name_space = "default";
  int kubernetes_minor = 0;
  std::uint64_t seed = 0;
  std::string search_path;
  std::stop_token stop;
};

/// Not movable: requests point into the inventory.
class PolicyReview {
 public:
  /// Errors: what the user must correct before anything can be said. A policy or a document that
  /// cannot be read is in gaps().
  static Result<std::unique_ptr<PolicyReview>> read(const PolicyReviewOptions& options);

  const admission::PolicySet& policies() const { return policies_; }
  const std::vector<admission::Request>& requests() const { return requests_; }
  /// Where each request's object was read: "deploy/cart.yaml:12".
  const std::vector<std::string>& places() const { return places_; }
  /// What could not be used: "FILE:LINE:COLUMN: why".
  const std::vector<std::string>& gaps() const { return gaps_; }

 private:
  PolicyReview(const PolicyReviewOptions& options, int minor)
      : options_(options), policies_(minor) {}
  Result<Documents> load(const std::vector<std::string>& targets);
  Result<void> load_policies();
  Result<void> load_requests();
  std::string place(const model::Resource& resource) const;
  admission::Request request(const model::Resource& resource, const model::Resource* old,
                             const Documents& namespaces);
  void put_into_namespace(admission::Request& request);

  const PolicyReviewOptions& options_;
  model::Inventory inventory_;
  admission::PolicySet policies_;
  std::vector<admission::Request> requests_;
  formats::Pool pool_{static_cast<std::uint16_t>(kPlacedPools), 0};
  std::deque<formats::Value> objects_;  ///< those that were put into a namespace
  std::vector<std::string> places_, gaps_;
};

}  // namespace bulwark::scan
