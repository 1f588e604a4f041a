// SPDX-License-Identifier: Apache-2.0
// `bulwark image sbom IMAGE`: the packages of an image, as a table or as a bill of materials.
#include <fmt/core.h>
#include <unistd.h>

#include <memory>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/image_ask.h"
#include "cli/rbac_table.h"
#include "io/sink.h"
#include "model/package_url.h"
#include "outputs/cyclonedx.h"
#include "outputs/spdx.h"
#include "scan/image_packages.h"

namespace bulwark::cli {
namespace {

struct Flags {
  ImageFlags image;
  std::string output = "table";
};

std::string packages_table(const model::Sbom& bill) {
  std::vector<Row> rows;
  for (const model::SbomPackage& one : bill.packages) {
    const model::Package& package = one.package;
    rows.push_back({std::string(model::package_url_type(package.type)), shown(title_of(package)),
                    shown(package.version), one.layer ? std::to_string(one.layer->index + 1) : "",
                    shown(package.path)});
  }
  return table({"TYPE", "NAME", "VERSION", "LAYER", "FILE"}, rows);
}

Result<void> write(const model::Sbom& bill, const std::string& output, const std::string& version) {
  io::DescriptorSink sink(STDOUT_FILENO);
  if (output == "cyclonedx") {
    outputs::write_cyclonedx(bill, version, sink);
  } else if (output == "spdx") {
    outputs::write_spdx(bill, version, sink);
  } else {
    sink.write(packages_table(bill));
  }
  return sink.finish();
}

int run(const Flags& flags, const Services& services) {
  if (flags.output != "table" && flags.output != "cyclonedx" && flags.output != "spdx")
    return complain(fmt::format("-o {}: it is table, cyclonedx or spdx", flags.output), kUsage);
  const auto contents = read_image_contents(flags.image, services);
  if (!contents) return complain_of_image(contents.error());
  if (const auto written = write(contents->bill, flags.output, services.version);
      !written && written.error().code != ErrorCode::cancelled)
    return complain(written.error().text(), kUsage);
  return tell_image_gaps(contents->bill.gaps);
}

}  // namespace

void add_image_sbom_command(Command& image, const Services& services, Action& action) {
  Command command = image.add_subcommand(
      "sbom", "The packages of an image or a bill (sbom:FILE), each with its layer and file");
  const auto flags = std::make_shared<Flags>();
  add_image_flags(command, flags->image);
  command.add_option("-o,--output", flags->output, "table, cyclonedx (1.6) or spdx (2.3)");
  command.callback([&services, &action, flags] {
    action = [&services, flags] { return run(*flags, services); };
  });
}

}  // namespace bulwark::cli
