// SPDX-License-Identifier: Apache-2.0
// Inventory: everything that was read, in one place. Filled by the sources, const from then on.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/pool.h"
#include "model/problem.h"
#include "model/resource.h"

namespace bulwark::model {

/// One file, stream, rendered chart or cluster.
struct Source {
  std::string name;  ///< as the user would name it: "deploy/cart.yaml", "-" for standard input
  std::string file;  ///< the path to read again when a place is looked for; empty when `text` is
                     ///< kept instead
  std::optional<std::string> text;  ///< of standard input and rendered charts, which cannot be read
                                    ///< again
  bool json = false;                ///< JSON or NDJSON; otherwise YAML
  bool rendered = false;    ///< text came from helm or kustomize: its lines are not lines of a file
  bool dockerfile = false;  ///< neither JSON nor YAML: a Dockerfile, one document
  bool cluster = false;  ///< a cluster, live or from a snapshot: `name` is its name, there are no
                         ///< lines, and offsets only order its resources
};

/// A picture of one cluster.
struct Cluster {
  std::uint32_t source = 0;               ///< index into Inventory::sources
  std::string server_version;             ///< "v1.34.4"; empty when the server did not say
  std::string taken_at;                   ///< RFC 3339, in UTC
  std::vector<std::string> namespaces{};  ///< what alone was read; empty: the whole cluster
  bool operator==(const Cluster&) const = default;
};

/// The resources that one worker read, and the pool that they live in.
struct Segment {
  std::unique_ptr<formats::Pool> pool;
  std::deque<Resource> resources;  ///< grows without ever needing its memory twice
};

/// A key that came twice in a map; the last value was taken.
struct DuplicateKey {
  std::uint32_t segment = 0;
  std::uint32_t resource = 0;  ///< index within the segment
  std::string path;            ///< of the map: "spec.template.metadata"; empty for the root
  std::string key;
};

/// What a document of Bulwark's own was made from: an object that a source holds.
struct Origin {
  /// A path of the document, and the path of the object that it was read from; `with_rest`: what
  /// follows in the one follows in the other too.
  struct Part {
    std::string path, from;
    bool with_rest = false;
  };
  const Resource* resource = nullptr;
  std::vector<Part> parts;

  /// Where the object says what stands at `path`: by the longest part that leads to it.
  std::string path_of(std::string_view path) const;
};

struct Inventory {
  std::vector<Source> sources;
  std::vector<Cluster> clusters;  ///< in the order of their sources
  std::vector<Segment> segments;
  std::vector<DuplicateKey> duplicate_keys;
  std::map<const Resource*, Origin> origins;  ///< of documents that no source holds
  std::vector<Problem> problems;
  std::uint64_t documents = 0;  ///< all that were met; a List counts as its items
  std::uint64_t empty = 0;      ///< documents with nothing but comments in them

  /// The cluster that a resource lives in; empty for one from a file.
  std::string_view cluster_of(const Resource& resource) const {
    const bool known = resource.source < sources.size() && sources[resource.source].cluster;
    return known ? std::string_view(sources[resource.source].name) : std::string_view();
  }

  std::uint64_t resources() const {
    std::uint64_t count = 0;
    for (const Segment& segment : segments) count += segment.resources.size();
    return count;
  }
};

}  // namespace bulwark::model
