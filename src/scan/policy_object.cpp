// SPDX-License-Identifier: Apache-2.0
// Both are read again into one pool: where they are equal they are the same nodes there, and
// credentials can be taken out of what is shown.
#include "scan/policy_object.h"

#include <algorithm>
#include <span>
#include <string>

#include "base/check.h"
#include "cel/value.h"
#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_write.h"
#include "formats/path.h"
#include "model/redact.h"

namespace bulwark::scan {
namespace {

using formats::Value;

class Reader {
 public:
  explicit Reader(std::uint64_t seed) : pool_(1, seed) {}

  Value read(const Value& object) {
    std::string text = formats::json_text(object);
    const std::size_t size = text.size();
    text.append(formats::kJsonPadding, ' ');
    formats::DocumentOptions options;
    options.drop_nulls = false;
    const auto document = json_.read(std::string_view(text).substr(0, size), builder_, options);
    CHECK(document.has_value(), "an object that was read cannot be read again");
    return document->root;
  }
  Value shown(const Value& object) { return model::redact(object, pool_); }

 private:
  formats::Pool pool_;
  formats::Builder builder_{pool_};
  formats::JsonReader json_;
};

/// A value, and the same without credentials; null where there is none.
struct Seen {
  const Value* value = nullptr;
  const Value* shown = nullptr;

  Seen at(std::string_view key) const {
    return {value->find(key), shown != nullptr && shown->is_map() ? shown->find(key) : nullptr};
  }
  Seen at(std::size_t index) const {
    if (index >= value->items().size()) return {};
    const bool both = shown != nullptr && index < shown->items().size();
    return {&value->items()[index], both ? &shown->items()[index] : nullptr};
  }
  std::string text() const {
    if (value == nullptr) return "nothing";
    return shown == nullptr ? "***" : formats::json_text(*shown);
  }
};

class Walk {
 public:
  void compare(const Seen& expected, const Seen& got, const std::string& path) {
    if (expected.value == nullptr || got.value == nullptr) {
      if (expected.value != got.value) differ(expected, got, path);
    } else if (expected.value->is_map() && got.value->is_map()) {
      compare_maps(expected, got, path);
    } else if (expected.value->is_list() && got.value->is_list()) {
      const std::size_t size = std::max(expected.value->size(), got.value->size());
      for (std::size_t i = 0; i < size; ++i)
        compare(expected.at(i), got.at(i), path + formats::item_step(i));
    } else if (!cel::equal(*expected.value, *got.value)) {
      differ(expected, got, path);
    }
  }
  std::vector<Difference> out;

 private:
  static std::span<const std::string_view> keys(const Seen& map) {
    const formats::Shape& shape = *map.value->shape();
    return {shape.keys, shape.count};
  }
  void compare_maps(const Seen& expected, const Seen& got, const std::string& path) {
    for (const std::string_view key : keys(expected))
      compare(expected.at(key), got.at(key), below(path, key));
    for (const std::string_view key : keys(got)) {
      if (expected.value->find(key) == nullptr) differ({}, got.at(key), below(path, key));
    }
  }
  static std::string below(const std::string& path, std::string_view key) {
    return formats::join_path(path, formats::key_step(key));
  }
  void differ(const Seen& expected, const Seen& got, const std::string& path) {
    std::string other = got.text();
    if (other == expected.text()) other = "another value";
    out.push_back({path, expected.text(), std::move(other)});
  }
};

}  // namespace

std::vector<Difference> object_differences(const Value& expected, const Value& got,
                                           std::uint64_t seed) {
  Reader reader(seed);
  const Value wanted = reader.read(expected);
  const Value made = reader.read(got);
  const Value wanted_shown = reader.shown(wanted);
  const Value made_shown = reader.shown(made);
  Walk walk;
  walk.compare({&wanted, &wanted_shown}, {&made, &made_shown}, "object");
  return std::move(walk.out);
}

}  // namespace bulwark::scan
