// SPDX-License-Identifier: Apache-2.0
#include "model/package_list.h"

#include <fmt/core.h>

namespace bulwark::model {

Problem too_large(std::string_view file, const PackageReader& reader) {
  return unread(file, {ErrorCode::limit,
                       fmt::format("the file is larger than the {} bytes that are read of a {}: "
                                   "the packages that it lists are unknown",
                                   reader.most_bytes, reader.name),
                       {}});
}

Problem unread(std::string_view file, Error why) {
  Problem out;
  out.what = why.where.empty() ? std::string(file) : fmt::format("{}:{}", file, why.where);
  out.reason = std::move(why.message);
  out.code = why.code;
  out.file = file;
  return out;
}

}  // namespace bulwark::model
