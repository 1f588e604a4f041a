// SPDX-License-Identifier: Apache-2.0
// A slice becomes a resource, several (a List), an empty document or a gap; nothing else.
#include "sources/code/reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "formats/json_error.h"
#include "io/read_file.h"
#include "model/object.h"
#include "model/redact.h"

namespace bulwark::sources::code {
namespace {

using formats::Document;
using formats::Value;
using model::hints_at_nothing;
using model::list_items;
using model::ListItems;
using model::why_no_object;
using model::with_type;

constexpr std::uint32_t kRefused = 0xFFFFFFFF;

/// "12:5", as readers write it.
std::optional<formats::TextPlace> parse_place(std::string_view text) {
  formats::TextPlace place;
  const char* end = text.data() + text.size();
  const auto line = std::from_chars(text.data(), end, place.line);
  if (line.ec != std::errc() || line.ptr == end || *line.ptr != ':') return std::nullopt;
  const auto column = std::from_chars(line.ptr + 1, end, place.column);
  if (column.ec != std::errc() || column.ptr != end) return std::nullopt;
  return place;
}

/// Text that does not parse and does not even speak of Kubernetes.
bool never_mentions_kubernetes(std::string_view text) {
  return text.find("apiVersion") == std::string_view::npos &&
         text.find("kind") == std::string_view::npos;
}

}  // namespace

Reader::Reader(std::uint16_t pool, const LoadOptions& options)
    : options_(options),
      segment_{std::make_unique<formats::Pool>(pool, options.seed), {}},
      builder_(*segment_.pool) {}

void Reader::read(const Batch& batch, std::uint32_t source) {
  Tally& tally = tallies_[source];
  tally.json = batch.json;
  for (const Slice& each : batch.slices) {
    if (options_.stop.stop_requested()) return;
    slice({batch, each, source, tally});
  }
}

void Reader::note(std::uint32_t source, const Error& error) {
  Gap gap;
  gap.code = error.code;
  gap.reason = error.message;
  if (const auto place = parse_place(error.where)) {
    gap.line = place->line;
    gap.column = place->column;
  }
  Tally& tally = tallies_[source];
  ++tally.documents;
  tally.kubernetes = true;  // it may have been
  tally.gaps.push_back(std::move(gap));
}

void Reader::dockerfile(const std::string& path, std::uint32_t source) {
  const Result<std::string> text = io::read_file(path, options_.document.limits.bytes);
  if (!text) return note(source, text.error());
  if (options_.progress != nullptr) options_.progress->bytes_done += text->size();
  if (text->contains('\0'))
    return note(source, {ErrorCode::unsupported, "a binary file: it holds a NUL byte", {}});
  const Result<Value> root = options_.dockerfiles.read(*text, path, builder_);
  if (!root) return note(source, root.error());
  Tally& tally = tallies_[source];
  ++tally.documents;
  tally.kubernetes = true;
  model::Resource& resource = segment_.resources.emplace_back();
  resource.root = *root;
  resource.length = text->size();
  resource.source = source;
}

void Reader::slice(const Place& place) {
  const Slice& slice = place.slice;
  ++place.tally.documents;
  if (slice.kind == SliceKind::empty_list) {
    ++place.tally.empty;
    return;
  }
  if (slice.text_is_gone || !slice.fault.message.empty()) {
    return gap(place, slice.fault.code, slice.fault.message, false);
  }
  Result<Document> read = parse(place);
  if (!read) return parse_gap(place, read.error());
  document(place, *read);
}

Result<Document> Reader::parse(const Place& place) {
  const std::string_view text = place.batch.text(place.slice);
  if (!place.batch.json) return yaml_.read(text, builder_, options_.document);
  Result<Document> read = json_.read(text, builder_, options_.document);
  if (read) return read;
  // Kubernetes reads what JSON proper refuses (numbers of any size) as YAML. A file that does not
  // call itself JSON may be YAML that begins with a brace.
  if (read.error().code != ErrorCode::unsupported && place.batch.named_json) return read;
  Result<Document> again = yaml_.read(text, builder_, options_.document);
  return again && place.slice.kind != SliceKind::broken ? std::move(again) : std::move(read);
}

void Reader::document(const Place& place, const Document& document) {
  const Value& root = document.root;
  if (root.is_null() && !place.batch.json) {
    ++place.tally.empty;
    return;
  }
  if (const ListItems list = list_items(root); list.is_list) {
    place.tally.kubernetes |= !hints_at_nothing(root);
    if (list.items != nullptr) return this->list(place, document, *list.items);
    ++place.tally.empty;
    return;
  }
  Value typed = root;
  if (place.slice.list != nullptr) {
    typed = with_type(root, place.slice.list->api_version, place.slice.list->kind, *segment_.pool);
  }
  if (!object(place, typed, model::Resource::kNotInList)) return;
  for (const formats::RepeatedKey& repeated : document.repeated_keys)
    keep_repeated(repeated, repeated.path);
}

void Reader::list(const Place& place, const Document& document, const Value& items) {
  --place.tally.documents;  // it counts as its items
  std::vector<std::uint32_t> resources;
  const Value& root = document.root;
  for (std::uint32_t i = 0; i < items.size(); ++i) {
    ++place.tally.documents;
    const Value item = with_type(items.items()[i], root.text("apiVersion"), root.text("kind"),
                                 *segment_.pool);
    const bool kept = object(place, item, i);
    resources.push_back(kept ? static_cast<std::uint32_t>(segment_.resources.size() - 1)
                             : kRefused);
  }
  if (!document.repeated_keys.empty()) list_repeated(place, document, resources);
}

// True when it became a resource: the last one of the segment.
bool Reader::object(const Place& place, Value root, std::uint32_t list_item) {
  const bool nothing = hints_at_nothing(root);
  place.tally.kubernetes |= !nothing;
  std::optional<std::string> why = why_no_object(root);
  if (!why && list_item != model::Resource::kNotInList && list_items(root).is_list)
    why = "a List within a List";
  if (why) {
    const bool in_list = list_item != model::Resource::kNotInList;
    gap(place, ErrorCode::malformed, in_list ? fmt::format("items[{}]: {}", list_item, *why) : *why,
        nothing);
    return false;
  }
  model::Resource resource;
  // Nothing that comes later can show what is not there.
  resource.root = options_.secret_values ? root
                                         : model::without_secret_values(root, *segment_.pool);
  resource.offset = place.slice.offset;
  resource.length = place.slice.length;
  resource.source = place.source;
  resource.line = place.slice.line;
  resource.list_item = list_item;
  segment_.resources.push_back(resource);
  return true;
}

void Reader::keep_repeated(const formats::RepeatedKey& repeated, std::string path) {
  duplicate_keys_.push_back({0, static_cast<std::uint32_t>(segment_.resources.size() - 1),
                             std::move(path), repeated.key});
}

// Paths begin with "items[3]"; what repeats outside of the items concerns no resource, unless it is
// `items` itself.
void Reader::list_repeated(const Place& place, const Document& document,
                           const std::vector<std::uint32_t>& resources) {
  constexpr std::string_view kItems = "items[";
  for (const formats::RepeatedKey& repeated : document.repeated_keys) {
    const std::string_view path = repeated.path;
    if (path.empty() && repeated.key == "items") {
      gap(place, ErrorCode::malformed,
          "the key items comes more than once: only the last list was read", false);
      place.tally.gaps.back().document = false;
    }
    if (!path.starts_with(kItems)) continue;
    std::uint32_t index = 0;
    const char* end = path.data() + path.size();
    const auto number = std::from_chars(path.data() + kItems.size(), end, index);
    if (number.ec != std::errc() || number.ptr == end || *number.ptr != ']') continue;
    if (index >= resources.size() || resources[index] == kRefused) continue;
    std::string_view rest(number.ptr + 1, static_cast<std::size_t>(end - number.ptr - 1));
    if (rest.starts_with('.')) rest.remove_prefix(1);
    duplicate_keys_.push_back({0, resources[index], std::string(rest), repeated.key});
  }
}

void Reader::gap(const Place& place, ErrorCode code, std::string reason, bool no_manifest) {
  Gap gap;
  gap.offset = place.slice.offset;
  gap.line = place.slice.line;
  gap.column = 1;
  gap.code = code;
  gap.reason = std::move(reason);
  gap.no_manifest = no_manifest;
  if (!no_manifest) place.tally.kubernetes = true;
  if (!place.slice.text_is_gone && place.batch.json) {
    const std::string_view before = place.batch.before(place.slice);
    gap.column = formats::place_of(before, before.size()).column;
  } else if (!place.slice.text_is_gone) {
    const std::string_view text = place.batch.text(place.slice);
    const std::size_t begin = content_begin(text);
    if (begin < text.size()) gap.line += count_newlines(text.substr(0, begin));
  }
  place.tally.gaps.push_back(std::move(gap));
}

void Reader::parse_gap(const Place& place, const Error& error) {
  const std::string_view text = place.batch.text(place.slice);
  gap(place, error.code, error.message, never_mentions_kubernetes(text));
  Gap& told = place.tally.gaps.back();
  const auto where = parse_place(error.where);
  if (!where) return;
  // The reader counts from the slice's first byte.
  if (where->line > 1) {
    told.column = where->column;
  } else {
    const std::string_view before = place.batch.before(place.slice);
    told.column = formats::place_of(before, before.size()).column - 1 + where->column;
  }
  told.line = place.slice.line + where->line - 1;
}

}  // namespace bulwark::sources::code
