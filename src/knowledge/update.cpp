// SPDX-License-Identifier: Apache-2.0
#include "knowledge/update.h"

#include <fmt/core.h>

#include <algorithm>

#include "io/sink.h"
#include "knowledge/database.h"

namespace bulwark::knowledge {
namespace {

constexpr std::size_t kMostTold = 10;  // problems of a feed

std::vector<std::string> names_of(const std::vector<FeedSource>& sources) {
  std::vector<std::string> out;
  for (const FeedSource& one : sources) {
    if (std::ranges::find(out, one.name) == out.end()) out.push_back(one.name);
  }
  std::ranges::sort(out);
  return out;
}

Result<void> keep_base(const UpdateOptions& options, const std::vector<std::string>& replaced,
                       DatabaseBuilder& builder, std::vector<FeedFacts>& feeds) {
  const Result<Database> base = Database::open(options.base, options.base_key);
  if (!base) return std::unexpected(Error(base.error()).context(options.base));
  const DatabaseFacts facts = TRY(base->facts());
  for (const FeedFacts& one : facts.feeds) {
    if (std::ranges::find(replaced, one.name) == replaced.end()) feeds.push_back(one);
  }
  const Result<void> copied = base->copy(builder, replaced);
  if (!copied) return std::unexpected(Error(copied.error()).context(options.base));
  return {};
}

Result<void> read_named(const UpdateOptions& options, const std::string& name,
                        DatabaseBuilder& builder, UpdateResult& result) {
  std::vector<FeedProblem> problems;
  BuilderTaker taker(builder, problems);
  bool begun = false;
  for (const FeedSource& one : options.sources) {
    if (one.name != name) continue;
    if (!begun) builder.begin_feed(name, std::string(one.feed->name));
    begun = true;
    const Result<void> read = read_feed(*one.feed, one.path, taker, options.stop);
    if (!read) return std::unexpected(Error(read.error()).context(name + "=" + one.path));
  }
  result.feeds.push_back(builder.feed());
  result.problems.insert(result.problems.end(), problems.begin(), problems.end());
  return {};
}

}  // namespace

Result<FeedSource> feed_source(std::string_view text) {
  const std::size_t equal = text.find('=');
  FeedSource out;
  out.name = text.substr(0, equal);
  if (equal != std::string_view::npos) out.path = text.substr(equal + 1);
  out.feed = feed_named(std::string_view(out.name).substr(0, out.name.find('/')));
  if (out.feed == nullptr) {
    std::string known;
    for (const Feed& one : feeds())
      known += fmt::format("{}{}", known.empty() ? "" : ", ", one.name);
    return fail(ErrorCode::malformed,
                fmt::format("there is no feed '{}'; there are {}", out.name, known));
  }
  if (out.path.empty())
    return fail(ErrorCode::malformed,
                fmt::format("'{}' does not say where the feed is: {}=PATH", text, out.name));
  return out;
}

Result<UpdateResult> update_database(const UpdateOptions& options, const std::string& path) {
  DatabaseBuilder builder;
  UpdateResult out;
  const std::vector<std::string> names = names_of(options.sources);
  if (!options.base.empty()) TRY_VOID(keep_base(options, names, builder, out.feeds));
  for (const std::string& name : names) TRY_VOID(read_named(options, name, builder, out));
  const auto sink = TRY(io::FileSink::create(path));
  TRY_VOID(std::move(builder).write(*sink, options.write));
  return out;
}

void BuilderTaker::advisory(model::Advisory advisory) {
  const Result<void> added = builder_.add(advisory);
  if (!added) problem(advisory.id, added.error().text());
}

void BuilderTaker::exploitation(model::Exploitation exploitation) {
  const Result<void> added = builder_.add(exploitation);
  if (!added) problem(exploitation.cve, added.error().text());
}

void BuilderTaker::problem(std::string_view where, std::string_view why) {
  builder_.problem();
  if (problems_.size() < kMostTold)
    problems_.push_back({builder_.feed().name, std::string(where), std::string(why)});
}

}  // namespace bulwark::knowledge
