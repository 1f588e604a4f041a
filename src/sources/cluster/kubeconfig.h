// SPDX-License-Identifier: Apache-2.0
// Kubeconfig: the files that say which clusters there are and as whom to talk to them, merged as
// kubectl merges them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sources/cluster/access.h"
#include "sources/cluster/kubeconfig_file.h"

namespace bulwark::sources::cluster {

class Kubeconfig {
 public:
  /// `explicit_file` alone, which must be there; without one the files that the environment names,
  /// missing ones skipped. Empty when there is none at all.
  static Result<Kubeconfig> load(const std::string& explicit_file, const Environment& environment);

  /// Says nothing: no file, or nothing in them.
  bool empty() const;
  /// Names, sorted.
  std::vector<std::string> contexts() const;
  /// May be empty, and may name a context that does not exist.
  const std::string& current() const { return current_; }
  /// The files that were asked for, for messages: "~/.kube/config".
  const std::vector<std::string>& files() const { return files_; }

  /// Everything that the context needs, its certificate files read. `context` may be empty: the
  /// current one.
  Result<Access> access(std::string_view context) const;

 private:
  void merge(KubeconfigFile file);
  using NamedContext = std::map<std::string, ContextEntry>::value_type;
  Result<const NamedContext*> find_context(std::string_view name) const;

  std::map<std::string, ClusterEntry> clusters_;
  std::map<std::string, UserEntry> users_;
  std::map<std::string, ContextEntry> contexts_;
  std::string current_;
  std::vector<std::string> files_;
  std::string search_path_;
};

}  // namespace bulwark::sources::cluster
