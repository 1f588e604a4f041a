// SPDX-License-Identifier: Apache-2.0
#include "extractors/os/rpm_sqlite.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "extractors/os/rpm_header.h"

namespace bulwark::extractors::os {
namespace {

constexpr int kMostBlob = 64 << 20;
constexpr int kMostPackages = 200'000;
constexpr int kStepsBetweenChecks = 100'000;
constexpr int kMostChecks = 2'000;

struct Closing {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Closing>;
using Statement = std::unique_ptr<sqlite3_stmt, Closing>;

int allow(void* /*context*/, int action, const char* table, const char* column,
          const char* /*database*/, const char* /*view*/) {
  if (action == SQLITE_SELECT) return SQLITE_OK;
  if (action != SQLITE_READ || table == nullptr || column == nullptr) return SQLITE_DENY;
  const std::string_view name = table;
  return name == "Packages" ? SQLITE_OK : SQLITE_DENY;
}

int count_steps(void* checks) { return ++*static_cast<int*>(checks) > kMostChecks ? 1 : 0; }

Error error_of(sqlite3* database) {
  const int code = sqlite3_errcode(database);
  const bool limited = code == SQLITE_INTERRUPT || code == SQLITE_TOOBIG;
  return {limited ? ErrorCode::limit : ErrorCode::malformed,
          fmt::format("SQLite: {}", sqlite3_errmsg(database)),
          {}};
}

void harden(sqlite3* database) {
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, kMostBlob);
  sqlite3_limit(database, SQLITE_LIMIT_SQL_LENGTH, 1 << 16);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(database, SQLITE_LIMIT_EXPR_DEPTH, 50);
  sqlite3_limit(database, SQLITE_LIMIT_COMPOUND_SELECT, 5);
  sqlite3_limit(database, SQLITE_LIMIT_VDBE_OP, 10'000);
  sqlite3_limit(database, SQLITE_LIMIT_WORKER_THREADS, 0);
}

// SQLite takes the copy over, and frees it. A file in the mode of write-ahead logs cannot be opened
// from memory: the two bytes that say so are set back (file format, 1.3.3).
Result<void> load(sqlite3* database, std::string_view bytes) {
  auto* const copy = static_cast<unsigned char*>(sqlite3_malloc64(bytes.size()));
  if (copy == nullptr) return fail(ErrorCode::limit, "no memory for the database");
  std::memcpy(copy, bytes.data(), bytes.size());
  constexpr std::size_t kWriteVersion = 18;
  copy[kWriteVersion] = copy[kWriteVersion + 1] = 1;
  const auto size = static_cast<sqlite3_int64>(bytes.size());
  const int done = sqlite3_deserialize(
      database, "main", copy, size, size,
      SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY);
  if (done != SQLITE_OK) return std::unexpected(error_of(database));
  return {};
}

void add_row(std::string_view path, sqlite3_stmt* statement, model::PackageList& out) {
  const sqlite3_int64 number = sqlite3_column_int64(statement, 0);
  const auto* const blob = static_cast<const char*>(sqlite3_column_blob(statement, 1));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, 1));
  add_rpm_package(path, fmt::format("package {}", number),
                  blob == nullptr ? std::string_view() : std::string_view(blob, size), out);
}

Result<void> read_rows(std::string_view path, sqlite3* database, model::PackageList& out) {
  constexpr std::string_view kQuestion = "SELECT hnum, blob FROM Packages";
  sqlite3_stmt* raw = nullptr;
  const int prepared = sqlite3_prepare_v3(database, kQuestion.data(),
                                          static_cast<int>(kQuestion.size()), 0, &raw, nullptr);
  const Statement statement(raw);
  if (prepared != SQLITE_OK) return std::unexpected(error_of(database));
  int state = SQLITE_ROW;
  for (int rows = 0; (state = sqlite3_step(statement.get())) == SQLITE_ROW; ++rows) {
    if (rows == kMostPackages)
      return fail(ErrorCode::limit, fmt::format("more than {} packages", kMostPackages));
    add_row(path, statement.get(), out);
  }
  if (state != SQLITE_DONE) return std::unexpected(error_of(database));
  return {};
}

}  // namespace

Result<model::PackageList> read_rpm_sqlite(std::string_view path, std::string_view bytes) {
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  constexpr std::size_t kHeadBytes = 100;
  if (bytes.size() < kHeadBytes || !bytes.starts_with(kMagic))
    return fail(ErrorCode::malformed, "this is no SQLite database", std::string(path));
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(
      ":memory:", &raw,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
      nullptr);
  const Database database(raw);
  if (opened != SQLITE_OK) return fail(ErrorCode::internal, "SQLite cannot be opened");
  harden(database.get());
  int checks = 0;
  sqlite3_progress_handler(database.get(), kStepsBetweenChecks, count_steps, &checks);
  TRY_VOID(load(database.get(), bytes));
  sqlite3_set_authorizer(database.get(), allow, nullptr);
  model::PackageList out;
  // What was read before a broken page is kept, beside the problem that the rest is missing.
  auto rows = read_rows(path, database.get(), out);
  if (!rows && out.packages.empty()) return std::unexpected(std::move(rows).error());
  if (!rows) out.problems.push_back(model::unread(path, std::move(rows).error()));
  return out;
}

Result<model::PackageList> read_rpm_sqlite_log(std::string_view path, std::string_view bytes) {
  constexpr std::size_t kLogHead = 32;
  model::PackageList out;
  if (bytes.size() > kLogHead)
    out.problems.push_back(model::unread(
        path,
        {ErrorCode::unsupported,
         "the log of the rpm database holds changes that may not be in the database yet; they "
         "are not read. `rpm --rebuilddb` on that root brings them in",
         {}}));
  return out;
}

}  // namespace bulwark::extractors::os
