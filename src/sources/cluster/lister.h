// SPDX-License-Identifier: Apache-2.0
// Lister: lists types page by page through several workers.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/problem.h"
#include "sources/cluster/api_client.h"
#include "sources/cluster/page_queue.h"
#include "sources/cluster/page_reader.h"
#include "sources/cluster/read_cluster.h"

namespace bulwark::sources::cluster {

class Lister {
 public:
  /// All must outlive the lister.
  Lister(ApiClient& client, const ReadOptions& options, Receiver& receiver);

  /// Sees every object as well; one thread at a time.
  using Watch = std::function<void(const formats::Value& object)>;

  /// Lists all of these, which must live as long as the lister, and returns when that is done. What
  /// fails is a problem.
  void list(std::span<const WantedType> types, const Watch& watch = nullptr);

  std::uint64_t objects() const { return objects_; }
  std::vector<model::Problem> take_problems() { return std::move(problems_); }

 private:
  struct Worker {
    unsigned number;
    PageReader reader;
  };
  void begin(const WantedType& type, const std::string& name_space, const std::string& object);
  void work(unsigned number);
  void page(Worker& worker, const Page& page);
  void take(Worker& worker, const Page& page, ApiResponse response);
  void deliver(Worker& worker, const Page& page, std::vector<formats::Value> objects);
  void expired(Worker& worker, const Page& page, ApiResponse response);
  void refused(const Page& page, const ApiResponse& response);
  void give_up(Series& series, Error error);
  std::string url(const Page& page) const;

  ApiClient& client_;
  const ReadOptions& options_;
  Receiver& receiver_;
  PageQueue queue_;
  Watch watch_;
  std::atomic<std::uint64_t> objects_ = 0;
  std::atomic<unsigned> lost_ = 0;  ///< requests without any answer since the last answer

  std::mutex mutex_;               ///< of what follows, and of what the series say so
  std::condition_variable taken_;  ///< a page of some series was read
  std::deque<Series> series_;
  std::vector<model::Problem> problems_;
};

/// The CustomResourceDefinitions, which are listed before everything else.
inline const GroupResource kDefinitions{"apiextensions.k8s.io", "customresourcedefinitions"};

/// Lists them and returns what they say.
CustomTypes list_definitions(Lister& lister, const WantedType& definitions);

}  // namespace bulwark::sources::cluster
