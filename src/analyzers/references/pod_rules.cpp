// SPDX-License-Identifier: Apache-2.0
// What pod templates refer to by name: configuration, credentials, volumes, accounts, classes.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "analyzers/references/rules.h"
#include "formats/path.h"

namespace bulwark::analyzers::references {
namespace {

using formats::item_step;
using formats::join_path;
using formats::Value;

constexpr std::array<std::string_view, 3> kContainerFields{"containers", "initContainers",
                                                           "ephemeralContainers"};

bool is_true(const Value* value) {
  return value != nullptr && value->is_bool() && value->as_bool();
}

// One reference from a pod: `value` holds name, optional and perhaps a key or keys.
struct Reference {
  const Value* value = nullptr;
  std::string_view name;
  std::string path;
};

class PodReader {
 public:
  PodReader(Judge& judge, const Workload& workload, const Type& type)
      : judge_(judge), workload_(workload), type_(type), secret_(type.kind == "Secret") {}

  void read() {
    const Value* spec = workload_.spec();
    if (spec == nullptr || !spec->is_map()) return;
    for (const std::string_view field : kContainerFields) {
      const Value* containers = spec->find(field);
      if (containers == nullptr) continue;
      const std::string path = join_path(workload_.spec_path(), field);
      for (std::size_t i = 0; i < containers->items().size(); ++i)
        container(containers->items()[i], path + item_step(i));
    }
    volumes(*spec);
    if (secret_) pull_secrets(*spec);
  }

 private:
  void container(const Value& one, const std::string& path) {
    if (const Value* sources = one.find("envFrom")) {
      for (std::size_t i = 0; i < sources->items().size(); ++i) {
        const std::string_view field = secret_ ? "secretRef" : "configMapRef";
        if (const Value* value = sources->items()[i].find(field))
          check({value, value->text("name"),
                 join_path(join_path(path, "envFrom") + item_step(i), field)});
      }
    }
    const Value* env = one.find("env");
    if (env == nullptr) return;
    const std::string_view field = secret_ ? "secretKeyRef" : "configMapKeyRef";
    for (std::size_t i = 0; i < env->items().size(); ++i) {
      const Value* value = env->items()[i].at("valueFrom", field);
      if (value == nullptr) continue;
      const std::string at = join_path(join_path(path, "env") + item_step(i), "valueFrom");
      Reference reference{value, value->text("name"), join_path(at, field)};
      if (const Picture::Objects* there = check(reference))
        key(*there, value->text("key"), reference);
    }
  }

  void volumes(const Value& spec) {
    const Value* volumes = spec.find("volumes");
    if (volumes == nullptr) return;
    const std::string_view field = secret_ ? "secret" : "configMap";
    for (std::size_t i = 0; i < volumes->items().size(); ++i) {
      const Value& volume = volumes->items()[i];
      const std::string path = join_path(workload_.spec_path(), "volumes") + item_step(i);
      if (const Value* value = volume.find(field))
        mounted(value, value->text(secret_ ? "secretName" : "name"), join_path(path, field));
      const Value* sources = volume.at("projected", "sources");
      if (sources == nullptr) continue;
      for (std::size_t j = 0; j < sources->items().size(); ++j) {
        const Value* value = sources->items()[j].find(field);
        if (value == nullptr) continue;
        mounted(value, value->text("name"),
                join_path(join_path(path, "projected.sources") + item_step(j), field));
      }
    }
  }

  void mounted(const Value* value, std::string_view name, std::string path) {
    const Reference reference{value, name, std::move(path)};
    const Picture::Objects* there = check(reference);
    const Value* items = value->find("items");
    if (there == nullptr || items == nullptr) return;
    for (const Value& item : items->items()) key(*there, item.text("key"), reference);
  }

  // A pull secret that is missing is passed over by the kubelet, so that the pull fails later, with
  // a message about the registry.
  void pull_secrets(const Value& spec) {
    const Value* list = spec.find("imagePullSecrets");
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->items().size(); ++i) {
      const Value& one = list->items()[i];
      check({&one, one.text("name"),
             join_path(workload_.spec_path(), "imagePullSecrets") + item_step(i)});
    }
  }

  // Null when there is nothing to look into.
  const Picture::Objects* check(const Reference& reference) {
    if (reference.name.empty() || is_true(reference.value->find("optional"))) return nullptr;
    // In every namespace by itself.
    if (reference.name == "kube-root-ca.crt" || reference.name == "openshift-service-ca.crt")
      return nullptr;
    const Picture::Objects& there = judge_.refer(type_, namespace_of(*workload_.resource),
                                                 reference.name, *workload_.resource,
                                                 reference.path, "refers to", workload_.instances);
    return there.empty() ? nullptr : &there;
  }

