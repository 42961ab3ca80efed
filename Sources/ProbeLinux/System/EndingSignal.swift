import Dispatch
import Glibc

/// A signal that asks the process to end.
package enum EndingSignal: CaseIterable, Sendable {
    /// The terminal is gone, as when a connection over ssh drops.
    case hangUp
    case interrupt, terminate

    /// What a shell shows for a process that the signal ended: 128 and its number.
    package var exitCode: Int32 { 128 + number }

    private var number: CInt {
        switch self {
        case .hangUp: SIGHUP
        case .interrupt: SIGINT
        case .terminate: SIGTERM
        }
    }

    /// Ends the process now, with nothing more written.
    package func endProcess() -> Never { _exit(exitCode) }

    /// Hands every such signal to a handler, for the rest of the process's life, instead of letting it end the process.
    ///
    /// Not a hang-up that whoever started the process has it ignore, as nohup(1) does.
    package static func watch(_ handler: @escaping @Sendable (EndingSignal) -> Void) {
        let queue = DispatchQueue(label: "ending signals")
        for ending in allCases {
            // The default action would come before the source sees the signal.
            let before = signal(ending.number, SIG_IGN)
            if ending == .hangUp, isIgnored(before) { continue }
            let source = DispatchSource.makeSignalSource(signal: ending.number, queue: queue)
            source.setEventHandler {
                handler(ending)
                // The handler keeps its source alive, and the source its handler.
                _ = source
            }
            source.resume()
        }
    }

    private static func isIgnored(_ handler: __sighandler_t?) -> Bool {
        unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
