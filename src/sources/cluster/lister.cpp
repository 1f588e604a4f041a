// SPDX-License-Identifier: Apache-2.0
// The life of a page: asked for, its successor queued, read, handed on.
#include "sources/cluster/lister.h"

#include <fmt/core.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "formats/json.h"
#include "sources/cluster/api_document.h"
#include "sources/cluster/secret_table.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr int kForbidden = 403;
constexpr int kGone = 410;
constexpr int kFirstServerError = 500;
constexpr unsigned kMostRestarts = 5;
constexpr unsigned kLostForGood = 4;  // requests in a row that nobody answered, however often tried

std::string object_key(const formats::Value& object) {
  const formats::Value* metadata = object.find("metadata");
  if (metadata == nullptr || !metadata->is_map()) return "";
  std::string key(metadata->text("namespace"));
  if (!key.empty()) key += '/';
  return key.append(metadata->text("name"));
}

// "deployments.apps in namespace shop", "namespaces/shop"
std::string gap_name(const Series& series) {
  std::string name = series.type->versions[0].full_name();
  if (!series.object.empty()) name += "/" + series.object;
  if (!series.name_space.empty()) name += " in namespace " + series.name_space;
  return name;
}

// A refusal names what is missing in the words of a role.
Error with_permission(Error error, const Series& series) {
  const std::string name = series.resource_type().full_name();
  if (!series.object.empty()) {
    error.message = fmt::format("missing permission: get {} in namespace {} ({})", name,
                                series.object, error.message);
    return error;
  }
  const std::string where = series.name_space.empty() ? "" : " in namespace " + series.name_space;
  error.message = fmt::format("missing permission: list {}{} ({})", name, where, error.message);
  return error;
}

}  // namespace

CustomTypes list_definitions(Lister& lister, const WantedType& definitions) {
  CustomTypes custom;
  lister.list({&definitions, 1}, [&](const formats::Value& definition) {
    const formats::Value* group = definition.at("spec", "group");
    const formats::Value* plural = definition.at("spec", "names", "plural");
    if (group == nullptr || plural == nullptr || !group->is_string() || !plural->is_string())
      return;
    custom[{std::string(group->as_string()), std::string(plural->as_string())}] = pod_templates_of(
        definition);
  });
  return custom;
}

Lister::Lister(ApiClient& client, const ReadOptions& options, Receiver& receiver)
    : client_(client), options_(options), receiver_(receiver) {}

void Lister::list(std::span<const WantedType> types, const Watch& watch) {
  watch_ = watch;
  for (const WantedType& type : types) {
    const ResourceType& best = type.versions[0];
    if (options_.namespaces.empty()) begin(type, "", "");
    for (const std::string& name_space : options_.namespaces) {
      if (best.namespaced) begin(type, name_space, "");
      if (best.group.empty() && best.resource == "namespaces") begin(type, "", name_space);
    }
  }
  const unsigned workers = std::max(1U, options_.workers);
  std::vector<std::jthread> threads;
  for (unsigned i = 1; i < workers; ++i) threads.emplace_back([this, i] { work(i); });
  work(0);
}

void Lister::begin(const WantedType& type, const std::string& name_space,
                   const std::string& object) {
  Series& series = series_.emplace_back();
  series.type = &type;
  series.name_space = name_space;
  series.object = object;
  queue_.put({&series, "", 0, ""});
}

void Lister::work(unsigned number) {
  Worker worker{number, PageReader(options_.document)};
  while (const std::optional<Page> next = queue_.take()) {
    if (!options_.stop.stop_requested() && receiver_.wants_more()) page(worker, *next);
    queue_.done();
  }
}

std::string Lister::url(const Page& page) const {
  const Series& series = *page.series;
  const std::string path = list_path(series.resource_type(), series.name_space);
  if (!series.object.empty()) return path + "/" + url_encoded(series.object);
  std::string url = fmt::format("{}?limit={}", path, options_.page_size);
  if (!page.continue_token.empty()) url += "&continue=" + url_encoded(page.continue_token);
  return url;
}

