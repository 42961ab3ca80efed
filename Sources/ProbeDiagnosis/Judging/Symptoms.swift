import ProbeCore
import ProbeFindings

/// What causes on this device look like further up, as groups that several rules share.
enum Symptoms {
    /// Of packets that this device itself stops, besides the causes of the layer they sit on.
    static let ofThisDevice: [Cause] = [
        .transportOnly443, .dpsBlocked, .proxyUnreachable, .registryDataEndpointBlocked,
    ]

    /// Of packets that never leave this device, or never come back, as seen from inside a container.
    static let ofForwarding: [Cause] = [
        .tcpDroppedAll, .tcpDroppedIP, .tcpDroppedPort, .tcpRejectedICMP, .tcpAdminProhibited, .tcpHostUnreachable,
        .tcpNetUnreachable, .tcpRefused, .tcpResetByMiddlebox, .dnsTimeout, .dnsUDPBlocked, .dnsSlowFirst,
        .dnsPortRefused, .dnsContainerBlocked, .dnsContainerFallbackPublic, .transportOnly443, .dpsBlocked,
        .proxyUnreachable, .proxyRequired, .routeNone, .hostNeighbourDead,
    ]

    /// The scope of a finding about this device, and the group of ports that it makes look like the site's doing.
    static func accountsOnThisDevice(for symptom: Finding, by finding: Finding) -> Bool {
        if Scope(of: finding).contains(symptom) { return true }
        let ports: [UInt16?] = [Transport.amqp.port, Transport.mqtt.port]
        return symptom.cause == .transportOnly443 && symptom.subject.host == finding.subject.host
            && ports.contains(finding.subject.port) && Set(finding.vantages).isSuperset(of: symptom.vantages)
    }
}
