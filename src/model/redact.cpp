// SPDX-License-Identifier: Apache-2.0
// Walks over what can hold a credential, and rebuilds what does. What was looked at in a pool is
// remembered by its address and place: equal subtrees are one node there.
#include "model/redact.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "formats/secret_key.h"
#include "formats/stand_in.h"
#include "model/encryption_keys.h"
#include "model/node_facts.h"
#include "model/redact_facts.h"
#include "model/redact_text.h"
#include "model/seen.h"

namespace bulwark::model {
namespace {

using formats::kMask;
using formats::Pool;
using formats::Value;

// Every scalar below `value` says nothing any more, but for whether it is empty, and what
// `keep` keeps.
template <class Keep>
Value hide(const Value& value, Pool& pool, const Keep& keep) {
  if (value.is_string()) {
    const std::string_view text = value.as_string();
    return text.empty() ? value : pool.string(keep(text));
  }
  if (value.is_bool()) return Value::boolean(false);
  if (value.is_double()) return Value::number(0);
  if (value.is_int() || value.is_uint()) return Value::integer(0);
  std::vector<Value> parts;
  for (const Value& part : value.is_list() ? value.items() : value.values())
    parts.push_back(hide(part, pool, keep));
  if (value.is_list()) return pool.list(parts);
  return value.is_map() ? pool.map(value.shape(), parts) : value;
}

// The values of a map or list, copied when the first of them changes.
class Parts {
 public:
  explicit Parts(const Value& whole) : whole_(whole) {}
  void put(std::size_t at, const Value& value) {
    const std::span<const Value> before = whole_.is_list() ? whole_.items() : whole_.values();
    if (value.identical(before[at])) return;
    if (!changed()) values_.assign(before.begin(), before.end());
    values_[at] = value;
  }
  bool changed() const { return !values_.empty(); }
  std::span<const Value> values() const { return values_; }

 private:
  const Value& whole_;
  std::vector<Value> values_;
};

std::string masked(std::string_view /*text*/) { return std::string(kMask); }

}  // namespace

Value without_secret_values(const Value& root, Pool& pool) {
  if (!root.is_map() || root.text("kind") != "Secret") return without_encryption_keys(root, pool);
  Parts parts(root);
  for (std::uint32_t i = 0; i < root.size(); ++i) {
    const std::string_view key = root.shape()->keys[i];
    const Value& value = root.values()[i];
    if (key == "data") parts.put(i, hide(value, pool, masked));
    if (key == "stringData") parts.put(i, hide(value, pool, hidden_unless_reference));
  }
  return parts.changed() ? pool.unique_map(root.shape(), parts.values()) : root;
}

class Redactor::Walk {
 public:
  explicit Walk(Pool& pool) : pool_(pool) {}

  Value root(const Value& root) {
    if (!root.is_map()) return root;
    const std::string_view kind = root.text("kind");
    const bool secret = kind == "Secret";
    const Setting place = secret ? Setting::nothing : place_of(root.text("apiVersion"), kind);
    const ShapeFacts& facts = facts_.of(root.shape(), place);
    Parts parts(root);
    for (std::uint32_t i = 0; i < root.size(); ++i) {
      const std::string_view key = root.shape()->keys[i];
      const Value& value = root.values()[i];
      if (key == "metadata") {
        parts.put(i, metadata(value));
      } else if (kind == "ConfigMap" && key == "binaryData") {
        // A key store, for all we know. What nodes tell was redacted before they told it.
        if (!is_node_facts(root)) parts.put(i, hide(value, pool_, masked));
      } else {
        parts.put(i, look(value, facts.keys[i].place));
      }
    }
    const Value out = parts.changed() ? pool_.unique_map(root.shape(), parts.values()) : root;
    return secret ? without_secret_values(out, pool_) : out;
  }

 private:
  Value metadata(const Value& value) {
    if (!value.is_map()) return value;
    const ShapeFacts& facts = facts_.of(value.shape(), Setting::metadata);
    Parts parts(value);
    for (std::uint32_t i = 0; i < value.size(); ++i)
      parts.put(i, look(value.values()[i], facts.keys[i].place));
    Value out = parts.changed() ? pool_.unique_map(value.shape(), parts.values()) : value;
    if (value.find("managedFields") == nullptr) return out;
    return without(out, [](std::string_view key) { return key == "managedFields"; }, true);
  }

