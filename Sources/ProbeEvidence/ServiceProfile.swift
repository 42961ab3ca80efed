package import ProbeCore

/// What there is to know of a service besides its name: what it speaks, and by which answer it is known.
package struct ServiceProfile: Sendable {
    /// In the order of a report.
    package let transports: [Transport]
    /// Asks the service over HTTPS; its evidence is a `ServiceAnswer`.
    package let request: ProbeID

    /// The question at the top of a ladder, whose answer proves the service.
    package func top(over transport: Transport) -> ProbeID {
        switch transport {
        case .https: request
        case .mqtt, .mqttOverWebSocket: ConnectMQTT.id
        case .amqp, .amqpOverWebSocket: OpenAMQP.id
        }
    }
}

extension Endpoint.Service {
    package var profile: ServiceProfile {
        switch self {
        case .hub:
            ServiceProfile(
                transports: [.https, .amqp, .amqpOverWebSocket, .mqtt, .mqttOverWebSocket], request: RequestHTTPS.id)
        case .dps: ServiceProfile(transports: [.https, .mqtt], request: RequestDPS.id)
        case .registry: ServiceProfile(transports: [.https], request: RequestRegistry.id)
        }
    }
}

extension Endpoint {
    /// Its answers over HTTPS have marks that nobody else's have; a parent's in the hub's place have none.
    package var isKnownByItsAnswer: Bool { transport == .https && (service != .hub || host.hub != nil) }
}

/// What a service answered over HTTPS, whichever service it is.
package protocol ServiceAnswer: Sendable {
    var exchange: Exchange { get }
    var answer: HTTPAnswer? { get }
    /// The answer carries what only the service itself writes.
    var provesService: Bool { get }
    /// The answer's Date header: the time by the other side's clock.
    var date: Timestamp? { get }
    /// This device's clock when the answer came.
    var deviceTime: Timestamp? { get }
}

extension HTTPSEvidence: ServiceAnswer {
    package var provesService: Bool { proof != nil }
}

extension DPSEvidence: ServiceAnswer {
    package var provesService: Bool { isProvisioningService }
}

extension RegistryEvidence: ServiceAnswer {
    package var provesService: Bool { isRegistry }
}

extension Survey {
    /// What a service answered over HTTPS.
    package struct Answered: Sendable {
        package let index: Int
        package let about: Endpoint
        package let evidence: any ServiceAnswer
    }

    /// The answers of all services, in the order of the observations.
    package var serviceAnswers: [Answered] {
        let requests = Endpoint.Service.allCases.map(\.profile.request)
        return requests.flatMap { observations(of: $0) }.compactMap(Answered.init)
    }

    /// What the service at an endpoint answered; nothing where its ladder does not end with HTTPS.
    package func serviceAnswer(at endpoint: Endpoint, from vantage: Vantage) -> Answered? {
        guard endpoint.transport == .https else { return nil }
        return observations(of: endpoint.service.profile.request, from: vantage)
            .first { $0.subject as? Endpoint == endpoint && $0.outcome.evidence != nil }.flatMap(Answered.init)
    }
}

extension Survey.Answered {
    fileprivate init?(_ observation: Observation) {
        guard let about = observation.subject as? Endpoint,
            let evidence = observation.outcome.evidence as? any ServiceAnswer
        else { return nil }
        self.init(index: observation.index, about: about, evidence: evidence)
    }
}
