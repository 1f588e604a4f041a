// SPDX-License-Identifier: Apache-2.0
// For tests: what a feed's reader told, in lists; and a database made of it in memory.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "io/sink.h"
#include "knowledge/database.h"
#include "knowledge/feed.h"

namespace bulwark::knowledge {

struct Collected final : FeedTaker {
  std::vector<model::Advisory> advisories;
  std::vector<model::Exploitation> exploitations;
  std::vector<std::pair<std::string, std::string>> problems;
  std::size_t omitted = 0;
  std::string newest_day;

  void advisory(model::Advisory one) override { advisories.push_back(std::move(one)); }
  void exploitation(model::Exploitation one) override { exploitations.push_back(std::move(one)); }
  void problem(std::string_view where, std::string_view why) override {
    problems.emplace_back(where, why);
  }
  void left_out() override { ++omitted; }
  void newest(std::string_view day) override { newest_day = day; }

  /// Of one document in memory.
  Result<void> read(std::string_view feed, std::string_view name, std::string_view text) {
    MemorySource bytes(text);
    return feed_named(feed)->read(name, bytes, *this);
  }

  std::size_t entries() const {
    std::size_t out = 0;
    for (const model::Advisory& one : advisories) out += one.affected.size();
    return out;
  }

  /// The file's bytes, as one feed named `name`.
  std::string bytes(const WriteOptions& options = {}, const std::string& name = "osv") const {
    DatabaseBuilder builder;
    builder.begin_feed(name, name);
    for (const model::Advisory& one : advisories) {
      if (!builder.add(one)) return {};
    }
    for (const model::Exploitation& one : exploitations) {
      if (!builder.add(one)) return {};
    }
    io::StringSink sink;
    if (!std::move(builder).write(sink, options)) return {};
    return sink.text();
  }

  Database database() const { return Database(DatabaseFile::of(bytes()).value()); }
};

}  // namespace bulwark::knowledge
