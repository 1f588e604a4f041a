// SPDX-License-Identifier: Apache-2.0
// The loop over resources, subjects and questions.
#include "policy/evaluation.h"

#include <fmt/core.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "formats/path.h"
#include "model/kinds.h"
#include "model/own_documents.h"
#include "policy/asker.h"

namespace bulwark::policy {
namespace {

using formats::Value;
using Slots = std::array<Value, kItem + 1>;

/// One question within one segment: its memory of answers.
struct State {
  explicit State(const Question& q, std::uint64_t seed)
      : question(&q), keys(q, seed), applied(q.controls.size(), false) {}
  const Question* question;
  KeyMaker keys;
  Memo memo;
  /// The memo's numbers are where answers begin: the outcomes that do not hold, then null. Most
  /// answers are that all holds; they share the first null.
  std::vector<const Outcome*> answers{nullptr};
  std::uint64_t subjects = 0;
  std::vector<bool> applied;  ///< by control
};

bool matches(const std::string& pattern, std::string_view text) {
  return pattern == "*" || pattern == text;
}

bool exists(const Value& item, const std::string& path) {
  const auto steps = formats::parse_path(path);
  if (!steps) return false;  // read_control_file has checked it
  const Value* value = &item;
  for (const formats::PathStep& step : *steps) {
    value = value->find(step.key);
    if (value == nullptr) return false;
  }
  return true;
}

/// Which questions concern a kind; the same for all of its resources.
struct KindPlan {
  std::vector<State*> objects;
};

bool reads_object(const CompiledControl& control) {
  for (const cel::ReadPath& path : control.reads) {
    if (path.slot == kObject) return true;
  }
  return false;
}

class SegmentRun {
 public:
  SegmentRun(std::span<const Question> questions, const model::Segment& segment,
             const EvaluationContext& context)
      : segment_(segment), context_(context) {
    for (const Question& question : questions) {
      states_.push_back(std::make_unique<State>(question, context.seed));
      for (const SubjectKind& subject : question.subjects) {
        if (subject.of == SubjectKind::Of::pod) pods_.push_back(states_.back().get());
        if (subject.of == SubjectKind::Of::containers) containers_.push_back(states_.back().get());
      }
    }
  }

  Answers run() {
    for (std::uint32_t i = 0; i < segment_.resources.size() && !context_.stop.stop_requested(); ++i)
      resource(i);
    for (const auto& state : states_) {
      for (std::size_t i = 0; i < state->applied.size(); ++i)
        answers_.met.push_back({state->question->controls[i], state->subjects, state->applied[i]});
    }
    return std::move(answers_);
  }

 private:
  void resource(std::uint32_t index) {
    const Value& root = segment_.resources[index].root;
    resource_ = index;
    slots_ = {};
    slots_[kObject] = root;
    slots_[kItem] = root;
    for (State* state : plan(root).objects) items(*state, {});
    const model::PodTemplate pod = model::pod_template_of(root);
    if (pod.value == nullptr) {
      if (!pod.path.empty())
        answers_.unasked.push_back({index, fmt::format("it has no pod template at {}", pod.path)});
      return;
    }
    slots_[kPod] = *pod.value;
    slots_[kItem] = *pod.value;
    for (State* state : pods_) items(*state, {.of = ItemRef::Of::pod});
    containers(*pod.value);
  }

  const KindPlan& plan(const Value& root) {
    std::string name(root.text("apiVersion"));
    name.append("\n").append(root.text("kind"));
    const auto [at, is_new] = plans_.try_emplace(std::move(name));
    if (!is_new) return at->second;
    const model::GroupVersion api = model::split_api_version(root.text("apiVersion"));
    const std::string resource_name = model::resource_of(root.text("kind"));
    for (const auto& state : states_) {
      for (const SubjectKind& subject : state->question->subjects) {
        if (subject.of != SubjectKind::Of::resource || !matches(subject.group, api.group) ||
            !matches(subject.version, api.version) || !matches(subject.resource, resource_name)) {
          continue;
        }
        at->second.objects.push_back(state.get());
        break;
      }
    }
    return at->second;
  }

  void containers(const Value& pod) {
    const Value* spec = pod.find("spec");
    for (const ContainerList& list : kContainerLists) {
      const Value* found = spec == nullptr ? nullptr : spec->find(list.field);
      if (found == nullptr) continue;
      ItemRef item{.of = ItemRef::Of::containers, .type = list.type};
      if (!found->is_list()) {
        for (State* state : containers_)
          cannot_ask(*state, item, fmt::format("spec.{} is not a list", list.field));
        continue;
      }
      slots_[kContainerType] = Value::short_string(list.name);
      for (item.container = 0; item.container < found->size(); ++item.container) {
        slots_[kContainer] = found->items()[item.container];
        for (State* state : containers_) {
          slots_[kItem] = slots_[kContainer];
          items(*state, item);
        }
      }
    }
  }

