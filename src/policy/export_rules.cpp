// SPDX-License-Identifier: Apache-2.0
// From subjects to resource rules, and from what a control reads to a match condition.
#include "policy/export_rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "formats/path.h"
#include "model/own_documents.h"

namespace bulwark::policy {
namespace {

// Every built-in kind that carries a pod, and the subresources through which a pod's spec changes.
void add_pod_rules(std::vector<ExportedRule>& rules) {
  rules.push_back({"",
                   "v1",
                   {"pods", "pods/ephemeralcontainers", "pods/resize", "podtemplates",
                    "replicationcontrollers"}});
  rules.push_back({"apps", "v1", {"deployments", "replicasets", "statefulsets", "daemonsets"}});
  rules.push_back({"batch", "v1", {"jobs", "cronjobs"}});
}

ExportedRule connection_rule(const ControlFile& file) {
  ExportedRule rule{"", "v1", {}, {"CONNECT"}};
  for (const SubjectKind& subject : file.subjects) rule.resources.push_back(subject.resource);
  return rule;
}

bool is_never_asked(const SubjectKind& subject) {
  return subject.group == "admissionregistration.k8s.io" && subject.resource.contains("polic");
}

Result<void> add_resource_rule(const SubjectKind& subject, std::vector<ExportedRule>& rules) {
  if (subject.group == "*" || subject.resource == "*") {
    return fail(ErrorCode::unsupported,
                "it looks at objects of every kind: the API server would ask it about every write");
  }
  if (is_never_asked(subject)) {
    return fail(ErrorCode::unsupported,
                fmt::format("the API server asks no policy about {}", subject.resource));
  }
  if (subject.group == model::kOwnGroup) {
    return fail(ErrorCode::unsupported,
                "it looks at what components are configured with, which is no object of the API");
  }
  const auto same = std::find_if(rules.begin(), rules.end(), [&](const ExportedRule& rule) {
    return rule.group == subject.group && rule.version == subject.version;
  });
  if (same == rules.end()) {
    rules.push_back({subject.group, subject.version, {subject.resource}});
  } else {
    same->resources.push_back(subject.resource);
  }
  return {};
}

bool is_of_pod(const SubjectKind& subject) {
  return subject.of == SubjectKind::Of::pod || subject.of == SubjectKind::Of::containers;
}

bool looks_at_pods(const ControlFile& file) { return is_of_pod(file.subjects.front()); }

/// The fields of an object that a control reads, as far as updates can change them.
struct FieldsRead {
  std::set<std::string> names;  ///< "spec", "metadata.labels"
  bool everything = false;
};

void add_field(std::span<const cel::ReadStep> steps, FieldsRead& fields) {
  if (steps.empty() || steps[0].kind != cel::ReadStep::Kind::field) {
    fields.everything = true;
    return;
  }
  const std::string& first = steps[0].field;
  if (first == "apiVersion" || first == "kind") return;
  if (first != "metadata") {
    fields.names.insert(first);
    return;
  }
  if (steps.size() < 2 || steps[1].kind != cel::ReadStep::Kind::field) {
    fields.everything = true;
    return;
  }
  const std::string& second = steps[1].field;
  if (second != "name" && second != "namespace") fields.names.insert("metadata." + second);
}

// A pod's fields, wherever in an object the pod stands: within `spec`, or a PodTemplate's
// `template`.
void add_pod_field(std::span<const cel::ReadStep> steps, FieldsRead& fields) {
  add_field(steps, fields);
  fields.names.insert({"spec", "template"});
}

Result<FieldsRead> fields_read(const CompiledControl& control) {
  FieldsRead fields;
  const ControlFile& file = *control.file;
  const bool pods = looks_at_pods(file);
  const bool containers = std::any_of(
      file.subjects.begin(), file.subjects.end(),
      [](const auto& s) { return s.of == SubjectKind::Of::containers; });
  const auto each = TRY(formats::parse_path(file.each));
  if (!each.empty() && !pods) fields.names.insert(each.front().key);
  for (const cel::ReadPath& path : control.reads) {
    if (path.slot == kObject) {
      add_field(path.steps, fields);
    } else if (path.slot == kPod || (path.slot == kItem && pods && !containers && each.empty())) {
      add_pod_field(path.steps, fields);
    } else if (pods) {
      fields.names.insert({"spec", "template"});
    } else if (each.empty()) {
      add_field(path.steps, fields);
    }
  }
  return fields;
}

}  // namespace

Result<std::vector<ExportedRule>> export_rules(const CompiledControl& control) {
  std::vector<ExportedRule> rules;
  const ControlFile& file = *control.file;
  for (const SubjectKind& subject : file.subjects) {
    if (is_of_pod(subject) != looks_at_pods(file)) {
      return fail(ErrorCode::unsupported, "it looks at pods and at objects of other kinds at once");
    }
    if (subject.of == SubjectKind::Of::resource) TRY_VOID(add_resource_rule(subject, rules));
  }
  if (looks_at_pods(file)) add_pod_rules(rules);
  if (is_about_connections(file)) rules.push_back(connection_rule(file));
  return rules;
}

Result<std::string> export_match_condition(const CompiledControl& control) {
  if (is_about_connections(*control.file)) return std::string();
  const FieldsRead fields = TRY(fields_read(control));
  if (fields.names.contains("metadata.resourceVersion")) {
    return fail(ErrorCode::unsupported,
                "it is about where an object lies, in a file or in a cluster; what is about to be "
                "stored lies in neither");
  }
  if (fields.everything) return std::string();
  std::vector<std::string> changes{"oldObject == null"};
  for (const std::string& name : fields.names) {
    const std::size_t dot = name.find('.');
    const std::string path = dot == std::string::npos ? ".?" + name
                                                      : name.substr(0, dot + 1).insert(0, ".") +
                                                            "?" + name.substr(dot + 1);
    changes.push_back(fmt::format("object{} != oldObject{}", path, path));
  }
  return join(changes, " || ");
}

}  // namespace bulwark::policy
