// SPDX-License-Identifier: Apache-2.0
// The straight way: libyaml's events drive the Builder, one pass, no tree. It hands over to
// yaml_decode.h as soon as it meets something whose meaning depends on more than the event at hand.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/builder.h"
#include "formats/document.h"
#include "formats/resource_level.h"
#include "formats/yaml_events.h"

namespace bulwark::formats {

class YamlStream {
 public:
  /// `text` comes from begin_yaml. All three must outlive this.
  YamlStream(std::string_view text, Builder& builder, const DocumentOptions& options)
      : events_(text), builder_(builder), options_(options) {}

  /// The root; nullopt when the document must be decoded the exact way. Call it once.
  Result<std::optional<Value>> run();

 private:
  enum class Step : std::uint8_t { on, exact, failed };
  struct Frame {
    bool map;
    bool key_next;    ///< of a map: a key comes next
    bool skip;        ///< nothing in here is kept
    bool skip_value;  ///< of a map: nor is the value at hand
    Level level;
    Level child;  ///< level of the value at hand
    std::size_t first_null;
    bool kind_next = false;  ///< of a resource: the value at hand is its kind
    bool is_node = false;    ///< of a resource: its kind was Node
  };

  Step step();
  Step key(const yaml_event_t& event);
  Step scalar(const yaml_event_t& event);
  Step plain(std::string_view text, bool skipped);
  Step begin(const yaml_event_t& event);
  Step end();
  void string(std::string_view text, bool skipped);
  void null_value(bool skipped);
  void value_done();
  bool nulls_repeat(const Frame& frame);
  bool skipping() const { return !frames_.empty() && frames_.back().skip_value; }
  Step limit(const yaml_event_t& event, std::string message);
  Result<std::optional<Value>> finish();

  YamlEvents events_;
  Builder& builder_;
  const DocumentOptions& options_;
  std::vector<Frame> frames_;
  std::vector<std::string> nulls_;  ///< keys of open maps whose null values were left out
  std::size_t entries_ = 0;
  bool has_root_ = false;
  Error error_;
};

/// Reads the event after a document's end, which must be the stream's.
Result<void> expect_stream_end(YamlEvents& events);

}  // namespace bulwark::formats
