import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
import Testing

extension Survey {
    /// The endpoints that were tried from a vantage, in the order of the observations.
    func endpoints(from vantage: Vantage) -> [Endpoint] { Ladders(of: self).endpoints(from: vantage) }

    func ladder(_ endpoint: Endpoint, from vantage: Vantage) -> Ladder { Ladders(of: self)[endpoint, from: vantage] }

    /// What the device needs, and what becomes of each need.
    var needs: DeviceNeeds { DeviceNeeds(Ladders(of: self)) }
}

extension Survey {
    /// The root causes as far as names, routes, the TCP path and segment sizes go.
    var pathFindings: [Finding] {
        Rulebook.findings(in: Scene(of: self), by: Rulebook.rules.filter { $0.causes.allSatisfy { $0.layer <= .mtu } })
    }

    var pathCauses: [Cause] { pathFindings.map(\.cause) }

    func pathFinding(_ cause: Cause, _ location: SourceLocation = #_sourceLocation) throws -> Finding {
        try #require(pathFindings.first { $0.cause == cause }, sourceLocation: location)
    }

    /// Connections to the given endpoints end as told.
    func connecting(
        _ endpoints: Endpoint..., from vantage: Vantage = .host, _ evidence: (Endpoint) -> ConnectEvidence
    ) -> Survey {
        connecting(endpoints, from: vantage, evidence)
    }

    func connecting(
        _ endpoints: [Endpoint], from vantage: Vantage = .host, _ evidence: (Endpoint) -> ConnectEvidence
    ) -> Survey {
        forEach(endpoints) { survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint, from: vantage) { $0 = evidence(endpoint) }
        }
    }

    /// Handshakes at the given endpoints end as told, with the given controls beside them.
    func shaking(
        _ endpoints: Endpoint..., with handshake: (Endpoint) -> Handshake, again: ((Endpoint) -> Handshake)? = nil,
        otherName: ((Endpoint) -> Handshake)? = nil, noName: ((Endpoint) -> Handshake)? = nil,
        smallSegments: ((Endpoint) -> Handshake)? = nil
    ) -> Survey {
        forEach(endpoints) { survey, endpoint in
            func control(_ make: ((Endpoint) -> Handshake)?, clamp: Int? = nil) -> ControlHandshake? {
                make.map {
                    var connect = Healthy.attempt(endpoint)
                    connect.segmentClamp = clamp
                    return ControlHandshake(connect: connect, handshake: $0(endpoint))
                }
            }
            return survey.changing(HandshakeTLS.self, about: endpoint) { $0 = handshake(endpoint) }
                .addingIfThere(RepeatHandshake.self, about: endpoint, control(again))
                .addingIfThere(HandshakeWithOtherName.self, about: endpoint, control(otherName))
                .addingIfThere(HandshakeWithoutName.self, about: endpoint, control(noName))
                .addingIfThere(HandshakeWithSmallSegments.self, about: endpoint, control(smallSegments, clamp: 1000))
        }
    }

    private func addingIfThere<P: Question>(_ probe: P.Type, about subject: P.About, _ evidence: P.Evidence?) -> Survey
    {
        evidence.map { adding(P.self, about: subject, $0) } ?? self
    }

    /// A look-up of the hub's name that ends as told.
    func resolving(of host: HostName = Places.hub, _ evidence: NameEvidence) -> Survey {
        changing(ResolveName.self, about: Name(host)) { $0 = evidence }
    }

    /// The control resolver's answer.
    func controlling(of host: HostName = Places.hub, _ answer: DNSAnswer) -> Survey {
        adding(AskControlResolver.self, about: Name(host), ControlAnswers(answers: [answer]))
    }

    /// All names fail alike.
    func resolvingNothing(_ evidence: (HostName) -> NameEvidence) -> Survey {
        forEach([Places.hub, Places.dps, Places.registry]) { $0.resolving(of: $1, evidence($1)) }
    }
}

extension HopWalk {
    /// A walk along routers, then what answers from a hop limit on; silence where nothing does.
    static func along(
        _ routers: [String?], to remote: SocketAddress, then answer: Hop.Answer = .silent, upTo limit: Int = 8
    ) -> HopWalk {
        HopWalk(
            remote: remote,
            hops: (1...limit).map { hop in
                guard hop <= routers.count else { return Hop(limit: hop, answer: answer) }
                guard let router = routers[hop - 1] else { return Hop(limit: hop, answer: .silent) }
                return Hop(limit: hop, answer: .router, address: Places.address(router), latency: Seconds(0.005))
            })
    }
}

extension DNSAnswer {
    /// The control resolver's answer with an address, or with a code and none.
    static func control(_ host: HostName = Places.hub, address: IPAddress? = nil, code: Int = 0) -> DNSAnswer {
        var answer = Healthy.answer(host, from: Places.controlResolver, address.map { [$0] } ?? [])
        answer.responseCode = code
        return answer
    }
}

extension Survey: CustomTestStringConvertible {
    /// What is out of order, instead of every observation.
    public var testDescription: String {
        let faults = vantages.flatMap { vantage in
            endpoints(from: vantage).map { (endpoint: $0, state: ladder($0, from: vantage).state) }
                .filter { $0.state != .proven }.map { "\($0.endpoint) from \(vantage): \($0.state)" }
        }
        return faults.isEmpty ? "every ladder proven" : faults.joined(separator: "; ")
    }
}
