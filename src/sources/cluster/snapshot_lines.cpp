// SPDX-License-Identifier: Apache-2.0
// Both are JSON objects; keys that a later Bulwark may add are passed over.
#include "sources/cluster/snapshot_lines.h"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "formats/builder.h"
#include "formats/json.h"

namespace bulwark::sources::cluster {
namespace {

using formats::Value;

constexpr std::string_view kFamily = "bulwark.snapshot/v";
constexpr unsigned kVersion = 1;
static_assert(kSnapshotFormat == "bulwark.snapshot/v1");

// `use` gets the line as a value, which lives no longer.
template <class Use>
auto with_json(std::string_view line, const Use& use) -> decltype(use(Value())) {
  formats::Pool pool(1, 0);
  formats::Builder builder(pool);
  formats::JsonReader reader;
  std::string padded(line);
  padded.append(formats::kJsonPadding, ' ');
  formats::DocumentOptions options;
  options.resource = false;
  const auto document = reader.read(std::string_view(padded).substr(0, line.size()), builder,
                                    options);
  if (!document) return std::unexpected(document.error());
  return use(document->root);
}

Result<void> check_format(std::string_view format) {
  if (!format.starts_with(kFamily)) return fail(ErrorCode::malformed, "no snapshot of Bulwark");
  const std::string_view digits = format.substr(kFamily.size());
  unsigned version = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  const bool whole = end == digits.data() + digits.size();
  if ((error == std::errc() && whole && version > kVersion) ||
      error == std::errc::result_out_of_range) {
    return fail(ErrorCode::unsupported,
                fmt::format("written by a newer Bulwark: its format is {}, and {} is the newest "
                            "that this one reads",
                            format, kSnapshotFormat));
  }
  if (error != std::errc() || !whole || version == 0)
    return fail(ErrorCode::malformed,
                fmt::format("no snapshot of Bulwark: its format is {}", format));
  return {};
}

ErrorCode code_from(std::string_view text) {
  constexpr std::array kCodes{ErrorCode::not_found,   ErrorCode::denied,    ErrorCode::malformed,
                              ErrorCode::limit,       ErrorCode::timeout,   ErrorCode::unavailable,
                              ErrorCode::unsupported, ErrorCode::cancelled, ErrorCode::internal};
  for (const ErrorCode code : kCodes) {
    if (name(code) == text) return code;
  }
  return ErrorCode::internal;  // of a later Bulwark: a gap all the same
}

Error not_closed() { return {ErrorCode::malformed, "its last line is no end of a snapshot", {}}; }

}  // namespace

Result<SnapshotHeader> read_first_line(std::string_view line) {
  auto header = with_json(line, [](const Value& root) -> Result<SnapshotHeader> {
    TRY_VOID(check_format(root.text("format")));
    SnapshotHeader read{std::string(root.text("cluster")), std::string(root.text("server")),
                        std::string(root.text("serverVersion")), std::string(root.text("takenAt")),
                        std::string(root.text("tool"))};
    const Value* namespaces = root.find("namespaces");
    if (namespaces == nullptr || !namespaces->is_list()) return read;
    for (const Value& each : namespaces->items())
      if (each.is_string()) read.namespaces.emplace_back(each.as_string());
    return read;
  });
  if (!header && header.error().code == ErrorCode::malformed && !header.error().where.empty())
    return fail(ErrorCode::malformed, "no snapshot of Bulwark");
  return header;
}

Result<SnapshotEnd> read_last_line(std::string_view line) {
  return with_json(line, [](const Value& root) -> Result<SnapshotEnd> {
    const Value* objects = root.at("end", "objects");
    const Value* not_read = root.at("end", "notRead");
    if (objects == nullptr || !objects->is_int() || objects->as_int() < 0 || not_read == nullptr ||
        !not_read->is_list())
      return std::unexpected(not_closed());
    SnapshotEnd end;
    end.objects = static_cast<std::uint64_t>(objects->as_int());
    for (const Value& each : not_read->items()) {
      model::Problem problem;
      problem.what = each.text("what");
      problem.reason = each.text("reason");
      problem.code = code_from(each.text("code"));
      end.not_read.push_back(std::move(problem));
    }
    return end;
  });
}

}  // namespace bulwark::sources::cluster
