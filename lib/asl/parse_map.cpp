// The objects in Map states: the processor, and the reader, batcher and writer of a Distributed Map.
#include "asl/reader.h"
#include "base/utf8.h"

namespace pawl::asl {
namespace {

constexpr size_t kLongestLabel = 40;  // characters

/// The first character a label may not hold; npos if there is none.
size_t find_bad_label_character(std::string_view label) {
  for (size_t i = 0; i < label.size(); ++i) {
    const auto byte = static_cast<unsigned char>(label[i]);
    const bool control =
        byte < 0x20 || byte == 0x7F ||
        (byte == 0xC2 && i + 1 < label.size() && static_cast<unsigned char>(label[i + 1]) < 0xA0);
    if (control || std::string_view(" ?*<>{}[]:;,\\|^~$#%&`\"").find(label[i]) != std::string_view::npos)
      return i;
  }
  return std::string_view::npos;
}

std::string_view text_of(const source::Node* node) {
  return node != nullptr && node->scalar.is_string() ? node->scalar.as_string() : std::string_view();
}

}  // namespace

void DefinitionReader::read_processor(const Field& field, Map& map, Holder holder) {
  Target target;
  target.map = &map;
  if (holder == Holder::Iterator) map.processor_field = "Iterator";
  read_block(field.place, holder, field.language, map.item_processor, target);
  check_processor(field.place, map);
}

void DefinitionReader::check_processor(const Place& place, const Map& map) {
  const source::NodeMember* config = place.node->find_member("ProcessorConfig");
  if (config == nullptr || config->value.kind != source::Node::Kind::Object) return;
  const Place at(place, *config);
  const source::NodeMember* type = config->value.find_member("ExecutionType");
  if (map.mode == Map::Mode::Distributed && type == nullptr) {
    report({.rule = "map-processor-config",
            .message = "These fields are required: [ExecutionType]",
            .at = at,
            .on_key = true,
            .hint = "STANDARD or EXPRESS"});
  }
  const bool is_inline =
      text_of(config->value.find("Mode")) == "INLINE" || config->value.find("Mode") == nullptr;
  if (is_inline && type != nullptr) {
    report({.rule = "map-processor-config",
            .message = "Field 'ExecutionType' is not supported",
            .at = Place(at, *type),
            .aws_at = &at,
            .on_key = true,
            .hint = "it goes with \"Mode\": \"DISTRIBUTED\""});
  }
}

void DefinitionReader::read_label(const Field& field, Map& map) {
  map.label = text(field);
  map.label_span = field.node.span;
  if (field.is_placeholder) return;
  const size_t bad = find_bad_label_character(map.label);
  std::string hint;
  if (map.label.empty()) hint = "it may not be empty";
  else if (utf8::count(map.label) > kLongestLabel) hint = "at most 40 characters";
  else if (bad != std::string_view::npos && !has_placeholder(map.label))
    hint = "no blanks, control characters or any of ?*<>{}[]:;,\\|^~$#%&`\"";
  if (!hint.empty()) {
    report({.rule = "map-label",
            .message = "Invalid label: '" + source::shown(map.label) + "'",
            .at = field.place,
            .code = "INVALID_LABEL_NAME",
            .hint = std::move(hint)});
    return;
  }
  const auto [known, is_new] = labels_.try_emplace(map.label, field.node.span);
  if (is_new) return;
  report({.rule = "map-label",
          .message = "Duplicate label: '" + source::shown(map.label) + "'",
          .at = field.place,
          .code = "DUPLICATE_LABEL_NAME",
          .related = {{"first used here", known->second}}});
}

void DefinitionReader::read_item_reader(const Field& field, Map& map) {
  Target target;
  map.item_reader = std::make_unique<ItemReader>();
  target.item_reader = map.item_reader.get();
  read_object(field.place, Holder::ItemReader, field.language, target);
  check_reader(field.place, *map.item_reader);
}

void DefinitionReader::check_reader(const Place& place, const ItemReader& reader) {
  const std::string_view resource = reader.resource.text;
  const bool is_object = resource.ends_with(":s3:getObject");
  if (!resource.empty() && !is_object && !resource.ends_with(":s3:listObjectsV2") &&
      !has_placeholder(resource)) {
    report({.rule = "item-reader-resource",
            .message = "Value should be one of the following: [arn:aws:states:::s3:getObject, "
                       "arn:aws:states:::s3:listObjectsV2]",
            .at = Place(place, *place.node->find_member("Resource"))});
  }
  const source::NodeMember* config = place.node->find_member("ReaderConfig");
  if (config == nullptr || config->value.kind != source::Node::Kind::Object) return;
  const Place at(place, *config);
  const source::NodeMember* location = config->value.find_member("CSVHeaderLocation");
  const std::string_view type = text_of(config->value.find("InputType"));
  if (type == "CSV" && location == nullptr) {
    report({.rule = "item-reader-config",
            .message = "The field 'CSVHeaderLocation' is required",
            .at = at,
            .on_key = true});
  }
  if ((type == "JSON" || type == "JSONL" || type == "PARQUET") && location != nullptr) {
    report({.rule = "item-reader-config",
            .message = "Field 'CSVHeaderLocation' is not supported",
            .at = Place(at, *location),
            .aws_at = &at,
            .on_key = true,
            .hint = "it goes with \"InputType\": \"CSV\""});
  }
  if (location != nullptr && text_of(&location->value) == "GIVEN" &&
      config->value.find("CSVHeaders") == nullptr) {
    report({.rule = "item-reader-config",
            .message = "The field 'CSVHeaders' is required",
            .at = at,
            .on_key = true});
  }
}

void DefinitionReader::read_item_batcher(const Field& field, Map& map) {
  Target target;
  map.item_batcher = std::make_unique<ItemBatcher>();
  target.item_batcher = map.item_batcher.get();
  read_object(field.place, Holder::ItemBatcher, field.language, target);
}

void DefinitionReader::read_result_writer(const Field& field, Map& map) {
  Target target;
  map.result_writer = std::make_unique<ResultWriter>();
  target.result_writer = map.result_writer.get();
  read_object(field.place, Holder::ResultWriter, field.language, target);
}

}  // namespace pawl::asl
