// SPDX-License-Identifier: Apache-2.0
// JSON Patch: every operation copies the maps and lists on the way to its place, and shares the
// rest.
#include "admission/json_patch.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "admission/json_patch_equal.h"
#include "admission/json_patch_pointer.h"
#include "admission/mutate_map.h"

namespace bulwark::admission {
namespace {

using formats::Value;

constexpr std::string_view kMissing = "missing value";

enum class Change : std::uint8_t { add, set, remove };

std::string invalid_index(std::int64_t index) {
  return fmt::format("Unable to access invalid index: {}: invalid index referenced", index);
}

// The index that `key` names among `slots` places of a list.
Result<std::size_t> place_in_list(std::string_view key, std::size_t slots) {
  const std::int64_t index = TRY(parse_index(key));
  const auto count = static_cast<std::int64_t>(slots);
  if (index >= count || index < -count) return fail(ErrorCode::not_found, invalid_index(index));
  return static_cast<std::size_t>(index < 0 ? index + count : index);
}

class Patcher {
 public:
  Patcher(Arena& arena, const Value& document, const Limits& limits)
      : arena_(arena), document_(document), limits_(limits) {}

  // False when a test failed.
  Result<bool> apply(const PatchOperation& operation);
  const Value& document() const { return document_; }

 private:
  struct Found {
    Value container;
    PatchPointer pointer;
  };
  std::optional<Found> find(std::string_view path) const;
  static Result<std::optional<Value>> get(const Found& found);
  Result<void> change(const Found& found, Change change, const Value& value);
  Result<Value> changed(const Value& container, std::string_view key, Change change,
                        const Value& value);
  Result<Value> changed_list(const Value& list, std::string_view key, Change change,
                             const Value& value);
  Value rebuilt(const Value& at, std::span<const std::string> keys, const Value& leaf);
  Result<void> account(const Value& value, std::size_t depth);

  Result<void> add(const PatchOperation& operation);
  Result<void> remove(const PatchOperation& operation);
  Result<void> replace(const PatchOperation& operation);
  Result<void> move(const PatchOperation& operation);
  Result<void> copy(const PatchOperation& operation);
  Result<bool> test(const PatchOperation& operation);

