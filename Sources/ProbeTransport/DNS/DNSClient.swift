package import ProbeCore
package import ProbeEvidence
package import ProbeLinux

/// Asks one resolver one question at a time, as a client of that resolver would.
///
/// A resolver that cannot cope with EDNS0 is asked without it, because the C libraries' own queries carry none; a
/// truncated answer is asked for again over TCP (RFC 7766). Whatever the network does is an answer.
package struct DNSClient: Sendable {
    package let server: SocketAddress
    package let waits: Waits
    /// The only way out that counts; without it the routes decide.
    package let egress: TCP.Egress?

    package init(server: SocketAddress, waits: Waits, egress: TCP.Egress? = nil) {
        self.server = server
        self.waits = waits
        self.egress = egress
    }

    /// Asks for the addresses of one family.
    ///
    /// - Throws: `ProbeError.Code.interrupted` when the task is cancelled, since a wait cut short is not silence.
    package func ask(
        for host: HostName, _ type: DNSAnswer.QueryType, over network: DNSAnswer.Network
    ) async throws(ProbeError) -> DNSAnswer {
        let start = ContinuousClock.now
        let query = DNSQuery(host, type)
        let reply = try await exchange(query, over: network, waits)
        var answer = DNSAnswer(reply, from: server, over: network, host, type)
        if reply.mayDislikeExtensions {
            let plain = try await exchange(query.plain, over: network, waits.moved(from: start, to: .now))
            if case .message = plain.content {
                let previousCode = answer.responseCode
                let attempts = answer.attempts
                answer = DNSAnswer(plain, from: server, over: network, host, type)
                answer.attempts += attempts
                answer.wasAnsweredOnlyWithoutExtensions = answer.responseCode != previousCode ? true : nil
            }
        }
        if network == .udp, answer.wasTruncated {
            answer = try await DNSClient(server: server, waits: waits.moved(from: start, to: .now), egress: egress)
                .ask(for: host, type, over: .tcp)
            answer.wasTruncated = true
        }
        answer.latency = Seconds(ContinuousClock.now - start)
        return answer
    }

    private func exchange(
        _ query: DNSQuery, over network: DNSAnswer.Network, _ waits: Waits
    ) async throws(ProbeError) -> DNSReply {
        switch network {
        case .udp: try await exchangeDatagrams(query, waits)
        case .tcp: try await exchangeOverConnection(query, waits)
        }
    }
}

extension Waits {
    /// The same waits for an exchange that begins later; the deadline stays.
    fileprivate func moved(from start: ContinuousClock.Instant, to now: ContinuousClock.Instant) -> Waits {
        let delay = max(start.duration(to: now), .zero)
        return Waits(stuck: min(stuck + delay, deadline), quiet: min(quiet + delay, deadline), deadline: deadline)
    }
}
