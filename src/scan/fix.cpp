// SPDX-License-Identifier: Apache-2.0
// Goes through the documents of every file, from the last to the first, so that places stay.
#include "scan/fix.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

#include "formats/places.h"
#include "io/file_tree.h"
#include "io/read_file.h"
#include "io/sink.h"

namespace bulwark::scan {
namespace {

constexpr std::size_t kLargest = std::size_t{1} << 30;

/// The documents of one source that hold objects, by offset.
using Documents = std::map<std::uint64_t, const model::Resource*>;

std::map<std::uint32_t, Documents> documents_of(const model::Inventory& inventory) {
  std::map<std::uint32_t, Documents> all;
  for (const model::Segment& segment : inventory.segments) {
    for (const model::Resource& resource : segment.resources)
      all[resource.source].try_emplace(resource.offset, &resource);
  }
  return all;
}

bool is_of(FixWanted wanted, model::FixGrade grade) {
  if (wanted == FixWanted::all) return true;
  return (wanted == FixWanted::inert) == (grade == model::FixGrade::inert);
}

class Planner {
 public:
  Planner(const Scan& scan, const ScanOptions& options, FixWanted wanted)
      : scan_(scan), judge_(scan, options), wanted_(wanted) {}

  FixPlan run() {
    for (const auto& [source, documents] : documents_of(scan_.inventory))
      one_source(source, documents);
    for (const model::Finding& finding : scan_.report.findings) {
      const model::Fix& fix = finding.control().fix;
      if (finding.waived == nullptr && fix.by_machine() && !is_of(wanted_, fix.grade))
        ++plan_.other_grade;
    }
    return std::move(plan_);
  }

 private:
  bool wants(const model::Control& control) const { return is_of(wanted_, control.fix.grade); }

  void one_source(std::uint32_t index, const Documents& documents) {
    const model::Source& source = scan_.inventory.sources[index];
    if (source.cluster) return;
    if (source.rendered) {
      return leave(index,
                   "it was rendered: mend the chart or the kustomization that it comes from");
    }
    Result<std::string> text = source.text ? Result<std::string>(*source.text)
                               : source.file.empty()
                                   ? fail(ErrorCode::limit,
                                          "standard input was too long to be kept")
                                   : io::read_file(source.file, kLargest);
    if (!text) return leave(index, text.error().text());
    FixedFile file{source.name, source.file, *text, *text};
    const std::size_t first = plan_.findings.size();
    for (auto at = documents.rbegin(); at != documents.rend(); ++at)
      one_document(source, *at->second, file);
    std::stable_sort(plan_.findings.begin() + static_cast<std::ptrdiff_t>(first),
                     plan_.findings.end(),
                     [](const auto& a, const auto& b) { return a.line < b.line; });
    if (file.before != file.after || source.file.empty()) plan_.files.push_back(std::move(file));
  }

  void one_document(const model::Source& source, const model::Resource& resource, FixedFile& file) {
    if (resource.offset > file.before.size() ||
        resource.length > file.before.size() - resource.offset) {
      return leave_document(resource, "the file has changed since it was read");
    }
    const std::string_view text = std::string_view(file.before)
                                      .substr(resource.offset, resource.length);
    DocumentKind kind{source.json, std::string(resource.api_version()),
                      std::string(resource.kind()), source.name};
    auto fixed = fix_document(text, kind, judge_, [&](const auto& one) { return wants(one); });
    // JSON may stand in a YAML file, and what the JSON reader refused may have been read as YAML.
    if (!fixed && fixed.error().code == ErrorCode::malformed) {
      kind.json = !kind.json;
      fixed = fix_document(text, kind, judge_, [&](const auto& one) { return wants(one); });
    }
    if (!fixed) return leave_document(resource, fixed.error().text());
    const auto format = kind.json ? formats::TextFormat::json : formats::TextFormat::yaml;
    std::optional<formats::PlaceIndex> places;
    if (!fixed->outcomes.empty()) {
      if (auto index = formats::PlaceIndex::build(text, format)) places.emplace(std::move(*index));
    }
    for (FixOutcome& outcome : fixed->outcomes) {
      const std::uint32_t line = places
                                     ? resource.line + places->locate(outcome.place).begin.line - 1
                                     : 0;
      plan_.findings.push_back({outcome.control, std::move(outcome.title), std::move(outcome.path),
                                source.name, line, std::move(outcome.reason)});
    }
    file.after.replace(resource.offset, resource.length, fixed->text);
  }

  void leave_document(const model::Resource& document, const std::string& reason) {
    leave_if(reason, [&](const model::Resource& resource) {
      return resource.source == document.source && resource.offset == document.offset;
    });
  }

  void leave(std::uint32_t source, const std::string& reason) {
    leave_if(reason, [&](const model::Resource& resource) { return resource.source == source; });
  }

  template <class Of>
  void leave_if(const std::string& reason, const Of& of) {
    for (const model::Finding& finding : scan_.report.findings) {
      const model::Control& control = finding.control();
      if (!of(*finding.resource) || finding.waived != nullptr || !control.fix.by_machine() ||
          !wants(control)) {
        continue;
      }
      plan_.findings.push_back({&control, finding.resource->title(), finding.path(),
                                scan_.inventory.sources[finding.resource->source].name, 0, reason});
    }
  }

  const Scan& scan_;
  TextJudge judge_;
  FixWanted wanted_;
  FixPlan plan_;
};

}  // namespace

FixPlan plan_fixes(const Scan& scan, const ScanOptions& options, FixWanted wanted) {
  return Planner(scan, options, wanted).run();
}

bool is_fixed(const FixPlan& plan, const Scan& scan, const model::Finding& finding) {
  const std::string& file = scan.inventory.sources[finding.resource->source].name;
  return std::any_of(plan.findings.begin(), plan.findings.end(), [&](const FixedFinding& one) {
    return one.reason.empty() && one.control == &finding.control() && one.file == file &&
           one.path == finding.path() && one.title == finding.resource->title();
  });
}

Result<void> write_fixed(const FixedFile& file) {
  if (!io::is_writable(file.file))
    return fail(ErrorCode::denied, "the file is read-only; nothing was changed", file.name);
  const std::string now = TRY(io::read_file(file.file, kLargest));
  if (now != file.before)
    return fail(ErrorCode::unavailable, "the file was changed meanwhile; it was left as it is",
                file.name);
  const std::unique_ptr<io::FileSink> sink = TRY(io::FileSink::create(file.file));
  sink->write(file.after);
  return sink->finish();
}

}  // namespace bulwark::scan
