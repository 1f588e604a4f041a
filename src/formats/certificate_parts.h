// SPDX-License-Identifier: Apache-2.0
// Parts of a certificate, out of OpenSSL's hands. For certificate.cpp alone.
#pragma once

#include <openssl/x509.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/certificate.h"

namespace bulwark::formats {

/// "CN=a,O=b"; control characters are escaped.
std::string name_text(const X509_NAME* name);
/// All values of one attribute, in their order, as UTF-8.
std::vector<std::string> name_values(const X509_NAME* name, int attribute);
/// RFC 3339 in UTC; nothing for what is no time.
std::optional<std::string> time_text(const ASN1_TIME* time);
std::string serial_text(const ASN1_INTEGER* serial);
std::string hex_text(std::string_view bytes);
/// Names, constraints, usages.
void read_extensions(const X509* certificate, Certificate& out);

}  // namespace bulwark::formats
