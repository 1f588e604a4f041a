// SPDX-License-Identifier: Apache-2.0
// Measures evaluation and compilation of expressions, and counts the heap allocations of an
// evaluation once it has run a few times. usage: cel_bench EXPRESSIONS POD
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <new>
#include <string>

#include "cel/compile.h"
#include "cel/evaluator.h"
#include "formats/builder.h"
#include "formats/json.h"

namespace {
std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace bulwark::cel {
namespace {

using Clock = std::chrono::steady_clock;

/// Nanoseconds of one run: the best of some rounds, since another program may have had the core.
template <class Run>
double nanoseconds(Run run) {
  constexpr double kRoundNanoseconds = 5e6;
  constexpr int kRounds = 5;
  double best = 1e18;
  std::size_t times = 1;
  for (int round = 0; round < kRounds;) {
    const auto start = Clock::now();
    for (std::size_t i = 0; i < times; ++i) run();
    const std::chrono::duration<double, std::nano> took = Clock::now() - start;
    if (took.count() < kRoundNanoseconds) {
      times *= 2;
      continue;
    }
    best = std::min(best, took.count() / static_cast<double>(times));
    ++round;
  }
  return best;
}

bool measure(const std::string& expression, const Environment& environment, const Value& pod) {
  const auto program = compile(expression, environment);
  Evaluator evaluator;
  const std::array slots{pod};
  if (!program || !evaluator.run(*program, slots)) {
    std::fprintf(stderr, "%s: %s\n", expression.c_str(),
                 program ? "fails" : program.error().text().c_str());
    return false;
  }
  std::size_t failures = 0;
  const double evaluation = nanoseconds(
      [&] { failures += evaluator.run(*program, slots) ? 0 : 1; });
  const std::size_t before = allocations;
  for (int i = 0; i < 1000; ++i) failures += evaluator.run(*program, slots) ? 0 : 1;
  const std::size_t made = allocations - before;
  const double compilation = nanoseconds(
      [&] { failures += compile(expression, environment) ? 0 : 1; });
  std::printf("%.1f %.1f %.3f\n", evaluation, compilation, static_cast<double>(made) / 1000);
  return failures == 0;
}

std::string read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int run(const char* expressions, const char* pod_file) {
  std::string text = read_file(pod_file);
  const std::size_t size = text.size();
  text.append(formats::kJsonPadding, ' ');
  formats::Pool pool(1, 42);
  formats::Builder builder(pool);
  formats::JsonReader reader;
  const auto pod = reader.read(std::string_view(text).substr(0, size), builder, {});
  if (!pod) return 1;
  Environment environment;
  if (!environment.declare("object", Type::dyn())) return 1;
  std::ifstream file(expressions);
  for (std::string line; std::getline(file, line);) {
    if (!measure(line, environment, pod->root)) return 1;
  }
  return 0;
}

}  // namespace
}  // namespace bulwark::cel

int main(int count, char** arguments) {
  if (count == 3) return bulwark::cel::run(arguments[1], arguments[2]);
  std::fprintf(stderr, "usage: cel_bench EXPRESSIONS POD\n");
  return 2;
}