  Arena& arena_;
  Value document_;
  const Limits& limits_;
  std::size_t added_ = 0;
};

std::unexpected<Error> missing_path(std::string_view text) {
  return fail(ErrorCode::not_found, fmt::format("{}: {}", text, kMissing));
}

std::unexpected<Error> told(Error error, std::string_view doing) {
  return fail(error.code, fmt::format("{}: {}", doing, error.message));
}

// The container that a path leads to. A list or a map only: nothing else can be entered.
std::optional<Patcher::Found> Patcher::find(std::string_view path) const {
  Found out{document_, parse_patch_pointer(path)};
  if (out.pointer.whole_document) return std::nullopt;
  for (const std::string& key : out.pointer.container) {
    const auto next = get({out.container, {{}, key, false}});
    if (!next || !*next || (!(*next)->is_map() && !(*next)->is_list())) return std::nullopt;
    out.container = **next;
  }
  return out;
}

// What stands there: nothing and no error when a map lacks the key, or holds null under it.
Result<std::optional<Value>> Patcher::get(const Found& found) {
  const std::string_view key = found.pointer.key;
  if (found.container.is_list()) {
    const std::size_t index = TRY(place_in_list(key, found.container.size()));
    const Value& item = found.container.items()[index];
    return item.is_null() ? std::optional<Value>() : item;
  }
  const Value* value = found.container.find(key);
  return value == nullptr || value->is_null() ? std::optional<Value>() : *value;
}

Result<Value> Patcher::changed_list(const Value& list, std::string_view key, Change change,
                                    const Value& value) {
  std::vector<Value> items(list.items().begin(), list.items().end());
  if (change == Change::add && key == "-") {
    items.push_back(value);
    return Value::list_in(arena_, items);
  }
  if (change == Change::add) {
    if (auto number = parse_index(key); !number)
      return told(number.error(), fmt::format("value was not a proper array index: '{}'", key));
  }
  const std::size_t slots = items.size() + (change == Change::add ? 1 : 0);
  const auto at = static_cast<std::ptrdiff_t>(TRY(place_in_list(key, slots)));
  switch (change) {
    case Change::add: items.insert(items.begin() + at, value); break;
    case Change::set: items[static_cast<std::size_t>(at)] = value; break;
    case Change::remove: items.erase(items.begin() + at); break;
  }
  return Value::list_in(arena_, items);
}

Result<Value> Patcher::changed(const Value& container, std::string_view key, Change change,
                               const Value& value) {
  if (container.is_list()) return changed_list(container, key, change, value);
  if (change != Change::remove) return with_entry(arena_, container, key, value);
  if (container.find(key) == nullptr)
    return missing_path(fmt::format("Unable to remove nonexistent key: {}", key));
  return without_entry(arena_, container, key);
}

// The map or list `at` with `leaf` in place of what the keys lead to; they are known to lead there.
Value Patcher::rebuilt(const Value& at, std::span<const std::string> keys, const Value& leaf) {
  if (keys.empty()) return leaf;
  if (at.is_map()) {
    const Value child = rebuilt(*at.find(keys[0]), keys.subspan(1), leaf);
    return with_entry(arena_, at, keys[0], child);
  }
  const auto index = place_in_list(keys[0], at.size());
  CHECK(index.has_value(), "a path that was walked can be walked again");
  std::vector<Value> items(at.items().begin(), at.items().end());
  items[*index] = rebuilt(items[*index], keys.subspan(1), leaf);
  return Value::list_in(arena_, items);
}

// Copies share memory, but whoever reads the result meets every copy: they are bounded as if they
// did not share.
Result<void> Patcher::account(const Value& value, std::size_t depth) {
  if (depth > limits_.depth)
    return fail(ErrorCode::limit, fmt::format("the patch nests deeper than {}", limits_.depth));
  if (++added_ > limits_.entries)
    return fail(ErrorCode::limit,
                fmt::format("the patch adds more than {} values", limits_.entries));
  for (const Value& item : value.items()) TRY_VOID(account(item, depth + 1));
  for (const Value& entry : value.values()) TRY_VOID(account(entry, depth + 1));
  return {};
}

Result<void> Patcher::change(const Found& found, Change change, const Value& value) {
  const Value container = TRY(changed(found.container, found.pointer.key, change, value));
  if (change != Change::remove) TRY_VOID(account(value, found.pointer.container.size() + 1));
  document_ = rebuilt(document_, found.pointer.container, container);
  return {};
}

Result<void> Patcher::add(const PatchOperation& operation) {
  const auto found = find(operation.path);
  if (!found)
    return missing_path(
        fmt::format("add operation does not apply: doc is missing path: \"{}\"", operation.path));
  auto done = change(*found, Change::add, operation.value.value_or(Value()));
  if (!done) return told(done.error(), fmt::format("error in add for path: '{}'", operation.path));
  return {};
}

Result<void> Patcher::remove(const PatchOperation& operation) {
  const auto found = find(operation.path);
  if (!found)
    return missing_path(fmt::format("remove operation does not apply: doc is missing path: \"{}\"",
                                    operation.path));
  auto done = change(*found, Change::remove, {});
  if (!done)
    return told(done.error(), fmt::format("error in remove for path: '{}'", operation.path));
  return {};
}

Result<void> Patcher::replace(const PatchOperation& operation) {
  if (operation.path.empty()) {
    const Value value = operation.value.value_or(Value());
    if (!value.is_map() && !value.is_list())
      return fail(ErrorCode::malformed, "replace operation value must be object or array");
    TRY_VOID(account(value, 0));
    document_ = value;
    return {};
  }
  const auto found = find(operation.path);
  if (!found)
    return missing_path(
        fmt::format("replace operation does not apply: doc is missing path: {}", operation.path));
  if (const auto old = get(*found); !old)
    return missing_path(
        fmt::format("replace operation does not apply: doc is missing key: {}", operation.path));
  return change(*found, Change::set, operation.value.value_or(Value()));
}

Result<void> Patcher::move(const PatchOperation& operation) {
  const auto source = find(operation.from);
  if (!source)
    return missing_path(
        fmt::format("move operation does not apply: doc is missing from path: {}", operation.from));
  const std::string in_key = fmt::format("error in move for path: '{}'", source->pointer.key);
  const auto value = get(*source);
  if (!value) return told(value.error(), in_key);
  if (auto done = change(*source, Change::remove, {}); !done) return told(done.error(), in_key);
  const auto target = find(operation.path);
  if (!target)
    return missing_path(fmt::format(
        "move operation does not apply: doc is missing destination path: {}", operation.path));
  auto done = change(*target, Change::add, value->value_or(Value()));
  if (!done) return told(done.error(), fmt::format("error in move for path: '{}'", operation.path));
  return {};
}

Result<void> Patcher::copy(const PatchOperation& operation) {
  const auto source = find(operation.from);
  if (!source)
    return missing_path(
        fmt::format("copy operation does not apply: doc is missing from path: {}", operation.from));
  const auto value = get(*source);
  if (!value)
    return told(value.error(), fmt::format("error in copy for from: '{}'", operation.from));
  const auto target = find(operation.path);
  if (!target)
    return missing_path(fmt::format(
        "copy operation does not apply: doc is missing destination path: {}", operation.path));
  auto done = change(*target, Change::add, value->value_or(Value()));
  if (!done) return told(done.error(), "error while adding value during copy");
  return {};
}

Result<bool> Patcher::test(const PatchOperation& operation) {
  if (operation.path.empty()) return operation.value && patch_equal(document_, *operation.value);
  const auto found = find(operation.path);
  if (!found)
    return missing_path(
        fmt::format("test operation does not apply: is missing path: {}", operation.path));
  const auto value = get(*found);
  if (!value)
    return told(value.error(), fmt::format("error in test for path: '{}'", operation.path));
  // Only a test without a value finds nothing; null is a value here.
  if (!value->has_value() || !operation.value)
    return value->has_value() == operation.value.has_value();
  return patch_equal(**value, *operation.value);
}

Result<bool> Patcher::apply(const PatchOperation& operation) {
  const auto undecodable = [&](std::string_view what) {
    return fail(ErrorCode::malformed,
                fmt::format("{} operation failed to decode {}", operation.op, what));
  };
  const std::string& op = operation.op;
  const bool moves = op == "move" || op == "copy";
  if (!moves && op != "add" && op != "remove" && op != "replace" && op != "test")
    return fail(ErrorCode::malformed,
                fmt::format("Unexpected kind: {}", decodable(op) ? op : "unknown"));
  if (moves && operation.from.empty())
    return fail(ErrorCode::malformed,
                fmt::format("{} operation failed to decode from: operation, missing from field: {}",
                            op, kMissing));
  if (moves && !decodable(operation.from)) return undecodable("from");
  if (!decodable(operation.path)) return undecodable("path");
  if (op == "test") return test(operation);
  if (op == "add") TRY_VOID(add(operation));
  if (op == "remove") TRY_VOID(remove(operation));
  if (op == "replace") TRY_VOID(replace(operation));
  if (op == "move") TRY_VOID(move(operation));
  if (op == "copy") TRY_VOID(copy(operation));
  return true;
}

}  // namespace

Result<PatchResult> apply_json_patch(Arena& arena, const Value& document,
                                     std::span<const PatchOperation> operations,
                                     const Limits& limits) {
  if (!document.is_map() && !document.is_list())
    return fail(ErrorCode::malformed, "a patch needs an object or an array");
  Patcher patcher(arena, document, limits);
  for (const PatchOperation& operation : operations) {
    const bool passed = TRY(patcher.apply(operation));
    if (!passed) return PatchResult{document, true};
  }
  return PatchResult{patcher.document(), false};
}

}  // namespace bulwark::admission
