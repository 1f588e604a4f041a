// SPDX-License-Identifier: Apache-2.0
// Component document: the settings of one component as an object of the inventory, so that controls
// over it are written as all others:
//
//   apiVersion: bulwark.dev/v1
//   kind: KubeAPIServer            # KubeControllerManager, KubeScheduler, CloudControllerManager,
//   Etcd metadata: {name, namespace}    # of what runs it spec:
//     version: v1.34.4             # of its image; left out where that has none
//     flags: {anonymous-auth: false, authorization-mode: [Node, RBAC], ...}
//     given: [authorization-mode]  # those that are not the component's own defaults
//
// docs/components.md tells the kinds to users.
#pragma once

#include <string>
#include <string_view>

#include "extractors/config/settings.h"
#include "formats/builder.h"

namespace bulwark::extractors::config {

/// What a document is called after.
struct ComponentName {
  std::string name, name_space;
  std::string version;  ///< empty: not known
};

/// The root of a document. A flag that is not known is not in `flags`; with no settings at all
/// (null) `flags` itself is not there: whoever asks for it learns that it is not known.
formats::Value component_document(Component component, const ComponentName& name,
                                  const Settings* settings, formats::Builder& builder);

/// A document whose `spec.config` is a file of the component's, over the component's own defaults;
/// null: it is not known. Kind Kubelet or KubeProxy.
formats::Value component_document(Component component, const ComponentName& name,
                                  const formats::Value* file, formats::Builder& builder);

/// Its value, where the builder stands.
void add_setting(const Setting& setting, formats::Builder& builder);

}  // namespace bulwark::extractors::config
