import ProbeCore
import ProbeEvidence
import ProbeMeasurement

extension Survey {
    /// What lists in evidence had no room for; each sentence once.
    var leftOutNotes: [Sentence] {
        observations.flatMap { observation -> [Sentence] in
            guard case .seen(let evidence) = observation.outcome else { return [] }
            let bounded = [evidence as? any Bounded] + [(evidence as? VantageOrigin)?.network]
            let host = Self.host(of: evidence, observation.subject)
            return bounded.compactMap { $0?.leftOut }.joined().compactMap {
                Self.note($0, of: evidence, about: observation.subject, host)
            }
        }.uniqued + tooLong
    }

    /// Observations that are lost as a whole.
    private var tooLong: [Sentence] {
        observations.compactMap { observation in
            guard case .failed(let error) = observation.outcome, error.code == .tooLong else { return nil }
            return "The answer to \(observation.probe) from \(observation.vantage) is left out: it is too long."
        }
    }

    /// Whose addresses a list of evidence has.
    private static func host(of evidence: any Sendable, _ subject: any Subject) -> HostName? {
        (evidence as? ShortLadderEvidence)?.host ?? (subject as? PortalPage)?.host
            ?? subject.narrowed(to: Endpoint.self)?.host
    }

    private static func note(
        _ leftOut: LeftOut, of evidence: any Sendable, about subject: any Subject, _ host: HostName?
    ) -> Sentence? {
        let count = leftOut.count
        switch leftOut.list {
        case .addresses:
            guard let host else { return "\(count) addresses of this device are left out of the report." }
            return "\(host) has \(count) addresses more, which were not tried."
        case .listeners:
            guard let port = subject as? LocalPort else { return nil }
            return "\(count) listeners more are on port \(port.port) than this report has room for."
        case .interfaces:
            switch evidence {
            case is LinkEvidence: return "\(count) interfaces of this device are left out of the report."
            case is ForwardingState: return "Whether \(count) interfaces more of this device forward was not read."
            default: return "\(count) interfaces of this device are left out where its routes are judged."
            }
        case .policyRules:
            return "\(count) policy rules are left out, so that which of all decides about a packet is not judged."
        case .routes: return "\(count) routes are left out, so that which of all decides about a packet is not judged."
        case .defaultRoutes: return "\(count) default routes are left out of the report."
        case .gateways: return "\(count) gateways are left out of the report."
        case .baseChains: return "\(count) base chains of the firewall are left out of the report; all were looked at."
        case .filterRules: return "\(count) rules that dropped packets are left out of the report."
        case .undecidedRules: return "\(count) rules more that may decide about a packet are left out of the report."
        case .waysOut: return "\(count) interfaces more, by which packets might leave, were not asked about."
        case .dropIns: return "\(count) drop-in files more are in a folder than were read."
        case .environmentFiles: return "\(count) environment files of a unit were not read."
        case .containers: return "\(count) containers of a network are left out of the report."
        case .timeServers: return "\(count) time servers more are configured than were asked."
        case .searchDomains:
            return "\(count) domains more are in the search list, with which the names were not tried."
        case .candidates:
            return "\(count) containers more are on a network, and were not thought of as places to measure from."
        case .waysIn:
            return
                "For \(count) addresses more of this device the rules were not followed that a packet from outside meets."
        case .holders:
            guard let port = subject as? LocalPort else { return nil }
            return "\(count) programs more hold port \(port.port) than are named."
        case .processes:
            guard let port = subject as? LocalPort else { return nil }
            return "\(count) processes were not looked into for whether they hold port \(port.port): there was no time."
        case .modules: return "\(count) modules more are in the deployment than were looked at."
        case .images: return "\(count) images more of the deployment were not asked for."
        case .publishedPorts: return "\(count) ports more are published by the deployment than were looked at."
        case .accounts: return "\(count) registries more have credentials in the deployment than were read."
        case .ignoredAssignments:
            return "\(count) assignments more, which systemd passes over, are left out of the report."
        case .fileProblems: return "\(count) problems more are in the container engine's file than are named."
        case .alternativeNames:
            guard let host else { return "\(count) names more are in a certificate than this report has room for." }
            return "\(count) names more are in the certificate that \(host) showed than this report has room for."
        case .headers:
            guard let host else { return "\(count) headers more were in an HTTP answer than this report has room for." }
            return "\(count) headers more were in an HTTP answer of \(host) than this report has room for."
        case .mechanisms:
            return "\(count) mechanisms more were offered by an AMQP broker than this report has room for."
        // Said along with what the engine did not answer.
        case .engineNetworks, .engineContainers: return nil
        case .tracedConnections: return "\(count) connections more were not made again while packets were traced."
        case .logSightings: return "A log says \(count) things more than this report has room for."
        case .logFiles: return "\(count) files more are in a folder of logs than were read."
        case .logFolderEntries:
            return
                "\(count) files and folders in a folder of logs were not looked at: they are too many, or too deep in it."
        case .logContainers:
            return "The logs of \(count) containers were not read: they are too many, or the engine took too long."
        case .logKilobytes:
            return "The first \(count) kB of a log were not read: there was time for what is newer alone."
        case .hosts:
            return "The hosts file is too long to be read whole: what it has for names further on is not known."
        case .logMessages:
            return "\(count) messages of a log were passed over: more programs write into it at a time than are heard."
        }
    }
}
