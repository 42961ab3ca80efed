import CLinux
import Glibc

/// The end of a stream, as much as there is room for.
struct LastBytes {
    private let limit: Int
    private var bytes: [UInt8] = []
    private var isCut = false
    /// What the stream begins with, which says of UTF-16 how its units lie.
    private var mark: [UInt8]
    /// Before the bytes.
    private var passedOver: Int

    /// - Parameters:
    ///   - limit: the room.
    ///   - mark: what the stream begins with, where that is not read.
    ///   - passedOver: how much of the stream comes before what is read.
    init(atMost limit: Int, behind mark: [UInt8] = [], _ passedOver: Int = 0) {
        self.limit = limit
        self.mark = mark
        self.passedOver = passedOver
    }

    /// What a child process says of a file (`CLinux_file_end`): where it begins, what is there, and what follows.
    init(_ answer: [UInt8], atMost limit: Int) throws(SystemCallError) {
        let heading = MemoryLayout<CLinux_beginning>.size
        guard answer.count >= heading else { throw SystemCallError(call: "read", code: EIO) }
        let beginning = unsafe answer.withUnsafeBytes { unsafe $0.loadUnaligned(as: CLinux_beginning.self) }
        let mark = [beginning.mark.0, beginning.mark.1].prefix(Int(beginning.marked))
        self.init(atMost: limit, behind: Array(mark), Int(clamping: beginning.start))
        append(answer[heading...])
    }

    mutating func append(_ more: ArraySlice<UInt8>) {
        if mark.count < 2 { mark += more.prefix(2 - mark.count) }
        bytes += more
        // Not with every piece: moving all of it takes its time.
        if bytes.count > limit * 2 { cut() }
    }

    /// What is left, without the line that was cut.
    var lines: (bytes: [UInt8], isCut: Bool) {
        var end = self
        end.cut()
        guard end.isCut else { return (end.bytes, false) }
        if [[0xff, 0xfe], [0xfe, 0xff]].contains(mark) { return (mark + end.linesOfUnits, true) }
        let first = end.bytes.firstIndex(of: 0x0a).map { $0 + 1 } ?? 0
        return (Array(end.bytes[first...]), true)
    }

    /// Behind the first line feed of two bytes.
    private var linesOfUnits: ArraySlice<UInt8> {
        let feed: [UInt8] = mark == [0xff, 0xfe] ? [0x0a, 0] : [0, 0x0a]
        let start = passedOver % 2
        guard bytes.count > start + 1 else { return [] }
        let first = stride(from: start, to: bytes.count - 1, by: 2).first {
            bytes[$0] == feed[0] && bytes[$0 + 1] == feed[1]
        }
        return bytes[(first.map { $0 + 2 } ?? start)...]
    }

    private mutating func cut() {
        guard bytes.count > limit else { return }
        passedOver += bytes.count - limit
        bytes.removeFirst(bytes.count - limit)
        isCut = true
    }
}
