// SPDX-License-Identifier: Apache-2.0
// format.*() and validate().
#include <algorithm>
#include <array>

#include "base/arena_vector.h"
#include "cel/function.h"
#include "cel/name_format.h"
#include "cel/opaque.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

template <std::size_t Number>
Value format(Context& context, Arguments) {
  return make_value(context.arena(), named_formats()[Number]);
}

Value named(Context& context, Arguments arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  const auto found = std::ranges::find(named_formats(), arguments[0].as_string(),
                                       &NamedFormat::name);
  if (found == named_formats().end()) return make_optional_none();
  return context.optional(make_value(context.arena(), *found));
}

Value validate(Context& context, Arguments arguments) {
  const auto* format = value_as<NamedFormat>(arguments[0]);
  if (format == nullptr || !arguments[1].is_string()) return context.no_such_overload();
  const Faults faults = format->faults(arguments[1].as_string(), context.kubernetes_minor());
  if (faults.empty()) return make_optional_none();
  ArenaVector<Value> texts(context.arena());
  for (const std::string& fault : faults) texts.push_back(context.string(fault));
  return context.optional(context.list(texts));
}

constexpr std::array kFunctions{
    Function{"format-named", named},
    Function{"format-validate", validate},
    Function{"format.dns1123Label", format<0>},
    Function{"format.dns1123Subdomain", format<1>},
    Function{"format.dns1035Label", format<2>},
    Function{"format.qualifiedName", format<3>},
    Function{"format.dns1123LabelPrefix", format<4>},
    Function{"format.dns1123SubdomainPrefix", format<5>},
    Function{"format.dns1035LabelPrefix", format<6>},
    Function{"format.labelValue", format<7>},
    Function{"format.uri", format<8>},
    Function{"format.uuid", format<9>},
    Function{"format.byte", format<10>},
    Function{"format.date", format<11>},
    Function{"format.datetime", format<12>},
};

}  // namespace

std::span<const Function> format_functions() { return kFunctions; }

}  // namespace bulwark::cel
