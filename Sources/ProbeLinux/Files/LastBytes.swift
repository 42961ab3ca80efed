/// The end of a stream, as much as there is room for.
struct LastBytes {
    private let limit: Int
    private var bytes: [UInt8] = []
    private var isCut = false

    init(atMost limit: Int) { self.limit = limit }

    mutating func append(_ more: ArraySlice<UInt8>) {
        bytes += more
        // Not with every piece: moving all of it takes its time.
        if bytes.count > limit * 2 { cut() }
    }

    /// What is left, without the line that was cut.
    var lines: (bytes: [UInt8], isCut: Bool) {
        var end = self
        end.cut()
        guard end.isCut else { return (end.bytes, false) }
        let first = end.bytes.firstIndex(of: 0x0a).map { $0 + 1 } ?? 0
        return (Array(end.bytes[first...]), true)
    }

    private mutating func cut() {
        guard bytes.count > limit else { return }
        bytes.removeFirst(bytes.count - limit)
        isCut = true
    }
}
