import ProbeCore
package import ProbeFindings

extension Cause {
    /// The part of the id before the dot, as a layer.
    package var layer: Layer {
        switch rawValue.prefix(while: { $0 != "." }) {
        case "host", "ipv6", "config": .device
        case "route": .route
        case "fwd", "nat", "container": .forwarding
        case "dns": .name
        case "tcp": .tcp
        case "mtu": .mtu
        case "tls": .tls
        case "mqtt", "amqp", "proto", "ws", "http", "transport": .conversation
        case "log": .log
        default: .service
        }
    }

    /// What equal findings are merged into one about.
    package enum Reach: Sendable {
        /// The vantage as a whole.
        case site
        /// A name, whichever resolver answered.
        case name
        /// An address, whichever port.
        case address
        /// A port of a host, whichever transport uses it.
        case port
        /// One endpoint.
        case endpoint
    }

    package var reach: Reach {
        switch self {
        case .tcpDroppedAll, .tcpHalfOpenProxy, .proxyUnreachable, .proxyAuthRequired, .proxyDenied: .site
        // A box that treats several ports of an address alike is one box.
        case .tcpDroppedIP, .tcpDroppedPort, .tcpLossy, .tcpRefused, .tcpRejectedICMP, .tcpAdminProhibited,
            .tcpHostUnreachable, .tcpNetUnreachable, .tcpResetByMiddlebox, .tcpResetMidstream, .hostOutputDropped:
            .address
        default:
            switch layer {
            case .name: .name
            // A chain or a filter is the same behind every port of the service that it stands for.
            case .mtu, .tls: .address
            case .device, .route, .forwarding, .tcp: .port
            // The same box does the same to MQTT and AMQP inside the port's WebSockets.
            case .conversation: .port
            case .service, .log: .endpoint
            }
        }
    }

    /// Concerns this device alone: nothing that is measured over the network follows from it.
    package var staysOnDevice: Bool {
        switch self {
        case .hostPortConflict, .hostPortReserved, .hostHostnameTooLong, .hostHostnameInvalid, .configMalformed,
            .containerEngineAbsent:
            true
        default: false
        }
    }

    /// False for conditions that slow or surprise but let a connection through: they never hide what stops it.
    package var stopsConnections: Bool {
        switch self {
        case .dnsSlowFirst, .dnsPrivateEndpoint, .tcpLossy, .tcpHalfOpenProxy, .ipv6Broken: false
        case .hostPortConflict, .hostPortReserved, .hostHostnameTooLong, .hostHostnameInvalid, .configMalformed,
            .containerEngineAbsent, .proxyEnvMismatch:
            false
        default: true
        }
    }
}
