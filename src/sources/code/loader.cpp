// SPDX-License-Identifier: Apache-2.0
// The order of the outcome does not depend on which worker read what, except for the segments.
#include "sources/code/loader.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <thread>
#include <tuple>
#include <utility>

#include "formats/json.h"
#include "sources/code/yaml_slicer.h"

namespace bulwark::sources::code {
namespace {

constexpr unsigned kMostWorkers = 256;

unsigned worker_count(const LoadOptions& options) {
  unsigned count = options.workers;
  if (count == 0) count = std::max(1U, std::thread::hardware_concurrency());
  return std::min(count, kMostWorkers);
}

model::Source source_of(const Input& input) {
  model::Source source;
  source.name = input.path;
  source.dockerfile = input.kind == InputKind::dockerfile;
  if (input.kind == InputKind::file || source.dockerfile) source.file = input.path;
  return source;
}

model::Problem to_problem(const model::Source& source, Gap&& gap) {
  model::Problem problem;
  problem.what = source.name;
  if (gap.line > 0) problem.what += fmt::format(":{}:{}", gap.line, gap.column);
  problem.reason = std::move(gap.reason);
  problem.code = gap.code;
  problem.file = source.name;
  problem.line = gap.line;
  problem.column = gap.column;
  problem.document = gap.document;
  return problem;
}

}  // namespace

Loader::Loader(std::span<const Input> inputs, const LoadOptions& options,
               model::Inventory& inventory)
    : inputs_(inputs),
      options_(options),
      inventory_(inventory),
      feed_(inputs, options),
      tools_(find_tools(options)) {
  for (std::size_t i = 0; i < inputs.size(); ++i) add_source(i, source_of(inputs[i]));
}

std::uint32_t Loader::add_source(std::size_t input, model::Source source) {
  const std::lock_guard lock(mutex_);
  sources_.push_back(std::move(source));
  input_of_.push_back(input);
  return static_cast<std::uint32_t>(sources_.size() - 1);
}

Result<std::vector<std::string>> Loader::run() {
  const std::size_t first_pool = options_.pools_before + inventory_.segments.size() + 1;
  const unsigned workers = worker_count(options_);
  std::deque<Reader> readers;
  for (unsigned i = 0; i < workers; ++i) {
    readers.emplace_back(static_cast<std::uint16_t>(first_pool + i), options_);
  }
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < workers; ++i)
      threads.emplace_back([this, &readers, i] { work(readers[i]); });
    work(readers[0]);
  }
  if (options_.stop.stop_requested()) return fail(ErrorCode::cancelled, "reading was interrupted");
  std::vector<std::string> not_kubernetes;
  merge(readers, not_kubernetes);
  return not_kubernetes;
}

void Loader::work(Reader& reader) {
  Batch batch;
  while (const std::optional<Job> job = feed_.next(batch)) {
    const Input& input = inputs_[job->input];
    const auto source = static_cast<std::uint32_t>(job->input);
    if (job->kind == Job::Kind::failed) {
      reader.note(source, job->error);
    } else if (job->kind == Job::Kind::batch) {
      reader.read(batch, source);
    } else if (input.kind == InputKind::file) {
      whole(reader, batch, job->input);
    } else if (input.kind == InputKind::dockerfile) {
      reader.dockerfile(input.path, source);
    } else {
      rendered(reader, batch, job->input);
    }
  }
}

void Loader::whole(Reader& reader, Batch& batch, std::size_t input) {
  const auto source = static_cast<std::uint32_t>(input);
  Result<Stream> stream = Stream::open(inputs_[input], input, options_);
  if (!stream) return reader.note(source, stream.error());
  for (;;) {
    const Result<bool> more = stream->next(batch);
    if (!more) return reader.note(source, more.error());
    if (!*more) return;
    reader.read(batch, source);
  }
}

void Loader::rendered(Reader& reader, Batch& batch, std::size_t input) {
  Result<std::vector<Rendered>> all = render(inputs_[input], tools_, options_);
  if (!all) return reader.note(static_cast<std::uint32_t>(input), all.error());
  for (Rendered& one : *all) {
    batch.input = input;
    batch.json = false;
    batch.base = 0;
    batch.buffer.assign(one.text.begin(), one.text.end());
    batch.buffer.resize(batch.buffer.size() + formats::kJsonPadding);
    batch.slices.clear();
    YamlSlicer(options_.document.limits).cut(one.text, true, batch.slices);
    model::Source source;
    source.name = std::move(one.name);
    source.text = std::move(one.text);
    source.rendered = true;
    reader.read(batch, add_source(input, std::move(source)));
  }
}

void Loader::merge(std::deque<Reader>& readers, std::vector<std::string>& not_kubernetes) {
  for (Feed::Spooled& spooled : feed_.take_spooled())
    sources_[spooled.input].text = std::move(spooled.text);
  // Rendered sources go behind the input that they came from.
  std::vector<std::uint32_t> order(sources_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return input_of_[a] < input_of_[b]; });
  const auto first_source = static_cast<std::uint32_t>(inventory_.sources.size());
  std::vector<std::uint32_t> place(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;

  std::vector<Tally> tallies(sources_.size());
  for (Reader& reader : readers) {
    const auto segment = static_cast<std::uint32_t>(inventory_.segments.size());
    inventory_.segments.push_back(reader.take_segment());
    inventory_.segments.back().pool->close();
    for (model::Resource& resource : inventory_.segments.back().resources) {
      resource.source = first_source + place[resource.source];
    }
    for (model::DuplicateKey& duplicate : reader.take_duplicate_keys()) {
      duplicate.segment = segment;
      inventory_.duplicate_keys.push_back(std::move(duplicate));
    }
    for (auto& [source, tally] : reader.take_tallies()) {
      sources_[source].json |= tally.json;
      tallies[place[source]].add(std::move(tally));
    }
  }
  for (const std::uint32_t from : order) inventory_.sources.push_back(std::move(sources_[from]));
  std::vector<bool> named;
  for (const std::uint32_t from : order)
    named.push_back(inputs_[input_of_[from]].named || from >= inputs_.size());
  merge_tallies(tallies, first_source, named, not_kubernetes);
}

void Loader::merge_tallies(std::vector<Tally>& tallies, std::uint32_t first_source,
                           const std::vector<bool>& named,
                           std::vector<std::string>& not_kubernetes) {
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    Tally& tally = tallies[i];
    const model::Source& source = inventory_.sources[first_source + i];
    if (!named[i] && !tally.kubernetes && !tally.gaps.empty()) {
      not_kubernetes.push_back(source.name);
      continue;
    }
    inventory_.documents += tally.documents;
    inventory_.empty += tally.empty;
    std::stable_sort(tally.gaps.begin(), tally.gaps.end(), [](const Gap& a, const Gap& b) {
      return std::tie(a.offset, a.line, a.column, a.reason) <
             std::tie(b.offset, b.line, b.column, b.reason);
    });
    for (Gap& gap : tally.gaps) inventory_.problems.push_back(to_problem(source, std::move(gap)));
  }
}

}  // namespace bulwark::sources::code
