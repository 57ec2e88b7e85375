#include "cli/help.h"

#include <fmt/format.h>

namespace pawl::cli {
namespace {

constexpr size_t kColumns = 80;
constexpr size_t kIndent = 29;  // of what is said about an option

/// `text` in lines that fit between `indent` and the last column; the first is indented by the caller.
std::string wrapped(std::string_view text, size_t indent) {
  std::string out;
  size_t column = indent;
  while (!text.empty()) {
    const size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
    const size_t width = display_width(word);
    if (column > indent && column + 1 + width > kColumns) {
      out += fmt::format("\n{:{}}", "", indent);
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += width;
  }
  return out + "\n";
}

/// "  --name FORM    what it is for"; a long left side has a line of its own.
std::string row(std::string_view left, std::string_view help, size_t indent) {
  const std::string head = fmt::format("  {:<{}}", left, indent - 2);
  const bool is_long = head.size() > indent || head.back() != ' ';
  return is_long ? fmt::format("{}\n{:{}}{}", head, "", indent, wrapped(help, indent))
                 : head + wrapped(help, indent);
}

std::string usage_of(const Subcommand& command, const OptionList& list) {
  std::string out = fmt::format("Usage: pawl {} [OPTIONS]", command.name);
  for (const Option& option : list.options()) {
    if (option.is_operand) {
      const std::string text = option.name + (option.is_repeatable ? "..." : "");
      out += option.is_required ? " " + text : " [" + text + "]";
    } else if (option.is_required) {
      out += fmt::format(" {} {}", option.name, option.form);
    }
  }
  return out + "\n";
}

std::string rows_of(const OptionList& list, bool operands) {
  std::string out;
  for (const Option& option : list.options()) {
    if (option.is_operand != operands) continue;
    std::string left = option.short_name.empty() ? "" : option.short_name + ", ";
    left += option.name;
    if (!operands && !option.form.empty()) left += " " + option.form;
    out += row(left, option.help + (option.is_repeatable && !operands ? " (repeatable)" : ""), kIndent);
  }
  return out;
}

}  // namespace

std::string help_text() {
  std::string out =
      "pawl runs Amazon States Language (AWS Step Functions) on this machine.\n"
      "Usage: pawl COMMAND [OPTIONS] [OPERANDS]\n\n"
      "Commands:\n";
  constexpr size_t kCommandIndent = 14;
  for (const Subcommand* command : commands()) out += row(command->name, command->summary, kCommandIndent);
  return out + "\nOptions:\n" + row("-h, --help", "Shows this help", kCommandIndent) +
         row("--version", "Shows the version", kCommandIndent) +
         "\n`pawl help COMMAND` describes a command; the manual is pawl(1).\n";
}

std::string help_text(const Subcommand& command) {
  OptionList list;
  ColorChoice color = ColorChoice::Auto;
  const Action action = declare(command, list, color);
  std::string out = fmt::format("{}\n{}\n", wrapped(command.summary, 0), usage_of(command, list));
  if (const std::string operands = rows_of(list, true); !operands.empty())
    out += "Operands:\n" + operands + "\n";
  out += "Options:\n" + rows_of(list, false);
  if (!list.footer().empty()) out += "\n" + list.footer() + "\n";
  return out;
}

}  // namespace pawl::cli
