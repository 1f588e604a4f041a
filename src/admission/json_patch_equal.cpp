// SPDX-License-Identifier: Apache-2.0
// The comparison behind `test`.
#include "admission/json_patch_equal.h"

#include <algorithm>

namespace bulwark::admission {
namespace {

using formats::Value;

bool is_number(const Value& value) {
  return value.is_int() || value.is_uint() || value.is_double();
}

double as_double(const Value& value) {
  if (value.is_double()) return value.as_double();
  return value.is_int() ? static_cast<double>(value.as_int())
                        : static_cast<double>(value.as_uint());
}

// 1 and 1.0 are written alike, so they are alike; integers of one kind are compared exactly.
bool same_number(const Value& a, const Value& b) {
  if (a.kind() == b.kind() && !a.is_double()) return a.as_uint() == b.as_uint();
  return as_double(a) == as_double(b);
}

bool same(const Value& a, const Value& b) {
  if (is_number(a) && is_number(b)) return same_number(a, b);
  if (a.is_list() && b.is_list())
    return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(), same);
  if (!a.is_map() || !b.is_map()) return formats::deep_equal(a, b);
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a.shape()->keys[i] != b.shape()->keys[i]) return false;
    if (!same(a.values()[i], b.values()[i])) return false;
  }
  return true;
}

}  // namespace

bool patch_equal(const Value& found, const Value& carried) {
  if (carried.is_null() && (found.is_map() || found.is_list())) return found.size() == 0;
  return same(found, carried);
}

}  // namespace bulwark::admission
