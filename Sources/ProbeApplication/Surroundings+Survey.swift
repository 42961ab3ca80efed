package import ProbeCore
import ProbeEvidence
package import ProbeGuidance

extension Surroundings {
    /// What a survey taught of the device: who asked, whom it and its containers ask for names, and for the time.
    package init(_ survey: Survey) {
        self.init()
        requester = Requester(survey)
        timeServers = survey.timeServers
        let states = survey.seen(ReadRoutes.self, from: .host).map(\.evidence)
        let asked =
            states.flatMap(\.resolvers).map(\.destination)
            + survey.seen(ResolveName.self).flatMap(\.evidence.servers).map(\.server.address)
        resolvers =
            asked.uniqued
            .filter { address in
                !address.isLoopback && !address.isLinkLocal && !states.contains { $0.owns(address) }
            }
            .prefix(Self.mostResolvers).map { SocketAddress($0, port: 53) }
    }

    /// A device has few; a recording may hold any number.
    private static let mostResolvers = 8
}

extension Survey {
    /// Those that the run asked for the time, or was to ask, in their order.
    var timeServers: [TimeServer] {
        Array(
            observations(of: AskTime.id, from: .host).compactMap { $0.subject as? TimeServer }.uniqued
                .prefix(Self.mostTimeServers))
    }

    /// As above.
    private static let mostTimeServers = 8
}
