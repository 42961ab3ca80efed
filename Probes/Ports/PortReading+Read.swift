package import ProbeCore
import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

extension PortReading {
    /// Looks with the rights that this process can raise: into other users' processes, and at low ports.
    package static func read(of bindings: [PortBinding]) -> PortReading {
        var reading = PortReading()
        guard !bindings.isEmpty else { return reading }
        reading.trials = Capabilities.raised([.bindLowPorts]) {
            bindings.flatMap { binding in
                binding.addresses.compactMap { address in
                    PortEvidence.Trial(binding: SocketAddress(address, port: binding.port))
                        .map { Trial(port: binding.port, trial: $0) }
                }
            }
        }
        let listeners = (try? LocalListener.all(on: Set(bindings.map(\.port)))) ?? []
        let kept = bindings.flatMap { ListenerChoice(of: listeners, for: $0).kept }
        let inodes = Set(kept.map(\.inode))
        Capabilities.raised([.lookIntoProcesses, .readEveryFile]) {
            let holders = SocketHolders(of: inodes, openedBy: Set(kept.map(\.userID)))
            reading.unseen = holders.unseen
            reading.sockets = inodes.sorted().map { inode in
                let (kept, leftOut) = holders.holders(of: inode)
                return Socket(inode: inode, holders: kept.map { PortEvidence.Holder($0) }, leftOut: leftOut)
            }
        }
        return reading
    }
}

extension PortEvidence.Trial {
    /// Tries to bind; nothing for an address that this device does not have, which the engine leaves out too.
    init?(binding address: SocketAddress) {
        guard let error = TCP.bindError(at: address, isReusing: false) else {
            self.init(address: address.address, error: nil)
            return
        }
        guard error != "EAFNOSUPPORT", error != "EADDRNOTAVAIL" else { return nil }
        // Remnants of closed connections keep a plain bind out, and not the engine's.
        let second = error == "EADDRINUSE" ? TCP.bindError(at: address, isReusing: true) : nil
        self.init(address: address.address, error: error, errorWithReuse: second)
    }
}

extension PortEvidence.Holder {
    /// What the kernel tells of the process.
    init(_ process: ProcessFacts) {
        self.init(
            pid: process.pid, name: process.name, executable: process.executable, unit: process.unit,
            containerID: process.containerID)
    }
}
