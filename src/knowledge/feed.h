// SPDX-License-Identifier: Apache-2.0
// Feed: who publishes advisories, and how its documents become records. One small reader each; a
// new one is a file of its own and a line in feeds.cpp.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "knowledge/byte_source.h"
#include "model/vulnerability.h"

namespace bulwark::knowledge {

/// Where a reader's records go.
class FeedTaker {
 public:
  virtual ~FeedTaker() = default;
  virtual void advisory(model::Advisory advisory) = 0;
  virtual void exploitation(model::Exploitation exploitation) = 0;
  /// A record, or a part of one, that is not as the format says; nothing else is lost by it.
  virtual void problem(std::string_view where, std::string_view why) = 0;
  /// A record that is well, and about nothing which packages could be matched with.
  virtual void left_out() = 0;
  /// The day of the data, where a feed tells it.
  virtual void newest(std::string_view day) = 0;
};

struct Feed {
  std::string_view name;
  std::string_view what;  ///< in words for a user
  /// Of an archive's members or a folder's files, by name.
  bool (*wants)(std::string_view file);
  /// One document. An error: the document is not this feed's at all, or broken from here on; what
  /// was taken before stays.
  Result<void> (*read)(std::string_view name, ByteSource& bytes, FeedTaker& taker);
};

/// Sorted by name.
std::span<const Feed> feeds();
/// Null: there is no such feed.
const Feed* feed_named(std::string_view name);

/// All documents at `path` (documents.h). A document that cannot be read is a problem when others
/// stand beside it, and an error when it is the only one, or when none could be read. `not_found`:
/// there is no document of the feed.
Result<void> read_feed(const Feed& feed, const std::string& path, FeedTaker& taker,
                       const std::stop_token& stop);

}  // namespace bulwark::knowledge
