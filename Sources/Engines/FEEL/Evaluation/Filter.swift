import Decimals

/// `list[…]` (DMN 1.5 §10.3.2.5): by position where the filter gives a number, else the elements for which it is true.
/// What is no list counts as a list of one; null as an empty one.
final class Filter: Node {
  let list: any Node
  let filter: any Node
  let position: Position

  init(_ list: any Node, _ filter: any Node, at position: Position) {
    self.list = list
    self.filter = filter
    self.position = position
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let elements = list.evaluate(&frame).elements
    if case .number(let place)? = filter.constant { return element(of: elements, at: place.int, &frame) }
    guard let first = elements.first else {
      // Whether an empty list gives null or an empty list depends on what the filter would be.
      let evaluation = frame.evaluation
      let probe = evaluation.silently { holds(.null, &frame) }
      if case .number = probe { return .null }
      return .list([])
    }
    let answer = holds(first, &frame)
    if case .number(let place) = answer { return element(of: elements, at: place.int, &frame) }
    var kept: [Value] = []
    if case .boolean(true) = answer { kept.append(first) }
    for element in elements.dropFirst() {
      guard frame.evaluation.spend() else { return .null }
      if case .boolean(true) = holds(element, &frame) { kept.append(element) }
    }
    return .list(kept)
  }

  private func holds(_ element: Value, _ frame: inout Frame) -> Value {
    frame.locals.append(element)
    defer { frame.locals.removeLast() }
    return filter.evaluate(&frame)
  }

  private func element(of elements: [Value], at place: Int?, _ frame: inout Frame) -> Value {
    guard let place, let index = elements.index(atFEELPosition: place) else {
      return frame.fault(.indexOutOfRange, at: position)
    }
    return elements[index]
  }
}

extension Value {
  /// The elements of a list; anything else counts as a list of itself, null as an empty list.
  var elements: [Value] {
    switch self {
    case .list(let elements): elements
    case .null: []
    default: [self]
    }
  }
}

extension Array {
  /// The index of a position from 1, or from the end with −1 for the last; nil outside.
  func index(atFEELPosition place: Int) -> Int? {
    if place > 0, place <= count { return place - 1 }
    if place < 0, place >= -count { return count + place }
    return nil
  }
}
