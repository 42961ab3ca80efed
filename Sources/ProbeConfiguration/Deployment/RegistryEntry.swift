import ProbeCore
import ProbeEvidence

/// One entry of a deployment's `registryCredentials`.
struct RegistryEntry {
    var evidence: DeploymentEvidence.Account
    /// Nothing where a part of it is missing, or still to be filled in.
    private(set) var credentials: Credentials?
    private let address: String

    static let most = 64

    init(_ manifest: DeploymentManifest, at path: [String]) {
        func text(_ member: String) -> String { manifest.twin[path + [member]]?.value.text ?? "" }
        let (user, password) = (text("username"), text("password"))
        address = text("address")
        let texts = [address, user, password]
        let line = manifest.twin.line(of: path + ["password"], in: manifest.document)
        let registry = manifest.registry(named: address)
        let state: DeploymentEvidence.Account.State =
            if texts.contains(where: { !$0.isEmpty && Placeholder.isWhole($0) }) || Placeholder.isIn(address) {
                .placeholder
            } else if texts.contains(where: \.isEmpty) || registry == nil {
                .incomplete
            } else {
                .given
            }
        evidence = DeploymentEvidence.Account(state, registry: registry, line: line)
        if state == .given { credentials = Credentials(user: user, password: password) }
    }

    /// Whether IoT Edge pulls an image with it: the image's name begins with the address, letter by letter but for their case
    /// (edge-agent, `ImageExtensions.FirstAuthConfig`); a path alone is Docker Hub's.
    func isFor(_ image: String) -> Bool {
        let parts = image.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first else { return false }
        let domain = first.contains(".") || first.contains(":") ? String(first) : "https://index.docker.io/v1/"
        return domain.lowercased() == address.lowercased()
    }
}

extension DeploymentManifest {
    /// The registry that an address of `registryCredentials` means, also where IoT Edge does not take it so.
    func registry(named address: String) -> Registry? {
        let text = beingUpstream(address) ?? ""
        let rest = text.lowercased().hasPrefix("https://") ? text.dropFirst(8) : text[...]
        return rest.isEmpty || Placeholder.isIn(text) ? nil : Registry(ofImage: rest.prefix { $0 != "/" } + "/image")
    }

    /// With the parent's name in the place of `$upstream`; nothing where there is no parent.
    func beingUpstream(_ text: String) -> String? {
        guard text.hasPrefix("$upstream") else { return text }
        return parent.map { $0.description + text.dropFirst("$upstream".count) }
    }
}
