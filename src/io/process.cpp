// SPDX-License-Identifier: Apache-2.0
// posix_spawn, two pipes and a poll loop.
#include "io/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "io/file.h"
#include "io/file_tree.h"

extern char** environ;

namespace bulwark::io {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPatience{50};
constexpr std::size_t kMostErrors = std::size_t{64} << 10;

class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Descriptor() { close(); }
  void close() {
    if (value_ >= 0) ::close(std::exchange(value_, -1));
  }
  int get() const { return value_; }

 private:
  int value_;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::unexpected(system_error(errno));
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

/// A program that runs; killed and waited for when it goes out of sight.
class Child {
 public:
  explicit Child(pid_t id) : id_(id) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (id_ < 0) return;
    ::kill(-id_, SIGKILL);
    static_cast<void>(wait());
  }

  int wait() {
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    id_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  bool ended(int& exit_code) {
    int status = 0;
    if (::waitpid(id_, &status, WNOHANG) != id_) return false;
    id_ = -1;
    exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return true;
  }

 private:
  pid_t id_;
};

bool same_name(std::string_view a, std::string_view b) {
  return a.substr(0, a.find('=')) == b.substr(0, b.find('='));
}

// Our own environment, with the command's variables in it. The command must outlive it.
std::vector<char*> environment_of(const Command& command) {
  const std::vector<std::string>& more = command.environment;
  std::vector<char*> out;
  for (char** own = environ; own != nullptr && *own != nullptr; ++own) {
    const std::string_view line = *own;
    if (std::none_of(more.begin(), more.end(), [&](auto& one) { return same_name(one, line); }))
      out.push_back(*own);
  }
  for (auto one = more.begin(); one != more.end(); ++one) {
    // Of two variables with one name programs see the first: the last one is meant.
    if (std::none_of(one + 1, more.end(), [&](auto& later) { return same_name(later, *one); }))
      out.push_back(const_cast<char*>(one->c_str()));
  }
  out.push_back(nullptr);
  return out;
}

// What fits into a pipe need not be waited for; without any the end of the input is seen at once.
Result<Descriptor> make_input(const std::string& text) {
  if (text.size() > PIPE_BUF)
    return fail(ErrorCode::limit, "more than " + std::to_string(PIPE_BUF) + " bytes of input");
  Pipe pipe = TRY(make_pipe());
  if (!text.empty() && ::write(pipe.write.get(), text.data(), text.size()) < 0)
    return std::unexpected(system_error(errno));
  return std::move(pipe.read);
}

Result<pid_t> spawn(const Command& command, int input, int output, int errors) {
  std::vector<char*> arguments;
  arguments.push_back(const_cast<char*>(command.program.c_str()));
  for (const std::string& argument : command.arguments)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  std::vector<char*> environment = environment_of(command);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigset_t ordinary;
  sigemptyset(&ordinary);
  for (const int number : {SIGINT, SIGTERM, SIGPIPE}) sigaddset(&ordinary, number);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &ordinary);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t id = -1;
  const int error = ::posix_spawn(&id, command.program.c_str(), &actions, &attributes,
                                  arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return std::unexpected(system_error(error));
  return id;
}

// Takes what has come; true at the end of the stream.
bool drain(Descriptor& from, std::string& to, std::size_t most) {
  std::array<char, 65536> block;
  const ssize_t count = ::read(from.get(), block.data(), block.size());
  if (count < 0) return errno != EINTR && errno != EAGAIN;
  const std::size_t room = most + 1 - std::min(to.size(), most + 1);
  to.append(block.data(), std::min(static_cast<std::size_t>(count), room));
  return count == 0;
}

Result<void> may_go_on(const Command& command, Clock::time_point end, const Outcome& outcome) {
  if (command.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
  if (Clock::now() > end) {
    return fail(ErrorCode::timeout,
                "it did not end within " + std::to_string(command.timeout.count() / 1000) + " s");
  }
  if (outcome.output.size() > command.most_output) {
    return fail(ErrorCode::limit,
                "it printed more than " + std::to_string(command.most_output) + " bytes");
  }
  return {};
}

}  // namespace

Result<Outcome> run(const Command& command) {
  Pipe output = TRY(make_pipe());
  Pipe errors = TRY(make_pipe());
  const Descriptor input = TRY(make_input(command.input));
  const pid_t id = TRY(spawn(command, input.get(), output.write.get(), errors.write.get()));
  Child child(id);
  output.write.close();
  errors.write.close();
  const Clock::time_point end = Clock::now() + command.timeout;
  Outcome outcome;
  while (output.read.get() >= 0 || errors.read.get() >= 0) {
    TRY_VOID(may_go_on(command, end, outcome));
    std::array<pollfd, 2> waiting{pollfd{output.read.get(), POLLIN, 0},
                                  pollfd{errors.read.get(), POLLIN, 0}};
    if (::poll(waiting.data(), waiting.size(), static_cast<int>(kPatience.count())) <= 0) continue;
    if (waiting[0].revents != 0 && drain(output.read, outcome.output, command.most_output))
      output.read.close();
    if (waiting[1].revents != 0 && drain(errors.read, outcome.errors, kMostErrors))
      errors.read.close();
  }
  TRY_VOID(may_go_on(command, end, outcome));
  // It may have closed its outputs and still run.
  while (!child.ended(outcome.exit_code)) {
    TRY_VOID(may_go_on(command, end, outcome));
    ::poll(nullptr, 0, 2);
  }
  return outcome;
}

std::optional<std::string> find_program(std::string_view name, std::string_view search_path) {
  while (!search_path.empty()) {
    const std::size_t colon = std::min(search_path.find(':'), search_path.size());
    const std::string_view folder = search_path.substr(0, colon);
    search_path.remove_prefix(std::min(colon + 1, search_path.size()));
    // An empty entry means the current folder: what lies there was not installed by anybody.
    if (!folder.starts_with('/')) continue;
    std::string path = join(folder, name);
    struct stat status{};
    if (::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
        ::access(path.c_str(), X_OK) == 0)
      return path;
  }
  return std::nullopt;
}

}  // namespace bulwark::io