  template <class Dropped>
  Value without(const Value& map, const Dropped& dropped, bool unique) {
    std::vector<std::string_view> keys;
    std::vector<Value> values;
    for (std::uint32_t i = 0; i < map.size(); ++i) {
      if (dropped(map.shape()->keys[i])) continue;
      keys.push_back(map.shape()->keys[i]);
      values.push_back(map.values()[i]);
    }
    const formats::Shape* shape = pool_.shape(keys);
    return unique ? pool_.unique_map(shape, values) : pool_.map(shape, values);
  }

  Value look(const Value& value, Setting place) {
    if (place == Setting::nothing) return value;
    if (value.is_string()) return string(value, place == Setting::secret);
    if (place == Setting::names || value.size() == 0) return value;
    if (!value.is_map() && !value.is_list()) return value;
    if (value.is_map() && facts_.of(value.shape(), place).quiet) return value;
    return remembered(value, place,
                      [&] { return value.is_list() ? list(value, place) : map(value, place); });
  }

  // Depth is bounded by the reader that made the value.
  template <class Make>
  Value remembered(const Value& value, Setting place, const Make& make) {
    if (value.pool() == 0) return make();
    const std::uint64_t id = value.payload() ^ (static_cast<std::uint64_t>(place) << 56U);
    if (seen_.contains(id)) {
      const auto at = changed_.find(id);
      return at == changed_.end() ? value : at->second;
    }
    const Value out = make();
    seen_.insert(id);
    if (!out.identical(value)) changed_.emplace(id, out);
    return out;
  }

  Value string(const Value& value, bool secret) {
    const auto covered = [&] {
      const std::string_view text = value.as_string();
      std::optional<std::string> out = secret ? secret_without(text) : text_without(text);
      return out ? pool_.string(*out) : value;
    };
    return remembered(value, secret ? Setting::secret : Setting::anywhere, covered);
  }

  Value list(const Value& value, Setting place) {
    if (place == Setting::words) return words(value);
    Parts parts(value);
    for (std::size_t i = 0; i < value.size(); ++i) parts.put(i, look(value.items()[i], place));
    return parts.changed() ? pool_.list(parts.values()) : value;
  }

  Value words(const Value& value) {
    CommandLine line;
    Parts parts(value);
    for (std::size_t i = 0; i < value.size(); ++i) {
      const Value& word = value.items()[i];
      if (!word.is_string()) {
        parts.put(i, look(word, Setting::anywhere));
        continue;
      }
      if (auto covered = line.next(word.as_string())) {
        parts.put(i, pool_.string(*covered));
      } else {
        parts.put(i, string(word, false));
      }
    }
    return parts.changed() ? pool_.list(parts.values()) : value;
  }

  Value map(const Value& value, Setting place) {
    const ShapeFacts& facts = facts_.of(value.shape(), place);
    const bool named = facts.name >= 0 && !facts.values.empty() &&
                       names_credential(value.values()[static_cast<std::size_t>(facts.name)]);
    const bool secret = facts.may_be_secret && value.text("kind") == "Secret";
    Parts parts(value);
    bool dropped = false;
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      const KeyFacts& entry = facts.keys[i];
      const Value& before = value.values()[i];
      const bool of_name = named && std::find(facts.values.begin(), facts.values.end(), i) !=
                                        facts.values.end();
      dropped |= entry.dropped;
      const bool number = before.is_int() && (before.as_int() > 999 || before.as_int() < -999);
      if (number && entry.password) {
        parts.put(i, Value::integer(0));
      } else {
        parts.put(i, look(before, of_name ? Setting::secret : entry.place));
      }
    }
    Value out = parts.changed() ? pool_.map(value.shape(), parts.values()) : value;
    if (dropped) out = without(out, is_last_applied, false);
    return secret ? nested_secret(out) : out;
  }

  // A Secret within another object: a template of one, an item of a bundle.
  Value nested_secret(const Value& value) {
    const Value hidden = without_secret_values(value, pool_);
    return pool_.map(hidden.shape(), hidden.values());
  }

  bool names_credential(const Value& name) {
    return name.is_string() && formats::names_secret(name.as_string());
  }

  Pool& pool_;
  FactBook facts_;
  SeenIds seen_;
  std::unordered_map<std::uint64_t, Value> changed_;
};

Redactor::Redactor(Pool& pool) : walk_(std::make_unique<Walk>(pool)) {}
Redactor::~Redactor() = default;

Value Redactor::redact(const Value& root) { return walk_->root(root); }

Value redact(const Value& root, Pool& pool) { return Redactor(pool).redact(root); }

}  // namespace bulwark::model
