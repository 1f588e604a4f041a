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
  std::string output = "table";
  bool secrets = false;  ///< the names of Secrets are wanted too

  bool of_files() const { return !files.empty() || !snapshot.empty(); }
};

/// VERB RESOURCE NAME, --non-resource-url, -n, -f, --snapshot, -o and those of a cluster.
void add_rbac_flags(CLI::App& command, RbacFlags& flags);
/// Of these -f, --snapshot, -o and those of a cluster: which picture, and how it is told.
void add_picture_flags(CLI::App& command, RbacFlags& flags);

/// A picture, and the live cluster that it is of, if it is of one.
struct RbacSource {
  std::unique_ptr<scan::RbacPicture> picture;
  std::vector<sources::cluster::Access> live;  ///< at most one
};

/// Errors for what must be corrected on the command line, and `cancelled`. What could not be read
/// is told to standard error, and stays open in the answers.
Result<RbacSource> read_source(const RbacFlags& flags, const Services& services);

/// Complains of an error of read_source, and returns the exit code.
int complain_of_reading(const Error& error);

/// The namespace of the request: the flag's, else the context's, else `default`.
std::string namespace_of(const RbacFlags& flags, const RbacSource& source);

/// The question of the command line.
Result<analyzers::rbac::Question> question_of(const RbacFlags& flags, const RbacSource& source);

/// Prints to standard output; kGood, or the exit code of a failure to write.
int print_answer(std::string_view text);

}  // namespace bulwark::cli
