// SPDX-License-Identifier: Apache-2.0
// Tally: what reading one input met besides resources, told apart so that files that are no
// manifests can be let go.
#pragma once

#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "base/result.h"

namespace bulwark::sources::code {

/// A document, or a part of an input, that is no resource.
struct Gap {
  std::uint64_t offset = 0;
  std::uint32_t line = 0;  ///< 0 when unknown
  std::uint32_t column = 0;
  bool document = true;      ///< it stands for one that was counted
  bool no_manifest = false;  ///< nothing in it hints at Kubernetes
  ErrorCode code = ErrorCode::malformed;
  std::string reason;
};

struct Tally {
  std::uint64_t documents = 0;
  std::uint64_t empty = 0;
  bool kubernetes = false;  ///< at least one document has an apiVersion or a kind
  bool json = false;        ///< the input is JSON text
  std::vector<Gap> gaps;

  void add(Tally other) {
    documents += other.documents;
    empty += other.empty;
    kubernetes |= other.kubernetes;
    gaps.insert(gaps.end(), std::make_move_iterator(other.gaps.begin()),
                std::make_move_iterator(other.gaps.end()));
  }
};

}  // namespace bulwark::sources::code
