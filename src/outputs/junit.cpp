// SPDX-License-Identifier: Apache-2.0
// A failed case is a finding; a waived one is skipped with its reason; what could not be evaluated
// is an error, since it is no pass. Controls that found nothing are not listed: a report does not
// say what they looked at.
#include "outputs/junit.h"

#include <fmt/core.h>

#include <map>

#include "outputs/format.h"
#include "outputs/table_summary.h"
#include "outputs/text.h"
#include "outputs/view.h"

namespace bulwark::outputs {
namespace {

struct Suite {
  const model::Control* control = nullptr;
  std::vector<std::size_t> findings;
  std::size_t waived = 0;
};

std::vector<Suite> suites_of(const View& view) {
  std::vector<Suite> suites;
  std::map<std::string_view, std::size_t> known;
  for (std::size_t i = 0; i < view.size(); ++i) {
    const model::Finding& finding = view.finding(i);
    const auto [at, fresh] = known.try_emplace(finding.control().id, suites.size());
    if (fresh) suites.push_back({&finding.control(), {}, 0});
    suites[at->second].findings.push_back(i);
    if (finding.waived != nullptr) ++suites[at->second].waived;
  }
  return suites;
}

std::string test_case(const Shown& shown) {
  const model::Control& control = *shown.control;
  std::string out = fmt::format(
      R"(<testcase classname="{}" name="{}")", xml_escape(control.id),
      xml_escape(shown.full_title() + (shown.path.empty() ? "" : " " + shown.path)));
  if (!shown.place.file.empty()) out += fmt::format(R"( file="{}")", xml_escape(shown.place.file));
  if (shown.place.line > 0) out += fmt::format(R"( line="{}")", shown.place.line);
  if (shown.waived) {
    return out + fmt::format("><skipped message=\"{}: {}\"/></testcase>\n", shown.waived->by,
                             xml_escape(shown.waived->reason));
  }
  std::string body = shown.where() + "\n" + shown.message;
  if (!control.fix.text.empty()) body += "\nFix: " + control.fix.text;
  return out + fmt::format("><failure type=\"{}\" message=\"{}\">{}</failure></testcase>\n",
                           model::name(control.severity), xml_escape(shown.message),
                           xml_escape(body));
}

void write_suite(View& view, const Suite& suite, io::Sink& sink) {
  sink.write(
      fmt::format(R"(<testsuite name="{}: {}" tests="{}" failures="{}" errors="0" skipped="{}">)",
                  xml_escape(suite.control->id), xml_escape(suite.control->title),
                  suite.findings.size(), suite.findings.size() - suite.waived, suite.waived) +
      "\n");
  for (const std::size_t i : suite.findings) {
    if (sink.failed()) return;
    sink.write(test_case(view.at(i)));
  }
  sink.write("</testsuite>\n");
}

void write_gaps(const View& view, std::size_t waived, io::Sink& sink) {
  const auto& gaps = view.not_evaluated();
  sink.write(
      fmt::format(
          R"(<testsuite name="not evaluated" tests="{}" failures="0" errors="{}" skipped="{}">)",
          gaps.size(), gaps.size() - waived, waived) +
      "\n");
  for (const model::Problem& problem : gaps) {
    const std::string_view element = problem.waived_by.empty() ? "error" : "skipped";
    const std::string reason = problem.reason + (problem.waived_by.empty()
                                                     ? ""
                                                     : " (waived: " + problem.waived_by + ")");
    sink.write(
        fmt::format("<testcase classname=\"{}\" name=\"{}\"><{} message=\"{}\"/></testcase>\n",
                    xml_escape(problem.control.empty() ? "not-evaluated" : problem.control),
                    xml_escape(gap_title(problem)), element, xml_escape(reason)));
  }
  sink.write("</testsuite>\n");
}

}  // namespace

void write_junit(View& view, const Options& /*options*/, io::Sink& sink) {
  const std::vector<Suite> suites = suites_of(view);
  std::size_t waived_gaps = 0;
  for (const model::Problem& problem : view.not_evaluated())
    waived_gaps += problem.waived_by.empty() ? 0 : 1;
  const std::size_t gaps = view.not_evaluated().size();
  const bool clean = suites.empty() && gaps == 0;
  sink.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  sink.write(fmt::format(
                 R"(<testsuites name="bulwark" tests="{}" failures="{}" errors="{}" skipped="{}">)",
                 view.size() + gaps + (clean ? 1 : 0), view.tally().total(), gaps - waived_gaps,
                 view.tally().waived + waived_gaps) +
             "\n");
  view.locate_all();
  for (const Suite& suite : suites) write_suite(view, suite, sink);
  if (gaps > 0) write_gaps(view, waived_gaps, sink);
  if (clean) {
    sink.write(fmt::format(
        "<testsuite name=\"bulwark\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n"
        "<testcase classname=\"bulwark\" name=\"{}\"/>\n</testsuite>\n",
        xml_escape(coverage_line(view))));
  }
  sink.write("</testsuites>\n");
}

}  // namespace bulwark::outputs
