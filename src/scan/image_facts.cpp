// SPDX-License-Identifier: Apache-2.0
#include "scan/image_facts.h"

#include <optional>

#include "base/day.h"
#include "sources/container/base_layers.h"

namespace bulwark::scan {
namespace {

namespace container = sources::container;

// Steps of the base image come first: all up to its last layer, and what it says behind it.
std::vector<model::ImageStep> history_of(const container::Image& image) {
  const std::size_t base = container::base_layers(image).value_or(0);
  std::vector<model::ImageStep> out;
  std::size_t layers = 0;
  for (const container::HistoryStep& step : image.config.history) {
    if (!step.empty_layer) ++layers;
    out.push_back({step.created_by, base > 0 && layers <= base});
  }
  return out;
}

}  // namespace

model::ImageFacts image_facts(const ImageContents& contents, std::string_view name,
                              std::string_view today) {
  const container::ImageConfig& config = contents.image.config;
  model::ImageFacts out;
  out.name = name;
  out.digest = contents.image.digest;
  out.created = config.created;
  constexpr std::size_t kDay = 10;  // of RFC 3339
  out.age_days = days_between(std::string_view(config.created).substr(0, kDay), today);
  if (contents.image.has_config) {
    out.user = config.user;
  } else {
    out.user.reset();
  }
  out.env = config.environment;
  out.ports = config.ports;
  out.entrypoint = config.entrypoint;
  out.command = config.command;
  out.shell = config.shell;
  out.health_check = config.health_check;
  out.labels = config.labels;
  out.volumes = config.volumes;
  out.stop_signal = config.stop_signal;
  const container::BaseName base = container::base_name(contents.image);
  out.base_name = base.reference;
  out.base_digest = base.digest;
  out.history = history_of(contents.image);
  if (contents.tools) {
    out.setuid_files = contents.tools->setuid;
    out.shells = contents.tools->shells;
    out.package_managers = contents.tools->package_managers;
  }
  return out;
}

}  // namespace bulwark::scan
