package import ProbeCore

/// Why a proxy says that it opens no tunnel, where it says more than a status.
package enum ProxyReason: Hashable, Sendable {
    /// Its own resolver found no address.
    case nameUnknown
    /// It could not connect there itself.
    case unreachable
    /// Its rules forbid it.
    case denied
}

extension TunnelEvidence {
    /// The reason, and the proxy's own word for it: of Proxy-Status (RFC 9209 section 2.3), or of Squid's header, which names the
    /// page that people are shown (src/errorpage.cc, `X-Squid-Error`).
    package var reason: (ProxyReason, word: WireText)? {
        guard !isOpen, let answer else { return nil }
        let status = answer.values(of: "proxy-status").flatMap { value in
            value.description.split { ";, ".contains($0) }.compactMap { part in
                part.hasPrefix("error=") ? String(part.dropFirst("error=".count)) : nil
            }
        }
        let squid = answer.value(of: "x-squid-error").flatMap {
            $0.description.split(separator: " ").first.map(String.init)
        }
        for word in status + [squid].compactMap(\.self) {
            if let reason = Self.reasons[word] { return (reason, WireText(word)) }
        }
        return nil
    }

    // Squid 5 has no other word for a tunnel's name without an address than that it knows no way there. A destination that is
    // not found is one that no next hop is configured for.
    private static let reasons: [String: ProxyReason] = [
        "dns_error": .nameUnknown, "ERR_DNS_FAIL": .nameUnknown,
        "ERR_CANNOT_FORWARD": .nameUnknown,
        "destination_not_found": .unreachable, "destination_unavailable": .unreachable,
        "destination_ip_unroutable": .unreachable,
        "connection_refused": .unreachable, "connection_timeout": .unreachable, "connection_terminated": .unreachable,
        "ERR_CONNECT_FAIL": .unreachable,
        "http_request_denied": .denied, "destination_ip_prohibited": .denied, "ERR_ACCESS_DENIED": .denied,
        "ERR_FORWARDING_DENIED": .denied,
    ]
}
