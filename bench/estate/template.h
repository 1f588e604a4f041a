// SPDX-License-Identifier: Apache-2.0
// Template: what the pods of one deployment have in common.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/estate/shape.h"
#include "bench/estate/writer.h"

namespace bulwark::bench {

struct ContainerTemplate {
  std::string name;
  std::string image;
  std::vector<std::string> env_names;
  std::string before_mounts;  ///< JSON of the fields before volumeMounts, ends with a comma
  std::string mounts;         ///< JSON of the entries of volumeMounts; may be empty
  std::string after_mounts;   ///< JSON of the fields after it, begins with a comma
  bool probes = false;
};

struct Template {
  std::string app;
  std::string team;
  std::vector<ContainerTemplate> containers;
  std::vector<ContainerTemplate> init_containers;
  std::string volumes;           ///< JSON of the entries of spec.volumes; may be empty
  std::string security_context;  ///< JSON
  std::string host;         ///< JSON of hostNetwork and its like, ends with a comma; mostly empty
  std::string labels;       ///< JSON of the entries of metadata.labels
  std::string annotations;  ///< JSON of the whole map of annotations
  std::string affinity;     ///< JSON of the whole field, ends with a comma; may be empty
};

Template make_template(const Shape& shape, std::uint64_t index);

/// What makes a live pod differ from its template.
struct PodInstance {
  std::string token_volume;  ///< kube-api-access-xxxxx, mounted in every container
  std::string node;
  std::string service_account;
};

/// The JSON of a pod spec; without an instance, that of a template.
void write_pod_spec(Writer& out, const Template& from, const std::string& service_account,
                    const PodInstance* instance);

}  // namespace bulwark::bench
