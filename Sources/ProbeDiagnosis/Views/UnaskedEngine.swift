import ProbeCore
import ProbeEvidence

/// A container engine that is, or may be, on this device, and that nobody could ask: what containers reach is not known then.
enum UnaskedEngine: Hashable {
    /// It runs, and its socket is at none of the places that were tried.
    case runs
    /// Its socket is there, and was not among those that were tried.
    case hasOtherSocket(LocalText)
    case isRootless
    /// What would tell could not be read.
    case isUnread

    /// Why containers were not measured, as a clause.
    var reason: Sentence {
        switch self {
        case .runs:
            """
            a container engine runs, and its socket is at none of the usual places (DOCKER_HOST=unix:///PATH tells where it is)
            """
        case .hasOtherSocket(let path):
            "the container engine at \(path) was not asked (DOCKER_HOST=unix://\(path) tells to ask it)"
        case .isRootless: "the container engine is rootless: its networks are inside a namespace of its own"
        case .isUnread: "whether this device has a container engine could not be found out"
        }
    }
}

extension Survey {
    /// Nothing where an engine was asked or is known not to run, where none is installed, and where a run asked for none.
    var unaskedEngine: UnaskedEngine? {
        let engines = seen(DescribeEngine.self)
        if engines.isEmpty, wasCutShort(DescribeEngine.id) { return .isUnread }
        guard engines.allSatisfy({ $0.evidence.state == .absent }), stoppedEngine == nil else { return nil }
        let runtimes = seen(ReadRuntime.self).map(\.evidence)
        if !engines.isEmpty, runtimes.isEmpty, wasCutShort(ReadRuntime.id) { return .isUnread }
        // A report that says nothing of an engine is none of a run that looked for one.
        return runtimes.lazy.compactMap { $0.unaskedEngine(others: !engines.isEmpty) }.first
    }
}

extension RuntimeEvidence {
    /// The engine that was not asked, where none answered; `others` says whether the usual places were tried.
    ///
    /// A unit alone shows little, and so does a bridge that was left behind. The host stands in then, and the headline says so.
    fileprivate func unaskedEngine(others wereTried: Bool) -> UnaskedEngine? {
        if let socket = engineSockets.first(where: { !$0.isRootless }) ?? engineSockets.first {
            guard wereTried else { return nil }
            return socket.isRootless ? .isRootless : .hasOtherSocket(socket.path)
        }
        return services.contains { $0.isEngine && $0.isRunning == true } ? .runs : nil
    }
}
