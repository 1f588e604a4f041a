// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "extractors/os/rpm_berkeley.h"
#include "extractors/os/rpm_header.h"
#include "extractors/os/rpm_ndb.h"
#include "extractors/os/rpm_sqlite.h"
#include "extractors/os/test_rpm_header.h"

namespace bulwark::extractors::os {
namespace {

// The bytes of a database that `statements` make.
std::string sqlite_of(const std::string& statements) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open(":memory:", &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(database);
  sqlite3_int64 size = 0;
  unsigned char* const bytes = sqlite3_serialize(database, "main", &size, 0);
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  sqlite3_free(bytes);
  sqlite3_close(database);
  return out;
}

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += kDigits[static_cast<unsigned char>(c) >> 4U];
    out += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return out;
}

std::string packages_of(const std::vector<std::string>& blobs) {
  std::string out = "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB);";
  for (const std::string& blob : blobs)
    out += "INSERT INTO Packages (blob) VALUES (x'" + hex(blob) + "');";
  return out;
}

TEST(RpmHeader, SaysAllOfItsPackage) {
  const auto one = read_rpm_header(bash_header());
  ASSERT_TRUE(one) << one.error().text();
  EXPECT_EQ(one->name, "bash");
  EXPECT_EQ(one->version, "2:5.1.8-6.el9");
  EXPECT_EQ(one->architecture, "x86_64");
  EXPECT_EQ(one->license, "GPLv3+");
  EXPECT_EQ(one->source_name, "bash-static");
  EXPECT_EQ(one->source_version, "5.1.8-6.el9");
  EXPECT_EQ(one->module, "shell:5");
}

TEST(RpmHeader, IsRefusedWhereverItIsCut) {
  const std::string whole = bash_header();
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(read_rpm_header(std::string_view(whole).substr(0, size))) << size;
}

TEST(RpmHeader, NeverReadsOutsideWhateverByteIsChanged) {
  const std::string whole = bash_header();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(0xFF);
    const auto read = read_rpm_header(std::string(changed));
    EXPECT_TRUE(read || !read.error().message.empty());  // beyond that the sanitizers judge
  }
}

TEST(RpmSqlite, ReadsEveryPackageAndKeepsTheOthersOfABrokenOne) {
  const auto list = read_rpm_sqlite("db", sqlite_of(packages_of({bash_header(), "rubbish"})));
  ASSERT_TRUE(list) << list.error().text();
  ASSERT_EQ(list->packages.size(), 1U);
  EXPECT_EQ(list->packages[0].path, "db");
  ASSERT_EQ(list->problems.size(), 1U);
  EXPECT_EQ(list->problems[0].reason, "reading package 2: the header is cut short");
}

TEST(RpmSqlite, ReadsAFileInTheModeOfLogs) {
  std::string bytes = sqlite_of(packages_of({bash_header()}));
  bytes[18] = bytes[19] = 2;
  const auto list = read_rpm_sqlite("db", bytes);
  ASSERT_TRUE(list) << list.error().text();
  EXPECT_EQ(list->packages.size(), 1U);
}

TEST(RpmSqlite, RefusesATableThatIsAView) {
  const auto list = read_rpm_sqlite(
      "db",
      sqlite_of("CREATE VIEW Packages AS WITH RECURSIVE n(hnum) AS (SELECT 1 UNION ALL SELECT "
                "hnum + 1 FROM n) SELECT hnum, x'00' AS blob FROM n;"));
  EXPECT_FALSE(list);
}

TEST(RpmSqlite, RefusesOtherFilesAndOtherTables) {
  EXPECT_FALSE(read_rpm_sqlite("db", "rubbish"));
  EXPECT_FALSE(read_rpm_sqlite("db", sqlite_of("CREATE TABLE Other (a);")));
  const std::string whole = sqlite_of(packages_of({bash_header()}));
  EXPECT_FALSE(read_rpm_sqlite("db", std::string_view(whole).substr(0, 150)));
}

TEST(RpmSqlite, SaysThatALogIsNotRead) {
  EXPECT_TRUE(read_rpm_sqlite_log("db-wal", "")->problems.empty());
  EXPECT_EQ(read_rpm_sqlite_log("db-wal", std::string(4096, 'x'))->problems.size(), 1U);
}

TEST(RpmNdb, ReadsEveryPackageAndKeepsTheOthersOfABrokenOne) {
  const auto list = read_rpm_ndb("db", ndb_of({bash_header(), "rubbish!", bash_header()}));
  ASSERT_TRUE(list) << list.error().text();
  EXPECT_EQ(list->packages.size(), 2U);
  EXPECT_EQ(list->problems.size(), 1U);
}

TEST(RpmNdb, NeverLosesAPackageSilentlyWhereItIsCut) {
  const std::string whole = ndb_of({bash_header(), bash_header()});
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    const auto list = read_rpm_ndb("db", std::string_view(whole).substr(0, size));
    EXPECT_TRUE(!list || list->packages.size() + list->problems.size() >= 2) << size;
  }
}

TEST(RpmBerkeley, RefusesOtherFiles) {
  EXPECT_FALSE(read_rpm_berkeley("db", ""));
  EXPECT_FALSE(read_rpm_berkeley("db", std::string(4096, '\0')));
}

}  // namespace
}  // namespace bulwark::extractors::os
