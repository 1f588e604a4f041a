// SPDX-License-Identifier: Apache-2.0
// Any bytes as a document that is edited: what comes out has the value that was asked for, whatever
// the layout, or there is an error. The first line is the path, the second one the value.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "formats/edit_property.h"

namespace {

using namespace bulwark;           // NOLINT(google-build-using-namespace): a program of one file
using namespace bulwark::formats;  // NOLINT(google-build-using-namespace)

std::string line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string out(text.substr(0, end));
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string path = line(text);
  const std::string json = line(text);
  if (!wrong_after_set(text, path, json).empty()) std::abort();
  for (const TextFormat format : {TextFormat::yaml, TextFormat::json}) {
    const std::vector<Edit> edits{{path, std::nullopt}};
    const Result<std::string> out = edit_text(text, format, edits);
    if (!out) continue;
    const Result<std::string> again = edit_text(*out, format, edits);
    // Of a list the next item has moved up, which may go or not; of a map nothing is left to go.
    if (!path.ends_with(']') && (!again || *again != *out)) std::abort();
  }
  return 0;
}