  void key(const Picture::Objects& there, std::string_view key, const Reference& reference) {
    if (key.empty()) return;
    for (const model::Resource* object : there) {
      // A cluster does not tell the keys of its Secrets; what a sealed or external one gets is not
      // here.
      const auto fields = {"data", "binaryData", "stringData"};
      const bool has_keys = std::any_of(fields.begin(), fields.end(), [&](const char* field) {
        const Value* map = object->root.find(field);
        return map != nullptr && map->size() > 0;
      });
      const bool has_it = std::any_of(fields.begin(), fields.end(), [&](const char* field) {
        return object->root.at(field, key) != nullptr;
      });
      if (has_it || !has_keys || object->root.find("dataCount") != nullptr) return;
      if (!judge_.picture().surely_together(*object, *workload_.resource)) return;
    }
    judge_.found(*workload_.resource, reference.path,
                 fmt::format("refers to the key {} of {}, which has no such key", key,
                             there.front()->title()),
                 workload_.instances);
  }

  Judge& judge_;
  const Workload& workload_;
  const Type& type_;
  bool secret_;
};

// What has run to its end needs nothing any more, and a cluster's picture does not say whether it
// has.
bool may_be_over(const Picture& picture, const Workload& workload) {
  if (!picture.is_cluster()) return false;
  const Value* spec = workload.spec();
  const std::string_view restart = spec == nullptr ? "" : spec->text("restartPolicy");
  const bool once = restart == "Never" || restart == "OnFailure";
  return once && workload.resource->kind() != "CronJob";
}

template <class Work>
void each_workload(Judge& judge, const Work& work) {
  for (const auto& [name, space] : judge.picture().namespaces()) {
    for (const Workload& workload : space.workloads) {
      if (!may_be_over(judge.picture(), workload)) work(workload);
    }
  }
}

void config_maps(Judge& judge) {
  each_workload(judge, [&](const Workload& one) { PodReader(judge, one, kConfigMap).read(); });
}

void secrets(Judge& judge) {
  each_workload(judge, [&](const Workload& one) { PodReader(judge, one, kSecret).read(); });
}

void volume_claims(Judge& judge) {
  each_workload(judge, [&](const Workload& one) {
    const Value* volumes = one.pod.value->at("spec", "volumes");
    if (volumes == nullptr) return;
    for (std::size_t i = 0; i < volumes->items().size(); ++i) {
      const Value* claim = volumes->items()[i].find("persistentVolumeClaim");
      const std::string_view name = claim == nullptr ? "" : claim->text("claimName");
      if (name.empty()) continue;
      judge.refer(kVolumeClaim, namespace_of(*one.resource), name, *one.resource,
                  join_path(join_path(one.spec_path(), "volumes") + item_step(i),
                            "persistentVolumeClaim.claimName"),
                  "mounts", one.instances);
    }
  });
}

void service_accounts(Judge& judge) {
  each_workload(judge, [&](const Workload& one) {
    const Value* spec = one.spec();
    if (spec == nullptr) return;
    const bool old = spec->text("serviceAccountName").empty();
    const std::string_view field = old ? "serviceAccount" : "serviceAccountName";
    const std::string_view name = spec->text(field);
    if (name.empty() || name == "default") return;  // which every namespace has
    judge.refer(kServiceAccount, namespace_of(*one.resource), name, *one.resource,
                join_path(one.spec_path(), field), "runs as", one.instances);
  });
}

void priority_classes(Judge& judge) {
  each_workload(judge, [&](const Workload& one) {
    const Value* spec = one.spec();
    const std::string_view name = spec == nullptr ? "" : spec->text("priorityClassName");
    if (name.empty() || name.starts_with("system-")) return;
    judge.refer(kPriorityClass, "", name, *one.resource,
                join_path(one.spec_path(), "priorityClassName"), "has the priority of",
                one.instances);
  });
}

// A claim that names no class takes the default one; the empty name asks for none.
void storage_classes(Judge& judge) {
  for (const model::Resource* claim : judge.picture().all(kVolumeClaim)) {
    const Value* spec = claim->root.find("spec");
    if (spec == nullptr || spec->text("storageClassName").empty()) continue;
    if (!spec->text("volumeName").empty()) continue;  // bound by hand, the class is only a label
    judge.refer(kStorageClass, "", spec->text("storageClassName"), *claim, "spec.storageClassName",
                "asks for");
  }
}

constexpr std::array<Rule, 6> kRules{{{"config-map-missing", config_maps},
                                      {"priority-class-missing", priority_classes},
                                      {"secret-missing", secrets},
                                      {"service-account-missing", service_accounts},
                                      {"storage-class-missing", storage_classes},
                                      {"volume-claim-missing", volume_claims}}};

}  // namespace

std::span<const Rule> pod_rules() { return kRules; }

}  // namespace bulwark::analyzers::references
