// SPDX-License-Identifier: Apache-2.0
// From a structural schema to a Schema: what apiextensions publishes for it and kube-openapi's
// schemaconv makes of that, in one step.
#include "admission/schema_structural.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "admission/schema_table.h"
#include "formats/json_write.h"
#include "formats/path.h"

namespace bulwark::admission {
namespace {

using formats::Value;

constexpr std::size_t kDeepest = 200;

bool is_true(const Value& schema, std::string_view key) {
  const Value* found = schema.find(key);
  return found != nullptr && found->is_bool() && found->as_bool();
}

// What a map may hold besides its fields is open below a schema that preserves unknown fields.
enum class Unknown : bool { refused, preserved };

class Converter {
 public:
  explicit Converter(Schema& schema) : schema_(schema) {}

  Result<TypeId> convert(const Value& from, Unknown unknown, const std::string& path);
  /// The fields that every object has, added to a map.
  void add_object_fields(MapType& map);

 private:
  Result<MapType> map(const Value& from, Unknown unknown, const std::string& path);
  Result<std::optional<TypeId>> element(const Value& from, Unknown unknown,
                                        const std::string& path);
  Result<ListType> list(const Value& from, Unknown unknown, const std::string& path);
  TypeId add(SchemaType type);

  Schema& schema_;
  std::optional<TypeId> metadata_;
  std::size_t depth_ = 0;
};

std::unexpected<Error> bad(std::string message, std::string path) {
  return fail(ErrorCode::malformed, std::move(message), std::move(path));
}

TypeId Converter::add(SchemaType type) {
  schema_.types.push_back(std::move(type));
  return static_cast<TypeId>(schema_.types.size() - 1);
}

TypeId scalar_type(std::string_view type, std::string_view format) {
  if (type == "integer" || type == "number") return kNumeric;
  if (type == "boolean") return kBoolean;
  return format.empty() || format == "byte" ? kString : kUntyped;
}

Result<TypeId> Converter::convert(const Value& from, Unknown unknown, const std::string& path) {
  if (!from.is_map()) return bad("a schema is an object", path);
  if (depth_ >= kDeepest)
    return fail(ErrorCode::limit, fmt::format("schemas nest deeper than {}", kDeepest), path);
  if (is_true(from, "x-kubernetes-preserve-unknown-fields")) unknown = Unknown::preserved;
  const std::string_view type = from.text("type");
  if (type == "integer" || type == "number" || type == "boolean" || type == "string")
    return scalar_type(type, from.text("format"));
  if (!type.empty() && type != "object" && type != "array")
    return bad(fmt::format("unrecognized type: '{}'", type), path);
  ++depth_;
  SchemaType out;
  if (type.empty()) out.scalar = Scalar::untyped;
  if (type != "object") out.list = TRY(list(from, unknown, path));
  if (type != "array") out.map = TRY(map(from, unknown, path));
  --depth_;
  return add(std::move(out));
}

Result<std::optional<TypeId>> Converter::element(const Value& from, Unknown unknown,
                                                 const std::string& path) {
  const Value* more = from.find("additionalProperties");
  const Value* properties = from.find("properties");
  if (more == nullptr) {
    const bool open = unknown == Unknown::preserved || properties == nullptr ||
                      properties->size() == 0;
    return open ? std::optional<TypeId>(kUntypedDeduced) : std::nullopt;
  }
  if (more->is_bool())
    return more->as_bool() ? std::optional<TypeId>(kUntypedDeduced) : std::nullopt;
  const TypeId type = TRY(convert(*more, unknown, path + ".additionalProperties"));
  return std::optional<TypeId>(type);
}

Result<MapType> Converter::map(const Value& from, Unknown unknown, const std::string& path) {
  MapType out;
  const std::string_view relation = from.text("x-kubernetes-map-type");
  if (!relation.empty() && relation != "atomic" && relation != "granular")
    return bad(fmt::format("unknown map type {}", relation), path);
  out.atomic = relation == "atomic";
  out.element = TRY(element(from, unknown, path));
  const Value* properties = from.find("properties");
  for (std::size_t i = 0; properties != nullptr && i < properties->values().size(); ++i) {
    const std::string name(properties->shape()->keys[i]);
    const Value& property = properties->values()[i];
    const std::string place = formats::join_path(path + ".properties", formats::key_step(name));
    FieldType field{name, TRY(convert(property, unknown, place)), std::nullopt};
    if (const Value* value = property.find("default"))
      field.key_default = formats::json_text(*value);
    out.fields.push_back(std::move(field));
  }
  if (is_true(from, "x-kubernetes-embedded-resource")) add_object_fields(out);
  return out;
}

Result<ListType> Converter::list(const Value& from, Unknown unknown, const std::string& path) {
  ListType out;
  out.element = kUntypedAtomic;
  if (const Value* items = from.find("items")) {
    out.element = TRY(convert(*items, unknown, path + ".items"));
  } else if (!from.text("type").empty()) {
    return bad("`items` must be specified on arrays", path);
  }
  const std::string_view relation = from.text("x-kubernetes-list-type");
  if (relation.empty() || relation == "atomic") return out;
  if (relation != "set" && relation != "map")
    return bad(fmt::format("unknown list type {}", relation), path);
  out.relation = relation == "set" ? ListRelation::set : ListRelation::map;
  if (out.relation == ListRelation::set) return out;
  const Value* keys = from.find("x-kubernetes-list-map-keys");
  if (keys == nullptr || keys->items().empty()) return bad("missing map keys", path);
  for (const Value& key : keys->items())
    if (key.is_string()) out.keys.emplace_back(key.as_string());
  return out;
}

void Converter::add_object_fields(MapType& map) {
  if (!metadata_) metadata_ = add_metadata_type(schema_);
  const std::array<FieldType, 3> fields{{{"apiVersion", kString, std::nullopt},
                                         {"kind", kString, std::nullopt},
                                         {"metadata", *metadata_, std::nullopt}}};
  for (const FieldType& field : fields) {
    std::erase_if(map.fields, [&](const FieldType& old) { return old.name == field.name; });
    map.fields.push_back(field);
  }
  std::sort(map.fields.begin(), map.fields.end(),
            [](const FieldType& a, const FieldType& b) { return a.name < b.name; });
}

}  // namespace

Result<Schema> custom_schema(const Value& definition, std::string_view version) {
  const Value* versions = definition.at("spec", "versions");
  for (std::size_t i = 0; versions != nullptr && i < versions->items().size(); ++i) {
    const Value& entry = versions->items()[i];
    if (entry.text("name") != version) continue;
    Schema out = empty_schema();
    out.custom = true;
    Converter converter(out);
    const Value* from = entry.at("schema", "openAPIV3Schema");
    SchemaType root;
    root.map = MapType{{}, kUntypedDeduced, false};
    if (from != nullptr) {
      const std::string path = fmt::format("spec.versions[{}].schema.openAPIV3Schema", i);
      const TypeId id = TRY(converter.convert(*from, Unknown::refused, path));
      root = out.types[id];
      if (!root.map) return bad("the schema of an object is an object", path);
      // The fields that the server adds are the only ones of a schema that names none.
      if (root.map->fields.empty() && from->find("additionalProperties") == nullptr &&
          !is_true(*from, "x-kubernetes-preserve-unknown-fields"))
        root.map->element.reset();
      converter.add_object_fields(*root.map);
    }
    out.types.push_back(std::move(root));
    out.root = static_cast<TypeId>(out.types.size() - 1);
    return out;
  }
  return fail(ErrorCode::not_found, fmt::format("the definition {} has no version {}",
                                                definition.find("metadata") != nullptr
                                                    ? definition.find("metadata")->text("name")
                                                    : std::string_view{},
                                                version));
}

}  // namespace bulwark::admission
