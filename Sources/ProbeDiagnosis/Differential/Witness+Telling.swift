import ProbeCore
import ProbeEvidence
import ProbeFindings

extension Witness {
    private func isBetween(_ one: Cause, _ other: Cause, _ lookAlike: Card.LookAlike) -> Bool {
        Set([finding.cause, lookAlike.cause]) == [one, other]
    }

    /// What the survey has to say on an observation that tells the finding's cause from one that looks the same.
    func word(on lookAlike: Card.LookAlike) -> Word {
        if finding.cause == .dpsBlocked, lookAlike.cause.layer < .name, !turnedAwayBeyond.isEmpty {
            return .told(turnedAwayBeyond)
        }
        return switch lookAlike.telling {
        case .ownFailure: ownFailure
        case .ownRules where finding.cause == .dnsContainerFallbackPublic: wayOutOfContainers(against: lookAlike.cause)
        case .ownRules where isBetween(.hostOutputDropped, .hostPolicyDenied, lookAlike): ruleOrPolicy
        case .ownRules: lookAlike.cause == .dnsUDPBlocked ? ownRulesForNames : ownRules
        case .ownTranslation: ownTranslation
        case .settings where lookAlike.cause == .fwdRPFilter && finding.cause.layer > .forwarding: beliefs
        case .settings: word(hostIndices(ReadForwarding.self), else: ReadForwarding.id)
        case .routes where [lookAlike.cause, finding.cause].contains(.hostPolicyDenied): forbiddingRoutes
        case .routes where finding.cause == .hostOutputDropped: ownWord ?? routes
        case .routes: routes
        case .addressOwner: addressOwner
        case .interfaceKind: word(hostIndices(ReadRoutes.self), else: ReadRoutes.id)
        case .gateways where finding.cause == .hostOutputDropped: ownWord ?? gateways
        case .gateways: gateways
        case .links: word(vantageIndices(ReadLinks.self), else: ReadLinks.id)
        case .hostname: word(vantageIndices(ReadHostname.self), else: ReadHostname.id)
        case .ports: word(vantageIndices(CheckPort.self), else: CheckPort.id)
        case .files, .proxySettings: files
        case .hostContrast: hostContrast(against: lookAlike.cause)
        case .hostLookup: hostLookup(against: lookAlike.cause)
        case .origin: origin
        case .detour: mayEndBehindGateway ? .open(.noEvidence) : detour
        case .forwarders: forwarders
        case .answers: lookAlike.cause == .hostOutputDropped ? ownAnswers : answers
        case .controlResolver: controlResolver(against: lookAlike.cause)
        case .redemption: redemption
        case .overTCP: overTCP
        case .anySource: anySource
        case .plainQuery: plainQuery
        case .connects: word(conclusiveAttempts, else: ConnectEndpoint.id)
        case .attempts: attempts
        case .icmp: icmp
        case .family: family
        case .otherPort where finding.cause == .routeVPNOverride: otherPortByTunnel
        case .otherPort: otherPort
        case .otherAddress: otherAddress
        case .hopWalk: hopWalk
        case .nowhere: word(vantageIndices(ConnectNowhere.self), else: ConnectNowhere.id)
        case .chain where lookAlike.cause == .tlsIncompleteChain: wholeChain
        case .bytes, .chain: word(indices(HandshakeTLS.self) + dataHandshakes, else: HandshakeTLS.id)
        case .clock: rightTime
        case .acknowledgement: acknowledgement
        case .otherName: otherName
        case .smallSegments: smallSegments
        case .otherServices: otherServices
        case .exchange: word(exchanges, else: RequestHTTPS.id, ConnectMQTT.id, OpenAMQP.id)
        case .marks where [lookAlike.cause, finding.cause].contains(.tlsBlockPage): insideTLS
        case .marks: word(answeredRequests, else: RequestHTTPS.id, RequestRegistry.id)
        case .otherTransports: otherTransports
        case .tunnel: tunnel
        case .portal: portal
        case .registry: registry
        }
    }
}
