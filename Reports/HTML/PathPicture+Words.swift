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
        case .containers: (kind, title, details) = (.containers, phrase("containers"), [])
        case .bridges(let vantages):
            (kind, title, details) = (
                .bridge, vantages.count == 1 ? phrase("bridge") : phrase("bridges"), Self.names(vantages)
            )
        case .namespaces(let vantages):
            (kind, title) = (.containers, vantages.count == 1 ? phrase("namespace") : phrase("namespaces"))
            details = Self.names(vantages)
        case .host: (kind, title, details) = (.host, phrase("this device"), [device.hostname])
        case .router(let hop, let address):
            (kind, title, details) = (.router, phrase("hop \(hop)"), [address.description])
        case .silent(let hop): (kind, title, details) = (.silent, phrase("hop \(hop)"), [phrase("answers nobody")])
        case .elided(let count):
            (kind, title, details) = (.elided, phrase("\(count) more"), [phrase(count == 1 ? "hop" : "hops")])
        case .unseen: (kind, title, details) = (.elided, "…", [phrase("not seen")])
        case .proxy(let proxy): (kind, title, details) = (.proxy, phrase("proxy"), [proxy.description])
        case .resolver(let resolver): (kind, title, details) = (.resolver, phrase("resolver"), [resolver.description])
        case .hub(let host): (kind, title, details) = (.service, phrase("hub"), [host.description])
        case .provisioning(let host): (kind, title, details) = (.service, "DPS", [host.description])
        case .registry(let host): (kind, title, details) = (.service, phrase("registry"), [host.description])
        case .service(let host): (kind, title, details) = (.service, phrase("service"), [host.description])
        }
    }

    private static func names(_ vantages: [Vantage]) -> [String] {
        let names = vantages.map(\.description)
        return names.count > 3 ? names.prefix(2) + [phrase("and \(names.count - 2) more")] : names
    }
}
