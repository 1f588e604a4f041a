// SPDX-License-Identifier: Apache-2.0
// rpm's database as an SQLite file (Fedora 33, RHEL 9 and later).
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/package_list.h"

namespace bulwark::extractors::os {

/// The file is not trusted: nothing but its table of packages is read, nothing is written, views,
/// triggers, functions and extensions are refused, and the steps are counted. What still waits in
/// a log beside the file is not in it (read_rpm_sqlite_log).
Result<model::PackageList> read_rpm_sqlite(std::string_view path, std::string_view bytes);

/// The log beside the database (rpmdb.sqlite-wal): one problem where it holds pages, since what
/// they change is not read.
Result<model::PackageList> read_rpm_sqlite_log(std::string_view path, std::string_view bytes);

}  // namespace bulwark::extractors::os
