// SPDX-License-Identifier: Apache-2.0
// Whether an advisory's word on a package's name is about this build of it.
#pragma once

#include "knowledge/database.h"
#include "model/package.h"

namespace bulwark::analyzers::vulnerabilities {

/// False for another architecture, and for another module's stream: "nodejs:18" says nothing about
/// what was built for "nodejs:20", or for no module.
bool applies(const knowledge::Database& database, const knowledge::EntryView& entry,
             const model::Package& package);

}  // namespace bulwark::analyzers::vulnerabilities
