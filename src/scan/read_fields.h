// SPDX-License-Identifier: Apache-2.0
// Which of a resource's fields the chosen controls can read: what none of them can is not kept.
#pragma once

#include "policy/catalogue.h"

namespace bulwark::scan {

bool reads_status(const policy::Chosen& chosen);
/// See formats::is_server_metadata.
bool reads_server_metadata(const policy::Chosen& chosen);

}  // namespace bulwark::scan
