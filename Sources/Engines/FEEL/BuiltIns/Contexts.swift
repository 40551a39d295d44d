extension BuiltIn {
  /// Context functions (DMN 1.5 §10.3.4.9).
  static let contexts = [
    BuiltIn("get value", ["m", "key"]) { site in
      guard let context = site.context(0), let key = site.text(1) else { return site.wrongType }
      return context[key] ?? .null
    },
    BuiltIn("get entries", ["m"]) { site in
      guard let context = site.context(0) else { return site.wrongType }
      return site.made(context.entries.map { .context(Context([("key", .string($0.name)), ("value", $0.value)])) })
    },
    BuiltIn("context", ["entries"]) { site in
      guard let entries = site.list(0) else { return site.wrongType }
      guard site.evaluation.spend(entries.count) else { return .null }
      var made = Context()
      for entry in entries {
        guard case .context(let entry) = entry, case .string(let key)? = entry["key"], let value = entry["value"],
          made[key] == nil
        else { return site.badArgument }
        made[key] = value
      }
      return site.evaluation.admit(.context(made))
    },
    BuiltIn("context put", ["context", "key", "value"], ["context", "keys", "value"]) { site in
      guard let context = site.context(0) else { return site.wrongType }
      switch site[1] {
      case .string(let key): return put(context, [.string(key)], site[2], site)
      case .list(let keys) where !site.place.names.contains("key"): return put(context, keys[...], site[2], site)
      default: return site.wrongType
      }
    },
    BuiltIn("context merge", ["contexts"]) { site in
      guard let contexts = site.list(0) else { return site.wrongType }
      var made = Context()
      for context in contexts {
        guard case .context(let context) = context else { return site.wrongType }
        guard site.evaluation.spend(context.count) else { return .null }
        for entry in context.entries { made[entry.name] = entry.value }
      }
      return .context(made)
    },
  ]

  /// The context with a value put at the end of a path of keys.
  private static func put(_ context: Context, _ keys: ArraySlice<Value>, _ value: Value, _ site: Site) -> Value {
    guard keys.count <= site.evaluation.limits.nesting, let made = put(context, keys, value) else { return site.badArgument }
    return site.evaluation.admit(.context(made))
  }

  private static func put(_ context: Context, _ keys: ArraySlice<Value>, _ value: Value) -> Context? {
    guard case .string(let key)? = keys.first else { return nil }
    var made = context
    if keys.count == 1 {
      made[key] = value
    } else {
      guard case .context(let inner)? = context[key], let changed = put(inner, keys.dropFirst(), value) else { return nil }
      made[key] = .context(changed)
    }
    return made
  }
}
