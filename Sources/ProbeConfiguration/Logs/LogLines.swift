import ProbeLinux

/// The lines of a log as far as they are read: of a long one the last, and of a record that is spread over several one line.
struct LogLines: Sequence, IteratorProtocol {
    /// There are more before those that are read.
    let isCut: Bool
    private let lines: ArraySlice<ArraySlice<UInt8>>
    private var place: Int
    private let hasReturns: Bool

    /// More than eight megabytes of log have as a rule.
    private static let most = 200_000
    private static let longestRecord = 256

    init(of text: ArraySlice<UInt8>) {
        hasReturns = text.contains(0x0d)
        let all = text.split(separator: 0x0a)
        lines = all.suffix(Self.most)
        isCut = all.count > lines.count
        place = lines.startIndex
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard place < lines.endIndex else { return nil }
        if let end = endOfRecord(at: place) {
            defer { place = end + 1 }
            return lines[place...end].reduce(into: [UInt8]()) { $0 += plain($1) }[...]
        }
        defer { place += 1 }
        return plain(lines[place])
    }

    /// journalctl's json-pretty has a line for each member; a brace that stands alone begins nothing else.
    private func endOfRecord(at index: Int) -> Int? {
        guard plain(lines[index]).elementsEqual("{".utf8) else { return nil }
        for number in (index + 1..<lines.endIndex).prefix(Self.longestRecord) {
            let line = lines[number]
            if plain(line).elementsEqual("}".utf8) { return number > index + 1 ? number : nil }
            guard let first = line.first, first == 0x20 || first == 0x09,
                number > index + 1 || line.first(where: { $0 > 0x20 }) == 0x22
            else { return nil }
        }
        return nil
    }

    /// Without a carriage return, and what journalctl's json-seq (RFC 7464) and json-sse put before a record.
    private func plain(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = hasReturns && line.contains(0x0d) ? line.filter { $0 != 0x0d }[...] : line
        if line.first == 0x1e { line = line.dropFirst() }
        let event = "data: {"
        return line.starts(with: event.utf8) ? line.dropFirst(event.utf8.count - 1) : line
    }
}
