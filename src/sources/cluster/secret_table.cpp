// SPDX-License-Identifier: Apache-2.0
// Joins a row's cells with the metadata that comes with it.
#include "sources/cluster/secret_table.h"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <optional>

namespace bulwark::sources::cluster {
namespace {

using formats::Value;

struct Columns {
  std::size_t type = 0, data = 0;
};

Result<Columns> find_columns(const Value& table) {
  const Value* definitions = table.find("columnDefinitions");
  std::optional<std::size_t> type, data;
  if (definitions != nullptr && definitions->is_list()) {
    for (std::size_t i = 0; i < definitions->size(); ++i) {
      const std::string_view name = definitions->items()[i].text("name");
      if (name == "Type") type = i;
      if (name == "Data") data = i;
    }
  }
  if (table.text("kind") != "Table" || !type || !data)
    return fail(ErrorCode::malformed, "the server did not print Secrets as a table");
  return Columns{*type, *data};
}

// Servers print the count as a number; a text that is one is taken as well.
std::optional<std::int64_t> number(const Value& cell) {
  if (cell.kind() == formats::Kind::integer) return cell.as_int();
  if (!cell.is_string()) return std::nullopt;
  const std::string_view text = cell.as_string();
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<Value> secret_of_row(const Value& row, const Columns& columns, formats::Pool& pool) {
  const Value* cells = row.find("cells");
  const Value* metadata = row.at("object", "metadata");
  const bool has_cells = cells != nullptr && cells->is_list() &&
                         cells->size() > std::max(columns.type, columns.data);
  if (!has_cells || metadata == nullptr || !metadata->is_map())
    return fail(ErrorCode::malformed, "a row of the table of Secrets lacks its cells or metadata");
  const Value& type = cells->items()[columns.type];
  const std::optional<std::int64_t> count = number(cells->items()[columns.data]);
  if (!type.is_string() || !count)
    return fail(ErrorCode::malformed, "a row of the table of Secrets has no type or no count");
  constexpr std::array<std::string_view, 5> kKeys{"apiVersion", kDataCount, "kind", "metadata",
                                                  "type"};
  const std::array<Value, 5> values{pool.string("v1"), Value::integer(*count),
                                    pool.string("Secret"), *metadata, type};
  return pool.unique_map(pool.shape(kKeys), values);
}

}  // namespace

Result<std::vector<Value>> secrets_of_table(const Value& table, formats::Pool& pool) {
  const Columns columns = TRY(find_columns(table));
  std::vector<Value> secrets;
  const Value* rows = table.find("rows");
  if (rows == nullptr || rows->is_null()) return secrets;
  if (!rows->is_list()) return fail(ErrorCode::malformed, "the table of Secrets has no rows");
  for (const Value& row : rows->items()) {
    Value secret = TRY(secret_of_row(row, columns, pool));
    secrets.push_back(secret);
  }
  return secrets;
}

}  // namespace bulwark::sources::cluster
