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
    /// Rules that change the source, and whether certainly.
    var translations: [(place: RulePlace, isCertain: Bool)] = []
    /// Rules that change the destination, and whether certainly.
    var redirections: [(place: RulePlace, isCertain: Bool)] = []

    mutating func note(unclear place: RulePlace) {
        if !unclear.contains(place) { unclear.append(place) }
    }
}
