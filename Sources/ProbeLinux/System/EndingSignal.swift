import Dispatch
import Glibc

/// A signal that asks the process to end.
package enum EndingSignal: CaseIterable, Sendable {
    case interrupt, terminate

    /// What a shell shows for a process that the signal ended: 128 and its number.
    package var exitCode: Int32 { 128 + number }

    private var number: CInt { self == .interrupt ? SIGINT : SIGTERM }

    /// Hands every such signal to a handler, for the rest of the process's life, instead of letting it end the process.
    package static func watch(_ handler: @escaping @Sendable (EndingSignal) -> Void) {
        let queue = DispatchQueue(label: "ending signals")
        for ending in allCases {
            // The default action would come before the source sees the signal.
            _ = signal(ending.number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: ending.number, queue: queue)
            source.setEventHandler {
                handler(ending)
                // The handler keeps its source alive, and the source its handler.
                _ = source
            }
            source.resume()
        }
    }
}
