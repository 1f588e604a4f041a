// SPDX-License-Identifier: Apache-2.0
// The special cases of how requests become attributes (apiserver's requestinfo.go) are here.
#include "analyzers/rbac/question.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "formats/fields.h"

namespace bulwark::analyzers::rbac {
namespace {

constexpr std::array<std::string_view, 4> kOnesVerbs{"get", "update", "patch", "delete"};
constexpr std::array<std::string_view, 3> kCollectionVerbs{"list", "watch", "deletecollection"};
// Subresources of pods that a connection is opened to, and those of nodes that a kubelet asks for
// before it asks for nodes/proxy.
constexpr std::array<std::string_view, 3> kOpened{"exec", "attach", "portforward"};
constexpr std::array<std::string_view, 3> kFinerOfKubelet{"pods", "healthz", "configz"};

template <class List>
bool contains(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

Result<Question> path_question(const Typed& typed, const ResourceNames& names) {
  if (!typed.resource.empty() || !typed.name.empty())
    return fail(ErrorCode::malformed, "a question is of a resource or of a URL, not of both");
  if (!typed.path.starts_with('/') && typed.path != "*")
    return fail(ErrorCode::malformed,
                fmt::format("'{}' is no path of the API: it begins with /", typed.path));
  TRY_VOID(names.check_verb(typed.verb));
  Question out;
  out.attributes.verb = typed.verb;
  out.attributes.path = typed.path;
  out.attributes.is_resource = false;
  if (!typed.name_space.empty()) out.notes.emplace_back("a URL is of no namespace");
  return out;
}

// `bind` is checked where the binding is made, for roles of the whole cluster too.
bool is_of_namespace(const Attributes& attributes, bool namespaced) {
  return namespaced || (attributes.verb == "bind" && attributes.resource == "clusterroles");
}

// A request for one namespace is taken to be within it.
bool names_namespace(const Attributes& attributes) {
  return attributes.group.empty() && attributes.resource == "namespaces" &&
         !attributes.name.empty() &&
         (contains(kOnesVerbs, attributes.verb) || !attributes.subresource.empty());
}

void add_name_notes(Question& question) {
  const Attributes& asked = question.attributes;
  if (asked.name.empty()) return;
  if (asked.verb == "create" && asked.subresource.empty()) {
    question.notes.emplace_back(
        "a plain create carries no name: only an apply or update that creates does");
  } else if (asked.verb == "deletecollection") {
    question.notes.emplace_back("no deletecollection carries a name");
  } else if (contains(kCollectionVerbs, asked.verb)) {
    question.notes.push_back(fmt::format(
        "a {} carries a name only by the field selector metadata.name={}", asked.verb, asked.name));
  }
}

// A WebSocket is opened by GET, and a kubelet asks again where the finer right is missing: whoever
// asks for the one is told of the other.
void add_other_ways(Question& question) {
  const Attributes& asked = question.attributes;
  if (!asked.group.empty()) return;
  const bool opens = asked.resource == "pods" && contains(kOpened, asked.subresource);
  if (opens && asked.verb == "create")
    question.notes.emplace_back("before Kubernetes 1.35 get is enough, by a WebSocket");
  if (opens && asked.verb == "get")
    question.notes.emplace_back(
        "before Kubernetes 1.35 this is enough, by a WebSocket; since then create is needed too");
  if (asked.resource == "nodes" && contains(kFinerOfKubelet, asked.subresource))
    question.notes.push_back(fmt::format(
        "{} on nodes/proxy is enough for a kubelet; those before 1.33 know nothing else",
        asked.verb));
}

// Programs write what is empty, such as the core group, as an empty text.
Result<std::string> maybe_empty(formats::Fields& fields, std::string_view key) {
  const formats::Value* found = fields.optional(key);
  if (found != nullptr && !found->is_string())
    return std::unexpected(fields.error(key, "must be a text"));
  return found == nullptr ? std::string() : std::string(found->as_string());
}

}  // namespace

std::string Question::text() const {
  const Attributes& asked = attributes;
  if (!asked.is_resource) return asked.verb + " " + asked.path;
  std::string out = asked.verb + " " + asked.resource;
  if (!asked.group.empty()) out += "." + asked.group;
  if (!asked.subresource.empty()) out += "/" + asked.subresource;
  if (!asked.name.empty()) out += " named " + asked.name;
  if (!asked.name_space.empty()) return out + " in namespace " + asked.name_space;
  return namespaced ? out + " in all namespaces" : out;
}

Result<Question> make_question(const Typed& typed, const ResourceNames& names) {
  if (typed.verb.empty()) return fail(ErrorCode::malformed, "the question has no verb");
  if (!typed.path.empty()) return path_question(typed, names);
  if (typed.resource.empty())
    return fail(ErrorCode::malformed, "the question names neither a resource nor a URL");
  TRY_VOID(names.check_verb(typed.verb));
  const ResourceName resource = TRY(names.resolve(typed.resource));
  Question out;
  Attributes& asked = out.attributes;
  asked.verb = typed.verb;
  asked.group = resource.group;
  asked.resource = resource.resource;
  asked.subresource = resource.subresource;
  asked.name = typed.name;
  out.namespaced = is_of_namespace(asked, resource.namespaced);
  if (out.namespaced) {
    if (!typed.all_namespaces)
      asked.name_space = typed.name_space.empty() ? typed.default_namespace : typed.name_space;
  } else if (names_namespace(asked)) {
    asked.name_space = asked.name;
  } else if (!typed.name_space.empty()) {
    out.notes.push_back(fmt::format("{} have no namespace: -n is left out", asked.resource));
  }
  add_name_notes(out);
  add_other_ways(out);
  return out;
}

Result<BatchQuestion> read_batch_question(const formats::Value& line) {
  formats::Fields fields = TRY(formats::Fields::of(line, ""));
  BatchQuestion out;
  Attributes& asked = out.attributes;
  const std::string user = TRY(maybe_empty(fields, "user"));
  const bool grouped = fields.optional("groups") != nullptr;
  std::vector<std::string> groups = TRY(fields.texts("groups"));
  asked.verb = TRY(fields.text("verb"));
  asked.group = TRY(maybe_empty(fields, "group"));
  asked.resource = TRY(maybe_empty(fields, "resource"));
  asked.subresource = TRY(maybe_empty(fields, "subresource"));
  asked.name_space = TRY(maybe_empty(fields, "namespace"));
  asked.name = TRY(maybe_empty(fields, "name"));
  asked.path = TRY(maybe_empty(fields, "path"));
  TRY_VOID(fields.finish());
  if (user.empty() && groups.empty()) return std::unexpected(fields.error("user", "is missing"));
  asked.is_resource = asked.path.empty();
  if (asked.is_resource == asked.resource.empty())
    return fail(ErrorCode::malformed, "either resource or path is needed, and not both");
  out.identity = grouped ? Identity{user, std::move(groups)} : impersonated(user, {});
  return out;
}

}  // namespace bulwark::analyzers::rbac
