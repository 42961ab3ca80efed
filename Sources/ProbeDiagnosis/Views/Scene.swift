package import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The views over a survey, built once and handed to every rule: ladders, needs, contacts, look-ups, paths of containers.
///
/// They build on each other in this order, so no view is made twice and none can read one that comes after it.
package final class Scene: Sendable {
    package let survey: Survey
    /// The places measured from; a survey finds them in all its observations anew.
    package let vantages: [Vantage]
    package let ladders: Ladders
    let needs: DeviceNeeds
    /// The look-ups of routes that the host's kernel answered.
    let roads: Roads
    /// Every ladder with its controls, vantage by vantage.
    let ascents: [Ascent]
    private let ascentsByVantage: [Vantage: [Ascent]]
    private let contactsByVantage: [Vantage: [Contact]]
    private let unplannedByVantage: [Vantage: [Contact]]
    private let lookupsByVantage: [Vantage: [Lookup]]
    /// Look-ups that fail in a container and work on the host.
    let containerLookups: [ContainerLookup]
    /// The engine's networks whose containers met trouble.
    let paths: [ContainerPath]
    /// Look-ups whose deciding answer has no address.
    let denials: [Denial]
    /// Look-ups that nobody answered.
    let mutenesses: [Muteness]
    let clock: TrustedClock
    /// What logs say.
    let logs: [LogAccount]

    package init(of survey: Survey) {
        self.survey = survey
        let ladders = Ladders(of: survey)
        let needs = DeviceNeeds(ladders)
        let roads = Roads(of: survey)
        let vantages = survey.vantages
        self.vantages = vantages
        let contacts = Contact.spokenFor(
            Dictionary(uniqueKeysWithValues: vantages.map { ($0, Contact.all(from: $0, in: survey, needs)) }),
            along: roads, in: survey)
        let lookups = Dictionary(uniqueKeysWithValues: vantages.map { ($0, Lookup.all(from: $0, in: survey, needs)) })
        let all = vantages.flatMap { lookups[$0] ?? [] }
        self.ladders = ladders
        self.needs = needs
        self.roads = roads
        let ascents = Dictionary(
            uniqueKeysWithValues: vantages.map { vantage in
                (vantage, ladders.endpoints(from: vantage).map { Ascent($0, from: vantage, needs) })
            })
        self.ascents = vantages.flatMap { ascents[$0] ?? [] }
        ascentsByVantage = ascents
        contactsByVantage = contacts
        unplannedByVantage = Dictionary(
            uniqueKeysWithValues: vantages.map { ($0, Contact.unplanned(from: $0, in: survey, needs)) })
        lookupsByVantage = lookups
        containerLookups = ContainerLookup.all(lookups, in: survey)
        paths = ContainerPath.all(contacts: contacts, roads: roads, needs: needs, in: survey)
        denials = Denial.all(among: all, in: survey)
        mutenesses = Muteness.all(
            among: all, survey.seen(ReadRoutes.self, from: .host).flatMap(\.evidence.networks), in: survey)
        clock = TrustedClock(of: survey)
        logs = LogAccount.all(in: survey)
    }
}

extension Scene {
    package var assignment: Assignment { survey.assignment }

    /// The endpoints that were tried from a vantage, in the order of the observations.
    func endpoints(from vantage: Vantage) -> [Endpoint] { ladders.endpoints(from: vantage) }

    func ladder(_ endpoint: Endpoint, from vantage: Vantage) -> Ladder { ladders[endpoint, from: vantage] }

    /// The ladder of an endpoint with its controls, whether it was tried or not.
    func ascent(_ endpoint: Endpoint, from vantage: Vantage) -> Ascent { Ascent(endpoint, from: vantage, needs) }

    func ascents(from vantage: Vantage) -> [Ascent] { ascentsByVantage[vantage] ?? [] }

    /// The ladders that ended at a rung.
    func ascents(failedAt rung: Ladder.Rung) -> [Ascent] { ascents.filter { $0.ladder.state == .failed(rung) } }

    /// The direct contacts from a vantage, in the order of the observations.
    func contacts(from vantage: Vantage) -> [Contact] { contactsByVantage[vantage] ?? [] }

    /// The contacts with the proxy, and with what a registry named.
    func unplanned(from vantage: Vantage) -> [Contact] { unplannedByVantage[vantage] ?? [] }

    /// The look-ups of all names that direct endpoints of a vantage have, the hub's first.
    func lookups(from vantage: Vantage) -> [Lookup] { lookupsByVantage[vantage] ?? [] }

    /// Those of all vantages.
    var lookups: [Lookup] { vantages.flatMap { lookups(from: $0) } }

    /// The direct handshakes that ended in the given way without completing.
    func stalls(_ result: Handshake.Result) -> [Stall] { ascents.compactMap { Stall($0, result) } }

    func chains(from vantage: Vantage) -> ChainComparison {
        let chains = ChainComparison(of: ascents(from: vantage))
        return vantage == .host ? chains : chains.beside(ChainComparison(of: ascents(from: .host)))
    }

    /// An address of this device, its bridges' included, as far as its links were read and its networks described.
    func isOwn(_ address: IPAddress?) -> Bool {
        address.map(survey.isOwn) ?? false
    }

    /// Whether a resolver is one of this device's own.
    ///
    /// A container's loopback is the container itself, and no resolver of this device.
    func isHere(_ server: SocketAddress, askedFrom vantage: Vantage) -> Bool {
        isOwn(server.address) || (server.address.isLoopback && vantage == .host)
    }

    /// The routes and networks of the host, where they were read.
    var routes: Survey.Seen<ReadRoutes>? { survey.seen(ReadRoutes.self, from: .host).first }
}
