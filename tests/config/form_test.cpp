// SPDX-License-Identifier: MIT
// What a form asks for, keyword by keyword. Configs begin at line 6, column 7.
#include "config/workbench.hpp"

#include <hif/sdk/json_print.hpp>

namespace host::test {

namespace {

const std::string at = "/outgoing/made/config/";

// A form with the property x.
std::string form_of(const std::string& x) {
  return std::string(R"({"type": "object", "additionalProperties": false, "properties": {"x": )")
      .append(x)
      .append("}}");
}

} // namespace

struct ByForm : Workbench {
  Lines x(const std::string& schema, const std::string& value) {
    return problems_by(form_of(schema), "x: " + value);
  }
  // The only problem, which is expected to be with the value.
  std::string fault(const std::string& schema, const std::string& value) {
    const auto found = x(schema, value);
    const std::string place = "6:10 /outgoing/made/config/x: ";
    if (found.size() != 1 || !found[0].starts_with(place))
      return "not one problem in its place: " + ::testing::PrintToString(found);
    return found[0].substr(place.size());
  }
  std::string value(const std::string& schema, const std::string& text) {
    const auto config = read_by(form_of(schema), "x: " + text);
    return config.substr(5, config.size() - 6);
  }
};

TEST_F(ByForm, TextStaysAsWritten) {
  for (const auto* text : {"NO", "0123", "2026-11-01", "1.10", "yes", "null", "~", "0x1F", "1e3",
                           "12345678901234567890123", "12:30:00", ".inf", "true"})
    EXPECT_EQ(value(R"({"type": "string"})", text), hif::json::print(text)) << text;
}

TEST_F(ByForm, NumbersKeepTheirSpelling) {
  EXPECT_EQ(value(R"({"type": "number"})", "1.10"), "1.10");
  EXPECT_EQ(value(R"({"type": "number"})", "12345678901234567890123"), "12345678901234567890123");
  EXPECT_EQ(value(R"({"type": "integer"})", "18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(value(R"({"type": "integer"})", "\"5\""), "5");
  EXPECT_EQ(value(R"({"type": "integer"})", "0123"), "123");
  EXPECT_EQ(value(R"({"type": "integer"})", "+7"), "7");
  EXPECT_EQ(value(R"({"type": "number"})", "-.5"), "-0.5");
  EXPECT_EQ(value(R"({"type": "number"})", "5."), "5");
  EXPECT_EQ(value(R"({"type": "integer"})", "00"), "0");
}

TEST_F(ByForm, Booleans) {
  for (const auto* text : {"true", "True", "yes", "ON", "\"true\""})
    EXPECT_EQ(value(R"({"type": "boolean"})", text), "true") << text;
  for (const auto* text : {"false", "NO", "off"})
    EXPECT_EQ(value(R"({"type": "boolean"})", text), "false") << text;
}

TEST_F(ByForm, WrongTypes) {
  EXPECT_EQ(fault(R"({"type": "integer"})", "abc"), "expected an integer, got \"abc\"");
  EXPECT_EQ(fault(R"({"type": "integer"})", "1.5"), "expected an integer, got \"1.5\"");
  EXPECT_EQ(fault(R"({"type": "integer"})", "99999999999999999999"),
            "expected an integer, got \"99999999999999999999\"");
  EXPECT_EQ(fault(R"({"type": "integer"})", "1_000"), "expected an integer, got \"1_000\"");
  EXPECT_EQ(fault(R"({"type": "number"})", ".nan"), "expected a number, got \".nan\"");
  EXPECT_EQ(fault(R"({"type": "number"})", "."), "expected a number, got \".\"");
  EXPECT_EQ(fault(R"({"type": "boolean"})", "1"), "expected true or false, got \"1\"");
  EXPECT_EQ(fault(R"({"type": "string"})", "[a]"), "expected text, got a list");
  EXPECT_EQ(fault(R"({"type": "object"})", "abc"), "expected a map, got \"abc\"");
  EXPECT_EQ(fault(R"({"type": "array"})", "{a: b}"), "expected a list, got a map");
  EXPECT_EQ(fault(R"({"type": "array"})", "abc"),
            "expected a list, got \"abc\" | Write it as a list: [abc].");
  EXPECT_EQ(fault(R"({"type": ["integer", "boolean", "array"]})", "abc"),
            "expected an integer, true or false or a list, got \"abc\"");
}

TEST_F(ByForm, LongValuesAreCutInMessages) {
  const std::string long_text(59, 'a');
  EXPECT_EQ(fault(R"({"type": "integer"})", long_text + "ääää"),
            "expected an integer, got \"" + long_text + "…\"");
}

TEST_F(ByForm, NothingWritten) {
  EXPECT_EQ(x(R"({"type": "string"})", ""), Lines{"6:7 " + at + "x: expected text, got nothing"});
  EXPECT_EQ(value(R"({"type": "object"})", ""), "{}");
  EXPECT_EQ(value(R"({"type": "array"})", ""), "[]");
  EXPECT_EQ(value(R"({"type": ["null", "array"]})", ""), "null");
}

TEST_F(ByForm, SeveralTypes) {
  const auto* types = R"({"type": ["string", "integer", "boolean"]})";
  EXPECT_EQ(value(types, "5"), "5");
  EXPECT_EQ(value(types, "\"5\""), "\"5\"");
  EXPECT_EQ(value(types, "1.10"), "\"1.10\"");
  EXPECT_EQ(value(types, "0123"), "\"0123\"");
  EXPECT_EQ(value(types, "true"), "true");
  EXPECT_EQ(value(types, "NO"), "\"NO\"");
  EXPECT_EQ(value(types, "2026-11-01"), "\"2026-11-01\"");
}

TEST_F(ByForm, WhereNothingIsAskedFor) {
  EXPECT_EQ(read_by("{}", "a: 0123\nb: 1.10\nc: NO\nd: 2026-11-01\ne: true\nf: null\ng:\n"
                          "h: \"5\"\ni: 0x1F\nj: [1, ~, {k: -0.5e3}]\nl: |\n  two\n  lines\n"
                          "m: 'true'\nn: +5\no: 1_0"),
            R"({"a":"0123","b":1.10,"c":"NO","d":"2026-11-01","e":true,"f":null,"g":null,)"
            R"("h":"5","i":"0x1F","j":[1,null,{"k":-0.5e3}],"l":"two\nlines\n","m":"true",)"
            R"("n":"+5","o":"1_0"})");
}

TEST_F(ByForm, Enumerations) {
  const auto* methods = R"({"type": "string", "enum": ["GET", "POST", "null"]})";
  EXPECT_EQ(fault(methods, "POTS"),
            "\"POTS\" is not one of GET, POST, null | Did you mean \"POST\"?");
  EXPECT_EQ(fault(methods, "get"), "\"get\" is not one of GET, POST, null | Did you mean \"GET\"?");
  EXPECT_EQ(fault(methods, "elsewhere"), "\"elsewhere\" is not one of GET, POST, null");
  EXPECT_EQ(value(methods, "null"), "\"null\"");
  EXPECT_EQ(value(R"({"enum": ["5", 6, true]})", "5"), "\"5\"");
  EXPECT_EQ(value(R"({"enum": ["5", 6, true]})", "6"), "6");
  EXPECT_EQ(fault(R"({"type": "integer", "const": 3})", "4"), "expected 3, got \"4\"");
}

TEST_F(ByForm, Bounds) {
  const auto* port = R"({"type": "integer", "minimum": 1, "maximum": 9, "description": "Port."})";
  EXPECT_EQ(fault(port, "0"), "must be at least 1, got \"0\" | Port.");
  EXPECT_EQ(fault(port, "10"), "must be at most 9, got \"10\" | Port.");
  const auto* rate = R"({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1})";
  EXPECT_EQ(fault(rate, "0.0"), "must be more than 0, got \"0.0\"");
  EXPECT_EQ(fault(rate, "1"), "must be less than 1, got \"1\"");
  EXPECT_EQ(value(rate, "0.5"), "0.5");
  EXPECT_EQ(fault(R"({"type": "integer", "maximum": 9007199254740993})", "9007199254740994"),
            "must be at most 9007199254740993, got \"9007199254740994\"");
}

TEST_F(ByForm, Lengths) {
  EXPECT_EQ(fault(R"({"type": "string", "minLength": 1})", "\"\""), "must not be empty");
  EXPECT_EQ(fault(R"({"type": "string", "minLength": 3})", "äö"),
            "\"äö\" has fewer than 3 characters");
  EXPECT_EQ(fault(R"({"type": "string", "maxLength": 2})", "abc"),
            "\"abc\" has more than 2 characters");
  EXPECT_EQ(value(R"({"type": "string", "maxLength": 2})", "äö"), "\"äö\"");
}

TEST_F(ByForm, PatternsAndFormats) {
  EXPECT_EQ(fault(R"({"type": "string", "pattern": "^a+$"})", "b"), "\"b\" does not match ^a+$");
  EXPECT_EQ(value(R"({"type": "string", "pattern": "(?!broken"})", "b"), "\"b\"");
  EXPECT_EQ(fault(R"({"type": "string", "format": "uri"})", "api.example.com"),
            "expected a URI, with its scheme, got \"api.example.com\"");
  EXPECT_EQ(value(R"({"type": "string", "format": "uri"})", "urn:ietf:wg:oauth:2.0:oob"),
            "\"urn:ietf:wg:oauth:2.0:oob\"");
  EXPECT_EQ(fault(R"({"type": "string", "format": "date"})", "2026-13-01"),
            "expected a date, YYYY-MM-DD, got \"2026-13-01\"");
  EXPECT_EQ(fault(R"({"type": "string", "format": "date-time"})", "2026-11-01"),
            "expected a time, YYYY-MM-DDThh:mm:ssZ, got \"2026-11-01\"");
  EXPECT_EQ(value(R"({"type": "string", "format": "date-time"})", "2026-11-01T10:00:00Z"),
            "\"2026-11-01T10:00:00Z\"");
}

TEST_F(ByForm, Lists) {
  EXPECT_EQ(x(R"({"type": "array", "items": {"type": "integer"}})", "[1, a, 3, b]"),
            (Lines{"6:14 " + at + "x/1: expected an integer, got \"a\"",
                   "6:20 " + at + "x/3: expected an integer, got \"b\""}));
  EXPECT_EQ(fault(R"({"type": "array", "minItems": 2})", "[a]"),
            "must have at least 2 items, has 1");
  EXPECT_EQ(fault(R"({"type": "array", "maxItems": 1})", "[a, b]"),
            "must have at most 1 item, has 2");
  EXPECT_EQ(x(R"({"type": "array", "uniqueItems": true})", "[a, b, a]"),
            Lines{"6:17 " + at + "x/2: \"a\" is there twice"});
  EXPECT_EQ(value(R"({"items": [{"type": "string"}, {"type": "integer"}]})", "[1, 2]"),
            "[\"1\",2]");
}

TEST_F(ByForm, Maps) {
  EXPECT_EQ(x(R"({"additionalProperties": {"type": "integer"}})", "{a: 1, b: c}"),
            Lines{"6:20 " + at + "x/b: expected an integer, got \"c\""});
  EXPECT_EQ(fault(R"({"type": "object", "minProperties": 1, "maxProperties": 1})", "{a: 1, b: 2}"),
            "must have exactly 1 key, has 2");
  EXPECT_EQ(x(R"({"propertyNames": {"pattern": "^p\\."}})", "{p.a: 1, b: 2}"),
            Lines{"6:19 " + at + "x/b: the key \"b\" does not match ^p\\."});
  EXPECT_EQ(value(R"({"patternProperties": {"^s_": {"type": "string"}},
                      "additionalProperties": false})",
                  "{s_a: 1}"),
            R"({"s_a":"1"})");
  EXPECT_EQ(x(R"({"dependencies": {"a": ["b"]}})", "{a: 1}"),
            Lines{"6:11 " + at + "x/a: \"a\" needs \"b\" as well | Add it, or leave both out."});
}

