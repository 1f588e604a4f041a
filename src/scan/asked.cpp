// SPDX-License-Identifier: Apache-2.0
// What was chosen, what was there, and what could not be read.
#include "scan/asked.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "model/gap.h"
#include "model/kinds.h"
#include "model/own_documents.h"
#include "scan/findings.h"

namespace bulwark::scan {
namespace {

using policy::ControlFile;
using policy::SubjectKind;

constexpr std::string_view kNodeFiles = "nodefiles";
constexpr std::string_view kImages = "imageconfigurations";
constexpr std::string_view kDockerfiles = "dockerfiles";

// What stands behind the plural of a document of ours.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kOwnNames{
    {{"kubeapiservers", "API server"},
     {"kubecontrollermanagers", "controller manager"},
     {"kubeschedulers", "scheduler"},
     {"etcds", "etcd"},
     {"kubelets", "kubelet"},
     {"kubeproxies", "kube-proxy"},
     {"apiserverencryptions", "configuration of encryption"},
     {"apiserverauditpolicies", "audit policy"},
     {"apiserverauthorizations", "configuration of authorization"},
     {"certificates", "certificate"},
     {"containerruntimes", "container runtime"},
     {kDockerfiles, "Dockerfile"},
     {kImages, "image"},
     {kNodeFiles, "node"}}};

// Types whose objects may carry pods: a gap in one of them hides pods.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kPodTypes{
    {{"", "pods"},
     {"", "podtemplates"},
     {"", "replicationcontrollers"},
     {"apps", "daemonsets"},
     {"apps", "deployments"},
     {"apps", "replicasets"},
     {"apps", "statefulsets"},
     {"batch", "cronjobs"},
     {"batch", "jobs"}}};

std::string name_of(const SubjectKind& subject) {
  if (subject.of != SubjectKind::Of::resource) return "pods";
  const auto known = std::ranges::find(kOwnNames, subject.resource,
                                       &std::pair<std::string_view, std::string_view>::first);
  return known == kOwnNames.end() ? subject.resource : std::string(known->second);
}

bool is_of_pods(const SubjectKind& subject) { return subject.of != SubjectKind::Of::resource; }

bool is_about(const ControlFile& file, std::string_view own_resource) {
  return std::ranges::any_of(file.subjects, [&](const SubjectKind& subject) {
    return subject.group == model::kOwnGroup && subject.resource == own_resource;
  });
}

// Those that readers answer from packages have no subject.
bool is_of_images(const ControlFile& file) {
  return file.subjects.empty() || is_about(file, kImages);
}

bool is_of_files(const ControlFile& file) {
  return policy::is_about_own_documents(file) && file.subjects.front().resource == kNodeFiles;
}

// Components are told by their pods, and analyzers of network policies judge the pods that these
// are about.
bool judges_pods(const ControlFile& file) {
  return std::ranges::any_of(file.subjects, [&](const SubjectKind& subject) {
    return is_of_pods(subject) || policy::is_about_own_documents(file) ||
           (file.engine == policy::Engine::analyzer && subject.resource == "networkpolicies");
  });
}

bool fits(const std::string& pattern, std::string_view text) {
  return pattern == "*" || pattern == text;
}

Asked not_answered(std::string why, bool open) { return {.why_not = std::move(why), .open = open}; }

}  // namespace

AskedControls::AskedControls(const model::Report& report, const AskedInput& input)
    : report_(report), input_(input) {
  for (const policy::CompiledControl& control : input.chosen.controls)
    chosen_.insert(control.file->control.id);
  for (const auto* files : {&input.chosen.by_reader, &input.chosen.by_analyzer}) {
    for (const ControlFile* file : *files) chosen_.insert(file->control.id);
  }
  const std::vector<model::Cluster>& clusters = report.inventory->clusters;
  const bool whole = std::ranges::all_of(
      clusters, [](const model::Cluster& cluster) { return cluster.namespaces.empty(); });
  all_read_ = input.complete || (whole && !clusters.empty());
  read_types();
  count_answers();
  sort_gaps();
}

void AskedControls::read_types() {
  for (const model::Segment& segment : report_.inventory->segments) {
    for (const model::Resource& resource : segment.resources) {
      const bool is_new = types_.emplace(resource.api_version(), resource.kind()).second;
      if (!is_new) continue;  // whether it may carry pods is a matter of its type
      const model::PodTemplate pod = model::pod_template_of(resource.root);
      has_pods_ = has_pods_ || pod.value != nullptr || !pod.path.empty();
    }
  }
}

void AskedControls::count_answers() {
  for (const policy::Answers& answers : input_.answers) {
    for (const policy::Met& met : answers.met) {
      Count& count = counts_[met.control->file->control.id];
      count.subjects += met.subjects;
      count.applied = count.applied || met.applied;
    }
  }
}

// A file of a node that could not be read has a document of its own, which is not evaluated.
void AskedControls::sort_gaps() {
  for (const model::Problem& problem : report_.not_evaluated) {
    if (!problem.control.empty()) {
      unjudged_[problem.control].push_back(&problem);
    } else if (is_image_gap(problem)) {
      image_gaps_.push_back(&problem);
    } else if (problem.document || !problem.file.empty() || !problem.cluster.empty()) {
      unread_.push_back(&problem);
    }
  }
}

bool AskedControls::is_there(const SubjectKind& subject) const {
  return std::ranges::any_of(types_, [&](const auto& type) {
    const model::GroupVersion api = model::split_api_version(type.first);
    return fits(subject.group, api.group) && fits(subject.version, api.version) &&
           fits(subject.resource, model::resource_of(type.second));
  });
}

