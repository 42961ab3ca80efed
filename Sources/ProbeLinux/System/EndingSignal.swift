import CLinux
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

    /// Keeps every such signal for whoever watches or releases them, as the first thing that a process does: what comes while it
    /// starts is neither lost nor its end without a word.
    package static func keep() {
        for ending in allCases { CLinux_note_signal(ending.number) }
    }

    /// Has every such signal wait from now on, in this thread and in those that it starts: before there is another one, so that none
    /// is heard by a thread that nobody asks any more.
    package static func hold() { mask(SIG_BLOCK) }

    private static func mask(_ how: CInt) {
        var signals = sigset_t()
        _ = unsafe sigemptyset(&signals)
        for ending in allCases { _ = unsafe sigaddset(&signals, ending.number) }
        _ = unsafe pthread_sigmask(how, &signals, nil)
    }

    /// It came before, or waits.
    private var isDue: Bool {
        var waiting = sigset_t()
        _ = unsafe sigpending(&waiting)
        let isWaiting = unsafe sigismember(&waiting, number) == 1
        return CLinux_take_noted_signal(number) == 1 || isWaiting
    }

    /// Lets every such signal end the process as usual, also one that was kept.
    package static func release() {
        for ending in allCases {
            let before = signal(ending.number, SIG_DFL)
            if isIgnored(before) { _ = signal(ending.number, SIG_IGN) }
            if CLinux_take_noted_signal(ending.number) == 1 { _ = kill(getpid(), ending.number) }
        }
        mask(SIG_UNBLOCK)
    }

    /// Hands every such signal to a handler, for the rest of the process's life, instead of letting it end the process.
    ///
    /// Not a hang-up that whoever started the process has it ignore, as nohup(1) does.
    package static func watch(_ handler: @escaping @Sendable (EndingSignal) -> Void) {
        let queue = DispatchQueue(label: "ending signals")
        for ending in allCases {
            // What is ignored waits no longer.
            let isDue = ending.isDue
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
            if isDue { queue.async { handler(ending) } }
        }
    }

    private static func isIgnored(_ handler: __sighandler_t?) -> Bool {
        unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
