// SPDX-License-Identifier: Apache-2.0
// Key by key.
#include "extractors/config/merge.h"

namespace bulwark::extractors::config {
namespace {

using formats::Builder;
using formats::Value;

void copy(const Value& value, Builder& builder);

void merge(const Value& base, const Value& over, Builder& builder) {
  builder.begin_map();
  for (std::size_t i = 0; i < base.size(); ++i) {
    const std::string_view key = base.shape()->keys[i];
    const Value* other = over.find(key);
    builder.key(key);
    if (other == nullptr || other->is_null()) {
      copy(base.values()[i], builder);
    } else if (other->is_map() && base.values()[i].is_map()) {
      merge(base.values()[i], *other, builder);
    } else {
      copy(*other, builder);
    }
  }
  for (std::size_t i = 0; i < over.size(); ++i) {
    const std::string_view key = over.shape()->keys[i];
    if (base.find(key) != nullptr || over.values()[i].is_null()) continue;
    builder.key(key);
    copy(over.values()[i], builder);
  }
  builder.end_map();
}

void copy(const Value& value, Builder& builder) {
  if (value.is_map()) return merge(value, Value(), builder);
  if (value.is_string()) return builder.string(value.as_string());
  if (!value.is_list()) return builder.scalar(value);
  builder.begin_list();
  for (const Value& item : value.items()) copy(item, builder);
  builder.end_list();
}

}  // namespace

void add_merged(const Value& base, const Value& over, Builder& builder) {
  merge(base, over, builder);
}

void add_copy(const Value& value, Builder& builder) { copy(value, builder); }

Value merged(const Value& base, const Value& over, Builder& builder) {
  merge(base, over, builder);
  return builder.finish();
}

}  // namespace bulwark::extractors::config