void Lister::page(Worker& worker, const Page& page) {
  Series& series = *page.series;
  if (lost_ >= kLostForGood) {
    return give_up(series,
                   {ErrorCode::unavailable, "not asked for: the API server stopped answering", {}});
  }
  const bool table = is_secret(series.resource_type());
  Result<ApiResponse> response = client_.get(url(page), table ? kTableAccept : kJson);
  if (!response) {
    const ErrorCode code = response.error().code;
    if (code == ErrorCode::unavailable || code == ErrorCode::timeout) ++lost_;
    return give_up(series, std::move(response.error()));
  }
  lost_ = 0;
  if (response->status == kGone) return expired(worker, page, std::move(*response));
  if (response->status < 200 || response->status > 299) return refused(page, *response);
  take(worker, page, std::move(*response));
}

void Lister::take(Worker& worker, const Page& page, ApiResponse response) {
  Series& series = *page.series;
  const std::size_t size = response.body.size();
  response.body.resize(size + formats::kJsonPadding);
  const std::string_view text(response.body.data(), size);
  series.resumes = 0;
  if (options_.progress != nullptr) options_.progress->bytes_done += size;
  {
    const std::lock_guard lock(mutex_);
    ++series.reading;
  }
  // While this page is read here, another worker can fetch the next one.
  std::string token = worker.reader.continue_token(text);
  if (!token.empty()) {
    queue_.put({&series, std::move(token), page.number + 1, page.skip_to}, /*first=*/true);
  }
  Result<std::vector<formats::Value>> objects = worker.reader.read(
      text, series.resource_type(), receiver_.workspace(worker.number));
  if (objects) {
    deliver(worker, page, std::move(*objects));
  } else {
    response.body.resize(size);
    give_up(series, unreadable(response, objects.error()));
  }
  {
    const std::lock_guard lock(mutex_);
    --series.reading;
  }
  taken_.notify_all();
}

void Lister::deliver(Worker& worker, const Page& page, std::vector<formats::Value> objects) {
  Series& series = *page.series;
  if (!page.skip_to.empty()) {
    std::erase_if(objects, [&](const auto& object) { return object_key(object) <= page.skip_to; });
  }
  if (objects.empty()) return;
  const bool ordered = std::is_sorted(
      objects.begin(), objects.end(),
      [](const auto& a, const auto& b) { return object_key(a) < object_key(b); });
  receiver_.take(worker.number, objects);
  objects_ += objects.size();
  const std::lock_guard lock(mutex_);
  series.ordered = series.ordered && ordered;
  if (series.keys.size() <= page.number) series.keys.resize(page.number + 1);
  series.keys[page.number] = {object_key(objects.front()), object_key(objects.back())};
  if (watch_) std::for_each(objects.begin(), objects.end(), watch_);
}

// The version of the list that was being read is gone.
void Lister::expired(Worker& worker, const Page& page, ApiResponse response) {
  Series& series = *page.series;
  const Error error = api_error(response, "");
  const std::size_t size = response.body.size();
  response.body.resize(size + formats::kJsonPadding);
  std::string token = worker.reader.continue_token({response.body.data(), size});
  if (!token.empty() && ++series.resumes <= kMostRestarts) {
    return queue_.put({&series, std::move(token), page.number, page.skip_to}, /*first=*/true);
  }
  if (++series.restarts > kMostRestarts) return give_up(series, error);
  // Begun anew, the list is told from what is there already by its order.
  std::unique_lock lock(mutex_);
  taken_.wait(lock, [&] { return series.reading == 0; });
  if (!series.in_order()) {
    lock.unlock();
    return give_up(series, error);
  }
  queue_.put({&series, "", page.number, series.last_key()}, /*first=*/true);
}

void Lister::refused(const Page& page, const ApiResponse& response) {
  Series& series = *page.series;
  Error error = api_error(response, "");
  const bool another = page.continue_token.empty() &&
                       series.version + 1 < series.type->versions.size();
  if (another && response.status >= kFirstServerError) {
    if (!series.first_error) series.first_error = std::move(error);
    ++series.version;
    return queue_.put(page, /*first=*/true);
  }
  if (response.status == kForbidden) error = with_permission(std::move(error), series);
  give_up(series, std::move(error));
}

void Lister::give_up(Series& series, Error error) {
  if (error.code == ErrorCode::cancelled) return;
  if (series.first_error) error = std::move(*series.first_error);
  model::Problem problem;
  problem.what = gap_name(series);
  problem.reason = error.text();
  problem.code = error.code;
  problem.cluster = client_.access().context;
  const std::lock_guard lock(mutex_);
  problems_.push_back(std::move(problem));
}

}  // namespace bulwark::sources::cluster
