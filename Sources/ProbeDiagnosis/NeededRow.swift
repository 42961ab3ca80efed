import ProbeCore
import ProbeEvidence
import ProbeFindings

/// One thing that has to work before a device can go into service, and whether it does.
struct NeededRow: Hashable, Sendable {
    enum Matter: Hashable, Sendable {
        case need(Need)
        /// The host was not measured from, so the identity service's need could not be judged.
        case hostMissing
        case clock
        case hostname
        case port(UInt16)
    }

    enum State: Hashable, Sendable {
        case satisfied(by: Endpoint?)
        /// Works once `UpstreamProtocol` or the proxy's configuration is changed.
        case afterChange(to: Endpoint)
        case failed
        /// Neither proven nor refuted.
        case unknown
    }

    let matter: Matter
    let vantage: Vantage
    let state: State

    var consumer: Need.Consumer? {
        switch matter {
        case .need(let need): need.consumer
        case .hostMissing: .identityService
        case .clock, .hostname, .port: nil
        }
    }

    /// Everything that is needed, in the order of importance.
    static func all(in survey: Survey) -> [NeededRow] {
        let needs = Need.all(in: survey).map { need in
            NeededRow(matter: .need(need), vantage: need.vantage, state: state(of: need, in: survey))
        }
        let host =
            survey.vantages.contains(.host)
            ? [] : [NeededRow(matter: .hostMissing, vantage: .host, state: .unknown)]
        return host + needs + [NeededRow(matter: .clock, vantage: .host, state: clock(in: survey))]
            + NeededRow.onDevice(in: survey)
    }

    /// What IoT Edge needs of the device itself; runs that did not look at it have no such rows.
    private static func onDevice(in survey: Survey) -> [NeededRow] {
        let hostname = survey.seen(ReadHostname.self).map { seen in
            NeededRow(
                matter: .hostname, vantage: seen.vantage,
                state: seen.evidence.isTooLong ? .failed : .satisfied(by: nil))
        }
        let reserved = Set(
            PortIsReserved().findings(in: survey).filter { $0.severity == .error }.compactMap(\.subject.port))
        let ports = survey.seen(CheckPort.self).map { seen in
            let port = seen.about.port
            let state: State =
                switch PortState(of: seen, in: survey).conflict {
                case .certain, .likely: .failed
                case .possible: .unknown
                case nil:
                    reserved.contains(port) ? .failed : seen.evidence.isFree == nil ? .unknown : .satisfied(by: nil)
                }
            return NeededRow(matter: .port(port), vantage: seen.vantage, state: state)
        }
        return hostname + ports
    }

    private static func state(of need: Need, in survey: Survey) -> State {
        switch need.state(in: survey) {
        case .carried(let endpoint):
            return need.isRefusedByTheHost(endpoint, in: survey) ? .failed : .satisfied(by: endpoint)
        case .carriedAfterChange(let endpoint): return .afterChange(to: endpoint)
        case .failing: return .failed
        case .undecided: return .unknown
        }
    }

    /// A chain that verifies today brackets the clock where no service gave the time.
    private static func clock(in survey: Survey) -> State {
        let clock = TrustedClock(of: survey)
        switch clock.verdict {
        case .right: return .satisfied(by: nil)
        case .off, .beforeBuild: return .failed
        case .unknown:
            let isVerified = survey.seen(HandshakeTLS.self).contains { $0.evidence.isVerified }
            return clock.sources.isEmpty && isVerified ? .satisfied(by: nil) : .unknown
        }
    }
}

extension Need {
    /// Proven to this tool, which knows the public roots, but not to the host's software, whose store lacks them.
    fileprivate func isRefusedByTheHost(_ endpoint: Endpoint, in survey: Survey) -> Bool {
        switch consumer {
        case .edgeAgent, .edgeHub, .provisioning: return false
        case .identityService, .imagePull:
            let handshake = survey.seen(HandshakeTLS.self, about: endpoint, from: vantage)?.evidence
            return !(handshake?.isTrustedByThisHost ?? true)
        }
    }
}
