// SPDX-License-Identifier: Apache-2.0
// What `bulwark rbac who-can` and `can-i` have in common: of which picture they ask, and what.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzers/rbac/question.h"
#include "base/result.h"
#include "cli/cluster_flags.h"
#include "cli/command.h"
#include "scan/rbac.h"

namespace bulwark::cli {

struct RbacFlags {
  ClusterFlags cluster;
  std::vector<std::string> files;
  std::string snapshot;
  std::string name_space;
  bool all_namespaces = false;
  std::string verb, resource, name, path;
  std::string kube_version;
  std::string output = "table";
  std::vector<std::string> outputs{"table", "json"};  ///< that there are

  bool of_files() const { return !files.empty() || !snapshot.empty(); }
};

/// VERB RESOURCE NAME, --non-resource-url, -n and those of a picture.
void add_rbac_flags(Command& command, RbacFlags& flags);
/// -f, --snapshot, -o and those of a cluster: of which picture is asked, and how it is answered.
void add_picture_flags(Command& command, RbacFlags& flags);

/// A picture, and the live cluster that it is of, if it is of one.
struct RbacSource {
  std::unique_ptr<scan::RbacPicture> picture;
  std::vector<sources::cluster::Access> live;  ///< at most one
};

/// Errors for what must be corrected on the command line, and `cancelled`. What could not be read
/// is told to standard error, and stays open in the answers.
Result<RbacSource> read_source(const RbacFlags& flags, const Services& services,
                               scan::RbacReading reading = scan::RbacReading::roles);

/// Complains of an error of read_source, and returns the exit code.
int complain_of_reading(const Error& error);

/// The namespace of the request: the flag's, else the context's, else `default`.
std::string namespace_of(const RbacFlags& flags, const RbacSource& source);

/// The question of the command line.
Result<analyzers::rbac::Question> question_of(const RbacFlags& flags, const RbacSource& source);

}  // namespace bulwark::cli
