import ProbeCore

// Values of the right kind that dockerd does not start with all the same.
extension DaemonOption {
    /// The members that have one.
    static func unusable(in document: ConfigurationDocument) -> [String] {
        var names: [String] = []
        let mirrors = document["registry-mirrors"]?.elements.compactMap(\.text) ?? []
        if mirrors.contains(where: { !isMirror($0) }) { names.append("registry-mirrors") }
        if let bridge = document["bip"]?.text, !bridge.isEmpty, isNetwork(bridge) { names.append("bip") }
        let pools = document["default-address-pools"]?.elements ?? []
        if pools.contains(where: hasTooLargeSubnets) { names.append("default-address-pools") }
        return names
    }

    /// A URL of http or https with nothing behind the host (ValidateMirror of moby's registry package).
    private static func isMirror(_ text: String) -> Bool {
        let text = text.trimmed
        guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) else {
            return false
        }
        let rest = text.dropFirst(scheme.utf8.count)
        let behind = rest.drop { !"/?#".contains($0) }
        return !rest.isEmpty && (behind.isEmpty || behind == "/")
    }

    /// The bridge is given its whole network in the place of an address in it.
    private static func isNetwork(_ text: String) -> Bool {
        guard let prefix = DaemonSettings.subnet(text), prefix.family == .v4, prefix.length < 31 else { return false }
        return IPAddress(text.trimmed.prefix { $0 != "/" }) == prefix.address
    }

    /// The networks that are to be cut out of the pool are larger than that.
    private static func hasTooLargeSubnets(_ pool: Structure) -> Bool {
        guard let base = pool["base"]?.text.flatMap({ IPPrefix($0) }), let size = pool["size"]?.integer else {
            return false
        }
        return size < base.length
    }
}
