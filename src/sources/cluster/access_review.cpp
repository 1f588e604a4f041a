// SPDX-License-Identifier: Apache-2.0
// One request, authorization.k8s.io/v1.
#include "sources/cluster/access_review.h"

#include "formats/json_object.h"
#include "formats/value_fields.h"
#include "sources/cluster/api_document.h"

namespace bulwark::sources::cluster {
namespace {

using formats::JsonObject;
using formats::Value;

std::string body_of(const AccessReview& review) {
  JsonObject spec;
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
      .text("kind", "SubjectAccessReview")
      .raw("spec", std::move(spec).take())
      .take();
}

}  // namespace

Result<AccessAnswer> review_access(ApiClient& client, const AccessReview& review) {
  ApiResponse response = TRY(
      client.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", body_of(review)));
  const ApiDocument document = TRY(read_document(std::move(response), "SubjectAccessReview"));
  const Value* status = document.root.find("status");
  const Value* allowed = status == nullptr ? nullptr : status->find("allowed");
  if (allowed == nullptr || !allowed->is_bool())
    return fail(ErrorCode::malformed, "the answer to SubjectAccessReview does not say 'allowed'");
  return AccessAnswer{allowed->as_bool(), formats::is_true(status->find("denied")),
                      std::string(status->text("reason")),
                      std::string(status->text("evaluationError"))};
}

}  // namespace bulwark::sources::cluster
