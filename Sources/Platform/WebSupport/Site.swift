import HTML
public import Hummingbird
public import Kernel

/// What every page of the site is made with.
public struct Site: Sendable {
  public let words: Words
  public let assets: Assets
  public let clock: WallClock
  /// A demonstration says so on every page, and lets anybody take a role.
  public let isDemo: Bool
  /// Parts of the administration, in the order of its navigation.
  let admin: [AdminSection]
  /// A region's name by its code, in a language; nil for one that is not known.
  let regionName: @Sendable (_ code: String?, _ language: String) -> String?

  public init(
    words: Words, assets: Assets, clock: WallClock, isDemo: Bool, admin: [AdminSection] = [],
    regionName: @escaping @Sendable (_ code: String?, _ language: String) -> String?
  ) {
    self.words = words
    self.assets = assets
    self.clock = clock
    self.isDemo = isDemo
    self.admin = admin
    self.regionName = regionName
  }

  /// Style, script, and the ways to change how pages look.
  public func add(to router: some RouterMethods<WebContext>) {
    assets.add(to: router)
    Preferences.add(to: router)
    AdminPage(site: self).add(to: router)
  }

  /// The page that answers a request.
  public func page(_ request: Request, _ context: WebContext? = nil) -> Page {
    Page(
      site: self, preferences: Preferences(request), session: context?.session, path: request.uri.path,
      query: request.uri.query ?? "")
  }

  func drawing(_ name: String) -> HTML { HTML(raw: assets.text("img/\(name).html")) }
}
