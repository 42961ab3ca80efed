package import ProbeCore
import ProbeEvidence
import ProbeGuidance

/// The addresses that names have today by this device's own resolvers, for rules without a run.
package struct AddressesOfToday: Sendable {
    package let addresses: [HostName: [IPAddress]]
    /// When the resolvers were asked.
    package let asked: Timestamp
    /// For how long they take each name's addresses for valid, in seconds.
    package let validity: [HostName: UInt32]
    /// Names that were asked for and have none, in their order, though others have.
    package let missing: [HostName]
    /// None of the names has any here: nobody answers, or whoever does knows nothing of the world outside.
    package let isOffline: Bool

    /// Takes them from a survey that asked for names.
    package init(_ survey: Survey) {
        let facts = Guidance.Facts(survey)
        let names = survey.seen(ResolveName.self, from: .host).map(\.about.host).uniqued
        let known = facts.addresses.filter { names.contains($0.key) }
        addresses = known
        asked = survey.startedAt
        validity = facts.requester.validity.filter { known[$0.key] != nil }
        isOffline = known.isEmpty
        missing = known.isEmpty ? [] : names.filter { known[$0] == nil }
    }
}
