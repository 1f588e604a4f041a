// SPDX-License-Identifier: Apache-2.0
// Slice: the piece of a stream that is one document, found before anything is parsed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

namespace bulwark::sources::code {

/// What an item of a typed list (RoleList) takes from its list when it does not say it itself.
struct ListHead {
  std::string api_version;
  std::string kind;
};

enum class SliceKind : std::uint8_t {
  document,
  item,        ///< an element of a List or of an array
  empty_list,  ///< a List without items: an empty document
  broken,      ///< not well-formed; `fault` says how when reading its text would not
};

struct Slice {
  std::uint64_t offset = 0;  ///< in its stream
  std::uint64_t length = 0;
  std::uint32_t line = 1;  ///< of its first byte
  SliceKind kind = SliceKind::document;
  bool text_is_gone = false;  ///< it was too large to be kept
  Error fault;  ///< of a broken one; the message is empty when a reader of the text will find it
  std::shared_ptr<const ListHead> list;
};

}  // namespace bulwark::sources::code
