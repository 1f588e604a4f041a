// SPDX-License-Identifier: Apache-2.0
// Applies splices from the front to the back.
#include "formats/splices.h"

#include <algorithm>
#include <utility>

namespace bulwark::formats {

std::optional<std::string> Splices::apply(std::string_view text) && {
  std::stable_sort(splices_.begin(), splices_.end(), [](const Splice& a, const Splice& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::string out;
  std::size_t at = 0;
  for (const Splice& splice : splices_) {
    if (splice.begin < at || splice.end < splice.begin || splice.end > text.size())
      return std::nullopt;
    out.append(text.substr(at, splice.begin - at)).append(splice.text);
    at = splice.end;
  }
  out.append(text.substr(at));
  return out;
}

}  // namespace bulwark::formats
