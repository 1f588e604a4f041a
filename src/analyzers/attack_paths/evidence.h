// SPDX-License-Identifier: Apache-2.0
// Evidence: what allows a move, and what of it somebody could change.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzers/attack_paths/cuts.h"
#include "analyzers/attack_paths/graph.h"
#include "analyzers/attack_paths/holdings.h"
#include "analyzers/attack_paths/moves.h"
#include "base/arena.h"
#include "model/resource.h"

namespace bulwark::analyzers::attack_paths {

struct Evidence {
  static constexpr std::size_t kMost = 3;

  std::array<rbac::Grant, kMost> grants{};  ///< all of them together
  std::array<CauseId, kMost> causes{};      ///< any of which, changed, ends the move
  std::uint8_t granted = 0, caused = 0;
  const model::Resource* object = nullptr;  ///< a workload, a Namespace, ...
  std::string_view path;                    ///< within the object
  std::string_view note;                    ///< what is taken for true: "if one runs there"
};

/// Of edges by number. Causes are numbers of bindings first, then of places in objects.
class EvidenceBook {
 public:
  struct Place {
    const model::Resource* object = nullptr;
    std::string_view path, why;
  };

  explicit EvidenceBook(std::uint32_t bindings) : bindings_(bindings) { all_.emplace_back(); }

  /// A copy that lives as long as this.
  std::string_view keep(std::string_view text) { return texts_.copy(text); }
  /// 0 stands for what needs no evidence.
  std::uint32_t add(const Evidence& evidence) {
    all_.push_back(evidence);
    return static_cast<std::uint32_t>(all_.size() - 1);
  }
  /// A place that can be changed, as evidence with that cause. `why` is its note.
  Evidence at_place(const model::Resource& object, std::string_view path, std::string_view why) {
    Evidence out;
    out.object = &object;
    out.path = texts_.copy(path);
    out.note = texts_.copy(why);
    out.causes[out.caused++] = bindings_ + static_cast<CauseId>(places_.size());
    places_.push_back({&object, out.path, out.note});
    return out;
  }

  const Evidence& of(const Edge& edge) const { return all_[edge.evidence]; }
  std::span<const CauseId> causes(const Edge& edge) const {
    return std::span(all_[edge.evidence].causes).first(all_[edge.evidence].caused);
  }
  bool is_binding(CauseId cause) const { return cause < bindings_; }
  const Place& place(CauseId cause) const { return places_[cause - bindings_]; }

 private:
  std::uint32_t bindings_;
  std::vector<Evidence> all_;
  std::vector<Place> places_;
  Arena texts_{std::size_t{64} << 10};
};

}  // namespace bulwark::analyzers::attack_paths
