#include "jsonpath/pitfalls.h"

#include <algorithm>

#include "jsonpath/filter.h"
#include "jsonpath/program.h"

namespace pawl::jsonpath {
namespace {

constexpr size_t kShown = 40;

class Finder {
 public:
  void visit(const PathProgram& path) {
    for (const Segment& segment : path.segments) visit(segment);
  }

  std::vector<Pitfall> take() { return std::move(found_); }

 private:
  void report(std::string message, std::string hint) {
    const auto same = [&message](const Pitfall& known) { return known.message == message; };
    if (std::none_of(found_.begin(), found_.end(), same))
      found_.push_back({std::move(message), std::move(hint)});
  }

  static std::string shown(std::string_view text) {
    return "'" + std::string(text.substr(0, kShown)) + (text.size() > kShown ? "…'" : "'");
  }

  void visit(const Segment& segment) {
    switch (segment.kind) {
      case SegmentKind::Name: visit_name(segment.name.as_string()); break;
      case SegmentKind::Index:
        if (segment.index < 0) {
          report("[" + std::to_string(segment.index) + "] is out of bounds in every array",
                 "[(@.length" + std::to_string(segment.index) + ")] counts from the end");
        }
        break;
      case SegmentKind::Names:
        if (!segment.leaf)
          report("Several names may only stand at the end of a path: this one always fails", "");
        break;
      case SegmentKind::Slice:
        if (segment.detail->slice.has_step) report("The step of a slice is not heeded", "");
        break;
      case SegmentKind::Filter: visit(*segment.detail->filter); break;
      default: break;
    }
  }

  void visit_name(std::string_view name) {
    if (name.find('(') != std::string_view::npos) {
      const std::string_view function = name.substr(0, name.find('('));
      const bool counts = function == "length" || function == "size" || function == "count";
      report("There are no functions: " + shown(name) + " is the name of a member",
             counts ? "States.ArrayLength counts, [(@.length-1)] is the last element"
                    : "an intrinsic function or JSONata can do it");
    } else if (name.ends_with('\\')) {
      report("There are no escapes: the name ends before the quote, " + shown(name), "");
    }
  }

  void visit(const Filter& filter) {
    if (filter.groups)
      report("Parentheses do not group: && always binds tighter than ||",
             "write the || parts out one by one");
    for (const std::vector<Criterion>& criteria : filter.any_of_all) {
      for (const Criterion& criterion : criteria) visit(criterion);
    }
  }

  void visit(const Criterion& criterion) {
    const bool compares = criterion.op != Operator::Exists && criterion.op != Operator::NotExists;
    if (criterion.left.path) visit_filter_path(*criterion.left.path);
    else if (compares) visit_text(criterion.left);
    if (!compares) return;
    if (criterion.right.path) return visit(*criterion.right.path);
    if (criterion.op == Operator::Matches && !criterion.left.pattern && !criterion.right.pattern) {
      report("Beside =~ stands no regular expression: the comparison always fails",
             "/…/ or /…/i; other flags are unknown");
      return;
    }
    visit_text(criterion.right);
  }

  void visit_filter_path(const PathProgram& path) {
    for (const Segment& segment : path.segments) {
      if (segment.kind != SegmentKind::Name) continue;
      if (const std::string_view name = segment.name.as_string(); name.find('=') != std::string_view::npos)
        report("= is no operator: " + shown(name) + " is the name of a member", "==");
    }
    visit(path);
  }

  void visit_text(const Operand& operand) {
    if (operand.path || operand.pattern) return;
    const std::string_view text = operand.text.as_string();
    if (text.size() > 1 && text.starts_with('"') && text.ends_with('"')) {
      report("The double quotes belong to the text that is compared: " + shown(text),
             "single quotes, or none");
    } else if (text.starts_with('=')) {
      report("There is no === or !==: what is compared is the text " + shown(text), "==, !=");
    } else if (text.starts_with('[') || text.starts_with('{')) {
      report("What is compared is the text " + shown(text) + ": arrays and objects are equal to nothing", "");
    } else if (text.find("@.") != std::string_view::npos || text.find("@[") != std::string_view::npos) {
      report("What is compared is the text " + shown(text), "comparisons are joined by && and ||");
    }
  }

  std::vector<Pitfall> found_;
};

}  // namespace

std::vector<Pitfall> pitfalls(const Path& path) {
  Finder finder;
  finder.visit(path.program());
  return finder.take();
}

}  // namespace pawl::jsonpath
