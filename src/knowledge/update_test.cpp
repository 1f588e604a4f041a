// SPDX-License-Identifier: Apache-2.0
#include "knowledge/update.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "io/read_file.h"
#include "io/test_folder.h"
#include "knowledge/database.h"
#include "knowledge/digest.h"
#include "knowledge/download.h"
#include "knowledge/json_items.h"

namespace bulwark::knowledge {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr std::string_view kNpm = R"({"id": "GHSA-1", "modified": "2026-01-01T00:00:00Z",
  "affected": [{"package": {"ecosystem": "npm", "name": "a"}, "versions": ["1"]}]})";
constexpr std::string_view kKev = R"({"dateReleased": "2026-02-02T00:00:00Z", "vulnerabilities":
  [{"cveID": "CVE-2026-1", "dateAdded": "2026-02-01", "knownRansomwareCampaignUse": "Known"}]})";

Result<UpdateResult> update(const std::vector<std::string>& from, const std::string& to,
                            const std::string& base = {}) {
  UpdateOptions options;
  options.base = base;
  for (const std::string& one : from) options.sources.push_back(feed_source(one).value());
  return update_database(options, to);
}

TEST(Update, ReplacesTheFeedsThatAreNamedAndKeepsTheOthers) {
  const io::TestFolder folder;
  const std::string db = folder.path("a.db");
  const std::string npm = folder.write("npm.json", kNpm);
  ASSERT_TRUE(update({"osv/npm=" + npm, "kev=" + folder.write("kev.json", kKev)}, db));
  folder.write("npm.json", R"({"id": "GHSA-2",
    "affected": [{"package": {"ecosystem": "npm", "name": "b"}, "versions": ["1"]}]})");
  const auto result = update({"osv/npm=" + npm}, db, db);
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_THAT(result->feeds, SizeIs(2));
  const Database database = Database::open(db).value();
  EXPECT_EQ(database.find("npm", "a").last, 0U);
  const EntrySpan span = database.find("npm", "b");
  EXPECT_EQ(span.last - span.first, 1U);
  EXPECT_TRUE(database.exploitation("CVE-2026-1")->ransomware);
  EXPECT_EQ(database.facts()->day, "2026-02-02");
}

TEST(Update, WritesNothingWhenAFeedCannotBeRead) {
  const io::TestFolder folder;
  const std::string db = folder.path("a.db");
  EXPECT_FALSE(update({"osv=" + folder.write("a.json", "{")}, db));
  EXPECT_FALSE(update({"kev=" + folder.write("b.json", kNpm)}, db));
  EXPECT_FALSE(update({"osv=" + folder.path("none")}, db));
  EXPECT_FALSE(update(
      {"osv=" + folder.write("empty/a.txt", "x").substr(0, folder.path("empty").size())}, db));
  EXPECT_FALSE(io::read_file(db, 1));
}

TEST(Update, CountsADocumentThatIsBrokenBesideGoodOnes) {
  const io::TestFolder folder;
  folder.write("feed/a.json", kNpm);
  folder.write("feed/b.json", "{\"id\": ");
  const auto result = update({"osv=" + folder.path("feed")}, folder.path("a.db"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->feeds.at(0).advisories, 1U);
  EXPECT_EQ(result->feeds[0].problems, 1U);
  ASSERT_THAT(result->problems, SizeIs(1));
  EXPECT_EQ(result->problems[0].where, "b.json");
}

TEST(Update, RefusesABaseThatWasAltered) {
  const io::TestFolder folder;
  const std::string db = folder.path("a.db");
  ASSERT_TRUE(update({"osv=" + folder.write("npm.json", kNpm)}, db));
  std::string bytes = io::read_file(db, 1 << 20).value();
  bytes[bytes.size() - 20] = static_cast<char>(bytes[bytes.size() - 20] ^ 4);
  const std::string bad = folder.write("bad.db", bytes);
  const auto result = update({"kev=" + folder.write("kev.json", kKev)}, folder.path("b.db"), bad);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::malformed);
}