  // The item itself, or every element of the list that `each` names.
  void items(State& state, ItemRef item) {
    ++state.subjects;
    if (state.question->each.empty()) return ask(state, item);
    const Value whole = slots_[kItem];
    const Value* list = &whole;
    for (const std::string& key : state.question->each) {
      list = list->find(key);
      if (list != nullptr) continue;
      // An object has no such elements. A document of our own has the list whenever it is known.
      const bool own = whole.text("apiVersion") == model::kOwnApiVersion;
      return own ? cannot_ask(state, item, fmt::format("no such key: {}", key)) : void();
    }
    if (!list->is_list()) {
      return cannot_ask(state, item,
                        fmt::format("{} is not a list", join(state.question->each, ".")));
    }
    for (item.element = 0; item.element < list->size(); ++item.element) {
      slots_[kItem] = list->items()[item.element];
      ask(state, item);
    }
    slots_[kItem] = whole;
  }

  void ask(State& state, const ItemRef& item) {
    answers_.asked += state.question->controls.size();
    const Key key = state.keys.key(slots_);
    std::int64_t number = state.memo.find(key);
    if (number < 0) {
      number = answer(state);
      state.memo.insert(key, static_cast<std::uint32_t>(number));
    }
    for (auto at = static_cast<std::size_t>(number); state.answers[at] != nullptr; ++at)
      hit(item, state.answers[at]);
  }

  // The number of the answer.
  std::int64_t answer(State& state) {
    const std::size_t begin = state.answers.size();
    for (std::size_t i = 0; i < state.question->controls.size(); ++i) {
      const CompiledControl* control = state.question->controls[i];
      ++answers_.done;
      Verdict verdict = asker_.ask(*control, slots_);
      if (verdict.applied) state.applied[i] = true;
      if (verdict.is == Verdict::Is::holds) continue;
      state.answers.push_back(
          remember(*control, std::move(verdict.message), std::move(verdict.error)));
    }
    if (state.answers.size() == begin) return 0;
    state.answers.push_back(nullptr);
    return static_cast<std::int64_t>(begin);
  }

  void cannot_ask(const State& state, const ItemRef& item, const std::string& why) {
    answers_.asked += state.question->controls.size();
    for (const CompiledControl* control : state.question->controls) {
      hit(item, remember(*control, {}, why));
    }
  }

  // The first of the control's paths that exists in the item, else the first: what should be set
  // there.
  std::string place(const ControlFile& file) const {
    for (const std::string& path : file.at) {
      if (file.at.size() > 1 && exists(slots_[kItem], path)) return path;
    }
    return file.at.empty() ? std::string() : file.at.front();
  }

  void hit(const ItemRef& item, const Outcome* outcome) {
    const std::uint64_t owner = context_.owners.empty() ? 0 : context_.owners[resource_];
    if (owner != 0 && item.of != ItemRef::Of::object) {
      // A table looks at the low half first, and many owners share a gist.
      const Key key{outcome->gist ^ owner, owner};
      const std::int64_t known = owned_.find(key);
      if (known >= 0) {
        Hit& first = answers_.hits[static_cast<std::size_t>(known)];
        if (std::exchange(first.last, resource_) != resource_) ++first.count;
        return;
      }
      owned_.insert(key, static_cast<std::uint32_t>(answers_.hits.size()));
    }
    answers_.hits.push_back({resource_, 1, resource_, item, outcome});
  }

  const Outcome* remember(const CompiledControl& control, std::string message, std::string error) {
    std::string gist = control.file->control.id + '\n';
    gist.append(slots_[kContainer].text("name")).append("\n").append(error);
    // A message that names the object would tell a Deployment from its own pods.
    if (!reads_object(control)) gist.append("\n").append(message);
    const std::uint64_t hash = XXH3_64bits_withSeed(gist.data(), gist.size(), context_.seed);
    return &answers_.outcomes.emplace_back(
        Outcome{&control,
                {&control.file->control, std::move(message), place(*control.file)},
                std::move(error),
                hash});
  }

  const model::Segment& segment_;
  const EvaluationContext& context_;
  Memo owned_;  // (gist, owner) -> hit
  std::vector<std::unique_ptr<State>> states_;
  std::vector<State*> pods_, containers_;
  std::unordered_map<std::string, KindPlan> plans_;
  Asker asker_;
  Slots slots_;
  std::uint32_t resource_ = 0;
  Answers answers_;
};

}  // namespace

Answers evaluate(std::span<const Question> questions, const model::Segment& segment,
                 const EvaluationContext& context) {
  return SegmentRun(questions, segment, context).run();
}

}  // namespace bulwark::policy
