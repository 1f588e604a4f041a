// SPDX-License-Identifier: Apache-2.0
// `bulwark net lint`: what of policies has no effect, or another one than was meant.
#include <fmt/core.h>

#include <memory>

#include "analyzers/network/lint.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/net_ask.h"
#include "cli/say.h"
#include "formats/json_object.h"
#include "scan/file_locator.h"

namespace bulwark::cli {
namespace {

namespace network = analyzers::network;

std::string text_of(const network::Lint& one, const model::Place& place) {
  const std::string where = place.line == 0 ? place.file
                                            : fmt::format("{}:{}", place.file, place.line);
  return net_visible(fmt::format("{}{}{} {}: {} [{}]", where, where.empty() ? "" : ": ",
                                 one.resource->title(), one.path, one.message, one.check)) +
         "\n";
}

std::string json_of(const network::Lint& one, const model::Place& place) {
  formats::JsonObject out;
  out.text("check", one.check).text("policy", one.resource->title());
  out.text("path", one.path).text("message", one.message).text_if_any("file", place.file);
  if (place.line != 0) out.number("line", place.line);
  return std::move(out).take();
}

int run(const NetFlags& flags, const Services& services) {
  const auto read = read_net_picture(flags, services);
  if (!read) return complain_of_net_picture(read.error());
  scan::NetworkPicture& picture = **read;
  const auto found = network::lint(
      {picture.inventory, picture.cluster, *picture.endpoints, picture.policies, *picture.reach});
  scan::FileLocator locator(picture.inventory);
  const std::vector<std::string> doubts = doubts_of(picture);
  std::string text;
  std::vector<std::string> items;
  for (const network::Lint& one : found) {
    const model::Place place = locator.locate(*one.resource, one.path);
    text += text_of(one, place);
    items.push_back(json_of(one, place));
  }
  if (flags.output == "json") {
    text = formats::JsonObject()
               .raw("found", formats::json_array(items))
               .raw("unknown", formats::json_list(doubts))
               .take() +
           "\n";
  }
  const int printed = print_answer(text);
  if (printed != kGood) return printed;
  tell_doubts(doubts);
  if (!found.empty()) return kFindings;
  return doubts.empty() ? kGood : kNotEvaluated;
}

}  // namespace

void add_net_lint_command(Command& net, const Services& services, Action& action) {
  Command command = net.add_subcommand(
      "lint", "What of network policies has no effect, or another one than was meant");
  const auto flags = std::make_shared<NetFlags>();
  add_net_picture_flags(command, *flags);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
