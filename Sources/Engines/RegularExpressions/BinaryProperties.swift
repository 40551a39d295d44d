/// Binary properties of ECMA-262 table 70, as far as the standard library knows them.
enum BinaryProperties {
  /// The scalars that have a property; nil when the name, long or short, is not known.
  static func set(of name: String) -> ScalarSet? {
    switch name {
    case "ASCII": return ScalarSet(0...0x7F)
    case "Any": return .everything
    case "Assigned": return GeneralCategories.set(of: "Cn")?.inverted
    case "ASCII_Hex_Digit", "AHex": return ScalarSet([0x30...0x39, 0x41...0x46, 0x61...0x66])
    case "Regional_Indicator", "RI": return ScalarSet(0x1F1E6...0x1F1FF)
    default: break
    }
    guard let test = table.first(where: { $0.names.contains(name) })?.test else { return nil }
    var ranges: [ClosedRange<UInt32>] = []
    CodeSpace.walk { range in
      guard let scalar = Unicode.Scalar(range.lowerBound), test(scalar.properties) else { return }
      if let end = ranges.last, end.upperBound + 1 == range.lowerBound {
        ranges[ranges.count - 1] = end.lowerBound...range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ScalarSet(ranges)
  }

  private typealias Test = @Sendable (Unicode.Scalar.Properties) -> Bool
  private static let table: [(names: [String], test: Test)] = letters + shapes + emoji

  private static let letters: [(names: [String], test: Test)] = [
    (["Alphabetic", "Alpha"], { $0.isAlphabetic }), (["Uppercase", "Upper"], { $0.isUppercase }),
    (["Lowercase", "Lower"], { $0.isLowercase }), (["Cased"], { $0.isCased }),
    (["Case_Ignorable", "CI"], { $0.isCaseIgnorable }), (["ID_Start", "IDS"], { $0.isIDStart }),
    (["ID_Continue", "IDC"], { $0.isIDContinue }), (["XID_Start", "XIDS"], { $0.isXIDStart }),
    (["XID_Continue", "XIDC"], { $0.isXIDContinue }), (["Ideographic", "Ideo"], { $0.isIdeographic }),
    (["Unified_Ideograph", "UIdeo"], { $0.isUnifiedIdeograph }), (["Radical"], { $0.isRadical }),
    (["IDS_Binary_Operator", "IDSB"], { $0.isIDSBinaryOperator }),
    (["IDS_Trinary_Operator", "IDST"], { $0.isIDSTrinaryOperator }),
    (["Changes_When_Lowercased", "CWL"], { $0.changesWhenLowercased }),
    (["Changes_When_Uppercased", "CWU"], { $0.changesWhenUppercased }),
    (["Changes_When_Titlecased", "CWT"], { $0.changesWhenTitlecased }),
    (["Changes_When_Casefolded", "CWCF"], { $0.changesWhenCaseFolded }),
    (["Changes_When_Casemapped", "CWCM"], { $0.changesWhenCaseMapped }),
    (["Changes_When_NFKC_Casefolded", "CWKCF"], { $0.changesWhenNFKCCaseFolded }),
  ]

  private static let shapes: [(names: [String], test: Test)] = [
    (["White_Space", "space"], { $0.isWhitespace }), (["Dash"], { $0.isDash }), (["Diacritic", "Dia"], { $0.isDiacritic }),
    (["Extender", "Ext"], { $0.isExtender }), (["Hex_Digit", "Hex"], { $0.isHexDigit }), (["Math"], { $0.isMath }),
    (["Quotation_Mark", "QMark"], { $0.isQuotationMark }), (["Soft_Dotted", "SD"], { $0.isSoftDotted }),
    (["Sentence_Terminal", "STerm"], { $0.isSentenceTerminal }), (["Bidi_Control", "Bidi_C"], { $0.isBidiControl }),
    (["Bidi_Mirrored", "Bidi_M"], { $0.isBidiMirrored }), (["Deprecated", "Dep"], { $0.isDeprecated }),
    (["Default_Ignorable_Code_Point", "DI"], { $0.isDefaultIgnorableCodePoint }),
    (["Grapheme_Base", "Gr_Base"], { $0.isGraphemeBase }), (["Grapheme_Extend", "Gr_Ext"], { $0.isGraphemeExtend }),
    (["Join_Control", "Join_C"], { $0.isJoinControl }),
    (["Logical_Order_Exception", "LOE"], { $0.isLogicalOrderException }),
    (["Noncharacter_Code_Point", "NChar"], { $0.isNoncharacterCodePoint }),
    (["Pattern_Syntax", "Pat_Syn"], { $0.isPatternSyntax }),
    (["Pattern_White_Space", "Pat_WS"], { $0.isPatternWhitespace }),
    (["Terminal_Punctuation", "Term"], { $0.isTerminalPunctuation }),
    (["Variation_Selector", "VS"], { $0.isVariationSelector }),
  ]

  private static let emoji: [(names: [String], test: Test)] = [
    (["Emoji"], { $0.isEmoji }), (["Emoji_Presentation", "EPres"], { $0.isEmojiPresentation }),
    (["Emoji_Modifier", "EMod"], { $0.isEmojiModifier }), (["Emoji_Modifier_Base", "EBase"], { $0.isEmojiModifierBase }),
  ]
}
