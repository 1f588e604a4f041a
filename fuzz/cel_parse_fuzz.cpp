// SPDX-License-Identifier: Apache-2.0
// Parses and checks its input as an expression and asks what it reads: whatever is written, there
// is a tree, which written as an expression parses to itself, or an error that says why and where.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cel/check.h"
#include "cel/read_set.h"
#include "cel/source_text.h"

namespace {

using bulwark::cel::Environment;
using bulwark::cel::Type;

Environment make_environment(int kubernetes_minor) {
  Environment out({.kubernetes_minor = kubernetes_minor});
  for (const char* name : {"object", "item", "x", "variables.caps"}) {
    if (!out.declare(name, Type::dyn())) std::abort();
  }
  if (!out.declare("names", Type::list(Type::string()))) std::abort();
  if (!out.declare("labels", Type::map(Type::string(), Type::string()))) std::abort();
  return out;
}

void check_tree(const bulwark::cel::CheckedAst& checked) {
  for (std::uint32_t id = 1; id <= checked.ast.size(); ++id) {
    if (checked.infos[id].type.is(bulwark::cel::TypeKind::type_param)) std::abort();
    if (checked.ast.node(id).id != id) std::abort();
  }
  bulwark::cel::ReadPath before;
  bool first = true;
  for (const bulwark::cel::ReadPath& path : bulwark::cel::read_set(checked)) {
    if (!first && !(before < path)) std::abort();
    before = path;
    first = false;
  }
}

/// All the parentheses of what is written again may be too many.
void expect_tree(const std::string& written, const bulwark::cel::ParseOptions& options,
                 const std::string& tree) {
  const auto ast = bulwark::cel::parse(written, options);
  if (!ast && ast.error().code != bulwark::ErrorCode::limit) std::abort();
  if (ast && ast->debug_text() != tree) std::abort();
}

void parse_again(std::string_view source, const bulwark::cel::ParseOptions& options,
                 const std::string& expanded) {
  bulwark::cel::ParseOptions literal = options;
  literal.macros = bulwark::cel::MacroSet::none();
  const auto ast = bulwark::cel::parse(source, literal);
  if (!ast) std::abort();
  const std::string written = source_text(*ast->root);
  expect_tree(written, literal, ast->debug_text());
  expect_tree(written, options, expanded);
}

void run(std::string_view source, const Environment& environment) {
  const auto ast = bulwark::cel::parse(source, environment.parse_options());
  if (!ast) {
    if (ast.error().message.empty()) std::abort();
    return;
  }
  // A copy is the same tree.
  auto again = bulwark::cel::parse(source, environment.parse_options());
  again->root = again->copy(*again->root);
  if (ast->debug_text() != again->debug_text()) std::abort();
  parse_again(source, environment.parse_options(), ast->debug_text());
  const auto checked = bulwark::cel::check(source, environment);
  if (!checked) {
    if (checked.error().message.empty() || checked.error().where.empty()) std::abort();
    return;
  }
  check_tree(*checked);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 16'384;
  if (size > kMostBytes) return 0;
  static const Environment kNewest = make_environment(bulwark::cel::kNewestKubernetesMinor);
  static const Environment kOldest = make_environment(25);
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  run(source, kNewest);
  run(source, kOldest);
  return 0;
}
