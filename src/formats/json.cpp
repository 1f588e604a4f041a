// SPDX-License-Identifier: Apache-2.0
// Walks simdjson's tree once and drives the Builder with it.
#include "formats/json.h"

#include <fmt/core.h>
#include <simdjson.h>

#include <algorithm>

#include "formats/json_error.h"
#include "formats/path.h"
#include "formats/resource_level.h"

namespace bulwark::formats {

namespace dom = simdjson::dom;

struct JsonReader::Parser {
  dom::parser dom;
};

namespace {

// Walks again, with paths, once a document is known to repeat a key. Bounded by simdjson's depth of
// 1024.
void find_repeated(dom::element element, const std::string& path, std::vector<RepeatedKey>& out) {
  if (element.is_array()) {
    std::size_t index = 0;
    for (const dom::element item : dom::array(element))
      find_repeated(item, path + item_step(index++), out);
  }
  if (!element.is_object()) return;
  std::vector<std::string_view> keys;
  for (const dom::key_value_pair field : dom::object(element)) {
    keys.push_back(field.key);
    find_repeated(field.value, join_path(path, key_step(field.key)), out);
  }
  std::sort(keys.begin(), keys.end());
  for (auto at = keys.begin(); (at = std::adjacent_find(at, keys.end())) != keys.end();) {
    out.push_back({path, std::string(*at)});
    at = std::upper_bound(at, keys.end(), *at);
  }
}

class Walk {
 public:
  Walk(Builder& builder, const DocumentOptions& options) : builder_(builder), options_(options) {}

  Result<Document> run(dom::element root) {
    TRY_VOID(value(root, first_level(options_), Level::below));
    Document document;
    document.root = builder_.finish();
    if (repeated_) find_repeated(root, {}, document.repeated_keys);
    return document;
  }

 private:
  Result<void> value(dom::element element, Level level, Level parent) {
    switch (element.type()) {
      case dom::element_type::OBJECT: return map(dom::object(element), level_of_map(level));
      case dom::element_type::ARRAY: return list(dom::array(element), level_of_items(level));
      default: scalar(element, parent); return {};
    }
  }

  // The direct strings of metadata never repeat; those of its labels and annotations do.
  void scalar(dom::element element, Level parent) {
    switch (element.type()) {
      case dom::element_type::STRING: {
        const std::string_view text = element.get_string().value_unsafe();
        return parent == Level::metadata ? builder_.unique_string(text) : builder_.string(text);
      }
      case dom::element_type::INT64:
        return builder_.scalar(Value::integer(element.get_int64().value_unsafe()));
      case dom::element_type::UINT64:
        return builder_.scalar(Value::unsigned_integer(element.get_uint64().value_unsafe()));
      case dom::element_type::DOUBLE:
        return builder_.scalar(Value::number(element.get_double().value_unsafe()));
      case dom::element_type::BOOL:
        return builder_.scalar(Value::boolean(element.get_bool().value_unsafe()));
      default: return builder_.scalar(Value());
    }
  }

  Result<void> map(dom::object object, Level level) {
    TRY_VOID(enter());
    builder_.begin_map(sharing_of(level));
    for (const dom::key_value_pair field : object) {
      if (options_.drop_nulls && field.value.is_null() && is_repeated(object, field.key)) {
        return fail(ErrorCode::unsupported, "a key that comes twice is null once");
      }
      if (options_.drop_nulls && field.value.is_null()) continue;
      if (left_out(level, field.key, options_) && !is_nodes_status(level, field)) continue;
      if (++entries_ > options_.limits.entries) return too_many();
      builder_.key(field.key);
      TRY_VOID(value(field.value, level_under(level, field.key), level));
    }
    if (builder_.end_map()) repeated_ = true;
    --depth_;
    return {};
  }

  static bool is_nodes_status(Level level, const dom::key_value_pair& field) {
    dom::object status;
    return level == Level::root && field.key == "status" &&
           field.value.get(status) == simdjson::SUCCESS &&
           status.at_key(kNodeInfo).error() == simdjson::SUCCESS;
  }

  // Which of a null and another value of the same key counts is for the reader of YAML to say.
  static bool is_repeated(dom::object object, std::string_view key) {
    return std::count_if(object.begin(), object.end(),
                         [&](const auto& field) { return field.key == key; }) > 1;
  }

  Result<void> list(dom::array array, Level level) {
    TRY_VOID(enter());
    builder_.begin_list();
    for (const dom::element item : array) {
      if (++entries_ > options_.limits.entries) return too_many();
      TRY_VOID(value(item, level, Level::below));
    }
    builder_.end_list();
    --depth_;
    return {};
  }

  Result<void> enter() {
    if (++depth_ <= options_.limits.depth) return {};
    return fail(ErrorCode::limit,
                fmt::format("nested deeper than {} levels", options_.limits.depth));
  }

  Result<void> too_many() const {
    return fail(ErrorCode::limit,
                fmt::format("more than {} values in one document", options_.limits.entries));
  }

  Builder& builder_;
  const DocumentOptions& options_;
  std::size_t depth_ = 0;
  std::size_t entries_ = 0;
  bool repeated_ = false;
};

Error explain(simdjson::error_code error) {
  switch (error) {
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC: return {ErrorCode::limit, "the JSON document is too large", {}};
    case simdjson::DEPTH_ERROR: return {ErrorCode::limit, "nested deeper than 1024 levels", {}};
    case simdjson::NUMBER_ERROR:
      return {ErrorCode::unsupported, "a number is malformed or out of range", {}};
    case simdjson::UTF8_ERROR: return {ErrorCode::malformed, "invalid UTF-8", {}};
    case simdjson::EMPTY: return {ErrorCode::malformed, "no JSON document", {}};
    case simdjson::UNCLOSED_STRING: return {ErrorCode::malformed, "a string is not closed", {}};
    case simdjson::UNESCAPED_CHARS:
      return {ErrorCode::malformed, "a control character stands unescaped in a string", {}};
    default:
      return {ErrorCode::malformed,
              std::string("not valid JSON: ") + simdjson::error_message(error),
              {}};
  }
}

}  // namespace

JsonReader::JsonReader() : parser_(std::make_unique<Parser>()) {}
JsonReader::~JsonReader() = default;

Result<Document> JsonReader::read(std::string_view text, Builder& builder,
                                  const DocumentOptions& options) {
  if (text.size() > options.limits.bytes) {
    return fail(ErrorCode::limit, fmt::format("a document of {} bytes; at most {} are read",
                                              text.size(), options.limits.bytes));
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    return fail(ErrorCode::unsupported, "the document begins with a byte order mark");
  }
  dom::element root;
  const simdjson::error_code
      error = parser_->dom.parse(text.data(), text.size(), /*realloc_if_needed=*/false).get(root);
  if (error != simdjson::SUCCESS) {
    Error told = explain(error);
    const TextPlace place = json_error_place(text);
    told.where = fmt::format("{}:{}", place.line, place.column);
    return std::unexpected(std::move(told));
  }
  builder.reset();
  Result<Document> document = Walk(builder, options).run(root);
  if (!document) builder.reset();
  return document;
}

}  // namespace bulwark::formats
