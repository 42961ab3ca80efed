package import ProbeCore
import ProbeEvidence

extension Survey {
    /// Facts about the device that somebody who sets IoT Edge up on it should know.
    package var deviceNotes: [Sentence] { untraceable + runtimeNotes + leftOutNotes }

    /// Packets that the kernel traced up to where it traces nothing.
    private var untraceable: [Sentence] {
        let vanished = seen(TracePackets.self).flatMap(\.evidence.traces).filter {
            $0.there.vanishes || $0.back.vanishes
        }
        guard let first = vanished.first else { return [] }
        let tables = seen(ReadForwarding.self).flatMap(\.evidence.legacyTables)
        let note: Sentence =
            tables.isEmpty
            ? """
            Packets between this device and \(first.connection.remote) end on it, and no rule of nftables stops them: what \
            does is nothing that the kernel traces.
            """
            : """
            Packets between this device and \(first.connection.remote) end on it, and no rule of nftables stops them: what \
            does is probably in the tables of iptables-legacy (\(listing: tables)), which the kernel does not trace.
            """
        return [note]
    }

    private var runtimeNotes: [Sentence] {
        seen(ReadRuntime.self).flatMap { seen -> [Sentence] in
            let runtime = seen.evidence
            let stopped = runtime.services.filter { $0.isRunning == false && $0.unit.hasPrefix("aziot-") }
                .map(\.unit)
            let small: Sentence? =
                // With a deployment there is a finding, where that does not say so itself.
                runtime.isSmall && self.seen(ReadDeployment.self).isEmpty
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
