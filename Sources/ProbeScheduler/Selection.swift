import ProbeCore
package import ProbeMeasurement

/// The probes that `--only` and `--skip` leave, by id or by prefix.
package struct Selection: Sendable {
    private let only: [String]
    private let skip: [String]

    package init(only: [String], skip: [String]) {
        self.only = only
        self.skip = skip
    }

    /// The probes to run: those asked for with all that they stand on, less those left out.
    package func applied(to probes: [any Probe.Type]) -> [any Probe.Type] {
        var wanted = Set(probes.map(Self.id).filter { id in only.isEmpty || only.contains { Self.matches(id, $0) } })
        if !only.isEmpty {
            // What a probe reads is needed to climb to it, whether or not it was named.
            for probe in probes.reversed() where wanted.contains(Self.id(probe)) {
                wanted.formUnion(Self.upstream(of: probe))
            }
        }
        return probes.filter { probe in
            let id = Self.id(probe)
            return wanted.contains(id) && !skip.contains { Self.matches(id, $0) }
        }
    }

    /// The first name that no probe answers to; a mistyped name must not silently select nothing.
    package func unknownName(among probes: [any Probe.Type]) -> String? {
        (only + skip).first { name in !probes.contains { Self.matches(Self.id($0), name) } }
    }

    /// A whole id, or a prefix that ends where a word of the id ends.
    private static func matches(_ id: ProbeID, _ name: String) -> Bool {
        let id = id.description
        return id == name || (id.hasPrefix(name) && (name.hasSuffix(".") || id.dropFirst(name.count).hasPrefix(".")))
    }

    private static func id(_ probe: any Probe.Type) -> ProbeID { probe.id }

    private static func upstream<P: Probe>(of probe: P.Type) -> [ProbeID] { P.Input.upstream }
}
