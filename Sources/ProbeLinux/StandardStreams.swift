import CLinux
import Dispatch
import Glibc
import Synchronization

/// Blocking access to the process's standard streams, for the command line and the worker's pipe.
package enum StandardStreams {
    /// The stream could not take all bytes: it is closed, or its disk is full.
    package struct WriteFailure: Error {}

    package enum Output: Sendable {
        case output, error

        fileprivate var descriptor: CInt { self == .output ? STDOUT_FILENO : STDERR_FILENO }
    }

    /// Gives standard streams that are closed a descriptor that nothing can be written to, before another file gets their
    /// number (open(2) takes the lowest one that is free), which a report would then be written into or waited for.
    package static func occupyClosed() {
        for descriptor in CInt(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            _ = unsafe open("/dev/null", O_RDONLY)
        }
    }

    /// Writes everything, see write(2).
    ///
    /// - Parameters:
    ///   - bytes: what to write.
    ///   - stream: where to.
    ///   - patience: how long a reader may take none of it; nothing for as long as it likes. With standard error it always
    ///     ends (`ErrorStream`).
    /// - Throws: when the stream is closed, its disk is full, or the patience ended.
    package static func write(
        _ bytes: [UInt8], to stream: Output, patience: Duration? = nil
    ) throws(WriteFailure) {
        if stream == .error { return try ErrorStream.write(bytes, patience: patience ?? ErrorStream.patience) }
        writing.store(true, ordering: .relaxed)
        defer { writing.store(false, ordering: .relaxed) }
        do { try writeWhole(bytes, to: stream.descriptor, patience: patience) } catch { throw WriteFailure() }
    }

    private static let writing = Atomic(false)

    /// Something is on its way to standard output, whose reader may take nothing of it.
    package static var isOutputAwaited: Bool { writing.load(ordering: .relaxed) }

    /// Writes to standard error what is out of date soon, unless that is busy; waits for nothing.
    ///
    /// - Returns: whether it was given away to be written.
    package static func draw(_ text: String) -> Bool { ErrorStream.draw(Array(text.utf8)) }

    /// Writes to standard error where no thread can be had for it; a reader that takes nothing ends the process.
    package static func writeAlone(toError text: String) {
        ProcessSettings.endAfter(1)
        try? writeWhole(Array(text.utf8), to: STDERR_FILENO)
        ProcessSettings.endAfter(nil)
    }

    package static func write(_ text: String, to stream: Output, patience: Duration? = nil) throws(WriteFailure) {
        try write(Array(text.utf8), to: stream, patience: patience)
    }

    /// Whether a stream is a terminal, see isatty(3).
    package static func isTerminal(_ stream: Output) -> Bool { isatty(stream.descriptor) == 1 }

    /// A terminal's size; 80 by 24, as serial consoles have, where it does not say.
    package static func size(of stream: Output) -> (columns: Int, rows: Int) {
        var columns: UInt16 = 0
        var rows: UInt16 = 0
        guard unsafe CLinux_terminal_size(stream.descriptor, &columns, &rows) == 0, columns > 0, rows > 0 else {
            return (80, 24)
        }
        return (Int(columns), Int(rows))
    }

    /// The last bytes of standard input, from the beginning of a line on, once it has ended.
    ///
    /// Whoever writes it may take as long as he likes: the run's last guard is off meanwhile.
    ///
    /// - Returns: the bytes, and whether there were more before them.
    package static func endOfInput(atMost limit: Int) -> (bytes: [UInt8], isCut: Bool) {
        ProcessSettings.unguarded { awaitingInput { wholeInput(atMost: limit) } }
    }

    private struct Awaited: Sendable {
        var isAwaited = false
        var time = Duration.zero
    }

    private static let input = Mutex(Awaited())

    /// Somebody is yet to end standard input.
    package static var isInputAwaited: Bool { input.withLock { $0.isAwaited } }

    /// How long standard input was awaited, all in all.
    package static var awaited: Duration { input.withLock { $0.time } }

    private static func awaitingInput<Value>(_ wait: () -> Value) -> Value {
        let start = ContinuousClock.now
        input.withLock { $0.isAwaited = true }
        defer {
            input.withLock { input in
                input.isAwaited = false
                input.time += ContinuousClock.now - start
            }
        }
        return wait()
    }

    private static func wholeInput(atMost limit: Int) -> (bytes: [UInt8], isCut: Bool) {
        var end = LastBytes(atMost: limit)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return end.lines }
            end.append(buffer[..<count])
        }
    }

    /// The lines of standard input, as they come.
    ///
    /// - Parameter limit: the longest line, in bytes; a longer one ends the stream, as the end of the input would.
    /// - Returns: the lines without their line feeds, until the input ends.
    package static func inputLines(atMost limit: Int) -> AsyncStream<[UInt8]> {
        lines(of: STDIN_FILENO, atMost: limit)
    }

    static func lines(of descriptor: CInt, atMost limit: Int) -> AsyncStream<[UInt8]> {
        let (lines, line) = AsyncStream.makeStream(of: [UInt8].self)
        // A thread of its own blocks in read(2): a pipe's end reaches it even when the parent was killed.
        DispatchQueue(label: "standard input").async {
            var pending: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = unsafe read(descriptor, &chunk, chunk.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                var rest = chunk[..<count]
                while let end = rest.firstIndex(of: 0x0a), pending.count + (end - rest.startIndex) <= limit {
                    line.yield(pending + rest[..<end])
                    pending = []
                    rest = rest[(end + 1)...]
                }
                pending += rest
                guard pending.count <= limit else { return line.finish() }
            }
            if !pending.isEmpty { line.yield(pending) }
            line.finish()
        }
        return lines
    }
}
