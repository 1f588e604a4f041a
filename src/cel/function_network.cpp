// SPDX-License-Identifier: Apache-2.0
// ip(), cidr() and what their values answer.
#include <array>
#include <string>

#include "cel/function.h"
#include "cel/ip_address.h"
#include "cel/opaque.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

Value to_ip(Context& context, Arguments arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  const auto address = IpAddress::parse(arguments[0].as_string());
  return address ? make_value(context.arena(), *address) : context.error(address.error().message);
}

Value is_ip(Context& context, Arguments arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  return Value::boolean(IpAddress::parse(arguments[0].as_string()).has_value());
}

Value is_canonical(Context& context, Arguments arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  const auto address = IpAddress::parse(arguments[0].as_string());
  if (!address) return context.error(address.error().message);
  return Value::boolean(address->text() == arguments[0].as_string());
}

Value to_cidr(Context& context, Arguments arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  const auto cidr = Cidr::parse(arguments[0].as_string());
  // Kubernetes says this twice when it is the text that is wrong.
  if (!cidr) {
    return context.error("network address parse error during conversion from string: " +
                         cidr.error().message);
  }
  return make_value(context.arena(), *cidr);
}

Value is_cidr(Context& context, Arguments arguments) {
  if (!arguments[0].is_string()) return context.no_such_overload();
  return Value::boolean(Cidr::parse(arguments[0].as_string()).has_value());
}

Value ip_to_string(Context& context, Arguments arguments) {
  const auto* address = value_as<IpAddress>(arguments[0]);
  return address == nullptr ? context.no_such_overload() : context.string(address->text());
}

Value cidr_to_string(Context& context, Arguments arguments) {
  const auto* cidr = value_as<Cidr>(arguments[0]);
  return cidr == nullptr ? context.no_such_overload() : context.string(cidr->text());
}

Value family(Context& context, Arguments arguments) {
  const auto* address = value_as<IpAddress>(arguments[0]);
  return address == nullptr ? context.no_such_overload() : Value::integer(address->is_v4 ? 4 : 6);
}

template <bool (IpAddress::*Question)() const>
Value ask(Context& context, Arguments arguments) {
  const auto* address = value_as<IpAddress>(arguments[0]);
  return address == nullptr ? context.no_such_overload() : Value::boolean((address->*Question)());
}

Value contains_ip(Context& context, Arguments arguments) {
  const auto* cidr = value_as<Cidr>(arguments[0]);
  if (cidr == nullptr) return context.no_such_overload();
  if (const auto* address = value_as<IpAddress>(arguments[1]))
    return Value::boolean(cidr->contains(*address));
  if (!arguments[1].is_string()) return context.no_such_overload();
  const auto address = IpAddress::parse(arguments[1].as_string());
  // Kubernetes loses the reason here.
  return address ? Value::boolean(cidr->contains(*address)) : context.error("no such overload");
}

Value contains_cidr(Context& context, Arguments arguments) {
  const auto* cidr = value_as<Cidr>(arguments[0]);
  if (cidr == nullptr) return context.no_such_overload();
  if (const auto* other = value_as<Cidr>(arguments[1]))
    return Value::boolean(cidr->contains(*other));
  if (!arguments[1].is_string()) return context.no_such_overload();
  const Value other = to_cidr(context, arguments.subspan(1, 1));
  return is_error(other) ? other : Value::boolean(cidr->contains(*value_as<Cidr>(other)));
}

Value address_of(Context& context, Arguments arguments) {
  const auto* cidr = value_as<Cidr>(arguments[0]);
  return cidr == nullptr ? context.no_such_overload() : make_value(context.arena(), cidr->address);
}

Value prefix_length(Context& context, Arguments arguments) {
  const auto* cidr = value_as<Cidr>(arguments[0]);
  return cidr == nullptr ? context.no_such_overload() : Value::integer(cidr->prefix);
}

Value masked(Context& context, Arguments arguments) {
  const auto* cidr = value_as<Cidr>(arguments[0]);
  return cidr == nullptr ? context.no_such_overload() : make_value(context.arena(), cidr->masked());
}

constexpr std::array kFunctions{
    Function{"string_to_ip", to_ip},
    Function{"is_ip", is_ip},
    Function{"ip_is_canonical", is_canonical},
    Function{"ip_to_string", ip_to_string},
    Function{"ip_family", family},
    Function{"ip_is_unspecified", ask<&IpAddress::is_unspecified>},
    Function{"ip_is_loopback", ask<&IpAddress::is_loopback>},
    Function{"ip_is_link_local_multicast", ask<&IpAddress::is_link_local_multicast>},
    Function{"ip_is_link_local_unicast", ask<&IpAddress::is_link_local_unicast>},
    Function{"ip_is_global_unicast", ask<&IpAddress::is_global_unicast>},
    Function{"string_to_cidr", to_cidr},
    Function{"is_cidr", is_cidr},
    Function{"cidr_to_string", cidr_to_string},
    Function{"cidr_contains_ip_string", contains_ip},
    Function{"cidr_contains_ip_ip", contains_ip},
    Function{"cidr_contains_cidr_string", contains_cidr},
    Function{"cidr_contains_cidr", contains_cidr},
    Function{"cidr_ip", address_of},
    Function{"cidr_prefix_length", prefix_length},
    Function{"cidr_masked", masked},
};

}  // namespace

std::span<const Function> network_functions() { return kFunctions; }

}  // namespace bulwark::cel
