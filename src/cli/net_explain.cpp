// SPDX-License-Identifier: Apache-2.0
// `bulwark net explain --from A --to B`: which rule allows or denies it, and what would alter that.
#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <set>

#include "base/text.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/net_ask.h"
#include "cli/net_explain_answer.h"
#include "cli/say.h"
#include "formats/json_object.h"
#include "scan/file_locator.h"

namespace bulwark::cli {
namespace {

namespace network = analyzers::network;
using network::Direction;
using network::End;
using network::FarEnd;

/// What the command line names: pods that look alike are one.
struct Named {
  std::string title;
  std::vector<FarEnd> ends;
};

// By itself: blocks hold it or not, whatever else is in its range.
Result<Named> by_address(const std::string& text) {
  const network::AddressRange wanted = TRY(network::parse_address(text));
  return Named{text + "[External]", {{{}, wanted}}};
}

Named of_end(const scan::NetworkPicture& picture, const End& end, Direction direction) {
  Named out{end.title, {}};
  std::set<network::NodeId> seen;
  for (const network::EndpointId pod : end.endpoints) {
    if (seen.insert(picture.reach->node_of(pod)).second) out.ends.push_back({pod, {}});
  }
  if (!end.endpoints.empty()) return out;
  const std::size_t range = end.nodes[0] - picture.reach->node_of(direction, std::size_t{0});
  out.ends.push_back({{}, picture.reach->outside(direction)[range]});
  return out;
}

// `direction`: ingress for whoever opens the connection, egress for whom it is opened to.
Result<Named> find_end(const scan::NetworkPicture& picture, const std::string& text,
                       Direction direction) {
  if (text == network::kIngressController && direction == Direction::ingress)
    return Named{text, {FarEnd{}}};
  if (network::parse_address(text)) return by_address(text);
  const auto is_like = ends_like(text);
  std::vector<std::string> titles;
  Named out;
  for (const End& end : network::ends_of(*picture.endpoints, *picture.reach, direction)) {
    titles.push_back(end.title.substr(0, end.title.rfind('[')));
    if (!is_like(end)) continue;
    if (!out.ends.empty())
      return fail(ErrorCode::malformed, fmt::format("'{}' is {}, {} and maybe others: name one",
                                                    text, out.title, end.title));
    out = of_end(picture, end, direction);
  }
  if (!out.ends.empty()) return out;
  return fail(ErrorCode::not_found,
              fmt::format("'{}' is no workload (NAMESPACE/NAME) and no address{}", text,
                          did_you_mean(text, titles)));
}

Result<std::vector<NetExplanation>> explain(const NetFlags& flags,
                                            const scan::NetworkPicture& picture) {
  const network::Connections asked = TRY(connections_of_flag(flags.port));
  const Named from = TRY(find_end(picture, flags.from, Direction::ingress));
  const Named to = TRY(find_end(picture, flags.to, Direction::egress));
  if (!from.ends[0].pod && !to.ends[0].pod)
    return fail(ErrorCode::malformed,
                "no policy decides on connections between two that are no pods");
  std::vector<NetExplanation> out;
  for (const FarEnd& a : from.ends) {
    for (const FarEnd& b : to.ends)
      out.push_back(explain_pair(picture, from.title, to.title, {a, b}, asked));
  }
  return out;
}

int run(const NetFlags& flags, const Services& services) {
  if (flags.from.empty() || flags.to.empty())
    return complain("--from and --to say which connection is asked about", kUsage);
  const auto picture = read_net_picture(flags, services);
  if (!picture) return complain_of_net_picture(picture.error());
  const auto answer = explain(flags, **picture);
  if (!answer) return complain(answer.error().text(), kUsage);
  scan::FileLocator locator((*picture)->inventory);
  const std::vector<std::string> doubts = doubts_of(**picture);
  std::string out;
  bool any = false;
  std::vector<std::string> items;
  for (const NetExplanation& one : *answer) {
    any = any || !one.granted().is_empty();
    if (flags.output == "json") {
      items.push_back(explanation_json(one, **picture, locator));
    } else {
      out += (out.empty() ? "" : "\n") + explanation_text(one, **picture, locator);
    }
  }
  if (flags.output == "json") {
    out = formats::JsonObject()
              .raw("explanations", formats::json_array(items))
              .raw("unknown", formats::json_list(doubts))
              .take() +
          "\n";
  }
  const int printed = print_answer(out);
  if (printed != kGood) return printed;
  tell_doubts(doubts);
  if (!doubts.empty()) return kNotEvaluated;
  return any ? kGood : kFindings;
}

}  // namespace

void add_explain_command(Command& net, const Services& services, Action& action) {
  Command command = net.add_subcommand(
      "explain", "Which rules allow or deny a connection, and which change alters that");
  const auto flags = std::make_shared<NetFlags>();
  command.add_option("--from", flags->from,
                     "Who opens it: NAMESPACE/NAME, an address, or {ingress-controller}");
  command.add_option("--to", flags->to, "Whom to: NAMESPACE/NAME, or an address");
  command.add_option("--port", flags->port, "Which port of the receiver: 80, UDP/53");
  add_net_picture_flags(command, *flags);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
