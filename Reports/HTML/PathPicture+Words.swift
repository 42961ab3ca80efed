import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A node of the drawn path in words, and its shape.
struct DrawnNode: Hashable {
    enum Kind: Hashable {
        case containers, bridge, host, router, silent, elided, proxy, resolver, service
    }

    let kind: Kind
    let title: String
    /// A line each.
    let details: [String]

    init(_ node: PathPicture.Node, on device: DeviceFacts) {
        switch node {
        case .containers: (kind, title, details) = (.containers, "containers", [])
        case .bridges(let vantages):
            (kind, title, details) = (.bridge, vantages.count == 1 ? "bridge" : "bridges", Self.names(vantages))
        case .namespaces(let vantages):
            (kind, title) = (.containers, vantages.count == 1 ? "namespace" : "namespaces")
            details = Self.names(vantages)
        case .host: (kind, title, details) = (.host, "this device", [device.hostname])
        case .router(let hop, let address): (kind, title, details) = (.router, "hop \(hop)", [address.description])
        case .silent(let hop): (kind, title, details) = (.silent, "hop \(hop)", ["answers nobody"])
        case .elided(let count): (kind, title, details) = (.elided, "\(count) more", [count == 1 ? "hop" : "hops"])
        case .unseen: (kind, title, details) = (.elided, "…", ["not seen"])
        case .proxy(let proxy): (kind, title, details) = (.proxy, "proxy", [proxy.description])
        case .resolver(let resolver): (kind, title, details) = (.resolver, "resolver", [resolver.description])
        case .hub(let host): (kind, title, details) = (.service, "hub", [host.description])
        case .provisioning(let host): (kind, title, details) = (.service, "DPS", [host.description])
        case .registry(let host): (kind, title, details) = (.service, "registry", [host.description])
        case .service(let host): (kind, title, details) = (.service, "service", [host.description])
        }
    }

    private static func names(_ vantages: [Vantage]) -> [String] {
        let names = vantages.map(\.description)
        return names.count > 3 ? names.prefix(2) + ["and \(names.count - 2) more"] : names
    }
}
