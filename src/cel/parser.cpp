// SPDX-License-Identifier: Apache-2.0
// The door to the grammar: what is too long or no text is turned away here.
#include "cel/parser.h"

#include <string>

#include "cel/grammar.h"
#include "cel/utf8.h"

namespace bulwark::cel {

Result<Ast> parse(std::string_view source, const ParseOptions& options) {
  if (source.size() > options.limits.bytes) {
    return fail(ErrorCode::limit,
                "the expression is longer than " + std::to_string(options.limits.bytes) + " bytes");
  }
  if (!is_valid_utf8(source))
    return fail(ErrorCode::malformed, "the expression is not valid UTF-8");
  return Grammar(source, options).run();
}

}  // namespace bulwark::cel
