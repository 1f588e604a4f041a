// SPDX-License-Identifier: Apache-2.0
// The same as JSON, with everything that is there.
#include <fmt/core.h>

#include <vector>

#include "cli/lifecycle_answer.h"
#include "formats/json_object.h"
#include "model/locator.h"
#include "scan/file_locator.h"

namespace bulwark::cli {
namespace {

namespace lifecycle = analyzers::lifecycle;
using formats::JsonObject;
using lifecycle::Program;
using scan::Concern;
using scan::Lifecycle;

std::string minor_text(std::uint32_t minor) { return fmt::format("1.{}", minor); }

std::string program_json(const Lifecycle& answer, const Program& one) {
  JsonObject out;
  out.text("program", lifecycle::name_of(one.kind)).text("name", one.resource->name());
  out.text_if_any("namespace", one.resource->name_space());
  out.text("version", one.text);
  const auto minor = one.minor();
  if (!minor) return std::move(out.text("support", "unknown")).take();
  out.text("support", lifecycle::name_of(answer.support_of(*minor)));
  if (const lifecycle::Release* release = answer.releases.find(*minor)) {
    out.text("maintenance", release->maintenance).text("end", release->end);
    out.text_if_any("lastPatch", release->last_patch);
  }
  if (one.version) out.text_if_any("vendor", one.version->vendor());
  return std::move(out).take();
}

std::string fault_json(const lifecycle::SkewFault& one) {
  return JsonObject().text("program", one.program->title()).text("message", one.message).take();
}

class Concerns {
 public:
  explicit Concerns(const Lifecycle& answer) : locator_(answer.inventory) {}

  std::string json(const Concern& one, bool with_minor) {
    JsonObject out;
    out.text("object", one.resource->title()).text("apiVersion", one.resource->api_version());
    const model::Place place = locator_.locate(*one.resource, "apiVersion");
    out.text_if_any("file", place.file);
    if (place.line > 0) out.number("line", place.line);
    if (with_minor) out.text("since", minor_text(one.minor));
    out.text("message", one.message);
    return std::move(out).take();
  }

  std::string json(const std::vector<Concern>& some, bool with_minor = false) {
    std::vector<std::string> out;
    for (const Concern& one : some) out.push_back(json(one, with_minor));
    return formats::json_array(out);
  }

 private:
  scan::FileLocator locator_;
};

std::string brought_json(const scan::Passed<lifecycle::Brought>& one, Concerns& concerns) {
  JsonObject out;
  out.text("name", one.feature->name).text("from", minor_text(one.feature->from));
  if (one.feature->stable) out.text("stable", minor_text(*one.feature->stable));
  out.text("what", one.feature->what).text_if_any("needs", one.feature->needs);
  out.text_if_any("control", one.feature->control);
  if (!one.feature->control.empty()) out.raw("concerned", concerns.json(one.concerned));
  return std::move(out).take();
}

std::string taken_json(const scan::Passed<lifecycle::Taken>& one, Concerns& concerns) {
  JsonObject out;
  out.text("name", one.feature->name).text("since", minor_text(one.feature->since));
  out.text("what", one.feature->what).text("instead", one.feature->instead);
  out.text_if_any("control", one.feature->control);
  if (!one.feature->control.empty()) out.raw("concerned", concerns.json(one.concerned));
  return std::move(out).take();
}

std::string_view effective(const lifecycle::NodeFeatures& one) {
  switch (one.seccomp_default) {
    case lifecycle::Known::yes: return "RuntimeDefault";
    case lifecycle::Known::no: return "Unconfined";
    case lifecycle::Known::unknown: return "unknown";
  }
  return {};
}

std::string node_json(const Lifecycle& answer, const lifecycle::NodeFeatures& one) {
  const auto& pods = answer.workloads.pods_without_profile;
  const auto count = pods.find(one.node->name());
  JsonObject seccomp;
  seccomp.text("configured", lifecycle::name_of(one.seccomp_default));
  seccomp.text_if_any("by", one.seccomp_by).text("effective", effective(one));
  seccomp.number("podsWithoutProfile", count == pods.end() ? 0 : count->second);
  return JsonObject()
      .text("node", one.node->name())
      .raw("seccompDefault", std::move(seccomp).take())
      .raw("userNamespaces", JsonObject()
                                 .text("supported", lifecycle::name_of(one.user_namespaces))
                                 .raw("why", formats::json_list(one.why))
                                 .take())
      .take();
}

std::string profile_json(const lifecycle::WithoutProfile& one) {
  return JsonObject()
      .text("object", one.workload->title())
      .raw("containers", formats::json_list(one.containers))
      .take();
}

std::string users_json(const lifecycle::WithoutUsers& one) {
  return JsonObject()
      .text("object", one.workload->title())
      .raw("ends", formats::json_list(one.ended))
      .raw("cautions", formats::json_list(one.cautions))
      .take();
}

// Each on a line of its own.
template <class Some, class Write>
std::string lines(const Some& some, const Write& write) {
  std::string out = "[";
  for (const auto& one : some) out.append(out.size() > 1 ? ",\n" : "\n").append(write(one));
  return out + "]";
}

}  // namespace

std::string lifecycle_json(const Lifecycle& answer) {
  Concerns concerns(answer);
  JsonObject out;
  out.text_if_any("cluster", answer.cluster).text("today", answer.today);
  out.text("from", minor_text(answer.from)).text("to", minor_text(answer.to));
  out.text("support", lifecycle::name_of(answer.support_of(answer.from)));
  out.raw("programs",
          lines(answer.programs, [&](const Program& one) { return program_json(answer, one); }));
  out.raw("skew", lines(answer.skew, fault_json));
  out.raw("skewAfter", lines(answer.skew_after, fault_json));
  out.raw("removed",
          lines(answer.removed, [&](const Concern& one) { return concerns.json(one, true); }));
  out.raw("deprecated",
          lines(answer.deprecated, [&](const Concern& one) { return concerns.json(one, false); }));
  out.raw("takes", lines(answer.takes, [&](const auto& one) { return taken_json(one, concerns); }));
  out.raw("brings",
          lines(answer.brings, [&](const auto& one) { return brought_json(one, concerns); }));
  JsonObject unused;
  unused.number("workloads", answer.workloads.workloads);
  unused.raw("nodes", lines(answer.nodes, [&](const auto& one) { return node_json(answer, one); }));
  unused.raw("withoutSeccompProfile", lines(answer.workloads.without_profile, profile_json));
  unused.raw("withoutUserNamespace", lines(answer.workloads.without_users, users_json));
  out.raw("unused", std::move(unused).take());
  out.raw("unknown", formats::json_list(answer.unknown));
  return std::move(out).take() + "\n";
}

}  // namespace bulwark::cli
