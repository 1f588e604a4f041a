// SPDX-License-Identifier: Apache-2.0
// One request, authorization.k8s.io/v1.
#include "sources/cluster/access_review.h"

#include <fmt/core.h>

#include "formats/json_object.h"
#include "formats/value_fields.h"
#include "sources/cluster/api_document.h"

namespace bulwark::sources::cluster {
namespace {

using formats::JsonObject;
using formats::Value;

std::string body_of(const AccessReview& review, std::string_view kind) {
  JsonObject spec;
  if (kind == "SubjectAccessReview")
    spec.text("user", review.user).raw("groups", formats::json_list(review.groups));
  JsonObject what;
  what.text("verb", review.verb);
  if (review.path.empty()) {
    what.text("group", review.group)
        .text("resource", review.resource)
        .text("subresource", review.subresource)
        .text("namespace", review.name_space)
        .text("name", review.name);
  } else {
    what.text("path", review.path);
  }
  spec.raw(review.path.empty() ? "resourceAttributes" : "nonResourceAttributes",
           std::move(what).take());
  return JsonObject()
      .text("apiVersion", "authorization.k8s.io/v1")
      .text("kind", kind)
      .raw("spec", std::move(spec).take())
      .take();
}

// `kind` and the resource that takes it.
Result<AccessAnswer> ask(ApiClient& client, const AccessReview& review, std::string_view kind,
                         std::string_view resource) {
  ApiResponse response = TRY(client.post(fmt::format("/apis/authorization.k8s.io/v1/{}", resource),
                                         body_of(review, kind)));
  const ApiDocument document = TRY(read_document(std::move(response), kind));
  const Value* status = document.root.find("status");
  const Value* allowed = status == nullptr ? nullptr : status->find("allowed");
  if (allowed == nullptr || !allowed->is_bool())
    return fail(ErrorCode::malformed, fmt::format("the answer to {} does not say 'allowed'", kind));
  return AccessAnswer{allowed->as_bool(), formats::is_true(status->find("denied")),
                      std::string(status->text("reason")),
                      std::string(status->text("evaluationError"))};
}

}  // namespace

Result<AccessAnswer> review_access(ApiClient& client, const AccessReview& review) {
  return ask(client, review, "SubjectAccessReview", "subjectaccessreviews");
}

Result<AccessAnswer> review_own_access(ApiClient& client, const AccessReview& review) {
  return ask(client, review, "SelfSubjectAccessReview", "selfsubjectaccessreviews");
}

}  // namespace bulwark::sources::cluster
