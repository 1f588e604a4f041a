// SPDX-License-Identifier: Apache-2.0
// Question: what a user asks on a command line or in a line of JSON, as the API server's
// authorizers would see the request.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzers/rbac/authorizer.h"
#include "analyzers/rbac/resource_names.h"
#include "base/result.h"
#include "formats/value.h"

namespace bulwark::analyzers::rbac {

/// As it was typed.
struct Typed {
  std::string verb{}, resource{}, name{};
  std::string name_space{};  ///< empty: `default_namespace`
  std::string default_namespace = "default";
  std::string path{};  ///< instead of a resource
  bool all_namespaces = false;
};

struct Question {
  Attributes attributes;
  bool namespaced = false;         ///< the request is of one namespace, or of all of them
  std::vector<std::string> notes;  ///< what of the question was taken otherwise than it may be
                                   ///< meant

  /// "create pods/exec named web in namespace shop"
  std::string text() const;
};

/// Errors: a verb or resource that nobody knows, with a suggestion; both a path and a resource.
Result<Question> make_question(const Typed& typed, const ResourceNames& names);

/// A line of a batch: the question as SubjectAccessReview puts it.
struct BatchQuestion {
  Identity identity;
  Attributes attributes;
};

/// From {"user", "groups", "verb", "group", "resource", "subresource", "namespace", "name",
/// "path"}. Groups that are named are all of them; without the key they are those of impersonation.
/// Errors name the field.
Result<BatchQuestion> read_batch_question(const formats::Value& line);

}  // namespace bulwark::analyzers::rbac
