// SPDX-License-Identifier: Apache-2.0
// What names, labels and other texts of fixed form look like, with the messages that Kubernetes has
// for those that do not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bulwark::cel {

/// What is wrong with a text; empty when nothing is.
using Faults = std::vector<std::string>;

Faults dns1123_label_faults(std::string_view text);
Faults dns1123_subdomain_faults(std::string_view text);
Faults dns1035_label_faults(std::string_view text);
/// Messages changed with Kubernetes 1.35.
Faults qualified_name_faults(std::string_view text, int kubernetes_minor);
Faults label_value_faults(std::string_view text, int kubernetes_minor);

bool is_uuid(std::string_view text);
/// With padding, in the standard alphabet.
bool is_base64(std::string_view text);
/// "2006-01-02"
bool is_date(std::string_view text);
/// "2006-01-02T15:04:05.999Z"
bool is_date_time(std::string_view text);

/// How long the patterns of the last ones are: costs count by it.
extern const std::size_t kUuidPatternSize;
extern const std::size_t kDateTimePatternSize;

}  // namespace bulwark::cel
