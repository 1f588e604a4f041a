// SPDX-License-Identifier: Apache-2.0
#include "sources/cluster/retries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulwark::sources::cluster {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

// The pauses until it gives up.
template <class Failure>
std::vector<long> pauses(const Failure& failure, bool reached = true,
                         const ApiOptions& options = {}) {
  std::vector<long> out;
  Retries retries(options, reached);
  while (const auto pause = retries.after(failure)) out.push_back(pause->count());
  return out;
}

io::HttpResponse answer(int status, std::optional<int> retry_after = std::nullopt) {
  io::HttpResponse out;
  out.status = status;
  if (retry_after) out.retry_after = std::chrono::seconds(*retry_after);
  return out;
}

Error error(ErrorCode code) { return {code, "x", {}}; }

TEST(Retries, DoubleThePauseUpToTheLongest) {
  ApiOptions options;
  options.tries = 8;
  EXPECT_THAT(pauses(answer(429), true, options),
              ElementsAre(500, 1000, 2000, 4000, 8000, 8000, 8000));
}

TEST(Retries, ComeBackWhenTheServerSaysSo) {
  EXPECT_THAT(pauses(answer(429, 3)), ElementsAre(3000, 3000, 3000, 3000));
  EXPECT_THAT(pauses(answer(503, 1)), ElementsAre(1000, 1000, 1000, 1000));
  EXPECT_THAT(pauses(answer(429, 3600)), ElementsAre(30000, 30000, 30000, 30000));
}

TEST(Retries, AreFewerWhereTheServerIsBroken) {
  for (const int status : {500, 502, 503, 504})
    EXPECT_THAT(pauses(answer(status)), ElementsAre(500, 1000)) << status;
}

TEST(Retries, AreNotMadeOfAnswers) {
  for (const int status : {200, 302, 400, 401, 403, 404, 409, 410, 501})
    EXPECT_THAT(pauses(answer(status)), IsEmpty()) << status;
}

TEST(Retries, TryABrokenConnectionAgainOnlyWhereTheServerWasReachedBefore) {
  EXPECT_THAT(pauses(error(ErrorCode::unavailable)), ElementsAre(500, 1000, 2000, 4000));
  EXPECT_THAT(pauses(error(ErrorCode::unavailable), false), IsEmpty());
}

TEST(Retries, TryASlowServerOnceMore) {
  EXPECT_THAT(pauses(error(ErrorCode::timeout)), ElementsAre(500));
}

TEST(Retries, DoNotHelpAgainstAWrongCertificate) {
  for (const ErrorCode code : {ErrorCode::denied, ErrorCode::limit, ErrorCode::cancelled})
    EXPECT_THAT(pauses(error(code)), IsEmpty());
}

}  // namespace
}  // namespace bulwark::sources::cluster
