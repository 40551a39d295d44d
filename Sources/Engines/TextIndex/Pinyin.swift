import Foundation

/// Readings of Chinese text.
enum Pinyin {
  /// Words whose reading the system's transform gets wrong: characters with more than one.
  private static let words = [
    "银行": "yin hang", "行业": "hang ye", "商行": "shang hang", "重新": "chong xin", "重建": "chong jian", "会计": "kuai ji",
    "音乐": "yin yue", "厦门": "xia men", "给付": "ji fu", "供给": "gong ji", "补给": "bu ji", "参保": "can bao",
    "调解": "tiao jie", "调整": "tiao zheng", "校长": "xiao zhang", "校正": "jiao zheng", "传记": "zhuan ji", "宝藏": "bao zang",
    "增长": "zeng zhang", "成长": "cheng zhang", "处长": "chu zhang", "率": "lv", "朝鲜": "chao xian",
    "单县": "shan xian", "解送": "jie song", "自传": "zi zhuan", "冲刺": "chong ci", "称职": "chen zhi", "畜牧": "xu mu",
    "牲畜": "sheng chu", "差旅": "chai lv", "当铺": "dang pu", "着陆": "zhuo lu", "载畜": "zai xu", "露天": "lu tian",
  ]

  /// One for each character, without tones; Latin words and digits of the text as they are, digits left out.
  static func syllables(_ text: String) -> [String] {
    var text = text
    for (word, reading) in words where text.contains(word) { text = text.replacingOccurrences(of: word, with: " \(reading) ") }
    let latin =
      text.applyingTransform(.mandarinToLatin, reverse: false)?.applyingTransform(.stripDiacritics, reverse: false) ?? text
    return latin.lowercased().split { !$0.isASCII || !$0.isLetter }.map(String.init)
  }
}
