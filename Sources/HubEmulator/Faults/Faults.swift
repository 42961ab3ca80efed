/// The faults of one emulator, read as what each part of it has to do.
struct Faults: Sendable {
    private let all: Set<Fault>

    init(_ faults: some Sequence<Fault>) { all = Set(faults) }

    private func contains(_ fault: Fault) -> Bool { all.contains(fault) }

    var needsProxy: Bool { all.contains { $0.requirements.contains(.proxy) } }

    /// Whether a direct connection to a door is refused.
    func refuses(_ door: Door) -> Bool {
        switch door {
        // The site lets nothing out but its proxy.
        case _ where needsProxy: true
        case .hubHTTPS: contains(.closed443)
        case .hubAMQP: contains(.closed5671) || contains(.only443)
        case .hubMQTT: contains(.closed8883) || contains(.only443)
        case .data: contains(.registryDataClosed)
        case _ where door.service == .dps: contains(.dpsClosed)
        default: false
        }
    }

    /// How a ClientHello is met.
    enum Reception: Hashable, Sendable {
        case answer
        /// A server that knows only TLS 1.1.
        case answerInOldVersion
        case swallow
        case close
        case reset
        /// An HTTP answer where a ServerHello belongs.
        case redirectToLogin
    }

    func reception(at service: Service, namingIt isNamed: Bool) -> Reception {
        if contains(.httpPortal) { return .redirectToLogin }
        guard service == .hub else { return .answer }
        if contains(.tlsSwallowed) { return .swallow }
        if contains(.tlsClosed) { return .close }
        if contains(.tlsReset), isNamed { return .reset }
        if contains(.tlsSNISilent), isNamed { return .swallow }
        return contains(.tlsVersion) ? .answerInOldVersion : .answer
    }

    /// Which chain a service shows.
    func chain(of service: Service) -> Chain {
        if contains(.tlsIntercepted) { return .inspected }
        guard service == .hub else { return .genuine }
        if contains(.tlsUnknownCA) { return .unknownAuthority }
        if contains(.tlsExpired) { return .expired }
        if contains(.tlsNotYetValid) { return .notYetValid }
        return contains(.tlsHostnameMismatch) ? .otherName : .genuine
    }

    /// How a messaging protocol's first bytes are met.
    enum Messaging: Hashable, Sendable {
        case serve
        case swallow
        case close
        /// The header of AMQP 0-9-1.
        case answerAsOtherProtocol
    }

    /// On a port of its own; inside a WebSocket see `webSocket`.
    func messaging(at door: Door) -> Messaging {
        switch door {
        case .hubMQTT: contains(.mqttSwallowed) ? .swallow : contains(.mqttClosed) ? .close : .serve
        case .hubAMQP:
            contains(.amqpSwallowed)
                ? .swallow : contains(.amqpClosed) ? .close : contains(.amqp091) ? .answerAsOtherProtocol : .serve
        default: .serve
        }
    }

    /// How the hub meets an upgrade to WebSocket.
    enum WebSocket: Hashable, Sendable {
        case serve
        case strip
        case reset
        case swallow
        case dropFrames
        case forgetSubprotocol
    }

    var webSocket: WebSocket {
        contains(.wsUpgradeStripped)
            ? .strip
            : contains(.wsUpgradeReset)
                ? .reset
                : contains(.wsUpgradeSwallowed)
                    ? .swallow
                    : contains(.wsFramesDropped)
                        ? .dropFrames : contains(.wsSubprotocolMissing) ? .forgetSubprotocol : .serve
    }

    var isNotTheHub: Bool { contains(.httpNotHub) }

    var isBehindPortal: Bool { contains(.httpPortal) }

    /// How far every service's clock is ahead, in seconds.
    var clockOffset: Int64 { contains(.clockSkew) ? 86_400 : 0 }

    /// The proxy that a fault brings along.
    var proxy: ProxyPolicy? {
        if contains(.proxy407) { return ProxyPolicy(credentials: .unguessable, challenges: [.basic]) }
        if contains(.proxy403) { return ProxyPolicy(isDenyingAll: true) }
        if contains(.proxyPortDenied) { return ProxyPolicy(ports: [443]) }
        return contains(.proxyOnly) ? ProxyPolicy() : nil
    }
}
