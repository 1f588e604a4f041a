// SPDX-License-Identifier: Apache-2.0
// The merge: a walk down two values and their schema.
//
// Lists keep the order of the applied one where both have an item; items that only the live list
// has stay where they were between their neighbours. That is the algorithm of structured-merge-diff
// v6 (typed/merge.go): one pass over both lists, in which the next shared item of the applied list
// decides which side goes on. Linear but for the look-ups of keys.
#include "admission/merge.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "admission/merge_path.h"

namespace bulwark::admission {
namespace {

using formats::Value;

/// What a place may hold, narrowed to what a value is.
enum class Form : std::uint8_t { map, scalar, list, open };

Form form_of(const SchemaType& type, const Value* value) {
  const bool several = (type.scalar != Scalar::none) + type.list.has_value() +
                           type.map.has_value() >
                       1;
  if (value != nullptr) {
    if (value->is_list() && type.list) return Form::list;
    if (value->is_map() && type.map) return Form::map;
    const bool scalar = !value->is_null() && !value->is_list() && !value->is_map();
    if (scalar && type.scalar != Scalar::none) return Form::scalar;
  }
  if (several) return Form::open;
  return type.map ? Form::map : type.list ? Form::list : Form::scalar;
}

class Merger {
 public:
  Merger(Arena& arena, const Schema& schema) : arena_(arena), schema_(schema) {}

  std::optional<Value> merge(TypeId id, const Value* live, const Value* applied);

 private:
  struct Items {
    std::vector<Value> values;
    std::vector<std::string> steps;
    std::map<std::string, Value, std::less<>> by_step;
  };
  std::optional<Value> merge_map(const MapType& map, const Value* live, const Value* applied);
  std::optional<Value> merge_list(const ListType& list, const Value* live, const Value* applied);
  std::vector<Value> merge_items(const ListType& list, const Items& live, const Items& applied);
  Items index(const ListType& list, const Value* value) const;

  Arena& arena_;
  const Schema& schema_;
};

// Null and what is of another form count as nothing.
const Value* only(const Value* value, bool wanted) { return wanted ? value : nullptr; }

std::optional<Value> leaf(const Value* live, const Value* applied) {
  return applied != nullptr ? *applied : *live;
}

std::optional<Value> Merger::merge(TypeId id, const Value* live, const Value* applied) {
  const SchemaType& type = schema_.at(id);
  Form form = form_of(type, applied == nullptr ? live : applied);
  // An open place takes maps first.
  if (form == Form::open) form = type.map ? Form::map : Form::scalar;
  if (form == Form::map) return merge_map(*type.map, live, applied);
  if (form == Form::list) return merge_list(*type.list, live, applied);
  return leaf(live, applied);
}

std::optional<Value> Merger::merge_map(const MapType& map, const Value* live,
                                       const Value* applied) {
  const Value* old = only(live, live != nullptr && live->is_map());
  const Value* fresh = only(applied, applied != nullptr && applied->is_map());
  const bool empty = (old == nullptr || old->size() == 0) &&
                     (fresh == nullptr || fresh->size() == 0);
  if (map.atomic || empty) return leaf(live, applied);
  std::vector<std::string_view> keys;
  if (old != nullptr) keys.assign(old->shape()->keys, old->shape()->keys + old->size());
  if (fresh != nullptr)
    keys.insert(keys.end(), fresh->shape()->keys, fresh->shape()->keys + fresh->size());
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::vector<std::string_view> kept;
  std::vector<Value> values;
  for (const std::string_view key : keys) {
    const FieldType* field = map.field(key);
    const TypeId type = field != nullptr ? field->type : map.element.value_or(kUntypedDeduced);
    const auto merged = merge(type, old == nullptr ? nullptr : old->find(key),
                              fresh == nullptr ? nullptr : fresh->find(key));
    if (!merged) continue;
    kept.push_back(key);
    values.push_back(*merged);
  }
  if (values.empty()) return std::nullopt;
  return Value::map_in(arena_, kept, values);
}

std::optional<Value> Merger::merge_list(const ListType& list, const Value* live,
                                        const Value* applied) {
  const Value* old = only(live, live != nullptr && live->is_list());
  const Value* fresh = only(applied, applied != nullptr && applied->is_list());
  const bool empty = (old == nullptr || old->size() == 0) &&
                     (fresh == nullptr || fresh->size() == 0);
  if (list.relation == ListRelation::atomic || empty) return leaf(live, applied);
  const std::vector<Value> items = merge_items(list, index(list, old), index(list, fresh));
  if (items.empty()) return std::nullopt;
  return Value::list_in(arena_, items);
}

// The items with their keys. One that comes several times stands for none when it is looked up.
Merger::Items Merger::index(const ListType& list, const Value* value) const {
  Items out;
  if (value == nullptr) return out;
  for (const Value& item : value->items()) {
    auto step = item_step(schema_, list, item);
    if (!step) continue;  // check_against() has refused it
    out.values.push_back(item);
    const auto [place, fresh] = out.by_step.try_emplace(*step, item);
    if (!fresh) place->second = Value();
    out.steps.push_back(std::move(*step));
  }
  return out;
}

std::vector<Value> Merger::merge_items(const ListType& list, const Items& live,
                                       const Items& applied) {
  std::vector<Value> out;
  std::map<std::string, bool, std::less<>> merged;
  std::vector<const std::string*> shared;
  for (const std::string& step : applied.steps)
    if (live.by_step.contains(step)) shared.push_back(&step);
  std::size_t next = 0;
  const auto next_shared = [&] { return next < shared.size() ? shared[next] : nullptr; };
  const auto take = [&](const Value* old, const Value* fresh) {
    if (const auto item = merge(list.element, old, fresh)) out.push_back(*item);
  };
  const auto take_applied = [&](const std::string& step) {
    merged[step] = true;
    const auto old = live.by_step.find(step);
    take(old == live.by_step.end() ? nullptr : &old->second, &applied.by_step.find(step)->second);
  };
  std::size_t l = 0;
  std::size_t r = 0;
  while (l < live.steps.size() || r < applied.steps.size()) {
    if (l < live.steps.size() && r < applied.steps.size()) {
      if (live.steps[l] == applied.steps[r]) {
        take_applied(live.steps[l++]);
        ++r;
        ++next;
        continue;
      }
      const bool waits = next_shared() != nullptr && *next_shared() != live.steps[l];
      if (waits && applied.by_step.contains(live.steps[l])) {
        ++l;
        continue;
      }
    }
    if (l < live.steps.size()) {
      if (!applied.by_step.contains(live.steps[l])) {
        take(&live.values[l++], nullptr);
        continue;
      }
      if (merged.contains(live.steps[l])) ++l;
    }
    if (r < applied.steps.size()) {
      const std::string& step = applied.steps[r++];
      take_applied(step);
      if (next_shared() != nullptr && *next_shared() == step) ++next;
    }
  }
  return out;
}

}  // namespace

std::optional<Value> merge(Arena& arena, const Schema& schema, const Value& live,
                           const Value& applied) {
  return Merger(arena, schema).merge(schema.root, &live, &applied);
}

}  // namespace bulwark::admission
