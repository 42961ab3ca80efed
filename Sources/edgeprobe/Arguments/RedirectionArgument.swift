import ArgumentParser
import ProbeCore

/// `HOST:PORT:HOST2:PORT2` as in curl's --connect-to: empty parts match or keep anything, IPv6 stands in brackets.
struct RedirectionArgument: ExpressibleByArgument, Sendable {
    let redirection: Redirection

    init?(argument: String) {
        let parts = Self.split(argument)
        guard parts.count == 4, let host = Self.name(parts[0]), let port = Self.port(parts[1]),
            let target = Self.target(parts[2]), let targetPort = Self.port(parts[3])
        else { return nil }
        redirection = Redirection(
            host: host.value, port: port.value, target: target.value, targetPort: targetPort.value)
    }

    /// Tells an empty part, which is fine, from a wrong one.
    private struct Part<Value> {
        let value: Value?
    }

    private static func split(_ text: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = text[...]
        while true {
            let isBracketed = rest.first == "["
            let close = isBracketed ? rest.firstIndex(of: "]") : rest.startIndex
            guard let from = close, let colon = rest[from...].firstIndex(of: ":") else { break }
            parts.append(rest[..<colon])
            rest = rest[rest.index(after: colon)...]
        }
        return parts + [rest]
    }

    private static func name(_ text: Substring) -> Part<HostName>? {
        guard !text.isEmpty else { return Part(value: nil) }
        return (try? HostName(validating: String(text))).map { Part(value: $0) }
    }

    private static func port(_ text: Substring) -> Part<UInt16>? {
        guard !text.isEmpty else { return Part(value: nil) }
        return SocketAddress.port(text).map { Part(value: $0) }
    }

    private static func target(_ text: Substring) -> Part<Host>? {
        guard !text.isEmpty else { return Part(value: nil) }
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text
        if let address = IPAddress(bare) { return Part(value: .address(address)) }
        return (try? HostName(validating: String(text))).map { Part(value: .name($0)) }
    }
}
