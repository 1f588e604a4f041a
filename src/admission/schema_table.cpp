// SPDX-License-Identifier: Apache-2.0
// From the table's text to a Schema: the types that a kind reaches, each once.
#include "admission/schema_table.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <tuple>

#include "admission/schema_data.h"
#include "base/check.h"
#include "base/text.h"

namespace bulwark::admission {
namespace {

class Reader {
 public:
  explicit Reader(Schema& schema) : schema_(schema) {}

  TypeId reference(std::string_view text);

 private:
  SchemaType type(std::string_view line);
  MapType map(std::string_view line);
  FieldType field(std::string_view text);

  Schema& schema_;
  std::map<std::uint32_t, TypeId> places_;  // of the table -> of the schema
};

TypeId Reader::reference(std::string_view text) {
  constexpr std::string_view kLetters = "snbuXADiI";
  if (const std::size_t at = kLetters.find(text[0]); at != std::string_view::npos)
    return static_cast<TypeId>(at);
  std::uint32_t place = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), place);
  CHECK(read.ec == std::errc{} && place < schema_types().size(), "the table of schemas is whole");
  if (const auto known = places_.find(place); known != places_.end()) return known->second;
  const auto id = static_cast<TypeId>(schema_.types.size());
  places_[place] = id;
  schema_.types.emplace_back();
  SchemaType read_type = type(schema_types()[place]);
  schema_.types[id] = std::move(read_type);
  return id;
}

SchemaType Reader::type(std::string_view line) {
  const char form = line[0];
  SchemaType out;
  if (form == 'f' || form == 't') {
    out.map = map(line);
    out.map->atomic = form == 't';
    return out;
  }
  ListType list;
  list.relation = form == 'L'   ? ListRelation::atomic
                  : form == 'S' ? ListRelation::set
                                : ListRelation::map;
  const std::size_t space = line.find(' ');
  if (space != std::string_view::npos) list.keys = split(line.substr(space + 1), ',');
  list.element = reference(line.substr(1, space - 1));
  out.list = std::move(list);
  return out;
}

MapType Reader::map(std::string_view line) {
  MapType out;
  std::size_t space = line.find(' ');
  const std::string_view element = line.substr(1,
                                               space == std::string_view::npos ? space : space - 1);
  if (!element.empty()) out.element = reference(element);
  while (space != std::string_view::npos) {
    const std::size_t next = line.find(' ', space + 1);
    const std::size_t length = next == std::string_view::npos ? next : next - space - 1;
    out.fields.push_back(field(line.substr(space + 1, length)));
    space = next;
  }
  return out;
}

FieldType Reader::field(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::size_t equals = text.find('=', colon);
  FieldType out;
  out.name = text.substr(0, colon);
  const std::size_t end = equals == std::string_view::npos ? text.size() : equals;
  out.type = reference(text.substr(colon + 1, end - colon - 1));
  if (equals != std::string_view::npos) out.key_default = text.substr(equals + 1);
  return out;
}

std::size_t release_for(std::uint32_t minor) {
  const auto releases = schema_releases();
  const auto above = std::upper_bound(releases.begin(), releases.end(), minor);
  return above == releases.begin() ? 0 : static_cast<std::size_t>(above - releases.begin() - 1);
}

const SchemaKind* find_kind(std::string_view api_version, std::string_view kind) {
  const auto kinds = schema_kinds();
  const auto at = std::lower_bound(
      kinds.begin(), kinds.end(), std::tie(api_version, kind),
      [](const SchemaKind& a, const auto& b) { return std::tie(a.api_version, a.kind) < b; });
  const bool found = at != kinds.end() && at->api_version == api_version && at->kind == kind;
  return found ? &*at : nullptr;
}

}  // namespace

std::optional<Schema> built_in_schema(std::uint32_t minor, std::string_view api_version,
                                      std::string_view kind) {
  const SchemaKind* entry = find_kind(api_version, kind);
  if (entry == nullptr) return std::nullopt;
  const std::int32_t place = entry->types[release_for(minor)];
  if (place < 0) return std::nullopt;
  Schema out = empty_schema();
  out.root = Reader(out).reference(std::to_string(place));
  return out;
}

TypeId add_metadata_type(Schema& schema) {
  const SchemaKind* entry = find_kind("v1", "ConfigMap");
  CHECK(entry != nullptr, "the table of schemas has ConfigMaps");
  const TypeId config_map = Reader(schema).reference(std::to_string(entry->types[0]));
  return schema.at(config_map).map->field("metadata")->type;
}

}  // namespace bulwark::admission
