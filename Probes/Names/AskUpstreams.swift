package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Asks the resolvers behind the host's own, directly.
///
/// The engine copies a stub's flat list for its containers. Where the stub knows more than the list, because it asks other
/// resolvers for single links or domains, containers are told otherwise. And where the own resolver gives no address that can be
/// right, only those behind it tell whose doing that is.
extension AskUpstreams: Probe {
    package func subjects(in plan: Plan) -> [Name] {
        plan.seesThisDevice ? ResolveName().subjects(in: plan) : []
    }

    package func occasion(for about: Name, of input: Following<ResolveName>, in plan: Plan) -> [SocketAddress]? {
        let (evidence, hasAnswer) = (
            input.evidence, input.evidence.servers.contains { $0.answers.contains { !$0.addresses.isEmpty } }
        )
        // Containers ask for the hub alone. A hosts entry beside it, which they do not have, changes nothing of what the stub
        // knows.
        let isCompared = hasAnswer && plan.services.hubs.contains(about.host)
        let isFailing = evidence.source != .hostsFile && !evidence.hasUsableAddress
        guard isFailing ? input.isFinal || evidence.isStuck : isCompared && input.isFinal, !evidence.servers.isEmpty
        else { return nil }
        let own = Set(((try? Interface.all()) ?? []).flatMap(\.addresses))
        let isOwn = { (address: IPAddress) in address.isLoopback || own.contains(address) }
        guard evidence.servers.allSatisfy({ isOwn($0.server.address) }) else { return nil }
        let upstreams = Self.upstreams(of: evidence.servers.map(\.server.address), besides: isOwn, plan).map {
            SocketAddress($0, port: plan.briefing.resolverPort)
        }
        return upstreams.isEmpty ? nil : upstreams
    }

    package func measure(
        _ about: Name, _ upstreams: [SocketAddress], _ context: Context<UpstreamAnswers>
    ) async throws(ProbeError) -> Measured<UpstreamAnswers, NoLive> {
        let questions = upstreams.map { ResolverQuestion(server: $0, type: .a, network: .udp) }
        let patience = ClientPatience(of: ResolveName.configuration(of: context.plan), in: context.plan)
        return Measured(
            UpstreamAnswers(
                answers: try await ResolverQuestion.answers(
                    to: questions, about: about.host, Waits(context, patience))))
    }

    /// systemd-resolved alone listens there (systemd-resolved.service(8)).
    private static let systemds = ["127.0.0.53", "127.0.0.54"].compactMap { IPAddress($0) }
    private static let longest = 1 << 16
    private static let mostFiles = 32

    /// Those of the first settings or list there is; systemd-resolved has a list of its own.
    private static func upstreams(
        of resolvers: [IPAddress], besides isOwn: (IPAddress) -> Bool, _ plan: Plan
    ) -> [IPAddress] {
        var (set, lists) = ([IPAddress](), ResolverConfiguration.upstreamLists)
        if !resolvers.contains(where: systemds.contains) {
            let settings = settings(plan)
            (set, lists) = (settings.servers, settings.lists + lists)
        }
        for servers in [set] + lists.lazy.map({ servers(of: $0, plan) }) {
            let others = servers.filter { !$0.isUnspecified && !isOwn($0) }
            if !others.isEmpty { return others }
        }
        return []
    }

    private static func servers(of list: String, _ plan: Plan) -> [IPAddress] {
        guard let bytes = try? plan.file(list, limit: longest) else { return [] }
        let configuration = ResolverConfiguration(parsing: bytes)
        return configuration.hasNameserver ? configuration.nameservers : []
    }

    private static func settings(_ plan: Plan) -> ForwarderSettings {
        var settings = ForwarderSettings()
        let others = ForwarderSettings.folders.flatMap { folder in
            ((try? Folder.names(in: folder, atMost: mostFiles) { !$0.hasPrefix(".") })?.kept ?? []).sorted().map {
                "\(folder)/\($0)"
            }
        }
        for path in ForwarderSettings.files + others {
            if let bytes = try? plan.file(path, limit: longest) { settings.read(bytes) }
        }
        return settings
    }
}
