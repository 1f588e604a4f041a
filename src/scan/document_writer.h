// SPDX-License-Identifier: Apache-2.0
// Document writer: a document of our own (model/own_documents.h), from its kind and name to the end
// of its `spec`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/builder.h"
#include "model/own_documents.h"

namespace bulwark::scan {

/// The builder must outlive it. Between begin() and end() keys of `spec` are written, whose values
/// the builder may be given too.
class DocumentWriter {
 public:
  explicit DocumentWriter(formats::Builder& builder) : builder_(builder) {}

  void begin(std::string_view kind, std::string_view name) {
    builder_.begin_map(formats::Sharing::unique);
    text("apiVersion", model::kOwnApiVersion);
    text("kind", kind);
    builder_.key("metadata");
    builder_.begin_map(formats::Sharing::unique);
    text("name", name);
    builder_.end_map();
    builder_.key("spec");
    builder_.begin_map(formats::Sharing::unique);
  }
  formats::Value end() {
    builder_.end_map();
    builder_.end_map();
    return builder_.finish();
  }

  void text(std::string_view key, std::string_view value) {
    builder_.key(key);
    builder_.string(value);
  }
  void text_if_any(std::string_view key, std::string_view value) {
    if (!value.empty()) text(key, value);
  }
  void number(std::string_view key, std::uint64_t value) {
    builder_.key(key);
    builder_.scalar(formats::Value::integer(static_cast<std::int64_t>(value)));
  }
  void decimal_if_any(std::string_view key, std::optional<double> value) {
    if (!value) return;
    builder_.key(key);
    builder_.scalar(formats::Value::number(*value));
  }
  void flag(std::string_view key, bool value) {
    builder_.key(key);
    builder_.scalar(formats::Value::boolean(value));
  }
  template <class Texts>
  void texts(std::string_view key, const Texts& values) {
    builder_.key(key);
    builder_.begin_list();
    for (const std::string& value : values) builder_.string(value);
    builder_.end_list();
  }

 private:
  formats::Builder& builder_;
};

}  // namespace bulwark::scan
