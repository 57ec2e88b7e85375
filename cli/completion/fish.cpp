#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion/script.h"
#include "completion_skeletons.h"

namespace pawl::cli {
namespace {

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

/// The arguments of `complete` about a value: -x allows no files, -F does.
std::string offer_of(const Option& option, std::string_view no_files, std::string_view files) {
  switch (option.offer) {
    case Offer::Nothing: return fmt::format(" {}", no_files);
    case Offer::Files: return fmt::format(" {}", files);
    case Offer::Runs: return fmt::format(" {} -a '(__pawl_runs)'", files);
    case Offer::Rules: return fmt::format(" {} -a '(__pawl_rules)'", no_files);
    case Offer::Words: break;
  }
  return fmt::format(" {} -a '{}'", no_files, fmt::join(option.words, " "));
}

std::string line_of(const CompletedCommand& command, const Option& option) {
  std::string out = fmt::format("complete -c pawl -n '__pawl_command {}'", command.name);
  if (option.is_operand) return out + offer_of(option, "-f", "-F") + "\n";
  if (!option.short_name.empty()) out += " -s " + option.short_name.substr(1);
  out += " -l " + option.name.substr(2);
  if (!option.form.empty()) out += offer_of(option, "-x", "-r -F");
  return out + " -d " + single_quoted(option.help) + "\n";
}

bool has_operand(const CompletedCommand& command) {
  for (const Option& option : command.list.options()) {
    if (option.is_operand) return true;
  }
  return false;
}

}  // namespace

std::string fish_script(const std::vector<CompletedCommand>& commands) {
  std::string names, cases;
  for (const CompletedCommand& command : commands)
    names += fmt::format("complete -c pawl -n __pawl_first -a {} -d {}\n", command.name,
                         single_quoted(command.summary));
  for (const CompletedCommand& command : commands) {
    cases += '\n';
    if (!has_operand(command))
      cases += fmt::format("complete -c pawl -n '__pawl_command {}' -f\n", command.name);
    for (const Option& option : command.list.options()) cases += line_of(command, option);
  }
  return filled(kFishSkeleton, names, cases);
}

}  // namespace pawl::cli
