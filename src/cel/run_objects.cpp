// SPDX-License-Identifier: Apache-2.0
// Evaluation of objects that an expression makes: making them, and reaching their fields.
#include <string>

#include "base/arena_vector.h"
#include "cel/cost.h"
#include "cel/run.h"

namespace bulwark::cel {
namespace {

/// A value's type in the words of the message about a patch's field.
std::string_view native_type(const Value& value) {
  switch (kind(value)) {
    case Kind::null: return "structpb.NullValue";
    case Kind::boolean: return "bool";
    case Kind::integer: return "int64";
    case Kind::unsigned_integer: return "uint64";
    case Kind::number: return "float64";
    case Kind::list: return "[]interface {}";
    case Kind::map:
    case Kind::entry_map: return "map[string]interface {}";
    case Kind::bytes: return "[]uint8";
    case Kind::duration: return "time.Duration";
    case Kind::timestamp: return "time.Time";
    default: return type_name(value);
  }
}

}  // namespace

Value Run::wrong_patch_field(std::string_view name, const Value& value) {
  if (name == "value" || value.is_string()) return Value();
  return context_.error("unexpected type " + std::string(native_type(value)) +
                        " for JSONPatchType '" + std::string(name) + "' field");
}

Value Run::eval_object(const Node& node) {
  const ObjectPlan& plan = program_.object(node.second);
  ArenaVector<EntryMap::Entry> entries(context_.arena());
  entries.reserve(node.count);
  charge(kObjectCost);
  for (std::uint32_t i = 0; i < node.count; ++i) {
    const NodeIndex operand = program_.operand(node.first + i);
    const Value name = Value::string_at(plan.fields[i]);
    Value value = eval(operand & ~kOptionalOperand);
    if (is_error(value)) return value;
    if ((operand & kOptionalOperand) != 0) {
      if (!is_optional(value)) {
        return label(context_.error("cannot initialize optional entry '" + display_text(name) +
                                    "' from non-optional value " + display_text(value)),
                     node.place);
      }
      if (optional_value(value) == nullptr) {
        std::erase_if(entries,
                      [&](const EntryMap::Entry& entry) { return equal(entry.key, name); });
        continue;
      }
      value = *optional_value(value);
    }
    if (plan.type_name == kJsonPatchType) {
      const Value wrong = wrong_patch_field(plan.fields[i], value);
      if (is_error(wrong)) return label(wrong, node.place);
    }
    entries.push_back({name, value});
  }
  return make_object(context_.arena(), plan.type_name, make_map(context_.arena(), entries));
}

/// A patch's fields can always be reached; an Object's only where its type is known, and then none
/// is missing: one that was not set is null. Optional steps do not look into an Object at all.
const Value* Run::made_member(const MadeObject& object, const Value& key, const Node& node,
                              std::uint32_t qualifier, Value& error) {
  const Qualifier& step = program_.qualifier(qualifier);
  const bool last = qualifier + 1 == node.second + node.count;
  if (!key.is_string() || (!is_json_patch(object) && (step.optional || !step.of_made)))
    return nullptr;
  const std::string_view name = key.as_string();
  if ((node.tests && last) || step.optional)
    return object_has(object, name) ? object_field(object, name) : nullptr;
  const Value* field = object_field(object, name);
  if (field == nullptr) error = context_.error("unsupported indexer: " + std::string(name));
  return field;
}

}  // namespace bulwark::cel