TEST_F(ByForm, UnknownAndMissingKeys) {
  const auto* form = R"({"type": "object", "additionalProperties": false,
    "required": ["entity", "method"], "properties": {
    "entity": {"type": "string", "description": "What to read."}, "method": {"type": "string"}}})";
  EXPECT_EQ(problems_by(form, "entity: e\nmethod: m\nextra: 1"),
            Lines{"8:7 " + at + "extra: unknown key \"extra\" | Known here: entity, method."});
  EXPECT_EQ(problems_by(form, "method: m"),
            Lines{"5:5 /outgoing/made/config: \"entity\" is missing | What to read."});
  // One mistake: the key that is missing is the one that is misspelt.
  EXPECT_EQ(problems_by(form, "method: m\nentitty: e"),
            Lines{"7:7 " + at + "entitty: unknown key \"entitty\" | Did you mean \"entity\"?"});
}

TEST_F(ByForm, NoConfigAtAllIsAnEmptyOne) {
  EXPECT_EQ(problems("version: 1\noutgoing:\n  o:\n    prototype: host.file_publisher\n"),
            Lines{"3:3 /outgoing/o/config: \"path\" is missing | File to write."});
  EXPECT_EQ(problems("version: 1\noutgoing:\n  o:\n    prototype: host.file_publisher\n"
                     "    config:\n"),
            Lines{"5:5 /outgoing/o/config: \"path\" is missing | File to write."});
}

