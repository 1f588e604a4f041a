// SPDX-License-Identifier: Apache-2.0
// Catalogue: all controls that are known, and the choice of those that a scan runs.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/builder.h"
#include "formats/pool.h"
#include "policy/compiled_control.h"
#include "policy/control_file.h"

namespace bulwark::policy {

/// Pools of the catalogue and of configuration have ids from here up, segments from 1 up.
inline constexpr std::uint16_t kCataloguePool = 0xFFFF;

/// What the user asked for. Empty lists mean: everything that is not `optional: true`.
struct Selection {
  std::vector<std::string> frameworks;  ///< "pss-restricted@v1.30", "pss-baseline", "cis-1.12",
                                        ///< "nsa", "attack", ...
  std::vector<std::string> controls;  ///< ids, globs allowed; these run even when they are optional
  std::vector<std::string> also;  ///< optional controls that a site wants beside the default ones;
                                  ///< globs
  std::vector<std::string> layers;
  std::uint32_t minor = kNewestMinor;  ///< Kubernetes 1.N for which controls judge; a framework
                                       ///< that names a version has its own
  std::vector<std::string> exclude;    ///< ids, globs allowed
  bool own_documents = false;  ///< of what `controls` does not name, only what is about documents
                               ///< of our own: components, files of nodes
  std::vector<std::string> beside;  ///< ids of what runs beside the catalogue: they may be named in
                                    ///< `controls` and `exclude`
  /// Parameters of controls by id, from the site's configuration: maps that replace defaults key by
  /// key.
  std::map<std::string, formats::Value> parameters;
};

/// The controls of one scan, compiled.
struct Chosen {
  std::string name;  ///< "112 controls", "pss-restricted@v1.30 (18 controls)"
  std::deque<CompiledControl> controls;
  std::deque<CompiledControl> of_connections;   ///< those that only an admission policy can ask
  std::vector<const ControlFile*> by_reader;    ///< those that the readers answer
  std::vector<const ControlFile*> by_analyzer;  ///< those about many objects at once

  /// How many a scan asks.
  std::size_t size() const { return controls.size() + by_reader.size() + by_analyzer.size(); }
};

/// Owns the documents of its controls. Movable, not copyable: controls point into its pool.
class Catalogue {
 public:
  Catalogue();

  /// Reads one control. `path` is for error messages. A second control with the same id is an
  /// error.
  Result<void> add(std::string_view path, std::string_view text);

  const std::deque<ControlFile>& controls() const { return controls_; }
  const ControlFile* find(std::string_view id) const;
  std::vector<std::string> ids() const;
  std::vector<std::string> frameworks() const;

  /// A name that matches nothing is an error with a suggestion: a typing mistake must not scan
  /// nothing.
  Result<Chosen> choose(const Selection& selection) const;

  /// A document of the site's (configuration, examples) read into the catalogue's pool. Nulls stay.
  Result<formats::Value> read_document(std::string_view text);
  /// Where the documents' values live.
  formats::Pool& pool() { return *pool_; }

 private:
  std::unique_ptr<formats::Pool> pool_;
  std::unique_ptr<formats::Builder> builder_;
  std::deque<ControlFile> controls_;
};

/// A framework as the user writes it, with the Kubernetes version for those that have one.
struct FrameworkChoice {
  std::string name;
  std::uint32_t minor = kNewestMinor;
  bool operator==(const FrameworkChoice&) const = default;
};
Result<FrameworkChoice> parse_framework(std::string_view text);

}  // namespace bulwark::policy
