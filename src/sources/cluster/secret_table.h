// SPDX-License-Identifier: Apache-2.0
// Secrets as the server prints them: a Table (meta.k8s.io/v1) has their names, types and numbers of
// keys, and never a value.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/pool.h"
#include "formats/value.h"

namespace bulwark::sources::cluster {

/// To be sent as Accept. There is no second choice: a server that cannot print a table answers 406,
/// and nothing is read.
inline constexpr std::string_view kTableAccept = "application/json;as=Table;v=v1;g=meta.k8s.io";

/// Field of such a Secret that holds its number of keys, since it has no `data`.
inline constexpr std::string_view kDataCount = "dataCount";

/// The Secrets that a Table lists: apiVersion, kind, metadata, type and dataCount. Values live in
/// `pool`, which must be that of the table. Malformed where it is no table of Secrets.
Result<std::vector<formats::Value>> secrets_of_table(const formats::Value& table,
                                                     formats::Pool& pool);

}  // namespace bulwark::sources::cluster
