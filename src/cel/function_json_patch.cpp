// SPDX-License-Identifier: Apache-2.0
// jsonpatch.escapeKey(): what mutations have besides the objects that they make.
#include <array>
#include <string>

#include "cel/declarations.h"
#include "cel/function.h"

namespace bulwark::cel {
namespace {

constexpr OverloadDeclaration kTable[] = {
    {"jsonpatch.escapeKey", "string_jsonpatch_escapeKey_string", OverloadDeclaration::Style::global,
     "string -> string"},
};

/// A key as a part of a JSON pointer (RFC 6901).
Value escape_key(Context& context, std::span<const Value> arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  std::string out;
  for (const char c : arguments[0].as_string()) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return context.string(out);
}

constexpr std::array kFunctions{Function{"string_jsonpatch_escapeKey_string", escape_key}};

}  // namespace

std::span<const OverloadDeclaration> json_patch_declarations() { return kTable; }
std::span<const Function> json_patch_functions() { return kFunctions; }

}  // namespace bulwark::cel
