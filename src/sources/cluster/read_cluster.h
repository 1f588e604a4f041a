// SPDX-License-Identifier: Apache-2.0
// Reads a live cluster: every type that matters, page by page, through several workers.
//
// A list is read in pages of one resource version (limit and continue). Where that version was
// compacted meanwhile (410 Gone) the list goes on where it stood, at a newer version: with the
// token that the server gives for this, else from the start without what was there already. What
// cannot be read is a Problem each, and does not hinder the rest.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "formats/document.h"
#include "model/problem.h"
#include "sources/cluster/api_client.h"
#include "sources/cluster/receiver.h"
#include "sources/cluster/wanted.h"

namespace bulwark::sources::cluster {

/// Which kubelets are asked for their configuration.
struct KubeletsWanted {
  bool any = false;        ///< false: nothing is said of them
  std::size_t most = 500;  ///< so many nodes; 0: none, which is said
  /// A user's own wish: it is a gap where it is not allowed. Else they are asked where it is.
  bool asked_for = false;
};

struct ReadOptions {
  std::vector<std::string> namespaces;  ///< empty: the whole cluster; else only these and what is
                                        ///< in them
  std::vector<GroupResource> also;      ///< types beyond those that are always read
  std::vector<GroupResource> only;      ///< empty: all types that matter; else these alone, and
                                        ///< what defines custom types
  std::vector<GroupResource> where_served;  ///< beside `only`: types that many servers do not know
  bool secrets = true;                      ///< false: they are not listed, and their gap says so
  KubeletsWanted kubelets = {};             ///< where the whole cluster is read
  unsigned workers = 2;
  unsigned page_size = 500;  ///< objects in a page; the server may give fewer
  formats::DocumentOptions document;
  std::stop_token stop;
  Progress* progress = nullptr;
};

struct Reading {
  std::uint64_t objects = 0;
  std::vector<model::Problem> problems;  ///< sorted by what was not read
};

/// Errors: `cancelled`, and whatever keeps the cluster from being asked anything at all.
Result<Reading> read_cluster(ApiClient& client, const ReadOptions& options, Receiver& receiver);

}  // namespace bulwark::sources::cluster
