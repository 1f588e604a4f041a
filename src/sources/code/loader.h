// SPDX-License-Identifier: Apache-2.0
// Loader: workers read what a Feed hands out; afterwards their shares are put together in a stable
// order.
#pragma once

#include <deque>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "model/inventory.h"
#include "sources/code/feed.h"
#include "sources/code/input.h"
#include "sources/code/reader.h"
#include "sources/code/render.h"

namespace bulwark::sources::code {

class Loader {
 public:
  /// All must outlive the loader.
  Loader(std::span<const Input> inputs, const LoadOptions& options, model::Inventory& inventory);

  /// Reads everything and returns the names of files that hold no Kubernetes object.
  Result<std::vector<std::string>> run();

 private:
  void work(Reader& reader);
  void whole(Reader& reader, Batch& batch, std::size_t input);
  void rendered(Reader& reader, Batch& batch, std::size_t input);
  std::uint32_t add_source(std::size_t input, model::Source source);
  void merge(std::deque<Reader>& readers, std::vector<std::string>& not_kubernetes);
  void merge_tallies(std::vector<Tally>& tallies, std::uint32_t first_source,
                     const std::vector<bool>& named, std::vector<std::string>& not_kubernetes);

  std::span<const Input> inputs_;
  const LoadOptions& options_;
  model::Inventory& inventory_;
  Feed feed_;
  Tools tools_;

  std::mutex mutex_;                    ///< of what follows
  std::vector<model::Source> sources_;  ///< the first ones are the inputs, then what was rendered
  std::vector<std::size_t> input_of_;   ///< for each of sources_
};

}  // namespace bulwark::sources::code
