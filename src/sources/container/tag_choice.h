// SPDX-License-Identifier: Apache-2.0
// Tag choice: which tags of a repository are later builds of what a tag names.
//
// No standard says what tags mean. Taken as the same kind of image are tags that differ in their
// numbers alone, "3.11.4-slim-bookworm" and "3.13.1-slim-trixie": the code names of Debian's and
// Ubuntu's releases are numbers too.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bulwark::sources::container {

struct TagShape {
  std::string kind;                    ///< "#.#.#-slim-@": what does not change
  std::vector<std::uint64_t> numbers;  ///< {3, 11, 4, 1200}, by which tags of a kind are ordered
  bool operator==(const TagShape&) const = default;

  /// The numbers of its first version but for the last: {3, 11} of "3.11.4-slim", {3} of "3.11".
  /// Tags of one kind with the same line differ in their smallest step alone. Of a code name, that:
  /// {1200} of "bookworm-20240110".
  std::vector<std::uint64_t> line() const;
};

/// A number of more than 18 digits, such as a digest's, stands for itself in `kind`.
TagShape tag_shape(std::string_view tag);

/// At most `most` of `tags` that are of the kind of `present` and not older: itself, if it is among
/// them, the latest of its line, and the latest of as many lines as that leaves, the newest ones.
/// The smallest step comes first.
std::vector<std::string> later_tags(std::string_view present, std::span<const std::string> tags,
                                    std::size_t most);

}  // namespace bulwark::sources::container
