// SPDX-License-Identifier: Apache-2.0
// The patterns of names, as Kubernetes has them and shows them in its messages.
#include "cel/name_rules.h"

#include <algorithm>
#include <initializer_list>

#include <re2/re2.h>

#include "cel/calendar.h"

namespace bulwark::cel {
namespace {

constexpr std::size_t kMostOfALabel = 63;
constexpr std::size_t kMostOfASubdomain = 253;
/// From here on lengths are told in bytes, which they always were.
constexpr int kBytesSince = 35;

constexpr std::string_view kLabel = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
constexpr std::string_view
    kSubdomain = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
constexpr std::string_view kOldLabel = "[a-z]([-a-z0-9]*[a-z0-9])?";
constexpr std::string_view kQualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
constexpr std::string_view kLabelValue = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
constexpr std::string_view
    kUuid = "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$";
constexpr std::string_view
    kBase64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})";
constexpr std::string_view
    kTime = "^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$";

bool matches(std::string_view text, const re2::RE2& pattern) {
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool is_subdomain(std::string_view text) {
  static const re2::RE2 kPattern(kSubdomain.data());
  return matches(text, kPattern);
}

std::string at_most(std::size_t length, std::string_view unit) {
  return "must be no more than " + std::to_string(length) + " " + std::string(unit);
}

std::string not_matched(std::string_view what, std::string_view pattern,
                        std::initializer_list<std::string_view> examples) {
  std::string out = std::string(what) + " (e.g. ";
  std::string_view separator;
  for (const std::string_view example : examples) {
    out.append(separator).append("'").append(example).append("', ");
    separator = " or ";
  }
  return out + "regex used for validation is '" + std::string(pattern) + "')";
}

Faults subdomain_faults(std::string_view text, std::string_view unit) {
  Faults out;
  if (text.size() > kMostOfASubdomain) out.push_back(at_most(kMostOfASubdomain, unit));
  if (!is_subdomain(text)) {
    out.push_back(not_matched(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' "
        "or '.', and must start and end with an alphanumeric character",
        kSubdomain, {"example.com"}));
  }
  return out;
}

std::string_view unit_of(int kubernetes_minor) {
  return kubernetes_minor >= kBytesSince ? "bytes" : "characters";
}

std::string wrong_qualified_name(std::string_view what) {
  return not_matched(std::string(what) +
                         " must consist of alphanumeric characters, '-', '_' or '.', and must "
                         "start and end with an alphanumeric character",
                     kQualified, {"MyName", "my.name", "123-abc"});
}

void add_name_faults(std::string_view name, int kubernetes_minor, Faults& out) {
  static const re2::RE2 kPattern(kQualified.data());
  if (name.empty()) out.emplace_back("name part must be non-empty");
  if (name.size() > kMostOfALabel)
    out.push_back("name part " + at_most(kMostOfALabel, unit_of(kubernetes_minor)));
  if (!matches(name, kPattern)) out.push_back(wrong_qualified_name("name part"));
}

}  // namespace

const std::size_t kUuidPatternSize = kUuid.size();
const std::size_t kDateTimePatternSize = kTime.size();

Faults dns1123_label_faults(std::string_view text) {
  static const re2::RE2 kPattern(kLabel.data());
  Faults out;
  if (text.size() > kMostOfALabel) out.push_back(at_most(kMostOfALabel, "characters"));
  if (matches(text, kPattern)) return out;
  out.push_back(is_subdomain(text)
                    ? "must not contain dots"
                    : not_matched("a lowercase RFC 1123 label must consist of lower case "
                                  "alphanumeric characters or '-', and must start and end with an "
                                  "alphanumeric character",
                                  kLabel, {"my-name", "123-abc"}));
  return out;
}

Faults dns1123_subdomain_faults(std::string_view text) {
  return subdomain_faults(text, "characters");
}

Faults dns1035_label_faults(std::string_view text) {
  static const re2::RE2 kPattern(kOldLabel.data());
  Faults out;
  if (text.size() > kMostOfALabel) out.push_back(at_most(kMostOfALabel, "characters"));
  if (!matches(text, kPattern)) {
    out.push_back(
        not_matched("a DNS-1035 label must consist of lower case alphanumeric characters "
                    "or '-', start with an alphabetic character, and end with an "
                    "alphanumeric character",
                    kOldLabel, {"my-name", "abc-123"}));
  }
  return out;
}

Faults qualified_name_faults(std::string_view text, int kubernetes_minor) {
  Faults out;
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    add_name_faults(text, kubernetes_minor, out);
    return out;
  }
  const std::string_view prefix = text.substr(0, slash), name = text.substr(slash + 1);
  if (name.find('/') != std::string_view::npos) {
    const bool newer = kubernetes_minor >= kBytesSince;
    out.push_back(wrong_qualified_name(newer ? "a valid label key" : "a qualified name") +
                  " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    return out;
  }
  if (prefix.empty()) {
    out.emplace_back("prefix part must be non-empty");
  } else {
    for (const std::string& fault : subdomain_faults(prefix, unit_of(kubernetes_minor)))
      out.push_back("prefix part " + fault);
  }
  add_name_faults(name, kubernetes_minor, out);
  return out;
}

Faults label_value_faults(std::string_view text, int kubernetes_minor) {
  static const re2::RE2 kPattern(kLabelValue.data());
  Faults out;
  if (text.size() > kMostOfALabel) out.push_back(at_most(kMostOfALabel, unit_of(kubernetes_minor)));
  if (!matches(text, kPattern)) {
    out.push_back(
        not_matched("a valid label must be an empty string or consist of alphanumeric "
                    "characters, '-', '_' or '.', and must start and end with an "
                    "alphanumeric character",
                    kLabelValue, {"MyValue", "my_value", "12345"}));
  }
  return out;
}

bool is_uuid(std::string_view text) {
  static const re2::RE2 kPattern(kUuid.data());
  return matches(text, kPattern);
}

bool is_base64(std::string_view text) {
  static const re2::RE2 kPattern(kBase64.data());
  return matches(text, kPattern);
}

bool is_date(std::string_view text) {
  static const re2::RE2 kPattern("([0-9]{4})-([0-9]{2})-([0-9]{2})");
  unsigned year = 0, month = 0, day = 0;
  const re2::StringPiece whole(text.data(), text.size());
  if (!re2::RE2::FullMatch(whole, kPattern, &year, &month, &day)) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

bool is_date_time(std::string_view text) {
  static const re2::RE2 kPattern(kTime.data());
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const std::size_t mark = lower.find('t');
  if (mark == std::string::npos || !is_date(std::string_view(lower).substr(0, mark))) return false;
  // What stands behind a second "t" is not looked at.
  const std::string time = lower.substr(mark + 1, lower.find('t', mark + 1) - mark - 1);
  std::string hour, minute, second;
  if (!re2::RE2::FullMatch(time, kPattern, &hour, &minute, &second)) return false;
  return hour <= "23" && minute <= "59" && second <= "59";
}

}  // namespace bulwark::cel