TEST(FeedSource, SaysWhichFeedsThereAre) {
  EXPECT_EQ(feed_source("osv/go=/a=b").value().path, "/a=b");
  EXPECT_THAT(feed_source("nvd=/a").error().message, HasSubstr("debian"));
  EXPECT_FALSE(feed_source("osv"));
  EXPECT_FALSE(feed_source("osv="));
}

struct Pair {
  std::string private_key, public_key;
};

Pair new_pair(const char* type, const char* curve) {
  EVP_PKEY* key = curve == nullptr ? EVP_PKEY_Q_keygen(nullptr, nullptr, type)
                                   : EVP_PKEY_Q_keygen(nullptr, nullptr, type, curve);
  const auto text = [](BIO* bio) {
    char* at = nullptr;
    const long size = BIO_get_mem_data(bio, &at);
    std::string out(at, static_cast<std::size_t>(size));
    BIO_free(bio);
    return out;
  };
  BIO* secret = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr);
  BIO* open = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(open, key);
  EVP_PKEY_free(key);
  return {text(secret), text(open)};
}

TEST(Signature, IsAskedForOnlyWithAKeyAndThenMustBeItsOwn) {
  const io::TestFolder folder;
  const std::string npm = folder.write("npm.json", kNpm);
  for (const Pair& pair : {new_pair("ED25519", nullptr), new_pair("EC", "P-256")}) {
    const Pair other = new_pair("ED25519", nullptr);
    UpdateOptions options;
    options.sources = {feed_source("osv=" + npm).value()};
    const std::string plain = folder.path("plain.db");
    ASSERT_TRUE(update_database(options, plain));
    options.write.private_key = pair.private_key;
    const std::string good = folder.path("signed.db");
    ASSERT_TRUE(update_database(options, good));
    EXPECT_TRUE(Database::open(good));
    EXPECT_TRUE(Database::open(good, pair.public_key));
    EXPECT_EQ(Database::open(good, other.public_key).error().code, ErrorCode::denied);
    EXPECT_EQ(Database::open(plain, pair.public_key).error().code, ErrorCode::denied);
  }
}

TEST(Redirect, LeavesHttpsNever) {
  EXPECT_EQ(redirected("https://a.example/x/y", "/z").value(), "https://a.example/z");
  EXPECT_EQ(redirected("https://a.example/x", "//b.example/z").value(), "https://b.example/z");
  EXPECT_EQ(redirected("http://a.example/x", "https://b.example/").value(), "https://b.example/");
  EXPECT_EQ(redirected("https://a.example/x", "http://a.example/x").error().code,
            ErrorCode::denied);
  EXPECT_FALSE(redirected("https://a.example/x", "file:///etc/passwd"));
}

TEST(JsonItems, GivesItemsAcrossBlocks) {
  std::string text = "{";
  for (int i = 0; i < 5000; ++i)
    text += (i == 0 ? "\"" : ", \"") + std::to_string(i) + R"(" : {"a": ["}\"]", 1.5e3, null]})";
  text += " }\n";
  MemorySource bytes(text);
  JsonItems items(bytes, 1 << 20);
  JsonTexts texts;
  for (int i = 0; i < 5000; ++i) {
    const auto item = items.next();
    ASSERT_TRUE(item) << item.error().text();
    ASSERT_TRUE(*item);
    EXPECT_EQ((*item)->key, std::to_string(i));
    EXPECT_TRUE(texts.read((*item)->text));
  }
  EXPECT_FALSE(items.next().value());
}

TEST(JsonItems, RefusesWhatIsNotWellFormed) {
  for (const char* text : {"", "1", "{", "[1,]", "[1 2]", "{\"a\" 1}", "{\"a\":}", "{1:2}", "[1}",
                           "[1] x", "[\"", "[[1]", "{\"a\":1,}"}) {
    MemorySource bytes(text);
    JsonItems items(bytes, 1 << 20);
    Result<std::optional<JsonItem>> item = items.next();
    while (item && *item) item = items.next();
    EXPECT_FALSE(item) << text;
  }
  const std::string long_text = "[\"" + std::string(300'000, 'a') + "\"]";
  MemorySource large(long_text);
  EXPECT_FALSE(JsonItems(large, 1000).next());
}

}  // namespace
}  // namespace bulwark::knowledge