bool AskedControls::met_something(const ControlFile& file) const {
  const auto count = counts_.find(file.control.id);
  if (count != counts_.end()) return count->second.subjects > 0;
  return (has_pods_ && judges_pods(file)) ||
         std::ranges::any_of(file.subjects,
                             [&](const SubjectKind& subject) { return is_there(subject); });
}

// What a layer holds, and whether there is an image at all, matters to all that is asked of images;
// what packages it has, to those controls alone that readers answer.
const model::Problem* AskedControls::hiding_image(const ControlFile& file) const {
  if (!is_of_images(file)) return nullptr;
  const auto found = std::ranges::find_if(image_gaps_, [&](const model::Problem* gap) {
    if (file.subjects.empty()) return true;
    if (!gap->what.starts_with(kImageGap)) return false;
    const std::size_t part = gap->what.find(": ");
    const std::string_view of = part == std::string::npos
                                    ? std::string_view()
                                    : std::string_view(gap->what).substr(part + 2);
    return of.empty() || of.starts_with("layer ") || of == "configuration";
  });
  return found == image_gaps_.end() ? nullptr : *found;
}

// What could not be read and may have been one of the control's objects.
const model::Problem* AskedControls::hiding(const ControlFile& file) const {
  if (const model::Problem* gap = hiding_image(file)) return gap;
  const bool pods = judges_pods(file);
  for (const model::Problem* gap : unread_) {
    if (is_pod_gap(*gap)) {
      if (pods) return gap;
      continue;
    }
    if (gap->cluster.empty()) return gap;  // a document of which nobody knows what it is
    for (const SubjectKind& subject : file.subjects) {
      if (!is_of_pods(subject) && model::gap_may_hide(gap->what, subject.group, subject.resource))
        return gap;
    }
    const bool hides_pods = std::ranges::any_of(kPodTypes, [&](const auto& type) {
      return model::gap_may_hide(gap->what, type.first, type.second);
    });
    if (pods && hides_pods) return gap;
  }
  return nullptr;
}

Asked AskedControls::of(const ControlFile& file) const {
  const std::string& id = file.control.id;
  if (!chosen_.contains(id)) {
    const bool by_audit = input_.own_documents && !policy::is_about_own_documents(file);
    return not_answered(
        by_audit ? "a node audit asks nothing about objects of the API" : "left out of this run",
        false);
  }
  if (const auto found = unjudged_.find(id); found != unjudged_.end()) {
    const model::Problem& first = *found->second.front();
    const bool open = std::ranges::any_of(
        found->second, [](const model::Problem* one) { return one->waived_by.empty(); });
    const std::size_t more = found->second.size() - 1;
    return not_answered(
        fmt::format("{}: {}{}", first.what, first.reason.substr(0, first.reason.find('\n')),
                    more > 0 ? fmt::format(" (and {} more)", more) : ""),
        open);
  }
  const model::Problem* gap = is_of_files(file) ? nullptr : hiding(file);
  if (gap != nullptr)
    return not_answered(fmt::format("{} could not be read: {}", gap->what,
                                    gap->reason.substr(0, gap->reason.find('\n'))),
                        gap->waived_by.empty());
  if (file.subjects.empty()) return of_packages();
  return policy::is_about_own_documents(file) ? of_own_documents(file) : of_objects(file);
}

Asked AskedControls::shown(const ControlFile& evidence) const {
  const bool own = policy::is_about_own_documents(evidence);
  if ((all_read_ && !own) || met_something(evidence)) return {.answered = true};
  return not_answered(
      fmt::format("no {} {} read", name_of(evidence.subjects.front()), own ? "was" : "were"),
      !input_.own_documents && !input_.narrowed);
}

// Each image whose packages were matched is there as its configuration too.
Asked AskedControls::of_packages() const {
  const bool read = std::ranges::any_of(
      types_, [](const auto& type) { return model::resource_of(type.second) == kImages; });
  if (read) return {.answered = true};
  Asked out = not_answered("no image was read", !input_.own_documents);
  out.absent = true;
  return out;
}

Asked AskedControls::of_own_documents(const ControlFile& file) const {
  const auto count = counts_.find(file.control.id);
  // Of how an image is built nothing is missing: a step that is not there has no fault.
  const bool of_build = is_about(file, kImages) || is_about(file, kDockerfiles);
  const bool whole = of_build && count != counts_.end() && count->second.subjects > 0;
  if (whole || (count != counts_.end() && count->second.applied)) return {.answered = true};
  const std::string name = name_of(file.subjects.front());
  std::string why = fmt::format("it does not apply to the {} that was read", name);
  if (count == counts_.end() || count->second.subjects == 0) {
    why = fmt::format("no {} was read", name);
  } else if (is_of_files(file)) {
    why = "no such file was found on the node";
  }
  // A node audit is of what there is on one node.
  Asked out = not_answered(std::move(why), !input_.own_documents);
  out.absent = true;
  return out;
}

Asked AskedControls::of_objects(const ControlFile& file) const {
  if (const auto found = input_.unsure.find(file.control.id); found != input_.unsure.end())
    return not_answered("it depends on what was not read: " + found->second, true);
  if (all_read_ || met_something(file)) return {.answered = true};
  return not_answered(fmt::format("no {} were read", name_of(file.subjects.front())), true);
}

}  // namespace bulwark::scan
