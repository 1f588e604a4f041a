// SPDX-License-Identifier: Apache-2.0
// Signatures: a tiny recursive reader; its input is our own tables.
#include "cel/signature.h"

#include <utility>

namespace bulwark::cel {
namespace {

constexpr std::pair<std::string_view, TypeKind> kSimple[] = {
    {"dyn", TypeKind::dyn},
    {"null", TypeKind::null},
    {"bool", TypeKind::boolean},
    {"int", TypeKind::integer},
    {"uint", TypeKind::unsigned_integer},
    {"double", TypeKind::number},
    {"string", TypeKind::string},
    {"bytes", TypeKind::bytes},
    {"duration", TypeKind::duration},
    {"timestamp", TypeKind::timestamp},
    {"type", TypeKind::type},
};

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool eat(std::string_view token) {
    skip_spaces();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    skip_spaces();
    return true;
  }

  std::optional<Type> type() {
    skip_spaces();
    std::size_t length = 0;
    while (length < rest_.size() && is_name(rest_[length])) ++length;
    std::string_view name = rest_.substr(0, length);
    rest_.remove_prefix(length);
    std::vector<Type> params;
    if (eat("(")) {
      do {
        std::optional<Type> param = type();
        if (!param) return std::nullopt;
        params.push_back(*std::move(param));
      } while (eat(","));
      if (!eat(")")) return std::nullopt;
    }
    return make(name, std::move(params));
  }

 private:
  static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_';
  }
  void skip_spaces() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }

  static std::optional<Type> make(std::string_view name, std::vector<Type> params) {
    if (params.empty()) {
      for (const auto& [simple, kind] : kSimple) {
        if (simple == name) return Type::of(kind);
      }
      if (name.size() == 1 && name[0] >= 'A' && name[0] <= 'Z') return Type::type_param(name);
    }
    if (name == "list" && params.size() == 1) return Type::list(params[0]);
    if (name == "map" && params.size() == 2) return Type::map(params[0], params[1]);
    if (name == "optional" && params.size() == 1) return Type::optional(params[0]);
    if (name == "type" && params.size() == 1) return Type::type(params[0]);
    if (name.find('.') != std::string_view::npos) return Type::opaque(name, std::move(params));
    return std::nullopt;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<Type> read_type(std::string_view text) {
  Reader reader(text);
  std::optional<Type> type = reader.type();
  return reader.done() ? type : std::nullopt;
}

std::optional<Signature> read_signature(std::string_view text) {
  Reader reader(text);
  Signature out;
  if (!reader.eat("->")) {
    do {
      std::optional<Type> param = reader.type();
      if (!param) return std::nullopt;
      out.params.push_back(*std::move(param));
    } while (reader.eat(","));
    if (!reader.eat("->")) return std::nullopt;
  }
  std::optional<Type> result = reader.type();
  if (!result || !reader.done()) return std::nullopt;
  out.result = *std::move(result);
  return out;
}

}  // namespace bulwark::cel
