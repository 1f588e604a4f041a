// SPDX-License-Identifier: Apache-2.0
// Targets become inputs, inputs become resources.
#include "sources/code/load.h"

#include <algorithm>
#include <utility>

#include "sources/code/input.h"
#include "sources/code/loader.h"

namespace bulwark::sources::code {

Result<LoadSummary> load(std::span<const std::string> targets, const LoadOptions& options,
                         model::Inventory& inventory) {
  Inputs found = TRY(find_inputs(targets, options));
  if (options.progress != nullptr) {
    for (const Input& input : found.inputs) options.progress->bytes_total += input.size;
  }
  LoadSummary summary;
  summary.files = found.inputs.size();
  summary.not_kubernetes = TRY(Loader(found.inputs, options, inventory).run());
  summary.not_kubernetes.insert(summary.not_kubernetes.end(), found.not_kubernetes.begin(),
                                found.not_kubernetes.end());
  std::sort(summary.not_kubernetes.begin(), summary.not_kubernetes.end());
  // Problems of whole folders first: they may explain the others.
  inventory.problems.insert(inventory.problems.begin(),
                            std::make_move_iterator(found.problems.begin()),
                            std::make_move_iterator(found.problems.end()));
  return summary;
}

}  // namespace bulwark::sources::code
