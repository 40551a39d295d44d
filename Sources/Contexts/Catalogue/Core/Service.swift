public import Kernel

/// A region of one of the two tiers (盟 / 旗县市).
public struct Region: Sendable, Hashable {
  public enum Tier: String, Sendable { case league, banner }
  public let code: String
  public let name: String
  public let nameEn: String
  public let tier: Tier
  public let parent: String
  public let longitude: Double
  public let latitude: Double
}

/// A department (部门) as a type: which tiers have one, and who acts for it where it has none.
public struct Department: Sendable, Hashable {
  public let key: String
  public let nameLeague: String
  public let nameBanner: String
  public let short: String
  public let nameEn: String
  public let atLeague: Bool
  /// nil: in every banner; else only in these.
  public let bannerRegions: Set<String>?
  public let bannerDepartment: String
  /// An organ of government; else a partner, as a bank or a maternity hospital.
  public let isOrgan: Bool

  public func exists(in region: Region) -> Bool {
    region.tier == .league ? atLeague : bannerRegions?.contains(region.code) ?? true
  }
}

/// A public service of the base catalogue (政务服务事项).
public struct Service: Sendable, Hashable {
  public enum Channel: String, Sendable {
    /// 综合窗口
    case unifiedWindow
    /// 专窗
    case ownCounter
    /// 掌上
    case mobile
  }

  public let key: String
  public let name: String
  /// GB/T 39046 table A.1.
  public let type: String
  public let department: String
  public let bannerDepartment: String
  public let tiers: Set<Region.Tier>
  /// Banners that offer it; nil: all.
  public let regions: Set<String>?
  public let audience: Set<String>
  public let theme: String
  public let legalDays: Int
  /// Working days; 0 = on the spot (即办件).
  public internal(set) var promisedDays: Int
  public internal(set) var visits: Int
  /// 1 information … 4 fully online.
  public let onlineDepth: Int
  /// Empty: free.
  public let fee: String
  public let result: String
  public let scope: String
  public let channel: Channel
  public internal(set) var venue: String
  public let legalBasis: String
  /// The people's words, the most usual first.
  public let keywords: [String]
  /// Key of the form it names; empty: the one of its own key if there is one, else the standard form.
  public var formKey = ""

  /// What people call it; the official name stands beside it.
  public var plainName: String { keywords.first ?? name }
  public var procedure: String { promisedDays == 0 ? "instant" : "permit" }
  public var isOnline: Bool { onlineDepth >= 3 }

  public func isOffered(in region: Region) -> Bool {
    guard tiers.contains(region.tier) else { return false }
    return region.tier == .league || regions?.contains(region.code) ?? true
  }
}

/// A service as one region offers it (实施清单).
public struct Offering: Sendable, Hashable {
  public let service: String
  public let region: String
  /// 实施主体: who decides.
  public let responsible: AgencyID
  /// Who accepts: the unified window, or the department's own counter.
  public let accepting: AgencyID
  public let issuing: AgencyID
  public let promisedDays: Int
  public let legalDays: Int
  public let procedure: String
  /// Why nobody can apply for the time being (暂停); nil when they can.
  public let suspended: String?
}

/// A kind of paper that a service asks for.
public struct ServiceEvidence: Sendable, Hashable {
  public let evidence: String
  public let name: String
  /// original, copy, credential, electronic
  public let kind: String
  public let required: Bool
  /// A data source or an electronic paper can supply it (免于提交).
  public let shareable: Bool
  /// 原件份数, 复印件份数
  public let originals: Int
  public let copies: Int
  public let form: Form
  public let origin: Origin
  /// 出具机构; empty when the applicant makes it.
  public let issuer: String
  /// 填报须知
  public let guidance: String
  /// 容缺补正期限 in working days; 0: the application is not accepted without it.
  public let tolerance: Int
  /// The situation in which those who ask for it by situation do, as `minor`; empty: it is told in words alone.
  public var situation = ""

  /// 材料形式
  public enum Form: String, Sendable, CaseIterable { case paper, electronic, both }
  /// 来源渠道
  public enum Origin: String, Sendable, CaseIterable {
    /// 申请人自备
    case applicant
    /// 政府部门核发
    case government
    /// 其他, as a bank or an intermediary
    case other
  }
}

/// Something people ask, and its answer.
public struct Question: Sendable, Hashable {
  public let question: String
  public let answer: String
  public let synthetic: Bool
}

/// What an implementation list (实施清单) says beyond the base catalogue.
public struct Elements: Sendable, Hashable {
  /// 受理条件
  public let conditions: [String]
  /// 办理环节, from application to delivery.
  public let steps: [String]
  /// Why somebody must come (到现场原因); empty when nobody must.
  public internal(set) var visitReason: String
  /// 可邮寄申请
  public let mailIn: Bool
  /// 收费依据; empty when it is free.
  public let feeBasis: String
  public let feeItem: String
  public let onlinePayment: Bool
  public let resultSample: String
  /// With area code.
  public internal(set) var consultPhone: String
  public internal(set) var complaintPhone: String
  /// 基本编码: province 2, type 2, department 2, main item 3, sub-item 3; never a number.
  public let basicCode: String
  /// 权限划分
  public let authority: String
  /// 数量限制
  public let quantityLimit: String
  /// 中介服务
  public let intermediary: String
  /// 权利和义务
  public let rights: String
  /// 办理时间
  public internal(set) var hours: String
  /// 支持预约
  public let appointment: Bool
  /// 结果可邮寄
  public let mailOut: Bool
  /// 自助终端可办
  public let kiosk: Bool
  /// Generated where the sources are silent, to be replaced by the department.
  public let synthetic: Bool
}
