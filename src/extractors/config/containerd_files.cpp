// SPDX-License-Identifier: Apache-2.0
// Key by key, but for the sections of plugins.
#include "extractors/config/containerd_files.h"

#include <algorithm>
#include <cstdint>

#include "extractors/config/merge.h"
#include "formats/value_fields.h"

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;

bool says_nothing(const Value& value) {
  if (value.is_string()) return value.as_string().empty();
  if (value.is_bool()) return !value.as_bool();
  return value.is_int() && value.as_int() == 0;
}

class Laying {
 public:
  Laying(ContainerdImports imports, Builder& builder) : imports_(imports), builder_(builder) {}

  void lay(const Value& base, const Value& over) { maps(base, over, Where::top); }

 private:
  enum class Where : std::uint8_t { top, plugins, section, elsewhere };

  static Where below(Where where, std::string_view key) {
    if (where == Where::top) return key == "plugins" ? Where::plugins : Where::elsewhere;
    return where == Where::plugins ? Where::section : where;
  }

  void maps(const Value& base, const Value& over, Where where) {
    builder_.begin_map();
    for (std::size_t i = 0; i < base.size(); ++i) {
      const std::string_view key = base.shape()->keys[i];
      builder_.key(key);
      const Value* other = over.find(key);
      if (other == nullptr) {
        add_copy(base.values()[i], builder_);
      } else {
        both(base.values()[i], *other, below(where, key));
      }
    }
    for (std::size_t i = 0; i < over.size(); ++i) {
      const std::string_view key = over.shape()->keys[i];
      if (base.find(key) != nullptr) continue;
      builder_.key(key);
      add_copy(over.values()[i], builder_);
    }
    builder_.end_map();
  }

  void both(const Value& base, const Value& over, Where where) {
    if (where == Where::section && imports_ == ContainerdImports::replace)
      return add_copy(over, builder_);
    if (base.is_map() && over.is_map()) return maps(base, over, where);
    if (base.is_list() && over.is_list()) return lists(base, over);
    add_copy(where == Where::elsewhere && says_nothing(over) ? base : over, builder_);
  }

  void lists(const Value& base, const Value& over) {
    builder_.begin_list();
    for (const Value& item : base.items()) add_copy(item, builder_);
    for (const Value& item : over.items()) {
      const bool has = std::ranges::any_of(
          base.items(), [&](const Value& one) { return formats::deep_equal(one, item); });
      if (!has) add_copy(item, builder_);
    }
    builder_.end_list();
  }

  ContainerdImports imports_;
  Builder& builder_;
};

}  // namespace

Value containerd_config(std::span<const Value> files, ContainerdImports imports, Builder& builder) {
  Value out;
  for (const Value& file : files) {
    Laying(imports, builder).lay(out, file);
    out = builder.finish();
  }
  return out;
}

std::vector<std::string> containerd_imports(const Value& file, std::string_view path) {
  std::vector<std::string> out;
  for (const Value& one : formats::items_of(file, "imports")) {
    if (!one.is_string()) continue;
    const std::string_view text = one.as_string();
    const std::string_view folder = path.substr(0, path.rfind('/') + 1);
    out.push_back(text.starts_with('/') ? std::string(text)
                                        : std::string(folder) + std::string(text));
  }
  return out;
}

}  // namespace bulwark::extractors::config
