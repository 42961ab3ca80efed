import ProbeCore
import ProbeEvidence

/// What may become of a packet at one hook, as a set: a rule that is not understood leaves both ways open.
struct Consequences {
    struct Ending: Hashable {
        let place: RulePlace
        let isRejected: Bool
        /// No way led past it.
        let isCertain: Bool
    }

    /// Rules and policies that drop or reject.
    var drops: [Ending] = []
    /// Some way leads on.
    var mayPass = false
    /// Rules that are not understood, at which ways part.
    var unclear: [RulePlace] = []
    /// Rules that change the source, whether certainly, and to which address, where the rule names one.
    var translations: [(place: RulePlace, isCertain: Bool, address: IPAddress?)] = []
    /// What sets the hop limit for sure.
    var hopLimit: PacketWalk.HopLimit?
    /// Rules that change the destination.
    var redirections: [Redirection] = []

    struct Redirection: Hashable {
        let place: RulePlace
        let isCertain: Bool
        /// Where to; nothing where the rule says this device, or does not change that part.
        var address: IPAddress?
        var port: UInt16?
        /// To this device itself (REDIRECT).
        var isHere = false
        /// What the rule says can be told.
        var isClear: Bool { isHere || address != nil || port != nil }
    }

    mutating func note(unclear place: RulePlace) {
        if !unclear.contains(place) { unclear.append(place) }
    }
}
