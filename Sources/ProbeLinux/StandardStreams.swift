import CLinux
import Dispatch
import Glibc

/// Blocking access to the process's standard streams, for the command line and the worker's pipe.
package enum StandardStreams {
    /// The stream could not take all bytes: it is closed, or its disk is full.
    package struct WriteFailure: Error {}

    package enum Output: Sendable {
        case output, error

        fileprivate var descriptor: CInt { self == .output ? STDOUT_FILENO : STDERR_FILENO }
    }

    /// Writes everything, see write(2).
    package static func write(_ bytes: [UInt8], to stream: Output) throws(WriteFailure) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    stream.descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw WriteFailure() }
            written += count
        }
    }

    package static func write(_ text: String, to stream: Output) throws(WriteFailure) {
        try write(Array(text.utf8), to: stream)
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

    /// The bytes of standard input up to the first line feed, at most `limit`; blocks.
    ///
    /// What came together with the line feed and behind it is lost: a plan is all that a worker is sent.
    package static func readLine(atMost limit: Int) -> [UInt8] { readLine(atMost: limit, from: STDIN_FILENO) }

    static func readLine(atMost limit: Int, from descriptor: CInt) -> [UInt8] {
        var line: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while line.count < limit {
            let count = unsafe read(descriptor, &chunk, min(chunk.count, limit - line.count))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            if let end = chunk[..<count].firstIndex(of: 0x0a) {
                line += chunk[..<end]
                break
            }
            line += chunk[..<count]
        }
        return line
    }

    /// Returns when standard input ends, which is how a worker learns that its parent is gone or wants it to stop.
    package static func endOfInput() async {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        // A thread of its own blocks in read(2): a pipe's end reaches it even when the parent was killed.
        DispatchQueue(label: "end of standard input").async {
            var byte: UInt8 = 0
            while true {
                let count = unsafe read(STDIN_FILENO, &byte, 1)
                if count == 0 || (count < 0 && errno != EINTR) { break }
            }
            end.finish()
        }
        for await _ in ends {}
    }
}
