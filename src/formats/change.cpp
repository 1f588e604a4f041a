// SPDX-License-Identifier: Apache-2.0
// Edits to a tree, and the tree applied to a value.
#include "formats/change.h"

#include <fmt/core.h>

#include <algorithm>

#include "formats/json.h"

namespace bulwark::formats {
namespace {

using What = Change::What;

Result<Value> parse_json(const std::string& json, Builder& builder) {
  std::string padded = json;
  padded.append(kJsonPadding, ' ');
  DocumentOptions options;
  options.resource = options.drop_nulls = false;
  const Document document = TRY(
      JsonReader().read(std::string_view(padded).substr(0, json.size()), builder, options));
  return document.root;
}

Change& child_of(Change& parent, const PathStep& step) {
  const auto found = std::find_if(parent.children.begin(), parent.children.end(),
                                  [&](const auto& child) { return child.step == step; });
  if (found != parent.children.end()) return found->change;
  parent.children.push_back({step, Change()});
  return parent.children.back().change;
}

std::unexpected<Error> contradiction(const std::string& path) {
  return fail(ErrorCode::malformed, "two edits contradict each other at " + path);
}

Result<void> add(Change& root, const Edit& edit, Builder& builder) {
  const std::vector<PathStep> steps = TRY(parse_path(edit.path));
  if (steps.empty()) return fail(ErrorCode::malformed, "an edit names no path");
  Change* at = &root;
  for (const PathStep& step : steps) {
    if (at->what != What::inside) return contradiction(edit.path);
    at = &child_of(*at, step);
  }
  Change wanted;
  wanted.what = edit.json ? What::set : What::remove;
  if (edit.json) wanted.value = TRY(parse_json(*edit.json, builder));
  const bool same = at->what == wanted.what && deep_equal(at->value, wanted.value);
  // One that was made just now is inside and has nothing in it yet.
  if (!same && (at->what != What::inside || !at->children.empty())) return contradiction(edit.path);
  *at = std::move(wanted);
  return {};
}

class Applier {
 public:
  explicit Applier(Builder& builder) : builder_(builder) {}

  Result<void> emit(const Value& old, const Change& change) {
    if (change.what == What::set) {
      builder_.scalar(change.value);
      return {};
    }
    if (old.is_list()) return list(old, change);
    if (old.is_map() || (old.is_null() && change.puts())) return map(old, change);
    if (!old.is_null() && change.puts())
      return fail(ErrorCode::malformed, "a path leads through what is neither a map nor a list");
    builder_.scalar(old);
    return {};
  }

 private:
  Result<void> map(const Value& old, const Change& change) {
    builder_.begin_map();
    for (std::size_t i = 0; i < old.size(); ++i) {
      const std::string_view key = old.shape()->keys[i];
      const Change* child = change.child(key);
      if (child != nullptr && child->what == What::remove) continue;
      builder_.key(key);
      if (child == nullptr) {
        builder_.scalar(old.values()[i]);
      } else {
        TRY_VOID(emit(old.values()[i], *child));
      }
    }
    for (const auto& [step, child] : change.children) {
      if (step.index) return fail(ErrorCode::malformed, "a path takes a map for a list");
      if (old.find(step.key) != nullptr || !child.puts()) continue;
      builder_.key(step.key);
      TRY_VOID(emit(Value(), child));
    }
    builder_.end_map();
    return {};
  }

  Result<void> list(const Value& old, const Change& change) {
    for (const auto& [step, child] : change.children) {
      if (!step.index) return fail(ErrorCode::malformed, "a path takes a list for a map");
      if (*step.index >= old.size() && child.puts())
        return fail(ErrorCode::not_found,
                    fmt::format("there is no item {} in a list of {}", *step.index, old.size()));
    }
    builder_.begin_list();
    for (std::uint32_t i = 0; i < old.size(); ++i) {
      const Change* child = change.child(i);
      if (child == nullptr) {
        builder_.scalar(old.items()[i]);
      } else if (child->what != What::remove) {
        TRY_VOID(emit(old.items()[i], *child));
      }
    }
    builder_.end_list();
    return {};
  }

  Builder& builder_;
};

}  // namespace

bool Change::puts() const {
  return what == What::set || std::any_of(children.begin(), children.end(),
                                          [](const auto& child) { return child.change.puts(); });
}

const Change* Change::child(std::string_view key) const {
  const auto found = std::find_if(children.begin(), children.end(), [&](const auto& one) {
    return !one.step.index && one.step.key == key;
  });
  return found == children.end() ? nullptr : &found->change;
}

const Change* Change::child(std::uint32_t index) const {
  const auto found = std::find_if(children.begin(), children.end(),
                                  [&](const auto& one) { return one.step.index == index; });
  return found == children.end() ? nullptr : &found->change;
}

const Value* value_at(const Value& root, std::string_view path) {
  const auto steps = parse_path(path);
  if (!steps) return nullptr;
  const Value* at = &root;
  for (const PathStep& step : *steps) {
    if (step.index) {
      at = *step.index < at->items().size() ? &at->items()[*step.index] : nullptr;
    } else {
      at = at->find(step.key);
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

Result<Change> change_of(std::span<const Edit> edits, Builder& builder) {
  Change root;
  for (const Edit& edit : edits) TRY_VOID(add(root, edit, builder));
  return root;
}

Result<Value> changed_value(const Value& old, const Change& change, Builder& builder) {
  builder.reset();
  if (const auto applied = Applier(builder).emit(old, change); !applied) {
    builder.reset();
    return std::unexpected(applied.error());
  }
  return builder.finish();
}

}  // namespace bulwark::formats
