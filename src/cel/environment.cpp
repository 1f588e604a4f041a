// SPDX-License-Identifier: Apache-2.0
// Environment: picks the declarations of a Kubernetes version and keeps the variables.
#include "cel/environment.h"

#include <array>

#include "base/check.h"
#include "cel/lexer.h"
#include "cel/signature.h"

namespace bulwark::cel {
namespace {

constexpr int kNetworkSince = 30;
constexpr int kSortBySince = 34;

bool is_simple_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  for (char c : name) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && !(c >= '0' && c <= '9')) return false;
  }
  return true;
}

bool is_dotted_name(std::string_view name) {
  bool first = true;
  while (true) {
    std::size_t dot = name.find('.');
    std::string_view part = name.substr(0, dot);
    if (!is_simple_name(part) || (first && is_reserved(part))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
    first = false;
  }
}

}  // namespace

std::span<const std::span<const OverloadDeclaration>> all_declarations() {
  static const std::array kTables{
      standard_declarations(), optional_declarations(),   string_declarations(),
      list_declarations(),     kubernetes_declarations(), network_declarations(),
      quantity_declarations(), url_declarations(),        semver_declarations(),
      format_declarations(),   authorizer_declarations()};
  return kTables;
}

Environment::Environment(EnvironmentOptions options) : options_(std::move(options)) {
  for (std::span<const OverloadDeclaration> table : all_declarations()) add(table);
  if (options_.object_types) add(json_patch_declarations());
  for (std::string_view name : {"bool", "bytes", "double", "int", "string", "uint"}) {
    types_.emplace(name, *read_type(name));
  }
  types_.emplace("null_type", Type::null());
  types_.emplace("type", Type::any_type());
  types_.emplace("dyn", Type::dyn());
  types_.emplace("list", Type::list(Type::dyn()));
  types_.emplace("map", Type::map(Type::dyn(), Type::dyn()));
  types_.emplace("google.protobuf.Timestamp", Type::timestamp());
  types_.emplace("google.protobuf.Duration", Type::duration());
  if (options_.kubernetes_minor >= kOptionalsSince) {
    types_.emplace("optional_type", Type::optional(Type::dyn()));
  }
  // The other libraries' types have no name that an expression could use, in Kubernetes as here.
  if (options_.kubernetes_minor >= kNetworkSince) {
    for (std::string_view name : {"net.IP", "net.CIDR"}) types_.emplace(name, *read_type(name));
  }
}

void Environment::add(std::span<const OverloadDeclaration> declarations) {
  for (const OverloadDeclaration& declaration : declarations) {
    if (declaration.since > options_.kubernetes_minor) continue;
    std::optional<Signature> signature = read_signature(declaration.signature);
    CHECK(signature.has_value(), declaration.signature.data());
    functions_[std::string(declaration.function)].push_back(
        Overload{declaration.id, declaration.style == OverloadDeclaration::Style::member,
                 std::move(signature->params), std::move(signature->result)});
  }
}

Result<std::uint32_t> Environment::declare(std::string_view name, Type type) {
  if (!is_dotted_name(name)) {
    return fail(ErrorCode::malformed,
                "'" + std::string(name) + "' cannot name a variable of an expression");
  }
  auto slot = static_cast<std::uint32_t>(variables_.size());
  if (!slots_.emplace(name, slot).second) {
    return fail(ErrorCode::malformed, "the variable '" + std::string(name) + "' is declared twice");
  }
  variables_.push_back(Variable{std::string(name), std::move(type), slot, false});
  if (std::size_t dot = name.find('.'); dot != std::string_view::npos) {
    namespaces_.emplace(name.substr(0, dot));
  }
  return slot;
}

Result<std::uint32_t> Environment::declare_field(std::string_view object, std::string_view name,
                                                 Type type) {
  const std::uint32_t slot = TRY(
      declare(std::string(object).append(".").append(name), std::move(type)));
  variables_[slot].field = true;
  return slot;
}

void Environment::declare_message(std::string_view name, MessageFields fields) {
  messages_.insert_or_assign(std::string(name), std::move(fields));
}

const MessageFields* Environment::message(std::string_view name) const {
  const auto found = messages_.find(name);
  return found == messages_.end() ? nullptr : &found->second;
}

const Variable* Environment::variable(std::string_view name) const {
  auto found = slots_.find(name);
  return found == slots_.end() ? nullptr : &variables_[found->second];
}

bool Environment::is_namespace(std::string_view name) const {
  if (name.starts_with('.')) name.remove_prefix(1);
  return name == "google" || (name == "net" && types_.contains("net.IP")) ||
         namespaces_.contains(name);
}

std::span<const Overload> Environment::function(std::string_view name) const {
  auto found = functions_.find(name);
  if (found == functions_.end()) return {};
  return found->second;
}

const Type* Environment::type_name(std::string_view name) const {
  auto found = types_.find(name);
  return found == types_.end() ? nullptr : &found->second;
}

ParseOptions Environment::parse_options() const {
  bool optionals = options_.kubernetes_minor >= kOptionalsSince;
  bool two_variable = options_.kubernetes_minor >= kTwoVariablesSince;
  return ParseOptions{.macros = {.optionals = optionals,
                                 .exists_one_camel_case = false,
                                 .sort_by = options_.kubernetes_minor >= kSortBySince,
                                 .two_variable = two_variable},
                      .optional_syntax = optionals};
}

int Environment::function_since(std::string_view name) {
  int since = -1;
  for (std::span<const OverloadDeclaration> table : all_declarations()) {
    for (const OverloadDeclaration& declaration : table) {
      if (declaration.function != name) continue;
      if (since < 0 || declaration.since < since) since = declaration.since;
    }
  }
  return since;
}

std::vector<std::string> Environment::variable_names() const {
  std::vector<std::string> names;
  for (const Variable& variable : variables_) names.push_back(variable.name);
  return names;
}

std::vector<std::string> Environment::function_names() const {
  std::vector<std::string> names;
  for (const auto& [name, overloads] : functions_) {
    if (is_simple_name(name) || name.find('.') != std::string::npos) names.push_back(name);
  }
  return names;
}

}  // namespace bulwark::cel