TEST_F(ByForm, BranchesAreChosenByWhatIsWritten) {
  const auto* bulk = R"({"oneOf": [{"type": "string", "enum": ["off", "auto"]},
    {"type": "object", "additionalProperties": false,
     "properties": {"items": {"type": "integer"}}}]})";
  EXPECT_EQ(value(bulk, "off"), "\"off\"");
  EXPECT_EQ(value(bulk, "{items: 5}"), R"({"items":5})");
  EXPECT_EQ(fault(bulk, "atuo"), "\"atuo\" is not one of off, auto | Did you mean \"auto\"?");
  EXPECT_EQ(fault(bulk, "[1]"), "expected text or a map, got a list");
  EXPECT_EQ(x(bulk, "{item: 5}"),
            Lines{"6:11 " + at + "x/item: unknown key \"item\" | Did you mean \"items\"?"});
  const auto* either = R"({"anyOf": [{"type": "string"}, {"type": "integer"}]})";
  EXPECT_EQ(value(either, "5"), "5");
  EXPECT_EQ(value(either, "\"5\""), "\"5\"");
  EXPECT_EQ(value(either, "05"), "\"05\"");
  const auto* kinds = R"({"oneOf": [
    {"type": "object", "additionalProperties": false, "properties": {"a": {"type": "string"}}},
    {"type": "object", "additionalProperties": false, "properties": {"b": {"type": "string"}}}]})";
  EXPECT_EQ(value(kinds, "{b: 1}"), R"({"b":"1"})");
}

