import FEEL
import Testing

@Suite("String functions") struct StringFunctionTests {
  @Test(
    "Positions and lengths count code points",
    arguments: [
      Row("substring(\"foobar\", 3)", "\"obar\""), Row("substring(\"foobar\", 3, 3)", "\"oba\""),
      Row("substring(\"foobar\", -2, 1)", "\"a\""),
      Row("substring(\"foobar\", 0)", "null"), Row("substring(\"foobar\", 7)", "null"),
      Row("substring(\"foobar\", -7)", "null"),
      Row("substring(\"foobar\", 1, 0)", "null"), Row("substring(\"foobar\", 5, 99)", "\"ar\""),
      Row("substring(\"🐎中文\", 2, 1)", "\"中\""),
      Row("substring(string: \"foobar\", start position: 6)", "\"r\""), Row("substring(1, 1)", "null"),
      Row("substring(\"abc\", \"1\")", "null"),
      Row("string length(\"🐎中文\")", "3"), Row("string length(\"\")", "0"), Row("string length(null)", "null"),
      Row("upper case(\"aß中\")", "\"ASS中\""), Row("lower case(\"ABC\")", "\"abc\""), Row("upper case(1)", "null"),
    ])
  func positions(_ row: Row) { row.check() }

  @Test(
    "Parts are found and joined",
    arguments: [
      Row("substring before(\"foobar\", \"bar\")", "\"foo\""), Row("substring before(\"foobar\", \"x\")", "\"\""),
      Row("substring before(\"foobar\", \"\")", "\"\""), Row("substring after(\"foobar\", \"ob\")", "\"ar\""),
      Row("substring after(\"foobar\", \"x\")", "\"\""),
      Row("substring after(\"foobar\", \"\")", "\"foobar\""), Row("substring after(\"\", \"a\")", "\"\""),
      Row("contains(\"foobar\", \"oba\")", "true"),
      Row("contains(\"foobar\", \"x\")", "false"), Row("contains(\"foobar\", \"\")", "true"),
      Row("contains(\"foobar\", null)", "null"),
      Row("starts with(\"foobar\", \"fo\")", "true"), Row("starts with(\"foobar\", \"o\")", "false"),
      Row("ends with(\"中文字\", \"文字\")", "true"),
      Row("ends with(\"foobar\", \"ba\")", "false"), Row("ends with(string: \"foobar\", match: \"r\")", "true"),
      Row("string join([\"a\", \"b\"], \"-\")", "\"a-b\""), Row("string join([\"a\", null, \"b\"])", "\"ab\""),
      Row("string join([], \"-\")", "\"\""),
      Row("string join([1, 2])", "null"), Row("string join(\"a\", \"-\")", "\"a\""),
      Row("string join([\"a\", \"b\"], null)", "\"ab\""),
      Row("string join(delimiter: \", \", list: [\"a\", \"b\"])", "\"a, b\""), Row("string join([\"a\"], 1)", "null"),
    ])
  func parts(_ row: Row) { row.check() }

  @Test(
    "Patterns are XQuery's",
    arguments: [
      Row("matches(\"foobar\", \"^fo*bar$\")", "true"), Row("matches(\"foobar\", \"FOO\")", "false"),
      Row("matches(\"foobar\", \"FOO\", \"i\")", "true"),
      Row("matches(\"a.b\", \"a.b\", \"q\")", "true"), Row("matches(\"axb\", \"a.b\", \"q\")", "false"),
      Row("matches(\"foobar\", \"o(\")", "null"),
      Row("matches(\"foobar\", \"o\", \"z\")", "null"), Row("matches(\"foobar\", null)", "null"),
      Row("matches(\"a\\nb\", \"a.b\")", "false"),
      Row("matches(\"a\\nb\", \"a.b\", \"s\")", "true"), Row("matches(\"a\\nb\", \"^b$\", \"m\")", "true"),
      Row("matches(\"ab\", \"a b\", \"x\")", "true"),
      Row("replace(\"abracadabra\", \"bra\", \"*\")", "\"a*cada*\""),
      Row("replace(\"abcd\", \"(ab)|(a)\", \"[1=$1][2=$2]\")", "\"[1=ab][2=]cd\""),
      Row("replace(\"abc\", \"b\", \"\\\\$\")", "\"a$c\""), Row("replace(\"abc\", \"b\", \"$\")", "null"),
      Row("replace(\"abc\", \"x*\", \"-\")", "null"),
      Row("replace(\"abc\", \"[a-z]\", \"$0$0\")", "\"aabbcc\""), Row("replace(\"a.c\", \".\", \"$1\", \"q\")", "\"a$1c\""),
      Row("replace(input: \"ABC\", pattern: \"b\", replacement: \"x\", flags: \"i\")", "\"AxC\""),
      Row("split(\"a;b;;c\", \";\")", "[\"a\", \"b\", \"\", \"c\"]"),
      Row("split(\"John  Doe\", \"\\\\s+\")", "[\"John\", \"Doe\"]"),
      Row("split(\"abc\", \"x\")", "[\"abc\"]"), Row("split(\"abc\", null)", "null"),
      Row("split(string: \"a,b\", delimiter: \",\")", "[\"a\", \"b\"]"),
      Row("for p in [\"a\", \"b\"] return matches(\"xa\", p)", "[true, false]"),
    ])
  func patterns(_ row: Row) { row.check() }
}
