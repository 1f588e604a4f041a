// SPDX-License-Identifier: Apache-2.0
// url() and what its values answer.
#include <array>
#include <map>
#include <string>
#include <vector>

#include "cel/function.h"
#include "cel/opaque.h"
#include "cel/url.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

Value to_url(Context& context, Arguments arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  const auto url = Url::parse(arguments[0].as_string(), context.arena());
  if (!url)
    return context.error("URL parse error during conversion from string: " + url.error().message);
  return make_value(context.arena(), *url);
}

Value is_url(Context& context, Arguments arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  return Value::boolean(check_request_uri(arguments[0].as_string()).has_value());
}

template <std::string_view Url::* Part>
Value part(Context& context, Arguments arguments) {
  const auto* url = value_as<Url>(arguments[0]);
  return url == nullptr ? context.no_such_overload() : context.string(url->*Part);
}

Value hostname(Context& context, Arguments arguments) {
  const auto* url = value_as<Url>(arguments[0]);
  return url == nullptr ? context.no_such_overload() : context.string(url->hostname());
}

Value port(Context& context, Arguments arguments) {
  const auto* url = value_as<Url>(arguments[0]);
  return url == nullptr ? context.no_such_overload() : context.string(url->port());
}

Value query(Context& context, Arguments arguments) {
  const auto* url = value_as<Url>(arguments[0]);
  if (url == nullptr) return context.no_such_overload();
  std::map<std::string, std::vector<Value>> values;
  for (const auto& [key, value] : url->parameters()) {
    const Value text = context.string(value);
    if (is_error(text)) return text;
    values[key].push_back(text);
  }
  std::vector<EntryMap::Entry> entries;
  for (const auto& [key, list] : values)
    entries.push_back({context.string(key), context.list(list)});
  return make_map(context.arena(), entries);
}

constexpr std::array kFunctions{
    Function{"string_to_url", to_url},
    Function{"is_url_string", is_url},
    Function{"url_get_scheme", part<&Url::scheme>},
    Function{"url_get_host", part<&Url::host>},
    Function{"url_get_hostname", hostname},
    Function{"url_get_port", port},
    Function{"url_get_escaped_path", part<&Url::escaped_path>},
    Function{"url_get_query", query},
};

}  // namespace

std::span<const Function> url_functions() { return kFunctions; }

}  // namespace bulwark::cel
