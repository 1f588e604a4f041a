// SPDX-License-Identifier: Apache-2.0
// Walks both values side by side. They come from pools that know nothing of each other, so that no
// shortcut by identity is allowed. Depth is bounded by the readers.
#include "scan/drift.h"

#include <algorithm>
#include <array>
#include <set>

#include "formats/json_write.h"
#include "formats/masking.h"
#include "formats/path.h"
#include "formats/stand_in.h"

namespace bulwark::scan {
namespace {

using formats::Value;

constexpr std::size_t kMostFields = 50;        // of one object
constexpr std::size_t kLongestMatching = 200;  // items of a list that are matched with each other

constexpr std::array<std::string_view, 8> kServerMetadata{
    "resourceVersion",   "uid",      "generation", "managedFields",
    "creationTimestamp", "selfLink", "namespace",  // the same by what the objects were matched by
    "generateName"};
constexpr std::array<std::string_view, 3> kBookkeeping{
    "kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision",
    "control-plane.alpha.kubernetes.io/leader"};
// Of a certificate on a node: another number every day.
constexpr std::array<std::string_view, 2> kCountedDays{"daysLeft", "daysOld"};
// What admission adds to every pod.
constexpr std::array<std::string_view, 3> kAddedToPods{"volumes", "volumeMounts", "tolerations"};

template <std::size_t Size>
bool contains(const std::array<std::string_view, Size>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool is_scalar(const Value& value) { return !value.is_list() && !value.is_map(); }

bool is_empty(const Value& value) {
  switch (value.kind()) {
    case formats::Kind::boolean: return !value.as_bool();
    case formats::Kind::integer: return value.as_int() == 0;
    case formats::Kind::string: return value.as_string().empty();
    case formats::Kind::list:
    case formats::Kind::map: return value.size() == 0;
    default: return value.is_null();
  }
}

std::string scalar_text(const Value& value) {
  return value.is_string() ? std::string(value.as_string()) : formats::json_text(value);
}

bool all_scalars(const Value& list) {
  return std::all_of(list.items().begin(), list.items().end(), is_scalar);
}

// Every item has a name of its own.
bool is_named(const Value& list) {
  std::set<std::string_view> names;
  return std::all_of(list.items().begin(), list.items().end(), [&](const Value& item) {
    const std::string_view name = item.text("name");
    return !name.empty() && names.insert(name).second;
  });
}

const Value* item_named(const Value& list, std::string_view name) {
  for (const Value& item : list.items()) {
    if (item.text("name") == name) return &item;
  }
  return nullptr;
}

// `value:` is named by what stands beside or above it.
std::string_view naming(std::string_view key, std::string_view above) {
  return key == "value" || key == "default" || key == "literal" ? above : key;
}

struct Place {
  std::string path{};
  std::string_view named{};
  bool secret = false;
  bool top = false;
  std::string_view key{};  ///< the last one: of an item that of its list
};

class Comparer {
 public:
  Comparer(const model::Resource& before, const model::Resource& after, Compared compared)
      : compared_(compared), kind_(before.kind()) {
    out_.before = &before;
    out_.after = &after;
  }

  model::Drift run() {
    const model::Resource& before = *out_.before;
    const model::Resource& after = *out_.after;
    if (compared_ != Compared::all && before.api_version() != after.api_version()) {
      // Another version of the API has other fields; which of them mean the same is not known here.
      record({.path = "apiVersion", .named = "apiVersion"}, before.root.find("apiVersion"),
             after.root.find("apiVersion"));
      return std::move(out_);
    }
    maps({.top = true}, before.root, after.root);
    return std::move(out_);
  }

 private:
  bool exact() const { return compared_ == Compared::all; }

  void compare(const Place& at, const Value* before, const Value* after) {
    if (before == nullptr || after == nullptr) return one_sided(at, before, after);
    if (before->is_map() && after->is_map()) return maps(at, *before, *after);
    if (before->is_list() && after->is_list()) return lists(at, *before, *after);
    if (!is_scalar(*before) || !is_scalar(*after) || !same_scalar(*before, *after))
      record(at, before, after);
  }

  bool same_scalar(const Value& before, const Value& after) const {
    if (exact() && before.kind() != after.kind()) return false;
    const std::string one = scalar_text(before);
    const std::string other = scalar_text(after);
    if (one == other || exact()) return one == other;
    return compared_ == Compared::named_before ? stands_for(other, one) : stands_for(one, other);
  }

  // Of a credential the picture of a cluster keeps a stand-in; whether it is another one now cannot
  // be known.
  static bool stands_for(const std::string& live, const std::string& manifest) {
    return live == formats::kMask || live == formats::stand_in(manifest) ||
           live == formats::stand_in_secrets(manifest);
  }

  void one_sided(const Place& at, const Value* before, const Value* after) {
    if (before == after) return;  // neither is there
    const Value* manifest = compared_ == Compared::named_before ? before : after;
    if (!exact() && (manifest == nullptr || is_empty(*manifest))) return;
    record(at, before, after);
  }

  bool left_aside(const Place& at, std::string_view key) const {
    if (at.top) return key == "status" || key == "kind";
    if (at.path == "metadata") return contains(kServerMetadata, key);
    if (at.path == "spec" && kind_ == "Certificate") return contains(kCountedDays, key);
    return at.path == "metadata.annotations" && contains(kBookkeeping, key);
  }

  // Both have their keys sorted.
  void maps(const Place& at, const Value& before, const Value& after) {
    const auto keys = [](const Value& map) {
      return std::span(map.shape()->keys, map.shape()->count);
    };
    std::size_t b = 0;
    std::size_t a = 0;
    while (b < before.size() || a < after.size()) {
      const bool has_before = b < before.size() &&
                              (a == after.size() || keys(before)[b] <= keys(after)[a]);
      const bool has_after = a < after.size() &&
                             (b == before.size() || keys(after)[a] <= keys(before)[b]);
      const std::string_view key = has_before ? keys(before)[b] : keys(after)[a];
      if (!left_aside(at, key)) {
        compare(below(at, key), has_before ? &before.values()[b] : nullptr,
                has_after ? &after.values()[a] : nullptr);
      }
      b += has_before ? 1 : 0;
      a += has_after ? 1 : 0;
    }
  }

  Place below(const Place& at, std::string_view key) const {
    const bool data = at.top && kind_ == "Secret" && (key == "data" || key == "stringData");
    return {.path = formats::join_path(at.path, formats::key_step(key)),
            .named = naming(key, at.named),
            .secret = at.secret || data,
            .top = false,
            .key = key};
  }

  void lists(const Place& at, const Value& before, const Value& after) {
    if (all_scalars(before) && all_scalars(after)) {
      const bool same = std::equal(
          before.items().begin(), before.items().end(), after.items().begin(), after.items().end(),
          [&](const Value& x, const Value& y) { return same_scalar(x, y); });
      if (!same) record(at, &before, &after);
    } else if (is_named(before) && is_named(after)) {
      named_lists(at, before, after);
    } else {
      plain_lists(at, before, after);
    }
  }

  void named_lists(const Place& at, const Value& before, const Value& after) {
    const auto item = [&](std::string_view name) {
      Place place = at;
      place.path += "[" + std::string(name) + "]";
      place.named = name;
      return place;
    };
    for (const Value& one : before.items()) {
      const std::string_view name = one.text("name");
      item_pair(at, item(name), &one, item_named(after, name));
    }
    for (const Value& one : after.items()) {
      const std::string_view name = one.text("name");
      if (item_named(before, name) == nullptr) item_pair(at, item(name), nullptr, &one);
    }
  }

  // By place; where one has more of them, what is equal is set aside first.
  void plain_lists(const Place& at, const Value& before, const Value& after) {
    std::vector<const Value*> left;
    std::vector<const Value*> right;
    for (const Value& one : before.items()) left.push_back(&one);
    for (const Value& one : after.items()) right.push_back(&one);
    if (left.size() != right.size() && std::max(left.size(), right.size()) <= kLongestMatching)
      set_equal_aside(left, right);
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
      const Value* one = i < left.size() ? left[i] : nullptr;
      const Value* other = i < right.size() ? right[i] : nullptr;
      const Value* told = one != nullptr ? one : other;
      const Value& list = one != nullptr ? before : after;
      Place place = at;
      place.path += formats::item_step(static_cast<std::size_t>(told - list.items().data()));
      item_pair(at, place, one, other);
    }
  }

  void set_equal_aside(std::vector<const Value*>& left, std::vector<const Value*>& right) const {
    std::erase_if(left, [&](const Value* one) {
      const auto equal = std::find_if(right.begin(), right.end(), [&](const Value* other) {
        Comparer comparer(*out_.before, *out_.after, compared_);
        comparer.compare({}, one, other);
        return comparer.out_.fields.empty();
      });
      if (equal == right.end()) return false;
      right.erase(equal);
      return true;
    });
  }

  // An item that only the cluster has is a change of the list that the manifest names.
  void item_pair(const Place& list, const Place& at, const Value* before, const Value* after) {
    if (before != nullptr && after != nullptr) return compare(at, before, after);
    const Value* manifest = compared_ == Compared::named_before ? before : after;
    const bool by_admission = kind_ == "Pod" && contains(kAddedToPods, list.key);
    if (!exact() && manifest == nullptr && by_admission) return;
    record(at, before, after);
  }

  void record(const Place& at, const Value* before, const Value* after) {
    // The values of a cluster's Secrets are never read.
    if (at.secret && !exact()) return;
    if (out_.fields.size() >= kMostFields) {
      ++out_.left_out;
      return;
    }
    model::ChangedField& field = out_.fields.emplace_back();
    field.path = at.path;
    field.named = at.named;
    field.secret = at.secret;
    if (before != nullptr) field.before = *before;
    if (after != nullptr) field.after = *after;
  }

  model::Drift out_;
  Compared compared_;
  std::string_view kind_;
};

}  // namespace

model::Drift find_drift(const model::Resource& before, const model::Resource& after,
                        Compared compared) {
  return Comparer(before, after, compared).run();
}

}  // namespace bulwark::scan
