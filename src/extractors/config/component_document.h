// SPDX-License-Identifier: Apache-2.0
// Component document: what one component runs with, as an object of the inventory, so that controls
// over it are written as all others: apiVersion bulwark.dev/v1, the component's kind, metadata's
// name and namespace of what runs it. `spec.version` is that of its image, where that has one.
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
  std::string version;   ///< empty: not known
  std::string system{};  ///< of its node: "linux", "windows"; empty: not told
};

/// One told by flags: `spec.flags` has what each is set to, or is by default, and `spec.given` the
/// names of those that are set. A flag that is not known is not there; where none is known, `flags`
/// itself is not: whoever asks for it learns that it is not known. `spec.anonymousPaths` are the
/// paths that a file holds anonymous requests to.
formats::Value flags_document(Component component, const ComponentName& name,
                              const Settings& settings, formats::Builder& builder);

/// One told by a file: `spec.config` has the file over the component's own defaults. Kind Kubelet
/// or KubeProxy. `flags`, where they are known: `spec.flags` has those that are given.
formats::Value file_document(Component component, const ComponentName& name,
                             const formats::Value& file, formats::Builder& builder,
                             const Settings* flags = nullptr);

/// One of which nothing is known but that it is there.
formats::Value unknown_document(Component component, const ComponentName& name,
                                formats::Builder& builder);

/// Its value, where the builder stands.
void add_setting(const Setting& setting, formats::Builder& builder);

}  // namespace bulwark::extractors::config
