import ProbeCore
import ProbeFindings

extension CausePage {
    static let devicePages: [CausePage] = [
        CausePage(
            .hostPortConflict, "Another service on this device holds a port that edgeHub publishes.",
            evidence:
                "A listener on 443, 5671 or 8883, at an address that clashes with 0.0.0.0 (IPv6 too), that is not "
                + "edgeHub's own; the finding names the process, its unit or its container.",
            unlike: [.init(.hostPortReserved, "nothing listens there, but a rootless engine may not use the port")],
            owners: .device, .hubConfiguration),
        CausePage(
            .hostPortReserved, "A rootless engine may not publish a port as low as edgeHub's.",
            evidence: "The engine runs without root, and the port lies below net.ipv4.ip_unprivileged_port_start.",
            unlike: [.init(.hostPortConflict, "a service listens on the port already")], owners: .device),
        CausePage(
            .hostPolicyDenied, "A policy of this machine forbids the connection before a packet exists.",
            evidence: "connect() fails at once with EPERM: a control group's filter, IPAddressDeny= of a unit, or a "
                + "security module.",
            unlike: [.init(.hostOutputDropped, "the firewall drops or rejects the packet; connect() itself works")],
            owners: .device),
        CausePage(
            .hostVethRoute, "A DHCP client took a container's interface for a network and set a default route there.",
            evidence: "The default routes before and after a new veth interface differ by one that leads through it.",
            unlike: [.init(.routeNone, "there is no default route at all")], owners: .device),
        CausePage(
            .hostHostnameTooLong, "The device's name is longer than the 64 characters that IoT Edge takes.",
            evidence: "The length of the device's host name, and of the one in the IoT Edge configuration.",
            unlike: [.init(.hostHostnameInvalid, "the name is short enough and has characters it may not have")],
            owners: .device),
        CausePage(
            .hostHostnameInvalid, "The device's name breaks RFC 1123, or differs from the configured one.",
            evidence: "The name's characters, and a comparison with hostname in the IoT Edge configuration.",
            unlike: [.init(.hostHostnameTooLong, "the name is longer than 64 characters")], owners: .device),
        CausePage(
            .hostClockSkew, "The device's clock is off by more than five minutes.",
            evidence: "Two independent sources agree (time servers, the Date of the hub's answers), or the clock is "
                + "before the day this program was built.",
            unlike: [
                .init(.tlsExpired, "the clock is right and the certificate is old"),
                .init(.tlsNotYetValid, "the clock is right and the certificate begins later"),
            ], owners: .device),
        CausePage(
            .hostOutputDropped, "This device's own firewall stops the packets on their way out.",
            evidence:
                "An ICMP error from one of our own addresses; or the kernel counts lost SYN retransmissions as its "
                + "own (TCPRetransFail rises, none is in flight); or a UDP twin fails with EPERM; or the ruleset names it.",
            unlike: [
                .init(.tcpDroppedPort, "the packets leave this device and vanish later: the counter stays at 0"),
                .init(.hostPolicyDenied, "connect() itself fails with EPERM"),
                .init(.fwdDropped, "the host's packets pass, those of its containers do not"),
            ], owners: .device),
        CausePage(
            .hostLinkDown, "The device has no link or no address.",
            evidence: "No interface with a carrier and an address other than 169.254/16.",
            unlike: [.init(.routeNone, "there is an address, but no route")], owners: .device),
        CausePage(
            .hostNeighbourDead, "The gateway of this device's own network does not answer.",
            evidence:
                "Connections fail with EHOSTUNREACH after about 3 s, and the error's sender is this device: nobody "
                + "answers ARP for the gateway.",
            unlike: [.init(.tcpHostUnreachable, "a router further on sends the error")], owners: .device, .siteNetwork),
        CausePage(
            .ipv6Broken, "IPv6 is announced here and does not get through; IPv4 works.",
            evidence:
                "A global IPv6 address and an IPv6 default route exist, a name with both kinds of address fails over "
                + "IPv6 and works over IPv4. Never an error: IoT Hub has no IPv6.",
            unlike: [.init(.tcpDroppedIP, "an IPv4 address is silent")], owners: .siteNetwork, .device),
        CausePage(
            .configMalformed, "The IoT Edge configuration file does not parse.",
            evidence: "The parser's error with its line, such as a tab in YAML.", owners: .device),
    ]
}
