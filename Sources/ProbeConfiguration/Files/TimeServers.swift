import ProbeCore

/// The time servers that the device's own time service is configured with.
enum TimeServers {
    /// More are not asked: each is an own source of time.
    private static let most = 3

    /// chrony's, else systemd-timesyncd's, else ntpd's.
    static func read(_ folder: inout ConfigurationFolder) -> [TimeServer] {
        var servers: [TimeServer] = []
        for path in ["/etc/chrony/chrony.conf", "/etc/chrony.conf"] {
            if let text = folder.text(path) { servers += directives(in: text, file: path) }
        }
        for base in ["/etc/chrony/sources.d", "/run/chrony-dhcp"] {
            for (path, text) in folder.texts(in: base, suffix: ".sources") {
                servers += directives(in: text, file: path)
            }
        }
        if servers.isEmpty {
            let main = "/etc/systemd/timesyncd.conf"
            var texts = folder.text(main).map { [(main, $0)] } ?? []
            texts += folder.texts(in: "/etc/systemd/timesyncd.conf.d", suffix: ".conf").map { ($0.path, $0.text) }
            servers = timesyncd(texts)
        }
        if servers.isEmpty {
            for path in ["/etc/ntp.conf", "/etc/ntpsec/ntp.conf"] {
                if let text = folder.text(path) { servers += directives(in: text, file: path) }
            }
        }
        var seen: Set<Host> = []
        let (asked, others) = servers.filter { seen.insert($0.host).inserted }.divided(at: most)
        folder.leave(.timeServers, others)
        return asked
    }

    /// `server NAME [port N] …`, `pool NAME …`, `peer NAME …` of chrony.conf(5) and ntp.conf(5).
    static func directives(in text: String, file: String) -> [TimeServer] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            var words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let directive = words.first?.lowercased(), ["server", "pool", "peer"].contains(directive) else {
                return nil
            }
            words.removeFirst()
            words.removeAll { ["-4", "-6"].contains($0) }
            guard let name = words.first else { return nil }
            let port = words.firstIndex(of: "port").flatMap { index in
                words.indices.contains(index + 1) ? SocketAddress.port(words[index + 1]) : nil
            }
            return server(name, port: port ?? TimeServer.standardPort, file: file)
        }
    }

    /// `NTP=` of timesyncd.conf(5), or `FallbackNTP=` where there is none; an empty one takes earlier ones back.
    static func timesyncd(_ texts: [(file: String, text: String)]) -> [TimeServer] {
        var lists: [String: [TimeServer]] = [:]
        for (file, text) in texts {
            for raw in text.split(whereSeparator: \.isNewline) {
                let line = String(raw).trimmed
                guard !line.hasPrefix("#"), !line.hasPrefix(";"), let equals = line.firstIndex(of: "=") else {
                    continue
                }
                let key = String(line[..<equals]).trimmed
                guard key == "NTP" || key == "FallbackNTP" else { continue }
                let names = line[line.index(after: equals)...].split(whereSeparator: \.isWhitespace)
                let servers = names.compactMap { server(String($0), port: TimeServer.standardPort, file: file) }
                if names.isEmpty { lists[key] = [] } else { lists[key, default: []] += servers }
            }
        }
        let own = lists["NTP"] ?? []
        return own.isEmpty ? lists["FallbackNTP"] ?? [] : own
    }

    /// Nothing for a reference clock of ntpd's (127.127.t.u), which is no server.
    private static func server(_ text: String, port: UInt16, file: String) -> TimeServer? {
        if let address = IPAddress(text) {
            guard !(address.family == .v4 && address.bytes.starts(with: [127, 127])) else { return nil }
            return TimeServer(.address(address), port: port, source: LocalText(file))
        }
        return (try? HostName(validating: text)).map { TimeServer(.name($0), port: port, source: LocalText(file)) }
    }
}
