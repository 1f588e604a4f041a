// SPDX-License-Identifier: Apache-2.0
// Names that say "what stands here is a credential": DB_PASSWORD, apiKey,
// spring.datasource.password.
#pragma once

#include <string_view>

namespace bulwark::formats {

/// True for a name whose value is a credential. False where the name speaks of where a credential
/// is kept, or how it is handled: secretName, tokenPath, PASSWORD_FILE, --token-ttl. Linear in the
/// name.
bool names_secret(std::string_view key);

/// False for what stands beside such a name without being secret: nothing, true, null, $(VARIABLE),
/// {{ template }}.
bool may_be_secret(std::string_view key, std::string_view value);

}  // namespace bulwark::formats
