// SPDX-License-Identifier: Apache-2.0
// Making the advisory database: feeds that are read now, and feeds that stay as an older database
// has them.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "knowledge/database_builder.h"
#include "knowledge/feed.h"

namespace bulwark::knowledge {

/// `name` is the feed's, or it with a label of the user's behind a slash: "osv/go". What comes
/// under one name is one feed, and replaces what an older database has under that name.
struct FeedSource {
  std::string name;
  const Feed* feed = nullptr;
  std::string path;
};

/// "osv/go=/data/go.zip"; nothing is looked at. `malformed`: no such feed, or no path.
Result<FeedSource> feed_source(std::string_view text);

struct UpdateOptions {
  std::vector<FeedSource> sources;
  std::string base = {};      ///< an older database whose other feeds stay; empty: none
  std::string base_key = {};  ///< PEM of the key that must have signed it; empty: not asked
  WriteOptions write = {};
  std::stop_token stop = {};
};

struct FeedProblem {
  std::string feed, where, why;
};

struct UpdateResult {
  std::vector<FeedFacts> feeds;
  std::vector<FeedProblem> problems;  ///< the first few of each feed
};

/// Writes the database to `path`, at once or not at all. An error: a source that cannot be read, or
/// holds nothing of its feed.
Result<UpdateResult> update_database(const UpdateOptions& options, const std::string& path);

/// Puts what a reader tells into a builder, for the feed that was begun there.
class BuilderTaker final : public FeedTaker {
 public:
  BuilderTaker(DatabaseBuilder& builder, std::vector<FeedProblem>& problems)
      : builder_(builder), problems_(problems) {}

  void advisory(model::Advisory advisory) override;
  void exploitation(model::Exploitation exploitation) override;
  void problem(std::string_view where, std::string_view why) override;
  void left_out() override { builder_.leave_out(); }
  void newest(std::string_view day) override { builder_.told_newest(day); }

 private:
  DatabaseBuilder& builder_;
  std::vector<FeedProblem>& problems_;
};

}  // namespace bulwark::knowledge
