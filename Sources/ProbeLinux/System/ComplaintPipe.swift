import CLinux
import Dispatch
import Glibc
package import ProbeCore
import Synchronization

/// The standard error of a process that this one starts: a pipe, and never the terminal, to which whoever takes that process
/// over might write what the terminal obeys, and from which he might read what is typed.
///
/// What comes is handed on line by line, made harmless, and no more than a screen of it.
package final class ComplaintPipe: @unchecked Sendable {
    private struct Rest {
        var pending: [UInt8] = []
        var linesLeft = ComplaintPipe.mostLines
        var bytesLeft = ComplaintPipe.mostBytes
    }

    /// What the process writes to.
    private let writing: Descriptor
    private let reading: Descriptor
    /// Any thread may cancel it, which Dispatch does not declare.
    private let source: any DispatchSourceRead
    private let rest = Mutex(Rest())
    private let take: @Sendable (WireText) -> Void

    private static let mostLines = 24
    private static let mostBytes = 64 << 10
    private static let longestLine = 500

    /// - Parameters:
    ///   - name: of the process, as its lines begin.
    ///   - take: given each line; this process's standard error, unless a test wants them.
    /// - Throws: where there is no pipe to be had.
    package init(
        of name: String, to take: (@Sendable (WireText) -> Void)? = nil
    ) throws(SystemCallError) {
        var ends: [CInt] = [0, 0]
        _ = try systemCall("pipe2") { unsafe CLinux_make_pipe(&ends) }
        reading = Descriptor(owning: ends[0])
        writing = Descriptor(owning: ends[1])
        let number = ends[0]
        _ = fcntl(number, F_SETFL, O_NONBLOCK)
        self.take =
            take ?? { line in
                // A reader that takes nothing keeps no run waiting.
                try? StandardStreams.write(
                    "edgeprobe: \(name): \(line)\n", to: .error, patience: .milliseconds(100))
            }
        source = DispatchSource.makeReadSource(
            fileDescriptor: number, queue: DispatchQueue(label: "standard error of \(name)"))
        source.setEventHandler { [weak self] in self?.read() }
        // The descriptor stays open until nothing waits for it any more.
        source.setCancelHandler { _ = self }
        source.activate()
    }

    /// For the process, which gets a copy of it.
    package var number: CInt { writing.number }

    /// Hands on what an ended process said at last.
    package func end() {
        source.cancel()
        read()
        rest.withLock { rest in
            guard !rest.pending.isEmpty else { return }
            hand(on: rest.pending[...], &rest)
            rest.pending = []
        }
    }

    private func read() {
        rest.withLock { rest in
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = unsafe Glibc.read(reading.number, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest.bytesLeft -= count
                // Nobody reads on: the rest fills the pipe, and keeps whoever writes it waiting.
                guard rest.bytesLeft > 0, rest.linesLeft > 0 else { return source.cancel() }
                var bytes = buffer[..<count]
                while let end = bytes.firstIndex(of: 0x0a) {
                    hand(on: (rest.pending + bytes[..<end])[...], &rest)
                    rest.pending = []
                    bytes = bytes[(end + 1)...]
                }
                // Of a long line its beginning.
                rest.pending += bytes.prefix(max(0, Self.longestLine + 1 - rest.pending.count))
            }
        }
    }

    private func hand(on line: ArraySlice<UInt8>, _ rest: inout Rest) {
        guard rest.linesLeft > 0 else { return }
        rest.linesLeft -= 1
        take(WireText(line, limit: Self.longestLine))
    }
}
