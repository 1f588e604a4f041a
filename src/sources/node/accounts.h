// SPDX-License-Identifier: Apache-2.0
// Accounts: names of users and groups by a node's own /etc/passwd and /etc/group.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace bulwark::sources::node {

/// Names by number, of the text of such a file; of two names for one number the first. Lines that
/// are none are left out.
std::map<std::uint32_t, std::string> names_in(std::string_view text);

}  // namespace bulwark::sources::node
