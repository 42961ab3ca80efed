package import ProbeCore
import ProbeEvidence

extension Survey {
    /// Facts about the device that somebody who sets IoT Edge up on it should know.
    package var deviceNotes: [Sentence] {
        seen(ReadRuntime.self).flatMap { seen -> [Sentence] in
            let runtime = seen.evidence
            let stopped = runtime.services.filter { $0.isRunning == false && $0.unit.hasPrefix("aziot-") }
                .map(\.unit)
            let small: Sentence? =
                runtime.isSmall
                ? """
                This device has \(Int((runtime.memory ?? 0) >> 20)) MB of memory: set OptimizeForPerformance=false on edgeHub.
                """ : nil
            let idle: Sentence? =
                runtime.edge != nil && !stopped.isEmpty
                ? "IoT Edge is installed, and not running: \(listing: stopped.map { LocalText($0) })." : nil
            return [small, idle].compactMap(\.self)
        }
    }
}
