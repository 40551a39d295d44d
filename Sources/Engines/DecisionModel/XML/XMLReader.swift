import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Reads an XML text into a tree. Only UTF-8; a document type is refused before the parser sees it, so that there are
/// no entities to expand and nothing outside is ever asked for.
enum XMLReader {
  static func read(_ bytes: [UInt8], file: String, limits: XMLLimits = .standard) throws(ModelProblem) -> XMLTree {
    guard bytes.count <= limits.bytes else {
      throw ModelProblem(
        .xml, file: file, line: 1, "the file is larger than \(limits.bytes >> 20) MB", "文件超过 \(limits.bytes >> 20) MB")
    }
    try XMLPrologue.check(bytes, file: file)
    let builder = XMLBuilder(limits: limits)
    let parser = XMLParser(data: Data(bytes))
    parser.shouldResolveExternalEntities = false
    parser.delegate = builder
    let isRead = parser.parse()
    if let refusal = builder.refusal {
      throw ModelProblem(.xml, file: file, line: refusal.line, refusal.message.english, refusal.message.chinese)
    }
    guard isRead, builder.failureLine == nil, let root = builder.root else {
      throw ModelProblem(
        .xml, file: file, line: max(1, builder.failureLine ?? parser.lineNumber), "the file is not well-formed XML",
        "文件不是格式正确的 XML")
    }
    return root
  }
}

/// Collects the elements as the parser meets them.
private final class XMLBuilder: NSObject, XMLParserDelegate {
  private let limits: XMLLimits
  private var open: [XMLTree] = []
  private var namespaces: [[String: String]] = [[:]]
  private var count = 0
  var root: XMLTree?
  var refusal: (line: Int, message: TwoTongues)?
  var failureLine: Int?

  init(limits: XMLLimits) { self.limits = limits }

  private func refuse(_ parser: XMLParser, _ english: String, _ chinese: String) {
    if refusal == nil { refusal = (max(1, parser.lineNumber), TwoTongues(english, chinese)) }
    parser.abortParsing()
  }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    guard refusal == nil else { return }
    count += 1
    if root != nil { return refuse(parser, "there is more than one outermost element", "最外层元素多于一个") }
    if count > limits.elements { return refuse(parser, "the file has too many elements", "文件中的元素过多") }
    if open.count >= limits.depth { return refuse(parser, "elements are nested too deep", "元素嵌套过深") }
    var known = namespaces.last ?? [:]
    var declared: [String: String] = [:]
    for (key, value) in attributes {
      if key == "xmlns" { declared[""] = value }
      if key.hasPrefix("xmlns:") { declared[String(key.dropFirst(6))] = value }
    }
    if !declared.isEmpty { known.merge(declared) { $1 } }
    namespaces.append(known)
    let parts = elementName.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let prefix = parts.count == 2 ? String(parts[0]) : ""
    var element = XMLTree(
      name: String(parts.last ?? ""), namespace: known[prefix] ?? "", line: max(1, parser.lineNumber))
    element.attributes = attributes.filter { $0.key != "xmlns" && !$0.key.hasPrefix("xmlns:") }
    element.prefixes = declared
    open.append(element)
  }

  func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?) {
    guard refusal == nil, let done = open.popLast() else { return }
    namespaces.removeLast()
    if open.isEmpty { root = done } else { open[open.count - 1].children.append(done) }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard refusal == nil, !open.isEmpty else { return }
    open[open.count - 1].text += string
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    guard refusal == nil, !open.isEmpty else { return }
    open[open.count - 1].text += String(decoding: block, as: UTF8.self)
  }

  func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
    if failureLine == nil { failureLine = parser.lineNumber }
  }
}
