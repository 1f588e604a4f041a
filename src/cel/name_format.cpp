// SPDX-License-Identifier: Apache-2.0
// The table of named formats.
#include "cel/name_format.h"

#include <array>

#include "cel/url.h"

namespace bulwark::cel {
namespace {

/// A name to which something is still appended may end with a dash.
std::string with_trailing_dash_masked(std::string_view name) {
  if (name.size() < 2 || !name.ends_with('-')) return std::string(name);
  return std::string(name.substr(0, name.size() - 2)) + "a";
}

template <Faults (*Rule)(std::string_view)>
Faults whole(std::string_view text, int) {
  return Rule(text);
}

template <Faults (*Rule)(std::string_view)>
Faults prefix(std::string_view text, int) {
  return Rule(with_trailing_dash_masked(text));
}

Faults uri(std::string_view text, int) {
  const auto checked = check_request_uri(text);
  return checked ? Faults{} : Faults{checked.error().message};
}

template <bool (*Rule)(std::string_view)>
Faults told(std::string_view text, std::string_view why) {
  return Rule(text) ? Faults{} : Faults{std::string(why)};
}

Faults uuid(std::string_view text, int) {
  return told<is_uuid>(text, "does not match the UUID format");
}
Faults byte(std::string_view text, int) { return told<is_base64>(text, "invalid base64"); }
Faults date(std::string_view text, int) { return told<is_date>(text, "invalid date"); }
Faults datetime(std::string_view text, int) { return told<is_date_time>(text, "invalid datetime"); }

}  // namespace

std::span<const NamedFormat> named_formats() {
  static const std::array kFormats{
      NamedFormat{"dns1123Label", "DNS1123Label", 30, whole<dns1123_label_faults>},
      NamedFormat{"dns1123Subdomain", "DNS1123Subdomain", 60, whole<dns1123_subdomain_faults>},
      NamedFormat{"dns1035Label", "DNS1035Label", 30, whole<dns1035_label_faults>},
      NamedFormat{"qualifiedName", "QualifiedName", 60, qualified_name_faults},
      NamedFormat{"dns1123LabelPrefix", "DNS1123LabelPrefix", 30, prefix<dns1123_label_faults>},
      NamedFormat{"dns1123SubdomainPrefix", "DNS1123SubdomainPrefix", 60,
                  prefix<dns1123_subdomain_faults>},
      NamedFormat{"dns1035LabelPrefix", "DNS1035LabelPrefix", 30, prefix<dns1035_label_faults>},
      NamedFormat{"labelValue", "LabelValue", 40, label_value_faults},
      NamedFormat{"uri", "URI", 1103, uri},
      NamedFormat{"uuid", "uuid", kUuidPatternSize, uuid},
      NamedFormat{"byte", "byte", 84, byte},
      NamedFormat{"date", "date", kDateTimePatternSize, date},
      NamedFormat{"datetime", "datetime", kDateTimePatternSize, datetime}};
  return kFormats;
}

}  // namespace bulwark::cel
