// SPDX-License-Identifier: Apache-2.0
// authorizer.group('').resource('pods').check('list').allowed() and its like.
#include <array>
#include <string>

#include "cel/authorizer.h"
#include "cel/function.h"
#include "cel/name_rules.h"
#include "cel/opaque.h"
#include "cel/permission_values.h"
#include "cel/utf8.h"

namespace bulwark::cel {
namespace {

using Arguments = std::span<const Value>;

/// The text that lives as long as the evaluation: a short one lives inside its value.
std::string_view lasting(Context& context, const Value& text) {
  return context.arena().copy(text.as_string());
}

bool is_blank(std::string_view text) {
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    if (!is_space(next.value)) return false;
    text.remove_prefix(next.bytes);
  }
  return true;
}

Value path(Context& context, Arguments arguments) {
  const auto* authorizer = value_as<AuthorizerValue>(arguments[0]);
  if (authorizer == nullptr || !arguments[1].is_string()) return context.no_such_overload();
  if (is_blank(arguments[1].as_string())) return context.error("path must not be empty");
  PathCheck out;
  out.authorizer = *authorizer;
  out.path = lasting(context, arguments[1]);
  return make_value(context.arena(), out);
}

Value group(Context& context, Arguments arguments) {
  const auto* authorizer = value_as<AuthorizerValue>(arguments[0]);
  if (authorizer == nullptr || !arguments[1].is_string()) return context.no_such_overload();
  GroupCheck out;
  out.authorizer = *authorizer;
  out.group = lasting(context, arguments[1]);
  return make_value(context.arena(), out);
}

Value service_account(Context& context, Arguments arguments) {
  const auto* authorizer = value_as<AuthorizerValue>(arguments[0]);
  if (authorizer == nullptr || !arguments[1].is_string() || !arguments[2].is_string())
    return context.no_such_overload();
  if (!dns1123_subdomain_faults(arguments[2].as_string()).empty())
    return context.error("Invalid service account name");
  if (!dns1123_label_faults(arguments[1].as_string()).empty())
    return context.error("Invalid service account namespace");
  AuthorizerValue out;
  out.account_namespace = lasting(context, arguments[1]);
  out.account_name = lasting(context, arguments[2]);
  return make_value(context.arena(), out);
}

Value resource(Context& context, Arguments arguments) {
  const auto* of = value_as<GroupCheck>(arguments[0]);
  if (of == nullptr || !arguments[1].is_string()) return context.no_such_overload();
  if (is_blank(arguments[1].as_string())) return context.error("resource must not be empty");
  ResourceCheck out;
  out.authorizer = of->authorizer;
  out.resource.group = of->group;
  out.resource.resource = lasting(context, arguments[1]);
  return make_value(context.arena(), out);
}

template <std::string_view ResourceQuestion::* Part>
Value narrowed(Context& context, Arguments arguments) {
  const auto* check = value_as<ResourceCheck>(arguments[0]);
  if (check == nullptr || !arguments[1].is_string()) return context.no_such_overload();
  ResourceCheck out = *check;
  out.resource.*Part = lasting(context, arguments[1]);
  return make_value(context.arena(), out);
}

/// What somebody wanted to know, for the message that nobody could tell.
std::string described(const PermissionQuestion& question) {
  std::string out = "whether ";
  out += question.account_name.empty()
             ? std::string("the user")
             : "service account " + std::string(question.account_namespace) + "/" +
                   std::string(question.account_name);
  out += " may " + std::string(question.verb) + " ";
  if (!question.path.empty()) return out + std::string(question.path);
  out += question.resource.resource;
  if (!question.resource.group.empty()) out += "." + std::string(question.resource.group);
  return out;
}

Value decide(Context& context, const PermissionQuestion& question) {
  if (context.authorizer() == nullptr) {
    return context.error("it is not known " + described(question) +
                         ": no authorizer is given to ask");
  }
  const auto permission = context.authorizer()->decide(question);
  if (!permission) {
    return context.error("it is not known " + described(question) + ": " +
                         permission.error().message);
  }
  Decision out;
  out.allowed = permission->verdict == Permission::Verdict::allowed;
  out.reason = context.arena().copy(permission->reason);
  out.error = context.arena().copy(permission->error);
  return make_value(context.arena(), out);
}

Value check(Context& context, Arguments arguments) {
  const auto* path_check = value_as<PathCheck>(arguments[0]);
  const auto* resource_check = value_as<ResourceCheck>(arguments[0]);
  if ((path_check == nullptr && resource_check == nullptr) || !arguments[1].is_string())
    return context.no_such_overload();
  const AuthorizerValue& who = path_check != nullptr ? path_check->authorizer
                                                     : resource_check->authorizer;
  PermissionQuestion question;
  question.account_namespace = who.account_namespace;
  question.account_name = who.account_name;
  question.verb = arguments[1].as_string();
  if (path_check != nullptr) {
    question.path = path_check->path;
  } else {
    question.resource = resource_check->resource;
  }
  return decide(context, question);
}

Value allowed(Context& context, Arguments arguments) {
  const auto* decision = value_as<Decision>(arguments[0]);
  return decision == nullptr ? context.no_such_overload() : Value::boolean(decision->allowed);
}

Value reason(Context& context, Arguments arguments) {
  const auto* decision = value_as<Decision>(arguments[0]);
  return decision == nullptr ? context.no_such_overload() : context.string(decision->reason);
}

Value errored(Context& context, Arguments arguments) {
  const auto* decision = value_as<Decision>(arguments[0]);
  if (decision == nullptr) return context.no_such_overload();
  return Value::boolean(!decision->error.empty());
}

Value error(Context& context, Arguments arguments) {
  const auto* decision = value_as<Decision>(arguments[0]);
  return decision == nullptr ? context.no_such_overload() : context.string(decision->error);
}

constexpr std::array kFunctions{
    Function{"authorizer_path", path},
    Function{"authorizer_group", group},
    Function{"authorizer_serviceaccount", service_account},
    Function{"groupcheck_resource", resource},
    Function{"resourcecheck_subresource", narrowed<&ResourceQuestion::subresource>},
    Function{"resourcecheck_namespace", narrowed<&ResourceQuestion::space>},
    Function{"resourcecheck_name", narrowed<&ResourceQuestion::name>},
    Function{"authorizer_fieldselector", narrowed<&ResourceQuestion::field_selector>},
    Function{"authorizer_labelselector", narrowed<&ResourceQuestion::label_selector>},
    Function{"pathcheck_check", check},
    Function{"resourcecheck_check", check},
    Function{"decision_allowed", allowed},
    Function{"decision_reason", reason},
    Function{"decision_errored", errored},
    Function{"decision_error", error},
};

}  // namespace

std::span<const Function> authorizer_functions() { return kFunctions; }

}  // namespace bulwark::cel
