import ProbeCore
import ProbeEvidence

/// A line that is JSON: an entry of systemd's journal (systemd.journal-fields(7)), or one of Docker's json-file driver.
struct LogEntry {
    private enum Place {
        /// The journal says of whom it is: the unit is its own word, the identifier that of whoever wrote the entry.
        case journal(unit: String?, identifier: String?, container: String?, isKernel: Bool)
        case container
    }

    let message: [UInt8]
    let time: Timestamp?
    private let place: Place

    /// Nothing for JSON that is neither.
    init?(json line: [UInt8]) {
        guard let document = try? JSONText.parse(line, keepsLines: false),
            case .object(let members) = document.root
        else { return nil }
        if let text = members["log"]?.logText, members["stream"] != nil || members["time"] != nil {
            message = text.last == 0x0a ? text.dropLast() : text
            time = members["time"]?.logText.flatMap { LogHead(of: $0[...]).time }
            place = .container
            return
        }
        guard let text = members["MESSAGE"]?.logText else { return nil }
        message = text
        func word(_ name: String) -> String? { members[name]?.logText.map { String(decoding: $0, as: UTF8.self) } }
        let microseconds = word("_SOURCE_REALTIME_TIMESTAMP") ?? word("__REALTIME_TIMESTAMP")
        time = microseconds.flatMap { Int64($0) }.map { Timestamp(secondsSince1970: $0 / 1_000_000) }
        place = .journal(
            unit: word("_SYSTEMD_UNIT"), identifier: word("SYSLOG_IDENTIFIER"), container: word("CONTAINER_NAME"),
            isKernel: word("_TRANSPORT") == "kernel")
    }

    /// Whose it is; nothing for programs that nobody here is concerned with.
    func speaker(else owner: LogSpeaker) -> LogSpeaker? {
        switch place {
        case .container: return owner
        case .journal(let unit, let identifier, let container, let isKernel):
            // The engine's journald driver writes for containers.
            if let container { return LogSpeaker(container: container) }
            if isKernel { return .kernel }
            // Anybody may write in another one's name, and the unit is still his own.
            return (unit ?? identifier).flatMap { LogSpeaker(named: $0) }
        }
    }
}

extension Structure {
    /// A text, or its bytes where it is not printable; the first of several.
    fileprivate var logText: [UInt8]? {
        switch self {
        case .text(let text): return Array(text.utf8)
        case .list(let values):
            if case .list? = values.first { return values.first?.logText }
            if case .text? = values.first { return values.first?.logText }
            return values.compactMap { value in
                guard case .integer(let number) = value else { return nil }
                return UInt8(exactly: number)
            }
        default: return nil
        }
    }
}
