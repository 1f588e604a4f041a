// SPDX-License-Identifier: Apache-2.0
// All documents go into one inventory, since values of several pools meet in expressions.
#include "scan/policy_review.h"

#include <fmt/core.h>

#include <utility>

#include "admission/scope.h"
#include "sources/code/load.h"

namespace bulwark::scan {
using admission::Operation;
using admission::Request;
using model::Resource;

Result<std::unique_ptr<PolicyReview>> PolicyReview::read(const PolicyReviewOptions& options) {
  std::unique_ptr<PolicyReview> review(new PolicyReview(options, options.kubernetes_minor));
  TRY_VOID(review->load_policies());
  TRY_VOID(review->load_requests());
  return review;
}

Result<Documents> PolicyReview::load(const std::vector<std::string>& targets) {
  const std::size_t first = inventory_.segments.size();
  const std::size_t known = inventory_.problems.size();
  sources::code::LoadOptions options;
  options.seed = options_.seed;
  options.search_path = options_.search_path;
  options.stop = options_.stop;
  TRY_VOID(sources::code::load(targets, options, inventory_));
  Documents out = documents_from(inventory_, first);
  // Loading sorts all problems, those of earlier loads among them: tell them once.
  if (inventory_.problems.size() > known) {
    for (const model::Problem& problem : inventory_.problems)
      gaps_.push_back(problem.what + ": " + problem.reason);
    inventory_.problems.clear();
  }
  return out;
}

Result<void> PolicyReview::load_policies() {
  const Documents documents = TRY(load(options_.policies));
  for (const Resource* document : documents)
    policies_.add(document->root, inventory_.sources[document->source].name);
  if (!options_.parameters.empty()) {
    const Documents parameters = TRY(load(options_.parameters));
    for (const Resource* document : parameters)
      policies_.add(document->root, inventory_.sources[document->source].name);
  }
  policies_.finish();
  for (std::string& text : unusable_texts(inventory_, documents, policies_))
    gaps_.push_back(std::move(text));
  if (policies_.empty() && gaps_.empty())
    return fail(ErrorCode::not_found,
                "no ValidatingAdmissionPolicy or MutatingAdmissionPolicy found there");
  return {};
}

std::string PolicyReview::place(const Resource& resource) const {
  return fmt::format("{}:{}", inventory_.sources[resource.source].name, resource.line);
}

// As the API server does, before anybody is asked.
void PolicyReview::put_into_namespace(Request& request) {
  request.name_space = options_.name_space;
  for (const formats::Value** object : {&request.object, &request.old_object}) {
    if (*object == nullptr) continue;
    objects_.push_back(admission::in_namespace(**object, request.name_space, pool_));
    *object = &objects_.back();
  }
}

Request PolicyReview::request(const Resource& resource, const Resource* old,
                              const Documents& namespaces) {
  Request out = Request::about(resource.root, options_.operation);
  if (old != nullptr) out.old_object = &old->root;
  if (!options_.subresource.empty()) out.subresource = options_.subresource;
  out.user = options_.user;
  out.dry_run = options_.dry_run;
  out.secret_values_dropped = true;
  if (out.name_space.empty() && admission::lives_in_namespace(out.kind)) put_into_namespace(out);
  for (const Resource* one : namespaces) {
    if (one->kind() == "Namespace" && one->name() == out.name_space)
      out.name_space_object = &one->root;
  }
  return out;
}

Result<void> PolicyReview::load_requests() {
  Documents namespaces;
  if (!options_.namespaces.empty()) namespaces = TRY(load(options_.namespaces));
  const Documents resources = TRY(load(options_.resources));
  Documents old;
  if (!options_.old_resources.empty()) old = TRY(load(options_.old_resources));
  if (options_.operation == Operation::update && old.size() != resources.size()) {
    return fail(ErrorCode::malformed,
                fmt::format("UPDATE of {} objects needs as many old ones (--old), not {}",
                            resources.size(), old.size()));
  }
  for (std::size_t i = 0; i < resources.size(); ++i) {
    const Resource* before = options_.operation == Operation::update ? old[i] : nullptr;
    requests_.push_back(request(*resources[i], before, namespaces));
    places_.push_back(place(*resources[i]));
  }
  if (requests_.empty() && gaps_.empty())
    return fail(ErrorCode::not_found, "no Kubernetes object found to ask about");
  return {};
}

}  // namespace bulwark::scan