TEST_F(ByForm, LocalReferencesAreFollowed) {
  const auto* form = R"({"type": "object", "definitions": {"n~/m": {"type": "integer"}},
    "properties": {"x": {"$ref": "#/definitions/n~0~1m"}, "y": {"$ref": "#/properties/y"}}})";
  EXPECT_EQ(problems_by(form, "x: a\ny: anything"),
            Lines{"6:10 " + at + "x: expected an integer, got \"a\""});
}

TEST_F(ByForm, TheRestIsCheckedOverTheWholeValue) {
  EXPECT_EQ(problems_by(R"({"allOf": [{"not": {"required": ["a", "b"]}}]})", "a: 1\nb: 2"),
            Lines{"6:7 /outgoing/made/config: Target should not validate against schema specified "
                  "in 'not' constraint"});
  EXPECT_EQ(fault(R"({"type": "integer", "multipleOf": 5})", "7"),
            "Value should be a multiple of 5");
  EXPECT_EQ(value(R"({"type": "integer", "multipleOf": 5})", "10"), "10");
  EXPECT_EQ(x(R"({"type": "object", "properties": {"kind": {"type": "string"}},
                  "oneOf": [{"required": ["kind"]}, {"required": ["other"]}]})",
              "{kind: a}"),
            Lines{});
}

} // namespace host::test
