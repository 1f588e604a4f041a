// SPDX-License-Identifier: Apache-2.0
// Certificate host: whom a server's certificate is for.
#pragma once

#include <openssl/types.h>

#include <string>

namespace bulwark::io {

/// Whether it is for this host, a name or an address, as clients compare it.
bool is_for_host(const X509* certificate, const std::string& host);

}  // namespace bulwark::io
