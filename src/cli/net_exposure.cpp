// SPDX-License-Identifier: Apache-2.0
// `bulwark net exposure`: who may reach each workload, and how far one gets from it.
#include <unistd.h>

#include <memory>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/net_ask.h"
#include "cli/net_exposure_answer.h"
#include "io/sink.h"

namespace bulwark::cli {
namespace {

namespace network = analyzers::network;

int run(const NetFlags& flags, const Services& services) {
  const auto picture = read_net_picture(flags, services);
  if (!picture) return complain_of_net_picture(picture.error());
  const std::vector<network::Exposure> exposures = network::exposures(
      *(*picture)->endpoints, (*picture)->policies, (*picture)->leads, *(*picture)->reach);
  const std::vector<std::string> doubts = doubts_of(**picture);
  io::DescriptorSink sink(STDOUT_FILENO);
  sink.write(flags.output == "json" ? exposure_json(exposures, doubts) : exposure_table(exposures));
  const Result<void> written = sink.finish();
  if (!written && written.error().code != ErrorCode::cancelled)
    return complain(written.error().text(), kUsage);
  tell_doubts(doubts);
  if (!doubts.empty()) return kNotEvaluated;
  // What leads from the internet stands first.
  return exposures.empty() || exposures.front().doors.empty() ? kGood : kFindings;
}

}  // namespace

void add_exposure_command(Command& net, const Services& services, Action& action) {
  Command command = net.add_subcommand("exposure",
                                       "Who may reach each workload, and how far one gets from it");
  const auto flags = std::make_shared<NetFlags>();
  flags->output = "table";
  flags->outputs = {"table", "json"};
  add_net_picture_flags(command, *flags);
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
