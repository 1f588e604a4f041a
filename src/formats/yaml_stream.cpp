// SPDX-License-Identifier: Apache-2.0
// One function per event.
#include "formats/yaml_stream.h"

#include <fmt/core.h>

#include <algorithm>

#include "formats/yaml_scalar.h"

namespace bulwark::formats {

Result<void> expect_stream_end(YamlEvents& events) {
  if (!events.next()) return std::unexpected(events.error());
  if (events.event().type == YAML_STREAM_END_EVENT) return {};
  return std::unexpected(
      events.error_at(events.event().start_mark.index, ErrorCode::malformed,
                      "a second document begins here without a '---' line of its own"));
}

Result<std::optional<Value>> YamlStream::run() {
  for (;;) {
    if (!events_.next()) return std::unexpected(events_.error());
    const yaml_event_type_t type = events_.event().type;
    if (type == YAML_STREAM_END_EVENT || type == YAML_DOCUMENT_END_EVENT) return finish();
    switch (step()) {
      case Step::on: break;
      case Step::exact: return std::optional<Value>();
      case Step::failed: return std::unexpected(std::move(error_));
    }
  }
}

Result<std::optional<Value>> YamlStream::finish() {
  if (events_.event().type == YAML_DOCUMENT_END_EVENT) TRY_VOID(expect_stream_end(events_));
  return std::optional(has_root_ ? builder_.finish() : Value());
}

YamlStream::Step YamlStream::step() {
  const yaml_event_t& event = events_.event();
  const bool at_key = !frames_.empty() && frames_.back().key_next;
  switch (event.type) {
    case YAML_SCALAR_EVENT: return at_key ? key(event) : scalar(event);
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT: return at_key ? Step::exact : begin(event);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT: return end();
    case YAML_ALIAS_EVENT: return Step::exact;
    default: return Step::on;
  }
}

YamlStream::Step YamlStream::key(const yaml_event_t& event) {
  if (event.data.scalar.tag != nullptr) return Step::exact;
  std::string_view text = scalar_text(event);
  std::string converted;
  if (event.data.scalar.plain_implicit != 0) {
    if (text == "<<") return Step::exact;
    const YamlScalar scalar = resolve_plain(text);
    if (scalar.type != ScalarType::string) {
      auto name = key_text(scalar, text);
      if (!name) return Step::exact;
      converted = std::move(*name);
      text = converted;
    }
  }
  Frame& frame = frames_.back();
  frame.key_next = false;
  frame.kind_next = frame.level == Level::root && text == "kind";
  const bool nodes_status = frame.is_node && frame.level == Level::root && text == "status";
  frame.skip_value = frame.skip || (left_out(frame.level, text, options_) && !nodes_status);
  frame.child = level_under(frame.level, text);
  if (!frame.skip_value) builder_.key(text);
  return Step::on;
}

YamlStream::Step YamlStream::scalar(const yaml_event_t& event) {
  if (++entries_ > options_.limits.entries) {
    return limit(event,
                 fmt::format("more than {} values in one document", options_.limits.entries));
  }
  if (event.data.scalar.tag != nullptr) return Step::exact;
  const bool skipped = skipping();
  const std::string_view text = scalar_text(event);
  if (!frames_.empty() && frames_.back().kind_next) frames_.back().is_node = text == "Node";
  const Step step = event.data.scalar.plain_implicit != 0 ? plain(text, skipped) : Step::on;
  if (event.data.scalar.plain_implicit == 0) string(text, skipped);
  value_done();
  return step;
}

YamlStream::Step YamlStream::plain(std::string_view text, bool skipped) {
  const YamlScalar scalar = resolve_plain(text);
  if (scalar.type == ScalarType::null) {
    null_value(skipped);
    return Step::on;
  }
  if (scalar.type == ScalarType::string) {
    string(text, skipped);
    return Step::on;
  }
  const std::optional<Value> value = json_value(scalar);
  if (!value) return Step::exact;
  if (!skipped) builder_.scalar(*value);
  return Step::on;
}

void YamlStream::string(std::string_view text, bool skipped) {
  if (skipped) return;
  const bool unique = !frames_.empty() && frames_.back().map &&
                      frames_.back().level == Level::metadata;
  unique ? builder_.unique_string(text) : builder_.string(text);
}

void YamlStream::null_value(bool skipped) {
  if (skipped) return;
  if (!options_.drop_nulls || frames_.empty() || !frames_.back().map)
    return builder_.scalar(Value());
  builder_.drop_key();
  // The event before this one was the key: remembered, since the key may come once more.
  const yaml_event_t& event = events_.previous();
  const std::string_view text = scalar_text(event);
  const bool is_plain = event.data.scalar.plain_implicit != 0;
  nulls_.push_back(*key_text(is_plain ? resolve_plain(text) : YamlScalar{}, text));
}

YamlStream::Step YamlStream::begin(const yaml_event_t& event) {
  if (frames_.size() >= options_.limits.depth) {
    return limit(event, fmt::format("nested deeper than {} levels", options_.limits.depth));
  }
  if (++entries_ > options_.limits.entries) {
    return limit(event,
                 fmt::format("more than {} values in one document", options_.limits.entries));
  }
  const bool map = event.type == YAML_MAPPING_START_EVENT;
  const Level level = frames_.empty() ? first_level(options_) : frames_.back().child;
  const bool skip = skipping();
  const Level own = map ? level_of_map(level) : level;
  frames_.push_back({.map = map,
                     .key_next = map,
                     .skip = skip,
                     .skip_value = skip,
                     .level = own,
                     .child = map ? Level::below : level_of_items(level),
                     .first_null = nulls_.size()});
  if (skip) return Step::on;
  map ? builder_.begin_map(sharing_of(own)) : builder_.begin_list();
  return Step::on;
}

YamlStream::Step YamlStream::end() {
  const Frame frame = frames_.back();
  frames_.pop_back();
  if (!frame.skip) {
    if (!frame.map) {
      builder_.end_list();
    } else if (builder_.end_map() || nulls_repeat(frame)) {
      return Step::exact;
    }
  }
  value_done();
  return Step::on;
}

void YamlStream::value_done() {
  if (frames_.empty()) {
    has_root_ = true;
  } else {
    frames_.back().key_next = frames_.back().map;
  }
}

// Whether a key that was left out came twice, which the Builder cannot see.
bool YamlStream::nulls_repeat(const Frame& frame) {
  if (nulls_.size() == frame.first_null) return false;
  const auto first = nulls_.begin() + static_cast<std::ptrdiff_t>(frame.first_null);
  std::sort(first, nulls_.end());
  bool repeat = std::adjacent_find(first, nulls_.end()) != nulls_.end();
  for (auto at = first; at != nulls_.end() && !repeat; ++at)
    repeat = builder_.last().find(*at) != nullptr;
  nulls_.erase(first, nulls_.end());
  return repeat;
}

YamlStream::Step YamlStream::limit(const yaml_event_t& event, std::string message) {
  error_ = events_.error_at(event.start_mark.index, ErrorCode::limit, std::move(message));
  return Step::failed;
}

}  // namespace bulwark::formats
