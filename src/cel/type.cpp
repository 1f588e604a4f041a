// SPDX-License-Identifier: Apache-2.0
// Types: construction, comparison and printing.
#include "cel/type.h"

#include <algorithm>

namespace bulwark::cel {
namespace {

std::string_view simple_name(TypeKind kind) {
  switch (kind) {
    case TypeKind::error: return "!error!";
    case TypeKind::dyn: return "dyn";
    case TypeKind::null: return "null";
    case TypeKind::boolean: return "bool";
    case TypeKind::integer: return "int";
    case TypeKind::unsigned_integer: return "uint";
    case TypeKind::number: return "double";
    case TypeKind::string: return "string";
    case TypeKind::bytes: return "bytes";
    case TypeKind::duration: return "duration";
    case TypeKind::timestamp: return "timestamp";
    case TypeKind::list: return "list";
    case TypeKind::map: return "map";
    case TypeKind::optional: return "optional_type";
    case TypeKind::type: return "type";
    case TypeKind::opaque:
    case TypeKind::message:
    case TypeKind::type_param: return "";
  }
  return "";
}

}  // namespace

Type Type::with_parts(TypeKind kind, std::string_view name, std::vector<Type> params) {
  std::size_t weight = 1;
  for (const Type& param : params) weight += param.weight();
  if (weight > kHeaviest) return dyn();
  return Type(kind,
              std::make_shared<const Parts>(Parts{std::string(name), std::move(params), weight}));
}

Type Type::list(Type element) { return with_parts(TypeKind::list, {}, {std::move(element)}); }
Type Type::map(Type key, Type value) {
  return with_parts(TypeKind::map, {}, {std::move(key), std::move(value)});
}
Type Type::optional(Type value) { return with_parts(TypeKind::optional, {}, {std::move(value)}); }
Type Type::type(Type of) { return with_parts(TypeKind::type, {}, {std::move(of)}); }
Type Type::opaque(std::string_view name, std::vector<Type> params) {
  return with_parts(TypeKind::opaque, name, std::move(params));
}
Type Type::message(std::string_view name) { return with_parts(TypeKind::message, name, {}); }
Type Type::type_param(std::string_view name) { return with_parts(TypeKind::type_param, name, {}); }

const std::string& Type::name() const {
  static const std::string kNone;
  return parts_ == nullptr ? kNone : parts_->name;
}

const std::vector<Type>& Type::params() const {
  static const std::vector<Type> kNone;
  return parts_ == nullptr ? kNone : parts_->params;
}

Type Type::param(std::size_t index) const {
  return index < params().size() ? params()[index] : Type::dyn();
}

std::string Type::text() const {
  std::string out = parts_ != nullptr && !parts_->name.empty() ? parts_->name
                                                               : std::string(simple_name(kind_));
  if (params().empty()) return out;
  out += '(';
  for (std::size_t i = 0; i < params().size(); ++i) {
    if (i > 0) out += ", ";
    out += params()[i].text();
  }
  return out + ')';
}

bool Type::operator==(const Type& other) const {
  if (kind_ != other.kind_) return false;
  if (parts_ == other.parts_) return true;
  return name() == other.name() && params() == other.params();
}

}  // namespace bulwark::cel
