// SPDX-License-Identifier: Apache-2.0
// Latin-1 is the encoding in which every byte is a character.
#include "formats/byte_pattern.h"

#include "base/check.h"

namespace bulwark::formats {

std::unique_ptr<const RE2> byte_pattern(const std::string& pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_max_mem(std::int64_t{32} << 20);  // the largest of ours needs it
  auto out = std::make_unique<const RE2>(pattern, options);
  CHECK(out->ok(), out->error().c_str());
  return out;
}

}  // namespace bulwark::formats
