// SPDX-License-Identifier: Apache-2.0
// The first byte of its input chooses a feed, the rest is a document of it, or a container of
// documents: records come of it, or problems with a reason; and what came fits into a database.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "io/sink.h"
#include "knowledge/database.h"
#include "knowledge/documents.h"
#include "knowledge/feed.h"
#include "knowledge/update.h"
#include "tells_why.h"

namespace {

using namespace bulwark;

void read_documents(const knowledge::Feed& feed, std::string_view text,
                    knowledge::FeedTaker& taker) {
  knowledge::DocumentVisitor visitor;
  visitor.wants = [](std::string_view) { return true; };
  visitor.visit = [&](std::string_view name, knowledge::ByteSource& bytes) {
    return feed.read(name, bytes, taker);
  };
  visitor.problem = [](std::string_view, const Error&) {};
  visitor.limits.unpacked = std::uint64_t{1} << 20;
  visitor.limits.members = 100;
  if (text.starts_with("PK")) {
    tells_why(knowledge::visit_zip(text, visitor));
    return;
  }
  knowledge::MemorySource bytes(text);
  tells_why(knowledge::visit_tar(bytes, visitor));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = std::size_t{64} << 10;
  if (size == 0 || size > kMostBytes) return 0;
  const auto feeds = knowledge::feeds();
  const knowledge::Feed& feed = feeds[data[0] % feeds.size()];
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  knowledge::DatabaseBuilder builder;
  std::vector<knowledge::FeedProblem> problems;
  knowledge::BuilderTaker taker(builder, problems);
  builder.begin_feed(std::string(feed.name), std::string(feed.name));
  for (const std::string_view name : {"a.json", "a.yaml"}) {
    knowledge::MemorySource bytes(text);
    tells_why(feed.read(name, bytes, taker));
  }
  for (const bool gzip : {true, false}) {
    knowledge::MemorySource packed(text);
    const auto bytes = gzip ? knowledge::gunzip(packed, 1 << 20)
                            : knowledge::unzstd(packed, 1 << 20);
    tells_why(knowledge::read_all(*bytes, 1 << 20));
  }
  read_documents(feed, text, taker);
  for (const knowledge::FeedProblem& one : problems) {
    if (one.why.empty()) std::abort();
  }
  const knowledge::FeedFacts facts = builder.feed();
  io::StringSink sink;
  if (!std::move(builder).write(sink, {})) std::abort();
  const knowledge::Database database(knowledge::DatabaseFile::of(sink.text()).value());
  if (database.facts()->entries != facts.entries) std::abort();
  return 0;
}
